#include "client/feeds/fetching.hpp"

#include <ctime>
#include <limits>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "client/failure.hpp"
#include "client/feeds/filter.hpp"
#include "client/feeds/messages.hpp"
#include "client/feeds/schedule.hpp"
#include "client/print.hpp"
#include "client/text.hpp"
#include "client/url.hpp"
#include "locale/streams.hpp"

namespace vorleser::feeds {
namespace {

namespace json = boost::json;

constexpr std::int64_t most_tries = 3;
constexpr std::size_t longest_validator = 1000;

// Whether it may be another time: the site is busy or away, and the page is not refused.
bool may_pass(const Return& back) {
    return back.status == 0 || back.status == 408 || back.status == 429 || back.status >= 500;
}

}  // namespace

std::int64_t now() {
    return std::time(nullptr);
}

std::string title_of(const Subscription& feed) {
    return feed.title.empty() ? shown_address(feed.address) : plain(feed.title);
}

Asking feed_asking(const Subscription& feed) {
    return {.accept =
                "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml, "
                "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, text/html;q=0.5, */*;q=0.1",
            .etag = feed.etag,
            .last_modified = feed.last_modified};
}

Round::Round(const Invocation& invocation, Store& store, const std::filesystem::path& directory,
             IsPublic is_public, bool by_hand)
    : invocation_(invocation),
      store_(store),
      by_hand_(by_hand),
      lock_(own::lock(directory / "fetching", false)),
      crowd_(std::move(is_public)) {
    if (!lock_) return;
    line_.emplace("", by_hand && !invocation.json, invocation.plain);
    recover();
}

void Round::say(const std::string& text) {
    if (invocation_.json) return;
    line_.emplace("", by_hand_ && !invocation_.json, invocation_.plain);  // what it shows gives way
    print_out(text);
    flush_out();
}

void Round::warn(const std::string& text) {
    line_.emplace("", by_hand_ && !invocation_.json, invocation_.plain);
    complain(text);
}

Connection& Round::daemon() {
    if (!daemon_) daemon_.emplace(invocation_.daemon);
    return *daemon_;
}

void Round::run(const std::vector<Subscription>& feeds) {
    for (const auto& feed : feeds) {
        if (now() >= (by_hand_ ? feed.not_before : feed.next_at) && !feed.ended)
            ask_feed(feed);
        else
            next_page(turns_.emplace(feed.id, Turn{feed, {}}).first->second);
    }
    go_on();
}

void Round::run(const Subscription& feed, Return back) {
    take_feed(turns_.emplace(feed.id, Turn{feed, {}}).first->second, std::move(back));
    go_on();
}

void Round::ask_feed(const Subscription& feed) {
    turns_.emplace(feed.id, Turn{feed, {}});
    crowd_.send({.tag = feed.id,
                 .address = feed.address,
                 .asking = feed_asking(feed),
                 .only_public = feed.is_public});
}

void Round::go_on() {
    while (auto back = crowd_.next()) {
        auto& turn = turns_.at(back->tag);
        if (turn.page)
            take_page(turn, std::move(*back));
        else
            take_feed(turn, std::move(*back));
        if (line_) line_->show([&](auto) { return messages::fetching(turns_.size()); });
    }
}

void Round::take_feed(Turn& turn, Return back) {
    auto& feed = turn.feed;
    std::string problem = back.problem;
    try {
        if (back.answer) read_feed(feed, *back.answer);
    } catch (const NoFeed& none) {
        problem = messages::no_feed_at(shown_address(feed.address), none.what());
    }
    if (!problem.empty()) {
        failed(feed, problem, back.status, back.retry_after, now());
        store_.update(feed);
        failures.push_back(feed.id);
        if (by_hand_ || feed.failures == 1) warn(problem);
    } else if (back.is_public && !feed.is_public) {
        feed.is_public = true;
        store_.update(feed);
    }
    next_page(turn);
}

// Throws NoFeed, and then nothing is changed.
void Round::read_feed(Subscription& feed, const Answered& answer) {
    if (answer.unchanged) {
        asked(feed, {}, answer.cache_control, now());
        return store_.update(feed);
    }
    const auto read = parse_feed(answer.bytes, answer.encoding, answer.url);
    const auto validator = [&](const std::string& text) {
        return read.cut || text.size() > longest_validator ? std::string() : text;
    };
    asked(feed, read.hints, answer.cache_control, now());
    if (!answer.moved_to.empty()) feed.address = answer.moved_to;
    if (!read.title.empty()) feed.title = plain(line_of(read.title, 400));
    feed.etag = validator(answer.etag);
    feed.last_modified = validator(answer.last_modified);
    if (read.cut) feed.problem = messages::read_in_part();
    store_.take(feed, read.items,
                [&](std::vector<Item> items) { return chosen(std::move(items), feed.wishes); });
}

void Round::next_page(Turn& turn) {
    const auto latest = by_hand_ ? std::numeric_limits<std::int64_t>::max() : now();
    while ((turn.page = store_.next_waiting(turn.feed.id, latest))) {
        if (turn.page->url.empty()) {
            add_own(turn, messages::no_page());
            continue;
        }
        crowd_.send({.tag = turn.feed.id,
                     .address = turn.page->url,
                     .asking = {},
                     .only_public = turn.feed.is_public});
        return;
    }
    turns_.erase(turn.feed.id);
}

void Round::take_page(Turn& turn, Return back) {
    if (back.answer) {
        const auto why = add(turn, add_params(json::object{}, *back.answer), "");
        if (!why.empty()) add_own(turn, why);
    } else if (!page_failed(turn, back)) {
        turns_.erase(turn.feed.id);
        return;
    }
    next_page(turn);
}

bool Round::page_failed(const Turn& turn, const Return& back) {
    const auto& page = *turn.page;
    if (may_pass(back) && page.tries + 1 < most_tries) {
        store_.retry(page.id, now() + (least_seconds << (2 * page.tries)));
        if (by_hand_) warn(messages::later(plain(page.title), back.problem));
        return false;
    }
    add_own(turn, back.problem);
    return true;
}

void Round::add_own(const Turn& turn, const std::string& why) {
    const auto& page = *turn.page;
    auto problem = why;
    if (!page.content.empty()) {
        json::object params{
            {"bytes", base64(page_of(page.title, page.content))}, {"encoding", "utf-8"}, {"as", "html"}};
        params["source"] = title_of(turn.feed);
        if (!page.url.empty()) params["url"] = page.url;
        if (!page.title.empty()) params["title"] = page.title;
        problem = add(turn, std::move(params), why);
        if (problem.empty()) return;
    }
    store_.came(page.id, 0);
    warn(messages::not_come(plain(page.title.empty() ? page.url : page.title), why));
}

std::string Round::add(const Turn& turn, json::object params, const std::string& own_because) {
    const auto& page = *turn.page;
    if (turn.feed.wishes.keep) params["to"] = "kept";
    const auto revision = parse_revision(daemon().call("status"));
    if (!store_.adding(page.id, json::serialize(params), now(), revision)) return {};
    json::value result;
    try {
        result = daemon().call("add", params);
    } catch (const Refused& refused) {
        store_.not_added(page.id);
        const auto kind = kind_of(refused);
        if (kind == "unreadable" || kind == "invalid_argument") return refused.what();
        throw;  // it can do nothing just now
    }
    store_.came(page.id, result.at("entry").at("id").to_number<std::int64_t>());
    auto line = added_line(result);
    if (!own_because.empty()) line += messages::from_feed(own_because) + "\n";
    say(line);
    auto told = result.as_object();
    told["feed"] = turn.feed.address;
    told["from_feed"] = !own_because.empty();
    added.push_back(std::move(told));
    return {};
}

// Whether the daemon was asked, the one before us did not live to know.
void Round::recover() {
    const auto all = store_.waiting();
    for (const auto& waiting : all) {
        if (waiting.adding.empty()) continue;
        if (const auto entry = entry_of(waiting); entry != 0)
            store_.came(waiting.id, entry);
        else
            store_.not_added(waiting.id);
    }
}

// The entry that it became, if it did, wherever it is now; 0: none. Added since then, and of the same site or
// title: a round adds one after the other, so that nothing else of ours came meanwhile.
std::int64_t Round::entry_of(const Waiting& waiting) {
    const auto request = json::parse(waiting.adding).as_object();
    const auto url = parse_text(request, "url"), source = parse_text(request, "source");
    const auto newest = store_.newest_entry();
    const auto entries = entries_since(waiting.adding_since);
    for (const auto& entry : entries)
        if (entry.id > newest && entry.added_at >= waiting.adding_at - 2 &&
            (peer_of(entry.url) == peer_of(url) || entry.source == source ||
             entry.title == plain(waiting.title)))
            return entry.id;
    return 0;
}

// Also those that were removed meanwhile, as far as that is known.
std::vector<Entry> Round::entries_since(std::int64_t revision) {
    std::vector<Entry> entries;
    const auto changed = daemon().call("changes", {{"since", revision}});
    const auto& changes = items(changed, "changes");
    for (const auto& each : changes) entries.push_back(parse_entry(each.at("entry")));
    if (!changed.at("whole").as_bool()) return entries;
    for (const char* where : {"list", "history", "kept"})
        for (auto& each : parse_entries(daemon().call(where))) entries.push_back(std::move(each));
    return entries;
}

}  // namespace vorleser::feeds
