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
#include "client/export/script.hpp"
#include "client/speech.hpp"
#include "client/values.hpp"
#include "own/files.hpp"

namespace vorleser::exporting {

// An article of a recording. Its blocks and cues are read from the recording's script.
struct Track : Part {
    Shown article;  // without its blocks
};

// What an article is, without its text.
Shown head_of_article(Connection& connection, std::int64_t id);

// A sound file without tags, one track an article.
struct Recording {
    std::string key;  // in hexadecimal digits: another one whenever the bytes may be others
    Format sound = Format::mp3;
    own::Descriptor file, script;  // open for reading: they may be thrown out of the cache meanwhile
    std::vector<Track> tracks;
    std::uint64_t samples = 0;
    bool made = false;  // just now; else it was there
};

// How far it is, samples; called often. `all` is an estimate until it is exact.
using Progress = std::function<void(std::uint64_t done, std::uint64_t all)>;

// Where recordings are kept, `budget` bytes of them: those that were used last, and the very last in any
// case.
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

 private:
    struct Making;
    Speech::Head head_of(std::int64_t id);
    void write_text(Making& making);
    bool tell(Making& making);
    void tell_all(Making& making);
    void make(Recording& recording, const std::vector<Speech::Head>& begins, const Progress& progress);
    bool find(Recording& recording);
    std::filesystem::path path(const Recording& recording, std::string_view ending) const;

    Connection& connection_;
    bool start_;
    CacheConfig cache_;
};

}  // namespace vorleser::exporting
