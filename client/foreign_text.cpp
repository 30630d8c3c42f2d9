#include "client/foreign_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <optional>

#include <fmt/format.h>
#include <unicode/ucnv.h>
#include <unicode/unistr.h>

#include "client/text.hpp"
#include "client/url.hpp"

namespace vorleser {
namespace {

// What the declaration at the beginning says; empty: nothing.
std::string declared_encoding(std::string_view bytes) {
    const auto head = bytes.substr(0, 256);
    const auto begin = head.find("<?xml"), end = head.find("?>");
    if (begin == head.npos || end == head.npos || end < begin) return {};
    auto declaration = head.substr(begin, end - begin);
    const auto name = declaration.find("encoding");
    if (name == declaration.npos) return {};
    declaration.remove_prefix(name);
    const auto quote = declaration.find_first_of("\"'");
    if (quote == declaration.npos) return {};
    const auto close = declaration.find(declaration[quote], quote + 1);
    return close == declaration.npos ? std::string()
                                     : std::string(declaration.substr(quote + 1, close - quote - 1));
}

std::optional<std::string> converted(std::string_view bytes, std::string encoding) {
    encoding = lower_ascii(trimmed(encoding));
    if (encoding.empty() || encoding.size() > 40) return {};
    // What says so is Windows-1252 everywhere in the web.
    if (encoding == "iso-8859-1" || encoding == "latin1" || encoding == "us-ascii") encoding = "windows-1252";
    UErrorCode status = U_ZERO_ERROR;
    UConverter* const converter = ucnv_open(encoding.c_str(), &status);
    if (U_FAILURE(status)) return {};
    const icu::UnicodeString text(bytes.data(), static_cast<std::int32_t>(bytes.size()), converter, status);
    ucnv_close(converter);
    if (U_FAILURE(status)) return {};
    std::string utf8;
    return text.toUTF8String(utf8);
}

struct Named {
    std::string_view name, text;
};
// Those that titles have; of all others the name stays.
constexpr Named entities[] = {
    {"amp", "&"},    {"lt", "<"},     {"gt", ">"},     {"quot", "\""},  {"apos", "'"},   {"nbsp", " "},
    {"auml", "ä"},   {"ouml", "ö"},   {"uuml", "ü"},   {"Auml", "Ä"},   {"Ouml", "Ö"},   {"Uuml", "Ü"},
    {"szlig", "ß"},  {"ndash", "–"},  {"mdash", "—"},  {"hellip", "…"}, {"lsquo", "‘"},  {"rsquo", "’"},
    {"sbquo", "‚"},  {"ldquo", "“"},  {"rdquo", "”"},  {"bdquo", "„"},  {"laquo", "«"},  {"raquo", "»"},
    {"lsaquo", "‹"}, {"rsaquo", "›"}, {"eacute", "é"}, {"egrave", "è"}, {"agrave", "à"}, {"aacute", "á"},
    {"ecirc", "ê"},  {"acirc", "â"},  {"ocirc", "ô"},  {"ccedil", "ç"}, {"oacute", "ó"}, {"iacute", "í"},
    {"ntilde", "ñ"}, {"euro", "€"},   {"pound", "£"},  {"sect", "§"},   {"deg", "°"},    {"middot", "·"},
    {"bull", "•"},   {"copy", "©"},   {"reg", "®"},    {"trade", "™"},  {"times", "×"},  {"frac12", "½"},
    {"shy", ""},     {"uacute", "ú"}, {"oslash", "ø"}, {"aring", "å"},  {"aelig", "æ"},  {"thinsp", " "},
};

void append_code_point(std::string& out, std::uint32_t code) {
    const bool is_one = code >= 0x20 && code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
    icu::UnicodeString(static_cast<UChar32>(is_one ? code : 0xFFFD)).toUTF8String(out);
}

// The entity that `text` begins with goes into `out`; its length, 0: it is none.
std::size_t take_entity(std::string_view text, std::string& out) {
    const auto end = text.substr(0, 12).find(';');
    if (end == text.npos || end < 2) return 0;
    auto name = text.substr(1, end - 1);
    if (name.front() != '#') {
        const auto* found = std::ranges::find(entities, name, &Named::name);
        if (found == std::end(entities)) return 0;
        out += found->text;
        return end + 1;
    }
    name.remove_prefix(1);
    const bool hexadecimal = name.starts_with('x') || name.starts_with('X');
    if (hexadecimal) name.remove_prefix(1);
    std::uint32_t code = 0;
    const auto [last, wrong] =
        std::from_chars(name.data(), name.data() + name.size(), code, hexadecimal ? 16 : 10);
    if (wrong != std::errc() || last != name.data() + name.size()) return 0;
    append_code_point(out, code);
    return end + 1;
}

// The tag, comment or the like that `html` begins with; 0: it is none.
std::size_t tag_length(std::string_view html) {
    if (html.size() < 3) return 0;
    const char next = html[1];
    const bool letter = (next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z');
    if (!letter && next != '/' && next != '!' && next != '?') return 0;
    const auto end = html.starts_with("<!--") ? html.find("-->") : html.find('>');
    if (end == html.npos) return 0;
    return end + (html.starts_with("<!--") ? 3 : 1);
}

bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

// -- dates

struct Digits {
    std::string_view text;
    // The number that it begins with; nullopt: none. Its sign is none of it.
    std::optional<int> number() {
        int value = 0;
        const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (wrong != std::errc() || text.starts_with('-')) return {};
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        return value;
    }
    bool take(char c) {
        if (!text.starts_with(c)) return false;
        text.remove_prefix(1);
        return true;
    }
    void skip(std::string_view these) {
        text.remove_prefix(std::min(text.find_first_not_of(these), text.size()));
    }
    std::string word() {
        std::string found;
        while (!text.empty() && std::isalpha(static_cast<unsigned char>(text.front()))) {
            found += static_cast<char>(std::tolower(static_cast<unsigned char>(text.front())));
            text.remove_prefix(1);
        }
        return found;
    }
};

struct Moment {
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, minutes_east = 0;
};

// Days since 1970 of a date of the Gregorian calendar.
std::int64_t seconds_of(const Moment& at) {
    if (at.year < 1970 || at.year > 9999 || at.month < 1 || at.month > 12 || at.day < 1 || at.day > 31 ||
        at.hour > 24 || at.minute > 59 || at.second > 60)
        return 0;
    const auto month = std::chrono::year(static_cast<int>(at.year)) / at.month / 1;
    const std::int64_t days = std::chrono::sys_days(month).time_since_epoch().count() + at.day - 1;
    return days * 86400 + at.hour * 3600 + at.minute * 60 + at.second - at.minutes_east * 60;
}

void take_zone(Digits& in, Moment& at) {
    in.skip(" ");
    const bool west = in.text.starts_with('-');
    if (west || in.text.starts_with('+')) {
        in.text.remove_prefix(1);
        const auto whole = in.number();
        if (!whole || *whole > 9999) return;
        const auto parted = in.take(':') ? in.number() : std::nullopt;
        const int minutes = parted ? *whole * 60 + std::min(*parted, 59) : *whole / 100 * 60 + *whole % 100;
        at.minutes_east = west ? -minutes : minutes;
        return;
    }
    static constexpr std::pair<std::string_view, int> zones[] = {
        {"est", -300}, {"edt", -240}, {"cst", -360}, {"cdt", -300}, {"mst", -420},
        {"mdt", -360}, {"pst", -480}, {"pdt", -420}, {"cet", 60},   {"mez", 60},
        {"cest", 120}, {"mesz", 120}, {"bst", 60},   {"eet", 120}};
    const auto zone = in.word();
    for (const auto& [name, minutes] : zones)
        if (name == zone) at.minutes_east = minutes;
}

void take_time(Digits& in, Moment& at) {
    const auto hour = in.number();
    if (!hour || !in.take(':')) return;
    at.hour = *hour;
    at.minute = in.number().value_or(0);
    if (in.take(':')) at.second = in.number().value_or(0);
    if (in.take('.') || in.take(',')) in.number();
    take_zone(in, at);
}

int month_of(const std::string& word) {
    static constexpr std::string_view names = "janfebmaraprmayjunjulaugsepoctnovdec";
    if (word.size() < 3) return 0;
    if (word.starts_with("mrz")) return 3;
    if (word.starts_with("mai")) return 5;
    if (word.starts_with("okt")) return 10;
    if (word.starts_with("dez")) return 12;
    const auto at = names.find(word.substr(0, 3));
    return at == names.npos || at % 3 != 0 ? 0 : static_cast<int>(at / 3) + 1;
}

}  // namespace

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
}

std::string to_utf8(std::string_view bytes, std::string_view encoding) {
    static constexpr std::pair<std::string_view, const char*> marks[] = {
        {"\xEF\xBB\xBF", "utf-8"}, {"\xFF\xFE", "utf-16le"}, {"\xFE\xFF", "utf-16be"}};
    std::optional<std::string> text;
    for (const auto& [mark, name] : marks)
        if (!text && bytes.starts_with(mark)) text = converted(bytes.substr(mark.size()), name);
    if (!text && bytes.starts_with(std::string_view("<\0", 2))) text = converted(bytes, "utf-16le");
    if (!text && bytes.starts_with(std::string_view("\0<", 2))) text = converted(bytes, "utf-16be");
    if (!text) text = converted(bytes, std::string(encoding));
    if (!text) text = converted(bytes, declared_encoding(bytes));
    if (!text && valid_utf8(bytes) != bytes) text = converted(bytes, "windows-1252");
    auto utf8 = text ? std::move(*text) : std::string(bytes);
    for (auto& c : utf8)
        if (static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r') c = ' ';
    return utf8;
}

std::string line_of(std::string_view text, std::size_t most) {
    std::string line;
    for (const char c : trimmed(text)) {
        if (line.size() >= most) break;
        if (!is_space(c))
            line += c;
        else if (!line.ends_with(' '))
            line += ' ';
    }
    // Not in the middle of a character.
    if (line.size() >= most) {
        while (!line.empty() && continues(line.back())) line.pop_back();
        if (!line.empty() && (line.back() & 0x80) != 0) line.pop_back();
    }
    return line;
}

std::string text_of_html(std::string_view html, std::size_t most) {
    std::string text;
    while (!html.empty() && text.size() < 4 * most) {
        std::size_t taken = 0;
        if (html.front() == '<') {
            taken = tag_length(html);
            if (taken > 0) text += ' ';
        } else if (html.front() == '&') {
            taken = take_entity(html, text);
        }
        if (taken == 0) {
            text += html.front();
            taken = 1;
        }
        html.remove_prefix(taken);
    }
    return line_of(text, most);
}

std::string escaped(std::string_view text) {
    std::string html;
    for (const char c : text) {
        switch (c) {
            case '&':
                html += "&amp;";
                break;
            case '<':
                html += "&lt;";
                break;
            case '>':
                html += "&gt;";
                break;
            default:
                html += c;
        }
    }
    return html;
}

std::string page_of(std::string_view title, std::string_view html) {
    return fmt::format(
        "<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>{0}</title></head><body><article>"
        "<h1>{0}</h1>{1}</article></body></html>",
        escaped(title), html);
}

std::string html_of_text(std::string_view text) {
    std::string html = "<p>";
    while (!text.empty()) {
        const auto end = std::min(text.find("\n\n"), text.size());
        html += escaped(text.substr(0, end));
        text = trimmed(text.substr(end));
        if (!text.empty()) html += "</p><p>";
    }
    return html + "</p>";
}

std::int64_t parse_date(std::string_view text) {
    Digits in{trimmed(text.substr(0, 64))};
    Moment at;
    in.word();  // the day of the week
    in.skip(", .");
    const auto first = in.number();
    if (!first) return 0;
    if (*first >= 1000 && in.take('-')) {  // 2026-11-28T08:00:00+01:00
        at.year = *first;
        at.month = in.number().value_or(1);
        at.day = in.take('-') ? in.number().value_or(1) : 1;
        if (in.take('T') || in.take('t') || in.take(' ')) take_time(in, at);
        return seconds_of(at);
    }
    at.day = *first;
    in.skip(" -.");
    at.month = month_of(in.word());
    in.skip(" -.");
    const auto year = in.number();
    if (!year) return 0;
    at.year = *year < 70 ? 2000 + *year : *year < 100 ? 1900 + *year : *year;
    in.skip(" ,");
    take_time(in, at);
    return seconds_of(at);
}

std::string attribute_of(std::string_view tag, std::string_view wanted) {
    constexpr std::string_view space = " \t\r\n\f/";
    std::string value;
    auto at = tag.find_first_of(space);
    while (at != tag.npos && (at = tag.find_first_not_of(space, at)) != tag.npos) {
        const auto end = std::min(tag.find_first_of(" \t\r\n\f/=", at + 1), tag.size());
        const auto name = lower_ascii(tag.substr(at, end - at));
        value.clear();
        at = tag.find_first_not_of(" \t\r\n\f", end);
        if (at != tag.npos && tag[at] == '=') {
            at = tag.find_first_not_of(" \t\r\n\f", at + 1);
            if (at == tag.npos) return {};
            const bool quoted = tag[at] == '"' || tag[at] == '\'';
            const auto close = quoted ? tag.find(tag[at], at + 1) : tag.find_first_of(" \t\r\n\f", at);
            const auto begin = quoted ? at + 1 : at;
            value = tag.substr(begin, std::min(close, tag.size()) - begin);
            at = close == tag.npos ? close : close + (quoted ? 1 : 0);
        }
        if (name == wanted) return value;
    }
    return {};
}

std::size_t end_of_tag(std::string_view html, std::size_t begin) {
    char quote = 0;
    for (auto at = begin; at < html.size(); ++at) {
        if (quote != 0)
            quote = html[at] == quote ? '\0' : quote;
        else if ((html[at] == '"' || html[at] == '\'') && html[at - 1] == '=')
            quote = html[at];
        else if (html[at] == '>')
            return at;
    }
    return html.npos;
}

}  // namespace vorleser
