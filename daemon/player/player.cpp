#include "daemon/player/player.hpp"

#include <algorithm>
#include <random>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "daemon/player/shell.hpp"

namespace vorleser {

using namespace narration;

namespace asio = boost::asio;

namespace {

// The one device of that name, else the one with that part in its name or description.
Result<std::string> find_device(const std::vector<SoundDevice>& all, const std::string& wanted) {
    const auto lower = [](std::string text) {
        for (char& c : text)
            if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        return text;
    };
    std::vector<std::string> found;
    for (const SoundDevice& device : all) {
        if (device.name == wanted) return wanted;
        if (lower(device.name + "\n" + device.description).find(lower(wanted)) != std::string::npos)
            found.push_back(device.name);
    }
    if (found.size() == 1) return found.front();
    if (found.empty())
        return Error(ErrorKind::not_found, "there is no sound device “{}”: `vorleser devices` lists them",
                     wanted);
    std::string names;
    for (const std::string& name : found) names += (names.empty() ? "" : ", ") + name;
    return Error(ErrorKind::conflict, "several sound devices are called so: {}", names);
}

}  // namespace

Player::Player(asio::any_io_executor executor, Worker& worker, Playlist& playlist, PlayerConfig config)
    : shell_(std::make_shared<Shell>(executor, worker, playlist, std::move(config))) {
    Shell& s = *shell_;
    const auto stored = playlist.session();
    const Session session = stored ? *stored : Session{};
    s.usual_voices = s.speakers.chosen();
    s.speakers.choose_all(session.voice);
    s.settings = session;
    if (s.settings.pitch != 0) s.speakers.set_pitch(s.settings.pitch);
    if (session.boot_id == s.boot) s.paused_at = session.saved_at;
    s.output.choose(s.settings.chosen_device);
    // Nobody is read to who wanted to be asleep by now.
    const auto sleeps_in =
        session.boot_id == s.boot && session.sleep_at ? session.sleep_at - ms_since_boot() : std::int64_t{0};
    const bool slept = session.sleep_at && sleeps_in <= 0;
    if (sleeps_in > 0 && sleep_range.holds(sleeps_in)) s.sleep.set(std::chrono::milliseconds(sleeps_in));
    s.output.set_volume(s.settings.volume_percent);
    s.state.return_to = session.return_to;
    asio::co_spawn(
        executor, [self = shell_]() -> asio::awaitable<void> { co_await self->watch(); },
        [](std::exception_ptr) {});
    s.outputs.take_up(session.output, session.output_since, session.output_lease);
    if (session.current) {
        const auto entry = playlist.entry(*session.current);
        const Place place = entry ? entry->place : Place{};
        // A client plays on perhaps, or will when it is back: until then it is out of reach.
        const bool elsewhere = s.elsewhere();
        const auto away = seconds_since_boot() - session.saved_at;
        const bool recent = session.boot_id == s.boot && away >= 0 && away < s.config.resume_within_s;
        const bool go_on = session.left == Left::playing && !slept && (recent || elsewhere);
        const Wish wish = go_on ? Wish::play : session.left == Left::stopped ? Wish::stop : Wish::pause;
        if (elsewhere)
            s.take_up(*session.current, place, wish);
        else
            s.feed(Jump{*session.current, place, wish});
    }
    s.measure_anew();
}

Player::~Player() {
    Shell& s = *shell_;
    s.output.finish();
    s.look();
    [[maybe_unused]] const auto saved = save();
    s.ended = true;
    if (s.current_run) s.current_run->stop.emit(asio::cancellation_type::all);
    s.current_run.reset();
    s.tick.cancel();
    s.retry.cancel();
    s.loaded.cancel();
    s.sleep.cancel();
}

void Player::fill(StatusFields& fields) const {
    const Shell& s = *shell_;
    fields.status = status(s.state);
    if (fields.status == Status::interrupted)
        fields.reason = s.state.speechless ? s.state.speechless : s.state.obstacle;
    if (fields.status == Status::paused) fields.reason = s.paused_because;
    static_cast<Settings&>(fields) = s.settings;
    fields.finished = s.finished();
    fields.voice = s.speakers.voice_for(fields.entry ? fields.entry->language : "").name;
    fields.output = s.outputs.described();
    fields.device = s.output.in_use();
    fields.unsaved = s.saving.failure();
    fields.unspoken = s.unspoken && s.unspoken == s.state.entry;
}

Report Player::report() {
    Shell& s = *shell_;
    s.look();
    Report report;
    if (s.state.entry)
        if (const auto entry = s.playlist.entry(*s.state.entry)) {
            report.entry = *entry;
            report.entry->position_ms = to_ms(s.at.instant());
        }
    fill(report);
    const auto* spot = std::get_if<Spot>(&s.state.where);
    if (spot && s.at.at_hand() && spot->utterance < s.at.passage->utterances().size()) {
        const Utterance& utterance = s.at.passage->utterances()[spot->utterance];
        report.sentence = TextSpan{utterance.begin, utterance.end};
        report.sentence_text = s.at.passage->written(spot->utterance);
        report.word = s.at.word();
    }
    if (const auto left = s.sleep.left()) report.sleep_ms = left->count();
    report.problems = s.config.problems;
    for (const Sentence& each : s.speakers.left_out()) report.problems.push_back(each);
    return report;
}

Snapshot Player::snapshot(const Snapshot& before) const {
    const Shell& s = *shell_;
    Snapshot now{
        .position = {.entry = s.state.entry, .word = {}, .jump = s.state.generation, .rest = s.rests},
        .list = s.playlist.shown(),
        .marks = s.playlist.marks_revision(),
        .jumps = s.jumps};
    if (s.at.at_hand()) now.position.word = s.at.word();
    Snapshot::Told& told = now.state;
    if (s.state.entry) {
        const auto& known = before.state.entry;
        if (known && known->id == *s.state.entry && before.list == now.list) {
            told.entry = known;
        } else if (const auto entry = s.playlist.entry(*s.state.entry)) {
            told.entry = *entry;
            told.entry->place = {};
            told.entry->made = {};
            told.entry->revisions = {};
            told.entry->position_ms = told.entry->last_heard_at = 0;
        }
    }
    fill(told);
    told.sleep_at = s.sleep.at();
    told.left_out = s.speakers.left_out();
    return now;
}

bool Player::untouched() const {
    Settings settings = shell_->settings;
    settings.chosen_device.clear();  // the machine's
    return settings == Settings{} && shell_->speakers.chosen() == shell_->usual_voices;
}

std::optional<Sentence> Player::makeshift_voice(std::string_view language) const {
    return shell_->speakers.makeshift(language);
}

Result<void> Player::play(std::optional<EntryId> wanted) {
    if (shell_->speakers.mended()) data_changed();
    Shell& s = shell_->here();
    s.be_reachable();
    if (!wanted) {
        wanted = s.state.entry;
        const auto current = wanted ? s.playlist.entry(*wanted) : Result<Entry>(Entry{.heard = true});
        // Heard to its end and back at its start: on to what was not heard yet, if there is any.
        if (current && current->heard && s.state.wish == Wish::stop && s.at.instant() == 0) {
            auto unheard = wanted ? s.playlist.next_unheard(wanted, s.settings.shuffle)
                                  : Result<std::optional<EntryId>>(std::nullopt);
            if (unheard && !*unheard) unheard = s.playlist.next_unheard({}, s.settings.shuffle);
            if (!unheard) return unheard.error();
            if (*unheard) wanted = *unheard;
        }
    }
    if (!wanted) {
        const auto first = s.playlist.after({}, s.settings.shuffle);
        if (!first) return first.error();
        if (!*first) return Error(ErrorKind::conflict, "the playlist is empty: add an article first");
        wanted = *first;
    }
    if (wanted == s.state.entry) {
        s.feed(s.going_on());
        return {};
    }
    return s.jump(*wanted, {}, Wish::play);
}

Result<void> Player::play_from(const FoundSentence& sentence) {
    Shell& s = shell_->here();
    s.be_reachable();
    const Place place{sentence.span.begin, 0};
    return s.playlist.together(Durable::yes, [&]() -> Result<void> {
        const auto saved =
            s.playlist.save_place(sentence.entry, place, sentence.position_ms, Durable::yes, Cause::jumped);
        if (!saved) return saved.error();
        return s.seek(sentence.entry, place, Wish::play);
    });
}

Result<EntryId> Player::interrupt_with(const std::function<Result<EntryId>()>& entry) {
    Shell& s = *shell_;
    s.be_reachable();
    EntryId id = 0;
    // Not looking again: the entry was put behind the one that is interrupted.
    const auto done = s.feed_with(
        [&]() -> Result<void> {
            const auto wanted = entry();
            if (!wanted) return wanted.error();
            id = *wanted;
            return {};
        },
        [&]() -> std::optional<Input> {
            if (s.state.entry == id) return s.going_on();
            const auto stored = s.playlist.entry(id);
            return Jump{id, stored ? stored->place : Place{}, Wish::play, true};
        });
    if (!done) return done.error();
    return id;
}

Result<void> Player::resume() {
    return play({});
}

Result<void> Player::pause(Sentence because) {
    Shell& s = shell_->here();
    if (!s.state.entry || s.state.wish == Wish::stop)
        return Error(ErrorKind::conflict, "nothing is playing: there is nothing to pause");
    if (!because.empty()) s.paused_because = std::move(because);
    s.feed(Want{Wish::pause});
    return {};
}

Result<void> Player::toggle() {
    const Shell& s = shell_->here();
    return s.state.wish == Wish::play && s.outputs.reachable() ? pause() : play({});
}

Result<void> Player::stop() {
    shell_->here().feed(Want{Wish::stop});
    return {};
}

Result<void> Player::set_speed(int percent) {
    Shell& s = *shell_;
    if (percent != s.settings.speed_percent) {
        s.settings.speed_percent = percent;
        s.save_settings();
        if (s.elsewhere()) return s.tell_output(), Result<void>();
        // From where nothing was handed to the device yet, so that nothing is heard twice.
        s.look_at(s.output.handed());
        if (s.state.entry) s.feed(Rerender{});
    }
    return {};
}

Result<void> Player::set_volume(int percent) {
    Shell& s = *shell_;
    if (percent != s.settings.volume_percent) {
        s.settings.volume_percent = percent;
        s.output.set_volume(percent);
        s.save_settings();
    }
    return {};
}

Result<void> Player::set_pitch(int pitch) {
    Shell& s = *shell_;
    if (pitch == s.settings.pitch) return {};
    s.look();
    s.settings.pitch = pitch;
    s.speakers.set_pitch(pitch);
    s.voices_changed();
    return {};
}

Result<void> Player::set_voice(const std::string& name) {
    Shell& s = *shell_;
    const auto before = s.speakers.chosen();
    s.look();
    if (const auto chosen = s.speakers.choose(name); !chosen) return chosen;
    if (s.speakers.chosen() != before) s.voices_changed();
    return {};
}

const std::vector<VoiceProfile>& Player::voices() const {
    return shell_->speakers.voices();
}

asio::awaitable<Result<std::vector<SoundDevice>>> Player::devices() {
    const auto shell = shell_;
    struct Waiting {
        asio::steady_timer answered;  // cancelled by the answer
        std::optional<Result<std::vector<SoundDevice>>> devices;
    };
    const auto waiting = std::make_shared<Waiting>(
        Waiting{{shell->executor, asio::steady_timer::time_point::max()}, std::nullopt});
    const auto answer = [waiting](Result<std::vector<SoundDevice>> devices) {
        waiting->devices = std::move(devices);
        waiting->answered.cancel();
    };
    shell->output.list(answer);
    while (!waiting->devices) co_await waiting->answered.async_wait(asio::as_tuple(asio::use_awaitable));
    co_return std::move(*waiting->devices);
}

asio::awaitable<Result<void>> Player::set_device(std::string name) {
    const auto shell = shell_;
    Shell& s = *shell;
    if (s.config.audio.device.starts_with("file:"))
        co_return Error(ErrorKind::conflict, "the sound goes to a file: restart vorleserd without --device");
    if (name == "default") {
        name.clear();
    } else {
        const auto all = co_await devices();
        if (!all) co_return all.error();
        const auto found = find_device(*all, name);
        if (!found) co_return found.error();
        name = *found;
    }
    if (name == s.settings.chosen_device) co_return Result<void>();
    s.settings.chosen_device = name;
    s.save_settings();
    s.output.choose(name);
    co_return Result<void>();
}

Result<void> Player::set_repeat(Repeat repeat) {
    Shell& s = *shell_;
    if (repeat == s.settings.repeat) return {};
    s.settings.repeat = repeat;
    s.save_settings();
    s.reconsider_successor();
    return {};
}

Result<void> Player::set_finished(WhenHeard then) {
    Shell& s = *shell_;
    if (then == s.finished()) return {};
    s.settings.finished = then;
    s.save_settings();
    return {};
}

Result<void> Player::set_shuffle(bool shuffle) {
    Shell& s = *shell_;
    if (shuffle == (s.settings.shuffle != 0)) return {};
    // Another order each time it is turned on.
    s.settings.shuffle = shuffle ? 1 + static_cast<std::int64_t>(std::random_device()()) : 0;
    s.save_settings();
    s.reconsider_successor();
    return {};
}

void Player::sleep_after(std::chrono::milliseconds time) {
    shell_->sleep.set(time);
    shell_->set_sleep_at_end(false);
}

void Player::sleep_at_end() {
    shell_->sleep.cancel();
    shell_->set_sleep_at_end(true);
}

void Player::no_sleep() {
    shell_->sleep.cancel();
    shell_->set_sleep_at_end(false);
}

Result<void> Player::remove(std::span<const EntryId> entries) {
    return shell_->change_list([&] { return shell_->playlist.remove(entries); });
}

Result<void> Player::keep(std::span<const EntryId> entries, bool leave_list,
                          std::span<const std::string> tags) {
    Shell& s = *shell_;
    return s.change_list([&]() -> Result<void> {
        // From where it was heard it will go on.
        const bool left =
            leave_list && s.state.entry && std::ranges::find(entries, *s.state.entry) != entries.end();
        const auto saved = left ? s.store({*s.state.entry, s.state.where}) : Result<void>();
        const auto kept = saved ? s.playlist.keep(entries, leave_list) : saved;
        return kept && !tags.empty() ? s.playlist.tag(entries, tags) : kept;
    });
}

Result<std::vector<EntryId>> Player::undo() {
    std::vector<EntryId> ids;
    const auto undone = shell_->change_list([&]() -> Result<void> {
        auto changed = shell_->playlist.undo();
        if (!changed) return changed.error();
        ids = std::move(*changed);
        return {};
    });
    if (!undone) return undone.error();
    if (!ids.empty()) shell_->measure();
    return ids;
}

Result<void> Player::clear() {
    Shell& s = *shell_;
    s.look();
    const auto cleared = s.state.entry ? s.feed_with(
                                             [&] {
                                                 const SavePlace here{*s.state.entry, s.state.where};
                                                 const auto saved = s.store(here);
                                                 return saved ? s.playlist.clear() : saved;
                                             },
                                             []() -> std::optional<Input> { return Vanished{}; })
                                       : s.playlist.clear();
    if (!cleared) return cleared;
    for (const EntryId entry : std::vector(s.state.return_to)) s.feed(Forgotten{entry});
    return {};
}

Result<void> Player::replace(EntryId entry, const NewEntry& text) {
    Shell& s = *shell_;
    s.look();
    const bool current = s.state.entry == entry;
    if (current) s.carry_out(SavePlace{entry, s.state.where, Durable::yes});
    if (const auto replaced = s.playlist.replace(entry, text); !replaced) return replaced;
    if (current) {
        const auto stored = s.playlist.entry(entry);
        s.at.passage.reset();
        s.feed(Jump{entry, stored ? stored->place : Place{}, {}});
    }
    list_changed();
    return {};
}

void Player::list_changed() {
    shell_->reconsider_successor();
    shell_->measure();
}

Result<void> Player::save() {
    Shell& s = *shell_;
    const auto saved = s.playlist.together(Durable::yes, [&] {
        const auto placed =
            s.state.entry ? s.store({*s.state.entry, s.state.where, Durable::yes}) : Result<void>();
        return placed ? s.playlist.save_session(s.session_of(s.state), Durable::yes) : placed;
    });
    s.saving.judge(saved);
    return saved;
}

}  // namespace vorleser
