#include "daemon/article/readers.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>

#include <cld2/public/compact_lang_det.h>

#include "daemon/article/characters.hpp"
#include "daemon/article/decode.hpp"
#include "daemon/article/explain.hpp"
#include "daemon/article/formats.hpp"
#include "daemon/article/phrases.hpp"

namespace vorleser {

namespace {

// By CLD2, whose tables are part of its library: no file is read in the sandbox. What a page claims («en» by
// the default of many a system, around a German article) holds unless a text of some length is clearly of
// another language; the Nordic ones are too alike to tell. Of 20,000 German sentences cut short it takes 1.6
// to 5.6 % for another language where they have less than 50 bytes, and fewer than 1 % from there on.
std::string language_of(const Article& article) {
    constexpr std::size_t enough = 5000, some_length = 400, shortest = 50;  // bytes
    std::string text = article.title;
    for (const Block& block : article.body) {
        if (text.size() > enough) break;
        text += "\n" + block.text;
    }
    const std::string& claimed = article.language;
    if (text.size() < (claimed.empty() ? shortest : some_length)) return claimed;
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

bool is_named_markdown(std::string_view file) {
    const std::string name = lower_case(file);
    return name.ends_with(".md") || name.ends_with(".markdown");
}

// Where it is to be read as it is, text is text, whatever it looks like.
std::span<const Format> text_formats_for(const ReadOptions& options) {
    const bool as_it_is = options.as == As::text || options.as == As::marked;
    return as_it_is ? std::span<const Format>() : text_formats();
}

}  // namespace

const std::array<Reader, 6> readers{{
    {As::html, html_sureness, read_html},
    {As::page, html_sureness, read_html},  // who calls it a page may mean its source
    {As::page, page_sureness, read_page},
    {As::text, own_text_sureness, read_own_text},
    {As::markdown, markdown_sureness, read_markdown},
    {As::marked, marked_sureness, read_marked},
}};

Result<Reading> read_article(std::string_view bytes, const ReadOptions& options) {
    if (bytes.empty()) return Error(ErrorKind::unreadable, "there is nothing to read: the input is empty");
    if (bytes.size() > std::numeric_limits<std::int32_t>::max() / 4)
        return Error(ErrorKind::unreadable, "the input is too large");
    if (const Format* format = format_among(binary_formats(), bytes)) return refusal_of(*format);
    std::string utf8 = to_utf8(bytes, options.encoding);
    if (const Format* format = format_among(text_formats_for(options), utf8)) return refusal_of(*format);
    Result<std::string> text = clean(utf8);
    if (!text) return text.error();
    utf8 = {};

    ReadOptions wanted = options;
    const auto title = own_title(options);
    if (!title) return title.error();
    wanted.title = *title;

    const As as =
        options.as == As::automatic && is_named_markdown(options.source) ? As::markdown : options.as;
    const Reader* best = nullptr;
    double best_sureness = -1;
    for (const Reader& reader : readers) {
        if (as != As::automatic && as != reader.as) continue;
        if (const double sureness = reader.sureness(*text); sureness > best_sureness) {
            best = &reader;
            best_sureness = sureness;
        }
        if (best_sureness >= 1) break;
    }
    Result<Reading> reading = best->read(*text, wanted);
    if (!reading) return reading;
    if (const auto done = complete(reading->article, options); !done) return done.error();
    return reading;
}

const Format* document_of(std::string_view bytes, const ReadOptions& options) {
    const Format* format = format_among(binary_formats(), bytes);
    if (!format) format = format_among(text_formats_for(options), to_utf8(bytes, options.encoding));
    return format && format->document != Document::none ? format : nullptr;
}

Result<std::string> own_title(const ReadOptions& options) {
    std::string title = clean_line(options.title);
    if (!options.title.empty() && !has_letter_or_digit(title))
        return Error(ErrorKind::invalid_argument, "the title holds no word");
    return title;
}

Result<void> complete(Article& article, const ReadOptions& options) {
    auto title = own_title(options);
    if (!title) return title.error();
    if (!title->empty()) article.title = std::move(*title);
    if (article.source.empty()) article.source = options.source;
    if (article.url.empty()) article.url = options.url;
    for (std::string* name : {&article.title, &article.kicker, &article.source, &article.url})
        if (name->size() > longest_name) *name = shortened(*name);
    article.language = language_of(article);
    return {};
}

Result<std::vector<ExplainedBlock>> explain_page(std::string_view bytes, const ReadOptions& options) {
    const Result<std::string> text = clean(to_utf8(bytes, options.encoding));
    if (!text) return text.error();
    const bool page = options.as == As::page || options.as == As::automatic;
    if (options.as == As::html || (page && html_sureness(*text) > page_sureness(*text)))
        return explain_html(*text);
    if (page && (options.as == As::page || page_sureness(*text) > own_text_sureness(*text)))
        return explain_copied(*text);
    return Error(
        ErrorKind::unreadable,
        "this is somebody's own text, of which nothing is left out; if it was copied from a page, say so "
        "(--as page)");
}

}  // namespace vorleser
