// Which article of a list the listener means: by its number, or by words of its title. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/values.hpp"

namespace vorleser {

// By what entries are numbered where the listener sees them: in the list, or by their ids in the history.
using Numbered = std::int64_t Entry::*;

// Whether all words of `part` stand in `title`, wholly or in part, in any order. Case and accents make no
// difference, «ss» is «ß». No word: they do.
bool has_in_title(const std::string& title, const std::string& part);

// The entry that `name` means, a number or words of a title. Titles that are `name` go before those that
// have its words, and these before those that have parts of them. Throws Failure if there is none, or if
// there are several, which it names.
Entry chosen(const std::vector<Entry>& entries, const std::string& name, Numbered number = &Entry::number);

// The entries that `names` mean, doubles once; a range, "2-4", means all in it. Throws Failure if one of
// them means none or several.
std::vector<Entry> chosen(const std::vector<Entry>& entries, const std::vector<std::string>& names);

// A number from 1 on, "3". Nothing else is one: "03 Tote" is a title.
std::optional<std::int64_t> parse_position(std::string_view text);

// What is wrong with a number or a range as a name, "0" or "4-2"; empty: nothing, or it is a title.
std::string problem_of_name(const std::string& name, bool range);

}  // namespace vorleser
