// The protocol's values (daemon/control/PROTOCOL.md). Every text in them has passed plain(), so it may be
// printed as it is. Parsing throws std::exception where the answer is not what the protocol says.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <boost/json/value.hpp>

#include "client/failure.hpp"

namespace vorleser {

struct Range {
    std::int64_t begin = 0, end = 0;  // code points in the article's text
    bool operator==(const Range&) const = default;
};

struct Entry {
    std::int64_t id = 0, number = 0;  // number 0: it has left the list
    std::string uid, title, kicker, source, url, language, state;
    std::int64_t position_ms = 0, duration_ms = 0;
    bool exact = true;
    std::int64_t added_at = 0;       // Unix time, seconds
    std::int64_t last_heard_at = 0;  // the same; 0: never
    std::int64_t text_revision = 0;  // one more with each other text
    std::string damage;              // what is wrong with it; empty: nothing is known
    std::int64_t kept_at = 0;        // Unix time, seconds; 0: it is not kept
    bool read = false;
    std::vector<std::string> tags;
};

struct Status {
    std::string state;  // stopped, paused, playing, interrupted
    std::string reason;
    std::optional<Entry> entry;
    std::string next_title;  // of what is read afterwards; empty: nothing
    std::int64_t position_ms = 0, duration_ms = 0;
    bool exact = true;
    std::string sentence_text;
    std::optional<Range> sentence, word;
    std::int64_t speed = 100, volume = 100, pitch = 0, size = 0;
    std::string voice;
    std::string device;  // for people: the one in use, else the one chosen; empty: whatever is the default
    std::string output;  // the client that plays instead of the loudspeaker; empty: that one
    std::string repeat = "off";
    bool shuffle = false;
    std::string finished = "stays";        // what becomes of what was heard to its end
    std::optional<std::int64_t> sleep_ms;  // until playing pauses
    bool sleep_at_end = false;             // of the article
    std::vector<std::string> warnings;     // about the playlist on the disk
};

// A sentence that was marked.
struct Mark {
    std::int64_t id = 0;
    std::optional<std::int64_t> entry;  // none: forgotten by now
    Range place;                        // in the text; empty: it stands there no more
    bool found = true;
    std::string sentence, note, title, source, url;
    std::int64_t made_at = 0;  // Unix time, seconds
    std::int64_t position_ms = 0;
};

// What a search found.
struct Hit {
    Entry entry;               // none, with the id 0, where a mark's article is forgotten
    std::string where;         // "list", "kept", "history", "mark"
    std::optional<Mark> mark;  // it is this one
    std::string sentence;      // begins at `begin` in the article's text
    std::int64_t begin = 0;
    std::vector<Range> matches;  // in the article's text
};
struct FoundHits {
    std::vector<Hit> hits;
    bool complete = true;  // everything is indexed
};

struct ShownBlock {
    std::string kind, text;
    Range place;
};

struct Shown {
    Entry entry;
    std::string authors, date;
    std::vector<ShownBlock> blocks;
    std::optional<std::vector<std::string>> dropped;
};

Mark parse_mark(const boost::json::value& value);
std::vector<Mark> parse_marks(const boost::json::value& answer);  // the result of `marks`
Entry parse_entry(const boost::json::value& value);
std::vector<Entry> parse_entries(const boost::json::value& list);  // the result of `list` and its like
Status parse_status(const boost::json::value& value);
FoundHits parse_found(const boost::json::value& value);         // the result of `search`
std::int64_t parse_revision(const boost::json::value& status);  // the list's
// Of a Status, or of what `add` and `show` answer.
std::vector<std::string> parse_warnings(const boost::json::object& object);
Shown parse_shown(const boost::json::value& value);
Shown parse_head(const boost::json::value& value);  // the same without its blocks
ShownBlock parse_block(const boost::json::value& value);
std::optional<Range> parse_range(const boost::json::object& object, std::string_view name);  // null: nothing

// What the daemon says, in the listener's language: `message` as it comes, or made anew from `data`, its
// {"text", "values"}, if it has them.
std::string parse_sentence(const boost::json::value& message, const boost::json::value* data);

// The list `name` of an answer, which must outlive it.
const boost::json::array& items(const boost::json::value& answer, std::string_view name);
const boost::json::array& items(const boost::json::value&& answer, std::string_view name) = delete;

// The text of `name`, plain; missing or null: empty.
std::string parse_text(const boost::json::object& object, std::string_view name);

// The kind of the daemon's error («conflict»); empty where it tells none.
std::string kind_of(const Refused& refused);

}  // namespace vorleser
