#include "daemon/text/word_sounds.hpp"

#include <algorithm>
#include <array>

#include <unicode/uchar.h>

#include "daemon/article/characters.hpp"
#include "daemon/base/characters.hpp"
#include "daemon/text/compounds.hpp"
#include "daemon/text/data.hpp"
#include "daemon/text/lexicon.hpp"
#include "daemon/text/loans.hpp"
#include "daemon/text/lookup.hpp"
#include "daemon/text/names.hpp"
#include "daemon/text/sound.hpp"

namespace vorleser {

namespace {

constexpr std::size_t least_compound = 6;   // bytes; shorter words are no compounds worth parting
constexpr std::size_t least_stem = 3;       // bytes before a suffix
constexpr std::size_t longest_word = 80;    // bytes; what is longer is no word
constexpr std::size_t remembered = 20'000;  // words

// What may follow a suffix.
constexpr std::array<std::string_view, 10> inflections{"e", "en", "er",   "es",     "em",
                                                       "n", "s",  "keit", "keiten", "erweise"};

// What a name's sound is followed by: genitives, adjectives and who lives there.
struct NameEnding {
    std::string_view letters, phonemes;
};
constexpr std::array<NameEnding, 8> name_endings{{{"", ""},
                                                  {"s", "s"},
                                                  {"er", "3"},
                                                  {"sche", "S@"},
                                                  {"schen", "S@n"},
                                                  {"scher", "S3"},
                                                  {"sches", "S@s"},
                                                  {"schem", "S@m"}}};

struct Suffix {
    std::string before, letters, sound;  // «eur|in»: the stem ends in what is before
};

// «Weg» and «weg» differ, as eSpeak NG knows.
std::string capital(std::string_view word) {
    std::size_t at = 0;
    std::string result;
    append(result, static_cast<char32_t>(u_toupper(static_cast<UChar32>(next_code_point(word, at)))));
    return result + std::string(word.substr(at));
}

}  // namespace

bool is_spelling(std::string_view notation) {
    const auto sound = parse_sound(notation);
    return sound && sound->language.empty() && !sound->phonemes;
}

bool ends_voiced(std::string_view part) {
    if (part.ends_with('s')) part.remove_suffix(1);
    return part.size() > 1 && (part.ends_with('b') || part.ends_with('d') || part.ends_with('g')) &&
           !part.ends_with("ng");
}

struct WordSounds::Data {
    explicit Data(DataFiles& files) : compounds(files, lexicon) {}
    Lexicon lexicon;
    Compounds compounds;
    MapOf<char, std::string> parts;  // sounds, as parts of compounds alone («Waren», unlike «waren»)
    // What a word of the lexicon may end with, and the phonemes of that.
    std::vector<std::pair<std::string, std::string>> endings;
    std::vector<std::pair<std::string, std::size_t>>
        prefixes;  // how a word begins, and how much of it is one
    // Endings of loans that are stressed, and their phonemes; how those in -ik end that are stressed on it.
    std::vector<std::pair<std::string, std::string>> loans;
    std::vector<std::string> stressed_ik;
    // How German words end that look like those loans («Fund-stelle»), and loans that look like these.
    std::vector<std::string> no_loans, yet_loans;
    // Of verbs, the longest first; how words begin whose «zu» is not stressed; how those end whose -ie is
    // not.
    std::vector<std::string> verb_prefixes, unstressed_zu, unstressed_ie;
    std::vector<Suffix> suffixes;         // read apart from a stem that ends in b, d or g
    std::vector<Suffix> suffixes_always;  // read apart from any stem
    // What is spelt otherwise, by the first letter's first byte, longest first; «^» and «$» stand for the
    // ends of a word or part.
    std::array<std::vector<std::pair<std::string, std::string>>, 256> spellings;
    mutable MapOf<char, Sounds> cache;  // by the word as written

    // Of the words that are never part of others. Empty: none of them.
    Sounds find_whole(std::string_view lower) const {
        if (const auto found = lexicon.find(Lexicon::Kind::whole, lower)) return {std::string(*found)};
        if (!lower.ends_with('s')) return {};
        const auto found = lexicon.find(Lexicon::Kind::whole, lower.substr(0, lower.size() - 1));
        return found ? Sounds{std::string(*found), "/s/"} : Sounds{};
    }

    // Begins with a capital; a few capitals alone are letters.
    static bool may_be_name(std::string_view word) {
        std::size_t at = 0;
        if (!is_upper(next_code_point(word, at))) return false;
        const std::string_view rest = word.substr(at);
        return word.size() > 4 || lower_case(rest) == rest;
    }

    // Of the listed names, and of those whose spelling proves their language. Empty: none.
    Sounds find_name(std::string_view lower) const {
        for (const auto& [ending, phonemes] : name_endings) {
            if (!lower.ends_with(ending) || lower.size() < ending.size() + 2) continue;
            const std::string_view stem = lower.substr(0, lower.size() - ending.size());
            const auto found = lexicon.find(Lexicon::Kind::name, stem);
            if (!found) continue;
            if (!ending.empty() && compounds.known(lower)) continue;
            const auto colon = found->find(':');
            const std::string sound = name_sound(found->substr(0, colon), found->substr(colon + 1));
            if (!sound.empty()) return {"/" + sound + std::string(phonemes) + "/"};
        }
        if (compounds.known(lower)) return {};
        for (const auto& [ending, phonemes] : name_endings) {
            if (!lower.ends_with(ending) || lower.size() < ending.size() + 4) continue;
            const std::string_view stem = lower.substr(0, lower.size() - ending.size());
            const std::string_view language = language_of_name(stem);
            if (language.empty() || compounds.known(stem)) continue;
            if (!compounds.parts(lower).empty()) return {};
            const std::string sound = name_sound(language, stem);
            if (!sound.empty()) return {"/" + sound + std::string(phonemes) + "/"};
        }
        return {};
    }

    // Empty: not in the lexicon.
    Sounds find(std::string_view lower) const {
        for (const auto& [ending, phonemes] : endings) {
            if (!lower.ends_with(ending) || lower.size() <= ending.size()) continue;
            const std::string_view stem = lower.substr(0, lower.size() - ending.size());
            const auto found = lexicon.find(Lexicon::Kind::word, stem);
            if (!found) continue;
            // «starten» is a verb of its own, not «Star» with an ending.
            if ((ending.starts_with('t') &&
                 (compounds.known_exactly(lower) || compounds.known_verb(std::string(lower) + "n"))) ||
                (ending == "en" && compounds.known_verb(lower)))
                continue;
            const std::string sound(*found);
            if (ending.empty()) return {sound};
            const auto parsed = parse_sound(sound);
            // No German verb: «wallte» is not of «Wall Street», though «twittert» is of «Twitter».
            const bool verbal = stem.ends_with("er") || stem.ends_with("le");
            if (!parsed->language.empty() && ending.starts_with('t') && !verbal) continue;
            if (!parsed->phonemes && (parsed->language.empty() || ending == "s")) return {sound + ending};
            // «Politiker» with «in»: the murmur at its end becomes an r before a vowel.
            if (parsed->phonemes && parsed->language.empty() && parsed->text.ends_with('3') &&
                std::string_view("I@3").find(phonemes[0]) != std::string_view::npos)
                return {"/" + parsed->text.substr(0, parsed->text.size() - 1) + "@r" + phonemes + "/"};
            if (auto joined = joined_ending(*parsed, stem, phonemes); !joined.empty()) return {joined};
            return {sound, "/" + phonemes + "/"};
        }
        return {};
    }

    // What changes before an ending: «Motiv» is voiced in «Motive», «Armee» has a syllable more in «Armeen».
    // Empty: nothing does.
    static std::string joined_ending(const Sound& stem, std::string_view written, const std::string& ending) {
        if (!stem.phonemes || !stem.language.empty() || written.size() < 3) return {};
        std::string text = stem.text;
        if (ending == "n" && (text.ends_with("'i:") || text.ends_with("'e:")) &&
            (written.ends_with("ie") || written.ends_with("ee")))
            return "/" + text + "@n/";
        if (std::string_view("@3IE").find(ending[0]) == std::string_view::npos) return {};
        static constexpr std::array<std::array<char, 3>, 5> voiced{
            {{'b', 'p', 'b'}, {'d', 't', 'd'}, {'g', 'k', 'g'}, {'v', 'f', 'v'}, {'s', 's', 'z'}}};
        for (const auto& [letter, hard, soft] : voiced)
            if (written.back() == letter && text.back() == hard && !(letter == 's' && !sings(written))) {
                text.back() = soft;
                return "/" + text + ending + "/";
            }
        if (written.ends_with("ig") && text.ends_with("IC")) {
            text.back() = 'g';
            return "/" + text + ending + "/";
        }
        return {};
    }

    // Whether an s at the end is voiced before a vowel: behind a vowel, l, m, n or r.
    static bool sings(std::string_view written) {
        const char before = written[written.size() - 2];
        return std::string_view("aeiouylmnr").find(before) != std::string_view::npos ||
               static_cast<unsigned char>(before) >= 0x80;
    }

    Sounds sounds(std::string_view word) const {
        const std::string lower = lower_case(word);
        // «Xie» is not «Xi» with an ending.
        const bool name = may_be_name(word);
        if (name && lexicon.find(Lexicon::Kind::name, lower) && !lexicon.find(Lexicon::Kind::word, lower) &&
            !lexicon.find(Lexicon::Kind::whole, lower))
            if (auto known = find_name(lower); !known.empty()) return known;
        if (auto known = find(lower); !known.empty()) return known;
        if (auto known = find_whole(lower); !known.empty()) return known;
        if (name)
            if (auto known = find_name(lower); !known.empty()) return known;
        // Capitals within a word are acronyms and brands, which are no compounds.
        bool plain = lower.size() == word.size();
        std::size_t at = 0;
        next_code_point(word, at);
        plain = plain && word.substr(at) == lower.substr(at);
        if (!plain) return {};
        if (auto parted = number_parts(lower); !parted.empty()) return parted;
        const bool noun = lower != word;
        if (inseparable(lower, noun)) return {};
        if (auto parted = unstressed_prefix(lower, noun); !parted.empty()) return parted;
        if (auto parted = noun && compounds.known_exactly(lower) ? Sounds{} : verb_parts(lower);
            !parted.empty())
            return parted;
        if (auto longer = noun && compounds.known_exactly(lower) ? std::string{} : long_stem(lower);
            !longer.empty())
            return {noun ? capital(longer) : longer};
        if (auto known = inflected_loan(lower, word); !known.empty()) return known;
        if (auto parted = murmured(lower, noun); !parted.empty()) return parted;
        if (auto parted = stressed_zu(lower, noun); !parted.empty()) return parted;
        if (auto known = noun ? loan(lower) : Sounds{}; !known.empty()) return known;
        if (auto longer = long_plural(lower, word); !longer.empty()) return longer;
        if (whole(lower, noun)) return simple_or_none(lower, word, noun);
        Sounds all = compound(lower, noun, 0);
        return all.size() == 1 && all[0] == word ? Sounds{} : all;
    }

    Sounds simple_or_none(std::string_view lower, std::string_view word, bool noun) const {
        Sounds all = simple(lower, noun);
        return all.size() == 1 && all[0] == word ? Sounds{} : all;
    }

    // Words in which a joint would be wrong: «erbrechen» is no «Erb-rechen», «laufendes» no «Lauf-endes».
    bool whole(std::string_view lower, bool noun) const {
        if (!noun)
            for (const std::string_view prefix : {"er", "ver", "zer", "be", "ent"})
                if (lower.starts_with(prefix) && lower.size() > prefix.size() + 3 &&
                    compounds.known(lower.substr(prefix.size())))
                    return true;
        // «Moder-ation», of «moderieren»; «Radi-ologe»; «achtzigste»
        for (const std::string_view loan : {"ation", "ationen", "ations"})
            if (lower.ends_with(loan) &&
                compounds.known_exactly(std::string(lower.substr(0, lower.size() - loan.size())) + "ieren"))
                return true;
        for (const std::string_view loan :
             {"ologe", "ologen", "ologin", "ologinnen", "zigste", "zigsten", "zigster", "zigstes", "zigstem",
              "zigstel", "herzigste", "herzigsten"})
            if (lower.ends_with(loan)) return true;
        for (const std::string_view loan :
             {"ökolog", "autonom", "demograf", "demograph", "paragra", "parameter", "priorität", "zoolog"})
            if (lower.starts_with(loan)) return true;
        for (const std::string_view participle : {"end", "ende", "enden", "ender", "endes", "endem"})
            if (lower.ends_with(participle)) {
                const std::string stem(lower.substr(0, lower.size() - participle.size()));
                return stem.size() > 2 &&
                       (compounds.known_verb(stem + "en") || compounds.known_verb(stem + "n"));
            }
        return false;
    }

    // «überlegen», «Übersetzung», «unterschieden»: eSpeak NG knows that the verb behind is stressed; as parts
    // the first would be. Adjectives («überregional») and other nouns («Übersicht») are parted.
    bool inseparable(std::string_view lower, bool noun) const {
        for (const std::string_view prefix : {"über", "unter", "hinter"}) {
            if (!lower.starts_with(prefix)) continue;
            const std::string_view verb = lower.substr(prefix.size());
            if (verb.starts_with("zu") && compounds.known_verb(verb.substr(2))) return false;
            if (compounds.known_verb(verb)) return true;
            for (const std::string_view ending : {"ung", "ungen", "ungs", "er", "ern", "ers", "erin"})
                if (verb.ends_with(ending) && verb.size() > ending.size() + 2) {
                    const std::string stem(verb.substr(0, verb.size() - ending.size()));
                    if (compounds.known_verb(stem + "en") || compounds.known_verb(stem + "n")) return true;
                    if (stem.ends_with('l') && compounds.known_verb(stem.substr(0, stem.size() - 1) + "eln"))
                        return true;  // «Übermittlung»
                }
            if (noun || verb.starts_with("ge")) return false;
            for (const std::string_view adjective : {"lich", "ig", "al", "isch", "bar", "sam", "iv", "är",
                                                     "halb", "weg", "wegs", "hand", "voll", "reif", "groß"})
                for (const std::string_view inflection : {"", "e", "en", "er", "es", "em"})
                    if (verb.ends_with(std::string(adjective) + std::string(inflection))) return false;
            return compounds.known(verb);
        }
        return false;
    }

    // «voll-enden», «voll-zogen», «wider-legt»: the verb behind is stressed, which eSpeak NG knows of some
    // alone. Empty: it is none.
    Sounds unstressed_prefix(std::string_view lower, bool noun) const {
        static constexpr std::array<std::string_view, 18> complete{
            "bracht", "brachte", "brachten", "bringt", "führt",  "führte",  "führten", "zieht",   "zog",
            "zogen",  "zogene",  "zogenen",  "endet",  "endete", "endeten", "endete",  "streckt", "streckte"};
        static constexpr std::array<std::string_view, 7> other{"bringen",  "führen", "ziehen", "enden",
                                                               "strecken", "zieher", "kommen"};
        const auto sound = [&](std::string_view prefix, std::string_view phonemes) {
            Sounds parts = simple(lower.substr(prefix.size()), false);
            parts.insert(parts.begin(), std::string(phonemes));
            return parts;
        };
        if (lower.starts_with("voll")) {
            const std::string_view verb = lower.substr(4);
            if (std::find(complete.begin(), complete.end(), verb) != complete.end())
                return sound("voll", "/fOl/");
            for (const std::string_view beginning : other)
                if (verb.starts_with(beginning)) return sound("voll", "/fOl/");
        }
        const bool verbal =
            !noun || compounds.known_verb(lower) || lower.ends_with("ung") || lower.ends_with("ungen");
        if (verbal && lower.starts_with("wider") && !lower.starts_with("widerspieg") &&
            !lower.starts_with("widerhall")) {
            const std::string_view verb = lower.substr(5);
            for (const std::string_view beginning :
                 {"leg", "sprech", "sprach", "sproch", "sprich", "ruf", "rief", "setz", "steh", "stand",
                  "fuhr", "fahr", "fähr", "streb"})
                if (verb.starts_with(beginning) && verb.size() >= beginning.size() + 1 &&
                    !verb.starts_with("stands") && verb != "stand" && verb != "standes" && verb != "ständ")
                    return sound("wider", "/vi:d3/");
        }
        return {};
    }

    // Whether it is a form of a regular verb of the dictionary, or the infinitive: «setzt», «legte».
    bool verb_form(std::string_view word) const {
        if (compounds.known_verb(word)) return true;
        for (const std::string_view ending : {"t", "te", "ten", "st", "e", "et", "ete", "eten", "end", "ende",
                                              "enden", "ender", "endes", "endem"})
            if (word.ends_with(ending) && word.size() > ending.size() + 1) {
                const std::string stem(word.substr(0, word.size() - ending.size()));
                if (compounds.known_verb(stem + "en") || compounds.known_verb(stem + "n")) return true;
            }
        return false;
    }

    // «plant», «bestraft», «eingeplante»: as long as in «planen», where eSpeak NG sees two consonants. Spelt
    // with an h; empty: no such form.
    std::string long_stem(std::string_view lower) const {
        for (const std::string_view ending : {"t", "te", "ten", "ter", "tes", "tem", "test", "tet", "st"}) {
            if (!lower.ends_with(ending) || lower.size() < ending.size() + 3) continue;
            const std::string_view stem = lower.substr(0, lower.size() - ending.size());
            const char last = stem.back();
            if (std::string_view("fklmnprs").find(last) == std::string_view::npos) continue;
            std::size_t vowel = stem.size() - 2;  // its first byte
            if (continues(stem[vowel])) --vowel;
            const std::string_view letter = stem.substr(vowel, stem.size() - 1 - vowel);
            const bool open = letter == "a" || letter == "e" || letter == "o" || letter == "u" ||
                              letter == "ä" || letter == "ö" || letter == "ü";
            if (!open || vowel == 0) continue;
            if (std::string_view("aeiouy").find(stem[vowel - 1]) != std::string_view::npos ||
                static_cast<unsigned char>(stem[vowel - 1]) >= 0x80)
                continue;  // «reist», «säumt»
            // «wartet» is of «warten».
            if (!verb_of(stem) || verb_of(std::string(stem) + "t")) continue;
            // «Sparten», «schulter», «verschalten»
            if (compounds.known_verb(lower) || (ending == "ter" && compounds.known_exactly(lower)) ||
                (ending == "ten" && compounds.known_exactly(lower.substr(0, lower.size() - 1))))
                continue;
            return std::string(stem.substr(0, stem.size() - 1)) + "h" + last + std::string(ending);
        }
        return {};
    }

    // «liefernde», «alternder»: the infinitive and what is behind it; eSpeak NG reads «-ern-» as in «Stern».
    // Empty: no such participle.
    Sounds murmured(std::string_view lower, bool noun) const {
        for (const std::string_view ending : {"d", "de", "den", "der", "des", "dem"}) {
            if (!lower.ends_with(ending)) continue;
            const std::string_view verb = lower.substr(0, lower.size() - ending.size());
            if (!verb.ends_with("ern") || verb.ends_with("iern") || verb.size() < 5 ||
                !compounds.known_verb(verb))
                continue;
            static const std::array<std::pair<std::string_view, std::string_view>, 6> sounds{
                {{"d", "/t/"},
                 {"de", "/d@/"},
                 {"den", "/d@n/"},
                 {"der", "/d3/"},
                 {"des", "/d@s/"},
                 {"dem", "/d@m/"}}};
            Sounds parts = simple(verb, noun);
            for (const auto& [written, sound] : sounds)
                if (written == ending) parts.emplace_back(sound);
            return parts;
        }
        return {};
    }

    // Whether «-en» makes a verb of it, without the «ge» of its participle: «plan», «geplan», «eingeplan».
    bool verb_of(std::string_view stem) const {
        const auto verb = [&](std::string_view plain) {
            return compounds.known_verb(std::string(plain) + "en");
        };
        if (verb(stem)) return true;
        if (stem.starts_with("ge") && stem.size() > 4 && verb(stem.substr(2))) return true;
        for (const std::string& prefix : verb_prefixes)
            if (stem.size() > prefix.size() + 4 && stem.starts_with(prefix) &&
                stem.substr(prefix.size()).starts_with("ge") && verb(stem.substr(prefix.size() + 2)))
                return true;
        return false;
    }

    // «Eremiten», «Bankette», «formelles»: the loan keeps its stress before the ending. Empty: no such word.
    Sounds inflected_loan(std::string_view lower, std::string_view word) const {
        struct Inflection {
            std::string_view base, ending, sound;
        };
        static constexpr std::array<Inflection, 8> inflections{{{"it", "en", "/@n/"},
                                                                {"ett", "e", "/@/"},
                                                                {"ett", "en", "/@n/"},
                                                                {"ell", "es", "/@s/"},
                                                                {"rat", "e", "/@/"},
                                                                {"rat", "en", "/@n/"},
                                                                {"rat", "es", "/@s/"},
                                                                {"nom", "en", "/@n/"}}};
        for (const auto& [base, ending, sound] : inflections) {
            if (!lower.ends_with(ending) || lower.size() < ending.size() + base.size() + 3) continue;
            const std::string_view loan = lower.substr(0, lower.size() - ending.size());
            if (!loan.ends_with(base) || loan.ends_with("eit") || !compounds.known_exactly(loan)) continue;
            if (!compounds.parts(loan).empty() || compounds.known_exactly(lower)) continue;
            Sounds known = find(loan);
            if (known.size() > 1) continue;
            if (known.empty()) known = {std::string(word.substr(0, loan.size()))};
            known.emplace_back(sound);
            return known;
        }
        return {};
    }

    // «an-zu-greifen», «hinunter-steigen»: the verb behind what is parted from it. Empty: there is none.
    Sounds verb_parts(std::string_view lower) const {
        for (const std::string& prefix : verb_prefixes) {
            if (!lower.starts_with(prefix)) continue;
            std::string_view verb = lower.substr(prefix.size());
            const bool infinitive = verb.starts_with("zu") && verb.size() > 5 && verb.ends_with('n') &&
                                    compounds.known_verb(verb.substr(2));
            if (infinitive) {
                // eSpeak NG shortens «vor» by itself.
                Sounds parts{prefix == "vor" ? "/f'o:r/" : prefix, "/tsu:/"};
                Sounds rest = simple(verb.substr(2), false);
                parts.insert(parts.end(), rest.begin(), rest.end());
                return parts;
            }
            if (prefix.ends_with("zu") && compounds.known(verb)) return {};  // «hinzu-fügen»
            const bool st = verb.starts_with("st") || verb.starts_with("sp");
            if (prefix == "über" || prefix == "unter" || prefix == "um" || (prefix == "durch" && !st))
                continue;
            const auto parted = [&] {
                Sounds rest = find_part(verb), first = find(prefix);
                if (rest.empty()) rest = simple(verb, false);
                if (first.empty()) first = {prefix == "vor" ? "/f'o:r/" : prefix};
                first.insert(first.end(), rest.begin(), rest.end());
                return first;
            };
            // «nieder-geschrieben», «fort-geführt», unlike «an-geführt», which eSpeak NG knows
            static constexpr std::array<std::string_view, 13> parted_before_ge{
                "fort",        "nieder",    "los", "weg", "frei", "empor", "entgegen",
                "auseinander", "gegenüber", "her", "dar", "fehl", "teil"};
            const bool adverb = std::find(parted_before_ge.begin(), parted_before_ge.end(), prefix) !=
                                    parted_before_ge.end() ||
                                compounds.known_exactly(prefix);
            if (verb.starts_with("ge") && verb.size() > 5 && prefix != "wieder" && adverb &&
                !known_before_ge(prefix) && (compounds.known(verb) || participle(verb.substr(2))))
                return parted();
            const bool consonant =
                std::string_view("aeiou").find(verb.empty() ? 'a' : verb[0]) == std::string_view::npos;
            const bool directed = (prefix.size() > 4 || prefix == "her" || (prefix == "dar" && consonant)) &&
                                  prefix != "wieder" && verb.size() > 3 && verb_form(verb);
            if (directed || (prefix.size() > 4 && verb.size() > 4 && st && compounds.known(verb)))
                return parted();
            // «nach-legen», «nach-holt», which eSpeak NG stresses as «gelegen», «geholt»
            if (prefix != "wieder" && verb_form(verb) && (verb.starts_with("leg") || verb.starts_with("hol")))
                return parted();
        }
        return {};
    }

    // Before which eSpeak NG knows «ge».
    static bool known_before_ge(std::string_view prefix) {
        static constexpr std::array<std::string_view, 30> known{
            "ab",     "an",     "auf",    "aus",    "bei",    "da",      "dazu",   "durch",
            "ein",    "fern",   "fest",   "gleich", "herab",  "heran",   "herauf", "heraus",
            "herbei", "herein", "herum",  "hervor", "hin",    "hinaus",  "hinein", "hoch",
            "mit",    "vor",    "voraus", "weiter", "zurück", "zusammen"};
        return std::find(known.begin(), known.end(), prefix) != known.end();
    }

    // The end of a participle behind «ge»: «führt», «lernte».
    bool participle(std::string_view word) const {
        for (const std::string_view inflection : {"", "e", "en", "er", "es", "em"})
            for (const std::string_view ending : {"t", "et"}) {
                const std::string whole = std::string(ending) + std::string(inflection);
                if (!word.ends_with(whole) || word.size() < whole.size() + 2) continue;
                const std::string stem(word.substr(0, word.size() - whole.size()));
                if (compounds.known_verb(stem + "en") || compounds.known_verb(stem + "n")) return true;
            }
        return false;
    }

    // «Zu-lassung», «zu-legen»: eSpeak NG stresses what follows. Empty: not so.
    Sounds stressed_zu(std::string_view lower, bool noun) const {
        if (!lower.starts_with("zu") || lower.size() < 6) return {};
        for (const std::string& other : unstressed_zu)
            if (lower.starts_with(other)) return {};
        std::string_view rest = lower.substr(2);
        const bool twice = rest.starts_with("zu") && rest.size() > 5 && compounds.known_verb(rest.substr(2));
        if (twice && !noun) {
            Sounds parts{"zu", "/tsu:/"};
            Sounds verb = simple(rest.substr(2), false);
            parts.insert(parts.end(), verb.begin(), verb.end());
            return parts;
        }
        const bool verbal = rest.size() > 5 && rest.ends_with("ung") &&
                            (compounds.known_exactly(std::string(rest.substr(0, rest.size() - 3)) + "en") ||
                             compounds.known_exactly(std::string(rest.substr(0, rest.size() - 3)) + "n"));
        if (!verbal && !compounds.known(rest) && (noun || !verb_form(rest))) return {};
        Sounds parts = compound(rest, noun, 1);
        parts.insert(parts.begin(), noun ? "Zu" : "zu");
        return parts;
    }

    // «Pinzette», «Logistik», by the ending. Empty: no such loan.
    Sounds loan(std::string_view lower) const {
        for (const std::string_view plural : {"", "n", "s", "en"}) {
            if (!lower.ends_with(plural) || lower.size() < plural.size() + 6) continue;
            const std::string_view word = lower.substr(0, lower.size() - plural.size());
            const std::string_view plural_sound = plural == "en" ? "@n" : plural;
            if (!compounds.known_exactly(word)) continue;
            const auto ends_in = [&](const std::vector<std::string>& endings, std::size_t least) {
                return std::any_of(endings.begin(), endings.end(), [&](const std::string& ending) {
                    return word.ends_with(ending) && word.size() >= ending.size() + least;
                });
            };
            if (ends_in(no_loans, 1) && !ends_in(yet_loans, 0)) return {};
            if (word.ends_with("ik")) {
                for (const std::string& other : stressed_ik)
                    if (word.ends_with(other)) return {};
                const std::string sound = loan_in_ik(word);
                if (!sound.empty()) return {"/" + sound + std::string(plural_sound) + "/"};
            }
            for (const auto& [ending, sound] : loans) {
                if (!word.ends_with(ending)) continue;
                if (word[word.size() - ending.size() - 1] == 'i') return {};  // «Portugiese»
                if (!compounds.parts(word).empty()) return {};
                const std::string stem = loan_stem(word.substr(0, word.size() - ending.size()));
                if (stem.empty()) return {};
                return {"/" + stem + sound + std::string(plural_sound) + "/"};
            }
        }
        return {};
    }

    // «Harmonien» is «Harmonie» and a syllable more, unlike «Familien». Empty: not so.
    Sounds long_plural(std::string_view lower, std::string_view word) const {
        if (!lower.ends_with("ien") || lower.size() < 7) return {};
        const std::string_view one = lower.substr(0, lower.size() - 1);
        if (!compounds.known_exactly(one)) return {};
        for (const std::string& ending : unstressed_ie)
            if (one.ends_with(ending)) return {};
        return {std::string(word.substr(0, word.size() - 1)), "/@n/"};
    }

    Sounds find_part(std::string_view part) const {
        if (const auto found = parts.find(part); found != parts.end()) return {found->second};
        return find(part);
    }

    // A part may be a compound that the dictionary knows as one word («Düsen-flug-zeug»).
    Sounds compound(std::string_view lower, bool noun, int depth) const {
        Sounds all;
        const auto parts = lower.size() < least_compound || depth > 2 ? std::vector<std::string_view>{}
                                                                      : compounds.parts(lower);
        if (parts.empty()) return simple(lower, noun);
        // «roman-tisch», «logis-tische» are no tables; a noun may be one, unlike «Romantisches».
        if (parts.back().starts_with("tisch") &&
            (!noun || compounds.known_exactly(
                          std::string(lower.substr(0, lower.size() - parts.back().size())) + "tik")))
            return simple(lower, noun);
        // «kommentieren» is no «kommen-tieren», «moderat» no «Mode-rat».
        if (!noun && (parts.back().starts_with("tier") || parts.back().starts_with("logisch") ||
                      parts.back() == "achten" || parts.back() == "rat"))
            return simple(lower, noun);
        for (const std::string_view part : parts) {
            Sounds known = find_part(part);
            if (known.empty()) known = noun ? loan(part) : murmured(part, noun);
            if (known.empty()) known = compound(part, noun, depth + 1);
            all.insert(all.end(), known.begin(), known.end());
        }
        return all;
    }

    // A word or part that is no compound.
    Sounds simple(std::string_view lower, bool noun) const {
        for (const auto& [beginning, size] : prefixes)
            if (lower.starts_with(beginning) && lower.size() > size + 2) {
                Sounds rest = compound(lower.substr(size), noun, 1);
                rest.insert(rest.begin(), std::string(lower.substr(0, size)));
                return rest;
            }
        std::size_t at = 0;
        const std::string sound = suffix_of(lower, at);
        if (sound.empty()) return {spelt(lower, noun)};
        Sounds sounds = find(lower.substr(0, at));
        if (sounds.empty()) sounds = {spelt(lower.substr(0, at), noun)};
        // «Verfüg-bar-keit»: in one piece eSpeak NG shortens what comes before «-keit».
        if (const auto keit = sound.find("keit"); keit != sound.npos && keit > 0 && is_spelling(sound)) {
            sounds.push_back(sound.substr(0, keit));
            sounds.push_back(sound.substr(keit));
        } else {
            sounds.push_back(sound);
        }
        return sounds;
    }

    // The sound of a suffix before which a stem in b, d or g is hardened («Ergeb-nis», «sag-te»), and where
    // it begins. Empty: there is none.
    std::string suffix_of(std::string_view lower, std::size_t& at) const {
        const auto fits = [&](const Suffix& suffix, bool any_stem) -> std::string {
            at = lower.rfind(suffix.letters);
            if (at == lower.npos || at < least_stem) return {};
            const std::string_view stem = lower.substr(0, at),
                                   behind = lower.substr(at + suffix.letters.size());
            if (!stem.ends_with(suffix.before)) return {};
            // «Valentin» is not what she is that «Valent» is.
            if (suffix.sound == "/In/" && stem.size() < 9 && !compounds.known(stem)) return {};
            if (suffix.letters == "heit" && stem.ends_with("ho")) return {};  // «Deutungs-hoheit»
            if (suffix.letters == "st" && stem.ends_with("wich")) return {};  // «gewichst»
            if (!any_stem && (stem.ends_with('s') || !ends_voiced(stem))) return {};
            if (behind.empty()) return suffix.sound;
            const bool inflected =
                std::find(inflections.begin(), inflections.end(), behind) != inflections.end();
            return inflected && is_spelling(suffix.sound) ? suffix.sound + std::string(behind) : "";
        };
        for (const Suffix& suffix : suffixes)
            if (auto sound = fits(suffix, false); !sound.empty()) return sound;
        for (const Suffix& suffix : suffixes_always)
            if (auto sound = fits(suffix, true); !sound.empty()) return sound;
        return {};
    }

    std::string spelt(std::string_view part, bool noun) const {
        const std::string marked = "^" + std::string(part) + "$";
        std::string result;
        for (std::size_t at = 0; at < marked.size();) {
            const auto& here = spellings[static_cast<unsigned char>(marked[at])];
            const auto found = std::find_if(here.begin(), here.end(), [&](const auto& spelling) {
                return std::string_view(marked).substr(at).starts_with(spelling.first);
            });
            if (found != here.end()) {
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
                Sounds parts{std::string(unit), std::string(unstressed_und)};
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
};

WordSounds::WordSounds(DataFiles& files) : data_(new Data(files)) {
    const auto& data = files.load("lexicon.toml", Lexicon::sections);
    data_->lexicon.map(files.installed() + "/lexicon.words");
    data_->lexicon.learn(data, data_->compounds);
    if (const auto* prefixes = data["prefixes"].as_array())
        for (const auto& node : *prefixes) {
            std::string prefix = node.value_or(std::string());
            const auto bar = prefix.find('|');
            if (bar == prefix.npos || bar == 0)
                malformed(node, Sentence("a word's beginning is expected, with a | where it is parted"));
            data_->prefixes.emplace_back(prefix.erase(bar, 1), bar);
        }
    const auto words_of = [&](const char* name, std::vector<std::string>& into) {
        if (const auto* list = data[name].as_array())
            for (const auto& node : *list) {
                const auto word = node.value<std::string>();
                if (!word || word->empty())
                    malformed(node, Sentence("a word in quotation marks is expected"));
                into.push_back(*word);
            }
        std::stable_sort(into.begin(), into.end(),
                         [](const auto& a, const auto& b) { return a.size() > b.size(); });
    };
    words_of("verb_prefixes", data_->verb_prefixes);
    words_of("unstressed_zu", data_->unstressed_zu);
    words_of("stressed_ik", data_->stressed_ik);
    words_of("no_loans", data_->no_loans);
    words_of("yet_loans", data_->yet_loans);
    if (const auto* loans = data["loans"].as_table())
        for (const auto& [ending, node] : *loans) {
            const auto phonemes = node.value<std::string>();
            if (!phonemes || !parse_sound("/" + *phonemes + "/"))
                malformed(node, Sentence("eSpeak NG's phonemes are expected, in quotation marks"));
            data_->loans.emplace_back(ending.str(), *phonemes);
        }
    std::stable_sort(data_->loans.begin(), data_->loans.end(),
                     [](const auto& a, const auto& b) { return a.first.size() > b.first.size(); });
    words_of("unstressed_ie", data_->unstressed_ie);
    const auto each_of = [&](const char* name, auto take) {
        if (const auto* table = data[name].as_table())
            for (const auto& [letters, node] : *table) {
                const auto sound = node.template value<std::string>();
                if (!sound || letters.empty() || !parse_sound(*sound))
                    malformed(node, Sentence("how it sounds is expected, in quotation marks"));
                take(std::string(letters.str()), *sound);
            }
    };
    const auto learn_suffixes = [&](const char* name, std::vector<Suffix>& suffixes) {
        each_of(name, [&](const std::string& written, const std::string& sound) {
            const auto bar = written.find('|');
            if (bar == written.npos)
                suffixes.push_back({"", written, sound});
            else
                suffixes.push_back({written.substr(0, bar), written.substr(bar + 1), sound});
        });
    };
    learn_suffixes("suffixes", data_->suffixes);
    learn_suffixes("suffixes_always", data_->suffixes_always);
    each_of("spellings", [&](const std::string& letters, const std::string& sound) {
        data_->spellings[static_cast<unsigned char>(letters[0])].emplace_back(letters, sound);
    });
    each_of("parts", [&](const std::string& part, const std::string& sound) { data_->parts[part] = sound; });
    for (auto& spellings : data_->spellings)
        std::stable_sort(spellings.begin(), spellings.end(),
                         [](const auto& a, const auto& b) { return a.first.size() > b.first.size(); });
    data_->endings.emplace_back();
    if (const auto* endings = data["endings"].as_table())
        for (const auto& [ending, node] : *endings) {
            const auto phonemes = node.value<std::string>();
            if (!phonemes || !parse_sound("/" + *phonemes + "/"))
                malformed(node, Sentence("eSpeak NG's phonemes are expected, in quotation marks"));
            data_->endings.emplace_back(ending.str(), *phonemes);
        }
    // «Kritikern» is of «Kritiker», not of «Kritik».
    std::stable_sort(data_->endings.begin(), data_->endings.end(),
                     [](const auto& a, const auto& b) { return a.first.size() < b.first.size(); });
}

WordSounds::~WordSounds() = default;
WordSounds::WordSounds(WordSounds&&) noexcept = default;

const Sounds& WordSounds::of(std::string_view word) const {
    static const Sounds none;
    if (word.size() > longest_word) return none;
    auto& cache = data_->cache;
    if (const auto found = cache.find(word); found != cache.end()) return found->second;
    if (cache.size() >= remembered) cache.clear();
    return cache.emplace(word, data_->sounds(word)).first->second;
}

}  // namespace vorleser
