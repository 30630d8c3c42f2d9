// `vorleser backup` and `vorleser import`: an executable of its own, as others' archives will need libraries.
#include <clocale>
#include <csignal>

#include <sys/resource.h>

#include "client/backup/archiving.hpp"
#include "client/commands.hpp"
#include "client/draft.hpp"
#include "client/failure.hpp"
#include "client/reach.hpp"
#include "locale/streams.hpp"
#include "locale/translate.hpp"
#include "own/files.hpp"

namespace vorleser::backup {
namespace {

int run(Invocation invocation) {
    setpriority(PRIO_PROCESS, 0, 10);  // whatever plays goes before
    // A limit on how large a file may be is an error like a full disk.
    std::signal(SIGXFSZ, SIG_IGN);
    delete_drafts_at_signals();
    Connection connection(invocation.daemon);
    try {
        if (invocation.command == "backup")
            write_backup(connection, invocation);
        else
            import_file(connection, invocation, is_public);
    } catch (const Incomplete&) {
        return static_cast<int>(Exit::failed);
    }
    return static_cast<int>(Exit::ok);
}

}  // namespace
}  // namespace vorleser::backup

int main(int argc, char** argv) {
    vorleser::open_standard_streams();
    vorleser::own::keep_private();
    vorleser::use_locale(LC_ALL);
    return vorleser::run({argv + (argc > 0), argv + argc}, vorleser::backup::run);
}
