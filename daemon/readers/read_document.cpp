#include "daemon/readers/read_document.hpp"

#include <algorithm>
#include <array>
#include <iterator>

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

bool has_words(const Block& block) {
    return has_letter_or_digit(block.text);
}

// What is the same for a document's article and for a book's chapter. Error: nothing in it can be read aloud.
Result<void> finish_article(Article& article, const ReadOptions& options) {
    std::erase_if(article.body, [](const Block& block) { return !has_words(block); });
    if (!has_letter_or_digit(article.title)) article.title.clear();  // «-», «???»: there may be a better one
    find_title(article);
    if (!has_letter_or_digit(article.title))
        return Error(ErrorKind::unreadable, "there is no text in it to be read aloud");
    return complete(article, options);
}

// The book's chapters, the first with the others behind it; those without a word are none.
Result<Reading> chapters_of(Reading book, const std::string& title, const ReadOptions& options) {
    if (book.further.size() > most_chapters)
        return Error(ErrorKind::unreadable, "it has more than {} chapters: add it as one article",
                     most_chapters);
    ReadOptions of_each = options;
    of_each.title.clear();  // it is the book's
    std::vector<Reading> chapters;
    for (Reading& each : book.further) {
        if (!title.empty()) each.article.kicker = each.article.source = title;
        if (std::none_of(each.article.body.begin(), each.article.body.end(), has_words)) continue;
        if (const auto done = finish_article(each.article, of_each); !done) return done.error();
        chapters.push_back(std::move(each));
    }
    if (chapters.empty()) return Error(ErrorKind::unreadable, "there is no text in it to be read aloud");
    Reading first = std::move(chapters.front());
    first.dropped = std::move(book.dropped);
    first.further.assign(std::make_move_iterator(chapters.begin() + 1),
                         std::make_move_iterator(chapters.end()));
    return first;
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
    const auto title = own_title(options);
    if (!title) return title.error();
    Result<Reading> reading = row->read(bytes, options);
    if (reading && format->document == Document::epub && !reading->further.empty()) {
        reading = chapters_of(std::move(*reading), *title, options);
    } else if (reading && reading->further.empty()) {  // else they were in a layer of gzip
        if (!title->empty()) reading->article.title = *title;
        if (const auto done = finish_article(reading->article, options); !done) reading = done.error();
    }
    if (!reading && reading.error().kind == ErrorKind::unreadable)
        return Error(ErrorKind::unreadable, "this is {}: {}", Sentence(format->name),
                     reading.error().message);
    return reading;
}

}  // namespace vorleser::documents
