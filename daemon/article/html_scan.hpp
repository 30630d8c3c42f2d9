// A page's source, made small and harmless before the HTML parser sees it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace vorleser {

struct ScannedHtml {
    std::string markup;             // what is left for the parser
    std::vector<std::string> data;  // the contents of <script type="application/ld+json">
};

// Cuts what holds no article (scripts, styles, drawings, comments), keeps only the attributes that say what
// an element is, and bounds what makes parsers slow: elements deeper than 256 levels and those beyond the
// first 200,000 are dissolved into their text. Formatting elements become <span>, bold ones <bold>, so that
// misnested ones cost the parser nothing. Takes time and memory linear in the size.
ScannedHtml scan_html(std::string_view page);

// The encoding that a page's first kilobytes declare (<meta charset>, <meta http-equiv>, <?xml encoding?>) in
// lower case; empty if none does.
std::string declared_encoding(std::string_view bytes);

}  // namespace vorleser
