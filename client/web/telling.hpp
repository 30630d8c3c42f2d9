// The samples of an article from any one on, as the daemon tells them.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include "client/connection.hpp"
#include "client/speech.hpp"

namespace vorleser::web {

// An article's text, voice or lexicon is another now, or it is gone: what was promised cannot be made any
// more.
struct Gone : std::runtime_error {
    explicit Gone(const std::string& message, boost::json::object error = {})
        : std::runtime_error(message), error(std::move(error)) {}
    boost::json::object error;  // the daemon's, if it said so
};
// Just now nobody can speak, or there is no daemon: later.
struct Unavailable : std::runtime_error {
    explicit Unavailable(const std::string& message, boost::json::object error = {})
        : std::runtime_error(message), error(std::move(error)) {}
    boost::json::object error;
};
// It is being made.
struct NotYet : Unavailable {
    using Unavailable::Unavailable;
};

// An article as it sounds: the same values mean the same samples.
struct Narrated {
    std::int64_t id = 0;
    std::string uid;
    std::int64_t text_revision = 0;
    std::string key;
    std::uint64_t samples = 0;

    // Of all this, and of how it is encoded: 32 hexadecimal digits.
    std::string digest() const;
    bool operator==(const Narrated&) const = default;
};

// Where an utterance begins.
struct Sentence {
    std::uint64_t at = 0, until = 0;   // samples of the article, without the pause behind it
    std::uint32_t begin = 0, end = 0;  // code points in its text
};
// What is heard when.
struct Timing {
    std::vector<SpokenWord> words;  // at: samples of the article
    std::vector<Sentence> sentences;
    std::uint64_t samples = 0;  // pauses included
};

// A daemon for one thread at a time; connected to when needed, and again after it was away. Functions throw
// Gone or Unavailable, after some seconds of patience, and Refused for other errors of the daemon.
class Teller {
 public:
    explicit Teller(DaemonAddress address) : address_(std::move(address)) {}

    boost::json::value call(std::string_view method, const boost::json::object& params = {});
    Speech::Head head(std::int64_t id);

    // The whole article, to its end: some hundredths of the time it lasts. `samples` of `article` may be
    // unknown.
    Timing timing(const Narrated& article);

    // Samples of `article` from `first` on; what lies before its beginning or behind its end is silence.
    // Going on where it ended last is cheapest. `timing` is asked for where the daemon has not measured the
    // article (yet).
    void read(const Narrated& article, std::int64_t first, std::span<std::int16_t> into,
              const std::function<Timing()>& timing);

 private:
    template <class Do>
    auto patiently(Do&& what) -> decltype(what());
    void begin(const Narrated& article, std::uint64_t at, const std::function<Timing()>& timing);
    void more();
    void take(Spoken& spoken);
    std::uint64_t told() const { return from_ + samples_.size(); }

    DaemonAddress address_;
    std::optional<Connection> connection_;
    std::optional<Speech> speech_;  // of reading_; uses connection_
    Narrated reading_;
    bool exact_ = false;                 // the daemon knows where its utterances begin
    std::vector<std::int16_t> samples_;  // from from_ on
    std::uint64_t from_ = 0;
};

}  // namespace vorleser::web
