// What becomes of a hyphen at a line's end: it parts a word that is none elsewhere («Druck-/erzeugnis»),
// belongs to it («Ost-/West-Konflikt»), or stands for a part that a later word has («Vor-/und Nachteile»).
// Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>

namespace vorleser::documents {

// The words of one text are the evidence: how it writes a word where no line ends.
class Hyphenation {
 public:
    // Counts the words of a line of the text. What a line's end cuts off is not counted.
    void learn(std::string_view line);

    // `line` with the next line of the same paragraph behind it: together, with its hyphen, or apart by a
    // space. Lines are UTF-8 without space at their ends. A soft hyphen is a hyphen that parts.
    std::string joined(std::string_view line, std::string_view next) const;

 private:
    std::size_t count(const std::string& word) const;
    bool parts_a_word(std::string_view line, std::string_view next) const;

    std::unordered_map<std::string, std::size_t> words_;  // in lower case
};

}  // namespace vorleser::documents
