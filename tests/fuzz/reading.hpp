// What holds of whatever a reader makes of bytes.
#pragma once

#include "daemon/article/article.hpp"
#include "daemon/article/read.hpp"
#include "tests/fuzz/promises.hpp"

namespace vorleser::test {

inline void expect_promises(const Result<Reading>& reading) {
    if (!reading) return expect(!reading.error().message.empty(), "an error says what happened");
    const Article& article = reading->article;
    expect(!article.title.empty(), "an article has a title");
    for (const PlacedBlock& placed : placed_blocks(article)) {
        const std::string& text = placed.block.text;
        expect(!text.empty() && text.front() != ' ' && text.back() != ' ', "a block has text, trimmed");
        expect(text.find('\n') == text.npos, "a block is one line");
        expect(placed.end > placed.begin, "a block has a place");
    }
    const Result<Article> again = article_from_json(to_json(article));
    expect(again && *again == article, "an article survives its JSON");
}

}  // namespace vorleser::test
