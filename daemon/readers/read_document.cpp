#include "daemon/readers/read_document.hpp"

#include <algorithm>
#include <array>

#include "daemon/article/characters.hpp"
#include "daemon/article/decode.hpp"
#include "daemon/article/readers.hpp"
#include "daemon/readers/mime.hpp"
#include "daemon/readers/readers.hpp"

namespace vorleser::documents {
namespace {

struct Row {
    Document document;
    Result<Reading> (*read)(std::string_view bytes, const ReadOptions& options);
};

constexpr auto rows = std::to_array<Row>({
    {Document::epub, read_epub},
    {Document::docx, read_docx},
    {Document::odt, read_odt},
    {Document::gzip, read_gzip},
    {Document::pdf, read_pdf},
    {Document::mhtml, read_mhtml},
    {Document::mail, read_mail},
});

// Where the document has none: its first words, or a heading that it begins with.
void find_title(Article& article) {
    auto& body = article.body;
    if (body.empty()) return;
    if (article.title.empty()) {
        article.title = take_title(body.front().text, body.front().kind == BlockKind::heading);
        if (body.front().text.empty()) body.erase(body.begin());
        return;
    }
    // A book may say it on its title page and above its first chapter once more.
    const auto other = std::find_if(body.begin(), body.end(),
                                    [&](const Block& block) { return block.text != article.title; });
    body.erase(body.begin(), other);
}

}  // namespace

void prepare() {
    prepare_pdf();
    prepare_mime();
}

Result<Reading> read_document(std::string_view bytes, const ReadOptions& options) {
    const Format* format = document_of(bytes, options);
    if (!format) return read_article(bytes, options);
    const auto* row = std::find_if(rows.begin(), rows.end(),
                                   [&](const Row& each) { return each.document == format->document; });
    if (row == rows.end()) return refusal_of(*format);
    Result<Reading> reading = row->read(bytes, options);
    if (!reading && reading.error().kind == ErrorKind::unreadable)
        return Error(ErrorKind::unreadable, "this is {}: {}", Sentence(format->name),
                     reading.error().message);
    if (!reading) return reading;
    Article& article = reading->article;
    std::erase_if(article.body, [](const Block& block) { return !has_letter_or_digit(block.text); });
    auto title = own_title(options);
    if (!title) return title.error();
    if (!title->empty()) article.title = std::move(*title);
    if (!has_letter_or_digit(article.title)) article.title.clear();  // «-», «???»: there may be a better one
    find_title(article);
    if (!has_letter_or_digit(article.title))
        return Error(ErrorKind::unreadable, "this is {}: {}", Sentence(format->name),
                     Sentence("there is no text in it to be read aloud"));
    if (const auto done = complete(article, options); !done) return done.error();
    return reading;
}

}  // namespace vorleser::documents
