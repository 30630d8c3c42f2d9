#include "client/web/memory.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <string>

#include <malloc.h>
#include <sys/mman.h>

namespace vorleser::web {

void rest() {
    malloc_trim(0);
    std::ifstream maps("/proc/self/smaps");
    std::uintptr_t begin = 0, end = 0;
    for (std::string line; std::getline(maps, line);) {
        std::uintptr_t first = 0, last = 0;
        char rights[5] = {};
        std::size_t changed = 0;
        if (std::sscanf(line.c_str(), "%lx-%lx %4s", &first, &last, rights) == 3) {
            const bool of_a_file = rights[1] != 'w' && line.find(" /") != line.npos;
            begin = first;
            end = of_a_file ? last : first;
        } else if (std::sscanf(line.c_str(), "Anonymous: %zu", &changed) == 1 && changed == 0 &&
                   end > begin) {
            // None of its pages is another than the file's, which those are that the linker filled in.
            madvise(reinterpret_cast<void*>(begin), end - begin,
                    MADV_DONTNEED);  // NOLINT(performance-no-int-to-ptr)
        }
    }
}

}  // namespace vorleser::web
