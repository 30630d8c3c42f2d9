// make_stems DICTIONARY AFFIXES IRREGULAR TRIE: builds stems.trie from hunspell's German dictionary
// (igerman98's) and its affixes, and a list of irregular forms. Part of the build, not of the program.
//
// All forms are made of which an ending tells what they are; derivations («-lich», «-bar», «un-») are other
// words. A form goes into the trie where Snowball gives another stem for it than for the word that it is a
// form of.
#include <array>
#include <cstdio>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <marisa.h>
#include <unicode/uchar.h>

#include "daemon/article/characters.hpp"
#include "daemon/text/folding.hpp"
#include "daemon/text/stemming.hpp"

namespace {

using namespace vorleser;

constexpr std::string_view inflections = "ACENPSTRpqQfDWIXYZO";
constexpr std::string_view verb_flags = "DIXY";
constexpr std::array separable{"ab",    "an",     "auf",    "aus",    "bei",    "da",      "durch",  "ein",
                               "empor", "fest",   "fort",   "frei",   "für",    "gegen",   "gleich", "her",
                               "herab", "heran",  "heraus", "herein", "hervor", "hin",     "hinaus", "hinein",
                               "hinzu", "hoch",   "klar",   "los",    "mit",    "nach",    "nieder", "statt",
                               "teil",  "über",   "um",     "unter",  "voran",  "voraus",  "vorbei", "vor",
                               "weg",   "weiter", "wieder", "zu",     "zurück", "zusammen"};
constexpr std::array inseparable{"be",   "emp",   "ent", "er",    "ge",    "miss",   "ver", "zer",
                                 "über", "unter", "um",  "durch", "wider", "hinter", "voll"};

std::u32string code_points(std::string_view text) {
    std::u32string points;
    for (std::size_t at = 0; at < text.size();) points += next_code_point(text, at);
    return points;
}

std::string utf8(std::u32string_view points) {
    std::string text;
    for (const char32_t c : points) append(text, c);
    return text;
}

// «[^aeiou]y»: a set of characters for each place at the word's end.
struct Condition {
    explicit Condition(std::string_view pattern) {
        const auto points = code_points(pattern);
        for (std::size_t i = 0; i < points.size(); ++i) {
            Place place;
            if (points[i] == '[') {
                place.excluded = points[++i] == '^';
                if (place.excluded) ++i;
                for (; i < points.size() && points[i] != ']'; ++i) place.set += points[i];
            } else if (points[i] == '.') {
                place.excluded = true;
            } else {
                place.set += points[i];
            }
            places.push_back(place);
        }
        if (pattern == ".") places.clear();
    }
    bool holds(std::u32string_view word) const {
        if (word.size() < places.size()) return false;
        for (std::size_t i = 0; i < places.size(); ++i) {
            const bool there =
                places[i].set.find(word[word.size() - places.size() + i]) != std::u32string::npos;
            if (there == places[i].excluded) return false;
        }
        return true;
    }
    struct Place {
        std::u32string set;
        bool excluded = false;
    };
    std::vector<Place> places;
};

struct Suffix {
    std::u32string cut, ending;
    Condition condition;
};
using Suffixes = std::map<char, std::vector<Suffix>>;

Suffixes read_suffixes(const char* file) {
    Suffixes suffixes;
    std::ifstream affixes(file);
    for (std::string line; std::getline(affixes, line);) {
        std::istringstream fields(line);
        std::string kind, flag, cut, ending, condition;
        if (!(fields >> kind >> flag >> cut >> ending >> condition) || kind != "SFX" || flag.size() != 1)
            continue;
        if (inflections.find(flag[0]) == inflections.npos) continue;
        ending = ending.substr(0, ending.find('/'));
        suffixes[flag[0]].push_back({cut == "0" ? U"" : code_points(cut),
                                     ending == "0" ? U"" : code_points(ending), Condition(condition)});
    }
    return suffixes;
}

struct Word {
    std::string text, flags;
    bool small = false, verb = false;
};

class Forms {
 public:
    Forms(const Suffixes& suffixes) : suffixes_(suffixes) {}

    // The word's forms by these of its flags, as they are written, itself among them.
    std::vector<std::string> of(const Word& word) const {
        std::vector<std::string> forms{word.text};
        const auto points = code_points(word.text);
        for (const char flag : word.flags) {
            const auto rules = suffixes_.find(flag);
            if (rules == suffixes_.end()) continue;
            for (const auto& [cut, ending, condition] : rules->second) {
                if (!condition.holds(points) || !points.ends_with(cut)) continue;
                forms.push_back(utf8(points.substr(0, points.size() - cut.size()) + ending));
            }
        }
        return forms;
    }

 private:
    const Suffixes& suffixes_;
};

class Stems {
 public:
    std::string stem(std::string_view word) const { return snowball_.german(folded(normalized(word))); }
    void add(std::string_view form, const std::set<std::string>& stems) {
        const auto key = folded(normalized(form));
        if (key.size() >= 2) forms_[key].insert(stems.begin(), stems.end());
    }
    void write(const char* file) const {
        marisa::Keyset keys;
        for (const auto& [form, stems] : forms_) {
            if (stems.size() == 1 && *stems.begin() == snowball_.german(form)) continue;
            std::string key = form + stems_mark;
            for (const auto& each : stems) key += (key.back() == stems_mark ? "" : " ") + each;
            keys.push_back(key.data(), key.size());
        }
        marisa::Trie trie;
        trie.build(keys);
        trie.save(file);
    }
    std::size_t size() const { return forms_.size(); }

 private:
    Snowball snowball_;
    std::map<std::string, std::set<std::string>> forms_;
};

class Lemmas {
 public:
    Lemmas(const std::vector<Word>& words, const char* irregular) {
        for (const Word& word : words)
            if (word.verb) verbs_.insert(word.text);
        std::ifstream lines(irregular);
        for (std::string line; std::getline(lines, line);) {
            if (line.empty() || line[0] == '#') continue;
            std::istringstream fields(line);
            std::string base;
            fields >> base;
            for (std::string form; fields >> form;) {
                irregular_[form].insert(base);
                if (verbs_.contains(base)) by_base_[base].push_back(form);
            }
        }
    }

    const std::map<std::string, std::set<std::string>>& irregular() const { return irregular_; }

    // The irregular forms of a verb with a prefix, which dictionaries leave out: «verging», «aufgegangen».
    std::vector<std::string> forms_of(const std::string& verb) const {
        std::vector<std::string> forms;
        const auto with = [&](std::string_view prefix, bool stays) {
            if (!verb.starts_with(prefix)) return;
            const auto found = by_base_.find(verb.substr(prefix.size()));
            if (found == by_base_.end()) return;
            for (const std::string& form : found->second) {
                const bool participle = form.starts_with("ge") && form.size() > 5;
                for (const char* ending : {"", "e", "en", "st", "t", "er", "es", "em"})
                    forms.push_back(std::string(prefix) + (stays && participle ? form.substr(2) : form) +
                                    ending);
            }
        };
        for (const std::string_view prefix : separable) with(prefix, false);
        for (const std::string_view prefix : inseparable) with(prefix, true);
        return forms;
    }

    // What a word in the dictionary is itself a form of: «gekündigt», «verging», «Themen».
    std::set<std::string> of(const Word& word) const {
        const std::string text = lower_case(word.text);
        std::set<std::string> lemmas;
        if (const auto found = irregular_.find(text); found != irregular_.end())
            for (const auto& base : found->second)
                if (word.small || !verbs_.contains(base)) lemmas.insert(base);  // «Band» is not of «binden»
        if (!word.small) return lemmas;
        for (const std::string_view prefix : separable) prefixed(text, prefix, false, lemmas);
        for (const std::string_view prefix : inseparable) prefixed(text, prefix, true, lemmas);
        participle(text, "", lemmas);
        for (const std::string_view prefix : separable)
            if (text.starts_with(prefix)) participle(text.substr(prefix.size()), prefix, lemmas);
        if (!lemmas.empty() || word.verb) return lemmas;
        if (text.ends_with("nd") && verbs_.contains(text.substr(0, text.size() - 1)))
            lemmas.insert(text.substr(0, text.size() - 1));
        if (text.ends_with('t'))
            for (const std::string_view prefix : inseparable)
                if (text.starts_with(prefix)) weak(text.substr(0, text.size() - 1), lemmas);
        if (text.ends_with("iert")) weak(text.substr(0, text.size() - 1), lemmas);
        return lemmas;
    }

 private:
    void add(const std::string& verb, std::set<std::string>& lemmas) const {
        if (verbs_.contains(verb)) lemmas.insert(verb);
    }
    void weak(const std::string& stem, std::set<std::string>& lemmas) const {
        add(stem + "en", lemmas);
        add(stem + "n", lemmas);
        if (stem.ends_with('e')) add(stem.substr(0, stem.size() - 1) + "en", lemmas);
    }
    void prefixed(const std::string& text, std::string_view prefix, bool without_ge,
                  std::set<std::string>& lemmas) const {
        if (!text.starts_with(prefix) || text.size() < prefix.size() + 3) return;
        const std::string rest = text.substr(prefix.size());
        for (const std::string& form : {rest, "ge" + rest}) {
            if (form != rest && !without_ge) continue;
            const auto found = irregular_.find(form);
            if (found == irregular_.end()) continue;
            for (const auto& base : found->second) add(std::string(prefix) + base, lemmas);
        }
    }
    // «gekündigt», «auf-geteilt», «auf-zu-teilen»
    void participle(const std::string& rest, std::string_view prefix, std::set<std::string>& lemmas) const {
        if (!prefix.empty() && rest.starts_with("zu") && rest.ends_with('n'))
            add(std::string(prefix) + rest.substr(2), lemmas);
        if (!rest.starts_with("ge") || !rest.ends_with('t') || rest.size() < 6) return;
        weak(std::string(prefix) + rest.substr(2, rest.size() - 3), lemmas);
    }

    std::set<std::string> verbs_;
    std::map<std::string, std::vector<std::string>> by_base_;  // irregular forms of verbs
    std::map<std::string, std::set<std::string>> irregular_;
};

std::vector<Word> read_words(const char* file) {
    std::vector<Word> words;
    std::ifstream dictionary(file);
    for (std::string line; std::getline(dictionary, line);) {
        const auto slash = line.find('/');
        Word word{line.substr(0, slash), slash == line.npos ? "" : line.substr(slash + 1)};
        if (code_points(word.text).size() < 2 || word.text.find('-') != word.text.npos) continue;
        word.small = u_islower(static_cast<UChar32>(first_code_point(word.text)));
        word.verb =
            word.small && word.text.ends_with('n') && word.flags.find_first_of(verb_flags) != word.flags.npos;
        // The only prefix that makes another word of a verb: «verbieten».
        if (word.small && word.flags.find('V') != word.flags.npos) {
            Word further = word;
            further.text.insert(0, "ver");
            words.push_back(std::move(further));
        }
        words.push_back(std::move(word));
    }
    return words;
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 5) {
        std::fprintf(stderr, "usage: make_stems DICTIONARY AFFIXES IRREGULAR TRIE\n");
        return 2;
    }
    const auto suffixes = read_suffixes(arguments[2]);
    const auto words = read_words(arguments[1]);
    const Lemmas lemmas(words, arguments[3]);
    const Forms forms(suffixes);
    Stems stems;
    for (const Word& word : words) {
        std::set<std::string> of_word;
        for (const std::string& lemma : lemmas.of(word)) of_word.insert(stems.stem(lemma));
        if (of_word.empty()) of_word.insert(stems.stem(word.text));
        for (const std::string& form : forms.of(word)) stems.add(form, of_word);
        if (word.verb)
            for (const std::string& form : lemmas.forms_of(word.text)) stems.add(form, of_word);
    }
    for (const auto& [form, bases] : lemmas.irregular()) {
        std::set<std::string> of_form;
        for (const std::string& base : bases) of_form.insert(stems.stem(base));
        stems.add(form, of_form);
    }
    if (suffixes.size() < 10 || stems.size() < 100'000) {
        std::fprintf(stderr, "make_stems: %s gives only %zu forms\n", arguments[1], stems.size());
        return 1;
    }
    stems.write(arguments[4]);
    return 0;
}
