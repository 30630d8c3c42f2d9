#include "daemon/text/pronunciation.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>

#include <unicode/uchar.h>

#include "daemon/article/characters.hpp"
#include "daemon/text/compounds.hpp"
#include "daemon/text/data.hpp"
#include "daemon/text/sound.hpp"

namespace vorleser {

namespace {

constexpr std::size_t least_compound = 7;   // bytes; shorter words are no compounds worth parting
constexpr std::size_t least_stem = 3;       // bytes before a suffix
constexpr std::size_t longest_word = 80;    // bytes; what is longer is no word
constexpr std::size_t remembered = 20'000;  // words

bool is_letter(char32_t c) {
    return u_isalpha(static_cast<UChar32>(c));
}

// What may follow a suffix.
constexpr std::array<std::string_view, 10> inflections{"e", "en", "er",   "es",     "em",
                                                       "n", "s",  "keit", "keiten", "erweise"};

const std::string unstressed_und = "/Unt/";  // between numbers

using Sounds = std::vector<std::string>;  // in the notation of sound.hpp

bool is_spelling(const std::string& notation) {
    const auto sound = parse_sound(notation);
    return sound && sound->language.empty() && !sound->phonemes;
}

// What ends in b, d or g before a joint: eSpeak NG hardens it only at a word's end («Flug-hafen»).
bool ends_voiced(std::string_view part) {
    if (part.ends_with('s')) part.remove_suffix(1);
    return part.size() > 1 && (part.ends_with('b') || part.ends_with('d') || part.ends_with('g')) &&
           !part.ends_with("ng");
}

}  // namespace

struct Pronunciation::Data {
    Compounds compounds;
    std::unordered_map<std::string, std::string> lexicon;  // lower case → its sound
    // What a word of the lexicon may end with, and the phonemes of that.
    std::vector<std::pair<std::string, std::string>> endings;
    using Spellings = std::vector<std::pair<std::string, std::string>>;
    std::vector<std::pair<std::string, std::size_t>>
        prefixes;               // how a word begins, and how much of it is one
    Spellings suffixes;         // read apart from a stem that ends in b, d or g: their sounds
    Spellings suffixes_always;  // read apart from any stem
    // What is spelt otherwise, longest first; «^» and «$» stand for the ends of a word or part.
    Spellings spellings;
    mutable std::unordered_map<std::string, Sounds> cache;  // by the word as written

    // Empty: not in the lexicon.
    Sounds find(std::string_view lower) const {
        for (const auto& [ending, phonemes] : endings) {
            if (!lower.ends_with(ending) || lower.size() <= ending.size()) continue;
            const auto found = lexicon.find(std::string(lower.substr(0, lower.size() - ending.size())));
            if (found == lexicon.end()) continue;
            const std::string& sound = found->second;
            if (ending.empty()) return {sound};
            const auto parsed = parse_sound(sound);
            if (!parsed->phonemes && (parsed->language.empty() || ending == "s")) return {sound + ending};
            return {sound, "/" + phonemes + "/"};
        }
        return {};
    }

    // The sounds of a word's parts; a single spelling is to be said in the word's place. Empty: as written.
    Sounds sounds(const std::string& word) const {
        const std::string lower = lower_case(word);
        if (auto known = find(lower); !known.empty()) return known;
        // Capitals within a word are acronyms and brands, which are no compounds.
        bool plain = lower.size() == word.size();
        std::size_t at = 0;
        next_code_point(word, at);
        plain = plain && word.substr(at) == lower.substr(at);
        if (!plain) return {};
        if (auto parted = number_parts(lower); !parted.empty()) return parted;
        const bool noun = lower != word;
        Sounds all = compound(lower, noun, 0);
        return all.size() == 1 && all[0] == word ? Sounds{} : all;
    }

    // A part may be a compound that the dictionary knows as one word («Düsen-flug-zeug»).
    Sounds compound(std::string_view lower, bool noun, int depth) const {
        Sounds all;
        const auto parts = lower.size() < least_compound || depth > 2 ? std::vector<std::string_view>{}
                                                                      : compounds.parts(lower);
        if (parts.empty()) return simple(lower, noun);
        for (const std::string_view part : parts) {
            Sounds known = find(part);
            if (known.empty()) known = compound(part, noun, depth + 1);
            all.insert(all.end(), known.begin(), known.end());
        }
        return all;
    }

    // A word or part that is no compound.
    Sounds simple(std::string_view lower, bool noun) const {
        for (const auto& [beginning, size] : prefixes)
            if (lower.starts_with(beginning)) {
                Sounds rest = compound(lower.substr(size), noun, 1);
                rest.insert(rest.begin(), std::string(lower.substr(0, size)));
                return rest;
            }
        std::size_t at = 0;
        const std::string sound = suffix_of(lower, at);
        if (sound.empty()) return {spelt(lower, noun)};
        Sounds sounds = find(lower.substr(0, at));
        if (sounds.empty()) sounds = {spelt(lower.substr(0, at), noun)};
        sounds.push_back(sound);
        return sounds;
    }

    // The sound of a suffix before which a stem in b, d or g is hardened («Ergeb-nis», «sag-te»), and where
    // it begins. Empty: there is none.
    std::string suffix_of(std::string_view lower, std::size_t& at) const {
        const auto fits = [&](const std::string& letters, const std::string& sound,
                              bool any_stem) -> std::string {
            // «eur|in»: the stem ends so.
            const auto bar = letters.find('|');
            const std::string before = bar == letters.npos ? "" : letters.substr(0, bar);
            const std::string suffix = bar == letters.npos ? letters : letters.substr(bar + 1);
            at = lower.rfind(suffix);
            if (at == lower.npos || at < least_stem || !lower.substr(0, at).ends_with(before)) return {};
            if (!any_stem && (lower[at - 1] == 's' || !ends_voiced(lower.substr(0, at)))) return {};
            const std::string_view behind = lower.substr(at + suffix.size());
            if (behind.empty()) return sound;
            const bool inflected =
                std::find(inflections.begin(), inflections.end(), behind) != inflections.end();
            return inflected && is_spelling(sound) ? sound + std::string(behind) : "";
        };
        for (const auto& [suffix, its] : suffixes)
            if (auto sound = fits(suffix, its, false); !sound.empty()) return sound;
        for (const auto& [suffix, its] : suffixes_always)
            if (auto sound = fits(suffix, its, true); !sound.empty()) return sound;
        return {};
    }

    std::string spelt(std::string_view part, bool noun) const {
        std::string marked = "^" + std::string(part) + "$", result;
        for (std::size_t at = 0; at < marked.size();) {
            const auto found = std::find_if(spellings.begin(), spellings.end(), [&](const auto& spelling) {
                return std::string_view(marked).substr(at).starts_with(spelling.first);
            });
            if (found != spellings.end()) {
                result += found->second;
                at += found->first.size();
                if (found->first.ends_with('$')) break;
            } else {
                if (marked[at] != '^' && marked[at] != '$') result += marked[at];
                ++at;
            }
        }
        return noun ? capital(result) : result;
    }

    // «Weg» and «weg» differ, as eSpeak NG knows.
    static std::string capital(std::string_view word) {
        std::size_t at = 0;
        std::string result;
        append(result, static_cast<char32_t>(u_toupper(static_cast<UChar32>(next_code_point(word, at)))));
        return result + std::string(word.substr(at));
    }

    // «fünfundvierzigjährig»: eSpeak NG garbles number words in one piece. Empty: it is none.
    Sounds number_parts(std::string_view lower) const {
        static constexpr std::array<std::string_view, 9> units{"ein",   "zwei",   "drei", "vier", "fünf",
                                                               "sechs", "sieben", "acht", "neun"};
        static constexpr std::array<std::string_view, 9> tens{"zwanzig", "dreißig", "dreissig",
                                                              "vierzig", "fünfzig", "sechzig",
                                                              "siebzig", "achtzig", "neunzig"};
        for (const auto unit : units) {
            if (!lower.starts_with(unit)) continue;
            const std::string_view rest = lower.substr(unit.size());
            if (!rest.starts_with("und")) continue;
            for (const auto ten : tens) {
                if (!rest.substr(3).starts_with(ten)) continue;
                const std::string_view behind = rest.substr(3 + ten.size());
                std::string last(ten);
                Sounds parts{std::string(unit), unstressed_und};
                // «vierzigste» and «vierziger» are one word with their ending.
                const bool own = behind.size() > 3 && !behind.starts_with("st");
                if (!own) last += behind;
                const Sounds known = find(last);
                parts.insert(parts.end(), known.empty() ? &last : known.data(),
                             known.empty() ? &last + 1 : known.data() + known.size());
                if (own) parts.emplace_back(behind);
                return parts;
            }
        }
        return {};
    }

    const Sounds& said(const std::string& word) const {
        static const Sounds none;
        if (word.size() > longest_word) return none;
        if (const auto found = cache.find(word); found != cache.end()) return found->second;
        if (cache.size() >= remembered) cache.clear();
        return cache.emplace(word, sounds(word)).first->second;
    }
};

Pronunciation::Pronunciation(const std::vector<std::string>& directories)
    : data_(new Data{Compounds(directories), {}, {}, {}, {}, {}, {}, {}}) {
    const auto data = load_data(directories, "lexicon.toml");
    const auto learn = [&](std::string_view word, const toml::node& node, const std::string& sound) {
        if (!parse_sound(sound)) malformed(node, "«" + sound + "» is no sound; see text/PRONUNCIATION.md");
        const std::string lower = lower_case(word);
        data_->lexicon[lower] = sound;
        data_->compounds.add_part(lower);
    };
    if (const auto* foreign = data["foreign"].as_table())
        for (const auto& [language, list] : *foreign) {
            if (!list.is_array()) malformed(list, "must be a list of words");
            for (const auto& node : *list.as_array()) {
                const auto word = node.value<std::string>();
                if (!word) malformed(node, "must be a word");
                learn(*word, node, std::string(language.str()) + ":" + *word);
            }
        }
    if (const auto* words = data["words"].as_table())
        for (const auto& [word, node] : *words) {
            const auto sound = node.value<std::string>();
            if (!sound) malformed(node, "must be how the word sounds");
            learn(word.str(), node, *sound);
        }
    if (const auto* prefixes = data["prefixes"].as_array())
        for (const auto& node : *prefixes) {
            std::string prefix = node.value_or(std::string());
            const auto bar = prefix.find('|');
            if (bar == prefix.npos || bar == 0)
                malformed(node, "must be a word's beginning with a | where it is parted");
            data_->prefixes.emplace_back(prefix.erase(bar, 1), bar);
        }
    const auto pairs_of = [&](const char* name) {
        Data::Spellings pairs;
        if (const auto* table = data[name].as_table())
            for (const auto& [letters, node] : *table) {
                const auto sound = node.value<std::string>();
                if (!sound || !parse_sound(*sound)) malformed(node, "must be how it sounds");
                pairs.emplace_back(letters.str(), *sound);
            }
        return pairs;
    };
    data_->suffixes = pairs_of("suffixes");
    data_->suffixes_always = pairs_of("suffixes_always");
    data_->spellings = pairs_of("spellings");
    std::stable_sort(data_->spellings.begin(), data_->spellings.end(),
                     [](const auto& a, const auto& b) { return a.first.size() > b.first.size(); });
    data_->endings.emplace_back();
    if (const auto* endings = data["endings"].as_table())
        for (const auto& [ending, node] : *endings) {
            const auto phonemes = node.value<std::string>();
            if (!phonemes || !parse_sound("/" + *phonemes + "/")) malformed(node, "must be phonemes");
            data_->endings.emplace_back(ending.str(), *phonemes);
        }
}

Pronunciation::~Pronunciation() = default;
Pronunciation::Pronunciation(Pronunciation&&) noexcept = default;

namespace {

// Walks through what is said and writes what eSpeak NG shall be given, code point by code point in step.
class Walk {
 public:
    Walk(Spoken spoken, const Pronunciation::Data& data)
        : say_(spoken.say), data_(data), words_(std::move(spoken.words)) {
        result_.reserve(say_.size() + say_.size() / 2);
    }

    Spoken done() {
        while (at_ < say_.size()) is_letter_at(at_) ? chain() : other();
        for (; word_ < words_.size(); ++word_) words_[word_].said = after_;
        return {std::move(result_), std::move(words_)};
    }

 private:
    bool is_letter_at(std::size_t at) const {
        return at < say_.size() && is_letter(next_code_point(say_, at));
    }

    void other() {
        const std::size_t from = at_;
        const char32_t c = next_code_point(say_, at_);
        step(1);
        // What begins and ends our groups is nobody else's to write.
        if (c < 0x20)
            put(" ");
        else
            put(std::string_view(say_).substr(from, at_ - from));
    }

    std::string_view letters_at(std::size_t at) const {
        std::size_t end = at;
        while (is_letter_at(end)) next_code_point(say_, end);
        return std::string_view(say_).substr(at, end - at);
    }

    // Letters, and those joined to them by hyphens unless a word of the article begins there.
    void chain() {
        std::vector<std::string_view> pieces{letters_at(at_)};
        std::size_t end = at_ + pieces[0].size();
        std::uint32_t length = points(pieces[0]);
        while (end < say_.size() && say_[end] == '-' && is_letter_at(end + 1) && !word_begins(length + 1)) {
            pieces.push_back(letters_at(end + 1));
            end += 1 + pieces.back().size();
            length += 1 + points(pieces.back());
        }
        std::string group;
        bool grouped = false, first = true;
        for (const auto piece : pieces) {
            Sounds sounds = piece.size() > 1 ? data_.said(std::string(piece)) : Sounds{};
            // A single word that is only spelt otherwise needs no group; a part of several does.
            grouped =
                grouped || sounds.size() > 1 || (sounds.size() == 1 && !is_spelling(sounds[0])) ||
                (pieces.size() > 1 && (!sounds.empty() || (piece != pieces.back() && ends_voiced(piece))));
            if (sounds.empty())
                sounds = {pieces.size() > 1 && piece == "und" ? unstressed_und : std::string(piece)};
            for (std::size_t i = 0; i < sounds.size(); ++i) {
                // Of what hyphens join, nouns make a compound; numbers and letters stand side by side.
                if (!first) group += i > 0 || starts_upper(piece) ? compound_joint : equal_joint;
                group += sounds[i];
                first = false;
            }
        }
        if (grouped) {
            // «Trump's»: the ending belongs to the word.
            if (const auto apostrophe = apostrophe_s(end)) {
                group += std::string(1, compound_joint) + "/s/";
                length += 2;
                end += apostrophe;
            }
            group = sound_begin + group + sound_end;
        } else {
            std::replace(group.begin(), group.end(), compound_joint, '-');
            std::replace(group.begin(), group.end(), equal_joint, '-');
        }
        step(length);
        put(group);
        at_ = end;
    }

    // Bytes of «'s» at `at`, if the word ends with it; else 0.
    std::size_t apostrophe_s(std::size_t at) const {
        const std::string_view rest = std::string_view(say_).substr(at);
        const std::size_t size = rest.starts_with("'s") ? 2 : rest.starts_with("’s") ? 4 : 0;
        return size > 0 && !is_letter_at(at + size) ? size : 0;
    }

    static std::uint32_t points(std::string_view text) {
        return static_cast<std::uint32_t>(count_code_points(text));
    }
    static bool starts_upper(std::string_view text) {
        std::size_t at = 0;
        return is_upper(next_code_point(text, at));
    }

    // Whether a word of the article begins so many code points from here.
    bool word_begins(std::uint32_t ahead) const {
        for (std::size_t i = word_; i < words_.size() && words_[i].said <= before_ + ahead; ++i)
            if (words_[i].said == before_ + ahead) return true;
        return false;
    }

    // The next `length` code points are about to be written: words in them begin where those will.
    void step(std::uint32_t length) {
        for (; word_ < words_.size() && words_[word_].said < before_ + length; ++word_)
            words_[word_].said = after_;
        before_ += length;
    }

    void put(std::string_view text) {
        result_ += text;
        after_ += points(text);
    }

    std::string say_;
    const Pronunciation::Data& data_;
    std::vector<Word> words_;
    std::string result_;
    std::size_t at_ = 0, word_ = 0;
    std::uint32_t before_ = 0, after_ = 0;  // code points of the old and of the new text
};

}  // namespace

Spoken Pronunciation::pronounced(Spoken spoken) const {
    return Walk(std::move(spoken), *data_).done();
}

}  // namespace vorleser
