#include "daemon/article/decode.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>
#include <unicode/unistr.h>
#include <unicode/utf16.h>

#include "daemon/article/characters.hpp"
#include "daemon/article/html_scan.hpp"

namespace vorleser {

namespace {

struct Quality {
    std::size_t broken = 0;     // sequences that are no UTF-8
    std::size_t multibyte = 0;  // well-formed sequences of several bytes
};

Quality utf8_quality(std::string_view bytes) {
    Quality quality;
    for (std::size_t at = 0; at < bytes.size();) {
        if (static_cast<unsigned char>(bytes[at]) < 0x80) {
            ++at;
            continue;
        }
        const std::size_t from = at;
        const char32_t c = next_code_point(bytes, at);
        if (c == 0xFFFD && bytes.substr(from, at - from) != "\xEF\xBF\xBD") {
            ++quality.broken;
        } else {
            ++quality.multibyte;
        }
    }
    return quality;
}

// Which half of the 16-bit units is zero in text without a byte order mark; empty if it is no UTF-16.
std::string_view utf16_name(std::string_view bytes) {
    const std::string_view sample = bytes.substr(0, 4096);
    std::array<std::size_t, 2> zeros{};
    for (std::size_t i = 0; i < sample.size(); ++i) zeros[i % 2] += sample[i] == '\0';
    const std::size_t units = sample.size() / 2;
    if (units < 2) return {};
    if (zeros[1] * 2 > units && zeros[0] * 20 < units) return "UTF-16LE";
    if (zeros[0] * 2 > units && zeros[1] * 20 < units) return "UTF-16BE";
    return {};
}

// ICU's guess. It is a statistic: where it is not sure, German text is Windows-1252 more often than not,
// which also holds all of ISO 8859-1's letters.
std::string detected_name(std::string_view bytes) {
    const std::string fallback = "windows-1252";
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<UCharsetDetector, decltype(&ucsdet_close)> detector(ucsdet_open(&status),
                                                                              ucsdet_close);
    const std::string_view sample = bytes.substr(0, 65536);
    ucsdet_setText(detector.get(), sample.data(), static_cast<std::int32_t>(sample.size()), &status);
    const UCharsetMatch* match = ucsdet_detect(detector.get(), &status);
    if (U_FAILURE(status) || !match || ucsdet_getConfidence(match, &status) < 50) return fallback;
    const std::string name = ucsdet_getName(match, &status);
    return name == "ISO-8859-1" || name == "UTF-8" || name.rfind("IBM", 0) == 0 ? fallback : name;
}

std::string converted(std::string_view bytes, const std::string& encoding) {
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<UConverter, decltype(&ucnv_close)> converter(ucnv_open(encoding.c_str(), &status),
                                                                       ucnv_close);
    if (U_FAILURE(status)) throw std::runtime_error("ICU has no converter for " + encoding);
    std::string text;
    const icu::UnicodeString wide(bytes.data(), static_cast<std::int32_t>(bytes.size()), converter.get(),
                                  status);
    wide.toUTF8String(text);
    return text;
}

// ICU's name of what is meant by a declared encoding; empty: there is none.
std::string encoding_meant(const std::string& declared) {
    if (declared.empty()) return {};  // to ICU that is the locale's
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<UConverter, decltype(&ucnv_close)> converter(ucnv_open(declared.c_str(), &status),
                                                                       ucnv_close);
    if (U_FAILURE(status)) return {};
    const std::string name = ucnv_getName(converter.get(), &status);
    // What pages declare so was mostly written on Windows, whose quotation marks and dashes are none there
    // (as browsers do: encoding.spec.whatwg.org, «labels»).
    if (name == "ISO-8859-1" || name == "US-ASCII") return "windows-1252";
    if (name == "ibm-920_P100-1995") return "windows-1254";  // ISO 8859-9
    return name;
}

// What a page declares of itself. It was found by reading letters one byte each: UTF-16 it is not.
std::string encoding_of_page(std::string_view bytes) {
    const std::string name = encoding_meant(declared_encoding(bytes));
    return name.starts_with("UTF-") ? std::string() : name;
}

struct ByteOrderMark {
    std::string_view mark;
    const char* encoding;
};
using namespace std::string_view_literals;
constexpr std::array<ByteOrderMark, 5> byte_order_marks{{{"\xEF\xBB\xBF"sv, "UTF-8"},
                                                         {"\xFF\xFE\0\0"sv, "UTF-32LE"},
                                                         {"\0\0\xFE\xFF"sv, "UTF-32BE"},
                                                         {"\xFF\xFE"sv, "UTF-16LE"},
                                                         {"\xFE\xFF"sv, "UTF-16BE"}}};

bool is_gone(char32_t c) {
    if (c < 0x20 || (c >= 0x7F && c < 0xA0)) return true;
    if (c == 0xFFFC || (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF)) return true;
    if (c >= 0xFE00 && c <= 0xFE0F) return true;  // variation selectors
    return c >= 0xAD && u_charType(static_cast<UChar32>(c)) == U_FORMAT_CHAR;
}

struct Cleaned {
    std::string text;
    std::size_t controls = 0, replaced = 0, characters = 0;
};

// `line_break`: what a line's end becomes, '\n' or ' '.
Cleaned cleaned(std::string_view text, char line_break) {
    Cleaned out;
    out.text.reserve(text.size());
    bool space = false;
    auto line_end = [&] {
        space = line_break == ' ' && !out.text.empty();
        if (line_break == '\n') out.text += '\n';
    };
    for (std::size_t at = 0; at < text.size();) {
        // Most of a page is plain: a run of it is taken at once.
        std::size_t plain = at;
        while (plain < text.size() && text[plain] > ' ' && text[plain] < 0x7F) ++plain;
        if (plain > at) {
            if (space) out.text += ' ';
            space = false;
            out.text.append(text, at, plain - at);
            out.characters += plain - at;
            at = plain;
            continue;
        }
        const char32_t c = next_code_point(text, at);
        ++out.characters;
        if (c == '\n' || c == 0x0B || c == 0x0C || c == 0x85 || c == 0x2028) {
            line_end();
        } else if (c == '\r') {
            if (at >= text.size() || text[at] != '\n') line_end();
        } else if (c == 0x2029) {
            line_end();
            line_end();
        } else if (c == ' ' || c == '\t' || u_charType(static_cast<UChar32>(c)) == U_SPACE_SEPARATOR) {
            space = !out.text.empty() && out.text.back() != '\n';
        } else if (is_gone(c)) {
            out.controls += c < 0xA0;
        } else {
            out.replaced += c == 0xFFFD;
            if (space) out.text += ' ';
            space = false;
            append(out.text, c);
        }
    }
    return out;
}

std::string composed(std::string text) {
    // Nothing below U+0300 combines or is decomposed.
    if (std::none_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) >= 0xCC; })) {
        return text;
    }
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(status);
    const icu::StringPiece piece(text.data(), static_cast<std::int32_t>(text.size()));
    if (U_FAILURE(status) || nfc->isNormalizedUTF8(piece, status)) return text;
    std::string normalized;
    icu::StringByteSink<std::string> sink(&normalized, piece.size());
    nfc->normalizeUTF8(0, piece, sink, nullptr, status);
    return U_SUCCESS(status) ? normalized : text;
}

}  // namespace

std::string clean_line(std::string_view text) {
    return composed(cleaned(text, ' ').text);
}

std::string to_utf8(std::string_view bytes, const std::string& declared) {
    const auto in = [&](const std::string& encoding) {
        return encoding == "UTF-8" ? std::string(bytes) : converted(bytes, encoding);
    };
    for (const auto& [mark, encoding] : byte_order_marks) {
        if (!bytes.starts_with(mark)) continue;
        bytes.remove_prefix(mark.size());
        return in(encoding);
    }
    if (const std::string meant = encoding_meant(declared); !meant.empty()) return in(meant);
    if (const std::string_view wide = utf16_name(bytes); !wide.empty()) return in(std::string(wide));
    // A damaged UTF-8 file has more good sequences than broken ones; text in an 8-bit encoding has hardly any
    // good ones.
    const Quality quality = utf8_quality(bytes);
    if (quality.broken <= quality.multibyte || bytes.find('\0') != bytes.npos) return in("UTF-8");
    const std::string meant = encoding_of_page(bytes);
    return in(meant.empty() ? detected_name(bytes) : meant);
}

Result<std::string> clean(std::string_view utf8) {
    Cleaned got = cleaned(utf8, '\n');
    if (got.controls * 50 > got.characters || got.replaced * 5 > got.characters) {
        return Error(ErrorKind::unreadable, "this looks like binary data, not text");
    }
    std::string text = composed(std::move(got.text));
    if (!has_letter_or_digit(text)) return Error(ErrorKind::unreadable, "there is no word in it");
    return text;
}

}  // namespace vorleser
