// The sound of an article as the daemon tells it (`speech`), an utterance at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include "client/connection.hpp"

namespace vorleser {

inline constexpr int speech_rate = 22'050;  // samples a second, of one channel

struct SpokenWord {
    std::uint64_t at = 0;              // the utterance's sample where it begins
    std::uint32_t begin = 0, end = 0;  // code points in the article's text
};

// A sentence, or a part of one.
struct Spoken {
    std::uint32_t begin = 0, end = 0;  // code points in the article's text
    bool unspeakable = false;          // then there is nothing else of it
    std::uint64_t at = 0;              // the article's sample where it begins; exact if the head says so
    std::uint64_t first = 0;  // the sample of it that is the first to come; behind `sound`: in the pause
    std::uint64_t samples = 0, pause = 0;  // samples of sound, and of the silence behind it
    std::vector<SpokenWord> words;
    std::vector<std::int16_t> sound;  // from `first` on
};

// For one thread; one at a time for a connection, which nobody else uses meanwhile. Functions throw Failure,
// and Refused with what the daemon says; std::exception where an answer is not what the protocol says.
class Speech {
 public:
    // What is known before anything is spoken. The same text_revision and key of an article mean the same
    // sound.
    struct Head {
        std::int64_t text_revision = 0;
        std::string uid, key;
        std::uint64_t samples = 0;
        bool exact = false;
    };

    // `params`: as the protocol says. Waits for the head only, for which nothing is spoken.
    Speech(Connection& connection, const boost::json::object& params);
    // What was not taken is cancelled.
    ~Speech();
    Speech(const Speech&) = delete;
    Speech& operator=(const Speech&) = delete;

    const Head& head() const { return head_; }
    // Empty at the end.
    std::optional<Spoken> next();

 private:
    std::optional<boost::json::object> part();

    Connection& connection_;
    std::int64_t id_;
    bool open_ = true;  // more is to come
    Head head_;
    std::optional<boost::json::object> ahead_;  // the beginning of what next() gives next
};

}  // namespace vorleser
