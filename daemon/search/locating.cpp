#include "daemon/search/locating.hpp"

#include <algorithm>
#include <bit>
#include <map>

#include "daemon/article/characters.hpp"
#include "daemon/text/folding.hpp"

namespace vorleser::search {

namespace {

// Which word of the part it is; nullopt: one of the title alone.
std::optional<std::uint32_t> word_of(const Spot& spot, const Places& places) {
    const auto of = [&](const std::vector<std::uint32_t>& words) {
        return spot.term < words.size() ? std::optional(words[spot.term]) : std::nullopt;
    };
    if (spot.column == Column::words) return spot.term;
    if (spot.column == Column::stems) return of(places.stem_words);
    if (spot.column == Column::parts) return of(places.part_words);
    return {};
}

std::string_view code_points(std::string_view text, std::uint32_t from, std::uint32_t count) {
    std::size_t at = 0;
    for (std::uint32_t i = 0; i < from && at < text.size(); ++i) next_code_point(text, at);
    std::size_t end = at;
    for (std::uint32_t i = 0; i < count && end < text.size(); ++i) next_code_point(text, end);
    return text.substr(at, end - at);
}

}  // namespace

Located locate(std::span<const Spot> spots, std::string_view phrases, const Places& places) {
    const auto& sentences = places.sentences;
    if (sentences.empty()) return {};
    struct Found {
        std::uint64_t which = 0;  // of the query's terms, a bit each
        std::vector<std::uint32_t> words;
    };
    std::map<std::size_t, Found> found;  // by sentence
    std::uint64_t all = 0;
    for (const char number : phrases) all |= std::uint64_t{1} << (number & 63);
    for (const Spot& spot : spots) {
        const auto word = word_of(spot, places);
        if (!word || static_cast<std::size_t>(spot.phrase) >= phrases.size()) continue;
        const auto behind = std::upper_bound(sentences.begin(), sentences.end(), *word,
                                             [](std::uint32_t w, const auto& s) { return w < s.first_word; });
        if (behind == sentences.begin()) continue;
        Found& of = found[static_cast<std::size_t>(behind - sentences.begin()) - 1];
        of.which |= std::uint64_t{1} << (phrases[static_cast<std::size_t>(spot.phrase)] & 63);
        of.words.push_back(*word);
    }
    const auto rank = [&](const auto& each) {
        const bool title = sentences[each.first].first_word < places.title_words;
        return std::pair(!title, std::popcount(each.second.which));
    };
    auto best = found.begin();
    for (auto each = found.begin(); each != found.end(); ++each)
        if (rank(*each) > rank(*best)) best = each;
    if (best == found.end()) return {sentences.front(), {}, 0};
    Located located{sentences[best->first], std::move(best->second.words), 0};
    std::sort(located.words.begin(), located.words.end());
    located.words.erase(std::unique(located.words.begin(), located.words.end()), located.words.end());
    located.weight = static_cast<double>(std::popcount(best->second.which)) / std::max(1, std::popcount(all));
    return located;
}

Excerpt excerpt(const Located& located, std::span<const PlacedBlock> part, std::uint32_t begin) {
    const std::uint32_t from = begin + located.sentence.begin;
    Excerpt excerpt;
    for (const PlacedBlock& placed : part) {
        const auto size = static_cast<std::uint32_t>(count_code_points(placed.block.text));
        if (from < placed.begin || from >= placed.begin + size) continue;
        const std::uint32_t length =
            std::min(located.sentence.end - located.sentence.begin, placed.begin + size - from);
        const auto text = code_points(placed.block.text, from - placed.begin, length);
        std::vector<WordSpan> words;
        for (const WordSpan& word : words_in(text))
            if (!normalized(text.substr(word.byte, word.byte_end - word.byte)).empty()) words.push_back(word);
        std::vector<std::pair<std::uint32_t, std::uint32_t>> matches;
        for (const std::uint32_t word : located.words)
            if (const auto i = word - located.sentence.first_word; i < words.size())
                matches.emplace_back(words[i].begin, words[i].end);
        std::uint32_t first = 0, last = length;
        if (length > longest_excerpt) {  // what is around the first match, by whole words
            constexpr std::uint32_t before = longest_excerpt / 4;
            const std::uint32_t match = matches.empty() ? 0 : matches.front().first;
            for (const WordSpan& word : words)
                if (word.begin + before <= match) first = word.begin;
            last = std::min(length, first + longest_excerpt);
            for (const WordSpan& word : words)
                if (word.end <= first + longest_excerpt && word.end > match) last = word.end;
        }
        excerpt.text = code_points(text, first, last - first);
        excerpt.begin = from + first;
        excerpt.end = from + last;
        for (const auto& [a, b] : matches)
            if (a >= first && b <= last) excerpt.matches.emplace_back(from + a, from + b);
        break;
    }
    return excerpt;
}

}  // namespace vorleser::search
