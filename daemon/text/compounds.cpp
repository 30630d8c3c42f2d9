#include "daemon/text/compounds.hpp"

#include <algorithm>
#include <stdexcept>

#include <marisa.h>

#include "daemon/base/characters.hpp"
#include "daemon/text/data.hpp"
#include "daemon/text/lexicon.hpp"
#include "daemon/text/lookup.hpp"
#include "daemon/text/trie_marks.hpp"

namespace vorleser {

namespace {

// Bytes. Shorter parts are found in words that are no compounds («Ver-ein»).
constexpr std::size_t least_first = 3, least_last = 4;
constexpr std::size_t sure_first = 6;    // any word this long may be the first part
constexpr std::size_t least_linked = 5;  // … and with linking letters behind it («Patient-en-verfügung»)

using Set = SetOf<char>;

Set set_of(const toml::table& data, const char* name) {
    Set set;
    if (const auto* list = data[name].as_array())
        for (const auto& each : *list) {
            const auto word = each.value<std::string>();
            if (!word) malformed(each, Sentence("a word in quotation marks is expected"));
            set.insert(*word);
        }
    return set;
}

bool vowel_at(std::string_view word, std::size_t at) {
    const std::string_view rest = word.substr(std::min(at, word.size()));
    if (rest.empty()) return false;
    return std::string_view("aeiou").find(rest[0]) != std::string_view::npos || rest.starts_with("ä") ||
           rest.starts_with("ö") || rest.starts_with("ü");
}

}  // namespace

struct Compounds::Data {
    explicit Data(const Lexicon& words) : lexicon(words) {}
    const Lexicon& lexicon;
    marisa::Trie trie;
    Set never_first, never_last, links, endings, parts, short_last, linked_last;

    // Kept, since making them anew costs more than the look-up.
    mutable marisa::Agent agent;
    mutable std::string key;

    bool is_part(std::string_view word) const {
        return lexicon.find(Lexicon::Kind::word, word) || parts.count(word);
    }

    bool known(std::string_view word, char mark) const {
        key.assign(word);
        key += mark;
        agent.set_query(key.data(), key.size());
        if (trie.lookup(agent)) return true;
        return mark == may_end_mark && word.ends_with('n') && known(word, verb_mark);
    }

    bool may_begin(std::string_view part) const {
        if (never_first.count(part)) return false;
        if (is_part(part) || known(part, may_begin_mark)) return true;
        if (part.size() >= sure_first && known(part, may_end_mark)) return true;
        return std::any_of(links.begin(), links.end(), [&](const std::string& link) {
            if (!part.ends_with(link) || part.size() < link.size() + least_linked) return false;
            const auto stem = part.substr(0, part.size() - link.size());
            return !stem.ends_with('s') && !never_first.count(stem) &&
                   (known(stem, may_end_mark) || is_part(stem) || of_verb(stem));
        });
    }

    bool is_word(std::string_view part, std::size_t least) const {
        for (const auto& ending : endings) {
            if (!part.ends_with(ending) || part.size() < ending.size() + least) continue;
            const auto stem = part.substr(0, part.size() - ending.size());
            if (known(stem, may_end_mark) || is_part(stem)) return true;
        }
        return false;
    }

    bool may_end(std::string_view part) const {
        if (short_last.count(part)) return true;
        if (part.size() < least_last || never_last.count(part)) return false;
        if (is_word(part, least_last)) return true;
        return of_verb(part) || of_umlaut(part) || of_participle(part);
    }

    // «Furcht-einflößend», «länder-übergreifende»
    bool of_participle(std::string_view part) const {
        for (const std::string_view ending : {"end", "ende", "enden", "ender", "endes", "endem"}) {
            if (!part.ends_with(ending) || part.size() < ending.size() + least_last) continue;
            const std::string stem(part.substr(0, part.size() - ending.size()));
            return known(stem + "en", verb_mark);
        }
        for (const std::string_view ending : {"d", "de", "den", "der", "des", "dem"}) {  // «fördernd»
            if (!part.ends_with(ending) || part.size() < ending.size() + least_last) continue;
            const std::string_view verb = part.substr(0, part.size() - ending.size());
            if (verb.ends_with("ern") || verb.ends_with("eln")) return known(verb, verb_mark);
        }
        return false;
    }

    // «Verfügung» of «verfügen», «Lenkung» of «lenken», «Abwicklung» of «abwickeln»
    bool of_verb(std::string_view part) const {
        if (!part.ends_with("ung") && !part.ends_with("ungen")) return false;
        std::string verb(part.ends_with("ungen") ? part.substr(0, part.size() - 2) : part);
        if (!verb.ends_with("ung") || verb.size() < least_last + 3) return false;
        verb.resize(verb.size() - 3);
        if (verb.ends_with('l') && known(verb.substr(0, verb.size() - 1) + "eln", may_end_mark)) return true;
        return known(verb + "en", may_end_mark) || known(verb + "n", may_end_mark);
    }

    // «Anträge» of «Antrag», «Häusern» of «Haus»
    bool of_umlaut(std::string_view part) const {
        if (part.find('\xC3') == part.npos) return false;
        for (const std::string_view ending : {"e", "en", "er", "ern", "n", ""}) {
            if (!part.ends_with(ending)) continue;
            std::string stem(part.substr(0, part.size() - ending.size()));
            const auto at = std::max({rfind_of(stem, "ä"), rfind_of(stem, "ö"), rfind_of(stem, "ü")});
            if (at < 0 || stem.size() < least_last + 1) continue;
            const auto place = static_cast<std::size_t>(at);
            // The last vowel but «u» of «äu».
            for (std::size_t i = place + 2; i < stem.size(); ++i)
                if (vowel_at(stem, i) && !(i == place + 2 && stem[i] == 'u')) return false;
            const std::string_view umlaut = std::string_view(stem).substr(place, 2);
            stem.replace(place, 2, umlaut == "ä" ? "a" : umlaut == "ö" ? "o" : "u");
            if (known(stem, may_end_mark)) return true;
        }
        return false;
    }

    static long rfind_of(const std::string& text, const char* letter) {
        const auto at = text.rfind(letter);
        return at == text.npos ? -1 : static_cast<long>(at);
    }
};

Compounds::Compounds(DataFiles& files, const Lexicon& lexicon) : data_(new Data(lexicon)) {
    const auto& data = files.load("compounds.toml");
    data_->never_first = set_of(data, "never_first");
    data_->never_last = set_of(data, "never_last");
    data_->links = set_of(data, "links");
    data_->endings = set_of(data, "endings");
    data_->endings.insert("");
    data_->parts = set_of(data, "parts");
    data_->short_last = set_of(data, "short_last");
    data_->linked_last = set_of(data, "linked_last");
    const std::string file = files.installed() + "/compounds.trie";
    try {
        data_->trie.mmap(file.c_str());
    } catch (const marisa::Exception& error) {
        throw DataError(Sentence("{} cannot be read ({}): is Vorleser installed whole?", file, error.what()));
    }
}

Compounds::~Compounds() = default;
Compounds::Compounds(Compounds&&) noexcept = default;

bool Compounds::known(std::string_view word) const {
    return data_->is_word(word, 2);
}

bool Compounds::known_verb(std::string_view word) const {
    return data_->known(word, verb_mark);
}

bool Compounds::known_exactly(std::string_view word) const {
    return data_->known(word, may_end_mark);
}

std::vector<std::string_view> Compounds::parts(std::string_view word) const {
    const std::size_t size = word.size();
    // From every place on: what the way to the word's end costs, 0 where there is none, and the end of its
    // first part. A part costs more than any joint.
    constexpr std::size_t a_part = 16;
    std::vector<std::size_t> fewest(size + 1, 0), end(size + 1, 0);
    // A known word with a linking s: «Gesundheits», «Jahres», but not «Reis».
    const auto linked = [&](std::string_view part) {
        if (!part.ends_with('s') || part.ends_with("ss") || part.size() < least_last) return false;
        const auto stem = [&](std::size_t cut) {
            const std::string_view rest = part.substr(0, part.size() - cut);
            return rest.size() >= least_last && data_->may_end(rest);
        };
        return stem(1) || (part.ends_with("es") && stem(2));
    };
    // «Mittel-stand», not «Mittels-tand»; «Arbeits-amtes», not «Arbeit-samtes»
    const auto joint = [&](std::size_t from, std::size_t at) -> std::size_t {
        const std::string_view before = word.substr(from, at - from), next = word.substr(at, end[at] - at);
        if (before.ends_with("ens") && end[at] == size && vowel_at(next, 0) &&
            data_->known("s" + std::string(next), may_end_mark))
            return 2;  // «Bananen-sorte»
        if (linked(before) && (next.starts_with('t') || next.starts_with('p'))) return 1;
        return next.size() > 2 && next.starts_with('s') && vowel_at(next, 1) && !before.ends_with('s') ? 1
                                                                                                       : 0;
    };
    // What begins with a vowel may be short behind a linking s: «Gesundheits-amtes», «Geburts-orte».
    const auto linked_end = [&](std::size_t at) {
        return at >= least_linked && word[at - 1] == 's' && data_->linked_last.count(word.substr(at)) > 0;
    };
    const auto may_follow = [&](std::string_view before, std::size_t at) {
        const std::string_view next = word.substr(at, end[at] - at);
        if ((next.starts_with('t') || next.starts_with('p')) && before.ends_with('s') && linked(before) &&
            data_->known("s" + std::string(next), may_end_mark))
            return false;  // «Stills-tand»
        return end[at] < size || data_->may_end(word.substr(at)) || linked(before);
    };
    const auto is_letter_start = [&](std::size_t at) { return at == size || !continues(word[at]); };
    for (std::size_t i = size; i-- > 0;) {
        if (!is_letter_start(i)) continue;
        if (data_->may_end(word.substr(i)) || linked_end(i)) fewest[i] = a_part, end[i] = size;
        for (std::size_t j = size; j-- > i + least_first;) {  // longest first
            if (fewest[j] == 0 || !is_letter_start(j)) continue;
            const std::size_t cost = fewest[j] + a_part + joint(i, j);
            if (fewest[i] != 0 && cost >= fewest[i]) continue;
            const std::string_view part = word.substr(i, j - i);
            if (data_->may_begin(part) && may_follow(part, j)) fewest[i] = cost, end[i] = j;
        }
    }
    std::vector<std::string_view> result;
    // The whole word being one is no reason not to look into it: dictionaries hold compounds, too.
    std::size_t best = 0, least = 0;
    for (std::size_t j = size; j-- > least_first;) {
        if (fewest[j] == 0 || !is_letter_start(j)) continue;
        const std::size_t cost = fewest[j] + joint(0, j);
        if (best != 0 && cost >= least) continue;
        if (data_->may_begin(word.substr(0, j)) && may_follow(word.substr(0, j), j)) best = j, least = cost;
    }
    if (best == 0) return {};
    result.push_back(word.substr(0, best));
    for (std::size_t at = best; at < size; at = end[at]) result.push_back(word.substr(at, end[at] - at));
    return result;
}

}  // namespace vorleser
