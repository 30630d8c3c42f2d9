// What SQLite's full-text search is asked. Pure.
#pragma once

#include <span>
#include <string>

#include "daemon/text/terms.hpp"

namespace vorleser::search {

// How near a text has to come: its words are there as they were typed; in another form; as parts of
// compounds. Each finds what the one before does, too.
enum class Nearness { exact, stem, part };

struct Expression {
    std::string text;     // FTS5's syntax; empty: there is nothing to look for
    std::string phrases;  // for each phrase of it, a byte: the number of the term that it is for
};

// All terms are to be found, those of `title` in an article's title. Whatever a term holds, it stands in
// quotation marks and is nothing but letters and digits (terms_from_bytes()).
Expression expression(std::span<const QueryTerm> words, std::span<const QueryTerm> title, Nearness nearness);

}  // namespace vorleser::search
