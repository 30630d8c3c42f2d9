#include "daemon/text/loans.hpp"

#include <array>

namespace vorleser {

namespace {

constexpr std::string_view vowels = "aeiouy";

bool is_vowel(char c) {
    return vowels.find(c) != std::string_view::npos;
}

struct Letters {
    std::string_view written, sound;
};

// The longest first.
constexpr std::array<Letters, 18> together{{{"sch", "S"},
                                            {"ch", "C"},
                                            {"ck", "k"},
                                            {"ph", "f"},
                                            {"th", "t"},
                                            {"rh", "r"},
                                            {"qu", "kv"},
                                            {"tz", "ts"},
                                            {"ng", "Ng"},
                                            {"nk", "Nk"},
                                            {"ou", "u:"},
                                            {"bs", "ps"},
                                            {"ei", "aI"},
                                            {"ai", "aI"},
                                            {"eu", "OY"},
                                            {"au", "aU"},
                                            {"ie", "i:"},
                                            {"ss", "s"}}};

std::string_view vowel(char letter, bool open) {
    switch (letter) {
        case 'a':
            return "a";
        case 'e':
            return open ? "e:" : "E";
        case 'i':
            return open ? "i:" : "I";
        case 'o':
            return open ? "o:" : "O";
        case 'u':
            return open ? "u:" : "U";
        default:
            return open ? "y:" : "y";
    }
}

// Whether the vowel at `at` ends its syllable: one consonant, or two that begin one, and a vowel follow.
bool is_open(std::string_view letters, std::size_t at) {
    std::size_t end = at + 1;
    while (end < letters.size() && !is_vowel(letters[end])) ++end;
    const std::string_view between = letters.substr(at + 1, end - at - 1);
    if (between.size() < 2) return between != "x";
    if (between == "th" || between == "ph" || between == "ch" || between == "qu" ||
        (between == "gn" && at > 0))
        return true;
    const bool liquid = between.back() == 'r' || between.back() == 'l';
    return between.size() == 2 && liquid && between[0] != between[1] &&
           std::string_view("bcdfgkptv").find(between[0]) != std::string_view::npos;
}

std::string_view consonant(std::string_view letters, std::size_t at) {
    const bool before_vowel = at + 1 < letters.size() && is_vowel(letters[at + 1]);
    switch (letters[at]) {
        case 'b':
            return "b";
        case 'c':  // «Zelle» as «Cellulose»
            return at + 1 < letters.size() &&
                           std::string_view("eiy").find(letters[at + 1]) != std::string_view::npos
                       ? "ts"
                       : "k";
        case 'd':
            return "d";
        case 'f':
            return "f";
        case 'g':
            return "g";
        case 'h':
            return "h";
        case 'j':
            return "j";
        case 'k':
            return "k";
        case 'l':
            return "l";
        case 'm':
            return "m";
        case 'n':
            return "n";
        case 'p':
            return "p";
        case 'r':
            return "r";
        case 's':
            return before_vowel && (at == 0 || is_vowel(letters[at - 1]) || letters[at - 1] == 'n' ||
                                    static_cast<unsigned char>(letters[at - 1]) >= 0x80)
                       ? "z"
                       : "s";
        case 't':
            return "t";
        case 'v':
        case 'w':
            return "v";
        case 'x':
            return "ks";
        case 'z':
            return "ts";
        default:
            return {};
    }
}

// `following` is what stands behind the letters, by which their last syllable is open or closed.
std::string sounds_of(std::string_view letters, std::string_view following) {
    const std::string whole = std::string(letters) + std::string(following);
    std::string result;
    bool voiced = false;
    for (std::size_t at = 0; at < letters.size();) {
        const std::string_view rest = letters.substr(at);
        if (at == 0 && (rest.starts_with("st") || rest.starts_with("sp"))) {
            result += "S";
            ++at;
            continue;
        }
        // «Charakter», «Chlor»
        if (at == 0 && rest.size() > 2 && rest.starts_with("ch") &&
            std::string_view("aolr").find(rest[2]) != std::string_view::npos) {
            result += "k";
            at += 2;
            continue;
        }
        bool found = false;
        for (const auto& [written, sound] : together)
            if (rest.starts_with(written)) {
                result += sound;
                voiced = voiced || is_vowel(written[0]);
                at += written.size();
                found = true;
                break;
            }
        if (found) continue;
        if (rest.starts_with("ä")) {
            result += is_open(whole, at + 1) ? "E:" : "E";
            voiced = true;
            ++at;
        } else if (is_vowel(rest[0])) {
            result += vowel(rest[0], is_open(whole, at));
            voiced = true;
        } else {
            const std::string_view sound = consonant(whole, at);
            if (sound.empty()) return {};
            result += sound;
            if (rest.size() > 1 && rest[1] == rest[0]) ++at;  // «Terr-asse»
        }
        ++at;
    }
    return voiced ? result : std::string();
}

}  // namespace

std::string loan_stem(std::string_view letters) {
    return sounds_of(letters, "a");
}

std::string loan_in_ik(std::string_view word) {
    if (!word.ends_with("ik") || word.size() < 6) return {};
    std::size_t at = word.size() - 2;
    while (at > 0 && !is_vowel(word[at - 1])) --at;
    if (at < 2 || at == word.size() - 2) return {};
    --at;                                             // the stressed vowel
    if (at > 0 && is_vowel(word[at - 1])) return {};  // «Touristik» has one, «Hydraulik» two
    const std::string stem = sounds_of(word.substr(0, at), "a");
    if (stem.empty()) return {};
    const bool open = is_open(word, at);
    const std::string_view sound = vowel(word[at], open);
    const std::string_view between = word.substr(at + 1, word.size() - 3 - at);
    std::string consonants;
    for (std::size_t i = 0; i < between.size(); ++i) {
        if (i + 1 < between.size() && between[i] == between[i + 1]) continue;
        const std::string_view rest = between.substr(i);
        bool found = false;
        for (const auto& [written, said] : together)
            if (rest.starts_with(written)) {
                consonants += said;
                i += written.size() - 1;
                found = true;
                break;
            }
        if (found) continue;
        const std::string_view said = consonant(word, at + 1 + i);
        if (said.empty()) return {};
        consonants += said;
    }
    return stem + "'" + (open && word[at] == 'a' ? "A:" : std::string(sound)) + consonants + "Ik";
}

}  // namespace vorleser
