// Why a page's blocks were kept or left out: for whoever wonders, and for whoever changes the rules.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "daemon/article/html_model.hpp"
#include "daemon/article/read.hpp"

namespace vorleser {

struct ExplainedBlock {
    std::string text;
    std::string became;   // «title», «paragraph» …; empty: left out
    std::string rule;     // which rule left it out, in a few words; empty if none did
    Judgement judgement;  // how likely it was of the article, and why
};

// The blocks of a page's source, or the lines of copied text, in reading order; `options` as for
// read_article(). Pure. Errors: `unreadable` for what is no text, and for somebody's own, of which nothing is
// left out.
Result<std::vector<ExplainedBlock>> explain_page(std::string_view bytes, const ReadOptions& options);

// The same of clean text: a page's source (html.cpp), copied (page.cpp).
std::vector<ExplainedBlock> explain_html(std::string_view text);
std::vector<ExplainedBlock> explain_copied(std::string_view text);

}  // namespace vorleser
