#include "daemon/speech/prepared.hpp"

#include <algorithm>

#include "daemon/base/characters.hpp"

namespace vorleser {

namespace {

constexpr std::size_t longest_group = 180;  // bytes: eSpeak NG holds a word in 200
// Bytes. eSpeak NG cuts a clause at 800, and must not do so within phonemes.
constexpr std::size_t longest_clause = 560;

struct Part {
    Sound sound;
    bool stressed_less = false;
};

// The parts of a group; empty where it is malformed.
std::vector<Part> parts_of(std::string_view group) {
    static constexpr char joints[] = {compound_joint, equal_joint, '\0'};
    std::vector<Part> parts;
    bool stressed_less = false;
    for (std::size_t at = 0; at <= group.size();) {
        const std::size_t end = std::min(group.find_first_of(joints, at), group.size());
        auto sound = parse_sound(group.substr(at, end - at));
        if (!sound) return {};
        parts.push_back({std::move(*sound), stressed_less});
        stressed_less = end < group.size() && group[end] == compound_joint;
        at = end + 1;
    }
    return parts;
}

bool vowel_begins(std::string_view phonemes) {
    const auto at = phonemes.find_first_not_of("',");
    return at != phonemes.npos &&
           std::string_view("aeiouyAEIOUVWY@3").find(phonemes[at]) != std::string_view::npos;
}

// Without what has no place within a word: pauses, and eSpeak NG's own switches of language, «(en)», which
// are written «_^_en» on the way in.
std::string tidied(const std::string& phonemes) {
    std::string tidy;
    for (std::size_t at = 0; at < phonemes.size();) {
        const std::string_view rest = std::string_view(phonemes).substr(at);
        if (rest.starts_with("_:")) {
            at += 2;
        } else if (rest.size() >= 4 && rest[0] == '(' && rest.find(')') != rest.npos) {
            const auto end = rest.find(')');
            if (!tidy.empty() && tidy.back() != ' ') tidy += ' ';
            tidy += "_^_" + std::string(rest.substr(1, end - 1)) + " ";
            at += end + 1;
        } else {
            tidy += rest[0];
            ++at;
            // Two phonemes each («Lehrer», «knurren», but not «kurz»), not one of that name.
            if (rest.starts_with("R3") || (rest.starts_with("UR") && vowel_begins(rest.substr(2))))
                tidy += '|';
        }
    }
    return tidy;
}

std::string phonemes_of(const std::vector<Part>& parts, const Languages& languages) {
    const std::string& home = languages.home;
    std::string all, language = home;
    for (const Part& part : parts) {
        const std::string& asked = part.sound.language;
        const std::string& wanted = asked.empty() || !languages.known(asked) ? home : asked;
        std::string phonemes =
            part.sound.phonemes ? part.sound.text : tidied(languages.transcribe(part.sound.text, wanted));
        if (phonemes.find_first_not_of(' ') == phonemes.npos) continue;
        // Where nothing before it is stressed, a part keeps its stress («voll-ziehen»).
        if (part.stressed_less && all.find('\'') != all.npos)
            std::replace(phonemes.begin(), phonemes.end(), '\'', ',');
        if (wanted != language) {
            if (!all.empty() && all.back() != ' ') all += ' ';
            all += "_^_" + wanted + " ";
            language = wanted;
        } else if (phonemes.starts_with("_^_") && !all.empty() && all.back() != ' ') {
            all += ' ';
        }
        all += phonemes;
    }
    if (language != home) all += " _^_" + home;
    while (all.ends_with(' ')) all.pop_back();
    return all;
}

class Preparer {
 public:
    Prepared of(std::string_view text, const Languages& languages) {
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t end = text[at] == sound_begin ? text.find(sound_end, at) : text.npos;
            if (end == text.npos) {
                plain(text[at++]);
                continue;
            }
            const std::string_view group = text.substr(at + 1, end - at - 1);
            const auto parts = parts_of(group);
            const std::string phonemes = phonemes_of(parts, languages);
            if (phonemes.empty() || phonemes.size() > longest_group || clause_ > longest_clause) {
                as_spelt(parts);
            } else {
                result_.phonemes = true;
                const std::size_t before = clause_;  // a comma in phonemes is a stress
                const std::string group = "[[" + phonemes + "]]";
                for (const char c : group) put(c);
                clause_ = before + phonemes.size();
            }
            for (const char c : text.substr(at, end + 1 - at)) place_ += !continues(c);
            at = end + 1;
        }
        return std::move(result_);
    }

 private:
    // A byte of the result that stands for the code point at `place_`.
    void put(char c) {
        result_.text += c;
        if (!continues(c)) result_.places.push_back(place_);
        clause_ = c == ',' || c == '.' || c == ';' || c == ':' || c == '!' || c == '?' ? 0 : clause_ + 1;
    }

    void plain(char c) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
        if (c == '[' && !result_.text.empty() && result_.text.back() == '[') c = ' ';
        put(c);
        if (!continues(c)) ++place_;  // the bytes that follow put no place
    }

    void as_spelt(const std::vector<Part>& parts) {
        for (const Part& part : parts)
            if (!part.sound.phonemes)
                for (const char c : part.sound.text) put(c);
    }

    Prepared result_;
    std::uint32_t place_ = 0;
    std::size_t clause_ = 0;
};

}  // namespace

Prepared prepare(std::string_view text, const Languages& languages) {
    return Preparer().of(text, languages);
}

}  // namespace vorleser
