#include "daemon/player/shell.hpp"

#include <algorithm>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <spdlog/spdlog.h>

namespace vorleser {

using namespace narration;

namespace asio = boost::asio;

namespace {

// While playing: how often to look where the listener is, if the next word's beginning is not known; and if
// it is.
constexpr auto blind_period = std::chrono::milliseconds(40);
constexpr auto longest_period = std::chrono::milliseconds(250);

std::shared_ptr<const Passage> by_outline(const std::shared_ptr<const Passage>& of,
                                          std::shared_ptr<const Outline> outline) {
    return of->outline() == outline ? of : std::make_shared<const Passage>(*of, std::move(outline));
}

}  // namespace

Player::Shell::Shell(asio::any_io_executor on, Worker& home, Playlist& p, PlayerConfig c)
    : executor(std::move(on)),
      playlist(p),
      config(std::move(c)),
      speakers(executor, home, config.worker, config.voices, config.voice),
      output(executor, config.audio, [this](const OutputEvent& event) { on_output(event); }),
      sleep(
          executor, [this] { return status(state) == Status::playing; },
          [this](double part) { output.set_volume(static_cast<int>(settings.volume_percent * part)); },
          [this] {
              look();
              if (state.wish == Wish::play) feed(Want{Wish::pause});
              // Else when the device comes to rest.
              if (elsewhere()) output.set_volume(settings.volume_percent);
              save_session(Durable::yes);
          }),
      tick(executor, Clock::time_point::max()),
      retry(executor),
      loaded(executor, Clock::time_point::max()),
      measurer(executor, speakers, playlist, [this](EntryId id) { on_measured(id); }) {}

// --- the machine and its effects

void Player::Shell::feed(const Input& input) {
    Step next = step(state, input);
    const bool other_status = status(next.state) != status(state);
    if (state.wish == Wish::play && next.state.wish != Wish::play) paused_at = seconds_since_boot();
    if (next.state.wish != Wish::pause) paused_because.reset();
    if (std::holds_alternative<Vanished>(input)) at.passage.reset();
    if (next.state.generation != state.generation && !std::holds_alternative<Rerender>(input))
        jump_untold = true;
    jump_unsaved |= std::holds_alternative<Jump>(input);
    state = std::move(next.state);
    if (state.wish == Wish::play &&
        (std::holds_alternative<Want>(input) || std::holds_alternative<Jump>(input))) {
        speakers.retry();  // the listener asked again
        if (current_run) current_run->wake.cancel();
    }
    const auto carry_out_all = [&]() -> Result<void> {
        for (const Effect& effect : next.effects) std::visit([&](const auto& e) { carry_out(e); }, effect);
        return {};
    };
    const bool for_good = std::any_of(next.effects.begin(), next.effects.end(), [](const Effect& e) {
        const auto* place = std::get_if<SavePlace>(&e);
        return std::holds_alternative<SaveSession>(e) || std::holds_alternative<MarkHeard>(e) ||
               (place && place->durable == Durable::yes);
    });
    // What one input changes is stored together: no kill finds a half of it.
    if (for_good)
        saving.put(Durable::yes, carry_out_all);
    else
        carry_out_all();
    if (std::holds_alternative<Finished>(input) && other_status && settings.sleep_at_end) {
        settings.sleep_at_end = false;
        save_settings();
    }
    if (jump_untold && at.place_known()) {
        jump_untold = false;
        ++jumps;
    }
    const bool left = std::any_of(next.effects.begin(), next.effects.end(), [&](const Effect& e) {
        const auto* heard = std::get_if<MarkHeard>(&e);
        return heard && when_heard() != WhenHeard::stays && heard->entry == state.entry;
    });
    if (left) feed(Vanished{});  // the last article of the list, and it leaves it
}

void Player::Shell::carry_out(const MarkHeard& e) {
    saving.judge(playlist.set_heard(e.entry, when_heard()));
}

Result<void> Player::Shell::feed_with(const std::function<Result<void>()>& change,
                                      const std::function<std::optional<Input>()>& input) {
    std::optional<Input> next;
    const auto stored = playlist.together(Durable::yes, [&]() -> Result<void> {
        if (auto changed = change(); !changed) return changed;
        next = input();
        if (!next) return {};
        const Step after = step(state, *next);
        for (const Effect& effect : after.effects) {
            const auto* place = std::get_if<SavePlace>(&effect);
            if (auto saved = place ? store(*place) : Result<void>(); !saved) return saved;
        }
        return playlist.save_session(session_of(after.state), Durable::yes);
    });
    if (!stored) return stored;
    if (next) feed(*next);
    return {};
}

bool Player::Shell::is_listed(EntryId entry) const {
    const auto stored = playlist.entry(entry);
    return stored && stored->left_at == 0;
}

Result<void> Player::Shell::change_list(const std::function<Result<void>()>& change) {
    look();
    // Undoing may put it where it was before it came into the list: what followed it here is asked before.
    const auto followed = state.entry && !settings.shuffle ? playlist.after(*state.entry)
                                                           : Result<std::optional<EntryId>>(std::nullopt);
    const auto changed = feed_with(change, [&]() -> std::optional<Input> {
        if (!state.entry || is_listed(*state.entry)) return {};
        const bool still = followed && *followed && is_listed(**followed);
        const auto after = still ? followed : playlist.after(*state.entry, settings.shuffle);
        const auto next = after ? *after : std::nullopt;
        const auto successor = next ? playlist.entry(*next) : Result<Entry>(Entry{});
        return Vanished{next, successor ? successor->place : Place{}};
    });
    if (!changed) return changed;
    const auto interrupted = state.return_to;
    for (const EntryId entry : interrupted)
        if (!is_listed(entry)) feed(Forgotten{entry});
    reconsider_successor();
    return {};
}

Result<void> Player::Shell::store(const SavePlace& e) {
    Place place;
    std::int64_t position_ms = 0;
    if (const auto* spot = std::get_if<Spot>(&e.where)) {
        place = spot->place;
        position_ms = to_ms(spot->instant);
    } else if (const auto* target = std::get_if<Place>(&e.where)) {
        place = *target;
        const auto entry = playlist.entry(e.entry);
        if (!entry) return entry.error().kind == ErrorKind::not_found ? Result<void>() : entry.error();
        if (entry->place == place) {  // it comes from there
            if (e.entry == state.entry) jump_unsaved = false;
            return {};
        }
        if (place != Place{}) position_ms = to_ms(at.instant());
    } else {
        return {};  // it becomes a place in the text when it is read
    }
    const bool jumped = e.entry == state.entry && std::exchange(jump_unsaved, false);
    const auto saved =
        playlist.save_place(e.entry, place, position_ms, e.durable, jumped ? Cause::jumped : Cause::listened);
    // The left entry may be gone for good already.
    return !saved && saved.error().kind == ErrorKind::not_found ? Result<void>() : saved;
}

void Player::Shell::carry_out(const SavePlace& e) {
    saving.put_place(e.durable, [&] {
        auto saved = store(e);
        // When it was played last, so that it goes on after a restart.
        if (saved && state.wish == Wish::play && e.durable == Durable::soon)
            saved = playlist.save_session(session_of(state), Durable::soon);
        return saved;
    });
}

void Player::Shell::carry_out(const Render& e) {
    if (elsewhere()) return send_there();
    start_run(e.generation);
    asio::co_spawn(executor, read_aloud(current_run, e.entry, e.where),
                   asio::bind_cancellation_slot(
                       current_run->stop.slot(),
                       [self = shared_from_this(), run = current_run](std::exception_ptr failed) {
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

void Player::Shell::carry_out(const Silence& e) {
    if (elsewhere()) return send_there();
    start_run(e.generation);
}

void Player::Shell::carry_out(const Audible& e) {
    retry.cancel();
    if (elsewhere()) return tell_output();
    if (e.on) {
        backoff = std::chrono::seconds(1);
        output.play();
        resume_ticking();
    } else {
        output.pause();  // ticking ends at its rest
    }
}

void Player::Shell::carry_out(const SaveSession&) {
    save_session(Durable::yes);
}

void Player::Shell::start_run(std::uint16_t generation) {
    if (current_run) current_run->stop.emit(asio::cancellation_type::all);
    current_run = std::make_shared<Run>(executor, generation, output.flush());
    seeking = false;
    loaded.cancel();
}

Result<void> Player::Shell::store_session(Durable durable) {
    // What could not be saved before is the place, too.
    const auto placed =
        saving.failure() && state.entry ? store({*state.entry, state.where, durable}) : Result<void>();
    return placed ? playlist.save_session(session_of(state), durable) : placed;
}

void Player::Shell::save_session(Durable durable) {
    saving.put(durable, [&] { return store_session(durable); });
}

Session Player::Shell::session_of(const State& s) const {
    const auto sleeps_in = sleep.left();
    Session session{settings};
    session.current = s.entry;
    session.return_to = s.return_to;
    session.left = s.wish == Wish::play    ? Left::playing
                   : s.wish == Wish::pause ? Left::paused
                                           : Left::stopped;
    session.boot_id = boot;
    session.saved_at = s.wish == Wish::play ? seconds_since_boot() : paused_at.value_or(0);
    session.voice = speakers.chosen();
    session.output = elsewhere() ? outputs.described().name : "";
    session.output_since = outputs.since();
    session.output_lease = outputs.lease();
    session.sleep_at = sleeps_in ? ms_since_boot() + sleeps_in->count() : 0;
    return session;
}

// --- sound

void Player::Shell::on_output(const OutputEvent& event) {
    // What the device still says after it was left is of no interest, but that it is at rest.
    if (elsewhere() && event.kind != OutputEvent::Kind::rest) return;
    switch (event.kind) {
        case OutputEvent::Kind::started:
            backoff = std::chrono::seconds(1);
            if (state.wish == Wish::play) resume_ticking();
            feed(Obstacle{});
            break;
        case OutputEvent::Kind::lost:
            spdlog::warn("playback interrupted: {}", event.reason);
            if (current_run) current_run->lost = event.reason;
            look();
            ticking = false;
            feed(Obstacle{event.reason});
            // What the device had taken and not played is not heard yet.
            if (state.entry) feed(Rerender{});
            try_again();
            break;
        case OutputEvent::Kind::gone:
            spdlog::warn("{}", event.reason);
            if (state.wish != Wish::play) break;
            if (config.pause_when_device_is_gone)
                pause_because(event.reason);
            else
                output.play();  // unless the sound server has moved us already
            break;
        case OutputEvent::Kind::returned:
            if (state.wish == Wish::play && state.obstacle && !state.speechless) output.play();
            break;
        case OutputEvent::Kind::moved:
            break;
        case OutputEvent::Kind::rest:
            if (!elsewhere() && state.wish == Wish::play && !state.speechless) break;  // resumed meanwhile
            look();
            ticking = false;
            output.set_volume(settings.volume_percent);  // the sleep timer may have turned it down
            if (state.entry && !elsewhere()) save_rest();
            break;
    }
}

void Player::Shell::save_rest() {
    carry_out(SavePlace{*state.entry, state.where, Durable::yes});
    ++rests;
}

void Player::Shell::pause_because(Sentence reason) {
    look();
    paused_because = std::move(reason);
    feed(Want{Wish::pause});
}

// While somebody wants to hear and there is no device: 1, 2, 4 … 30 seconds.
void Player::Shell::try_again() {
    if (state.wish != Wish::play) return;
    retry.expires_after(backoff);
    backoff = std::min(backoff * 2, std::chrono::seconds(30));
    retry.async_wait([self = shared_from_this()](boost::system::error_code cancelled) {
        if (!cancelled && !self->elsewhere() && self->state.wish == Wish::play && self->state.obstacle &&
            !self->state.speechless)
            self->output.play();
    });
}

void Player::Shell::resume_ticking() {
    ticking = true;
    suspension.forget();
    tick.cancel();
    if (current_run) current_run->wake.cancel();
}

void Player::Shell::look_at(const Handed& heard) {
    if (!current_run) return;
    const auto run = current_run;
    // Nothing of this run was handed over yet: the listener is where it begins.
    const bool begun = heard.generation == run->blocks;
    if (auto found = run->tape.find(begun ? heard.tape : 0)) {
        const EntryId entry = found->passage->entry();
        if (!at.in(entry))
            at.passage = found->passage;
        else if (at.passage->part() != found->passage->part())  // it may have been measured since
            at.passage = by_outline(found->passage, at.passage->outline());
        found->spot.instant = at.passage->timeline().start(found->spot.utterance) + found->spot.sample;
        while (run->path.size() > 1 && run->path.front() != entry) run->path.pop_front();
        feed(Heard{run->generation, entry, found->spot});
    }
    // The last pause need not be heard to its last sample, and the device's latency differs a little.
    if (begun && run == current_run && run->complete && heard.tape + sample_rate / 5 >= run->end)
        feed(Finished{run->generation});
}

// To the beginning of the next word, so that its event is in step with what is heard.
std::chrono::nanoseconds Player::Shell::until_next_look() const {
    const Handed heard = output.heard();
    if (!current_run || heard.generation != current_run->blocks) return blind_period;
    const auto next = current_run->tape.next_word(heard.tape);
    if (!next || *next <= heard.tape) return blind_period;
    const auto samples = static_cast<std::int64_t>(*next - heard.tape) * 100 / settings.speed_percent;
    const auto time = std::chrono::nanoseconds(1'000'000'000) * samples / sample_rate;
    return std::min<std::chrono::nanoseconds>(time + std::chrono::milliseconds(1), longest_period);
}

asio::awaitable<void> Player::Shell::watch() {
    while (!ended) {
        tick.expires_at(ticking ? Clock::now() + until_next_look() : Clock::time_point::max());
        co_await tick.async_wait(asio::as_tuple(asio::use_awaitable));
        if (!ticking || ended) continue;
        look();
        if (const auto slept = suspension.slept();
            slept > std::chrono::seconds(0) && state.wish == Wish::play && config.pause_after_suspend) {
            pause_because(Sentence("the machine was suspended"));
            paused_at = seconds_since_boot() - slept.count();
        }
    }
}

// --- measuring

void Player::Shell::on_measured(EntryId id) {
    const auto before = at.instant();
    Narrator* const narrator = current_run && current_run->narrator ? &*current_run->narrator : nullptr;
    const bool read = narrator && narrator->outline()->entry() == id;
    if (!at.in(id) && !read) return;
    const auto outline = measured(at.in(id) ? at.passage->outline() : narrator->outline());
    if (read) narrator->measured(outline);
    if (at.in(id)) {
        at.passage = by_outline(at.passage, outline);
        if (auto* spot = std::get_if<Spot>(&state.where); spot && at.at_hand())
            spot->instant = at.passage->timeline().start(spot->utterance) + spot->sample;
    }
    if (at.instant() != before) ++jumps;
}

void Player::Shell::measure_anew() {
    saving.judge(playlist.expect_lengths(speakers.lengths_key()));
    measure();
}

// Called after look(): the same word with the other voice.
void Player::Shell::voices_changed() {
    save_session(Durable::yes);
    at.passage.reset();  // its lengths are the other voice's
    if (state.entry) {
        const auto* spot = std::get_if<Spot>(&state.where);
        feed(Jump{*state.entry, spot ? Where(spot->place) : state.where, {}});
    }
    measure_anew();
}

bool Player::Shell::paused_long() const {
    if (config.back_to_sentence_after_s == 0 || state.wish == Wish::play || state.where == Where(Place{}))
        return false;
    return !paused_at || seconds_since_boot() - *paused_at >= config.back_to_sentence_after_s;
}

Input Player::Shell::going_on() const {
    // The listener has forgotten how the sentence began.
    if (paused_long()) return Jump{*state.entry, SentenceStart{at.code_point()}, Wish::play};
    // Nothing could be read: it is tried again.
    if (current_run && current_run->complete && current_run->end == 0)
        return Jump{*state.entry, state.where, Wish::play};
    return Want{Wish::play};
}

void Player::Shell::set_sleep_at_end(bool at_end) {
    const bool other = std::exchange(settings.sleep_at_end, at_end) != at_end;
    save_settings();
    if (other) reconsider_successor();
}

Result<void> Player::Shell::jump(EntryId entry, std::optional<Where> where, std::optional<Wish> wish) {
    const auto stored = playlist.entry(entry);
    if (!stored) return stored.error();
    if (stored->left_at)
        return Error(ErrorKind::not_found, "entry {} has left the list: restore brings it back", entry);
    feed(Jump{entry, where.value_or(stored->place), wish});
    return {};
}

Result<void> Player::Shell::seek(std::uint64_t target) {
    if (!state.entry) return Error(ErrorKind::conflict, "nothing is being read: start with play");
    const auto end = at.duration();
    return seek(*state.entry, Instant{std::min(target, end ? end - 1 : 0)});
}

Result<void> Player::Shell::seek(EntryId entry, const Where& target, std::optional<Wish> wish) {
    const auto jumped = jump(entry, target, wish);
    seeking = jumped && state.entry == entry;
    return jumped;
}

asio::awaitable<void> Player::Shell::placed() {
    const auto generation = state.generation;
    while (!ended && seeking && state.generation == generation)
        co_await loaded.async_wait(asio::as_tuple(asio::use_awaitable));
}

}  // namespace vorleser
