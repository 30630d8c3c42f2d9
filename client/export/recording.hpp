// Articles as sound files: asked of the daemon, encoded, and kept in a cache, so that none is made twice.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "client/connection.hpp"
#include "client/export/encoder.hpp"
#include "client/speech.hpp"
#include "client/values.hpp"
#include "own/files.hpp"

namespace vorleser::exporting {

// What is heard when. Times are samples of the sound file, places code points in the article's text.
struct Word {
    std::uint64_t at = 0;
    std::uint32_t begin = 0, end = 0;
};
// A sentence, or a part of one.
struct Cue {
    std::uint64_t at = 0, until = 0;  // without the pause behind it
    std::uint32_t begin = 0, end = 0;
    std::uint32_t first_word = 0, words = 0;  // among the track's
};
struct Track {
    Shown article;
    std::uint64_t at = 0, until = 0;  // with the pause behind its end
    std::vector<Cue> cues;
    std::vector<Word> words;
    std::int64_t unspeakable = 0;  // sentences that could not be spoken

    std::span<const Word> words_of(const Cue& cue) const {
        return std::span(words).subspan(cue.first_word, cue.words);
    }
};

// A sound file without tags, one track an article.
struct Recording {
    std::string key;  // in hexadecimal digits: another one whenever the bytes may be others
    Format sound = Format::mp3;
    own::Descriptor file;  // open for reading: it may be thrown out of the cache meanwhile
    std::vector<Track> tracks;
    std::uint64_t samples = 0;
    bool made = false;  // just now; else it was there
};

// How far it is, samples; called often. `all` is an estimate until it is exact.
using Progress = std::function<void(std::uint64_t done, std::uint64_t all)>;

// Where recordings are kept, `budget` bytes of them: those that were used last.
struct CacheConfig {
    std::filesystem::path directory;
    std::uint64_t budget = std::uint64_t{2} << 30;
};

// For one thread. Functions throw Failure (no daemon, a disk that refuses, an article that was removed).
class Recorder {
 public:
    Recorder(Connection& connection, bool start, CacheConfig cache);

    // The articles with these ids, as they are now, one behind the other in one file. Where the speech
    // process or the daemon is gone for a while it goes on, half a minute long; where a text is changed
    // meanwhile, it begins again.
    Recording record(std::span<const std::int64_t> ids, Format format, const Progress& progress);

    // The article itself, as `show` gives it.
    Shown show(std::int64_t id);

 private:
    Speech::Head head_of(std::int64_t id);
    bool tell(Track& track, const Speech::Head& head, Encoder& encoder,
              const std::function<void(std::uint64_t)>& more);
    void make(Recording& recording, const std::vector<Speech::Head>& begins, const Progress& progress);
    bool find(Recording& recording);
    void keep_within_budget();
    std::filesystem::path path(const Recording& recording, std::string_view ending) const;

    Connection& connection_;
    bool start_;
    CacheConfig cache_;
};

}  // namespace vorleser::exporting
