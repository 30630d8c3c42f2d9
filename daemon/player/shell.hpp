// The player's inside: what carries the machine's effects out and feeds back what happens. Private to
// player/.
//
// shell.cpp holds the machine's effects and the sound device's events; whereabouts.cpp where the listener is;
// aloud.cpp the coroutines that read aloud; player.cpp and seeking.cpp the commands.
#pragma once

#include <chrono>
#include <deque>
#include <set>

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>

#include "daemon/narration/speakers.hpp"
#include "daemon/player/measurer.hpp"
#include "daemon/player/player.hpp"
#include "daemon/player/reading.hpp"
#include "daemon/player/sleep_timer.hpp"
#include "daemon/player/stored_outline.hpp"

namespace vorleser {

// A run of reading aloud: one generation.
struct Run {
    std::uint16_t generation = 0;
    std::uint16_t blocks = 0;  // the hand-over's generation
    Tape tape;
    std::uint64_t end = 0;                        // of the tape as far as it is laid out
    bool complete = false;                        // nothing follows
    std::deque<EntryId> path;                     // the entries laid out and not yet left behind, in order
    std::set<EntryId> silent;                     // of those tried since there was sound: they gave none
    std::optional<narration::Narrator> narrator;  // of the last of them
    boost::asio::cancellation_signal stop;
};

struct Player::Shell : std::enable_shared_from_this<Shell> {
    using Clock = std::chrono::steady_clock;

    Shell(boost::asio::any_io_executor on, Worker& home, Playlist& playlist, PlayerConfig config);

    // --- the machine and its effects (shell.cpp) ---
    void feed(const Input& input);
    // As feed(), but if the list is to change with it: `change`, which writes to the playlist, and what is
    // saved after the input are stored together first. If that fails, nothing has happened.
    Result<void> feed_with(const std::function<Result<void>()>& change, const std::function<Input()>& input);
    Result<void> store(const SavePlace& e);
    Session session_of(const State& s) const;
    void carry_out(const MarkHeard& e);
    void carry_out(const SavePlace& e);
    void carry_out(const Render& e);
    void carry_out(const Silence& e);
    void carry_out(const Audible& e);
    void carry_out(const SaveSession& e);
    void start_run(std::uint16_t generation);
    void save_session(Durable durable);
    // What plays goes on when the disk refuses: it is logged once, reported, and saving goes on being tried.
    void check(const Result<void>& done);

    // --- sound ---
    void on_output(const OutputEvent& event);
    void try_again();
    void pause_because(Sentence reason);  // nobody asked for it
    std::chrono::seconds suspension();    // of the machine, since the last call while playing
    void resume_ticking();
    void look() { look_at(output.heard()); }  // Where is the listener now?
    // Where commands begin: what they are given is meant of where the listener is now, not of where that was
    // looked for last. Whatever of `state` they take with them is taken after it.
    Shell& here() {
        look();
        return *this;
    }
    void look_at(const Handed& heard);
    std::chrono::nanoseconds until_next_look() const;
    boost::asio::awaitable<void> watch();

    // --- reading aloud (aloud.cpp) ---
    Result<std::shared_ptr<const narration::Outline>> outline(EntryId id) const;
    // With what was measured, if it was and still counts.
    std::shared_ptr<const narration::Outline> measured(
        std::shared_ptr<const narration::Outline> outline) const;
    boost::asio::awaitable<Result<std::shared_ptr<const narration::Passage>>> load(
        std::shared_ptr<const narration::Outline> outline, std::size_t part);
    boost::asio::awaitable<void> read_aloud(std::shared_ptr<Run> run, EntryId entry, Where where);
    boost::asio::awaitable<void> read_article_aloud(std::shared_ptr<Run> run, bool announced);
    boost::asio::awaitable<void> announce(std::shared_ptr<Run> run,
                                          std::shared_ptr<const narration::Passage> reading);
    boost::asio::awaitable<void> say(std::shared_ptr<Run> run, narration::Narrator& narrator,
                                     narration::Piece& piece,
                                     std::shared_ptr<const narration::Passage> before = {});
    // Speaks in between (aside.cpp).
    boost::asio::awaitable<Result<void>> say_aside(narration::Narrator narrator);
    std::vector<EntryId> laid_out(const Run& run) const { return {run.path.begin(), run.path.end()}; }
    // What is read after those entries, of which the first is being read now.
    std::optional<EntryId> successor(const std::vector<EntryId>& read) const;
    void change_course();
    void reconsider_successor();
    // After a job of `worker` failed. True once it is worth another try: no text was to blame, nobody could
    // speak just then. Until then that is an obstacle, once `feeder` has given what it holds and all of it
    // was heard.
    boost::asio::awaitable<bool> speaks_again(std::shared_ptr<Run> run, Worker& worker,
                                              Feeder* feeder = nullptr);
    void spoke();                 // a job went well: no obstacle
    void skipped(EntryId entry);  // an utterance of it, which cannot be spoken

    // --- measuring ---
    void on_measured(EntryId id);
    std::shared_ptr<const narration::Passage> by_outline(
        const std::shared_ptr<const narration::Passage>& of,
        std::shared_ptr<const narration::Outline> outline) const;
    void measure() { measurer.measure(state.entry.value_or(0)); }
    void measure_anew();
    void voices_changed();

    // --- where we are (whereabouts.cpp) ---
    TextSpan word() const;
    std::uint64_t instant() const;  // samples from the article's start; not yet read: what was stored
    bool place_known() const;       // false: instant() is about to be known better, the text is on its way
    std::uint64_t duration() const;
    std::uint32_t code_point() const;  // of the article's text, as far as it is known
    bool part_at_hand() const;         // whether `passage` is the part that state.where is in
    bool at_hand() const;              // and has utterances, so that one of them is there
    std::size_t utterance() const;     // in `passage`, if that is at hand
    bool leaves_when_heard() const { return config.remove_heard && repeat == Repeat::off; }
    bool paused_long() const;
    Input going_on() const;              // playing, with the current entry
    void set_sleep_at_end(bool at_end);  // saves it, and what was set of the timer
    // All after here().
    Result<void> jump(EntryId entry, std::optional<Where> where, std::optional<Wish> wish);
    Result<void> seek(std::uint64_t target);
    Result<void> seek(EntryId entry, const Where& target);
    // Until the sound says which word was sought, and it is saved. Ends when it was left again.
    boost::asio::awaitable<void> placed();

    boost::asio::any_io_executor executor;
    Playlist& playlist;
    PlayerConfig config;
    narration::Speakers speakers;
    Output output;

    State state;
    int speed = 100, volume = 100, pitch = 0;
    std::string device;                                      // chosen; empty: the configured one
    std::optional<Sentence> paused_because;                  // nullopt: the listener asked for it
    std::optional<std::chrono::nanoseconds> time_suspended;  // since boot, when last looked; while playing
    Repeat repeat = Repeat::off;
    std::int64_t shuffle = 0;  // seed; 0: off
    SleepTimer sleep;
    bool sleep_at_end = false;
    const std::string boot;
    std::optional<std::int64_t> paused_at;  // CLOCK_BOOTTIME, seconds; nullopt: in another boot

    std::shared_ptr<const narration::Passage>
        passage;  // of state.entry, once it is loaded: where the listener is
    std::shared_ptr<Run> current_run;
    std::shared_ptr<Run> aside;  // what is said in between, if something is; `current_run` or cut short
    std::optional<Sentence> aside_lost;  // the device went away meanwhile
    std::uint16_t handover_generation = 0;
    boost::asio::steady_timer tick;
    boost::asio::steady_timer room;
    boost::asio::steady_timer retry;
    boost::asio::steady_timer speech;  // until it is tried again to speak
    boost::asio::steady_timer loaded;  // its waiters are woken when `passage` or what was sought is found
    std::chrono::seconds backoff{1};
    bool ticking = false;       // from play to rest
    bool seeking = false;       // what was sought is not yet found in the sound
    bool jump_untold = false;   // not yet counted: where it led to was not known
    bool jump_unsaved = false;  // likewise: the next place that is saved is one that was jumped to
    std::uint64_t jumps = 0;    // as Snapshot has it
    bool ended = false;
    Clock::time_point next_save, next_good_save;
    std::optional<Sentence> unsaved;      // why the last saving failed
    std::uint64_t stored_at_failure = 0;  // Playlist::stored() then
    std::optional<EntryId> unspoken;      // a sentence of this entry was skipped, which could not be spoken
    Measurer measurer;
};

std::int64_t ms_since_boot();  // CLOCK_BOOTTIME: time asleep counts
std::int64_t seconds_since_boot();

}  // namespace vorleser
