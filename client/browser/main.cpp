// Stands behind the browser's button: browsers start it (native messaging) and name in its arguments who
// asks. They let no other extension do so than the one in the file that names this program.
#include <clocale>
#include <exception>
#include <filesystem>
#include <string_view>

#include <fmt/format.h>
#include <unistd.h>

#include "client/browser/button.hpp"
#include "client/browser/hosts.hpp"
#include "client/browser/messages.hpp"
#include "client/failure.hpp"
#include "client/places.hpp"
#include "locale/streams.hpp"
#include "locale/translate.hpp"
#include "own/files.hpp"

namespace {

int run(int argc, char** argv) {
    namespace browser = vorleser::browser;
    const bool by_hand = argc == 2 && std::string_view(argv[1]) == "--install";
    // A browser has a language of its own, in which the button says what it is told in English.
    if (by_hand || isatty(STDIN_FILENO)) vorleser::use_locale(LC_ALL);
    if (by_hand) {
        browser::install(std::filesystem::read_symlink("/proc/self/exe"));
        vorleser::flush_out();
        return 0;
    }
    if (isatty(STDIN_FILENO))
        throw vorleser::Failure(vorleser::Exit::usage, browser::messages::started_by_browsers());
    browser::serve(STDIN_FILENO, STDOUT_FILENO, {.socket = vorleser::environment("VORLESER_SOCKET")});
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    vorleser::open_standard_streams();
    vorleser::own::keep_private();
    try {
        return run(argc, argv);
    } catch (const vorleser::Failure& failure) {
        vorleser::print_err(fmt::format("{}\n", failure.what()));
        return static_cast<int>(failure.exit_code);
    } catch (const vorleser::OutputFailed& failed) {
        vorleser::print_err(fmt::format("{}\n", vorleser::output_problem(failed)));
    } catch (const std::exception& error) {
        vorleser::print_err(fmt::format("{}\n", error.what()));
    }
    return 1;
}
