// Faults for a RunningDaemon: the page it shares with the faults library, and its files to take, put back and
// check.
#pragma once

#include <map>
#include <string>

#include "tests/faults/control_block.hpp"
#include "tests/support/running_daemon.hpp"

namespace vorleser::test {

// The files of a state directory: name → content.
using Files = std::map<std::string, std::string>;

class Faults {
 public:
    Faults();
    ~Faults();
    Faults(const Faults&) = delete;
    Faults& operator=(const Faults&) = delete;

    // What the daemon is started with, so that the library is in it.
    Environment environment(Environment more = {}) const;

    ControlBlock& page() { return *page_; }
    // From here on operations are counted, and the `at`th meets the fault; `error` is its errno.
    void arm(Fault fault, std::int64_t at, int error = 0);
    void disarm() { page_->fault = Fault::none; }
    std::int64_t operations() const { return page_->operations; }

    // Of a daemon that does not run. What put() writes counts as synced.
    static Files files(const RunningDaemon& daemon);
    Files synced_files() const;  // what a power cut would have left
    void put(const RunningDaemon& daemon, const Files& files) const;

 private:
    TemporaryDirectory directory_;
    ControlBlock* page_ = nullptr;
};

// "" or what SQLite finds wrong with these files.
std::string integrity(const Files& files);

}  // namespace vorleser::test
