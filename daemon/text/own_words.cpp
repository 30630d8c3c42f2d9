#include "daemon/text/own_words.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>
#include <toml++/toml.h>
#include <unicode/uchar.h>

#include "daemon/article/characters.hpp"
#include "daemon/text/sound.hpp"

namespace vorleser {

namespace {

constexpr std::size_t longest_word = 80;  // bytes

Result<toml::table> parsed(std::string_view file) {
    try {
        return toml::parse(file);
    } catch (const toml::parse_error& wrong) {
        return Error(ErrorKind::unreadable, "your lexicon is malformed in line {}: {}",
                     wrong.source().begin.line, wrong.description());
    }
}

bool is_word(std::string_view word) {
    if (word.empty() || word.size() > longest_word) return false;
    for (std::size_t at = 0; at < word.size();)
        if (!u_isalpha(static_cast<UChar32>(next_code_point(word, at)))) return false;
    return true;
}

// Where a line and a column (both from 1, in code points) lie in the file.
std::size_t offset(std::string_view file, const toml::source_position& place) {
    std::size_t at = 0;
    for (auto line = place.line; line > 1 && at < file.size(); --line)
        at = std::min(file.find('\n', at), file.size() - 1) + 1;
    for (auto column = place.column; column > 1 && at < file.size(); --column) next_code_point(file, at);
    return at;
}

const toml::node* find(const toml::table& table, std::string_view word) {
    const auto* words = table["words"].as_table();
    if (!words) return nullptr;
    for (const auto& [key, node] : *words)
        if (lower_case(key.str()) == lower_case(word)) return &node;
    return nullptr;
}

std::string quoted(std::string_view text) {
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"') result += '\\';
        result += c;
    }
    return result + '"';
}

const Error by_hand =
    Error(ErrorKind::conflict,
          "your lexicon is written in a way that cannot be changed by command: change it by hand");

}  // namespace

Result<std::vector<OwnWord>> own_words(std::string_view file) {
    const auto table = parsed(file);
    if (!table) return table.error();
    std::vector<std::pair<toml::source_index, OwnWord>> found;
    if (const auto* words = (*table)["words"].as_table())
        for (const auto& [key, node] : *words)
            if (const auto sound = node.value<std::string>())
                found.push_back({node.source().begin.line, {std::string(key.str()), *sound}});
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<OwnWord> all;
    for (auto& each : found) all.push_back(std::move(each.second));
    return all;
}

Result<std::string> with_word(std::string_view file, std::string_view word, std::string_view sound) {
    if (!is_word(word))
        return Error(ErrorKind::invalid_argument,
                     "the word must be one of letters only; of a word with hyphens, give the part");
    if (!parse_sound(sound))
        return Error(
            ErrorKind::invalid_argument,
            "“sound” must be a German spelling (“Klaud”), a word of another language (“en:cloud”) or "
            "phonemes (“/kl'aUd/”)");
    const auto table = parsed(file);
    if (!table) return table.error();
    std::string result(file);
    const std::string lower = lower_case(word);
    if (const toml::node* old = find(*table, word)) {
        const auto begin = offset(file, old->source().begin), end = offset(file, old->source().end);
        result.replace(begin, end - begin, quoted(sound));
    } else {
        const bool bare =
            std::all_of(lower.begin(), lower.end(), [](char c) { return c >= 'a' && c <= 'z'; });
        const std::string line = (bare ? lower : quoted(lower)) + " = " + quoted(sound) + "\n";
        if (const toml::node* words = table->get("words")) {
            auto at = std::min(result.find('\n', offset(file, words->source().begin)), result.size());
            if (at == result.size()) result += '\n';
            result.insert(at + 1, line);
        } else {
            if (!result.empty() && result.back() != '\n') result += '\n';
            result += (result.empty() ? "" : "\n") + std::string("[words]\n") + line;
        }
    }
    // Whatever way the file is written in: it must say this now, and still all it said before.
    const auto again = parsed(result);
    if (!again) return by_hand;
    const toml::node* now = find(*again, word);
    if (!now || now->value<std::string>() != std::string(sound)) return by_hand;
    return result;
}

Result<std::string> without_word(std::string_view file, std::string_view word) {
    const auto table = parsed(file);
    if (!table) return table.error();
    const toml::node* old = find(*table, word);
    if (!old) return Error(ErrorKind::not_found, "“{}” is not in your lexicon: see lexicon", word);
    auto begin = offset(file, {old->source().begin.line, 1});
    auto end = std::min(file.find('\n', offset(file, old->source().end)), file.size() - 1) + 1;
    std::string result(file);
    result.erase(begin, end - begin);
    const auto before = own_words(file), after = own_words(result);
    if (!before || !after || after->size() + 1 != before->size()) return by_hand;
    return result;
}

}  // namespace vorleser
