// The file in which texts are found: which terms stand where (SQLite's FTS5). Private to the room.
//
// It holds nothing that cannot be made anew: what is damaged, of another version or another list's is thrown
// away. A row of it is a part of an article (article/stored.hpp), so that an article of any length costs no
// more than others. FTS5 keeps the terms without the text they are of. What it keeps so it cannot forget: a
// row that is of no part any more is *dead*; when there are too many of them the file is made anew, too.
//
// Not durable: what was written last may be gone after a power cut, and is written again. All that it does
// may throw DatabaseError.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/playlist/database.hpp"
#include "daemon/playlist/playlist.hpp"
#include "daemon/text/terms.hpp"

namespace vorleser::search {

// What is known of an indexed article, or of a mark, beside its terms.
struct Document {
    EntryId entry = 0;          // below 0: the mark of that number
    std::int64_t text = 0;      // Contents::text; of a mark, a digest of what it says
    bool whole = false;         // all its parts are there
    bool shown = false;         // it is in the list, kept or was heard; a mark always
    std::int64_t added_at = 0;  // Unix time, seconds; of a mark, when it was made
    std::string names;          // source and address, in lower case
    std::string tags;           // in lower case, each between two line's ends
    bool operator==(const Document&) const = default;
};

// Of a part: where its sentences begin, and of which words its stems and parts of compounds are.
struct Places {
    std::vector<TextTerms::Span> sentences;
    std::vector<std::uint32_t> stem_words, part_words;
    std::uint32_t title_words = 0;

    std::string packed() const;
    static Places unpacked(std::string_view bytes);  // of other bytes: none
};

// The columns of the terms, in their order.
enum class Column { title, title_stems, words, stems, parts };

// A term of a row that matches: which phrase of the query, in which column, which term of it.
struct Spot {
    int phrase = 0;
    Column column = Column::title;
    std::uint32_t term = 0;
};

class Index {
 public:
    // Opens or makes it; `list` is Playlist::device(). Where the file is of no use, it is removed first.
    Index(std::string path, const Uid& list);

    static void remove(const std::string& path);

    // The list's revision that it follows up to; 0: none.
    std::int64_t revision() { return database_.number("SELECT revision FROM state"); }
    void set_revision(std::int64_t revision);

    std::optional<Document> document(EntryId entry);
    std::vector<Document> documents(EntryId behind, std::int64_t limit);  // by entry

    // Adds the part, in a transaction of its own; with part 0 what there was of the entry is gone. `title`:
    // the terms of part 0, whose title stands for all of the article's parts.
    void store(const Document& document, std::size_t part, const TextTerms& terms, const TextTerms& title);
    void update(const Document& document);  // all but its terms
    void forget(EntryId entry);

    // So much of it is dead that it should be made anew.
    bool worn_out();

    // The rows above `low` up to `high` that match, each with how well; see weigh() in index.cpp. `phrases`:
    // for each phrase of the query the number of the word that it is for. As many rows at once as shall hold
    // up others.
    struct Match {
        std::int64_t row = 0;
        double weight = 0;
    };
    std::vector<Match> matches(const std::string& expression, const std::string& phrases, std::int64_t low,
                               std::int64_t high);
    std::int64_t last_row() { return database_.number("SELECT max(id) FROM part"); }
    std::vector<Spot> spots(const std::string& expression, std::int64_t row);

    struct Part {
        EntryId entry = 0;
        std::size_t number = 0;
    };
    std::optional<Part> part(std::int64_t row);  // nullopt: it is dead
    Places places(std::int64_t row);

 private:
    void open(const Uid& list);
    void drop_parts(EntryId entry);
    template <class Body>
    void together(Body body);

    std::string path_;
    Database database_;
};

}  // namespace vorleser::search
