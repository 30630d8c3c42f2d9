#include "daemon/article/readers.hpp"

#include <algorithm>

#include <cld2/public/compact_lang_det.h>

#include "daemon/article/characters.hpp"
#include "daemon/article/decode.hpp"
#include "daemon/article/phrases.hpp"

namespace vorleser {

namespace {

// By CLD2, whose tables are part of its library: no file is read in the sandbox. What a page claims («en» by
// the default of many a system, around a German article) holds unless a text of some length is clearly of
// another language; the Nordic ones are too alike to tell.
std::string language_of(const Article& article) {
    constexpr std::size_t enough = 5000, some_length = 400;  // bytes
    std::string text = article.title;
    for (const Block& block : article.body) {
        if (text.size() > enough) break;
        text += "\n" + block.text;
    }
    const std::string& claimed = article.language;
    if (!claimed.empty() && text.size() < some_length) return claimed;
    bool reliable = false;
    const auto language = CLD2::DetectLanguage(text.data(), static_cast<int>(text.size()), true, &reliable);
    if (!reliable || language == CLD2::UNKNOWN_LANGUAGE) return claimed;
    const std::string_view found = CLD2::LanguageCode(language);
    const auto nordic = [](std::string_view code) {
        return code == "no" || code == "nb" || code == "nn" || code == "da";
    };
    const std::string_view main = std::string_view(claimed).substr(0, claimed.find('-'));
    const bool same = lower_case(main) == lower_case(found.substr(0, found.find('-')));
    return same || (nordic(main) && nordic(found)) ? claimed : std::string(found);
}

}  // namespace

const std::array<Reader, 5> readers{{
    {As::html, html_sureness, read_html},
    {As::page, html_sureness, read_html},  // who calls it a page may mean its source
    {As::page, page_sureness, read_page},
    {As::text, own_text_sureness, read_own_text},
    {As::marked, marked_sureness, read_marked},
}};

Result<Reading> read_article(std::string_view bytes, const ReadOptions& options) {
    Result<std::string> text = decode(bytes);
    if (!text) return text.error();

    ReadOptions clean = options;
    if (!options.title.empty()) {
        Result<std::string> title = decode(options.title);
        if (!title) return Error(ErrorKind::invalid_argument, "the title holds no word");
        std::replace(title->begin(), title->end(), '\n', ' ');
        clean.title = *title;
    }

    const Reader* best = nullptr;
    double best_sureness = -1;
    for (const Reader& reader : readers) {
        if (options.as != As::automatic && options.as != reader.as) continue;
        if (const double sureness = reader.sureness(*text); sureness > best_sureness) {
            best = &reader;
            best_sureness = sureness;
        }
        if (best_sureness >= 1) break;
    }
    Result<Reading> reading = best->read(*text, clean);
    if (!reading) return reading;
    Article& article = reading->article;
    if (article.source.empty()) article.source = options.source;
    article.language = language_of(article);
    return reading;
}

}  // namespace vorleser
