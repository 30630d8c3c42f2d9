// Finding one's way: the next article, a time, a word, a sentence on or back.
#include <algorithm>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "daemon/player/shell.hpp"

namespace vorleser {

using namespace narration;

namespace asio = boost::asio;

namespace {

constexpr std::int64_t restart_within_ms = 3000;  // `previous` in here goes to the article before
constexpr std::int64_t at_start_ms = 2000;        // going back in here goes to the unit before

const Error nothing_read(ErrorKind::conflict, "nothing is being read: start with play");
const Error elsewhere(ErrorKind::conflict, "another article is being read now");

}  // namespace

Result<void> Player::next() {
    Shell& s = shell_->here();
    if (!s.state.entry) return nothing_read;
    auto next = s.playlist.after(*s.state.entry, s.shuffle);
    if (next && !*next && s.repeat == Repeat::all) next = s.playlist.after({}, s.shuffle);
    if (!next) return next.error();
    if (!*next) return Error(ErrorKind::conflict, "this is the last article of the playlist");
    return s.jump(**next, {}, {});
}

bool Player::has_next() {
    const Shell& s = shell_->here();
    if (!s.state.entry) return false;
    const auto further = s.playlist.has_after(*s.state.entry, s.shuffle);
    return s.repeat == Repeat::all || (further && *further);
}

std::optional<EntryId> Player::upcoming() const {
    const Shell& s = *shell_;
    if (s.state.entry) return s.successor({*s.state.entry});
    const auto first = s.playlist.next_unheard({}, s.shuffle);
    return first ? *first : std::nullopt;
}

bool Player::has_previous() {
    const Shell& s = shell_->here();
    if (!s.state.entry) return false;
    const auto further = s.playlist.has_before(*s.state.entry, s.shuffle);
    return to_ms(s.instant()) >= restart_within_ms || (further && *further);
}

Result<void> Player::previous() {
    Shell& s = shell_->here();
    if (!s.state.entry) return nothing_read;
    if (to_ms(s.instant()) < restart_within_ms) {
        const auto before = s.playlist.before(*s.state.entry, s.shuffle);
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
    return s.seek(from_ms(to_ms(s.instant()) + ms));
}

Result<void> Player::seek_percent(int percent) {
    Shell& s = shell_->here();
    return s.seek(s.duration() * static_cast<unsigned>(percent) / 100);
}

asio::awaitable<Result<void>> Player::seek_text(std::string wanted) {
    const auto shell = shell_;
    Shell& s = shell->here();
    if (!s.state.entry) co_return nothing_read;
    const EntryId entry = *s.state.entry;
    const auto outline = stored_outline(s.playlist, entry);
    if (!outline) co_return outline.error();
    Wayfinder way(*outline);
    const auto found = co_await way.find_text(wanted, s.code_point());
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
    const Error none_after(ErrorKind::conflict, "there is none after this one in the article");
    while (!s.part_at_hand()) {
        if (s.current_run && s.current_run->complete) co_return nothing_read;  // it cannot be read
        if (s.state.speechless) co_return Error(ErrorKind::engine, *s.state.speechless);
        co_await s.loaded.async_wait(asio::as_tuple(asio::use_awaitable));
        if (s.ended || s.state.entry != entry) co_return elsewhere;
    }
    s.look();
    if (s.state.entry != entry) co_return elsewhere;
    if (!s.at_hand()) co_return nothing_read;
    auto passage = s.passage;
    const auto outline = passage->outline();
    std::size_t target = s.utterance();
    const auto is_well_inside = [&](std::uint64_t start) {
        return to_ms(s.instant()) - to_ms(start) > at_start_ms;
    };
    if (unit == Unit::sentence) {
        // The first sentence of the parts after this one, or the last of those before.
        const auto beyond = [&](int step) -> asio::awaitable<bool> {
            for (auto part = static_cast<std::ptrdiff_t>(passage->part()) + step;
                 part >= 0 && part < static_cast<std::ptrdiff_t>(outline->parts()); part += step) {
                const auto further = co_await s.load(outline, static_cast<std::size_t>(part));
                if (!further || (*further)->utterances().empty()) continue;
                passage = *further;
                target =
                    step > 0 ? 0 : sentence_start(passage->utterances(), passage->utterances().size() - 1);
                co_return true;
            }
            co_return false;
        };
        target = sentence_start(passage->utterances(), target);
        if (by < 0 && is_well_inside(passage->timeline().start(target))) ++by;
        for (; by < 0; ++by) {
            if (target > 0)
                target = sentence_start(passage->utterances(), target - 1);
            else if (!co_await beyond(-1))
                break;  // the start: as far back as it goes
        }
        for (; by > 0; --by) {
            if (const auto next = next_sentence(passage->utterances(), target))
                target = *next;
            else if (!co_await beyond(+1))
                co_return none_after;
        }
    } else {
        Wayfinder way(outline);
        const auto unit_start = co_await way.unit_start(passage->utterances()[target].begin, unit);
        if (!unit_start) co_return unit_start.error();
        std::uint32_t block = *unit_start;
        const auto part = outline->part_at(block);
        const auto start = part == passage->part()
                               ? passage->timeline().start(utterance_at(passage->utterances(), block))
                               : outline->start(part);
        if (by < 0 && is_well_inside(start)) ++by;
        for (; by < 0 && block > 0; ++by) {
            const auto before = co_await way.unit_before(block, unit);
            if (!before) co_return before.error();
            block = *before;
        }
        for (; by > 0; --by) {
            const auto next = co_await way.unit_after(block, unit);
            if (!next) co_return next.error();
            if (!*next) co_return none_after;
            block = **next;
        }
        const auto there = co_await s.load(outline, outline->part_at(block));
        if (!there) co_return there.error();
        passage = *there;
        if (passage->utterances().empty()) co_return nothing_read;
        target = utterance_at(passage->utterances(), block);
    }
    s.look();
    if (s.ended || s.state.entry != entry) co_return elsewhere;
    if (s.passage && s.passage->outline() == outline) {
        s.passage = passage;
        s.feed(Jump{entry, spot_of(*passage, target), {}});
        co_return Result<void>();
    }
    // Measured or edited meanwhile.
    co_return s.jump(entry, SentenceStart{passage->utterances()[target].begin}, {});
}

}  // namespace vorleser
