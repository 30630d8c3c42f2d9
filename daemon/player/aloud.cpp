// Reading aloud: text → samples → blocks on the tape, article after article.
#include <algorithm>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <spdlog/spdlog.h>

#include "daemon/player/shell.hpp"

namespace vorleser {

using namespace narration;

namespace asio = boost::asio;

namespace {

constexpr auto refill_period = std::chrono::milliseconds(100);  // while playing: the ring holds 3 s
constexpr auto hasty_refill_period = std::chrono::milliseconds(2);

// Where a page names no publication, its file's name stands for it; nobody wants to hear that.
bool is_file_name(std::string_view source) {
    for (const std::string_view ending : {".txt", ".html", ".htm", ".xhtml", ".md"})
        if (source.size() > ending.size() && source.substr(source.size() - ending.size()) == ending)
            return true;
    return false;
}

}  // namespace

Result<std::shared_ptr<const Outline>> Player::Shell::outline(EntryId id) const {
    if (at.in(id)) return at.passage->outline();
    auto stored = stored_outline(playlist, id);
    if (!stored) return stored.error();
    return measured(std::move(*stored));
}

std::shared_ptr<const Outline> Player::Shell::measured(std::shared_ptr<const Outline> outline) const {
    const auto stored = playlist.lengths(outline->entry());
    if (!stored || stored->key != speakers.lengths_key()) return outline;
    auto lengths = lengths_from_numbers(stored->numbers);
    return lengths ? std::make_shared<Outline>(*outline, std::move(*lengths)) : outline;
}

// Reads from `where` on, article after article, until the list's end or a jump.
asio::awaitable<void> Player::Shell::read_aloud(std::shared_ptr<Run> run, EntryId entry, Where where) {
    const auto self = shared_from_this();
    // Not amid the command that jumped: it says first what it is waiting for.
    co_await asio::post(executor, asio::use_awaitable);
    if (run != current_run) co_return;
    for (bool first = true;; first = false) {
        run->path.push_back(entry);
        const auto begin = run->end;
        const auto outlined = outline(entry);
        if (outlined) {
            if (std::holds_alternative<Place>(where) &&
                std::get<Place>(where).code_point >= (*outlined)->end())
                where = Place{};  // stored wrongly: there is no such place
            run->narrator.emplace(speakers.reader((*outlined)->language()), *outlined, where, Lane::playback,
                                  at.passage);
            co_await read_article_aloud(run, !first && where == Where(Place{}));
            if (run != current_run) co_return;
        } else {
            spdlog::warn("entry {} cannot be read: {}", entry, outlined.error().message);
        }
        const bool silent = run->end == begin;
        if (!silent) run->silent.clear();
        // Gone round a list, and nothing in it can be read.
        const bool round = silent && !run->silent.insert(entry).second;
        const auto next_entry = round ? std::nullopt : successor(laid_out(*run));
        const auto before = laid_out(*run);
        std::optional<EntryId> following;
        Where there = Place{};
        if (next_entry && !(silent && *next_entry == entry)) {
            following = next_entry;
            const bool again = std::find(before.begin(), before.end(), *following) != before.end();
            const auto next = playlist.entry(*following);
            if (next && !again) there = next->place;
        }
        // No sound will say that it is over. It was not heard, and is kept as it is.
        if (silent && state.entry == entry && run->end == 0) {
            const auto stored = playlist.entry(entry);
            const bool unreadable = !outlined || (stored && stored->damage);
            if (unreadable || where == Where(Place{}))
                feed(Skipped{run->generation, following, there});
            else if (!following)
                feed(Finished{run->generation});  // only what was left of it
            if (run != current_run) co_return;
        }
        if (!following) break;
        entry = *following;
        where = there;
        // A list of many that cannot be read must not hold up the loop.
        co_await asio::post(executor, asio::use_awaitable);
        if (run != current_run) co_return;
    }
    run->complete = true;
    seeking = false;  // else nothing could be read from there on
    loaded.cancel();
}

asio::awaitable<bool> Player::Shell::speaks_again(std::shared_ptr<Run> run, Worker& worker, Feeder* feeder) {
    if (!worker.obstacle()) co_return false;
    while (const auto why = worker.obstacle()) {
        const bool all_given = !feeder || feeder->pump(output);
        const bool all_heard = all_given && output.free_blocks() == Handover::capacity;
        look();
        if (run != current_run) break;
        seeking = false;  // whoever seeks is told what prevents it
        if (all_heard && state.speechless != why) feed(Speechless{why});
        loaded.cancel();
        if (run != current_run) break;
        const bool asked = state.wish == Wish::play;
        const auto soon = Clock::now() + refill_period;
        run->wake.expires_at(!asked      ? Clock::time_point::max()
                             : all_heard ? worker.retry_at()
                                         : std::min(soon, worker.retry_at()));
        co_await run->wake.async_wait(asio::as_tuple(asio::use_awaitable));
        if (run != current_run) break;
        if (state.wish == Wish::play && Clock::now() >= worker.retry_at()) co_await worker.start();
        if (run != current_run) break;
    }
    co_return true;
}

// What `job` gives, tried until somebody can speak.
template <class Job>
auto Player::Shell::as_soon_as_spoken(std::shared_ptr<Run> run, Worker& worker, Job job, Feeder* feeder)
    -> decltype(job()) {
    auto done = co_await job();
    while (!done && run == current_run && co_await speaks_again(run, worker, feeder)) done = co_await job();
    co_return done;
}

// run->narrator's article.
asio::awaitable<void> Player::Shell::read_article_aloud(std::shared_ptr<Run> run, bool announced) {
    Narrator& narrator = *run->narrator;
    const EntryId entry = narrator.outline()->entry();
    Worker& worker = *narrator.reader().worker;
    const auto begun = co_await as_soon_as_spoken(run, worker, [&] { return narrator.passage(); });
    if (run != current_run || !begun) co_return;
    if (const auto& there = *begun) {
        if (state.entry == entry && !at.at_hand()) {
            at.passage = there;
            loaded.cancel();
        }
        if (announced) co_await announce(run, there);
    }
    while (run == current_run) {
        auto next = co_await as_soon_as_spoken(run, worker, [&] { return narrator.next(); });
        if (run != current_run || !next || !*next) co_return;
        Piece& piece = **next;
        if (!piece.passage)
            spdlog::warn("entry {} cannot be read: {}", entry, piece.unspeakable->message);
        else if (!piece.passage->timeline().speakable(piece.index))
            skipped(entry);
        else
            co_await say(run, narrator, piece);
    }
}

void Player::Shell::spoke() {
    if (state.speechless) feed(Speechless{});
}

void Player::Shell::skipped(EntryId entry) {
    unspoken = entry;
}

// As a radio host would: where the next article comes from. Its title is read anyway.
asio::awaitable<void> Player::Shell::announce(std::shared_ptr<Run> run,
                                              std::shared_ptr<const Passage> reading) {
    if (!config.announce || reading->utterances().empty()) co_return;
    const auto entry = playlist.entry(reading->entry());
    const std::string language = reading->outline()->language();
    const VoiceProfile& voice = speakers.voice_for(language);
    if (!entry || entry->source.empty() || is_file_name(entry->source) || voice.announcement.empty())
        co_return;
    std::string words = voice.announcement;
    if (const auto at = words.find("{source}"); at != std::string::npos) words.replace(at, 8, entry->source);
    const Article announcement{.language = language, .body = {{BlockKind::paragraph, words}}};
    Narrator narrator(speakers.reader(language),
                      std::make_shared<const Outline>(entry->id, stored(announcement)), Place{},
                      Lane::playback);
    Worker& worker = *narrator.reader().worker;
    for (;;) {
        auto next = co_await as_soon_as_spoken(run, worker, [&] { return narrator.next(); });
        if (run != current_run || !next || !*next || !(*next)->passage) co_return;
        Piece& piece = **next;
        piece.pause = static_cast<std::uint32_t>(from_ms(voice.pauses.sentence));
        co_await say(run, narrator, piece, reading);
        if (run != current_run) co_return;
    }
}

// Puts a piece and the pause after it on the tape; `before`: what it leads in to, whose first word it counts
// as.
asio::awaitable<void> Player::Shell::say(std::shared_ptr<Run> run, Narrator& narrator, Piece& piece,
                                         std::shared_ptr<const Passage> before) {
    const auto rendering = piece.sound;
    const EntryId entry = piece.passage->entry();
    if (before)
        run->tape.append({before, 0, piece.first, run->end, rendering, 0, true});
    else
        run->tape.append({piece.passage, piece.index, piece.first, run->end, rendering, 0, false});
    Feeder feeder(run->blocks, run->end, settings.speed_percent);
    std::size_t fed = piece.first;
    const auto feed_more = [&] {
        if (run != current_run || rendering->samples.size() <= fed) return;
        feeder.write(std::span(rendering->samples).subspan(fed));
        fed = rendering->samples.size();
        feeder.pump(output);
        spoke();
    };
    const auto spoken = co_await as_soon_as_spoken(
        run, *narrator.reader().worker, [&] { return narrator.speak(piece, feed_more); }, &feeder);
    if (run != current_run) co_return;
    std::uint32_t spoken_samples = piece.samples;
    if (!spoken || piece.unspeakable) {
        spdlog::warn("an utterance of entry {} was skipped: {}", entry,
                     spoken ? piece.unspeakable->message : spoken.error().message);
        // What was handed over already is heard; its place is the utterance's start.
        feeder.drop();
        spoken_samples = piece.first + static_cast<std::uint32_t>(feeder.tape() - run->end);
        rendering->marks = {Mark{}};
        rendering->complete = true;
        skipped(entry);
    }
    const std::uint32_t all = spoken_samples + piece.pause;
    Segment& segment = run->tape.last();
    segment.first = std::min(piece.first, all);
    segment.total = all;
    run->end += all - segment.first;
    if (seeking) {
        look();
        if (run != current_run) co_return;
        seeking = false;
        carry_out(SavePlace{*state.entry, state.where, Durable::yes});
        loaded.cancel();
    }
    // The ring and the feeder hold what is still to be heard.
    rendering->samples = std::vector<std::int16_t>();
    feeder.finish();
    feeder.silence(all - std::max(segment.first, spoken_samples));
    for (auto period = refill_period; !feeder.pump(output);) {
        run->wake.expires_at(ticking ? Clock::now() + period : Clock::time_point::max());
        co_await run->wake.async_wait(asio::as_tuple(asio::use_awaitable));
        if (run != current_run) co_return;
        // A sound file may be written faster than anybody listens.
        period = output.free_blocks() > Handover::capacity / 2 ? hasty_refill_period : refill_period;
    }
}

std::optional<EntryId> Player::Shell::successor(const std::vector<EntryId>& read) const {
    if (settings.sleep_at_end) return {};
    const auto is_read = [&](EntryId id) { return std::find(read.begin(), read.end(), id) != read.end(); };
    for (auto it = state.return_to.rbegin(); it != state.return_to.rend(); ++it)
        if (!is_read(*it)) return *it;
    if (settings.repeat == Repeat::one) return read.back();
    if (settings.repeat == Repeat::all) {
        const auto next = playlist.after(read.back(), settings.shuffle);
        if (next && *next) return *next;
        const auto first = playlist.after({}, settings.shuffle);
        return first ? *first : std::nullopt;
    }
    for (EntryId after = read.back();;) {
        const auto next = playlist.next_unheard(after, settings.shuffle);
        if (!next || !*next) return {};
        if (!is_read(**next)) return *next;
        after = **next;  // not marked as heard yet, but it will have been
    }
}

// From what was heard, not from what was handed over: that may be the wrong successor already. What is
// heard twice, one latency, lies in the pause after the article.
void Player::Shell::change_course() {
    look();
    feed(Rerender{});
}

// What follows the articles laid out may have changed.
void Player::Shell::reconsider_successor() {
    if (!current_run || current_run->path.empty()) return;
    std::vector<EntryId> read;
    for (const EntryId entry : laid_out(*current_run)) {
        if (!read.empty() && successor(read) != entry) return change_course();
        read.push_back(entry);
    }
    if (current_run->complete && successor(read)) change_course();
}

}  // namespace vorleser
