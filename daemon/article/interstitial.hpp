// Pages that stand before an article: they ask for consent or a login, or whether a person is there.
#pragma once

#include <optional>

#include "daemon/article/html_blocks.hpp"
#include "daemon/article/html_data.hpp"
#include "daemon/article/html_score.hpp"
#include "daemon/base/error.hpp"

namespace vorleser {

// What the listener is told of a page that shows something else before its article; nullopt: it is no such
// page. `choice` has what was taken for the article, which may be nothing. A page that says when its article
// was published, or by whom, may well speak of consent.
std::optional<Sentence> interstitial(const HtmlPage& page, const HtmlData& data, const HtmlChoice& choice);

}  // namespace vorleser
