#include "client/text.hpp"

#include <algorithm>
#include <memory>
#include <numeric>
#include <regex>
#include <stdexcept>

#include <unicode/brkiter.h>
#include <unicode/localpointer.h>
#include <unicode/uchar.h>
#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>
#include <unicode/utext.h>
#include <unicode/utf8.h>

namespace vorleser {
namespace {

constexpr UChar32 replacement = 0xFFFD;
constexpr int gap = 2;  // between columns

void check(UErrorCode status) {
    if (U_FAILURE(status)) throw std::runtime_error(u_errorName(status));
}

void append(std::string& out, UChar32 c) {
    char bytes[U8_MAX_LENGTH];
    int length = 0;
    U8_APPEND_UNSAFE(bytes, length, c);
    out.append(bytes, length);
}

// Calls f(code point) for each; broken sequences are U+FFFD.
template <class F>
void each_code_point(std::string_view text, F f) {
    const auto size = static_cast<int32_t>(text.size());
    for (int32_t i = 0; i < size;) {
        UChar32 c;
        U8_NEXT_OR_FFFD(text.data(), i, size, c);
        f(c);
    }
}

// Whether `text` is UTF-8, perhaps with some broken bytes in it: then sequences that are right outnumber
// them.
bool is_mostly_utf8(std::string_view text) {
    const auto size = static_cast<int32_t>(text.size());
    int32_t right = 0, broken = 0;
    for (int32_t i = 0; i < size;) {
        UChar32 c;
        U8_NEXT(text.data(), i, size, c);
        if (c < 0) ++broken;
        if (c > 0x7F) ++right;
    }
    return broken == 0 || right > broken;
}

// The pieces of `text` between the boundaries that `breaks` finds.
std::vector<std::string_view> pieces(std::string_view text, icu::BreakIterator& breaks) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::LocalUTextPointer utf8(
        utext_openUTF8(nullptr, text.data(), static_cast<int64_t>(text.size()), &status));
    check(status);
    breaks.setText(utf8.getAlias(), status);
    check(status);
    std::vector<std::string_view> result;
    for (int32_t begin = breaks.first(), end = breaks.next(); end != icu::BreakIterator::DONE;
         begin = end, end = breaks.next())
        result.push_back(text.substr(begin, end - begin));
    return result;
}

std::vector<std::string_view> graphemes(std::string_view text) {
    UErrorCode status = U_ZERO_ERROR;
    static const std::unique_ptr<icu::BreakIterator> breaks(
        icu::BreakIterator::createCharacterInstance(icu::Locale::getRoot(), status));
    check(status);
    return pieces(text, *breaks);
}

// A grapheme is as wide as its widest code point.
int grapheme_width(std::string_view grapheme) {
    constexpr UChar32 emoji_presentation = 0xFE0F;
    int width = 0;
    each_code_point(grapheme, [&](UChar32 c) {
        const auto east_asian = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
        if (east_asian == U_EA_WIDE || east_asian == U_EA_FULLWIDTH || c == emoji_presentation ||
            u_hasBinaryProperty(c, UCHAR_REGIONAL_INDICATOR))
            width = 2;
        else if (!(U_GET_GC_MASK(c) & (U_GC_MN_MASK | U_GC_ME_MASK | U_GC_CF_MASK | U_GC_CC_MASK)))
            width = std::max(width, 1);
    });
    return width;
}

// `text` with U+FFFD for what is no UTF-8.
std::string with_replacements(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    each_code_point(text, [&](UChar32 c) { append(out, c); });
    return out;
}

bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

// As much of the beginning of `text` as `width` columns hold.
std::string_view beginning(std::string_view text, int width) {
    std::size_t size = 0;
    for (const auto grapheme : graphemes(text)) {
        width -= grapheme_width(grapheme);
        if (width < 0) break;
        size += grapheme.size();
    }
    return text.substr(0, size);
}

std::string_view without_trailing_space(std::string_view text) {
    const auto last = text.find_last_not_of(' ');
    return text.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

std::string convert(std::string_view bytes, const char* encoding) {
    const auto size = static_cast<int32_t>(bytes.size());
    UErrorCode status = U_ZERO_ERROR;
    const auto needed = ucnv_convert("UTF-8", encoding, nullptr, 0, bytes.data(), size, &status);
    if (status != U_BUFFER_OVERFLOW_ERROR) check(status);
    std::string out(needed, '\0');
    status = U_ZERO_ERROR;
    ucnv_convert("UTF-8", encoding, out.data(), needed, bytes.data(), size, &status);
    check(status);
    return out;
}

// The encoding that bytes which are not UTF-8 look like.
std::string guess_encoding(std::string_view bytes) {
    // Below this ICU merely names the first of many that fit; short German texts then come out as Chinese.
    constexpr int32_t least_confidence = 30;
    UErrorCode status = U_ZERO_ERROR;
    const icu::LocalUCharsetDetectorPointer detector(ucsdet_open(&status));
    ucsdet_setText(detector.getAlias(), bytes.data(), static_cast<int32_t>(bytes.size()), &status);
    const auto* match = ucsdet_detect(detector.getAlias(), &status);
    if (U_SUCCESS(status) && match && ucsdet_getConfidence(match, &status) >= least_confidence)
        if (const auto* name = ucsdet_getName(match, &status); U_SUCCESS(status)) return name;
    return "windows-1252";
}

// ICU's name of what is meant by a declared encoding; empty if it is unknown.
std::string encoding_meant(const std::string& declared) {
    if (declared.empty()) return {};  // to ICU that is the locale's
    UErrorCode status = U_ZERO_ERROR;
    const icu::LocalUConverterPointer converter(ucnv_open(declared.c_str(), &status));
    if (U_FAILURE(status)) return {};
    const std::string_view name = ucnv_getName(converter.getAlias(), &status);
    // What pages declare so was mostly written on Windows, whose quotation marks and dashes are none there.
    if (name == "ISO-8859-1" || name == "US-ASCII") return "windows-1252";
    if (name == "ibm-920_P100-1995") return "windows-1254";  // ISO 8859-9
    return std::string(name);
}

// The encoding that a page's source declares in its beginning; empty: none.
std::string declared_in(std::string_view bytes) {
    constexpr std::size_t beginning = 1024;  // where HTML demands it
    static const std::regex meta(R"(<meta[^>]*\bcharset\s*=\s*["']?\s*([a-z0-9_:.-]+))", std::regex::icase);
    std::cmatch found;
    const auto* end = bytes.data() + std::min(bytes.size(), beginning);
    return std::regex_search(bytes.data(), end, found, meta) ? found.str(1) : std::string();
}

}  // namespace

std::string plain(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    each_code_point(text, [&](UChar32 c) {
        const auto direction = u_charDirection(c);
        const bool turns = direction == U_LEFT_TO_RIGHT_EMBEDDING || direction == U_LEFT_TO_RIGHT_OVERRIDE ||
                           direction == U_RIGHT_TO_LEFT_EMBEDDING || direction == U_RIGHT_TO_LEFT_OVERRIDE ||
                           direction == U_POP_DIRECTIONAL_FORMAT || direction == U_FIRST_STRONG_ISOLATE ||
                           direction == U_LEFT_TO_RIGHT_ISOLATE || direction == U_RIGHT_TO_LEFT_ISOLATE ||
                           direction == U_POP_DIRECTIONAL_ISOLATE;
        if (c == '\n' || c == '\t' || c == '\r' || c == 0x2028 || c == 0x2029)
            out += ' ';
        else
            append(out, turns || u_charType(c) == U_CONTROL_CHAR ? replacement : c);
    });
    return out;
}

int display_width(std::string_view text) {
    if (is_ascii(text)) return static_cast<int>(text.size());
    int width = 0;
    for (const auto grapheme : graphemes(text)) width += grapheme_width(grapheme);
    return width;
}

std::string fit(std::string_view text, int width) {
    if (display_width(text) <= width) return std::string(text);
    if (width < 1) return {};
    return std::string(without_trailing_space(beginning(text, width - 1))) + "…";
}

std::string pad(std::string_view text, int width, Align align) {
    const std::string space(std::max(0, width - display_width(text)), ' ');
    return align == Align::left ? std::string(text) + space : space + std::string(text);
}

std::vector<std::string_view> wrap(std::string_view text, int width) {
    if (text.empty()) return {};
    if (width <= 0) return {text};
    UErrorCode status = U_ZERO_ERROR;
    static const std::unique_ptr<icu::BreakIterator> breaks(
        icu::BreakIterator::createLineInstance(icu::Locale::getRoot(), status));
    check(status);
    std::vector<std::string_view> lines;
    std::size_t begin = 0, size = 0;  // of the line being filled
    int used = 0;                     // columns of it
    const auto end_line = [&] {
        lines.push_back(without_trailing_space(text.substr(begin, size)));
        begin += size;
        size = 0;
        used = 0;
    };
    for (const auto piece : pieces(text, *breaks)) {
        const int solid = display_width(without_trailing_space(piece));  // a space at the end takes no room
        if (size && used + solid > width) end_line();
        if (solid <= width) {
            size += piece.size();
            used += display_width(piece);
            continue;
        }
        for (const auto grapheme : graphemes(piece)) {  // a word longer than a line
            const int columns = grapheme_width(grapheme);
            if (size && used + columns > width && grapheme != " ") end_line();
            size += grapheme.size();
            used += columns;
        }
    }
    if (size) end_line();
    return lines;
}

std::vector<std::string> table(const std::vector<std::vector<std::string>>& rows,
                               const std::vector<Column>& columns, int width) {
    std::vector<int> widths(columns.size());
    for (const auto& row : rows)
        for (std::size_t i = 0; i < columns.size(); ++i)
            widths[i] = std::max(widths[i], display_width(row.at(i)));
    if (width > 0) {
        const auto used = std::count_if(widths.begin(), widths.end(), [](int w) { return w > 0; });
        auto excess =
            std::accumulate(widths.begin(), widths.end(), gap * (static_cast<int>(used) - 1)) - width;
        for (auto i = columns.size(); i-- > 0 && excess > 0;) {
            if (columns[i].least == 0) continue;
            const auto cut = std::clamp(widths[i] - columns[i].least, 0, excess);
            widths[i] -= cut;
            excess -= cut;
        }
    }
    std::vector<std::string> lines;
    for (const auto& row : rows) {
        std::string line;
        bool first = true;
        for (std::size_t i = 0; i < columns.size(); ++i) {
            if (widths[i] == 0) continue;
            if (!first) line.append(gap, ' ');
            first = false;
            line += pad(fit(row[i], widths[i]), widths[i], columns[i].align);
        }
        line.resize(without_trailing_space(line).size());
        lines.push_back(width > 0 ? fit(line, width) : line);
    }
    return lines;
}

std::string to_utf8(std::string_view bytes, const std::string& declared) {
    UErrorCode status = U_ZERO_ERROR;
    int32_t mark = 0;
    const auto* marked =
        ucnv_detectUnicodeSignature(bytes.data(), static_cast<int32_t>(bytes.size()), &mark, &status);
    if (marked) return convert(bytes.substr(mark), marked);
    if (const auto name = encoding_meant(declared); !name.empty())
        return name == "UTF-8" ? with_replacements(bytes) : convert(bytes, name.c_str());
    if (is_mostly_utf8(bytes)) return with_replacements(bytes);
    auto name = encoding_meant(declared_in(bytes));
    // UTF-8 they are not, and in UTF-16 the declaration itself would not have been found.
    if (name.empty() || name.starts_with("UTF-")) name = guess_encoding(bytes);
    return convert(bytes, name.c_str());
}

}  // namespace vorleser
