#include "daemon/article/passages.hpp"

#include <algorithm>
#include <limits>

#include "daemon/article/characters.hpp"

namespace vorleser {

namespace {

template <class Visit>
void for_each_passage(std::span<const std::uint64_t> words, Visit visit) {
    for (std::size_t i = 0; i + passage_length <= words.size(); ++i) {
        std::uint64_t hash = 0;
        for (std::size_t k = 0; k < passage_length; ++k) hash = hash * 0x9E3779B97F4A7C15ULL + words[i + k];
        visit(hash);
    }
}

std::vector<std::uint64_t> words_of(std::string_view text) {
    std::vector<std::uint64_t> words;
    add_words(text, words);
    return words;
}

// One of many orders of all numbers (the mixing of SplitMix64).
std::uint64_t mixed(std::uint64_t passage, std::uint64_t order) {
    std::uint64_t x = passage + order * 0x9E3779B97F4A7C15ULL;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
    return x ^ (x >> 31);
}

}  // namespace

void add_words(std::string_view text, std::vector<std::uint64_t>& words) {
    constexpr std::uint64_t start = 1469598103934665603ULL, prime = 1099511628211ULL;  // FNV-1a
    std::uint64_t hash = start;
    bool within = false;
    for (std::size_t at = 0; at < text.size();) {
        const char32_t c = next_code_point(text, at);
        if (is_letter_or_digit(c)) {
            const auto lower =
                c < 0x80 ? c | 0x20 : static_cast<char32_t>(u_tolower(static_cast<UChar32>(c)));
            hash = (hash ^ lower) * prime;
            within = true;
            if (c < 0x2E80 || (c >= 0xAC00 && c <= 0xD7AF)) continue;  // else a character is a word
        }
        if (within) words.push_back(hash);
        hash = start;
        within = false;
    }
    if (within) words.push_back(hash);
}

std::vector<std::uint64_t> passages_of(std::span<const std::uint64_t> words) {
    std::vector<std::uint64_t> passages;
    passages.reserve(words.size());
    for_each_passage(words, [&](std::uint64_t passage) { passages.push_back(passage); });
    std::sort(passages.begin(), passages.end());
    passages.erase(std::unique(passages.begin(), passages.end()), passages.end());
    return passages;
}

double resemblance(std::span<const std::uint64_t> one, std::span<const std::uint64_t> other) {
    std::size_t shared = 0;
    for (auto a = one.begin(), b = other.begin(); a != one.end() && b != other.end();) {
        if (*a == *b)
            ++shared, ++a, ++b;
        else
            ++(*a < *b ? a : b);
    }
    const std::size_t all = one.size() + other.size() - shared;
    return all ? static_cast<double>(shared) / static_cast<double>(all) : 0;
}

Sketch sketch_of(std::span<const std::uint64_t> passages) {
    Sketch sketch;
    sketch.fill(std::numeric_limits<std::uint64_t>::max());
    for (const std::uint64_t passage : passages)
        for (std::size_t i = 0; i < sketch.size(); ++i)
            sketch[i] = std::min(sketch[i], mixed(passage, i + 1));
    return sketch;
}

void Passages::add(std::string_view text) {
    for_each_passage(words_of(text), [&](std::uint64_t passage) { known_.insert(passage); });
}

double Passages::share(std::string_view text) const {
    std::size_t all = 0, found = 0;
    for_each_passage(words_of(text), [&](std::uint64_t passage) {
        ++all;
        found += known_.count(passage);
    });
    return all ? static_cast<double>(found) / static_cast<double>(all) : -1;
}

}  // namespace vorleser
