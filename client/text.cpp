#include "client/text.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <numeric>
#include <stdexcept>

#include <unicode/brkiter.h>
#include <unicode/localpointer.h>
#include <unicode/uchar.h>
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

std::int64_t count_code_points(std::string_view text) {
    return std::count_if(text.begin(), text.end(), [](char byte) { return !continues(byte); });
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

std::string valid_utf8(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    each_code_point(text, [&](UChar32 c) { append(out, c); });
    return out;
}

namespace {
constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
}

std::string base64(std::string_view bytes) {
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (; !bytes.empty(); bytes.remove_prefix(std::min<std::size_t>(3, bytes.size()))) {
        const auto byte = [&](std::size_t i) {
            return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0U;
        };
        const unsigned group = byte(0) << 16 | byte(1) << 8 | byte(2);
        text += digits[group >> 18];
        text += digits[group >> 12 & 63];
        text += bytes.size() > 1 ? digits[group >> 6 & 63] : '=';
        text += bytes.size() > 2 ? digits[group & 63] : '=';
    }
    return text;
}

std::optional<std::string> from_base64(std::string_view text) {
    static constexpr auto values = [] {
        std::array<std::uint8_t, 256> table{};
        table.fill(64);  // no digit
        for (std::size_t i = 0; i < digits.size(); ++i)
            table[static_cast<unsigned char>(digits[i])] = static_cast<std::uint8_t>(i);
        return table;
    }();
    if (text.size() % 4 != 0) return {};
    const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
    std::string bytes(text.size() / 4 * 3, '\0');
    for (std::size_t i = 0; i < text.size(); i += 4) {
        unsigned group = 0;
        for (std::size_t j = i; j < i + 4; ++j) {
            const bool pads = j >= text.size() - padding;
            const unsigned value = pads ? 0 : values[static_cast<unsigned char>(text[j])];
            if (value > 63) return {};
            group = group << 6 | value;
        }
        for (std::size_t j = 0; j < 3; ++j)
            bytes[i / 4 * 3 + j] = static_cast<char>(group >> (16 - 8 * j) & 0xFF);
    }
    bytes.resize(bytes.size() - padding);
    return bytes;
}

}  // namespace vorleser
