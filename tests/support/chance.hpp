// Chance in tests, that can be had again.
#pragma once

#include <cstdlib>
#include <iostream>
#include <random>

namespace vorleser::test {

// Another one each time, or what the environment's SEED says; it is printed, so that a failure can be looked
// at again. (GoogleTest's own random_seed() is 0 unless the tests are shuffled.)
inline unsigned seed() {
    const char* given = std::getenv("SEED");
    const unsigned seed =
        given ? static_cast<unsigned>(std::strtoul(given, nullptr, 10)) : std::random_device{}();
    std::cout << "SEED=" << seed << '\n';
    return seed;
}

}  // namespace vorleser::test
