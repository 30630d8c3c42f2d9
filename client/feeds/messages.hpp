// What a person reads of `vorleser subscribe`, `subscriptions`, `fetch`; see client/messages.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "locale/translate.hpp"

namespace vorleser::feeds::messages {

// -- what is wrong with a feed
inline const char* no_feed() {
    return tr("this is no feed (RSS, Atom, JSON Feed)");
}
inline const char* is_opml() {
    return tr("this is a list of feeds (OPML); save it, then: vorleser subscribe FILE");
}
inline const char* no_json() {
    return tr("this begins like a JSON feed, but it is no JSON");
}
inline const char* nothing_there() {
    return tr("the site sends nothing");
}
inline std::string not_well_formed(std::ptrdiff_t place) {
    return tr("this is no well-formed XML: it goes wrong at byte {}", place);
}
inline const char* read_in_part() {
    return tr("it is not well-formed, and was read only as far as it is");
}
inline const char* no_opml() {
    return tr("this is no list of feeds (OPML)");
}
inline std::string no_feed_at(std::string_view address, std::string_view why) {
    return tr("{}: {}", address, why);
}
inline const char* page_without_feed() {
    return tr("the page names no feed; give the feed's own address");
}
inline std::string several_feeds(std::string_view address) {
    return tr("{} names several feeds; subscribe to one of them:", address);
}
inline const char* which_feed() {
    return tr("Which one? Its number, or nothing:");
}
inline const char* gone_for_good() {
    return tr("the site says that it is gone for good");
}

// -- the state
inline std::string cannot_store(std::string_view reason) {
    return tr("what is subscribed to cannot be stored: {}", reason);
}
inline std::string newer_state(std::string_view file) {
    return tr("{} is a newer version's: use that one, or move the file away", file);
}
inline std::string damaged(std::string_view file) {
    return tr("what was subscribed to is damaged; it lies in {} now, and subscriptions begin anew", file);
}
inline std::string damaged_copy(std::string_view file) {
    return tr("to subscribe to the same again: vorleser subscribe {}", file);
}
inline const char* no_home() {
    return tr("there is no place for subscriptions: set HOME or XDG_STATE_HOME");
}

// -- subscribing
inline std::string subscribed(std::string_view title, std::size_t items) {
    return tr_n(static_cast<std::int64_t>(items), "subscribed to “{}”, {} article in it",
                "subscribed to “{}”, {} articles in it", title, items);
}
inline std::string subscribed_already(std::string_view title) {
    return tr("“{}” is subscribed to already", title);
}
inline std::string changed(std::string_view title) {
    return tr("“{}”: changed", title);
}
inline std::string subscribed_list(std::int64_t n, std::int64_t known) {
    return known == 0 ? tr_n(n, "subscribed to {} feed", "subscribed to {} feeds", n)
                      : tr_n(n, "subscribed to {} feed; {} were so already",
                             "subscribed to {} feeds; {} were so already", n, known);
}
inline const char* by_itself() {
    return tr(
        "New articles come with: vorleser fetch\n"
        "By themselves: systemctl --user enable --now vorleser-feeds.timer");
}
inline std::string unsubscribed(std::string_view title) {
    return tr("unsubscribed from “{}”", title);
}
inline const char* no_subscriptions() {
    return tr("nothing is subscribed to; begin with: vorleser subscribe ADDRESS");
}
inline std::string no_such_feed(std::string_view name) {
    return tr("no subscription is called {}; they are listed by: vorleser subscriptions", name);
}
inline std::string several_such(std::string_view name) {
    return tr("several subscriptions are called {}; name one by its number in: vorleser subscriptions", name);
}

// -- the list
inline const char* paused() {
    return tr("paused");
}
inline std::string pausing(std::string_view title) {
    return tr("“{}” is paused", title);
}
inline std::string resumed(std::string_view title) {
    return tr("“{}” goes on", title);
}
inline std::string failing(std::string_view since, std::string_view problem) {
    return tr("fails since {}: {}", since, problem);
}
inline std::string ended(std::string_view since) {
    return tr("gone for good since {}", since);
}
inline std::string waiting(std::int64_t n) {
    return tr_n(n, "{} article to come", "{} articles to come", n);
}
inline const char* not_yet_asked() {
    return tr("not yet fetched");
}
inline std::string asked(std::string_view when) {
    return tr("fetched {}", when);
}
inline const char* kept() {
    return tr("kept");
}
inline std::string with(std::string_view words) {
    return tr("with {}", words);
}
inline std::string without(std::string_view words) {
    return tr("without {}", words);
}

// -- fetching
inline const char* fetches_already() {
    return tr("feeds are being fetched already");
}
inline std::string fetching(std::size_t left) {
    return tr_n(static_cast<std::int64_t>(left), "{} feed to be asked", "{} feeds to be asked", left);
}
inline std::string not_yet(std::string_view title, std::string_view when) {
    return tr("“{}” was asked just now; again from {}", title, when);
}
inline std::string from_feed(std::string_view why) {
    return tr("  from the feed itself: {}", why);
}
inline const char* no_page() {
    return tr("it names no page");
}
inline std::string not_come(std::string_view title, std::string_view why) {
    return tr("“{}” does not come: {}", title, why);
}
inline std::string later(std::string_view title, std::string_view why) {
    return tr("“{}” is tried again later: {}", title, why);
}
inline const char* nothing_new() {
    return tr("nothing new");
}
inline std::string feed_failed(std::string_view title, std::string_view why) {
    return tr("“{}”: {}", title, why);
}

}  // namespace vorleser::feeds::messages
