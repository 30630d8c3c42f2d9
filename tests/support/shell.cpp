#include "tests/support/shell.hpp"

#include <array>
#include <cstdio>
#include <stdexcept>

#include <sys/wait.h>

#include "tests/support/crashes.hpp"

namespace vorleser::test {

Outcome shell(const std::string& command) {
    std::FILE* pipe = popen(("exec 2>&1; " + command).c_str(), "r");
    if (!pipe) throw std::runtime_error("popen: " + command);
    Outcome outcome;
    std::array<char, 4096> piece;
    for (std::size_t n; (n = std::fread(piece.data(), 1, piece.size(), pipe)) > 0;)
        outcome.out.append(piece.data(), n);
    const int status = pclose(pipe);
    outcome.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    expect_no_crash(outcome.code, command);
    return outcome;
}

}  // namespace vorleser::test
