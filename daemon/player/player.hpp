// What plays, from where: the shell round the state machine (machine.hpp).
//
// It keeps the sound device fed from the playlist: article → utterances → samples (worker) → speed → blocks
// on the tape (audio). It turns what the device has played back into words and places and saves them.
// Used from the loop's thread only. While nothing plays, nothing here wakes.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "daemon/audio/output.hpp"
#include "daemon/narration/narrator.hpp"
#include "daemon/narration/navigation.hpp"
#include "daemon/player/machine.hpp"
#include "daemon/player/outputs.hpp"
#include "daemon/player/snapshot.hpp"
#include "daemon/playlist/playlist.hpp"
#include "daemon/speech/voice.hpp"
#include "daemon/worker/worker.hpp"

namespace vorleser {

struct PlayerConfig {
    AudioConfig audio;
    std::vector<VoiceProfile> voices;  // not empty
    std::vector<Sentence> problems;    // what of the listener's own voices and settings was left out
    std::string voice;                 // used until the listener chooses another; must be in `voices`
    WorkerConfig worker;               // for workers that speak other languages
    int resume_within_s = 60;
    int back_to_sentence_after_s =
        60;  // of pause: go on at the sentence's start; 0: always at the very sample
    WhenHeard when_heard = WhenHeard::stays;
    bool announce = true;                   // say where an article comes from before it follows another
    bool pause_when_device_is_gone = true;  // headphones pulled out; else go on where the server plays then
    bool pause_after_suspend = true;        // of the machine; else go on
};

// `entry` has the position as it is now.
struct Report : StatusFields {
    std::optional<TextSpan> sentence, word;
    std::string sentence_text;
    std::optional<std::int64_t> sleep_ms;  // until playing pauses
    std::vector<Sentence> problems;        // what is wrong in the listener's own files, and was left out
};

// What a client that plays is to do.
struct Order {
    std::int64_t lease = 0;
    bool play = false;
    std::optional<EntryId> entry;
    std::int64_t position_ms = 0;
    std::optional<TextSpan> word;  // where to go on, if that is a word; else at the very position
    int speed_percent = 100;
};

// What it tells.
struct OutputReport {
    enum class State { unknown, playing, paused, blocked, ended };
    std::int64_t lease = 0;
    EntryId entry = 0;
    std::int64_t position_ms = 0;       // at speed 1, as its sound has it
    std::optional<std::uint32_t> word;  // code point, where the word begins that is heard
    State state = State::unknown;
};

class Player {
    struct Shell;

 public:
    // Takes up the stored session: goes on playing if it was saved while playing, in this boot and within
    // `resume_within_s`; else it is paused where the listener was.
    Player(boost::asio::any_io_executor executor, Worker& worker, Playlist& playlist, PlayerConfig config);
    ~Player();  // fades out (at most a second, when the sound server hangs) and saves the place for good

    // As of now: looks where the listener is first, so an article that has just ended is left behind.
    Report report();
    // As far as is known: looks for nothing. `before`: an earlier one, of which is kept what is the same.
    Snapshot snapshot(const Snapshot& before) const;

    // Errors: `not_found` (no such entry), `conflict` (nothing to play), `storage` (of what changes the
    // list). What plays, pauses, seeks or sets is done even if it cannot be saved: report() says so.
    Result<void> play(std::optional<EntryId> entry);  // nullopt: the current, else the first not yet heard
    // Plays what `entry` returns, having added it perhaps, instead of what report() just named, and goes back
    // afterwards. Both or neither are done.
    Result<EntryId> interrupt_with(const std::function<Result<EntryId>()>& entry);
    Result<void> resume();
    Result<void> pause(Sentence because = {});  // because of what, if not of the listener
    Result<void> toggle();
    Result<void> stop();      // the place is kept; play() goes on there
    Result<void> next();      // under Repeat::all from the last to the first
    Result<void> previous();  // the article's start; within its first 3 s the article before
    bool has_next();          // whether next() leads anywhere
    bool has_previous();      // the same for previous()
    // What is read once the current entry has been heard, as things are; without one, what play() begins
    // with. nullopt: nothing.
    std::optional<EntryId> upcoming() const;
    // What would be read after an entry, in that order, as things are, `limit` at most: to the list's end;
    // while it repeats, to the entry itself. Nothing after what has left the list.
    Result<std::vector<EntryId>> following(EntryId entry, std::int64_t limit) const;
    Result<void> seek_to(std::int64_t ms);  // clamped to the article
    Result<void> seek_by(std::int64_t ms);
    Result<void> seek_percent(int percent);
    // `not_found`: not in this article; `conflict`: another one is read by now.
    boost::asio::awaitable<Result<void>> seek_text(std::string wanted);
    // After the four above: until the place was found in the sound and saved.
    boost::asio::awaitable<void> placed();
    // `by` units on or back: 0 is the start of this one, and so is -1 more than 2 s after it. Waits until the
    // article's text is at hand. `conflict`: there is no further one.
    boost::asio::awaitable<Result<void>> seek_unit(narration::Unit unit, int by);

    // Whether the listener has set nothing yet: speed, voices and the others are as they are at first.
    bool untouched() const;
    // Where there is nothing current yet, this entry is, stopped where its place is. Nothing where it is not
    // in the list.
    Result<void> be_at(EntryId entry);
    // A sentence of an article, wherever it plays.
    struct FoundSentence {
        EntryId entry = 0;
        TextSpan span;
        std::string text;
        std::int64_t position_ms = 0;  // where it begins, at speed 1
    };
    // The one where the listener is, in `entry` or in what is being read; or the one that holds code point
    // `at`, or the first behind it. Errors: `conflict` (nothing is being read, or nothing can be said there),
    // `engine`, `not_found`.
    boost::asio::awaitable<Result<FoundSentence>> sentence(std::optional<EntryId> entry,
                                                           std::optional<std::uint32_t> at);
    // From its start. Both that and where the listener is are stored, or neither.
    Result<void> play_from(const FoundSentence& sentence);

    Result<void> set_speed(int percent);              // 50–400
    Result<void> set_volume(int percent);             // 0–100
    Result<void> set_pitch(int pitch);                // -50–50, added to the voice's own
    Result<void> set_voice(const std::string& name);  // for articles in the voice's language
    // By its name, or a part of its name or description that only one has; "default": the configured one.
    // While playing it goes on there at the very sample. Errors: `not_found`, `conflict` (several; sound goes
    // to a file), `device` (which devices there are cannot be told).
    boost::asio::awaitable<Result<void>> set_device(std::string name);
    boost::asio::awaitable<Result<std::vector<SoundDevice>>> devices();
    Result<void> set_repeat(Repeat repeat);
    Result<void> set_shuffle(bool shuffle);
    Result<void> set_finished(WhenHeard then);  // what becomes of what is heard to its end from now on
    void sleep_after(std::chrono::milliseconds time);
    void sleep_at_end();  // of the current article
    void no_sleep();
    const std::vector<VoiceProfile>& voices() const;

    // What of the playlist's calls may take the current entry off the list: what followed it comes next.
    Result<void> remove(std::span<const EntryId> entries);
    Result<void> clear();
    Result<void> keep(std::span<const EntryId> entries, bool leave_list, std::span<const std::string> tags);
    Result<std::vector<EntryId>> undo();
    // Another text for an entry; if it is being read, reading goes on at the same word.
    Result<void> replace(EntryId entry, const NewEntry& text);
    // Where an entry was heard to without this daemon, by somebody to whom the list was known as of revision
    // `since`; `to_the_end`: and no further. Not durable more or less than any seek. `conflict`, and nothing
    // is changed: it was heard here, or its text became another, after that.
    struct HeardAway {
        EntryId entry = 0;
        std::int64_t since = 0;
        Place place;
        std::int64_t position_ms = 0;
        bool to_the_end = false;
    };
    Result<void> heard_away(const HeardAway& heard);
    void list_changed();  // entries were added or moved: measures them, and reconsiders what comes next

    // Says a word or a sentence in between, by the German voice, and how it is pronounced. What is being read
    // fades out and goes on at the same place; if nothing is, nothing does afterwards. `silently`: only how.
    // `invalid_argument`: nothing to say. Another command that makes sound cuts it short.
    struct Pronounced {
        Phonemes phonemes;
        std::optional<Sentence> unheard;  // why it was not heard: no device
    };
    boost::asio::awaitable<Result<Pronounced>> pronounce(std::string text, bool silently);
    // The same for a voice's sample sentence. `not_found`; `device`.
    boost::asio::awaitable<Result<void>> play_sample(std::string name);
    // The sound of an entry for somebody else's ears, from a place on, by the voice that would read it or by
    // the one that is named; beside whatever is being read. Errors: `not_found`, `storage`.
    Result<narration::Narrator> tell(EntryId entry, const Where& from,
                                     const std::optional<std::string>& voice);
    // That there is no voice for this language, and which one reads it; nullopt: there is one, or none is
    // named.
    std::optional<Sentence> makeshift_voice(std::string_view language) const;
    // The listener's data changed (lexicon …): what is being read goes on at the same word with it.
    void data_changed();

    // --- where it plays (outputs.hpp) ---
    //
    // A client's offer to play. Goes with it.
    class Offering {
     public:
        // `changed` is called when order() is another.
        Offering(Player& player, std::function<void()> changed);
        ~Offering();  // it has gone; if it was the active one, that is why there is no sound
        Offering(const Offering&) = delete;
        Offering& operator=(const Offering&) = delete;

        // From now on there is an output of that name. With the lease that it last had it is active again, if
        // nobody took over meanwhile, and whoever had its seat has no offer any more. Its lease then; another
        // one: there was a jump. Errors: `invalid_argument` (the name).
        Result<std::optional<std::int64_t>> offer(std::string name, std::optional<std::int64_t> lease);
        const std::string& name() const { return remote_->name; }  // perhaps with a number
        bool active() const;
        // What it is to do, if it is active, and that is known yet.
        std::optional<Order> order() const;
        // The lease that it has then. `conflict`, and nothing changed: it is not active, or the lease is
        // stale. `not_found`: there is no such entry.
        boost::asio::awaitable<Result<std::int64_t>> heard(OutputReport report);
        bool is(const OutputDescription& output) const { return output.remote == remote_.get(); }

     private:
        std::weak_ptr<Shell> shell_;
        std::shared_ptr<Remote> remote_;
    };
    std::vector<OutputDescription> outputs() const;
    // Goes on there at the same word; what the listener wants stays. Errors as Outputs::find().
    Result<void> set_output(const std::string& name);

    Result<void> save();  // the place and the session, for good

 private:
    // All but the entry, which is to be there already: its language says who reads it.
    void fill(StatusFields& fields) const;

    std::shared_ptr<Shell> shell_;  // shared with the coroutines it has under way
};

}  // namespace vorleser
