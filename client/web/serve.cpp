#include "client/web/serve.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <fmt/format.h>
#include <malloc.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "client/connection.hpp"
#include "client/failure.hpp"
#include "client/places.hpp"
#include "client/web/devices.hpp"
#include "client/web/messages.hpp"
#include "client/web/server.hpp"
#include "locale/streams.hpp"
#include "own/files.hpp"

namespace vorleser::web {
namespace {

namespace asio = boost::asio;

own::Descriptor listen_on_loopback(int port) {
    own::Descriptor listening(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    const int on = 1;
    setsockopt(listening.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(listening.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        ::listen(listening.get(), SOMAXCONN) != 0)
        throw Failure(Exit::failed, messages::cannot_listen(port, std::strerror(errno)));
    return listening;
}

void list_devices(const Devices& devices) {
    for (const auto& each : devices.list()) print_out(each.name + "\n");
}

void serve(const Invocation& invocation, Devices& devices) {
    asio::io_context context(1);
    Site site;
    for (const auto& host : invocation.web.hosts) site.hosts.insert(host);
    const auto daemon = invocation.daemon;
    Server server(context, devices, site, [daemon] { return Connection(daemon).take_socket(); });
    server.listen(listen_on_loopback(invocation.web.port), {});
    print_out(fmt::format("http://127.0.0.1:{}/#pair={}\n", invocation.web.port, devices.new_code()));
    flush_out();
    asio::signal_set signals(context, SIGINT, SIGTERM, SIGHUP);
    signals.async_wait([&](boost::system::error_code, int) { context.stop(); });
    context.run();
}

}  // namespace

int run(Invocation invocation) try {
    // Large messages go back to the system at once, and few threads share few heaps.
    mallopt(M_MMAP_THRESHOLD, 128 << 10);
    mallopt(M_ARENA_MAX, 2);
    std::signal(SIGPIPE, SIG_IGN);
    const auto state = state_directory();
    if (state.empty()) throw Failure(Exit::failed, messages::no_home());
    own::private_directory(state);
    Devices devices(state / "web");
    switch (invocation.web.what) {
        case WebWanted::What::devices:
            list_devices(devices);
            break;
        case WebWanted::What::remove:
            if (!devices.remove(invocation.web.device))
                throw Failure(Exit::failed, messages::no_such_device(invocation.web.device));
            break;
        case WebWanted::What::serve:
            serve(invocation, devices);
            break;
    }
    return static_cast<int>(Exit::ok);
} catch (const own::Unusable& unusable) {
    throw Failure(Exit::failed, unusable.what());
}

}  // namespace vorleser::web
