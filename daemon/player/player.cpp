#include "daemon/player/player.hpp"

#include <algorithm>
#include <ctime>
#include <fstream>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <spdlog/spdlog.h>

#include "daemon/player/measurer.hpp"
#include "daemon/player/reading.hpp"

namespace vorleser {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;

constexpr auto tick_period = std::chrono::milliseconds(40);     // while playing: look where the listener is
constexpr auto refill_period = std::chrono::milliseconds(100);  // while playing: the ring holds 740 ms
constexpr auto hasty_refill_period = std::chrono::milliseconds(2);
constexpr std::int64_t restart_within_ms = 3000;  // `previous` in here goes to the article before

std::int64_t seconds_since_boot() {
    timespec now{};
    clock_gettime(CLOCK_BOOTTIME, &now);
    return now.tv_sec;
}

std::string boot_id() {
    std::ifstream file("/proc/sys/kernel/random/boot_id");
    std::string id;
    std::getline(file, id);
    return id;
}

// A run of reading aloud: one generation.
struct Run {
    std::uint16_t generation = 0;
    Tape tape;
    std::uint64_t end = 0;      // of the tape as far as it is laid out
    bool complete = false;      // nothing follows
    std::vector<EntryId> path;  // the entries laid out, in order
    asio::cancellation_signal stop;
};

}  // namespace

struct Player::Shell : std::enable_shared_from_this<Shell> {
    Shell(asio::any_io_executor on, Worker& w, Playlist& p, PlayerConfig c, std::function<void(Changes)> ch)
        : executor(std::move(on)),
          worker(w),
          playlist(p),
          config(std::move(c)),
          changed(std::move(ch)),
          output(executor, config.audio, [this](const OutputEvent& event) { on_output(event); }),
          tick(executor, Clock::time_point::max()),
          room(executor),
          retry(executor),
          measurer(executor, worker, playlist, [this](EntryId id) { on_measured(id); }) {}

    // --- the machine and its effects
    // ------------------------------------------------------------------------

    void feed(const Input& input) {
        Step next = step(state, input);
        const TextSpan word_before = word();
        state = std::move(next.state);
        sync_follows = std::any_of(next.effects.begin(), next.effects.end(),
                                   [](const Effect& e) { return std::holds_alternative<SaveSession>(e); });
        for (const Effect& effect : next.effects) std::visit([&](const auto& e) { carry_out(e); }, effect);
        sync_follows = false;
        Changes changes;
        for (const Effect& effect : next.effects)
            if (const auto* announce = std::get_if<Announce>(&effect)) {
                changes.state |= announce->state;
                // Heard comes 25 times a second; only another word is news.
                changes.position |=
                    announce->position && (!std::holds_alternative<Heard>(input) || word() != word_before);
            } else if (std::holds_alternative<MarkHeard>(effect)) {
                changes.playlist = true;
            }
        if (changes.state || changes.position || changes.playlist) changed(changes);
    }

    void carry_out(const MarkHeard& e) { check(playlist.set_heard(e.entry, true)); }

    void carry_out(const SavePlace& e) {
        // A place in time becomes one in the text when it is read; until then nothing is known to save.
        if (std::holds_alternative<Instant>(e.where)) return;
        const Spot* spot = std::get_if<Spot>(&e.where);
        // A Place comes from the playlist itself, or is the start.
        if (!spot && std::get<Place>(e.where) != Place{}) return;
        if (e.durable == Durable::soon && Clock::now() < next_save) return;
        next_save = Clock::now() + std::chrono::seconds(1);
        const bool for_good = e.durable == Durable::yes || Clock::now() > next_good_save;
        if (for_good) next_good_save = Clock::now() + std::chrono::seconds(30);
        // Saving the session syncs what was written before it, too: one wait for the disk, not two.
        const auto durable = for_good && !sync_follows ? Durable::yes : Durable::soon;
        const auto saved = playlist.save_place(e.entry, spot ? spot->place : Place{},
                                               spot ? to_ms(spot->instant) : 0, durable);
        // The left entry may be gone from the list already.
        if (!saved && saved.error().kind != ErrorKind::not_found) check(saved);
        if (state.wish == Wish::play && e.durable == Durable::soon) save_session(Durable::soon);
    }

    void carry_out(const Render& e) {
        start_run(e.generation);
        auto run = current_run;
        asio::co_spawn(executor, read_aloud(run, e.entry, e.where),
                       asio::bind_cancellation_slot(
                           run->stop.slot(), [self = shared_from_this(), run](std::exception_ptr failed) {
                               if (!failed) return;
                               try {
                                   std::rethrow_exception(failed);
                               } catch (const boost::system::system_error& cancelled) {
                                   if (cancelled.code() != asio::error::operation_aborted)
                                       spdlog::error("reading aloud ended: {}", cancelled.what());
                               } catch (const std::exception& bug) {
                                   spdlog::error("reading aloud ended: {}", bug.what());
                               }
                           }));
    }

    void carry_out(const Silence& e) { start_run(e.generation); }

    void carry_out(const Audible& e) {
        retry.cancel();
        if (e.on) {
            backoff = std::chrono::seconds(1);
            output.play();
            resume_ticking();
        } else {
            output.pause();  // ticking ends at its rest
        }
    }

    void resume_ticking() {
        ticking = true;
        tick.cancel();
        room.cancel();
    }

    void carry_out(const SaveSession&) { save_session(Durable::yes); }
    void carry_out(const Announce&) {}

    void start_run(std::uint16_t generation) {
        if (current_run) current_run->stop.emit(asio::cancellation_type::all);
        current_run = std::make_shared<Run>();
        // The machine's generations count jumps; the hand-over's are what the callback compares.
        current_run->generation = generation;
        handover_generation = output.flush();
    }

    void save_session(Durable durable) {
        const Session session{state.entry, state.return_to,      state.wish == Wish::play,
                              boot,        seconds_since_boot(), speed,
                              volume,      voice->name};
        check(playlist.save_session(session, durable));
    }

    // Nobody waits for an answer here: a disk that refuses is logged once, and saving goes on being tried.
    void check(const Result<void>& done) {
        if (!done && !std::exchange(storage_failed, true))
            spdlog::error("playlist: {}", done.error().message);
        if (done) storage_failed = false;
    }

    // --- sound
    // ----------------------------------------------------------------------------------------------

    void on_output(const OutputEvent& event) {
        switch (event.kind) {
            case OutputEvent::Kind::started:
                backoff = std::chrono::seconds(1);
                if (state.wish == Wish::play) resume_ticking();
                feed(Obstacle{});
                break;
            case OutputEvent::Kind::lost:
                spdlog::warn("playback interrupted: {}", event.reason);
                look();
                ticking = false;
                feed(Obstacle{event.reason});
                try_again();
                break;
            case OutputEvent::Kind::rest:
                if (state.wish == Wish::play) break;  // resumed meanwhile
                look();
                ticking = false;
                if (state.entry) carry_out(SavePlace{*state.entry, state.where, Durable::yes});
                break;
        }
    }

    // While somebody wants to hear and there is no device: 1, 2, 4 … 30 seconds.
    void try_again() {
        if (state.wish != Wish::play) return;
        retry.expires_after(backoff);
        backoff = std::min(backoff * 2, std::chrono::seconds(30));
        retry.async_wait([self = shared_from_this()](boost::system::error_code cancelled) {
            if (!cancelled && self->state.wish == Wish::play && self->state.obstacle) self->output.play();
        });
    }

    // Where is the listener now?
    void look() { look_at(output.heard()); }

    void look_at(const Handed& heard) {
        if (!current_run) return;
        const auto run = current_run;
        if (heard.generation != handover_generation) return;
        if (auto found = run->tape.find(heard.tape)) {
            if (!text || text->entry != found->entry) text = found->text;
            found->spot.instant = text->timeline.start(found->spot.utterance) + found->spot.sample;
            feed(Heard{run->generation, found->entry, found->spot});
        }
        // The last pause need not be heard to its last sample, and the device's latency differs a little.
        if (run == current_run && run->complete && heard.tape + sample_rate / 5 >= run->end)
            feed(Finished{run->generation});
    }

    asio::awaitable<void> watch() {
        while (!ended) {
            tick.expires_at(ticking ? Clock::now() + tick_period : Clock::time_point::max());
            co_await tick.async_wait(asio::as_tuple(asio::use_awaitable));
            if (ticking && !ended) look();
        }
    }

    // --- reading aloud
    // ----------------------------------------------------------------------------------------

    asio::awaitable<Result<std::shared_ptr<const Text>>> load(EntryId id) {
        if (text && text->entry == id) co_return text;
        const auto article = playlist.article(id);
        if (!article) co_return article.error();
        auto utterances = co_await worker.utterances(to_json(*article), Lane::playback);
        if (!utterances) co_return utterances.error();
        const auto stored = playlist.lengths(id);
        const bool valid = stored && stored->key == lengths_key(*voice);
        Timeline timeline(*utterances, voice->pauses, valid ? stored->samples : std::vector<std::uint32_t>{});
        co_return std::make_shared<const Text>(Text{id, std::move(*utterances), std::move(timeline)});
    }

    // Reads from `where` on, article after article, until the list's end or a jump.
    asio::awaitable<void> read_aloud(std::shared_ptr<Run> run, EntryId entry, Where where) {
        const auto self = shared_from_this();
        const std::uint16_t blocks = handover_generation;
        for (;;) {
            run->path.push_back(entry);
            const auto loaded = co_await load(entry);
            if (run != current_run) co_return;
            if (loaded) {
                if (state.entry == entry) text = *loaded;
                co_await read_article_aloud(run, blocks, *loaded, where);
                if (run != current_run) co_return;
            } else {
                spdlog::warn("entry {} cannot be read: {}", entry, loaded.error().message);
            }
            const auto next_entry = successor(ahead(*run));
            if (!next_entry) break;
            entry = *next_entry;
            const auto next = playlist.entry(entry);
            where = next ? next->place : Place{};
        }
        run->complete = true;
        if (run->end == 0) feed(Finished{run->generation});  // nothing could be read: no sound will say so
    }

    asio::awaitable<void> read_article_aloud(std::shared_ptr<Run> run, std::uint16_t blocks,
                                             std::shared_ptr<const Text> reading, Where where) {
        const auto& utterances = reading->utterances;
        if (utterances.empty()) co_return;
        std::size_t index = 0;
        std::uint32_t first = 0;
        if (const auto* instant = std::get_if<Instant>(&where)) {
            const auto point = reading->timeline.locate(instant->sample);
            index = point.utterance, first = point.sample;
        } else if (const auto* spot = std::get_if<Spot>(&where)) {
            index = std::min<std::size_t>(spot->utterance, utterances.size() - 1), first = spot->sample;
        } else if (const Place place = std::get<Place>(where); place != Place{}) {
            index = utterance_at(utterances, place.code_point);
            const auto rendering = std::make_shared<Rendering>();
            if (co_await worker.speak(utterances[index].say, rendering, [] {}))
                first =
                    sample_of(utterances[index], rendering->marks, total(*reading, index, *rendering), place);
        }
        for (; index < utterances.size(); ++index, first = 0) {
            const auto rendering = std::make_shared<Rendering>();
            run->tape.append({reading, index, first, run->end, rendering, 0});
            Feeder feeder(blocks, run->end, speed);
            std::size_t fed = first;
            const auto spoken = co_await worker.speak(utterances[index].say, rendering, [&] {
                if (rendering->samples.size() <= fed) return;
                feeder.write(std::span(rendering->samples).subspan(fed));
                fed = rendering->samples.size();
                feeder.pump(output);
            });
            if (run != current_run) co_return;
            if (!spoken) {
                spdlog::warn("an utterance of entry {} was skipped: {}", reading->entry,
                             spoken.error().message);
                rendering->samples.clear();
                rendering->marks = {Mark{}};
                rendering->complete = true;
                // What was fed already is heard; its place is the utterance's start.
            }
            const std::uint32_t all = total(*reading, index, *rendering);
            first = std::min(first, all);
            Segment& segment = run->tape.last();
            segment.first = first;
            segment.total = all;
            const auto spoken_samples = static_cast<std::uint32_t>(rendering->samples.size());
            run->end += all - first;
            rendering->samples =
                std::vector<std::int16_t>();  // the ring and the feeder hold what is still to be heard
            feeder.finish();
            feeder.silence(all - std::max(first, spoken_samples));
            for (auto period = refill_period; !feeder.pump(output);) {
                room.expires_at(ticking ? Clock::now() + period : Clock::time_point::max());
                co_await room.async_wait(asio::as_tuple(asio::use_awaitable));
                if (run != current_run) co_return;
                // A sound file may be written faster than anybody listens.
                period = output.free_blocks() > Handover::capacity / 2 ? hasty_refill_period : refill_period;
            }
        }
    }

    std::uint32_t total(const Text& reading, std::size_t index, const Rendering& rendering) const {
        return static_cast<std::uint32_t>(rendering.samples.size()) + reading.timeline.pause(index);
    }

    // The entries laid out on the tape from the one now heard on.
    std::vector<EntryId> ahead(const Run& run) const {
        const auto now = std::find(run.path.begin(), run.path.end(), state.entry.value_or(0));
        return {now == run.path.end() ? run.path.begin() : now, run.path.end()};
    }

    // What is read after those entries: what they interrupted, else the next one not yet heard.
    std::optional<EntryId> successor(const std::vector<EntryId>& read) const {
        const auto is_read = [&](EntryId id) {
            return std::find(read.begin(), read.end(), id) != read.end();
        };
        for (auto it = state.return_to.rbegin(); it != state.return_to.rend(); ++it)
            if (!is_read(*it)) return *it;
        for (EntryId after = read.back();;) {
            const auto next = playlist.next_unheard(after);
            if (!next || !*next) return {};
            if (!is_read(**next)) return *next;
            after = **next;  // not marked as heard yet, but it will have been
        }
    }

    // From what was heard, not from what was handed over: that may be the wrong successor already. What is
    // heard twice, one latency, lies in the pause after the article.
    void change_course() {
        look();
        feed(Rerender{});
    }

    // What follows the articles laid out may have changed.
    void reconsider_successor() {
        if (!current_run || current_run->path.empty()) return;
        const auto laid_out = ahead(*current_run);
        std::vector<EntryId> read;
        for (const EntryId entry : laid_out) {
            if (!read.empty() && successor(read) != entry) return change_course();
            read.push_back(entry);
        }
        if (current_run->complete && successor(read)) change_course();
    }

    // --- measuring
    // --------------------------------------------------------------------------------------------

    void on_measured(EntryId id) {
        if (text && text->entry == id) {
            const auto stored = playlist.lengths(id);
            if (stored && stored->samples.size() == text->utterances.size() &&
                stored->key == lengths_key(*voice)) {
                auto exact = std::make_shared<Text>(*text);
                exact->timeline = Timeline(exact->utterances, voice->pauses, stored->samples);
                text = exact;
                if (auto* spot = std::get_if<Spot>(&state.where))
                    spot->instant = text->timeline.start(spot->utterance) + spot->sample;
            }
        }
        changed({.state = state.entry == id, .position = false, .playlist = true});
    }

    void measure() { measurer.measure(*voice, state.entry.value_or(0)); }

    void measure_anew() {
        check(playlist.expect_lengths(lengths_key(*voice)));
        measure();
    }

    // --- where we are
    // -----------------------------------------------------------------------------------------

    TextSpan word() const {
        const auto* spot = std::get_if<Spot>(&state.where);
        return spot ? TextSpan{spot->place.code_point, spot->word_end} : TextSpan{};
    }

    // Samples from the article's start; for a place not yet read what was stored with it.
    std::uint64_t instant() const {
        if (const auto* spot = std::get_if<Spot>(&state.where)) return spot->instant;
        if (const auto* target = std::get_if<Instant>(&state.where)) return target->sample;
        if (std::get<Place>(state.where) == Place{} || !state.entry) return 0;
        const auto entry = playlist.entry(*state.entry);
        return entry ? from_ms(entry->position_ms) : 0;
    }

    std::uint64_t duration() const {
        if (text && state.entry == text->entry) return text->timeline.total();
        const auto entry = state.entry ? playlist.entry(*state.entry) : Result<Entry>(Entry{});
        return entry ? from_ms(entry->duration_ms) : 0;
    }

    Result<void> jump(EntryId entry, std::optional<Where> where, std::optional<Wish> wish) {
        const auto stored = playlist.entry(entry);
        if (!stored) return stored.error();
        look();
        feed(Jump{entry, where.value_or(stored->place), wish});
        return {};
    }

    Result<void> seek(std::uint64_t target) {
        if (!state.entry) return Error{ErrorKind::conflict, "Nothing is being read: start with play."};
        const auto end = duration();
        return jump(*state.entry, Instant{std::min(target, end ? end - 1 : 0)}, {});
    }

    asio::any_io_executor executor;
    Worker& worker;
    Playlist& playlist;
    PlayerConfig config;
    std::function<void(Changes)> changed;
    Output output;

    State state;
    const VoiceProfile* voice = nullptr;  // in config.voices
    int speed = 100, volume = 100;        // percent
    const std::string boot = boot_id();

    std::shared_ptr<const Text> text;  // of state.entry, once it is loaded
    std::shared_ptr<Run> current_run;
    std::uint16_t handover_generation = 0;
    asio::steady_timer tick;
    asio::steady_timer room;
    asio::steady_timer retry;
    std::chrono::seconds backoff{1};
    bool ticking = false;  // from play to rest
    bool ended = false;
    Clock::time_point next_save, next_good_save;
    bool storage_failed = false;
    bool sync_follows = false;  // while effects are carried out: SaveSession is among them
    Measurer measurer;
};

Player::Player(asio::any_io_executor executor, Worker& worker, Playlist& playlist, PlayerConfig config,
               std::function<void(Changes)> changed)
    : shell_(std::make_shared<Shell>(executor, worker, playlist, std::move(config), std::move(changed))) {
    Shell& s = *shell_;
    const auto stored = playlist.session();
    const Session session = stored ? *stored : Session{};
    s.voice = &s.config.voices.front();
    for (const std::string& wanted : {s.config.voice, session.voice})
        for (const VoiceProfile& voice : s.config.voices)
            if (voice.name == wanted) s.voice = &voice;
    worker.set_voice(*s.voice);
    s.speed = session.speed_percent;
    s.volume = session.volume_percent;
    s.output.set_volume(s.volume);
    s.state.return_to = session.return_to;
    asio::co_spawn(
        executor, [self = shell_]() -> asio::awaitable<void> { co_await self->watch(); },
        [](std::exception_ptr) {});
    if (session.current) {
        const auto entry = playlist.entry(*session.current);
        const Place place = entry ? entry->place : Place{};
        const auto away = seconds_since_boot() - session.saved_at;
        const bool go_on =
            session.playing && session.boot_id == s.boot && away >= 0 && away < s.config.resume_within_s;
        const bool was_paused = session.playing || place != Place{};
        s.feed(Jump{*session.current, place, go_on ? Wish::play : was_paused ? Wish::pause : Wish::stop});
    }
    s.measure_anew();
}

Player::~Player() {
    Shell& s = *shell_;
    s.look();
    save();
    s.ended = true;
    s.changed = [](Changes) {};
    if (s.current_run) s.current_run->stop.emit(asio::cancellation_type::all);
    s.current_run.reset();
    s.tick.cancel();
    s.room.cancel();
    s.retry.cancel();
}

Report Player::report() {
    Shell& s = *shell_;
    s.look();
    Report report;
    report.status = status(s.state);
    if (report.status == Status::interrupted) report.reason = s.state.obstacle;
    if (s.state.entry)
        if (const auto entry = s.playlist.entry(*s.state.entry)) {
            report.entry = *entry;
            report.entry->position_ms = to_ms(s.instant());
        }
    const auto* spot = std::get_if<Spot>(&s.state.where);
    if (spot && s.text && s.text->entry == s.state.entry && spot->utterance < s.text->utterances.size()) {
        const Utterance& utterance = s.text->utterances[spot->utterance];
        report.sentence = TextSpan{utterance.begin, utterance.end};
        report.sentence_text = utterance.say;
        report.word = s.word();
    }
    report.speed_percent = s.speed;
    report.volume_percent = s.volume;
    report.voice = s.voice->name;
    return report;
}

Result<void> Player::play(std::optional<EntryId> wanted) {
    Shell& s = *shell_;
    if (!wanted) {
        wanted = s.state.entry;
        const auto current = wanted ? s.playlist.entry(*wanted) : Result<Entry>(Entry{.heard = true});
        // Heard to its end and back at its start: on to what was not heard yet, if there is any.
        if (current && current->heard && s.state.wish == Wish::stop) {
            const auto unheard = s.playlist.next_unheard({});
            if (!unheard) return unheard.error();
            if (*unheard) wanted = *unheard;
        }
    }
    if (!wanted) {
        const auto first = s.playlist.at_number(1);
        if (!first) return Error{ErrorKind::conflict, "The playlist is empty: add an article first."};
        wanted = *first;
    }
    if (wanted == s.state.entry) {
        s.feed(Want{Wish::play});
        return {};
    }
    return s.jump(*wanted, {}, Wish::play);
}

Result<void> Player::interrupt_with(EntryId entry) {
    Shell& s = *shell_;
    if (s.state.entry == entry) return play(entry);
    const auto stored = s.playlist.entry(entry);
    if (!stored) return stored.error();
    // Not looking again: the caller has put the entry behind the one that is interrupted.
    s.feed(Jump{entry, stored->place, Wish::play, true});
    return {};
}

Result<void> Player::resume() {
    return play({});
}

Result<void> Player::pause() {
    Shell& s = *shell_;
    if (!s.state.entry || s.state.wish == Wish::stop)
        return Error{ErrorKind::conflict, "Nothing is playing: there is nothing to pause."};
    s.look();
    s.feed(Want{Wish::pause});
    return {};
}

Result<void> Player::toggle() {
    return shell_->state.wish == Wish::play ? pause() : play({});
}

Result<void> Player::stop() {
    shell_->look();
    shell_->feed(Want{Wish::stop});
    return {};
}

Result<void> Player::next() {
    Shell& s = *shell_;
    if (!s.state.entry) return Error{ErrorKind::conflict, "Nothing is being read: start with play."};
    s.look();
    const auto next = s.playlist.after(*s.state.entry);
    if (!next) return next.error();
    if (!*next) return Error{ErrorKind::conflict, "This is the last article of the playlist."};
    return s.jump(**next, {}, {});
}

Result<void> Player::previous() {
    Shell& s = *shell_;
    if (!s.state.entry) return Error{ErrorKind::conflict, "Nothing is being read: start with play."};
    s.look();
    if (to_ms(s.instant()) < restart_within_ms) {
        const auto before = s.playlist.before(*s.state.entry);
        if (!before) return before.error();
        if (*before) return s.jump(**before, {}, {});
    }
    return s.jump(*s.state.entry, Place{}, {});
}

Result<void> Player::seek_to(std::int64_t ms) {
    return shell_->seek(from_ms(ms));
}

Result<void> Player::seek_by(std::int64_t ms) {
    shell_->look();
    return shell_->seek(from_ms(to_ms(shell_->instant()) + ms));
}

Result<void> Player::seek_percent(int percent) {
    return shell_->seek(shell_->duration() * static_cast<unsigned>(percent) / 100);
}

Result<void> Player::set_speed(int percent) {
    Shell& s = *shell_;
    if (percent != s.speed) {
        s.speed = percent;
        s.save_session(Durable::yes);
        // From where nothing was handed to the device yet, so that nothing is heard twice.
        s.look_at(s.output.handed());
        if (s.state.entry) s.feed(Rerender{});
        s.changed({.state = true});
    }
    return {};
}

Result<void> Player::set_volume(int percent) {
    Shell& s = *shell_;
    if (percent != s.volume) {
        s.volume = percent;
        s.output.set_volume(percent);
        s.save_session(Durable::yes);
        s.changed({.state = true});
    }
    return {};
}

Result<void> Player::set_voice(const std::string& name) {
    Shell& s = *shell_;
    const auto voice = std::find_if(s.config.voices.begin(), s.config.voices.end(),
                                    [&](const VoiceProfile& v) { return v.name == name; });
    if (voice == s.config.voices.end())
        return Error{ErrorKind::not_found, "There is no voice «" + name + "»: see voices."};
    if (&*voice == s.voice) return {};
    s.look();
    s.voice = &*voice;
    s.worker.set_voice(*voice);
    s.save_session(Durable::yes);
    s.text.reset();  // its lengths are the other voice's
    if (s.state.entry) {
        // The same word with the other voice.
        const auto* spot = std::get_if<Spot>(&s.state.where);
        s.feed(Jump{*s.state.entry, spot ? Where(spot->place) : s.state.where, {}});
    }
    s.measure_anew();
    s.changed({.state = true, .playlist = true});
    return {};
}

const std::vector<VoiceProfile>& Player::voices() const {
    return shell_->config.voices;
}

Result<void> Player::remove(EntryId entry) {
    Shell& s = *shell_;
    s.look();
    const auto after = s.playlist.after(entry);
    if (!after) return after.error();
    if (const auto removed = s.playlist.remove(entry); !removed) return removed;
    if (s.state.entry == entry) {
        s.text.reset();
        const auto successor = *after ? s.playlist.entry(**after) : Result<Entry>(Entry{});
        s.feed(Vanished{*after, successor ? successor->place : Place{}});
    } else {
        s.feed(Forgotten{entry});
    }
    s.reconsider_successor();
    s.changed({.playlist = true});
    return {};
}

Result<void> Player::clear() {
    Shell& s = *shell_;
    if (const auto cleared = s.playlist.clear(); !cleared) return cleared;
    s.text.reset();
    for (const EntryId entry : std::vector(s.state.return_to)) s.feed(Forgotten{entry});
    if (s.state.entry) s.feed(Vanished{});
    s.changed({.playlist = true});
    return {};
}

void Player::list_changed() {
    shell_->reconsider_successor();
    shell_->measure();
    shell_->changed({.playlist = true});
}

void Player::save() {
    Shell& s = *shell_;
    if (s.state.entry) s.carry_out(SavePlace{*s.state.entry, s.state.where, Durable::yes});
    s.save_session(Durable::yes);
}

}  // namespace vorleser
