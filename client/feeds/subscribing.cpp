#include "client/feeds/subscribing.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "client/choosing.hpp"
#include "client/command.hpp"
#include "client/draft.hpp"
#include "client/failure.hpp"
#include "client/feeds/discover.hpp"
#include "client/feeds/fetching.hpp"
#include "client/feeds/messages.hpp"
#include "client/messages.hpp"
#include "client/places.hpp"
#include "client/text.hpp"
#include "client/url.hpp"
#include "locale/streams.hpp"

namespace vorleser::feeds {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr std::size_t largest_list = std::size_t{8} << 20;

Wishes wished(const FeedsWanted& wanted, Wishes wishes = {}) {
    if (wanted.keep) wishes.keep = *wanted.keep;
    if (wanted.newest) wishes.newest = *wanted.newest;
    const auto words = [](const std::vector<std::string>& given) {
        std::vector<std::string> kept;
        for (const auto& each : given)
            if (auto line = line_of(valid_utf8(each), 200); !line.empty()) kept.push_back(std::move(line));
        return kept;
    };
    if (wanted.with) wishes.with = words(*wanted.with);
    if (wanted.without) wishes.without = words(*wanted.without);
    return wishes;
}

bool wishes_something(const FeedsWanted& wanted) {
    return wanted.keep || wanted.newest || wanted.with || wanted.without;
}

std::string read_list(const std::string& path) {
    const auto fail = [&](int error) {
        throw Failure(Exit::failed, vorleser::messages::cannot_read(plain(path), std::strerror(error)));
    };
    const std::unique_ptr<FILE, int (*)(FILE*)> file(std::fopen(path.c_str(), "rb"),
                                                     [](FILE* f) { return f ? std::fclose(f) : 0; });
    if (!file && errno == ENOENT && path.find('.') != path.npos && path.find('/') != 0)
        throw Failure(Exit::failed, vorleser::messages::no_scheme(plain(path)));
    if (!file) fail(errno);
    std::string bytes(largest_list + 1, '\0');
    bytes.resize(std::fread(bytes.data(), 1, bytes.size(), file.get()));
    if (std::ferror(file.get())) fail(errno);
    if (bytes.size() > largest_list)
        throw Failure(Exit::failed, vorleser::messages::too_large(plain(path), largest_list >> 20));
    return bytes;
}

// The one of several that the listener takes; throws Failure where nobody can be asked, or takes none.
Named choose(const std::vector<Named>& feeds, const std::string& address) {
    std::string text = messages::several_feeds(shown_address(address)) + "\n";
    for (std::size_t i = 0; i < feeds.size(); ++i)
        text += fmt::format("  {}  {}  {}\n", i + 1, plain(feeds[i].address), plain(feeds[i].title));
    text.pop_back();
    if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO)) throw Failure(Exit::failed, text);
    print_err(fmt::format("{}\n{} ", text, messages::which_feed()));
    std::string line;
    for (char c = 0; line.size() < 20 && read(STDIN_FILENO, &c, 1) == 1 && c != '\n';) line += c;
    const auto number = parse_position(trimmed(line));
    if (!number || *number > static_cast<std::int64_t>(feeds.size())) throw Failure(Exit::failed, text);
    return feeds[static_cast<std::size_t>(*number - 1)];
}

struct Found {
    std::string address;
    Return back;
    Feed feed;
};

Return asked_for(const std::string& address, const IsPublic& is_public, bool only_public) {
    auto back =
        carry_out(Errand{.tag = 0, .address = address, .asking = feed_asking({}), .only_public = only_public},
                  is_public, CrowdLimits().each);
    if (!back.answer) throw Failure(Exit::failed, back.problem);
    return back;
}

// The feed at an address, or the one that the page there names.
Found find(const Invocation& invocation, std::string address, const IsPublic& is_public) {
    bool only_public = false;
    for (bool page = false;; page = true) {
        auto back = asked_for(address, is_public, only_public);
        const auto& answer = *back.answer;
        try {
            auto feed = parse_feed(answer.bytes, answer.encoding, answer.url);
            if (!answer.moved_to.empty()) address = answer.moved_to;
            return {address, std::move(back), std::move(feed)};
        } catch (const NoFeed& none) {
            const auto fail = [&](const std::string& why) {
                throw Failure(Exit::failed, messages::no_feed_at(shown_address(address), why));
            };
            if (page || !none.page) fail(none.what());
            const auto named = feeds_of_page(answer.bytes, answer.encoding, answer.url);
            if (named.empty()) fail(answer.html ? messages::page_without_feed() : none.what());
            if (named.size() > 1 && invocation.json) choose(named, address);  // nobody is asked
            only_public = back.is_public;
            address = (named.size() == 1 ? named.front() : choose(named, address)).address;
        }
    }
}

int subscribe_list(const Invocation& invocation, Store& store, std::string_view bytes) {
    std::vector<Named> feeds;
    try {
        feeds = feeds_of_opml(bytes);
    } catch (const NoFeed& none) {
        throw Failure(Exit::failed, messages::no_feed_at(plain(invocation.feeds.name), none.what()));
    }
    std::int64_t fresh = 0, known = 0;
    for (const auto& each : feeds) {
        if (store.find(each.address)) {
            ++known;
            continue;
        }
        store.subscribe(each.address, each.title, wished(invocation.feeds));
        ++fresh;
    }
    keep_copy(store);
    if (invocation.json)
        print_out(json::serialize(json::object{{"subscribed", fresh}, {"known", known}}) + "\n");
    else
        print_out(fmt::format("{}\n{}\n", messages::subscribed_list(fresh, known), messages::by_itself()));
    return 0;
}

// One that is subscribed to already takes the wishes that are given.
int change(const Invocation& invocation, Store& store, const Subscription& feed) {
    const bool changes = wishes_something(invocation.feeds);
    if (changes) store.wish(feed.id, wished(invocation.feeds, feed.wishes), feed.paused);
    if (!invocation.json)
        print_out(
            (changes ? messages::changed(title_of(feed)) : messages::subscribed_already(title_of(feed))) +
            "\n");
    return 0;
}

}  // namespace

std::string opml(Store& store) {
    std::vector<Named> named;
    const auto all = store.list();
    for (const auto& each : all) named.push_back({each.address, each.title});
    return opml_of(named);
}

void keep_copy(Store& store) try {
    write_file(state_directory() / "feeds/subscriptions.opml", opml(store), Readers::owner);
} catch (const Failure& failure) {
    complain(failure.what());
}

int subscribe(const Invocation& invocation, Store& store, const fs::path& directory,
              const IsPublic& is_public) {
    auto address = valid_utf8(invocation.feeds.name);
    for (const auto& [scheme, instead] : {std::pair{"feed:http", "http"}, std::pair{"feed://", "http://"}})
        if (address.starts_with(scheme)) address.replace(0, std::string_view(scheme).size(), instead);
    const auto place = place_of(address);
    if (place != Place::address)
        return subscribe_list(invocation, store,
                              read_list(place == Place::file_address ? path_of(address) : address));
    if (const auto known = store.find(address)) return change(invocation, store, *known);
    auto found = find(invocation, address, is_public);
    if (const auto known = store.find(found.address)) return change(invocation, store, *known);
    const bool first = store.list().empty();
    const auto title = plain(line_of(found.feed.title, 400));
    store.subscribe(found.address, title, wished(invocation.feeds));
    keep_copy(store);
    const auto feed = store.find(found.address).value();
    if (!invocation.json) print_out(messages::subscribed(title_of(feed), found.feed.items.size()) + "\n");
    flush_out();
    Round round(invocation, store, directory, is_public, true);
    if (round.begins()) round.run(feed, std::move(found.back));
    if (invocation.json)
        print_out(json::serialize(json::object{
                      {"address", feed.address}, {"title", feed.title}, {"added", round.added}}) +
                  "\n");
    else if (first)
        print_out(std::string(messages::by_itself()) + "\n");
    return 0;
}

}  // namespace vorleser::feeds
