// Whether two articles say the same.
#pragma once

#include <string>

#include "daemon/article/article.hpp"

namespace vorleser {

// Of what is read aloud but the title, block by block; of the title where there is nothing else. The same
// text under another title is the same article: pages change their headlines, and listeners their titles.
bool same_text(const Article& one, const Article& other);

// The same text gives the same digest; whoever finds one compares (FNV-1a, 64 bit).
std::string text_digest(const Article& article);

}  // namespace vorleser
