#include "client/feeds/filter.hpp"

#include <algorithm>

#include <unicode/uchar.h>
#include <unicode/unistr.h>

namespace vorleser::feeds {
namespace {

icu::UnicodeString folded(const std::string& text) {
    return icu::UnicodeString::fromUTF8(text).foldCase();
}

bool has(const std::string& text, const icu::UnicodeString& words) {
    const auto in = folded(text);
    for (auto at = in.indexOf(words); at >= 0; at = in.indexOf(words, at + 1))
        if (at == 0 || !u_isalnum(in.char32At(at - 1))) return true;
    return false;
}

bool has_any(const Item& item, const std::vector<std::string>& wanted) {
    return std::ranges::any_of(wanted, [&](const std::string& words) { return has_words(item, words); });
}

}  // namespace

bool has_words(const Item& item, const std::string& words) {
    const auto wanted = folded(words);
    return has(item.title, wanted) || has(item.teaser, wanted) ||
           std::ranges::any_of(item.categories, [&](const auto& each) { return has(each, wanted); });
}

std::vector<Item> chosen(std::vector<Item> items, const Wishes& wishes) {
    std::erase_if(items, [&](const Item& item) {
        return (!wishes.with.empty() && !has_any(item, wishes.with)) || has_any(item, wishes.without);
    });
    // Feeds have the newest first; dates are believed where all have one.
    if (std::ranges::all_of(items, [](const Item& item) { return item.published != 0; }))
        std::ranges::stable_sort(items, std::greater(), &Item::published);
    if (static_cast<std::int64_t>(items.size()) > wishes.newest)
        items.resize(static_cast<std::size_t>(wishes.newest));
    std::ranges::reverse(items);
    return items;
}

}  // namespace vorleser::feeds
