// What the harnesses share: a promise that is broken ends the process, which the fuzzer keeps as a finding.
#pragma once

#include <cstdio>
#include <cstdlib>

namespace vorleser::test {

inline void expect(bool kept, const char* promise) {
    if (kept) return;
    std::fprintf(stderr, "broken promise: %s\n", promise);
    std::abort();
}

}  // namespace vorleser::test
