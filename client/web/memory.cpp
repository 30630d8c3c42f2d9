#include "client/web/memory.hpp"

#include <cstdint>
#include <cstdio>
#include <fstream>
#include <string>

#include <malloc.h>
#include <sys/mman.h>

namespace vorleser::web {

void rest() {
    malloc_trim(0);
    std::ifstream maps("/proc/self/maps");
    for (std::string line; std::getline(maps, line);) {
        std::uintptr_t begin = 0, end = 0;
        char rights[5] = {};
        // Of a file, and never written to: another copy is on the disk.
        if (std::sscanf(line.c_str(), "%lx-%lx %4s", &begin, &end, rights) == 3 && rights[1] == '-' &&
            rights[3] == 'p' && line.find(" /") != line.npos)
            madvise(reinterpret_cast<void*>(begin), end - begin,
                    MADV_DONTNEED);  // NOLINT(performance-no-int-to-ptr)
    }
}

}  // namespace vorleser::web
