#include "client/browser/hosts.hpp"

#include <string>
#include <string_view>

#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>

#include "client/browser/host.hpp"
#include "client/browser/messages.hpp"
#include "client/draft.hpp"
#include "client/failure.hpp"
#include "client/places.hpp"
#include "client/text.hpp"
#include "locale/streams.hpp"

namespace vorleser::browser {
namespace {

namespace fs = std::filesystem;

// Chromium's own, always; what is made of it, where it is used.
constexpr std::string_view chromiums[] = {"chromium", "google-chrome", "BraveSoftware/Brave-Browser",
                                          "microsoft-edge", "vivaldi"};

void write_host(const fs::path& directory, std::string_view form, const fs::path& program) {
    constexpr std::string_view place = "\"@program@\"";
    std::string text(form);
    text.replace(text.find(place), place.size(),
                 boost::json::serialize(boost::json::string(program.native())));
    make_directories(directory);
    const auto path = directory / "vorleser.json";
    write_file(path, text);
    print_out(messages::installed(plain(path.native())) + "\n");
}

// As in an installation, or in the build tree.
fs::path button_beside(const fs::path& program) {
    const auto above = program.parent_path().parent_path();
    const auto built = above / "share/vorleser/browser";
    std::error_code ignored;
    return fs::exists(built, ignored) ? built : above.parent_path() / "share/vorleser/browser";
}

}  // namespace

void install(const fs::path& program) {
    const fs::path home = environment("HOME");
    if (home.empty()) throw Failure(Exit::failed, messages::no_home());
    delete_drafts_at_signals();
    const auto button = button_beside(program);
    std::error_code ignored;
    if (!fs::exists(button / "extension/manifest.json", ignored))
        throw Failure(Exit::failed, messages::no_button(plain((button / "extension").native())));
    const auto config = config_home();
    write_host(home / ".mozilla/native-messaging-hosts", host_of_firefox(), program);
    for (const auto name : chromiums)
        if (name == chromiums[0] || fs::exists(config / name, ignored))
            write_host(config / name / "NativeMessagingHosts", host_of_chromium(), program);
    print_out(messages::load_in_chromium(plain((button / "extension").native())) + "\n");
    print_out(messages::load_in_firefox(plain((button / "vorleser.xpi").native())) + "\n");
}

}  // namespace vorleser::browser
