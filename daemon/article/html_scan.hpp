// A page's source, made small and harmless before the HTML parser sees it.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vorleser {

struct ScannedHtml {
    std::string markup;             // what is left for the parser
    std::vector<std::string> data;  // the contents of <script type="application/ld+json">
    std::string saved_from;         // the address that a browser noted in a comment when it saved the page
    // Long runs of text, views of the page. The markup has only marks for them: the parser goes through text
    // character by character.
    std::vector<std::string_view> texts;
};

// Cuts what holds no article (scripts, styles, drawings, comments), keeps only the attributes that say what
// an element is, and bounds what makes parsers slow: elements deeper than 256 levels and those beyond the
// first 60,000 are dissolved into their text. Formatting elements become <span>, bold ones <bold>, so that
// misnested ones cost the parser nothing. Takes time and memory linear in the size.
ScannedHtml scan_html(std::string_view page);

// Calls visit(std::string_view) for each piece of a text that the parser gave back, marks replaced by what
// they stand for; each once, since a page could write marks of its own as entities.
template <class Visit>
void for_each_text(std::string_view parsed, std::vector<std::string_view>& texts, Visit visit) {
    constexpr std::string_view mark = "\xEF\xBF\xB9";  // U+FFF9, which clean() removes
    for (std::size_t at = 0; at < parsed.size();) {
        const std::size_t begin = std::min(parsed.find(mark, at), parsed.size());
        if (begin > at) visit(parsed.substr(at, begin - at));
        if (begin == parsed.size()) break;
        at = begin + mark.size();
        std::size_t number = 0, digits = 0;
        for (; at < parsed.size() && parsed[at] >= '0' && parsed[at] <= '9' && digits < 9; ++at, ++digits)
            number = number * 10 + static_cast<std::size_t>(parsed[at] - '0');
        if (digits == 0) continue;
        if (parsed.substr(at, mark.size()) == mark) at += mark.size();
        if (number < texts.size()) visit(std::exchange(texts[number], {}));
    }
}

// The encoding that a page's first kilobytes declare (<meta charset>, <meta http-equiv>, <?xml encoding?>) in
// lower case; empty if none does.
std::string declared_encoding(std::string_view bytes);

}  // namespace vorleser
