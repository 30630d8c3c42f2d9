// The descriptors 0, 1 and 2, which a program has from its start, or should have.
#pragma once

#include <string>
#include <string_view>

namespace vorleser {

// The first thing in main: what is closed of the three is taken, so that no file or socket opened later gets
// its number. Reading or writing there goes on to fail.
void open_standard_streams();

// What was printed did not arrive: a full disk, a closed descriptor, a pipe whose reader has gone.
struct OutputFailed {
    int error = 0;  // errno
};
// To standard output. Both throw OutputFailed; print_out() may notice later than it was called, flush_out()
// at the latest: at the end of the program.
void print_out(std::string_view text);
void flush_out();
// What a person is told of it; empty where nothing is: a reader that has gone needs no more.
std::string output_problem(const OutputFailed& failed);

// To standard error. What cannot be written there is lost.
void print_err(std::string_view text) noexcept;

// The next line of standard input without its end; false at its end. Throws std::runtime_error where it
// cannot be read.
bool read_line(std::string& line);

}  // namespace vorleser
