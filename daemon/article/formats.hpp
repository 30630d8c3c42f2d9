// What is no text, by its first bytes, before anybody guesses an encoding or looks for sentences in it: a
// document of another format is read by its reader (daemon/readers), whatever else is refused by name. Pure.
// Another kind is a row in formats.cpp and a sample in tests/support/formats.cpp.
#pragma once

#include <span>
#include <string_view>

#include "daemon/base/error.hpp"

namespace vorleser {

// The formats that readers of their own read, in a program of its own (daemon/readers).
enum class Document { none, epub, odt, docx, gzip, pdf, mhtml, mail };

struct Format {
    Marked name;    // with its article: "an RTF document"
    Marked advice;  // what to do instead; of a document, where nobody is there to read it
    std::string_view prefix;
    bool (*also)(std::string_view) = nullptr;  // beyond the prefix; null: nothing
    Document document = Document::none;
};

// Told by the bytes as they are, whatever encoding they may be thought to have.
std::span<const Format> binary_formats();
// Told by text in UTF-8, which need not be clean; somebody's own words never begin so.
std::span<const Format> text_formats();

// The first of `formats` that this is; null: none. Looks at the first kilobytes, and for what a ZIP archive
// holds at its end.
const Format* format_among(std::span<const Format> formats, std::string_view bytes);

// `unreadable`: «this is an RTF document: save it as text or HTML and add that».
Error refusal_of(const Format& format);

}  // namespace vorleser
