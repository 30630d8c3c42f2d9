#include "client/feeds/commands.hpp"

#include <algorithm>
#include <ctime>

#include <boost/json.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include "client/choosing.hpp"
#include "client/command.hpp"
#include "client/failure.hpp"
#include "client/feeds/fetching.hpp"
#include "client/feeds/messages.hpp"
#include "client/feeds/subscribing.hpp"
#include "client/places.hpp"
#include "client/text.hpp"
#include "client/time.hpp"
#include "client/url.hpp"
#include "locale/streams.hpp"

namespace vorleser::feeds {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

json::object as_json(const Subscription& feed, std::size_t number) {
    const auto time = [](std::int64_t at) { return at == 0 ? json::value(nullptr) : json::value(at); };
    return {{"number", number},
            {"address", feed.address},
            {"title", feed.title},
            {"keep", feed.wishes.keep},
            {"newest", feed.wishes.newest},
            {"with", json::value_from(feed.wishes.with)},
            {"without", json::value_from(feed.wishes.without)},
            {"paused", feed.paused},
            {"ended", feed.ended},
            {"waiting", feed.waiting},
            {"asked_at", time(feed.asked_at)},
            {"next_at", time(feed.next_at)},
            {"failing_since", time(feed.failing_since)},
            {"problem", feed.problem.empty() ? json::value(nullptr) : json::value(feed.problem)}};
}

// How it is with a feed, in words.
std::string state_of(const Subscription& feed) {
    std::vector<std::string> parts;
    if (feed.paused) parts.emplace_back(messages::paused());
    if (feed.ended)
        parts.push_back(messages::ended(format_date(feed.failing_since)));
    else if (feed.failing_since != 0)
        parts.push_back(messages::failing(format_date(feed.failing_since), plain(feed.problem)));
    else
        parts.push_back(feed.asked_at == 0 ? messages::not_yet_asked()
                                           : messages::asked(format_date(feed.asked_at)));
    if (feed.failing_since == 0 && !feed.problem.empty()) parts.push_back(plain(feed.problem));
    if (feed.waiting > 0) parts.push_back(messages::waiting(feed.waiting));
    if (feed.wishes.keep) parts.emplace_back(messages::kept());
    if (!feed.wishes.with.empty())
        parts.push_back(messages::with(plain(fmt::format("{}", fmt::join(feed.wishes.with, ", ")))));
    if (!feed.wishes.without.empty())
        parts.push_back(messages::without(plain(fmt::format("{}", fmt::join(feed.wishes.without, ", ")))));
    return fmt::format("{}", fmt::join(parts, " · "));
}

// The subscription that the listener means: by its number, its address, or words of its title.
Subscription meant(Store& store, const std::string& name) {
    const auto all = store.list();
    if (const auto number = parse_position(name); number && *number <= static_cast<std::int64_t>(all.size()))
        return all[static_cast<std::size_t>(*number - 1)];
    std::vector<Subscription> found;
    for (const auto& each : all) {
        if (each.address == name) return each;
        if (has_in_title(each.title, name)) found.push_back(each);
    }
    if (found.empty()) throw Failure(Exit::failed, messages::no_such_feed(plain(name)));
    if (found.size() > 1) throw Failure(Exit::failed, messages::several_such(plain(name)));
    return found.front();
}

int show(const Invocation& invocation, Store& store) {
    const auto feeds = store.list();
    if (invocation.feeds.opml) return print_out(opml(store)), 0;
    if (invocation.json) {
        json::array all;
        for (const auto& each : feeds) all.push_back(as_json(each, all.size() + 1));
        print_out(json::serialize(all) + "\n");
        return 0;
    }
    std::vector<std::vector<std::string>> rows;
    for (const auto& each : feeds)
        rows.push_back({std::to_string(rows.size() + 1), title_of(each), state_of(each),
                        each.title.empty() ? "" : shown_address(each.address)});
    // Errors are long, and what is cut off of them is what one wants to know: nothing is.
    for (const auto& line : table(rows, {{Align::right}, {}, {}, {}}, 0)) print_out(line + "\n");
    if (rows.empty()) print_out(std::string(messages::no_subscriptions()) + "\n");
    return 0;
}

int pause(const Invocation& invocation, Store& store, bool paused) {
    const auto feed = meant(store, invocation.feeds.name);
    store.wish(feed.id, feed.wishes, paused);
    if (!invocation.json)
        print_out((paused ? messages::pausing(title_of(feed)) : messages::resumed(title_of(feed))) + "\n");
    return 0;
}

int unsubscribe(const Invocation& invocation, Store& store) {
    const auto feed = meant(store, invocation.feeds.name);
    store.unsubscribe(feed.id);
    keep_copy(store);
    if (!invocation.json) print_out(messages::unsubscribed(title_of(feed)) + "\n");
    return 0;
}

// Those to fetch, and what is said of those that are not.
std::vector<Subscription> to_fetch(const Invocation& invocation, Store& store) {
    const auto& wanted = invocation.feeds;
    if (!wanted.name.empty()) {
        const auto feed = meant(store, wanted.name);
        if (feed.ended)
            throw Failure(Exit::failed, messages::feed_failed(title_of(feed), messages::gone_for_good()));
        if (now() < feed.not_before && feed.waiting == 0)
            throw Failure(Exit::failed, messages::not_yet(title_of(feed), format_date(feed.not_before)));
        return {feed};
    }
    auto feeds = store.list();
    std::erase_if(feeds, [&](const Subscription& feed) { return feed.paused; });
    if (!wanted.due && !invocation.json)
        for (const auto& feed : feeds)
            if (!feed.ended && now() < feed.not_before && feed.waiting == 0)
                print_out(messages::not_yet(title_of(feed), format_date(feed.not_before)) + "\n");
    return feeds;
}

int fetch(const Invocation& invocation, Store& store, const fs::path& directory, const IsPublic& is_public) {
    const auto feeds = to_fetch(invocation, store);
    if (feeds.empty()) {
        if (!invocation.feeds.due && !invocation.json)
            print_out(std::string(messages::no_subscriptions()) + "\n");
        return 0;
    }
    Round round(invocation, store, directory, is_public, !invocation.feeds.due);
    if (!round.begins()) {
        if (invocation.feeds.due) return 0;
        throw Failure(Exit::failed, messages::fetches_already());
    }
    round.run(feeds);
    if (invocation.json)
        print_out(json::serialize(json::object{{"added", round.added}, {"failed", round.failures.size()}}) +
                  "\n");
    else if (round.added.empty() && !invocation.feeds.due)
        print_out(std::string(messages::nothing_new()) + "\n");
    const bool named = !invocation.feeds.name.empty();
    return static_cast<int>(named && !round.failures.empty() ? Exit::failed : Exit::ok);
}

}  // namespace

int run(const Invocation& invocation, const IsPublic& is_public) {
    const auto state = state_directory();
    if (state.empty()) throw Failure(Exit::failed, messages::no_home());
    const auto directory = state / "feeds";
    own::private_directory(state);
    Store store(directory);
    if (!store.set_aside.empty()) {
        complain(messages::damaged(plain(store.set_aside.string())));
        if (const auto copy = directory / "subscriptions.opml"; fs::exists(copy))
            complain(messages::damaged_copy(plain(copy.string())));
    }
    using What = FeedsWanted::What;
    switch (invocation.feeds.what) {
        case What::subscribe:
            return subscribe(invocation, store, directory, is_public);
        case What::unsubscribe:
            return unsubscribe(invocation, store);
        case What::list:
            return show(invocation, store);
        case What::pause:
        case What::resume:
            return pause(invocation, store, invocation.feeds.what == What::pause);
        case What::fetch:
            return fetch(invocation, store, directory, is_public);
    }
    return 0;
}

}  // namespace vorleser::feeds
