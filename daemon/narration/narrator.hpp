// The teller: an article as pieces of sound, from a place on. Whatever wants to hear one listens here:
// reading aloud, measuring, what is said in between, and clients that ask for the sound itself.
//
//     Narrator narrator(reader, outline, Place{code_point, 0}, Lane::narration);
//     for (;;) {
//         auto piece = co_await narrator.next();
//         if (!piece) …                                  // nobody can speak just now: try again, or give up
//         if (!*piece) break;                            // the article is over
//         const auto spoken = co_await narrator.speak(**piece);
//         if (!spoken) …                                 // the same
//         if ((*piece)->unspeakable) …                   // why; what comes behind it follows with next()
//         … (*piece)->sound->samples from (*piece)->first on, and (*piece)->pause samples of silence
//     }
//
// Pull-based: nothing is cut or spoken before it is asked for, so whoever listens slowly costs no more than
// one part's utterances and one utterance's samples. A lane does one utterance of each listener in turn, so
// that many share it fairly. What plays has a lane of its own and goes first.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include <boost/asio/awaitable.hpp>

#include "daemon/narration/outline.hpp"
#include "daemon/narration/where.hpp"
#include "daemon/speech/voice.hpp"
#include "daemon/worker/worker.hpp"

namespace vorleser::narration {

// Who reads: a voice, and the worker that speaks with it. Speakers has them.
struct Reader {
    std::shared_ptr<Worker> worker;
    VoiceProfile voice;
    std::string key;  // while it is the same, so are the samples of a text: engine, rules, own data, voice
};

// An utterance and its sound, or a part of the article that cannot be cut into utterances: then `unspeakable`
// is set, and `passage` is none.
struct Piece {
    std::shared_ptr<const Passage> passage;
    std::size_t index = 0;             // of the utterance in `passage`
    std::uint32_t begin = 0, end = 0;  // code points in the article's text
    std::uint32_t first = 0;    // sample to begin with, in samples and pause: 0 but for the first piece
    std::uint32_t pause = 0;    // samples of silence behind it; not if it is unspeakable
    std::uint32_t samples = 0;  // its length without the pause, once it was spoken or measured
    std::shared_ptr<Rendering> sound;  // grows while it is spoken; measured, it has no samples. Never nullptr
    std::optional<Error> unspeakable;  // why there is no sound of it, or not all

    const Utterance& utterance() const { return passage->utterances()[index]; }
};

// Used from the loop's thread only, one call at a time. The coroutines may be cancelled or destroyed at any
// time, the narrator with them: the job under way is given up.
class Narrator {
 public:
    // `from`: where in the article; what lies beyond its end is its last part, or utterance. `at_hand`: a
    // part that was cut already, if it is by this very outline it is not cut again.
    Narrator(Reader reader, std::shared_ptr<const Outline> outline, const Where& from, Lane lane,
             std::shared_ptr<const Passage> at_hand = {});

    // Errors of the three below: `engine`, nobody can speak just now, for Worker::obstacle()'s reason; and
    // `conflict`, the text, the voice or its data were changed since the narrator was made, so that what
    // follows would be read otherwise than what was. The narrator stays where it is, and may be asked again
    // after the first. Where the text is to blame, that is no error, but an unspeakable piece.

    // The part that the next piece is in, which next() would cut otherwise. nullptr: it cannot be cut, or the
    // article is over.
    boost::asio::awaitable<Result<std::shared_ptr<const Passage>>> passage();

    // The next utterance; nullopt: the article is over. Not spoken yet, but for the first one where it takes
    // its words' times to find the place.
    boost::asio::awaitable<Result<std::optional<Piece>>> next();

    // Speaks the piece, or goes on where an earlier try ended; nothing if it was spoken, or is unspeakable.
    // `grown` is called after samples have arrived.
    boost::asio::awaitable<Result<void>> speak(Piece& piece, std::function<void()> grown = {});
    // Only how long it is, and when its words begin: the samples stay in the worker.
    boost::asio::awaitable<Result<void>> measure(Piece& piece);

    // The same article's outline, measured since: for the parts not cut yet.
    void measured(std::shared_ptr<const Outline> outline) { outline_ = std::move(outline); }
    const std::shared_ptr<const Outline>& outline() const { return outline_; }
    const Reader& reader() const { return reader_; }

 private:
    boost::asio::awaitable<Result<std::optional<Piece>>> begin();
    Piece piece(std::size_t index) const;
    Result<void> judge(Piece& piece, const std::optional<Error>& failure) const;
    std::optional<Error> obstacle() const;
    void leave_part();

    Reader reader_;
    std::uint32_t edition_;
    std::shared_ptr<const Outline> outline_;
    Lane lane_;
    std::optional<Where> from_;  // until the place was found
    std::size_t part_ = 0;
    std::size_t next_ = 0;                    // utterance in `passage_`
    std::shared_ptr<const Passage> at_hand_;  // for the first part
    std::shared_ptr<const Passage> passage_;  // part_, once it was cut
    std::optional<Error> refused_;            // why it cannot be
};

// The part of the outline that holds the place.
std::size_t part_of(const Outline& outline, const Where& where);

// Reads a part and cuts it into utterances, in the lane; nothing is done if `at_hand` is that very part.
// Errors: those of Outline::text(), `unreadable`, `engine`.
boost::asio::awaitable<Result<std::shared_ptr<const Passage>>> cut(
    Reader reader, std::shared_ptr<const Outline> outline, std::size_t part, Lane lane,
    std::shared_ptr<const Passage> at_hand = {});

}  // namespace vorleser::narration
