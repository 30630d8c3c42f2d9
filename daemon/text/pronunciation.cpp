#include "daemon/text/pronunciation.hpp"

#include <algorithm>

#include <unicode/uchar.h>

#include "daemon/article/characters.hpp"
#include "daemon/text/sound.hpp"
#include "daemon/text/word_sounds.hpp"

namespace vorleser {

namespace {

bool is_letter(char32_t c) {
    return c < 0x80 ? (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') : u_isalpha(static_cast<UChar32>(c));
}

// Walks through what is said and writes what eSpeak NG shall be given, code point by code point in step.
class Walk {
 public:
    Walk(Spoken spoken, const WordSounds& sounds)
        : say_(std::move(spoken.say)), sounds_(sounds), words_(std::move(spoken.words)) {
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
        const std::string_view word = letters_at(at_);
        std::size_t end = at_ + word.size();
        std::uint32_t length = points(word);
        const auto joined = [&] {
            return end < say_.size() && say_[end] == '-' && is_letter_at(end + 1) && !word_begins(length + 1);
        };
        if (!joined()) return alone(word, length, end);
        std::vector<std::string_view> pieces{word};
        while (joined()) {
            pieces.push_back(letters_at(end + 1));
            end += 1 + pieces.back().size();
            length += 1 + points(pieces.back());
        }
        std::string group;
        bool grouped = false, first = true, letters = false;
        for (const auto piece : pieces) {
            const bool plural = letters && piece.size() == 2 && piece[1] == 's';  // «L-K-Ws»
            Sounds sounds;
            if (plural)
                sounds = {std::string(1, piece[0]), "/s/"};
            else if (letters && (piece == "ler" || piece == "lern"))  // «S-P-D-ler»
                sounds = {piece == "ler" ? "/l3/" : "/l3n/"};
            else if (piece.size() > 1)
                sounds = sounds_.of(piece);
            letters = piece.size() == 1;
            grouped = grouped || !sounds.empty() || (piece != pieces.back() && ends_voiced(piece));
            if (sounds.empty()) sounds = {std::string(piece == "und" ? unstressed_und : piece)};
            for (std::size_t i = 0; i < sounds.size(); ++i) {
                // Of what hyphens join, nouns make a compound; numbers and letters stand side by side.
                const bool less = i > 0 || (starts_upper(piece) && !letters && !plural);
                if (!first) group += less ? compound_joint : equal_joint;
                group += sounds[i];
                first = false;
            }
        }
        if (grouped || (letters && apostrophe_s(end))) {
            put_group(std::move(group), length, end);
        } else {
            step(length);
            put(std::string_view(say_).substr(at_, end - at_));
            at_ = end;
        }
    }

    // A word without hyphens. One that is only spelt otherwise needs no group.
    void alone(std::string_view word, std::uint32_t length, std::size_t end) {
        static const Sounds none;
        const Sounds& sounds = word.size() > 1 ? sounds_.of(word) : none;
        if (sounds.empty() || (sounds.size() == 1 && is_spelling(sounds[0]))) {
            step(length);
            put(sounds.empty() ? word : sounds[0]);
            at_ = end;
            return;
        }
        std::string group;
        for (const std::string& sound : sounds) {
            if (!group.empty()) group += compound_joint;
            group += sound;
        }
        put_group(std::move(group), length, end);
    }

    // Sounds for what is written up to `end`, so many code points.
    void put_group(std::string group, std::uint32_t length, std::size_t end) {
        // «Trump's»: the ending belongs to the word.
        if (const auto apostrophe = apostrophe_s(end)) {
            group += std::string(1, compound_joint) + "/s/";
            length += 2;
            end += apostrophe;
        }
        step(length);
        put(sound_begin + group + sound_end);
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
    const WordSounds& sounds_;
    std::vector<Word> words_;
    std::string result_;
    std::size_t at_ = 0, word_ = 0;
    std::uint32_t before_ = 0, after_ = 0;  // code points of the old and of the new text
};

}  // namespace

Pronunciation::Pronunciation(DataFiles& files) : sounds_(std::make_unique<WordSounds>(files)) {}
Pronunciation::~Pronunciation() = default;
Pronunciation::Pronunciation(Pronunciation&&) noexcept = default;

Spoken Pronunciation::pronounced(Spoken spoken) const {
    return Walk(std::move(spoken), *sounds_).done();
}

}  // namespace vorleser
