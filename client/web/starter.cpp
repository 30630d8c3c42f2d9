#include "client/web/starter.hpp"

#include <chrono>

#include "client/failure.hpp"

namespace vorleser::web {

using namespace std::chrono_literals;

Starter::Starter(DaemonAddress daemon) : daemon_(std::move(daemon)) {
    if (!daemon_.start) return;
    starts_.emplace("vorleser-start", [daemon = daemon_](std::string_view) {
        try {
            const Connection started(daemon);
            return true;
        } catch (const std::exception&) {
            return false;
        }
    });
    daemon_.start = false;
}

own::Descriptor Starter::connect() {
    try {
        return Connection(daemon_).take_socket();
    } catch (const Failure&) {
        if (!starts_ || !starts_->ask("start") || !starts_->rests(5s) || !starts_->succeeded()) throw;
    }
    return Connection(daemon_).take_socket();
}

}  // namespace vorleser::web
