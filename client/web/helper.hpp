// Does for the server what it cannot any more once it has confined itself: a process of its own, forked
// before that, waits to be asked.
#pragma once

#include <chrono>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "client/connection.hpp"
#include "own/files.hpp"

namespace vorleser::web {

// Any thread, but for the constructor: before there are threads.
class Helper {
 public:
    // `work` is done in that process, called `name` (15 bytes), for each request; false: it failed. Ends with
    // this object, or with the server. Nothing of the server's is open in it: what it listens on is gone with
    // it.
    Helper(const char* name, const std::function<bool(std::string_view request)>& work);

    // Begins `request`, 1 to 256 bytes. False: it is at another one already, or there is none (any more).
    bool ask(std::string_view request);

    // Whether nothing is being done (any more), after `patience` at most.
    bool rests(std::chrono::milliseconds patience);

    // How the last one ended.
    bool succeeded() const;

 private:
    own::Descriptor asked_;
    mutable std::mutex mutex_;  // guards what follows
    bool working_ = false, succeeded_ = false;
};

// The exporter's program and what it needs for this daemon; its own options go behind.
std::vector<std::string> exporter(const DaemonAddress& daemon);

// Runs a program to its end, silent but for what it complains of. Whether it said that all went well.
bool run_program(std::vector<std::string> arguments);

}  // namespace vorleser::web
