// PDF, by poppler.
#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>
#include <memory>

#include <iconv.h>
#include <poppler-document.h>
#include <poppler-global.h>
#include <poppler-page.h>
#include <unicode/utf16.h>

#include "daemon/article/characters.hpp"
#include "daemon/article/decode.hpp"
#include "daemon/readers/paper.hpp"
#include "daemon/readers/readers.hpp"
#include "daemon/readers/refusals.hpp"

namespace vorleser::documents {

namespace {

using namespace std::string_view_literals;

constexpr int most_pages = 3000;
constexpr std::size_t most_letters = 16 << 20;  // bytes of text
// Between two pages it is looked at; what one page takes is bounded by the process alone.
constexpr std::chrono::seconds patience{10};

// poppler's own to_utf8() asks iconv, and would keep what is typeset as one letter.
std::string utf8_of(const poppler::ustring& text) {
    static constexpr std::array ligatures{"ff"sv, "fi"sv, "fl"sv, "ffi"sv, "ffl"sv, "st"sv, "st"sv};
    std::string utf8;
    for (std::size_t i = 0; i < text.size(); ++i) {
        char32_t c = text[i];
        if (U16_IS_LEAD(c) && i + 1 < text.size() && U16_IS_TRAIL(text[i + 1])) {
            c = static_cast<char32_t>(U16_GET_SUPPLEMENTARY(c, text[i + 1]));
            ++i;
        } else if (U16_IS_SURROGATE(c)) {
            c = 0xFFFD;
        }
        if (c >= 0xFB00 && c <= 0xFB06) {
            utf8 += ligatures[c - 0xFB00];
        } else if (c >= ' ' && c != 0xFEFF) {
            append(utf8, c);
        }
    }
    return utf8;
}

bool is_bold(const std::string& font) {
    constexpr std::array parts{"bold"sv, "black"sv, "heavy"sv, "demi"sv};
    const std::string name = lower_case(clean_line(font));
    return std::ranges::any_of(parts, [&](std::string_view part) { return name.find(part) != name.npos; });
}

bool lies_in(const Box& box, const poppler::rectf& page) {
    const double x = (box.left + box.right) / 2, y = (box.top + box.bottom) / 2;
    return x >= 0 && y >= 0 && x <= page.width() && y <= page.height();
}

// The words of a page that stand upright in it, large enough to be seen.
std::vector<PrintedWord> words_of_page(const poppler::page& page) {
    constexpr double smallest = 2, largest = 1e4;  // points
    const poppler::rectf rect = page.page_rect(poppler::crop_box);
    std::vector<PrintedWord> words;
    for (const poppler::text_box& box : page.text_list(poppler::page::text_list_include_font)) {
        const poppler::rectf place = box.bbox();
        const bool font = box.has_font_info();
        PrintedWord word{{place.left(), place.top(), place.right(), place.bottom()},
                         font ? box.get_font_size() : place.height(),
                         font && is_bold(box.get_font_name()),
                         box.has_space_after(),
                         {}};
        const bool sane =
            word.box.width() >= 0 && word.box.height() > 0 && word.size >= smallest && word.size < largest;
        if (box.rotation() != 0 || !sane || !lies_in(word.box, rect)) continue;
        word.text = utf8_of(box.text());
        if (word.text.find_first_not_of(' ') != std::string::npos) words.push_back(std::move(word));
    }
    return words;
}

// -- what the file says of itself

// «Microsoft Word - brief3.doc», «untitled»: programs call documents so, nobody else.
bool is_programs(const std::string& lower) {
    constexpr std::array endings{".doc"sv,  ".docx"sv, ".odt"sv,  ".pdf"sv, ".indd"sv, ".qxd"sv,
                                 ".qxp"sv,  ".tex"sv,  ".dvi"sv,  ".rtf"sv, ".pmd"sv,  ".ai"sv,
                                 ".html"sv, ".htm"sv,  ".fodt"sv, ".txt"sv};
    constexpr std::array names{"untitled"sv, "unbenannt"sv, "ohne titel"sv, "dokument"sv,
                               "document"sv, "title"sv,     "titel"sv};
    const bool file =
        std::ranges::any_of(endings, [&](std::string_view ending) { return lower.ends_with(ending); });
    const bool name = std::ranges::any_of(names, [&](std::string_view begin) {
        return lower.starts_with(begin) && lower.size() < begin.size() + 4;
    });
    return file || name || lower.starts_with("powerpoint-pr") || lower.find("://") != lower.npos;
}

std::string claimed_title(const poppler::document& document) {
    constexpr std::string_view by_word = "microsoft word - ";
    constexpr std::size_t longest = 300;  // letters
    std::string title = clean_line(utf8_of(document.get_title()));
    if (lower_case(title).starts_with(by_word)) title.erase(0, by_word.size());
    const bool sane =
        has_letter_or_digit(title) && count_code_points(title) <= longest && !is_programs(lower_case(title));
    return sane ? title : std::string();
}

std::string claimed_authors(const poppler::document& document) {
    constexpr std::array nobodies{"root"sv,    "admin"sv,     "administrator"sv, "user"sv,
                                  "unknown"sv, "unbekannt"sv, "anonym"sv,        "owner"sv,
                                  "author"sv,  "autor"sv,     "benutzer"sv};
    constexpr std::size_t longest = 200;  // letters
    const std::string authors = clean_line(utf8_of(document.get_author()));
    const bool sane = has_letter_or_digit(authors) && count_code_points(authors) <= longest &&
                      is_upper(first_code_point(authors)) && authors.find('@') == authors.npos &&
                      std::ranges::find(nobodies, lower_case(authors)) == nobodies.end();
    return sane ? authors : std::string();
}

std::string claimed_date(const poppler::document& document) {
    const std::time_t time = document.get_creation_date_t();
    std::tm date{};
    if (time <= 0 || time > std::time_t{4'000'000'000} || !gmtime_r(&time, &date)) return {};
    return fmt::format("{:04}-{:02}-{:02}", date.tm_year + 1900, date.tm_mon + 1, date.tm_mday);
}

// -- what cannot be read

// Letters that only their font knows: what is copied out of such a document is nonsense, too.
bool is_garbled(const std::vector<PrintedPage>& pages) {
    std::size_t unknown = 0, all = 0;
    for (const PrintedPage& page : pages)
        for (const PrintedLine& line : page.lines)
            for (std::size_t at = 0; at < line.text.size(); ++all) {
                const char32_t c = next_code_point(line.text, at);
                unknown +=
                    c == 0xFFFD || (c >= 0xE000 && c <= 0xF8FF) || c >= 0xF0000 || (c >= 0x7F && c < 0xA0);
            }
    return unknown * 5 > all;
}

Result<std::vector<PrintedPage>> read_pages(const poppler::document& document) {
    const auto end = std::chrono::steady_clock::now() + patience;
    const int count = document.pages();
    if (count <= 0) return damaged();
    if (count > most_pages)
        return Error(ErrorKind::unreadable,
                     "it has {} pages, more than {}: add the part of it that you want to hear", count,
                     most_pages);
    std::vector<PrintedPage> pages;
    std::size_t letters = 0;
    for (int i = 0; i < count; ++i) {
        const std::unique_ptr<poppler::page> page(document.create_page(i));
        if (!page) continue;
        const poppler::rectf rect = page->page_rect(poppler::crop_box);
        pages.push_back({rect.width(), rect.height(), lines_of(in_reading_order(words_of_page(*page)))});
        const PrintedPage& last = pages.back();
        for (const PrintedLine& line : last.lines) letters += line.text.size();
        if (letters > most_letters || std::chrono::steady_clock::now() > end)
            return Error(
                ErrorKind::unreadable,
                "it is too large to be read in a few seconds: add the part of it that you want to hear");
    }
    constexpr std::size_t fewest = 20;  // bytes a page: some scanners print the date on it
    if (letters == 0 || (pages.size() > 1 && letters < fewest * pages.size()))
        return Error(ErrorKind::unreadable,
                     "it holds pictures of pages, no text: have the text recognized (as the program ocrmypdf "
                     "does) and "
                     "add what comes of it");
    return pages;
}

}  // namespace

void prepare_pdf() {
    // poppler's words come through iconv, which would look for its tables when it is asked, in files. As long
    // as these are open, they stay loaded.
    [[maybe_unused]] static const iconv_t kept[] = {iconv_open("UTF-16", "UTF-8"),
                                                    iconv_open("UTF-8", "UTF-16")};
}

Result<Reading> read_pdf(std::string_view bytes, const ReadOptions&) {
    poppler::set_debug_error_function([](const std::string&, void*) {}, nullptr);
    const std::unique_ptr<poppler::document> document(
        poppler::document::load_from_raw_data(bytes.data(), static_cast<int>(bytes.size())));
    if (!document) return damaged();
    if (document->is_locked())
        return Error(ErrorKind::unreadable,
                     "it is locked with a password: open it, print it into a new PDF document and add that");
    Result<std::vector<PrintedPage>> pages = read_pages(*document);
    if (!pages) return pages.error();
    if (is_garbled(*pages))
        return Error(ErrorKind::unreadable,
                     "its fonts do not tell which letters they draw: have the text recognized (as the "
                     "program ocrmypdf "
                     "does) and add what comes of it");
    std::vector<std::string> dropped;
    drop_margins(*pages, dropped);
    Reading reading = put_together(*pages, claimed_title(*document));
    reading.dropped.insert(reading.dropped.begin(), dropped.begin(), dropped.end());
    reading.article.authors = claimed_authors(*document);
    reading.article.date = claimed_date(*document);
    return reading;
}

}  // namespace vorleser::documents
