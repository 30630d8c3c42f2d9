// An export, read by a child process that can do nothing but compute: it sees the file's bytes, has no other
// file, no network, no other process (Landlock and seccomp as for the worker), and tells what it found by a
// pipe, as JSON, of which nothing is believed here.
//
// The child is limited to a gigabyte besides the file and ten minutes of computing, and ends when this
// process does.
#pragma once

#include <optional>
#include <string>

#include <sys/types.h>

#include "client/backup/services.hpp"
#include "own/files.hpp"

namespace vorleser::backup {

// For one thread; made before there are others. Functions throw BadExport, and std::system_error where no
// process can be started.
class ConfinedExport {
 public:
    // Begins to read `file`, a regular one. `texts`: whether the articles' texts are wanted.
    ConfinedExport(const own::Descriptor& file, bool texts);

    [[nodiscard]] Service service() const { return service_; }
    // The next article; nullopt: that was all.
    std::optional<Saved> next();

 private:
    std::string line();

    // Ended with this.
    struct Child {
        Child() = default;
        ~Child();
        Child(const Child&) = delete;
        Child& operator=(const Child&) = delete;
        pid_t id = -1;
    };

    own::Descriptor pipe_;
    Child child_;
    std::string buffer_;
    std::size_t at_ = 0;
    Service service_{};
};

}  // namespace vorleser::backup
