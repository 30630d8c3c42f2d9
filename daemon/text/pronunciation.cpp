#include "daemon/text/pronunciation.hpp"

#include <array>
#include <unordered_map>

#include <unicode/uchar.h>

#include "daemon/article/characters.hpp"
#include "daemon/text/compounds.hpp"
#include "daemon/text/data.hpp"

namespace vorleser {

namespace {

constexpr std::size_t least_compound = 7;   // bytes; shorter words are no compounds worth parting
constexpr std::size_t longest_word = 80;    // bytes; what is longer is no word
constexpr std::size_t remembered = 20'000;  // words

bool is_letter(char32_t c) {
    return u_isalpha(static_cast<UChar32>(c));
}

}  // namespace

struct Pronunciation::Data {
    Compounds compounds;
    std::unordered_map<std::string, std::string> respelled;      // lower case → as eSpeak NG reads it right
    std::vector<std::string> endings;                            // that a respelled word may have
    mutable std::unordered_map<std::string, std::string> cache;  // as written → as said

    // nullptr: not in the lexicon. The ending, if it has one, goes to `ending`.
    const std::string* find(std::string_view lower, std::string_view& ending) const {
        for (const std::string& each : endings) {
            if (!lower.ends_with(each) || lower.size() <= each.size()) continue;
            const auto found = respelled.find(std::string(lower.substr(0, lower.size() - each.size())));
            if (found == respelled.end()) continue;
            ending = lower.substr(lower.size() - each.size());
            return &found->second;
        }
        return nullptr;
    }

    std::string say(const std::string& word) const {
        const std::string lower = lower_case(word);
        std::string_view ending;
        if (const auto* known = find(lower, ending)) return *known + std::string(ending);
        // Capitals within a word are acronyms and brands, which are no compounds.
        bool plain = lower.size() == word.size();
        std::size_t at = 0;
        next_code_point(word, at);
        plain = plain && word.substr(at) == lower.substr(at);
        if (!plain || word.size() < least_compound) return word;
        std::string parted = numbers_parted(word, lower);
        if (!parted.empty()) return parted;
        at = 0;
        for (const std::string_view part : compounds.parts(lower)) {
            if (!parted.empty()) parted += '-';
            if (const auto* known = find(part, ending))
                parted += *known + std::string(ending);
            else
                parted += word.substr(at, part.size());
            at += part.size();
        }
        return parted.empty() ? word : parted;
    }

    // «fünfundvierzigjährig»: eSpeak NG garbles number words in one piece. Empty: it is none.
    static std::string numbers_parted(const std::string& word, const std::string& lower) {
        static constexpr std::array<std::string_view, 9> units{"ein",   "zwei",   "drei", "vier", "fünf",
                                                               "sechs", "sieben", "acht", "neun"};
        static constexpr std::array<std::string_view, 9> tens{"zwanzig", "dreißig", "dreissig",
                                                              "vierzig", "fünfzig", "sechzig",
                                                              "siebzig", "achtzig", "neunzig"};
        for (const auto unit : units) {
            if (!lower.starts_with(unit)) continue;
            const std::string_view rest = std::string_view(lower).substr(unit.size());
            if (!rest.starts_with("und")) continue;
            for (const auto ten : tens) {
                if (!rest.substr(3).starts_with(ten)) continue;
                const std::size_t end = unit.size() + 3 + ten.size();
                std::string parted =
                    word.substr(0, unit.size()) + "-und-" + word.substr(unit.size() + 3, ten.size());
                const std::string behind = word.substr(end);
                // «vierzigste» and «vierziger» are one word with their ending.
                if (behind.size() > 3 && !behind.starts_with("st")) parted += '-';
                return parted + behind;
            }
        }
        return {};
    }

    const std::string& said(const std::string& word) const {
        if (const auto found = cache.find(word); found != cache.end()) return found->second;
        if (cache.size() >= remembered) cache.clear();
        return cache.emplace(word, word.size() > longest_word ? word : say(word)).first->second;
    }
};

Pronunciation::Pronunciation(const std::vector<std::string>& directories)
    : data_(new Data{Compounds(directories), {}, {}, {}}) {
    const auto data = load_data(directories, "lexicon.toml");
    if (const auto* words = data["words"].as_table())
        for (const auto& [word, node] : *words) {
            const auto respelling = node.value<std::string>();
            if (!respelling || respelling->find_first_of("[]<>") != std::string::npos)
                malformed(node, "must be the word as German is spelt");
            const std::string lower = lower_case(std::string(word.str()));
            data_->respelled[lower] = *respelling;
            data_->compounds.add_part(lower);
        }
    if (const auto* endings = data["endings"].as_array())
        for (const auto& each : *endings) {
            if (!each.is_string()) malformed(each, "must be an ending");
            data_->endings.push_back(each.value_or(std::string()));
        }
    data_->endings.insert(data_->endings.begin(), "");
}

Pronunciation::~Pronunciation() = default;
Pronunciation::Pronunciation(Pronunciation&&) noexcept = default;

Spoken Pronunciation::pronounced(Spoken spoken) const {
    Spoken result;
    result.words = std::move(spoken.words);
    result.say.reserve(spoken.say.size() + spoken.say.size() / 4);
    auto word = result.words.begin();
    std::uint32_t before = 0, after = 0;  // code points of the old and of the new text
    const std::string_view say = spoken.say;
    for (std::size_t at = 0; at < say.size();) {
        // Letters that belong together, or one other character.
        std::size_t end = at;
        std::uint32_t length = 1;
        if (is_letter(next_code_point(say, end)))
            for (std::size_t next = end; next < say.size() && is_letter(next_code_point(say, next)); ++length)
                end = next;
        const std::string piece(say.substr(at, end - at));
        const std::string& said = length > 1 ? data_->said(piece) : piece;
        for (; word != result.words.end() && word->said < before + length; ++word)
            // A said word begins with a piece; within one only marks could begin, and they have none.
            word->said = after + (word->said == before ? 0 : word->said - before);
        result.say += said;
        before += length;
        after += &said == &piece ? length : static_cast<std::uint32_t>(count_code_points(said));
        at = end;
    }
    return result;
}

}  // namespace vorleser
