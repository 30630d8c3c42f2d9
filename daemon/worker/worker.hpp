// The process in which everything that touches foreign bytes runs: cleaning, cutting into utterances, eSpeak
// NG.
//
// Constraints: C parsers and eSpeak NG have had memory-safety bugs, a page may be 20 MB, eSpeak NG's samples
// depend on what one process spoke before, and the daemon's loop must never wait for any of that.
//
//   vorleserd ──lane──► child      one SOCK_SEQPACKET pair a lane, one job at a time on it
//       └─spawns─► worker ─forks─┘ loads ICU, German and the voice once, enters the sandbox, then only forks
//
// On each lane a freshly forked child waits for a job. It does the job, answers and exits, and the worker
// forks the next one: every utterance is spoken from the same pristine state, so its samples are
// bit-identical in any order and after a restart. (The reading lane's child stays after an ordinary page: a
// fork costs more than reading one, and reading keeps no state.) Packets are atomic, so a child killed in
// mid-answer leaves no torn message.
//
// A crash, a hang, an out-of-memory and an answer without end are one case: the child is gone and the job is
// run once more, then fails with `engine`. Where whoever asked for a job is gone (its coroutine cancelled),
// the lane's next job tells the child, which exits.
//
// A process that cannot start (no process or descriptor left, the installed data damaged, no such voice), or
// that ends before it has done anything, is no job's fault: obstacle() says why, jobs fail at once, and the
// first one from retry_at() on tries again: after 1, 2, 4 … 30 seconds.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "daemon/article/read.hpp"
#include "daemon/speech/engine.hpp"
#include "daemon/speech/voice.hpp"
#include "daemon/text/utterance.hpp"
#include "daemon/worker/document.hpp"
#include "daemon/worker/reading_packet.hpp"
#include "daemon/worker/terms_packet.hpp"

namespace vorleser {

// Which of the lanes runs the job. Jobs of one lane wait for each other, in line: whoever comes back with the
// next one goes to its end, so that many share a lane fairly. Playback goes first: what computes on the
// others is niced.
enum class Lane {
    playback,    // what is heard now
    background,  // lengths, pronunciations
    reading,     // foreign bytes
    narration,   // what is told to clients
};
inline constexpr std::size_t lane_count = 4;

// One utterance's sound. Grows while it is spoken.
struct Rendering {
    std::vector<std::int16_t> samples;  // at speed 1
    std::vector<Mark> marks;            // set with `complete`
    bool complete = false;
};

struct Measure {
    std::uint32_t samples = 0;
    std::vector<Mark> marks;
};

// How something is pronounced: in the International Phonetic Alphabet, and as the lexicon takes it.
struct Phonemes {
    std::string international, own;
};

struct WorkerConfig {
    std::string executable = "/proc/self/exe";  // started with --worker and what worker_main() takes
    std::vector<std::string> german;            // where German is read from, as the class takes it
    VoiceProfile voice;
    // An utterance takes milliseconds, the largest page about a second: a child that takes longer hangs.
    std::chrono::milliseconds patience{20'000};
    std::string document_reader = {};  // the program for documents (document.hpp); empty: reading_program()
};

// The daemon's end. Used from the loop's thread only; the coroutines may be cancelled at any time.
class Worker {
 public:
    // Starts the process; that it cannot start is no exception.
    Worker(boost::asio::any_io_executor executor, WorkerConfig config);
    ~Worker();

    // Why no job can be done now; nullopt: as far as is known they can.
    std::optional<Sentence> obstacle() const;
    // When it is worth trying again, with an obstacle.
    std::chrono::steady_clock::time_point retry_at() const;
    // The next job tries again, whatever retry_at() was; for whoever was asked to by the listener.
    void retry();
    // Waits until the process is ready or cannot start: tries to start it, whatever retry_at() says.
    boost::asio::awaitable<Result<void>> start();

    // What is wrong in the listener's own files and was left out.
    const std::vector<Sentence>& left_out() const;

    // Starts the process anew with another voice; jobs under way are run again by it.
    void set_voice(const VoiceProfile& voice);

    // Documents of other formats, too (document.hpp). Errors: those of read_article(), and `engine`.
    boost::asio::awaitable<Result<StoredReading>> read(std::string bytes, ReadOptions options);
    // `part`: as stored (article/stored.hpp). Where it is none: `unreadable`.
    boost::asio::awaitable<Result<std::vector<Utterance>>> utterances(std::string language, std::string part,
                                                                      Lane lane);

    // Speaks into `rendering`, goes on behind what a try that failed left there; `progress` is called after
    // each piece that arrived.
    boost::asio::awaitable<Result<void>> speak(std::string say, std::shared_ptr<Rendering> rendering,
                                               std::function<void()> progress, Lane lane = Lane::playback);
    // The same without the samples.
    boost::asio::awaitable<Result<Measure>> measure(std::string say, Lane lane = Lane::background);

    // Background lane.
    boost::asio::awaitable<Result<Phonemes>> phonemes(std::string say);

    // What texts are found by, in their order; background lane. One that is no part's text has no terms.
    boost::asio::awaitable<Result<std::vector<TextTerms>>> terms(std::vector<PartToFind> parts);
    // How to look for words, in their order; reading lane, since the listener waits.
    boost::asio::awaitable<Result<std::vector<QueryTerm>>> query_terms(std::vector<WantedWords> wanted);

    // Starts the process anew, with the data as it is on the disk now; jobs under way are run again by it.
    void reload();

    // Another number with each set_voice() and reload(): what is spoken from then on may sound otherwise.
    std::uint32_t edition() const;

    // The worker process now running, for tests that kill it; 0 if none.
    int pid() const;

 private:
    struct State;
    std::shared_ptr<State> state_;  // only ours; what waits on the loop may outlive it
};

// The worker process's main(): `arguments` as Worker passes them. Lanes are the descriptors from 3 on.
int worker_main(const std::vector<std::string>& arguments);

}  // namespace vorleser
