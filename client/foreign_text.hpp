// Texts that others wrote down in their own ways: encodings, entities, tags, dates. Pure; the bytes are
// foreign.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace vorleser {

// Bytes as UTF-8 without control characters: by their byte order mark, else by `encoding`, else by what an
// XML declaration says, else as UTF-8, or where they are none as Windows-1252.
std::string to_utf8(std::string_view bytes, std::string_view encoding);

// Unix time, seconds, of RFC 822 and RFC 3339 and what feeds write instead; 0: none.
std::int64_t parse_date(std::string_view text);

// A line of plain text of HTML: tags, entities and white space are resolved; of at most `most` bytes.
std::string text_of_html(std::string_view html, std::size_t most = 2000);
// The same of what is plain text already.
std::string line_of(std::string_view text, std::size_t most = 2000);
// `text` as it stands in HTML; and as HTML that shows it, in paragraphs.
std::string escaped(std::string_view text);
std::string html_of_text(std::string_view text);
// A page that is the article of that title, whose text is `html`.
std::string page_of(std::string_view title, std::string_view html);
// Without white space at its ends.
std::string_view trimmed(std::string_view text);

// Of HTML, without a parser: where the tag that begins before `begin` ends, the first '>' outside quotation
// marks; npos: nowhere.
std::size_t end_of_tag(std::string_view html, std::size_t begin);
// An attribute's value in a tag that begins with its name, entities as they stand; empty: it has none. As
// browsers take them apart; `wanted` in lower case.
std::string attribute_of(std::string_view tag, std::string_view wanted);

}  // namespace vorleser
