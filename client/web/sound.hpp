// What a browser plays: one continuous sound of the list from an article on, of which every byte is made when
// it is asked for.
//
// A *sound* is a snapshot of the list: its articles one behind the other, in the order in which they would be
// read. Each begins on a block of its own (mp3.hpp), 52 ms of silence before it, so that its bytes depend on
// the article alone: whatever sounds it is in, and whoever listens, it is spoken and encoded once. Size and
// every place are known before anything is encoded; a sound's address is a hash of all that its bytes depend
// on, so it never has others.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include "client/web/cache.hpp"
#include "client/web/served.hpp"
#include "client/web/telling.hpp"

namespace vorleser::web {

// For one thread at a time. While it is there it may hold one connection to the daemon.
class Sound : public Served {
 public:
    struct Part {  // an article
        Narrated article;
        std::uint64_t block = 0, blocks = 0;  // of the sound: where it begins, how many it has
    };

    Sound(Cache& cache, DaemonAddress daemon, std::string name, std::vector<Part> parts);

    std::uint64_t size() const override;
    std::string etag() const override { return '"' + name_ + '"'; }
    std::string_view mime() const override { return "audio/mpeg"; }

    // `bytes` from `offset` on, fewer only at the end. Some 4 ms for each 9 KB that is not cached, and once
    // after a jump what the daemon takes to find the place. Throws Gone (then the whole address is: the
    // browser is to ask for a new sound), Unavailable, Failure.
    std::string read(std::uint64_t offset, std::size_t bytes) override;

 private:
    std::string chunk(const Part& part, std::uint64_t number);

    Cache& cache_;
    Teller teller_;
    std::string name_;
    std::vector<Part> parts_;
    const Part* opened_ = nullptr;
    own::Descriptor file_;  // what is cached of it
    std::vector<std::int16_t> samples_;
};

struct SoundsConfig {
    std::filesystem::path directory;  // of the cache
    std::uint64_t budget = std::uint64_t{512} << 20;
    DaemonAddress daemon;
    std::int64_t longest = 8 * 60 * 60;  // of a sound with several articles, seconds
};

// Names an article as it sounds: "UID/ID-DIGEST". Nullopt: `text` is no such name.
struct ArticleName {
    std::string_view uid, digest;
    std::int64_t id = 0;
};
std::optional<ArticleName> parse_article_name(std::string_view text);

// Any thread.
class Sounds {
 public:
    // Throws own::Unusable.
    explicit Sounds(SoundsConfig config);

    // {"id": n, "one": bool} → {"sound": "/sound/HASH.mp3", "rate", "samples", "entries": [{"id", "uid",
    // "text_revision", "at", "samples", "words"}]}: the article, and unless `one` what would be read after
    // it, 8 hours at most and as far as the daemon has measured it; while it repeats, the same again and
    // again. Throws Refused where the daemon refuses, Gone, Unavailable; std::exception where `wanted` makes
    // no sense.
    boost::json::object make(const boost::json::object& wanted);

    // By its name, "HASH.mp3"; null: there is none (any more), the browser is to ask for a new one.
    std::shared_ptr<Sound> open(std::string_view name);

    // The words of an article, by the address that make() gave, "UID/KEY.json" → {"words": [[sample, begin,
    // end], …], "sentences": [[sample, until, begin, end], …]}, JSON; nullopt: there is no such. Throws Gone,
    // Unavailable.
    std::optional<std::string> words(std::string_view name);

    // Throws Gone where the article sounds otherwise now than its name says, Unavailable.
    void check(const ArticleName& name);

 private:
    Timing current(const ArticleName& name);

    const SoundsConfig config_;
    Cache cache_;
};

}  // namespace vorleser::web
