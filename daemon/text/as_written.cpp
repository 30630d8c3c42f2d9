#include "daemon/text/as_written.hpp"

#include "daemon/article/characters.hpp"

namespace vorleser {

Spoken as_written(std::string_view written, std::uint32_t begin) {
    Spoken result;
    result.say.reserve(written.size());
    std::uint32_t said = 0;        // code points in `say`
    std::uint32_t at = begin;      // code points in the article's text
    std::uint32_t piece_said = 0;  // where the piece between two spaces began in `say`
    Word word;                     // the piece's word, open while `in_word`
    bool in_word = false;
    auto finish_piece = [&] {
        if (in_word) result.words.push_back(word);
        in_word = false;
    };
    for (std::size_t i = 0; i < written.size(); ++at) {
        const char32_t c = next_code_point(written, i);
        if (c == ' ' || c == '\n' || c == '[' || c == ']') {
            finish_piece();
            if (!result.say.empty() && result.say.back() != ' ') {
                result.say += ' ';
                ++said;
            }
            piece_said = said;
            continue;
        }
        append(result.say, c);
        ++said;
        if (!is_letter_or_digit(c)) continue;
        // Marks before a word («»Zitat») belong to the said word, but not to the article's span. The first
        // word takes in all that precedes it, so that every place in `say` has a word.
        if (!in_word) word = {result.words.empty() ? 0 : piece_said, at, at};
        in_word = true;
        word.end = at + 1;
    }
    finish_piece();
    return result;
}

}  // namespace vorleser
