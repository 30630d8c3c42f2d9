#include "client/choosing.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include "client/failure.hpp"
#include "client/messages.hpp"
#include "client/text.hpp"

namespace vorleser {
namespace {

struct Span {
    std::int64_t first, last;
};

std::optional<std::int64_t> parse_integer(std::string_view text) {
    std::int64_t value = 0;
    const auto* end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc() || stopped != end) return std::nullopt;
    return value;
}

std::optional<Span> parse_range(std::string_view text) {
    const auto dash = text.find('-');
    if (dash == text.npos || dash == 0) return std::nullopt;
    const auto first = parse_integer(text.substr(0, dash)), last = parse_integer(text.substr(dash + 1));
    if (!first || !last || *last < 0) return std::nullopt;
    return Span{*first, *last};
}

// Without case and accents: letters decomposed, what stands above or below them left out.
std::vector<std::string> words_of(const std::string& text) {
    UErrorCode error = U_ZERO_ERROR;
    const auto* decompose = icu::Normalizer2::getNFKDInstance(error);
    auto folded = icu::UnicodeString::fromUTF8(text);
    if (U_SUCCESS(error)) folded = decompose->normalize(folded, error);
    folded.foldCase();
    std::vector<std::string> words;
    icu::UnicodeString word;
    const auto end_word = [&] {
        if (!word.isEmpty()) word.toUTF8String(words.emplace_back());
        word.remove();
    };
    for (int i = 0; i < folded.length(); i = folded.moveIndex32(i, 1)) {
        const auto c = folded.char32At(i);
        if (u_isalnum(c))
            word.append(c);
        else if (u_charType(c) != U_NON_SPACING_MARK)
            end_word();
    }
    end_word();
    return words;
}

bool has_parts(const std::vector<std::string>& title, const std::vector<std::string>& parts) {
    return std::all_of(parts.begin(), parts.end(), [&](const std::string& part) {
        return std::any_of(title.begin(), title.end(),
                           [&](const std::string& word) { return word.find(part) != word.npos; });
    });
}

bool has_words(const std::vector<std::string>& title, const std::vector<std::string>& words) {
    return std::all_of(words.begin(), words.end(), [&](const std::string& word) {
        return std::find(title.begin(), title.end(), word) != title.end();
    });
}

// Those that fit best.
std::vector<Entry> titled(const std::vector<Entry>& entries, const std::string& name) {
    const auto wanted = words_of(name);
    std::vector<Entry> equal, whole, in_part;
    for (const auto& entry : entries) {
        const auto title = words_of(entry.title);
        if (wanted.empty() || !has_parts(title, wanted)) continue;
        (title == wanted ? equal : has_words(title, wanted) ? whole : in_part).push_back(entry);
    }
    return !equal.empty() ? equal : !whole.empty() ? whole : in_part;
}

std::optional<Entry> numbered(const std::vector<Entry>& entries, std::int64_t wanted, Numbered number) {
    const auto found = std::find_if(entries.begin(), entries.end(),
                                    [&](const Entry& entry) { return entry.*number == wanted; });
    return found == entries.end() ? std::nullopt : std::optional(*found);
}

}  // namespace

bool has_in_title(const std::string& title, const std::string& part) {
    return has_parts(words_of(title), words_of(part));
}

std::optional<std::int64_t> parse_position(std::string_view text) {
    const auto number = parse_integer(text);
    return number && *number > 0 ? number : std::nullopt;
}

std::string problem_of_name(const std::string& name, bool range) {
    if (const auto number = parse_integer(name); number && *number < 1) return messages::bad_position();
    const auto wanted = range ? parse_range(name) : std::nullopt;
    return wanted && (wanted->first < 1 || wanted->last < wanted->first) ? messages::bad_range()
                                                                         : std::string();
}

Entry chosen(const std::vector<Entry>& entries, const std::string& name, Numbered number) {
    if (const auto position = parse_position(name)) {
        if (auto found = numbered(entries, *position, number)) return *found;
        throw Failure(Exit::failed, messages::no_such_number(*position, entries.size()));
    }
    const auto found = titled(entries, name);
    if (found.size() == 1) return found.front();
    if (found.empty()) throw Failure(Exit::failed, messages::no_such_title(plain(name)));
    auto message = messages::several_titles(plain(name));
    constexpr std::size_t most = 10;
    for (std::size_t i = 0; i < std::min(most, found.size()); ++i)
        message += fmt::format("\n{}  {}", found[i].*number, found[i].title);
    throw Failure(Exit::failed, message + (found.size() > most ? "\n…" : ""));
}

std::vector<Entry> chosen(const std::vector<Entry>& entries, const std::vector<std::string>& names) {
    std::vector<Entry> all;
    std::set<std::int64_t> ids;
    const auto take = [&](const Entry& entry) {
        if (ids.insert(entry.id).second) all.push_back(entry);
    };
    for (const auto& name : names) {
        if (const auto range = parse_range(name)) {
            // The list's end is looked at first: a range may be as long as it likes.
            const auto last = static_cast<std::int64_t>(entries.size());
            if (range->last > last)
                throw Failure(Exit::failed, messages::no_such_number(range->last, entries.size()));
            for (const auto& entry : entries)
                if (entry.number >= range->first && entry.number <= range->last) take(entry);
        } else {
            take(chosen(entries, name));
        }
    }
    return all;
}

}  // namespace vorleser
