#include "tests/support/shell.hpp"

#include <array>
#include <cstdio>
#include <stdexcept>

#include "tests/support/crashes.hpp"

namespace vorleser::test {

Outcome shell(const std::string& command) {
    std::FILE* pipe = popen(("exec 2>&1; " + command).c_str(), "r");
    if (!pipe) throw std::runtime_error("popen: " + command);
    Outcome outcome;
    std::array<char, 4096> piece;
    for (std::size_t n; (n = std::fread(piece.data(), 1, piece.size(), pipe)) > 0;)
        outcome.out.append(piece.data(), n);
    outcome.code = exit_code(pclose(pipe), command);
    return outcome;
}

}  // namespace vorleser::test
