#include "daemon/text/sentences.hpp"

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <unordered_set>

#include <unicode/brkiter.h>
#include <unicode/uchar.h>

#include "daemon/article/characters.hpp"
#include "daemon/text/data.hpp"

namespace vorleser {

namespace {

struct HashUnicode {
    std::size_t operator()(const icu::UnicodeString& text) const {
        return static_cast<std::size_t>(text.hashCode());
    }
};
using Words = std::unordered_set<icu::UnicodeString, HashUnicode>;

// Words longer than this are in no list; it also bounds what is looked at around a full stop.
constexpr std::int32_t longest_word = 40;

bool is_opening(UChar32 c) {
    return c == '"' || c == '\'' || c == '(' || c == '[' || c == U'»' || c == U'«' || c == U'›' ||
           c == U'‹' || c == U'„' || c == U'‚' || c == U'“' || c == U'‘' || c == U'¿' || c == U'¡';
}

bool all_of(const icu::UnicodeString& text, bool (*holds)(char32_t)) {
    for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
        if (!holds(static_cast<char32_t>(text.char32At(i)))) return false;
    }
    return !text.isEmpty();
}

bool is_roman_digit(char32_t c) {
    return c < 0x80 && std::string_view("IVX").find(static_cast<char>(c)) != std::string_view::npos;
}
bool has_vowel(const icu::UnicodeString& word) {
    for (std::int32_t i = 0; i < word.length(); ++i)
        if (icu::UnicodeString(u"aeiouäöüyAEIOUÄÖÜY").indexOf(word.charAt(i)) >= 0) return true;
    return false;
}
// «Wilhelms»: «Kaiser Wilhelms II. Abdankung»
bool is_genitive_name(const icu::UnicodeString& word) {
    return word.length() > 4 && u_isupper(word.charAt(0)) && word.endsWith(u"s") && !word.endsWith(u"ss");
}
// «U.S», «J.R.R»
bool is_initials(const icu::UnicodeString& word) {
    if (word.length() < 3 || word.length() % 2 == 0) return false;
    for (std::int32_t i = 0; i < word.length(); ++i)
        if (i % 2 ? word.charAt(i) != '.' : !u_isupper(word.charAt(i))) return false;
    return true;
}
bool is_digit_or_dot(char32_t c) {
    return is_digit(c) || c == '.' || c == U'–' || c == '-' || c == '/' ||
           c == '+';  // «1.–3. November», «90+3. Minute»
}

}  // namespace

// A full stop behind which ICU would end the sentence, with what stands before and behind it.
struct FullStop {
    const icu::UnicodeString& text;
    std::int32_t begin = 0, at = 0;             // of the sentence; of what would be the next one
    std::int32_t next = 0;                      // its first letter or digit, opening quotation marks aside
    std::int32_t next_end = 0;                  // of the word there
    std::int32_t word_at = 0;                   // the word before the full stop
    std::int32_t whole_at = 0;                  // with the abbreviation's earlier parts («z. B», «a.a.O»)
    icu::UnicodeString word, whole, next_word;  // `whole` without spaces
    bool spaced = false;                        // a space follows

    std::int32_t word_begin(std::int32_t end) const {
        std::int32_t i = end;
        while (i > begin && end - i < longest_word && !u_isspace(text.charAt(i - 1)) &&
               !is_opening(text.charAt(i - 1)))
            --i;
        return i;
    }
    // The word before `word`; in small letters where the sentence begins with it.
    icu::UnicodeString earlier() const {
        std::int32_t end = word_at;
        while (end > begin && u_isspace(text.charAt(end - 1))) --end;
        const std::int32_t from = word_begin(end);
        icu::UnicodeString found(text, from, end - from);
        if (from == begin || end == begin) found.toLower();
        return found;
    }
    UChar32 following() const { return text.char32At(next); }
    bool numbered() const { return u_isdigit(following()); }
};

struct Sentences::Data {
    Words abbreviations, ending_abbreviations, months, before_ordinals, after_ordinals, starters, lettered,
        before_numbers, also_words, articles, domains;
    std::unique_ptr<icu::BreakIterator> iterator;

    bool continues(const icu::UnicodeString& text, std::int32_t begin, std::int32_t at) const;
    std::optional<bool> behind_abbreviation(const FullStop& stop) const;
    bool behind_number(const FullStop& stop) const;
    bool behind_roman_number(const FullStop& stop) const;
    std::int32_t hidden_end(const icu::UnicodeString& text, std::int32_t begin, std::int32_t stop) const;
    bool glued(const icu::UnicodeString& text, std::int32_t begin, std::int32_t stop) const;
    bool abbreviates(const icu::UnicodeString& word, const Words& words) const;
    static bool shares_noun(const icu::UnicodeString& text, std::int32_t begin, std::int32_t at);
};

namespace {

void add(Words& words, std::string_view spelled, bool abbreviation) {
    icu::UnicodeString word =
        icu::UnicodeString::fromUTF8({spelled.data(), static_cast<std::int32_t>(spelled.size())});
    if (abbreviation) {
        word.findAndReplace(u" ", u"");
        if (word.endsWith(u".")) word.truncate(word.length() - 1);
        // At the beginning of a sentence: «Vgl. hierzu», «Z. B. hier».
        icu::UnicodeString upper(word);
        upper.replace(0, 1, icu::UnicodeString(word, 0, 1).toUpper());
        words.insert(upper);
    }
    words.insert(word);
}

}  // namespace

Sentences::Sentences(DataFiles& files) : data_(std::make_unique<Data>()) {
    const toml::table& german = files.load("german.toml");
    struct Key {
        const char* name;
        Words Data::*words;
        bool abbreviation;
    };
    const std::vector<Key> keys{
        {"abbreviations", &Data::abbreviations, true},
        {"ending_abbreviations", &Data::ending_abbreviations, true},
        {"months", &Data::months, false},
        {"before_ordinals", &Data::before_ordinals, false},
        {"after_ordinals", &Data::after_ordinals, false},
        {"sentence_starters", &Data::starters, false},
        {"lettered", &Data::lettered, false},
        {"also_words", &Data::also_words, false},
        {"articles", &Data::articles, false},
        {"domains", &Data::domains, false},
    };
    for (const Key& key : keys) {
        const toml::node* node = german.get(key.name);
        if (!node) throw DataError(Sentence("{}: “{}” is missing", "german.toml", key.name));
        const toml::array* list = node->as_array();
        if (!list) malformed(*node, Sentence("“{}” must be a list of words", key.name));
        for (const toml::node& word : *list) {
            const auto spelled = word.value_exact<std::string>();
            if (!spelled || spelled->empty())
                malformed(word, Sentence("a word in quotation marks is expected"));
            add((*data_).*key.words, *spelled, key.abbreviation);
        }
    }
    for (const auto& [name, node] : german) {
        const bool known =
            std::any_of(keys.begin(), keys.end(), [&](const Key& key) { return name.str() == key.name; });
        if (!known) malformed(node, Sentence("there is no “{}” in such a file", name.str()));
    }
    const auto add_all = [&](const char* file, const char* section, Words& words) {
        if (const toml::table* from = files.load(file)[section].as_table())
            for (const auto& [key, value] : *from)
                if (key.str().ends_with('.')) add(words, key.str(), true);
    };
    add_all("abbreviations.toml", "always", data_->ending_abbreviations);
    add_all("abbreviations.toml", "adjectives", data_->abbreviations);
    add_all("abbreviations.toml", "before_number", data_->before_numbers);
    for (const char* section : {"units", "magnitudes", "currencies"})
        add_all("units.toml", section, data_->ending_abbreviations);
    UErrorCode status = U_ZERO_ERROR;
    data_->iterator.reset(icu::BreakIterator::createSentenceInstance(icu::Locale::getGerman(), status));
    if (U_FAILURE(status))
        throw std::runtime_error(std::string("ICU has no sentence rules: ") + u_errorName(status));
}

Sentences::~Sentences() = default;
Sentences::Sentences(Sentences&&) noexcept = default;

namespace {

// nullopt: it is no full stop that ends there.
std::optional<FullStop> stop_at(const icu::UnicodeString& text, std::int32_t begin, std::int32_t at,
                                std::int32_t next) {
    // The full stop, spaces and closing quotation marks behind it aside.
    std::int32_t stop = at;
    const auto before = [&](std::int32_t i) { return text.char32At(text.moveIndex32(i, -1)); };
    while (stop > begin && u_isspace(before(stop))) stop = text.moveIndex32(stop, -1);
    const bool spaced = stop < at;
    while (stop > begin && is_closing(static_cast<char32_t>(before(stop)))) stop = text.moveIndex32(stop, -1);
    if (stop == begin || before(stop) != '.') return std::nullopt;
    --stop;
    if (stop > begin && text.charAt(stop - 1) == '.') return std::nullopt;  // «...»

    FullStop found{.text = text, .begin = begin, .at = at, .next = next, .spaced = spaced};
    found.word_at = found.whole_at = found.word_begin(stop);
    found.word = found.whole = icu::UnicodeString(text, found.word_at, stop - found.word_at);
    for (int parts = 1; parts < 4 && found.whole_at > begin + 1 && text.charAt(found.whole_at - 1) == ' ' &&
                        text.charAt(found.whole_at - 2) == '.';
         ++parts) {
        const std::int32_t part_at = found.word_begin(found.whole_at - 2);
        if (found.whole_at - 2 - part_at > 3 || found.whole_at - 2 == part_at) break;
        found.whole.insert(0, icu::UnicodeString(text, part_at, found.whole_at - 1 - part_at));
        found.whole_at = part_at;
    }
    std::int32_t& end = found.next_end = next;
    while (end < text.length() && end - next < longest_word && u_isalnum(text.charAt(end))) ++end;
    found.next_word = icu::UnicodeString(text, next, end - next);
    return found;
}

}  // namespace

// Whether the sentence that began at `begin` goes on at `at`, where ICU would end it.
bool Sentences::Data::continues(const icu::UnicodeString& text, std::int32_t begin, std::int32_t at) const {
    std::int32_t next = at;
    while (next < text.length() && is_opening(text.char32At(next))) next = text.moveIndex32(next, 1);
    const UChar32 following = text.char32At(next);
    if (u_islower(following)) return true;  // «»Komm!« sagte er»
    const bool sign = following == U'§' || u_charType(following) == U_CURRENCY_SYMBOL;
    if (next == at && !u_isalnum(following) && !sign)
        return following == U'–' || following == U'—' || following == '-' || following == ')' ||
               following == '+' || following == '/' || following == '&';
    const auto stop = stop_at(text, begin, at, next);
    if (!stop) return false;
    if (!stop->spaced) return true;  // «a.a.O», «beispiel.de»
    if (const auto goes_on = behind_abbreviation(*stop)) return *goes_on;
    if (all_of(stop->word, is_digit_or_dot)) return behind_number(*stop);
    return all_of(stop->word, is_roman_digit) && behind_roman_number(*stop);
}

// nullopt: what ends there is no abbreviation.
std::optional<bool> Sentences::Data::behind_abbreviation(const FullStop& stop) const {
    const icu::UnicodeString& word = stop.word;
    const bool starter = starters.count(stop.next_word) > 0;
    if (stop.numbered() && also_words.count(word)) {  // «eine neue Art. 2016 …», but «nach Art. 20»
        const icu::UnicodeString earlier = stop.earlier();
        const bool described = u_islower(earlier.char32At(0)) && !articles.count(earlier) &&
                               (earlier.endsWith(u"e") || earlier.endsWith(u"er"));
        if (described) return false;
    }
    if (stop.numbered() &&
        (before_numbers.count(word) || (!all_of(word, is_digit_or_dot) && !has_vowel(word))))
        return true;
    if (abbreviates(stop.whole, abbreviations) || abbreviates(word, abbreviations)) return true;
    if (word.length() > 5 && word.endsWith(u"str")) return !starter;                // «Hauptstr. 5»
    if (stop.numbered() && word.length() > 5 && word.endsWith(u"pl")) return true;  // «Bahnhofspl. 5»
    if (abbreviates(stop.whole, ending_abbreviations) || abbreviates(word, ending_abbreviations))
        return !starter;
    if (is_initials(word)) return !starter;  // «U.S. Supreme Court»
    if (word.countChar32() != 1 || !u_isalpha(word.char32At(0))) return std::nullopt;
    // An initial; «Thomas M. Der Angeklagte …» ends a sentence all the same, and «auf X. «Nie wieder!»».
    const icu::UnicodeString earlier = stop.earlier();
    const bool quotes = stop.next > stop.at && !earlier.isEmpty() && u_islower(earlier.char32At(0));
    const bool service = word == u"X" && earlier == u"auf";
    return !lettered.count(earlier) && !starter && !quotes && !service;
}

// «31. 12. 1990», but «stieg auf 5. 10 Fälle sind neu»
bool Sentences::Data::behind_number(const FullStop& stop) const {
    const icu::UnicodeString& word = stop.word;
    const bool starter = starters.count(stop.next_word) > 0;
    if (stop.numbered()) {
        const bool dotted = stop.next_end < stop.text.length() && stop.text.charAt(stop.next_end) == '.';
        const bool behind_day = stop.whole_at < stop.word_at && stop.next_word.length() == 4;
        return word.length() <= 3 && (dotted || behind_day || word.indexOf(u'.') >= 0);
    }
    if (months.count(stop.next_word)) return true;
    const bool ordinal = after_ordinals.count(stop.next_word) > 0;
    const bool year = word.length() > 3 && word.indexOf(u'.') < 0 && word.indexOf(u'+') < 0;
    if (year)  // «der 1500. Besucher»
        return articles.count(stop.earlier()) ? u_isupper(stop.following()) && !starter
                                              : ordinal && before_ordinals.count(stop.earlier());
    const bool first = stop.word_at == stop.begin;
    if (first && word.length() < 3) return true;  // a list's number: «3. Die Mieten»
    if (starter) return false;
    return first || ordinal || before_ordinals.count(stop.earlier()) ||
           shares_noun(stop.text, stop.begin, stop.word_at);
}

// «Ludwig XIV. Er», but «im XX. Jahrhundert»
bool Sentences::Data::behind_roman_number(const FullStop& stop) const {
    if (after_ordinals.count(stop.next_word)) return true;
    if (starters.count(stop.next_word)) return false;
    return stop.word_at == stop.begin || before_ordinals.count(stop.earlier()) ||
           (u_isupper(stop.following()) && is_genitive_name(stop.earlier()));
}

// «mit dem 1. und 2. Vorsitzenden»: before the number at `at` stands another with «und», «oder» or «bis».
bool Sentences::Data::shares_noun(const icu::UnicodeString& text, std::int32_t begin, std::int32_t at) {
    for (const char16_t* joint : {u". und ", u". oder ", u". bis ", u"., "}) {
        const icu::UnicodeString before(joint);
        const std::int32_t from = at - before.length();
        if (from > begin && text.compare(from, before.length(), before) == 0 &&
            u_isdigit(text.charAt(from - 1)))
            return true;
    }
    return false;
}

// The word is in the list, or what it ends in behind a hyphen is: «Vize-Präs».
bool Sentences::Data::abbreviates(const icu::UnicodeString& word, const Words& words) const {
    if (words.count(word)) return true;
    const std::int32_t hyphen = word.lastIndexOf(u'-');
    return hyphen > 0 && word.length() - hyphen > 3 &&
           words.count(icu::UnicodeString(word, hyphen + 1, word.length() - hyphen - 1));
}

// Where a sentence ends at the full stop at `stop` though ICU sees none there: before a number («ab. 2019
// kehrte er zurück») or, forgotten, a space («gesperrt.Wer hilft?»). -1: none does.
std::int32_t Sentences::Data::hidden_end(const icu::UnicodeString& text, std::int32_t begin,
                                         std::int32_t stop) const {
    std::int32_t at = stop + 1;
    while (at < text.length() && is_closing(text.char32At(at))) ++at;
    if (at < text.length() && u_isspace(text.charAt(at))) {
        while (at < text.length() && u_isspace(text.charAt(at))) ++at;
        std::int32_t next = at;
        while (next < text.length() && is_opening(text.char32At(next))) ++next;
        return next < text.length() && u_isdigit(text.char32At(next)) && !continues(text, begin, at) ? at
                                                                                                     : -1;
    }
    return at == stop + 1 && glued(text, begin, stop) ? at : -1;
}

bool Sentences::Data::glued(const icu::UnicodeString& text, std::int32_t begin, std::int32_t stop) const {
    if (stop + 2 >= text.length() || !u_isupper(text.charAt(stop + 1)) || !u_islower(text.charAt(stop + 2)))
        return false;
    std::int32_t from = stop;
    while (from > begin && stop - from < longest_word && u_isalpha(text.charAt(from - 1))) --from;
    const icu::UnicodeString word(text, from, stop - from);
    const bool token = from == begin || u_isspace(text.charAt(from - 1)) ||
                       is_opening(text.charAt(from - 1)) || text.charAt(from - 1) == '-';
    const bool lower =
        word.length() > 2 && u_islower(text.charAt(stop - 1)) && u_islower(text.charAt(from + 1));
    if (!token || !lower || !has_vowel(word) || abbreviations.count(word) || ending_abbreviations.count(word))
        return false;
    std::int32_t end = stop + 1;
    while (end < text.length() && end - stop < longest_word && u_isalnum(text.charAt(end))) ++end;
    const icu::UnicodeString next(text, stop + 1, end - stop - 1);
    icu::UnicodeString lowered(next);
    lowered.toLower(icu::Locale::getGerman());
    const bool address =
        end < text.length() &&
        (text.charAt(end) == '/' || text.charAt(end) == '@' ||
         (text.charAt(end) == '.' && end + 1 < text.length() && u_isalpha(text.charAt(end + 1))));
    return !address && !domains.count(lowered);
}

std::vector<std::int32_t> Sentences::ends(const icu::UnicodeString& text) {
    std::vector<std::int32_t> ends;
    data_->iterator->setText(text);
    std::int32_t begin = data_->iterator->first(), searched = begin;
    for (std::int32_t at = data_->iterator->next(); at != icu::BreakIterator::DONE;
         at = data_->iterator->next()) {
        for (std::int32_t stop = searched; (stop = text.indexOf(u'.', stop, at - stop)) >= 0; ++stop)
            if (const std::int32_t end = data_->hidden_end(text, begin, stop); end > 0 && end < at) {
                ends.push_back(end);
                begin = end;
            }
        searched = at;
        if (at < text.length() && data_->continues(text, begin, at)) continue;
        ends.push_back(at);
        begin = at;
    }
    return ends;
}

}  // namespace vorleser
