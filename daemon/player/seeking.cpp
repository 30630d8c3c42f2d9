// Finding one's way: the next article, a time, a word, a sentence on or back.
#include <algorithm>
#include <span>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "daemon/player/shell.hpp"

namespace vorleser {

using namespace narration;

namespace asio = boost::asio;

namespace {

constexpr std::int64_t restart_within_ms = 3000;  // `previous` in here goes to the article before

const Error nothing_read(ErrorKind::conflict, "nothing is being read: start with play");
const Error elsewhere(ErrorKind::conflict, "another article is being read now");

}  // namespace

Result<void> Player::next() {
    Shell& s = shell_->here();
    if (!s.state.entry) return nothing_read;
    auto next = s.playlist.after(*s.state.entry, s.settings.shuffle);
    if (next && !*next && s.settings.repeat == Repeat::all) next = s.playlist.after({}, s.settings.shuffle);
    if (!next) return next.error();
    if (!*next) return Error(ErrorKind::conflict, "this is the last article of the playlist");
    return s.jump(**next, {}, {});
}

bool Player::has_next() {
    const Shell& s = shell_->here();
    if (!s.state.entry) return false;
    const auto further = s.playlist.has_after(*s.state.entry, s.settings.shuffle);
    return s.settings.repeat == Repeat::all || (further && *further);
}

std::optional<EntryId> Player::upcoming() const {
    const Shell& s = *shell_;
    if (s.state.entry) return s.successor({*s.state.entry});
    const auto first = s.playlist.next_unheard({}, s.settings.shuffle);
    return first ? *first : std::nullopt;
}

Result<std::vector<EntryId>> Player::following(EntryId entry, std::int64_t limit) const {
    const Shell& s = *shell_;
    const auto known = s.playlist.entry(entry);
    if (!known) return known.error();
    if (known->left_at) return std::vector<EntryId>{};
    const auto repeat = s.settings.repeat;
    std::vector<EntryId> read{entry};  // as successor() would have it, one by one
    const auto append = [&](const std::vector<EntryId>& more, bool also_read) {
        const auto before = read.size();  // what comes is in it once
        for (const EntryId id : more) {
            const auto known = std::span(read).first(before);
            if (also_read || std::ranges::find(known, id) == known.end()) read.push_back(id);
        }
    };
    if (!s.settings.sleep_at_end) {
        append({s.state.return_to.rbegin(), s.state.return_to.rend()}, false);
        if (repeat == Repeat::one) {
            read.push_back(read.back());
        } else {
            const bool all = repeat == Repeat::all;
            const EntryId last = read.back();
            const auto rest = s.playlist.all_after(last, s.settings.shuffle, !all, limit);
            if (!rest) return rest.error();
            append(*rest, all);
            const auto anew =
                all ? s.playlist.all_after({}, s.settings.shuffle, false, limit) : std::vector<EntryId>{};
            if (!anew) return anew.error();
            append({anew->begin(), std::ranges::find(*anew, last)}, true);
            if (all) read.push_back(last);
        }
    }
    read.erase(read.begin());
    if (std::ssize(read) > limit) read.resize(static_cast<std::size_t>(limit));
    return read;
}

bool Player::has_previous() {
    const Shell& s = shell_->here();
    if (!s.state.entry) return false;
    const auto further = s.playlist.has_before(*s.state.entry, s.settings.shuffle);
    return to_ms(s.at.instant()) >= restart_within_ms || (further && *further);
}

Result<void> Player::previous() {
    Shell& s = shell_->here();
    if (!s.state.entry) return nothing_read;
    if (to_ms(s.at.instant()) < restart_within_ms) {
        const auto before = s.playlist.before(*s.state.entry, s.settings.shuffle);
        if (!before) return before.error();
        if (*before) return s.jump(**before, {}, {});
    }
    return s.jump(*s.state.entry, Place{}, {});
}

Result<void> Player::seek_to(std::int64_t ms) {
    return shell_->here().seek(from_ms(ms));
}

Result<void> Player::seek_by(std::int64_t ms) {
    Shell& s = shell_->here();
    return s.seek(from_ms(to_ms(s.at.instant()) + ms));
}

Result<void> Player::seek_percent(int percent) {
    Shell& s = shell_->here();
    return s.seek(s.at.duration() * static_cast<unsigned>(percent) / 100);
}

Result<void> Player::be_at(EntryId entry) {
    Shell& s = shell_->here();
    const auto stored = s.playlist.entry(entry);
    if (!stored) return stored.error();
    if (!s.state.entry && stored->left_at == 0) s.feed(Jump{entry, stored->place, Wish::stop});
    return {};
}

Result<void> Player::heard_away(const HeardAway& heard) {
    Shell& s = shell_->here();
    const auto entry = s.playlist.entry(heard.entry);
    if (!entry) return entry.error();
    const bool current = s.state.entry == heard.entry;
    const Revisions& then = entry->revisions;
    if (std::max({then.place, then.heard, then.text}) > heard.since ||
        (current && status(s.state) == Status::playing))
        return Error(ErrorKind::conflict, "“{}” was heard or changed here meanwhile: its place stays",
                     entry->title);
    if (!heard.to_the_end)
        return current ? s.seek(heard.entry, heard.place)
                       : s.playlist.save_place(heard.entry, heard.place, heard.position_ms, Durable::yes);
    // What is current goes on to what follows it; what follows nothing is back at its start, as after its
    // end.
    const auto next = current ? s.successor({heard.entry}) : std::nullopt;
    if (current)
        if (const auto left =
                next && *next != heard.entry ? s.jump(*next, {}, {}) : s.jump(heard.entry, Place{}, {});
            !left)
            return left;
    const auto afterwards = s.state.entry == heard.entry ? WhenHeard::stays : s.when_heard();
    const auto marked = s.playlist.set_heard(heard.entry, afterwards);
    if (marked) s.reconsider_successor();
    return marked;
}

asio::awaitable<Result<void>> Player::seek_text(std::string wanted) {
    const auto shell = shell_;
    Shell& s = shell->here();
    if (!s.state.entry) co_return nothing_read;
    const EntryId entry = *s.state.entry;
    const auto outline = stored_outline(s.playlist, entry);
    if (!outline) co_return outline.error();
    Wayfinder way(*outline);
    const auto found = co_await way.find_text(wanted, s.at.code_point());
    if (!found) co_return found.error();
    if (!*found) co_return Error(ErrorKind::not_found, "“{}” is not in this article", wanted);
    s.look();
    if (s.ended || s.state.entry != entry) co_return elsewhere;
    co_return s.seek(entry, Place{**found, 0});
}

asio::awaitable<void> Player::placed() {
    const auto shell = shell_;
    co_await shell->placed();
}

asio::awaitable<Result<void>> Player::seek_unit(Unit unit, int by) {
    const auto shell = shell_;
    Shell& s = shell->here();
    if (!s.state.entry) co_return nothing_read;
    const EntryId entry = *s.state.entry;
    while (!s.at.part_at_hand()) {
        if (s.elsewhere()) {
            const auto there = co_await s.passage_at(entry, s.state.where);
            if (s.ended || s.state.entry != entry) co_return elsewhere;
            if (!there) co_return there.error();
            s.at.passage = *there;
            continue;
        }
        if (s.current_run && s.current_run->complete) co_return nothing_read;  // it cannot be read
        if (s.state.speechless) co_return Error(ErrorKind::engine, *s.state.speechless);
        co_await s.loaded.async_wait(asio::as_tuple(asio::use_awaitable));
        if (s.ended || s.state.entry != entry) co_return elsewhere;
    }
    s.look();
    if (s.state.entry != entry) co_return elsewhere;
    if (!s.at.at_hand()) co_return nothing_read;
    const auto passage = s.at.passage;
    const auto outline = passage->outline();
    const auto found = co_await find_unit(s.speakers.reader(outline->language()), passage, s.at.utterance(),
                                          s.at.instant(), unit, by);
    if (!found) co_return found.error();
    s.look();
    if (s.ended || s.state.entry != entry) co_return elsewhere;
    if (s.at.passage && s.at.passage->outline() == outline) {
        s.at.passage = found->passage;
        s.feed(Jump{entry, spot_of(*found->passage, found->utterance), {}});
        co_return Result<void>();
    }
    // Measured or edited meanwhile.
    co_return s.jump(entry, SentenceStart{found->passage->utterances()[found->utterance].begin}, {});
}

}  // namespace vorleser
