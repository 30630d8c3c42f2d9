#include "daemon/control/budget.hpp"

#include <new>

namespace vorleser::control {

// Values need no alignment beyond what operator new gives.
void* Metered::do_allocate(std::size_t bytes, std::size_t) {
    if (!share_.take(bytes)) throw std::bad_alloc();
    return ::operator new(bytes);
}

void Metered::do_deallocate(void* memory, std::size_t bytes, std::size_t) {
    share_.give(bytes);
    ::operator delete(memory);
}

}  // namespace vorleser::control
