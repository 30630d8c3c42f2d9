// The keys of compounds.trie: a word, and behind it what it may be.
#pragma once

namespace vorleser {

inline constexpr char may_begin_mark = '\x01';  // the first part of a compound, linking letters included
inline constexpr char may_end_mark = '\x02';    // a word, or the last part of a compound; no infinitive
inline constexpr char verb_mark = '\x03';       // the same, an infinitive; they end in n

}  // namespace vorleser
