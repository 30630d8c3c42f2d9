// The page for browsers: described here, served by a program of its own (client/web/).
#include "client/command.hpp"
#include "client/messages.hpp"
#include "locale/command_line.hpp"
#include "locale/translate.hpp"

namespace vorleser {
namespace {

void describe_web(CLI::App& app, Invocation& invocation) {
    auto& wanted = invocation.web;
    auto* what = app.add_option_function<std::vector<std::string>>(
                        tr("WHAT"),
                        [&wanted](const std::vector<std::string>& words) {
                            using What = WebWanted::What;
                            const auto& what = words.front();
                            wanted.what = what == "devices" ? What::devices
                                          : what == "feed"  ? What::feed
                                                            : What::remove;
                            const bool known = what == "devices" || what == "feed" || what == "remove";
                            if (!known || (what == "devices") != (words.size() == 1))
                                throw CLI::ValidationError(messages::bad_web());
                            for (std::size_t i = 1; i < words.size(); ++i)
                                wanted.name += (i > 1 ? " " : "") + words[i];
                        },
                        messages::web_what())
                     ->type_name("");
    // Nothing is served then.
    app.add_flag("--home", wanted.home, messages::web_home())->excludes(what);
    app.add_option("--port", wanted.port, messages::web_port())
        ->type_name(tr("N"))
        ->check(whole_number(0, 65535));
    app.add_option("--host", wanted.hosts, messages::web_host())->type_name(tr("NAME"))->excludes(what);
    auto* certificate = app.add_option("--certificate", wanted.certificate, messages::web_certificate())
                            ->type_name(tr("FILE"));
    auto* key = app.add_option("--key", wanted.key, messages::web_key())->type_name(tr("FILE"));
    certificate->needs(key)->excludes(what);
    key->needs(certificate);
    app.add_flag("--no-browser", wanted.no_browser, messages::web_no_browser());
}

constexpr Command rows[] = {
    {"web", describe_web, nullptr, Values::others, "devices remove feed", "vorleser-web"},
};

}  // namespace

std::span<const Command> serving_commands() {
    return rows;
}

}  // namespace vorleser
