// Search: articles by what is said in them, wherever they are, and marks by their sentences and notes.
//
// The worker, which knows German, says by which terms a text is found and which to look for (text/terms.hpp);
// what stands where is in a file of its own (index.hpp), which follows the list by its revisions. It is
// filled in the background, a part of an article in one go, the loop having its turn between two, and is open
// only while it is filled or asked, so that an idle daemon is none the larger for it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "daemon/base/error.hpp"
#include "daemon/playlist/playlist.hpp"
#include "daemon/worker/worker.hpp"

namespace vorleser::search {

struct Hit {
    Entry entry;                         // of a mark whose article is forgotten: none, with the id 0
    std::optional<MarkedSentence> mark;  // what was found is this mark, not the article
    std::string sentence;                // or what of it is around the first match, where it is very long
    std::uint32_t begin = 0, end = 0;    // of that, in code points of the article's text
    std::vector<std::pair<std::uint32_t, std::uint32_t>> matches;  // in it, ascending; the same
    double score = 0;                                              // among those that are as exact
    bool exact = false;                                            // all words stand there as they were typed
};

struct Found {
    std::vector<Hit> hits;  // each article and each mark once, the best first, exact ones before others
    bool complete = true;   // false: not everything is indexed yet
};

inline constexpr std::int64_t most_hits = 100, farthest_hit = 1000;  // at once; to be skipped

// Used from the loop's thread only.
class Finder {
 public:
    // `path`: where the index is, or is made. Filling it begins a moment later.
    Finder(boost::asio::any_io_executor executor, Worker& worker, Playlist& playlist, std::string path);
    ~Finder();

    // The list or the marks may have changed.
    void follow();

    // `text`: question.hpp says how it is read. Waits a moment for what was just added. Errors:
    // `invalid_argument`; `engine` while nobody knows German.
    boost::asio::awaitable<Result<Found>> find(std::string text, std::int64_t offset, std::int64_t limit);

    bool idle() const;  // nothing is to be indexed, and the file is closed

 private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace vorleser::search
