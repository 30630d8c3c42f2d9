// Feeds: described here, done by a program of its own (client/feeds/).
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "client/command.hpp"
#include "client/messages.hpp"
#include "locale/command_line.hpp"
#include "locale/translate.hpp"

namespace vorleser {
namespace {

using What = FeedsWanted::What;

// A feed by its number, its address or words of its title.
CLI::Option* feed_param(CLI::App& app, Invocation& invocation, const char* help) {
    auto& wanted = invocation.feeds;
    return app
        .add_option_function<std::vector<std::string>>(
            tr("FEED"),
            [&wanted](const std::vector<std::string>& words) {
                wanted.name = fmt::format("{}", fmt::join(words, " "));
            },
            help)
        ->type_name("");
}

void describe_subscribe(CLI::App& app, Invocation& invocation) {
    auto& wanted = invocation.feeds;
    app.add_option(tr("ADDRESS"), wanted.name, messages::subscribe_address())->required();
    auto* keep = app.add_flag_callback(
        "--keep", [&wanted] { wanted.keep = true; }, messages::subscribe_keep());
    app.add_flag_callback(
           "--queue", [&wanted] { wanted.keep = false; }, messages::subscribe_queue())
        ->excludes(keep);
    app.add_option("--newest", wanted.newest, messages::subscribe_newest())
        ->type_name(tr("N"))
        ->check(whole_number(1, 100));
    app.add_option("--with", wanted.with, messages::subscribe_with())->type_name(tr("WORDS"))->expected(1);
    app.add_option("--without", wanted.without, messages::subscribe_without())
        ->type_name(tr("WORDS"))
        ->expected(1);
}

void describe_unsubscribe(CLI::App& app, Invocation& invocation) {
    feed_param(app, invocation, messages::unsubscribe_feed())->required();
}

void describe_subscriptions(CLI::App& app, Invocation& invocation) {
    auto& wanted = invocation.feeds;
    auto* what = app.add_option_function<std::vector<std::string>>(
                        tr("WHAT"),
                        [&wanted](const std::vector<std::string>& words) {
                            const auto& what = words.front();
                            if ((what != "pause" && what != "resume") || words.size() < 2)
                                throw CLI::ValidationError(messages::bad_subscriptions());
                            wanted.what = what == "pause" ? What::pause : What::resume;
                            wanted.name = fmt::format("{}", fmt::join(words.begin() + 1, words.end(), " "));
                        },
                        messages::subscriptions_what())
                     ->type_name("");
    app.add_flag("--opml", wanted.opml, messages::subscriptions_opml())->excludes(what);
}

void describe_fetch(CLI::App& app, Invocation& invocation) {
    auto* feed = feed_param(app, invocation, messages::fetch_feed());
    app.add_flag("--due", invocation.feeds.due, messages::fetch_due())->excludes(feed);
}

constexpr Command rows[] = {
    {"subscribe", describe_subscribe, nullptr, Values::files, "", "vorleser-feeds"},
    {"unsubscribe", describe_unsubscribe, nullptr, Values::feeds, "", "vorleser-feeds"},
    {"subscriptions", describe_subscriptions, nullptr, Values::others, "pause resume", "vorleser-feeds"},
    {"fetch", describe_fetch, nullptr, Values::feeds, "", "vorleser-feeds"},
};

}  // namespace

std::span<const Command> subscribing_commands() {
    return rows;
}

}  // namespace vorleser
