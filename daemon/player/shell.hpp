// The player's inside: what carries the machine's effects out and feeds back what happens. Private to
// player/.
//
// shell.cpp holds the machine's effects and the sound device's events; aloud.cpp and aside.cpp the coroutines
// that read aloud; elsewhere.cpp what is played by a client; player.cpp and seeking.cpp the commands.
#pragma once

#include <chrono>
#include <deque>
#include <set>

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>

#include "daemon/narration/speakers.hpp"
#include "daemon/player/boot_clock.hpp"
#include "daemon/player/measurer.hpp"
#include "daemon/player/outputs.hpp"
#include "daemon/player/player.hpp"
#include "daemon/player/reading.hpp"
#include "daemon/player/saving.hpp"
#include "daemon/player/sleep_timer.hpp"
#include "daemon/player/stored_outline.hpp"
#include "daemon/player/whereabouts.hpp"

namespace vorleser {

// A run of reading aloud, or of what is said in between: one generation.
struct Run {
    using Clock = std::chrono::steady_clock;

    Run(boost::asio::any_io_executor executor, std::uint16_t of, std::uint16_t handed)
        : generation(of), blocks(handed), wake(std::move(executor), Clock::time_point::max()) {}

    const std::uint16_t generation;  // the machine's, which counts jumps
    const std::uint16_t blocks;      // the hand-over's, which the callback compares
    bool aside = false;
    std::optional<Sentence> lost;  // the device went away meanwhile
    Tape tape;
    std::uint64_t end = 0;                        // of the tape as far as it is laid out
    bool complete = false;                        // nothing follows
    std::deque<EntryId> path;                     // the entries laid out and not yet left behind, in order
    std::set<EntryId> silent;                     // of those tried since there was sound: they gave none
    std::optional<narration::Narrator> narrator;  // of the last of them
    boost::asio::steady_timer wake;  // until there is room for more, or it is tried again to speak
    boost::asio::cancellation_signal stop;
};

struct Player::Shell : std::enable_shared_from_this<Shell> {
    using Clock = std::chrono::steady_clock;

    Shell(boost::asio::any_io_executor on, Worker& home, Playlist& playlist, PlayerConfig config);

    // --- the machine and its effects (shell.cpp) ---
    void feed(const Input& input);
    // As feed(), but if the list is to change with it: `change`, which writes to the playlist, and what is
    // saved after the input are stored together first. If that fails, nothing has happened. `input` may give
    // none: then only the list changes.
    Result<void> feed_with(const std::function<Result<void>()>& change,
                           const std::function<std::optional<Input>()>& input);
    // Changes the list so that entries may leave it. If the current one does, what followed it comes next.
    Result<void> change_list(const std::function<Result<void>()>& change);
    bool is_listed(EntryId entry) const;
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
    void save_settings() { save_session(Durable::yes); }
    Result<void> store_session(Durable durable);

    // --- sound ---
    void on_output(const OutputEvent& event);
    void try_again();
    void pause_because(Sentence reason);  // nobody asked for it
    void save_rest();                     // where it has come to rest
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
    boost::asio::awaitable<bool> speaks_again(std::shared_ptr<Run> run, Worker& worker, Feeder* feeder);
    template <class Job>
    auto as_soon_as_spoken(std::shared_ptr<Run> run, Worker& worker, Job job, Feeder* feeder = nullptr)
        -> decltype(job());
    void spoke();                 // a job went well: no obstacle
    void skipped(EntryId entry);  // an utterance of it, which cannot be spoken

    // --- played by a client (elsewhere.cpp) ---
    // Then there is no run: nothing is rendered, the device is closed, and where the listener is comes from
    // the client's reports.
    bool elsewhere() const { return outputs.elsewhere(); }
    void send_there();  // the client is to go to state.where: a new lease
    void tell_output();
    // Finds out which word that is, and tells the client. Nothing once there was another jump.
    boost::asio::awaitable<void> settle(std::uint16_t generation);
    Spot spot_at_hand() const;  // of state.where, if at.at_hand(), as exactly as can be said
    boost::asio::awaitable<Result<std::shared_ptr<const narration::Passage>>> passage_at(EntryId entry,
                                                                                         Where where);
    void take_up(EntryId entry, const Place& place, Wish wish);  // what a run before left with a client
    void hand_over(Remote* to);  // nullptr: to the loudspeaker. At the same word
    void leave_loudspeaker();
    // Whoever wants to hear need not wait for a client that has gone.
    void be_reachable() {
        if (!outputs.reachable()) hand_over(nullptr);
    }
    std::optional<std::int64_t> offer(Remote& remote, const std::string& name,
                                      std::optional<std::int64_t> lease);
    void withdraw(const Remote& remote);
    boost::asio::awaitable<Result<std::int64_t>> hear(std::shared_ptr<Remote> from, OutputReport report);
    void believe(const OutputReport& report, std::shared_ptr<const narration::Passage> there);
    void after_the_end();  // of the current entry, heard by a client

    // --- measuring ---
    void on_measured(EntryId id);
    void measure() { measurer.measure(state.entry.value_or(0)); }
    void measure_anew();
    void voices_changed();

    // --- commands ---
    WhenHeard finished() const { return settings.finished.value_or(config.when_heard); }
    WhenHeard when_heard() const { return settings.repeat == Repeat::off ? finished() : WhenHeard::stays; }
    bool paused_long() const;
    Input going_on() const;              // playing, with the current entry
    void set_sleep_at_end(bool at_end);  // saves it, and what was set of the timer
    // All after here().
    Result<void> jump(EntryId entry, std::optional<Where> where, std::optional<Wish> wish);
    Result<void> seek(std::uint64_t target);
    Result<void> seek(EntryId entry, const Where& target, std::optional<Wish> wish = {});
    // Until the sound says which word was sought, and it is saved. Ends when it was left again.
    boost::asio::awaitable<void> placed();

    boost::asio::any_io_executor executor;
    Playlist& playlist;
    PlayerConfig config;
    narration::Speakers speakers;
    Output output;

    Outputs outputs;

    State state;
    Whereabouts at{state, playlist};
    Settings settings;
    std::string usual_voices;  // Speakers::chosen() before the listener chose any
    SleepTimer sleep;
    Saving saving{playlist};
    const std::string boot = boot_id();
    std::optional<Sentence> paused_because;  // nullopt: the listener asked for it
    std::optional<std::int64_t> paused_at;   // seconds_since_boot(); nullopt: in another boot

    std::shared_ptr<Run> current_run;  // nullptr: there was none yet
    boost::asio::steady_timer tick;
    boost::asio::steady_timer retry;
    boost::asio::steady_timer loaded;  // its waiters are woken when a passage or what was sought is found
    std::chrono::seconds backoff{1};
    Suspension suspension;
    bool ticking = false;       // from play to rest
    bool settled = true;        // the client can be told where to play
    bool word_guessed = false;  // of where the client is: the time is known, not the word
    bool seeking = false;       // what was sought is not yet found in the sound
    bool jump_untold = false;   // not yet counted: where it led to was not known
    bool jump_unsaved = false;  // likewise: the next place that is saved is one that was jumped to
    std::uint64_t jumps = 0;    // as Snapshot has it
    std::uint32_t rests = 0;    // one more each time the place was saved where it has come to rest
    bool ended = false;
    std::optional<EntryId> unspoken;  // a sentence of this entry was skipped, which could not be spoken
    Measurer measurer;
};

}  // namespace vorleser
