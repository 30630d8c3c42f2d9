#include "client/web/serve.hpp"

#include <csignal>
#include <ctime>
#include <optional>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/json.hpp>
#include <fmt/format.h>
#include <malloc.h>
#include <sys/resource.h>
#include <unistd.h>

#include "client/failure.hpp"
#include "client/places.hpp"
#include "client/terminal.hpp"
#include "client/text.hpp"
#include "client/web/announce.hpp"
#include "client/web/certificate.hpp"
#include "client/web/confine.hpp"
#include "client/web/devices.hpp"
#include "client/web/feeds.hpp"
#include "client/web/listening.hpp"
#include "client/web/memory.hpp"
#include "client/web/messages.hpp"
#include "client/web/request.hpp"
#include "client/web/server.hpp"
#include "client/web/starter.hpp"
#include "locale/streams.hpp"
#include "own/files.hpp"

namespace vorleser::web {
namespace {

namespace asio = boost::asio;
namespace fs = std::filesystem;
namespace json = boost::json;

std::string date_of(std::int64_t seconds) {
    const std::time_t time = seconds;
    std::tm local{};
    localtime_r(&time, &local);
    return fmt::format("{:04}-{:02}-{:02}", local.tm_year + 1900, local.tm_mon + 1, local.tm_mday);
}

int list_devices(const Invocation& invocation, const Devices& devices, const Feeds& feeds) {
    if (invocation.json) {
        json::array list;
        for (const auto& each : devices.list())
            list.push_back({{"name", each.name}, {"paired_at", each.paired_at}});
        for (const auto& each : feeds.list())
            list.push_back({{"name", each.name}, {"feed", true}, {"made_at", each.made_at}});
        print_out(json::serialize(list) + "\n");
        return 0;
    }
    std::vector<std::vector<std::string>> rows;
    for (const auto& each : devices.list())
        rows.push_back({each.name, messages::paired_at(date_of(each.paired_at))});
    for (const auto& each : feeds.list())
        rows.push_back({each.name, messages::feed_since(date_of(each.made_at))});
    for (const auto& line : table(rows, {{}, {}}, 0)) print_out(line + "\n");
    if (rows.empty()) print_out(std::string(messages::no_devices()) + "\n");
    return 0;
}

int remove(const Invocation& invocation, Devices& devices, Feeds& feeds) {
    const auto& name = invocation.web.name;
    const bool device = devices.remove(name), feed = feeds.remove(name);
    if (!device && !feed) throw Failure(Exit::failed, messages::no_such_device(plain(name)));
    if (!invocation.json) print_out(messages::removed(plain(name)) + "\n");
    return 0;
}

int make_feed(const Invocation& invocation, Feeds& feeds, const fs::path& directory) {
    const auto name = plain(invocation.web.name);
    const auto secret = feeds.add(name);
    const auto serving = Serving::other(directory);
    const auto site = !serving                   ? fmt::format("http://127.0.0.1:{}", invocation.web.port)
                      : serving->network.empty() ? serving->here
                                                 : serving->network.front();
    const auto address = fmt::format("{}/feed/{}/feed.xml", site, secret);
    if (invocation.json)
        print_out(json::serialize(json::object{{"name", name}, {"feed", address}}) + "\n");
    else
        print_out(messages::feed_is_at(address, name) + "\n");
    return 0;
}

// Tells how to get in, with codes for this machine's browser and for a phone.
// `serves`: this program does.
void invite(const Invocation& invocation, Devices& devices, const fs::path& directory,
            const Addresses& addresses, bool serves) {
    const auto terminal = terminal_at(STDOUT_FILENO, invocation.plain);
    const auto code = devices.new_code();
    const auto& where = addresses.network.empty() ? addresses.here : addresses.network.front();
    if (invocation.json) {
        json::array network;
        for (const auto& each : addresses.network) network.emplace_back(each);
        print_out(
            json::serialize(json::object{{"here", addresses.here}, {"network", network}, {"code", code}}) +
            "\n");
    } else {
        print_out(messages::page_is_at(fmt::format("{}/#pair={}", where, code)) + "\n");
        if (!addresses.network.empty() && terminal.live)
            print_out("\n" + qr_code(fmt::format("{}/#pair={}", where, code), terminal.colour) + "\n");
        for (const auto& each : addresses.network) print_out(messages::or_type(each, spelled(code)) + "\n");
        print_out(std::string(messages::code_lasts()) + "\n");
        if (addresses.network.empty()) print_out(std::string(messages::also_phones()) + "\n");
        if (serves) print_out(std::string(messages::ends_by()) + "\n");
    }
    flush_out();
    if (!invocation.web.no_browser && !invocation.json && has_desktop())
        open_browser(directory, addresses.here, devices.new_code());
}

Addresses addresses_of(const WebWanted& wanted, const Bound& bound) {
    Addresses addresses{fmt::format("http://127.0.0.1:{}", bound.port), {}};
    for (const auto& host : wanted.hosts) addresses.network.push_back("https://" + host);
    if (bound.loopback) return addresses;
    const auto own = own_names();
    // A name stays when the address changes, where there is somebody who tells it.
    if (fs::exists("/run/avahi-daemon/socket"))
        for (const auto& name : own.names)
            if (name.ends_with(".local"))
                addresses.network.push_back(fmt::format("https://{}:{}", name, bound.port));
    if (!own.addresses.empty())
        addresses.network.push_back(fmt::format("https://{}:{}", own.addresses.front(), bound.port));
    return addresses;
}

Site site_of(const WebWanted& wanted, const Certificate* certificate) {
    Site site;
    const auto own = own_names();
    site.hosts.insert(own.names.begin(), own.names.end());
    for (const auto& each : wanted.hosts) site.proxied.insert(parse_host(each)->name);
    site.hosts.insert(site.proxied.begin(), site.proxied.end());
    if (certificate) site.authority = certificate->authority();
    return site;
}

// Leaves the files that serving needs, among them directories that are made later where they are not there.
void confine_to(const fs::path& directory, const Invocation& invocation) {
    const auto& socket = invocation.daemon.socket;
    const auto socket_directory = fs::path(socket.empty() ? default_socket() : socket).parent_path();
    if (socket.empty()) own::private_directory(socket_directory, {"socket"});
    own::private_directory(cache_directory());
    std::vector<std::string> readable{socket_directory};
    for (const auto& file : {invocation.web.certificate, invocation.web.key})
        if (!file.empty()) readable.push_back(fs::absolute(file).parent_path());
    confine(readable, {directory, cache_directory()});
}

void serve(const Invocation& invocation, Devices& devices, const fs::path& directory, Serving& serving) {
    const auto& wanted = invocation.web;
    auto sockets = handed_over();
    const bool service = !sockets.empty();
    if (!service) sockets.push_back(listen_at(wanted.port, wanted.home));
    std::unique_ptr<Certificate> certificate;
    Addresses addresses;
    for (const auto& each : sockets) {
        const auto found = addresses_of(wanted, bound(each));
        if (addresses.here.empty() || !found.network.empty()) addresses = found;
        if (!bound(each).loopback && !certificate)
            certificate = wanted.certificate.empty() ? made_certificate(directory)
                                                     : given_certificate(wanted.certificate, wanted.key);
    }
    if (!certificate && !wanted.certificate.empty())
        throw Failure(Exit::usage, messages::certificate_for_nobody());
    auto daemon = invocation.daemon;
    daemon.start = daemon.start && !service;  // systemd starts it
    Starter starter(daemon);
    const Feeds feeds(directory);
    Podcast podcast(feeds, cache_directory() / "podcast", daemon);
    Saved saved(cache_directory() / "saved", daemon);
    daemon.start = false;

    asio::io_context context(1);
    asio::signal_set signals(context, SIGINT, SIGTERM, SIGHUP);
    signals.async_wait([&](boost::system::error_code, int) { context.stop(); });
    serving.at(addresses);
    if (!service) invite(invocation, devices, directory, addresses, true);
    confine_to(directory, invocation);

    auto site = site_of(wanted, certificate.get());
    site.podcast = &podcast;
    site.saved = &saved;
    Server server(context, devices, std::move(site), daemon, [&] { return starter.connect(); });
    for (auto& each : sockets) {
        const bool encrypted = !bound(each).loopback;
        server.listen(std::move(each), encrypted ? certificate.get() : nullptr);
    }
    rest();
    context.run();
    // A fetch may go on for a minute: nobody waits for it.
    flush_out();
    _exit(0);
}

int serve_or_pair(const Invocation& invocation, Devices& devices, const fs::path& directory) {
    auto serving = Serving::begin(directory);
    if (serving && invocation.web.port != 0 && environment("LISTEN_FDS").empty()) {
        serving.reset();
        knock(invocation.web.port);
        serving = Serving::begin(directory);
    }
    if (serving) {
        serve(invocation, devices, directory, *serving);
        return 0;
    }
    const auto other = Serving::other(directory);
    if (!other) throw Failure(Exit::failed, messages::begins_just_now());
    if (invocation.web.home && other->network.empty())
        throw Failure(Exit::failed, messages::serves_otherwise());
    for (const auto& host : invocation.web.hosts)
        if (std::ranges::find(other->network, "https://" + host) == other->network.end())
            throw Failure(Exit::failed, messages::serves_without(host));
    invite(invocation, devices, directory, *other, false);
    return 0;
}

}  // namespace

// "Name", "name:port", as addresses have them; as a proxy sends them on.
void check_hosts(std::vector<std::string>& hosts) {
    for (auto& each : hosts) {
        const auto host = parse_host(each);
        if (!host) throw Failure(Exit::usage, messages::no_host(plain(each)));
        each = host->name + (host->port.empty() ? "" : ":" + host->port);
    }
}

int run(Invocation invocation) try {
    // Large messages go back to the system at once, and few threads share few heaps.
    mallopt(M_MMAP_THRESHOLD, 128 << 10);
    mallopt(M_ARENA_MAX, 2);
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);  // a limit on how large a file may be is an error like a full disk
    // A browser is two descriptors.
    rlimit files{};
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = std::min<rlim_t>(files.rlim_max, 4096);
        setrlimit(RLIMIT_NOFILE, &files);
    }
    check_hosts(invocation.web.hosts);
    const auto state = state_directory();
    if (state.empty()) throw Failure(Exit::failed, messages::no_home());
    own::private_directory(state);
    const auto directory = state / "web";
    Devices devices(directory);
    Feeds feeds(directory);
    switch (invocation.web.what) {
        case WebWanted::What::devices:
            return list_devices(invocation, devices, feeds);
        case WebWanted::What::remove:
            return remove(invocation, devices, feeds);
        case WebWanted::What::feed:
            return make_feed(invocation, feeds, directory);
        case WebWanted::What::serve:
            return serve_or_pair(invocation, devices, directory);
    }
    return 0;
} catch (const own::Unusable& unusable) {
    throw Failure(Exit::failed, unusable.what());
}

}  // namespace vorleser::web
