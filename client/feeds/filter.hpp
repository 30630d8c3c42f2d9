// Which of a feed's new articles come. Pure.
#pragma once

#include <string>
#include <vector>

#include "client/feeds/feed.hpp"
#include "client/feeds/store.hpp"

namespace vorleser::feeds {

// Whether title, categories or teaser have a word that begins with `words`, which may be several in a row;
// without case.
bool has_words(const Item& item, const std::string& words);

// Of `items`, as the feed has them: those that are wished for, the newest, the oldest of these first.
std::vector<Item> chosen(std::vector<Item> items, const Wishes& wishes);

}  // namespace vorleser::feeds
