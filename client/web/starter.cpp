#include "client/web/starter.hpp"

#include <csignal>
#include <string>

#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "client/failure.hpp"
#include "client/web/messages.hpp"

namespace vorleser::web {

Starter::Starter(DaemonAddress daemon) : daemon_(std::move(daemon)) {
    if (!daemon_.start) return;
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return;
    ask_ = own::Descriptor(ends[0]);
    own::Descriptor answer(ends[1]);
    if (fork() == 0) {
        ask_ = {};
        prctl(PR_SET_NAME, "vorleser-start");
        char byte = 0;
        while (read(answer.get(), &byte, 1) == 1) {
            try {
                Connection started(daemon_);
                byte = '+';
            } catch (const std::exception&) {
                byte = '-';
            }
            if (write(answer.get(), &byte, 1) != 1) break;
        }
        _exit(0);
    }
    daemon_.start = false;
}

own::Descriptor Starter::connect() {
    try {
        return Connection(daemon_).take_socket();
    } catch (const Failure&) {
        char byte = '?';
        if (!ask_ || write(ask_.get(), &byte, 1) != 1 || read(ask_.get(), &byte, 1) != 1 || byte != '+')
            throw;
    }
    return Connection(daemon_).take_socket();
}

}  // namespace vorleser::web
