// `vorleser export`: an executable of its own, so that no other command loads encoders.
#include <chrono>
#include <clocale>
#include <csignal>
#include <thread>

#include <boost/json.hpp>
#include <sys/resource.h>
#include <unistd.h>

#include "client/command.hpp"
#include "client/commands.hpp"
#include "client/draft.hpp"
#include "client/export/exporter.hpp"
#include "client/failure.hpp"
#include "client/messages.hpp"
#include "locale/streams.hpp"
#include "locale/translate.hpp"
#include "own/files.hpp"

namespace vorleser::exporting {
namespace {

void once(Exporter& exporter) {
    switch (exporter.invocation().exported.into) {
        case ExportWanted::Into::files:
            return export_files(exporter);
        case ExportWanted::Into::folder:
            return export_folder(exporter);
        case ExportWanted::Into::podcast:
            return export_podcast(exporter);
    }
}

// Follows the list until a signal ends it. What changes within a moment is taken together.
[[noreturn]] void follow(Exporter& exporter) {
    using namespace std::chrono_literals;
    auto& connection = exporter.connection();
    connection.call("subscribe", {{"events", {"playlist"}}});
    for (std::int64_t known = -1;;) {
        const auto revision = parse_revision(connection.call("status"));
        if (revision != known) {
            // Lengths are measured meanwhile, which changes the list, too: nothing is made twice by that.
            once(exporter);
            known = revision;
            continue;
        }
        connection.wait_for_event();
        std::this_thread::sleep_for(1s);
    }
}

int run(Invocation invocation) {
    // Whatever plays goes before; one core is all that is taken.
    setpriority(PRIO_PROCESS, 0, 10);
    // A limit on how large a file may be is an error like a full disk.
    std::signal(SIGXFSZ, SIG_IGN);
    // A book of a thousand articles reads from as many files.
    rlimit files{};
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
    }
    delete_drafts_at_signals();
    Exporter exporter(invocation);
    try {
        if (invocation.exported.follow) follow(exporter);
        once(exporter);
    } catch (const Reported&) {
        return static_cast<int>(Exit::failed);
    } catch (const own::Unusable& unusable) {
        throw Failure(Exit::failed, unusable.what());
    }
    return static_cast<int>(Exit::ok);
}

}  // namespace
}  // namespace vorleser::exporting

int main(int argc, char** argv) {
    vorleser::open_standard_streams();
    vorleser::own::keep_private();
    vorleser::use_locale(LC_ALL);
    return vorleser::run({argv + (argc > 0), argv + argc}, vorleser::exporting::run);
}
