// Files and directories of the programs' own: only their user sees them, whatever the umask was and whoever
// made the directory before us. Both programs keep to these rules.
//
// All functions throw Unusable, whose text says in the language of the locale what is wrong and what to do.
#pragma once

#include <filesystem>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include <sys/types.h>

namespace vorleser::own {

struct Unusable : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// Closed at the end.
class Descriptor {
 public:
    Descriptor() = default;
    explicit Descriptor(int value) : value_(value) {}
    Descriptor(Descriptor&& other) noexcept : value_(std::exchange(other.value_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(value_, other.value_);
        return *this;
    }
    ~Descriptor();
    int get() const { return value_; }
    int release() { return std::exchange(value_, -1); }
    explicit operator bool() const { return value_ >= 0; }

 private:
    int value_ = -1;
};

// Whatever this process makes from here on is its user's alone. Before there are threads.
void keep_private();

// The umask that keep_private() found: it holds for what the listener orders by name, and for programs that
// are started and not ours.
mode_t listeners_umask();

// A directory of ours, made if it is missing. One that others could enter is closed to them, and so are the
// files in it whose names begin with one of `ours`: an earlier version left them open.
void private_directory(const std::filesystem::path& path, std::initializer_list<std::string_view> ours = {});

// The same for a file of ours, if it is there. A link is the listener's own arrangement and stays as it is.
void private_file(const std::filesystem::path& path) noexcept;

// A directory that we use and did not make: nobody but its user and root may put anything in another's place
// in it.
void check_directory(const std::filesystem::path& path);

// The file at `path`, made if it is missing, locked until it is closed. A file that was deleted or replaced
// meanwhile locks nobody out, so then the one that lies there now is taken. Empty if another process has it
// and `wait` is false.
Descriptor lock(const std::filesystem::path& path, bool wait);

}  // namespace vorleser::own
