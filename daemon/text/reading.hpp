// One sentence on its way from written to said. Shared by the rules for numbers and those for words.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <unicode/regex.h>

#include "daemon/text/grammar.hpp"
#include "daemon/text/number_words.hpp"
#include "daemon/text/spoken.hpp"
#include "daemon/text/written.hpp"

namespace vorleser {

// What patterns are tried on, and how many sentences were before it.
struct Subject {
    const icu::UnicodeString* text = nullptr;
    std::uint64_t number = 0;
};

// A regular expression that is tried at a place of the sentence. It is compiled when first tried: all of them
// take as long as everything else that is loaded, and most texts need few.
class Pattern {
 public:
    // The subject and the expression must outlive the pattern.
    Pattern(const Subject& subject, const char16_t* expression)
        : subject_(subject), expression_(expression) {}
    // Throws std::runtime_error where the expression is none.
    bool at(std::size_t place);
    bool has(int group) const { return matcher_->start(group, status_) >= 0; }
    std::size_t begin(int group = 0) const {
        return static_cast<std::size_t>(matcher_->start(group, status_));
    }
    std::size_t end(int group = 0) const { return static_cast<std::size_t>(matcher_->end(group, status_)); }

 private:
    const Subject& subject_;
    const char16_t* expression_;
    std::uint64_t number_ = 0;  // of the sentence the matcher was set to: most see no place of most sentences
    std::unique_ptr<icu::RegexMatcher> matcher_;
    mutable UErrorCode status_ = U_ZERO_ERROR;
};

struct Patterns {
    Patterns() = default;
    Patterns(const Patterns&) = delete;  // the patterns look at the subject
    Patterns& operator=(const Patterns&) = delete;

    Subject subject;
    Pattern number{subject,
                   u"(?:[1-9]\\d{0,2}(?:\\.\\d{3})+(?!\\d)|[1-9]\\d{0,2}(?: \\d{3})+(?![\\d/]|[.:]\\d)|"
                   u"[1-9]\\d{0,2}(?:['’]\\d{3})+(?!\\d)|\\d+)(?:,(\\d+)(?!,?\\d))?"};
    // As English and the Swiss write them: «1,000,000», «1,234.50»; «5.50» only before a unit.
    Pattern english{
        subject,
        u"([1-9]\\d{0,2}(?:,\\d{3}){2,}|[1-9]\\d{0,2}(?:,\\d{3})+(?=\\.\\d))(?:\\.(\\d+))?(?![\\d,]\\d)"};
    Pattern dotted{subject, u"(\\d+|[1-9]\\d{0,2}(?:['’]\\d{3})+)\\.(\\d{1,2})(?!\\d|\\.\\d)"};
    Pattern date{subject, u"(\\d{1,2})\\. ?(\\d{1,2})\\.(?: ?(\\d{4}|\\d\\d)(?![\\d.,:]\\d|\\d))?(?!\\d)"};
    Pattern date_range{
        subject, u"(\\d{1,2})\\.(?:(\\d{1,2})\\.)? ?[–/-] ?(\\d{1,2})\\. ?(\\d{1,2})\\.(?:(\\d{4}))?(?!\\d)"};
    Pattern month_date{subject, u"(\\d{1,2})/((?:19|20)\\d\\d)(?![\\d/])"};
    Pattern iso_date{subject, u"(\\d{4})-(\\d\\d)-(\\d\\d)(?![\\d-])"};
    Pattern slash_date{subject, u"(\\d{1,2})/(\\d{1,2})/(\\d{4})(?!\\d)"};
    Pattern time{subject, u"(\\d{1,2})([:.])(\\d\\d)(?::(\\d\\d))?(?!\\d|:\\d|[.,]\\d)( ?(?:Uhr|h)\\b)?"};
    Pattern race{
        subject,
        u"(\\d{1,2}):(\\d\\d)(?:(?::(\\d\\d))(?! ?(?:Uhr|h)\\b)| ?h\\b|:(\\d\\d) ?h\\b)(?![\\d:]|[.,]\\d)"};
    Pattern gap{subject, u"\\+(\\d{1,2})[.:](\\d\\d)[.,](\\d{1,3})(?!\\d|[.,:]\\d)"};
    Pattern time_zone{subject, u"(UTC|GMT)([+−–-])(\\d{1,2})(?::(\\d\\d))?(?![\\d:])"};
    // More times up to «Uhr»: «zwischen 8.30 und 9.15 Uhr».
    Pattern times_follow{subject, u"(?:,? ?(?:und|oder|bis|sowie|,|/) ?\\d{1,2}(?:[:.]\\d\\d)?)+ ?Uhr\\b"};
    Pattern french_time{subject, u"(\\d{1,2})h(\\d\\d)(?!\\d)"};
    Pattern duration{subject,
                     u"(?:(\\d{1,2}):)?(\\d{1,3}):(\\d\\d)(?:[.,](\\d{1,3}))? "
                     u"?(Stunden?|Std\\.|Minuten?|Min\\.|min)(?![\\p{L}])"};
    Pattern lap{subject, u"(?:(\\d{1,2}):)?(\\d{1,2}):(\\d\\d)[.,](\\d{1,2}|(?<=,)\\d{3})(?![\\d:.])"};
    Pattern time_range{
        subject, u"(\\d{1,2})(?:[:.](\\d\\d))? ?[–-] ?(\\d{1,2})(?:[:.](\\d\\d))?(?!\\d)( ?(?:Uhr|h)\\b)?"};
    // «18 Uhr», «9-18 Uhr», «20.15 bis 22 Uhr», «14:30»
    Pattern hours{subject,
                  u"\\d{1,2}(?:[:.]\\d\\d)?(?: ?(?:-|–|bis|und|u\\.) ?\\d{1,2}(?:[:.]\\d\\d)?)? "
                  u"?(?:Uhr|h)\\b|\\d{1,2}:\\d\\d(?!\\d)"};
    Pattern day_joint{subject, u" ?(?:[-–/+&,]|u\\.|und|bis|sowie|oder) ?"};
    Pattern ordinals{subject, u"(\\d{1,3})\\. ?([–/-]) ?(\\d{1,3})\\.(?!\\d)"};
    Pattern ordinal{subject, u"(\\d{1,3}(?:\\.\\d{3})*|\\d{4,})\\.(?![\\d.])"};
    Pattern match_minute{
        subject, u"(\\d{1,3})(?:\\.(?: ?\\+ ?(\\d{1,2}))?(['’‘])?|(?:\\+(\\d{1,2}))?(['’‘]))(?=[,;/)])"};
    Pattern decade{subject, u"(?:(\\d{4}|\\d\\d)(?:z?ig)?er)(n?)(?![\\p{L}])"};
    Pattern fraction{subject, u"(?:(\\d+) )?(\\d{1,3})[/⁄](1[0.]*0|\\d{1,4})(?![\\d/.]|-\\d)"};
    Pattern quarter{subject, u"(1/4|1/2|3/4|½|¼|¾)(?: (nach|vor))? (\\d{1,2})(?![\\d/%€]|[.,:]\\d)"};
    Pattern season{subject, u"(\\d{4})/(\\d{4}|\\d\\d)(?![\\d/])"};
    Pattern score{subject, u"(\\d{1,4}(?:\\.\\d{3})*):(\\d{1,7}(?:\\.\\d{3})*)(?!\\d|:\\d)"};
    Pattern standard{subject, u"(\\d{3,6}(?:-\\d{1,3})*):((?:19|20)\\d\\d)(?![\\d:])"};
    Pattern second_price{
        subject,
        u" ?(bis|und|oder|auf|zu|statt|[–/-]) ?[1-9]\\d{0,2}(?:\\.?\\d{3})*,\\d\\d(?!\\d|,\\d)|"
        u" ?(bis|und|oder|auf|zu|statt|[–/-]) ?0,\\d\\d(?!\\d|,\\d)"};
    Pattern range{subject, u" ?[–-] ?(?=\\d)| – (?=[+−-]\\d)"};
    Pattern telephone{subject,
                      u"(?:\\+|00)\\d[\\d ()/-]{6,}\\d|\\(?0\\d{1,5}\\)?[ /–-]{1,3}\\d[\\d /-]{2,}\\d"};
    Pattern spoken_groups{subject, u"\\(?0\\d{1,5}\\)? ?[/–-] ?\\d[\\d /-]*\\d"};
    Pattern verse{subject, u"(\\d{1,3}), ?(\\d{1,3})(?:(?: ?[–-] ?)(\\d{1,3}))?(?![\\d,])"};
    Pattern life{subject, u"[*†] ?(?=(?:1\\d|20)\\d\\d(?!\\d)|\\d{1,2}\\. ?(?:\\d{1,2}\\.|[A-ZÄ]))"};
    Pattern account{subject, u"[A-Z]{2}\\d\\d(?: ?\\d{4}){3,7}(?: ?\\d{1,4})?(?!\\d)"};
    Pattern version{subject, u"(\\d+)((?:\\.\\d+)+)(?![\\d.]*\\d)"};
    Pattern electronic{
        subject,
        u"(?:https?://|ftp://|mailto:|www\\.)[^\\s<>»«\"“”„()]+|[\\w.+-]+@[\\w-]+(?:\\.[\\w-]+)+|"
        u"(?:[\\w-]+\\.)+(?:de|com|org|net|at|ch|eu|info|tv|io|gov|edu|uk|fr|ru|app|dev|berlin|nrw|bayern|"
        u"hamburg|biz|li|lu|co|ly|blog|online|shop|xyz|cloud|ai)(?:/"
        u"[^\\s<>»«\"“”„()]*)?"
        u"(?![\\w.]*\\w)"};
    Pattern file{
        subject,
        u"[\\w-]+\\.(?:txt|pdf|exe|zip|jpe?g|png|gif|mp3|mp4|wav|docx?|xlsx?|pptx?|html?|csv|json|xml|py|js|"
        u"cpp|iso)(?!\\w)"};
    Pattern handle{subject, u"[@#][\\p{L}\\d_]+"};
    Pattern gendered{
        subject,
        u"(\\p{L}*\\p{Ll})(?:[:*_•·]|/-?|\\()(innen\\p{Ll}*|(?:in|n|r|e|en|es|m|s)(?![\\p{L}]))(\\)?)|"
        u"(\\p{L}*\\p{Ll})()(Innen|In)(?![\\p{L}])"};
    Pattern roman{subject,
                  u"(M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3}))(\\.?)(?![\\p{L}\\d'-])"};
    Pattern abbreviation{subject, u"(?:\\p{L}+[.-]? ?){1,5}"};

    // `text` must stay until the next sentence.
    void of(const icu::UnicodeString& text) { subject = {&text, subject.number + 1}; }
};

struct Normalizer::Data {
    explicit Data(DataFiles& files);
    Grammar grammar;
    TextSet starters;       // words that open a sentence, of german.toml
    TextSet ordinal_nouns;  // of german.toml, in small letters: behind an ordinal
    NumberWords numbers;
    std::vector<const TextMap*> abbreviations;  // what each of SentenceReader's rules for them reads
    mutable Patterns patterns;
};

// The value of a Roman numeral in digits: «14»; empty if it is none.
std::u16string roman_digits(std::u16string_view numeral);

class SentenceReader {
 public:
    SentenceReader(const Normalizer::Data& rules, std::string_view utf8, std::uint32_t begin);
    Spoken read();
    std::vector<Normalizer::Reading> explain();  // reads, too

    // The section of abbreviations.toml that each rule for them reads. Throws DataError if a section or a
    // rule has no other.
    static std::vector<const TextMap*> abbreviation_maps(const Grammar& grammar);

 private:
    using View = std::u16string_view;
    using Text = std::u16string;

    // reading.cpp: the sentence and its marks.
    void say(std::size_t begin, std::size_t end, View text);  // a word, or several for one written
    void pause(char16_t mark);
    bool number_or_word();
    Spoken result();
    void punctuation();
    bool full_stop();
    bool slash();
    bool dash();
    bool handle();
    void quotation();
    void bracket();
    bool inserts() const;
    bool looks_whole(View word) const;
    bool sign();
    View view(std::size_t begin, std::size_t end) const { return View(text_).substr(begin, end - begin); }
    char16_t at(std::size_t i) const { return i < text_.size() ? text_[i] : u'\0'; }
    bool letter(std::size_t i) const {
        const char16_t c = at(i);
        return c < 0x80 ? (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') : rare_letter(i);
    }
    bool rare_letter(std::size_t i) const;  // beyond ASCII
    bool digit(std::size_t i) const { return at(i) >= u'0' && at(i) <= u'9'; }
    std::size_t space(std::size_t i) const { return at(i) == u' ' ? i + 1 : i; }  // behind one space
    View word_at(std::size_t i) const;                                            // letters and hyphens
    View word_of_digits(std::size_t i) const {
        std::size_t end = i;
        while (digit(end)) ++end;
        return view(i, end);
    }
    // The word before `i`, if nothing but a space is between; `over_comma`: or a comma.
    View word_before(std::size_t i, bool over_comma = false) const;
    bool nothing_behind(std::size_t i) const;  // but marks
    // What is counted by numerals: «Teil», and «War» (of «World War»), but no verb.
    bool is_counted(View word) const {
        return !word.empty() && word != u"war" && grammar_.counted.count(lower(word)) > 0;
    }
    Text lower_before(std::size_t i) const { return lower(word_before(i)); }

    // The rules below look at what begins at at_ and return whether they said something. They are tried in
    // order.
    struct Rule {
        const char* name;  // for explain()
        bool (SentenceReader::*read)();
    };
    template <std::size_t count>
    bool any_of(const Rule (&rules)[count]) {
        for (const Rule& rule : rules) {
            rule_ = rule.name;
            if ((this->*rule.read)()) return true;
        }
        return false;
    }

    // The same for rules that look at what was found at at_.
    template <class Found>
    struct RuleFor {
        const char* name;
        bool (SentenceReader::*read)(const Found&);
    };
    template <class Found, std::size_t count>
    bool any_of(const RuleFor<Found> (&rules)[count], const Found& found) {
        for (const RuleFor<Found>& rule : rules) {
            rule_ = rule.name;
            if ((this->*rule.read)(found)) return true;
        }
        return false;
    }

    // numbers.cpp: what begins with a digit or a sign before one.
    bool number();
    struct Number {
        std::size_t start = 0, begin = 0, end = 0;  // with its sign; without; `end` is 0 if there is none
        View whole, decimals;
        Text sign;  // «minus », «plus » or nothing
    };
    Number number_at(std::size_t begin, bool priced = false);
    bool english_thousands(const Number& number);
    bool plain_number();
    bool version(const Number& number);
    bool span(const Number& number);
    bool compound(const Number& number);
    struct Joined {
        bool hyphen = false;
        std::size_t rest = 0;  // where the word begins
        View first, head;      // the word; up to its first hyphen
        Text words;            // the number
    };
    bool joined_magnitude(const Number& number, const Joined& joined);
    bool joined_unit(const Number& number, const Joined& joined);
    bool joined_english(const Number& number, const Joined& joined);
    bool joined_page(const Number& number, const Joined& joined);
    bool joined_word(const Number& number, const Joined& joined);
    bool whole_price(const Number& number);
    bool percent_word(const Number& number);
    bool sum(const Number& number);
    bool plain_decimal(const Number& number);
    bool one_of_several(const Number& number);
    Gender gender_of_many(View noun) const;
    bool described_one(const Number& number, View adjective);
    bool counted_one(const Number& number);
    bool bare(const Number& number);
    Text cardinal(View number, bool year) const;
    Text decimal(const Number& number) const;
    bool looks_like_year(std::size_t begin, std::size_t end) const;

    // codes.cpp: what is said digit by digit.
    bool code();
    bool emergency();
    bool verse();
    bool telephone();
    bool account();

    // dates.cpp
    bool month_and_year();
    bool iso_date();
    bool slash_date();
    bool two_dates();
    bool date();
    bool say_date(std::size_t begin, std::size_t end, View day, View month, View year);
    bool span_of_days();  // «Mo.–Fr.», «Mai–Juni»
    bool french_time();
    bool two_times();
    bool time();
    bool duration();
    bool gap();
    bool lasts(bool seconds) const;
    bool time_zone();
    Text clock(View hour, View minute, View second = {}) const;

    // ordinals.cpp
    bool decade();
    bool two_ordinals();
    bool match_minute();
    bool ordinal();
    struct Ordinal {
        std::size_t end = 0, next = 0;  // next: behind a space
        Text digits, before;            // before: the word, in small letters
        View noun;
    };
    bool last_ordinal(const Ordinal& o);
    bool list_number(const Ordinal& o);
    bool counts_amid(const Ordinal& o) const;
    Text place_ending() const;
    bool inflected_ordinal(const Ordinal& o);
    bool counts_point(std::size_t next, View noun) const;
    bool takes_ordinal(View noun) const;
    Text ordinal_ending(std::size_t begin, View noun) const;
    Text shared_ending(std::size_t begin, View before) const;
    Text governed_ending(View before, View noun) const;
    Text described_ending(View before, View noun) const;
    Text by_gender(View noun, View m, View f, View n) const;
    Text adjective_ending(std::size_t begin, View noun) const;
    View noun_of_ordinals(std::size_t i) const;
    View noun_at(std::size_t i) const;  // an abbreviation's full word

    // fractions.cpp
    bool part_of_hour();
    bool fraction_sign();
    bool season();
    bool fraction();
    struct Fraction {
        std::size_t end = 0;
        View whole, over;  // whole: the number before it, «1 3/4»; empty if there is none
        Text under;
        bool minus = false;
        bool proper = false;  // no two numbers by themselves
    };
    bool part_of_parts(const Fraction& f);
    bool one_of_pictures(const Fraction& f);
    bool two_numbers(const Fraction& f);
    bool part_of_finals(const Fraction& f);
    bool mixed_fraction(const Fraction& f);
    bool plain_fraction(const Fraction& f);
    bool is_proper(const Fraction& f) const;
    bool cites_file() const;
    Text half_of(std::size_t end) const;
    Text fraction_words(View over, View under) const;
    bool standard();
    bool ratio();

    // amounts.cpp: money and measures.
    bool magnitude(const Number& number);
    bool money(const Number& number);
    void money_before(std::size_t begin, std::size_t digits);
    bool measure(const Number& number);
    bool names_model(const Number& number, char16_t sign) const;
    bool inches(const Number& number);
    bool primes(const Number& number);
    bool first_price(const Number& number);
    bool added_time(const Number& number);
    bool english_ordinal(const Number& number, View ending);
    void per();
    Text price(std::size_t begin, const UnitWords& currency, View whole, View decimals) const;
    std::optional<UnitWords> unit_at(std::size_t& end, const UnitMap* only = nullptr) const;
    bool unit_behind(std::size_t i) const { return unit_at(i).has_value(); }
    Text name_of(const UnitWords& unit, std::size_t begin, bool single) const;
    bool dative_before(std::size_t begin) const;
    bool shares_dative(std::size_t begin) const;
    Text one(std::size_t before, Gender gender) const;
    Text one_of(const UnitWords& currency, std::size_t before) const;

    // words.cpp: what begins with a letter.
    void word();
    View token() const;
    bool times_sign();
    bool lone_unit();
    bool price_before();
    bool country_postcode();
    bool days_joined();
    bool short_month();
    bool plus_or_sharp();
    bool letters_and_version();
    bool footnoted();
    bool any_word();
    bool unit_without_number();
    bool weekday();
    bool numero();
    View short_day(std::size_t i, std::size_t& end) const;
    bool in_capital_run() const;
    bool sounds_like_word(View part) const;
    bool gendered();
    Text said_part(View part) const;      // between hyphens
    Text said_compound(View word) const;  // with hyphens
    Text spelt(View letters) const;
    bool could_begin(View part) const;
    Text joined_acronym(View word) const;
    bool is_acronym(View part) const;
    std::size_t acronym_ending(View part) const;

    // abbreviations.cpp
    bool abbreviation();
    bool shortened_end();
    struct Shortened {
        View written;                   // without spaces
        std::size_t end = 0, next = 0;  // next: behind a space
        bool stop = false;              // ends in a full stop
        bool last = false;              // nothing behind it
        bool numbered = false;          // a number or month before it
        bool bracketed = false;         // by itself
    };
    struct AbbreviationRule {
        const char* section;
        const char* name;
        bool dotted;                                           // only with its full stop
        bool (SentenceReader::*fits)(const Shortened&) const;  // where it stands
        Text (SentenceReader::*inflect)(const Shortened&, const Text&) const;
    };
    static const AbbreviationRule abbreviation_rules[];
    bool cites_law(const Shortened& c) const;
    bool before_number(const Shortened& c) const;
    bool behind_number(const Shortened& c) const;
    bool before_capital(const Shortened& c) const;
    bool in_brackets(const Shortened& c) const;
    bool stands_alone(const Shortened& c) const;
    bool ends_in_day(const Shortened& c) const;
    bool is_adjective(const Shortened& c) const;
    bool anywhere(const Shortened& c) const;
    std::size_t shortened_at(Shortened (&found)[5], Text& key) const;
    Text in_full(const Shortened& c);
    const Text* listed(const Shortened& c, const TextMap& map) const;
    Text inflected(const Shortened& c, const Text& stem) const;
    View described(const Shortened& c) const;
    View noun_behind(std::size_t i) const;

    // addresses.cpp
    bool electronic();
    bool path();
    Text address(View address) const;

    // roman.cpp
    bool roman();
    struct Numeral {
        View written;
        Text digits;  // its value
        int number = 0;
        std::size_t end = 0;  // behind its full stop
        bool dotted = false, last = false;
        bool initial = false;  // C, D, L, M could be one
        View before, noun;     // words around it
        Text before_lower;
    };
    bool numeral_at(Numeral& found);
    bool is_lettered(const Numeral& n) const;
    bool is_ruler(View name) const;
    bool is_named(const Numeral& n) const;
    void say_counted(const Numeral& n);
    Text title_of_ruler(const Numeral& n, bool genitive, bool woman) const;
    bool numeral_of_file(const Numeral& n);
    bool numeral_of_part(const Numeral& n);
    bool numeral_alone(const Numeral& n);
    bool numeral_before_noun(const Numeral& n);
    bool numeral_behind_article(const Numeral& n);
    bool numeral_of_class(const Numeral& n);
    bool numeral_behind_acronym(const Numeral& n);
    bool numeral_of_thing(const Numeral& n);
    bool numeral_of_ruler(const Numeral& n);

    const Normalizer::Data& rules_;
    const Grammar& grammar_;
    Patterns& patterns_;
    Text text_;
    std::vector<std::uint32_t> origin_;
    icu::UnicodeString alias_;
    std::size_t at_ = 0;
    Text say_;
    struct Piece {
        std::size_t said, begin, end;
        const char* rule;
    };
    std::vector<Piece> pieces_;
    const char* rule_ = "";  // that is tried
    View token_;             // what any_word() and the rules before it look at
    Text ordinal_ending_;    // of the ordinal read last
    Text ordinal_governor_;  // the word before it
    std::size_t ordinal_end_ = 0, time_end_ = 0;
    bool shouting_ = false;    // all in capitals: no acronyms to be told
    bool calm_ = false;        // the same of the word that is read
    bool joined_day_ = false;  // a weekday joined to the one behind was read last
    bool scores_ = false;
    bool after_number_ = false;  // a number was read last
};

}  // namespace vorleser
