// Pages that stand before an article: they ask for consent or a login, or whether a person is there.
#pragma once

#include <optional>
#include <string_view>

#include "daemon/article/html_blocks.hpp"
#include "daemon/article/html_data.hpp"
#include "daemon/article/html_score.hpp"
#include "daemon/base/error.hpp"

namespace vorleser {

// Whether the source has a field for a password.
bool asks_for_password(std::string_view source);

// What the listener is told of a page that shows something else before its article; nullopt: it is no such
// page. `choice` has what was taken for the article, which may be nothing. A page that says when its article
// was published, or by whom, may well speak of consent.
std::optional<Sentence> interstitial(const HtmlPage& page, const HtmlData& data, const HtmlChoice& choice);

}  // namespace vorleser
