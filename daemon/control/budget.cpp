#include "daemon/control/budget.hpp"

#include <functional>
#include <new>

namespace vorleser::control {

bool Budget::make_room(std::ptrdiff_t bytes, const Share& asking) {
    if (bytes <= left_) return true;
    // Whoever keeps within their own give nothing that is missing.
    std::vector<std::pair<std::size_t, Share*>> idle;
    std::ptrdiff_t all = left_;
    for (Share* each : shares_) {
        const auto size = each == &asking ? 0 : each->holder_.idle();
        const auto gain = each->beyond(each->held_) - each->beyond(each->held_ - std::min(size, each->held_));
        if (gain == 0) continue;
        idle.emplace_back(size, each);
        all += static_cast<std::ptrdiff_t>(gain);
    }
    if (bytes > all) return false;
    std::ranges::sort(idle, std::greater());
    for (auto next = idle.begin(); bytes > left_; ++next) next->second->holder_.dismiss();
    return true;
}

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
