// What a page was read as, on its way from the child to the daemon: one line of JSON, which the daemon looks
// into, and behind it the bytes that will be stored as they are. A book's further chapters follow likewise.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/article/read.hpp"
#include "daemon/article/stored.hpp"

namespace vorleser {

// A job to read: what is known of the bytes, as a line of JSON, and the bytes behind it.
std::string reading_job(const ReadOptions& options, std::string bytes);
struct ReadingJob {
    ReadOptions options;
    std::string_view bytes;  // in what was given
};
// Throws on what reading_job() did not make.
ReadingJob reading_job_of(std::string_view payload);

// A page as it was read, ready to be stored.
struct StoredReading {
    StoredArticle article;
    std::string dropped;            // the lines left out, each with its end, as they are stored
    std::size_t dropped_lines = 0;  // in `dropped`
    std::size_t body = 0;           // blocks behind title and teaser
    bool only_the_beginning = false;
    std::vector<StoredReading> further = {};  // as Reading::further
};

StoredReading stored(const Reading& reading);

// The child's side: calls `send` with pieces of any size.
template <class Send>
void send_reading(const StoredReading& reading, Send send);

// The daemon's: takes the pieces as they arrive, so that neither is all of it ever in one string nor takes
// anything long. The sender may be a process that foreign bytes took over: whatever does not fit is an error,
// and what the text holds is looked at when it is read (blocks_of()).
class ReadingPacket {
 public:
    void take(std::string_view piece);
    // Once nothing more comes. Error: `engine`.
    Result<StoredReading> finish();

 private:
    bool begin();
    void finish_part();
    bool is_whole() const;
    void next_reading();

    std::string line_;                // of JSON, as far as it has come
    std::vector<std::size_t> sizes_;  // of what follows: the dropped lines, the parts
    std::size_t next_ = 0;            // of `sizes_`
    StoredReading reading_;
    std::vector<StoredReading> before_;  // that came whole before it
    std::size_t further_ = 0;            // that are to come behind it
    bool begun_ = false, nonsense_ = false;
};

// The line of JSON, with its end.
std::string reading_head(const StoredReading& reading);

template <class Send>
void send_reading(const StoredReading& reading, Send send) {
    send(reading_head(reading));
    send(reading.dropped);
    for (const StoredPart& part : reading.article.parts) send(part.text);
    for (const StoredReading& each : reading.further) send_reading(each, send);
}

}  // namespace vorleser
