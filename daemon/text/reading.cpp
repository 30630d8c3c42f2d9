#include "daemon/text/reading.hpp"

#include <algorithm>
#include <stdexcept>

#include <unicode/uchar.h>

#include "daemon/article/characters.hpp"
#include "daemon/text/data.hpp"

namespace vorleser {

bool Pattern::at(std::size_t place) {
    if (!matcher_) {
        status_ = U_ZERO_ERROR;
        auto compiled = std::make_unique<icu::RegexMatcher>(icu::UnicodeString(expression_), 0, status_);
        if (U_FAILURE(status_)) throw std::runtime_error(std::string("pattern: ") + u_errorName(status_));
        matcher_ = std::move(compiled);
    }
    if (number_ != subject_.number) {
        matcher_->reset(*subject_.text);
        number_ = subject_.number;
    }
    status_ = U_ZERO_ERROR;
    const auto length = matcher_->input().length();
    if (static_cast<std::int64_t>(place) >= length) return false;
    return matcher_->lookingAt(static_cast<std::int64_t>(place), status_) && U_SUCCESS(status_);
}

Normalizer::Data::Data(DataFiles& files)
    : grammar(files), abbreviations(SentenceReader::abbreviation_maps(grammar)) {
    const toml::table& german = files.load("german.toml");
    const auto each_of = [&](const char* name, auto take) {
        if (const toml::array* list = german[name].as_array()) {
            for (const toml::node& word : *list) {
                const std::string spelled = word.value_or(std::string());
                const auto utf16 = icu::UnicodeString::fromUTF8(spelled);
                take(std::u16string(utf16.getBuffer(), static_cast<std::size_t>(utf16.length())));
            }
        }
    };
    each_of("sentence_starters", [&](std::u16string word) { starters.insert(std::move(word)); });
    each_of("after_ordinals", [&](const std::u16string& word) { ordinal_nouns.insert(lower(word)); });
}

Normalizer::Normalizer(DataFiles& files) : data_(std::make_unique<Data>(files)) {}
Normalizer::~Normalizer() = default;
Normalizer::Normalizer(Normalizer&&) noexcept = default;

Spoken Normalizer::spoken(std::string_view written, std::uint32_t begin) const {
    return SentenceReader(*data_, written, begin).read();
}

std::vector<Normalizer::Reading> Normalizer::readings(std::string_view written) const {
    return SentenceReader(*data_, written, 0).explain();
}

namespace {

bool quote(char16_t c) {
    return c == u'"' || c == u'»' || c == u'«' || c == u'›' || c == u'‹' || c == u'„' || c == u'‚' ||
           c == u'“' || c == u'”' || c == u'‘' || c == u'’';
}
bool capital(char16_t c) {
    return c < 0x80 ? c >= u'A' && c <= u'Z' : u_isupper(c);
}
bool ends_clause(char16_t c) {
    return c == u',' || c == u';' || c == u':' || c == u'.' || c == u'!' || c == u'?' || c == u'…';
}

}  // namespace

SentenceReader::SentenceReader(const Normalizer::Data& rules, std::string_view utf8, std::uint32_t begin)
    : rules_(rules), grammar_(rules.grammar), patterns_(rules.patterns) {
    Written clean = written(utf8, begin);
    text_ = std::move(clean.text);
    origin_ = std::move(clean.origin);
    alias_.setTo(false, text_.c_str(), static_cast<std::int32_t>(text_.size()));
    say_.reserve(text_.size() + 32);

    std::size_t capitals = 0, small = 0, long_words = 0;
    for (std::size_t i = 0; i < text_.size(); ++i) {
        const char16_t c = text_[i];
        const bool upper = capital(c);
        capitals += upper ? 1 : 0;
        small += (c < 0x80 ? c >= u'a' && c <= u'z' : u_islower(c)) ? 1 : 0;
        if (upper && (i == 0 || !letter(i - 1))) {
            std::size_t end = i;
            while (capital(at(end))) ++end;
            long_words += end - i >= 6 ? 1 : 0;
        }
    }
    shouting_ = capitals > small * 2 && capitals > 10 && long_words > 0;
    patterns_.of(alias_);
    bool colon = false;
    for (std::size_t i = 1; i + 1 < text_.size(); ++i)
        colon = colon || ((text_[i] == u':' || text_[i] == u'-') && digit(i - 1) && digit(i + 1));
    if (colon) {
        for (std::size_t i = 0; i < text_.size(); ++i) {
            if (!letter(i) || (i > 0 && letter(i - 1))) continue;
            const View word = word_at(i);
            scores_ = scores_ || grammar_.score_words.count(lower(word)) > 0;
        }
    }
}

bool SentenceReader::rare_letter(std::size_t i) const {
    const char16_t c = at(i);
    return u_isalpha(c) || (c >= 0xD800 && c < 0xDC00 &&
                            u_isalpha(static_cast<UChar32>(alias_.char32At(static_cast<std::int32_t>(i)))));
}

std::u16string_view SentenceReader::word_at(std::size_t i) const {
    if (i >= text_.size()) return {};
    std::size_t end = i;
    while (letter(end) || (at(end) == u'-' && end > i && letter(end + 1))) ++end;
    return view(i, end);
}

std::u16string_view SentenceReader::word_before(std::size_t i, bool over_comma) const {
    std::size_t end = i;
    while (end > 0 && (text_[end - 1] == u' ' || quote(text_[end - 1]))) --end;
    if (over_comma && end > 0 && text_[end - 1] == u',') --end;
    if (end > 0 && text_[end - 1] == u'.' && end < i) --end;
    std::size_t begin = end;
    while (begin > 0 && (letter(begin - 1) || (text_[begin - 1] == u'-' && begin > 1 && letter(begin - 2))))
        --begin;
    return view(begin, end);
}

bool SentenceReader::nothing_behind(std::size_t i) const {
    for (; i < text_.size(); ++i)
        if (letter(i) || digit(i) || text_[i] == u'(' || u_charType(text_[i]) == U_CURRENCY_SYMBOL)
            return false;
    return true;
}

// Says `text` for what is written between `begin` and `end`, and goes on behind it.
void SentenceReader::say(std::size_t begin, std::size_t end, View text) {
    if (!text.empty()) {
        if (!say_.empty() && say_.back() != u' ') say_ += u' ';
        pieces_.push_back({say_.size(), begin, end, rule_});
        say_ += text;
    }
    at_ = end;
    after_number_ = begin < end && (digit(begin) || digit(end - 1) || (digit(begin + 1) && !letter(begin)));
}

// A mark behind what was said: the stronger of two stays.
void SentenceReader::pause(char16_t mark) {
    while (!say_.empty() && say_.back() == u' ') say_.pop_back();
    if (say_.empty()) return;
    if (ends_clause(say_.back())) {
        if (mark == u',' || say_.back() == mark) return;
        if (say_.back() == u'.' && mark != u'!' && mark != u'?') return;
        if ((say_.back() == u'!' || say_.back() == u'?') && mark != u'?') return;
        say_.back() = mark;
        return;
    }
    say_ += mark;
}

// Quotation marks are silent; around several words one hears them as a pause.
void SentenceReader::quotation() {
    constexpr std::size_t least_words = 6;
    const char16_t c = at(at_);
    const char16_t before = at_ == 0 ? u' ' : text_[at_ - 1];
    const bool opens = (before == u' ' || before == u'(' || before == u'-') && at_ + 1 < text_.size() &&
                       text_[at_ + 1] != u' ';
    // What a phrase quotes flows in it: «nannte es „eine große Chance für uns alle“». A mark behind a colon
    // or comma, or where the sentence begins, is direct speech.
    std::size_t words = 1, from = at_;
    if (opens) {
        for (std::size_t i = at_ + 1;
             i < text_.size() && !(quote(text_[i]) && text_[i] != u'‚' && text_[i] != u'’'); ++i)
            words += text_[i] == u' ';
    } else {
        while (from > 0 && !quote(text_[from - 1])) words += text_[--from] == u' ';
        if (from > 0) --from;
    }
    std::size_t introduced = from;
    while (introduced > 0 && text_[introduced - 1] == u' ') --introduced;
    const bool partial = introduced > 0 && (letter(introduced - 1) || digit(introduced - 1)) &&
                         quote(at(from)) && (opens || from > 0);
    // «Paris‘ Straßen»: no quotation is open.
    const bool apostrophe = c == u'’' || (c == u'‘' && at_ > 0 && letter(at_ - 1) && text_.find(u'‚') > at_);
    if (words >= least_words && !apostrophe && !partial) pause(u',');
    ++at_;
}

// A square bracket around a few words that somebody put into another's sentence: «das [neue] Gesetz».
bool SentenceReader::inserts() const {
    constexpr std::size_t most_words = 4;
    const bool opens = text_[at_] == u'[';
    if (!opens && text_[at_] != u']') return false;
    const std::size_t other = opens ? text_.find(u']', at_) : text_.rfind(u'[', at_);
    if (other == Text::npos) return false;
    const View inner = opens ? view(at_ + 1, other) : view(other + 1, at_);
    const auto spaces = std::count(inner.begin(), inner.end(), u' ');
    return !inner.empty() && static_cast<std::size_t>(spaces) < most_words &&
           std::all_of(inner.begin(), inner.end(),
                       [](char16_t c) { return u_isalpha(c) || c == u' ' || c == u'-'; });
}

void SentenceReader::bracket() {
    const bool inside = at_ > 0 && (letter(at_ - 1) || text_[at_ - 1] == u'-') && letter(at_ + 1);
    if (inside || inserts()) {  // «(Queer-)Feminismus»
        ++at_;
        return;
    }
    pause(u',');
    ++at_;
}

// A sign that is said, between numbers or by itself.
bool SentenceReader::sign() {
    if (at(at_) == u'°' && (at(at_ + 1) == u'C' || at(at_ + 1) == u'F') && !letter(at_ + 2)) {  // «(°C)»
        std::size_t end = at_;
        if (const auto unit = unit_at(end)) {
            say(at_, end, unit->many);
            return true;
        }
    }
    const char16_t c = at(at_);
    std::size_t next = at_ + 1;
    if ((c == u'+' || c == u'=' || c == u'#' || c == u'*' || c == u'_' || c == u'~') && at(next) == c) {
        while (at(next) == c) ++next;  // «+++»
        at_ = next;
        pause(u',');
        return true;
    }
    const Text key(1, c);
    const std::size_t number = space(next);
    if (at_ > 0 && (digit(number) || (c == u'^' && letter(number)))) {
        std::size_t before = at_;
        if (text_[before - 1] == u' ') --before;
        const bool numbers = before > 0 && (digit(before - 1) || at(before - 1) == u')' || after_number_);
        const auto found = grammar_.between_numbers.find(key);
        const bool spaced = before < at_ && number > next;
        const bool calculates = c != u'-' && c != u'–' && c != u'/' && c != u':';
        if (numbers && found != grammar_.between_numbers.end() &&
            (calculates || (spaced && text_.find(u'=') != Text::npos))) {
            say(at_, next, found->second);
            return true;
        }
    }
    const bool compares =
        at_ > 1 && text_[at_ - 1] == u' ' && word_before(at_).size() == 1 && word_at(number).size() == 1;
    if ((c == u'<' || c == u'>') && (digit(number) || compares)) {
        say(at_, next, grammar_.between_numbers.at(key));
        return true;
    }
    if ((c == u'*' || c == u'†') && at_ > 0 &&
        (text_[at_ - 1] == u' ' || text_[at_ - 1] == u'(')) {  // «(*1759 †1805)»
        if (Pattern& p = patterns_.life; p.at(at_)) {
            std::size_t digits = p.end();
            while (digit(digits)) ++digits;
            const bool day = at(digits) == u'.' && digits - p.end() < 3;
            if (!say_.empty()) pause(u',');
            say(at_, p.end(), Text(c == u'*' ? u"geboren" : u"gestorben") + (day ? u" am" : u""));
            return true;
        }
    }
    if (c == u'§') {
        while (at(next) == u'§') ++next;
        say(at_, next, next - at_ > 1 ? u"Paragrafen" : u"Paragraf");
        return true;
    }
    if (c == u'#' && digit(next)) {
        say(at_, next, u"Nummer");
        return true;
    }
    const auto found = grammar_.symbols.find(key);
    if (found == grammar_.symbols.end()) return false;
    // A degree sign or a percentage sign behind letters is no word: «A°».
    say(at_, next, found->second);
    return true;
}

// Whether a word before a full stop is no abbreviation: abbreviations end in consonants («eventl.»).
bool SentenceReader::looks_whole(View word) const {
    const auto vowel = [](char16_t c) { return View(u"aeiouäöüy").find(c) != View::npos; };
    if (word.size() < 4 || !u_islower(word[1])) return false;
    if (vowel(word.back())) return true;
    for (const View ending : {u"en", u"er", u"es", u"em", u"et", u"eln", u"ern", u"ung", u"heit", u"keit",
                              u"schaft", u"st", u"cht", u"nd", u"ich"})
        if (word.ends_with(ending)) return true;
    return false;
}

// A full stop that ends no sentence.
bool SentenceReader::full_stop() {
    if (at_ > 0 && letter(at_ - 1)) {
        const bool initial = (at_ == 1 || !letter(at_ - 2)) && !nothing_behind(at_);  // «J. R. R. Tolkien»
        if (letter(at_ + 1) || initial) {                                             // «E.ON»
            ++at_;
            return true;
        }
    }
    if (at(at_ + 1) == u'.') {
        while (at(at_) == u'.') ++at_;
        pause(u'…');
        return true;
    }
    if (at(at_ + 1) != u' ' || !u_islower(at(at_ + 2)) || !looks_whole(word_before(at_))) return false;
    ++at_;
    pause(u';');  // eSpeak NG does not stop at a full stop before a small letter
    return true;
}

bool SentenceReader::slash() {
    if (at_ > 0 && letter(at_ - 1) && digit(at_ + 1)) {  // «2 Liter/100 km»
        const std::size_t before = at_;
        per();
        if (at_ > before) return true;
    }
    if (at_ > 0 && letter(at_ - 1) && letter(at_ + 1)) {  // «4.500 Euro brutto/Monat»
        const Text before = lower_before(at_);
        const View span = word_at(at_ + 1);
        for (const View word : {u"brutto", u"netto", u"pauschal", u"warm", u"kalt"})
            if (before == word &&
                (span == u"Monat" || span == u"Jahr" || span == u"Stunde" || span == u"Tag" ||
                 span == u"Person" || span == u"Nacht" || span == u"Woche")) {
                say(at_, at_ + 1, u"pro");
                return true;
            }
    }
    const std::size_t bracket = text_.rfind(u'(', at_);  // «(27/Kiel)»
    if (at_ == 0 || !digit(at_ - 1) || !letter(at_ + 1) || bracket == Text::npos || bracket + 4 <= at_ ||
        unit_behind(at_ + 1))
        return false;
    ++at_;
    pause(u',');
    return true;
}

bool SentenceReader::dash() {
    if (span_of_days()) return true;
    const bool hyphen = at(at_) == u'-';
    if (!hyphen && at_ > 0 && letter(at_ - 1) && letter(at_ + 1) && word_before(at_).size() == 1 &&
        word_at(at_ + 1).size() == 1) {
        say(at_, at_ + 1, u"bis");  // «A–Z»
        return true;
    }
    ++at_;
    if (!hyphen || (at(at_) == u' ' && at_ > 1 && text_[at_ - 2] == u' '))
        pause(u';');  // longer than a comma, the voice as little down
    else if (at_ > 1 && letter(at_ - 2) && !say_.empty() && say_.back() != u' ')
        say_ += u'-';  // «Gas- und Ölpreise»: belongs to the word before
    return true;
}

// Marks that are no words. Silent by these rules: quotation marks, brackets, asterisks and underlines,
// bullets, slashes between words, emoji, and every sign that symbols.toml does not name.
void SentenceReader::punctuation() {
    const char16_t c = at(at_);
    if (quote(c)) return quotation();
    if ((c == u'-' || c == u'–' || c == u':') && at_ > 1 && text_[at_ - 1] == u' ' && digit(at_ - 2) &&
        digit(space(at_ + 1))) {
        if (sign()) return;
        if (c == u':') return say(at_, at_ + 1, u"zu");  // «3 : 2»
    }
    if (View(u"()[]{}|").find(c) != View::npos) return bracket();
    if (c == u'.' && full_stop()) return;
    if (ends_clause(c)) {
        ++at_;
        return pause(c);
    }
    if (c == u'/' && slash()) return;
    if ((c == u'–' || c == u'-') && dash()) return;
    if (c != u'¿' && c != u'¡' && sign()) return;
    ++at_;
    if (at_ < text_.size() && text_[at_] >= 0xDC00 && text_[at_] < 0xE000) ++at_;
    if (c != u'¿' && c != u'¡' && !say_.empty() && say_.back() != u' ') say_ += u' ';
}

std::vector<Normalizer::Reading> SentenceReader::explain() {
    read();
    const auto utf8 = [](View text) {
        std::string result;
        icu::UnicodeString(false, text.data(), static_cast<std::int32_t>(text.size())).toUTF8String(result);
        return result;
    };
    std::vector<Normalizer::Reading> readings;
    for (std::size_t i = 0; i < pieces_.size() && pieces_[i].said < say_.size(); ++i) {
        const std::size_t end = i + 1 < pieces_.size() ? pieces_[i + 1].said : say_.size();
        View said = View(say_).substr(pieces_[i].said, end - pieces_[i].said);
        while (said.ends_with(u' ')) said.remove_suffix(1);
        readings.push_back({utf8(view(pieces_[i].begin, pieces_[i].end)), utf8(said), pieces_[i].rule});
    }
    return readings;
}

// «@name», «#hashtag»
bool SentenceReader::handle() {
    Pattern& p = patterns_.handle;
    if (!p.at(at_)) return false;
    Text words = at(at_) == u'@' ? u"ät" : u"Hashtag";
    words += u" " + said_part(view(at_ + 1, p.end()));
    for (std::size_t i; (i = words.find(u'_')) != words.npos;) words.replace(i, 1, u" Unterstrich ");
    say(at_, p.end(), words);
    return true;
}

// What begins at at_ and is no mark.
bool SentenceReader::number_or_word() {
    const char16_t c = text_[at_];
    const bool token = at_ == 0 || (!letter(at_ - 1) && !digit(at_ - 1));
    const bool signed_number =
        (c == u'-' || c == u'−' || c == u'+' || c == u'–') &&
        (digit(at_ + 1) || (c != u'-' && c != u'–' && c != u'+' && digit(space(at_ + 1)))) &&
        (at_ == 0 || text_[at_ - 1] == u' ' || text_[at_ - 1] == u'(');
    const bool after_digit = at_ > 1 && text_[at_ - 1] == u' ' && digit(at_ - 2);
    if (digit(at_) || (c >= 0x80 && u_charType(c) == U_OTHER_NUMBER) ||
        (signed_number && !(after_digit && (c == u'+' || c == u'–')))) {
        rule_ = "address";
        return electronic() || number();
    }
    if (letter(at_)) {
        const std::size_t place = at_;
        word();
        return at_ > place;
    }
    if (c == u'(' && at(at_ + 1) == u'0' && token) {
        rule_ = "telephone number";
        return telephone();
    }
    if ((c == u'@' || c == u'#') && token && letter(at_ + 1)) {
        rule_ = "handle";
        return handle();
    }
    if ((c == u'/' || c == u'.') && token && letter(at_ + 1)) {
        rule_ = "path";
        return path();
    }
    if (u_charType(c) != U_CURRENCY_SYMBOL || !digit(space(at_ + 1))) return false;
    std::size_t end = at_;
    if (!unit_at(end, &grammar_.currencies) || end != at_ + 1) return false;
    rule_ = "price";
    money_before(at_, space(end));
    return true;
}

Spoken SentenceReader::read() {
    while (at_ < text_.size()) {
        rule_ = "sign";
        if (text_[at_] == u' ') {
            if (!say_.empty() && say_.back() != u' ') say_ += u' ';
            ++at_;
        } else if (!number_or_word()) {
            rule_ = "sign";
            punctuation();
        }
    }
    const bool goes_on = !text_.empty() && text_.find_last_of(u',') == text_.find_last_not_of(u' ');
    while (!say_.empty() && (say_.back() == u' ' || (say_.back() == u',' && !goes_on))) say_.pop_back();
    return result();
}

// What was said, with the place in the article that each word came from.
Spoken SentenceReader::result() {
    Spoken result;
    std::size_t code_points = 0, unit = 0;
    auto said = [&](std::size_t to) {
        for (; unit < to; ++unit) code_points += (say_[unit] & 0xFC00) != 0xDC00;
        return static_cast<std::uint32_t>(code_points);
    };
    std::uint32_t end = 0;
    for (const Piece& piece : pieces_) {
        if (piece.said >= say_.size()) break;
        Word word;
        word.said = result.words.empty() ? 0 : said(piece.said);
        word.begin = std::max(origin_[piece.begin], end);
        word.end = std::max(origin_[piece.end - 1] + 1, word.begin + 1);
        end = word.end;
        result.words.push_back(word);
    }
    icu::UnicodeString(false, say_.c_str(), static_cast<std::int32_t>(say_.size())).toUTF8String(result.say);
    return result;
}

}  // namespace vorleser
