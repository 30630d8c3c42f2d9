// What begins with a digit, and numbers that are nothing in particular.
#include <algorithm>

#include <unicode/uchar.h>

#include "daemon/text/digits.hpp"
#include "daemon/text/reading.hpp"

namespace vorleser {

namespace {

bool minus_sign(char16_t c) {
    return c == u'-' || c == u'−' || c == u'–';
}

// «1.234.567» rather than «1.2.3»
bool groups_thousands(std::u16string_view number) {
    std::size_t dot = number.find(u'.');
    if (dot == number.npos || dot == 0 || dot > 3 || number[0] == u'0') return false;
    while (dot != number.npos) {
        const std::size_t next = number.find(u'.', dot + 1);
        if (std::min(next, number.size()) - dot != 4) return false;
        dot = next;
    }
    return true;
}

}  // namespace

bool SentenceReader::number() {
    static constexpr Rule rules[] = {{"digit by digit", &SentenceReader::code},
                                     {"verse", &SentenceReader::verse},
                                     {"month and year", &SentenceReader::month_and_year},
                                     {"date", &SentenceReader::iso_date},
                                     {"date", &SentenceReader::slash_date},
                                     {"two dates", &SentenceReader::two_dates},
                                     {"date", &SentenceReader::date},
                                     {"telephone number", &SentenceReader::telephone},
                                     {"time", &SentenceReader::french_time},
                                     {"duration", &SentenceReader::duration},
                                     {"two times", &SentenceReader::two_times},
                                     {"time", &SentenceReader::time},
                                     {"decade", &SentenceReader::decade},
                                     {"two ordinals", &SentenceReader::two_ordinals},
                                     {"minute of a match", &SentenceReader::match_minute},
                                     {"ordinal", &SentenceReader::ordinal},
                                     {"part of an hour", &SentenceReader::part_of_hour},
                                     {"fraction in one sign", &SentenceReader::fraction_sign},
                                     {"season", &SentenceReader::season},
                                     {"fraction", &SentenceReader::fraction},
                                     {"standard and year", &SentenceReader::standard},
                                     {"ratio", &SentenceReader::ratio},
                                     {"gap in a race", &SentenceReader::gap},
                                     {"number", &SentenceReader::plain_number}};
    return any_of(rules);
}

std::u16string SentenceReader::cardinal(View number, bool year) const {
    const Text digits = plain(number);
    if (digits.size() > 1 && digits[0] == u'0') return rules_.numbers.one_by_one(digits);
    return year ? rules_.numbers.year(digits) : rules_.numbers.cardinal(digits);
}

std::u16string SentenceReader::decimal(const Number& number) const {
    Text words = rules_.numbers.cardinal(plain(number.whole));
    if (!number.decimals.empty()) words += u" Komma " + rules_.numbers.one_by_one(number.decimals);
    return words;
}

// `priced`: behind a currency, where a dot may be the decimal one.
SentenceReader::Number SentenceReader::number_at(std::size_t begin, bool priced) {
    Number number;
    number.start = number.begin = begin;
    for (Pattern* p : {&patterns_.english, &patterns_.dotted}) {
        if (!p->at(begin)) continue;
        std::size_t unit_end = space(p->end());
        const bool before = priced || (begin > 0 && u_charType(text_[begin - 1]) == U_CURRENCY_SYMBOL);
        if (p == &patterns_.dotted && !before && (!unit_at(unit_end) || letter(unit_end))) continue;
        number.end = p->end();
        number.whole = view(p->begin(1), p->end(1));
        if (p->has(2)) number.decimals = view(p->begin(2), p->end(2));
        return number;
    }
    Pattern& p = patterns_.number;
    if (!p.at(begin)) return {};
    number.end = p.end();
    if (p.has(1)) number.decimals = view(p.begin(1), p.end(1));
    number.whole = view(begin, p.has(1) ? p.begin(1) - 1 : p.end());
    if (english_thousands(number)) {
        number.whole = view(begin, number.end);
        number.decimals = {};
    }
    if (p.has(1) && begin > 1 && text_[begin - 1] == u',' && digit(begin - 2)) {  // a list: «1,2,3»
        number.decimals = {};
        number.end = begin + number.whole.size();
    }
    return number;
}

// «145,000», «1,200 people»: thousands as English writes them, rather than decimals.
bool SentenceReader::english_thousands(const Number& number) {
    if (number.decimals.size() != 3 || number.whole.size() > 3 || number.whole[0] == u'0') return false;
    const std::size_t behind = space(number.end);
    std::size_t unit_end = behind;
    const auto unit = unit_at(unit_end);
    if (unit && unit->hundredth_one.empty() && !letter(unit_end)) return false;  // «1,000 kg»
    if (number.decimals == u"000") return true;
    const View next = word_at(behind);
    return !unit && ((!next.empty() && grammar_.english.count(next)) ||
                     grammar_.english.count(lower_before(number.begin)));
}

bool SentenceReader::looks_like_year(std::size_t begin, std::size_t end) const {
    const View digits = view(begin, end);
    if (digits.size() != 4 || digits < u"1100" || digits > u"1999") return false;
    const Text before = lower_before(begin);
    if (grammar_.years_before.count(before)) return true;
    const View next = word_at(space(end));
    if (next.empty() || !u_isupper(next[0])) return at(end) != u'-' || digit(end + 1);
    // «bis 1945 Reichskanzler», but «1500 Teilnehmer»
    return !digits.ends_with(u"00") && !digits.ends_with(u"50") &&
           (before == u"in" || before == u"bis" || before == u"ab" || before == u"von" || before == u"um");
}

// «5th Avenue», «2nd Edition»: names, said in English.
bool SentenceReader::english_ordinal(const Number& number, View ending) {
    static constexpr const char16_t* ones[] = {
        u"",           u"First",     u"Second",    u"Third",       u"Fourth",     u"Fifth",     u"Sixth",
        u"Seventh",    u"Eighth",    u"Ninth",     u"Tenth",       u"Eleventh",   u"Twelfth",   u"Thirteenth",
        u"Fourteenth", u"Fifteenth", u"Sixteenth", u"Seventeenth", u"Eighteenth", u"Nineteenth"};
    static constexpr const char16_t* tens[] = {u"Twent", u"Thirt",  u"Fort",  u"Fift",
                                               u"Sixt",  u"Sevent", u"Eight", u"Ninet"};
    const int n = value(number.whole);
    const int last = n % 10;
    const bool teens = n % 100 / 10 == 1;
    const View fitting = teens || last > 3 || last == 0 ? u"th"
                         : last == 1                    ? u"st"
                         : last == 2                    ? u"nd"
                                                        : u"rd";
    if (ending != fitting || n == 0 || n > 99 || !number.decimals.empty()) return false;
    Text words =
        n < 20 ? Text(ones[n]) : Text(tens[n / 10 - 2]) + (last ? u"y " + Text(ones[last]) : Text(u"ieth"));
    say(number.start, number.end + 2, words);
    return true;
}

// One word with its number: «21-Jährige», «100-Meter-Lauf», «2,5-fach», «3D», «5-%-Hürde», «4er».
bool SentenceReader::compound(const Number& number) {
    const std::size_t end = number.end;
    Joined joined;
    joined.hyphen = at(end) == u'-' && at(end + 1) != u' ' && !digit(end + 1);
    if (number.sign == u"minus " || (!joined.hyphen && !letter(end))) return false;
    joined.rest = joined.hyphen ? end + 1 : end;
    const bool listed = number.start > 1 && at(number.start - 1) == u'-' && digit(number.start - 2);
    const bool single =
        plain(number.whole) == u"1" && number.decimals.empty() && !listed;  // «4-2-3-1-System»
    joined.words = single ? Text(u"ein") : decimal(number);
    joined.first = word_at(joined.rest);
    joined.head = joined.first.substr(0, joined.first.find(u'-'));
    return joined_magnitude(number, joined) || joined_unit(number, joined) ||
           (!joined.first.empty() &&
            (joined_english(number, joined) || joined_page(number, joined) || joined_word(number, joined)));
}

// «100-Mrd.-Euro-Programm»
bool SentenceReader::joined_magnitude(const Number& number, const Joined& joined) {
    std::size_t end = joined.rest;
    const auto magnitude = unit_at(end, &grammar_.magnitudes);
    if (!magnitude || !joined.hyphen || at(end) != u'-' || !letter(end + 1)) return false;
    const View noun = word_at(end + 1);
    say(number.start, end + 1 + noun.size(),
        joined.words + u"-" + magnitude->many + u"-" + said_compound(noun));
    return true;
}

// «30-km/h-Zone», «50-€-Schein», «100-m-Lauf»
bool SentenceReader::joined_unit(const Number& number, const Joined& joined) {
    std::size_t end = joined.rest;
    const auto unit = unit_at(end);
    // «60m-Hürden», but «3D-Druck», «90s-Party»
    const View written = view(joined.rest, end);
    const bool glued = at(end) == u'-' && letter(end + 1) && written != u"s" &&
                       (written.size() > 1 || (!written.empty() && u_islower(written[0])));
    if (!unit || !(joined.hyphen || glued || !letter(number.end)) || letter(end) || end - joined.rest >= 5)
        return false;
    if (joined.hyphen && written.size() == 1 && u_isupper(written[0]) && at(end) != u'-')
        return false;  // «10-H»
    Text name = unit->one;
    std::replace(name.begin(), name.end(), u' ', u'-');
    Text words = joined.words + u"-" + name;
    if (at(end) == u'-' && letter(end + 1)) {
        const View noun = word_at(end + 1);
        words += u"-" + said_compound(noun);
        end += 1 + noun.size();
    }
    say(number.start, end, words);
    return true;
}

bool SentenceReader::joined_english(const Number& number, const Joined& joined) {
    return !joined.hyphen && joined.head.size() == 2 && english_ordinal(number, joined.head);
}

// «12f.», «12ff.»
bool SentenceReader::joined_page(const Number& number, const Joined& joined) {
    const bool following = joined.head == u"f" || joined.head == u"ff";
    const std::size_t stop = joined.rest + joined.head.size();
    if (joined.hyphen || !following || joined.head.size() != joined.first.size() || at(stop) != u'.')
        return false;
    say(number.start, joined.rest, decimal(number));
    const bool last = nothing_behind(stop + 1);
    say(joined.rest, stop + 1, joined.head == u"f" ? u"folgende" : u"fortfolgende");
    if (last) pause(u'.');
    return true;
}

bool SentenceReader::joined_word(const Number& number, const Joined& joined) {
    const View head = joined.head;
    Text words = joined.words;
    if (head == u"er" || head == u"ern" || head == u"ers") {  // «4er-Team»
        if (words == u"ein") words = u"eins";
        words += head;
    } else if (head == u"mal" || head == u"x" || head == u"fach" || head == u"fache" || head == u"fachen" ||
               head == u"facher" || head == u"faches" || head.starts_with(u"prozentig")) {
        words += head == u"x" ? View(u"mal") : head;
    } else if (head.size() == 1 && !joined.hyphen && u_islower(head[0])) {  // «§ 20a»
        words = (plain(number.whole) == u"1" ? Text(u"eins") : decimal(number)) + u" " + Text(head);
    } else {
        if (words == u"ein" && !joined.hyphen && u_isupper(head[0])) words = u"eins";  // «1Live», «1A»
        words += u"-" + said_part(head);
    }
    if (head.size() < joined.first.size())
        words += u"-" + said_compound(joined.first.substr(head.size() + 1));
    std::size_t stop = joined.rest + joined.first.size();
    if (joined.first == u"in" && at(stop) == u'-' && digit(stop + 1) && !digit(stop + 2)) {  // «3-in-1»
        words += u"-" + rules_.numbers.cardinal(view(stop + 1, stop + 2));
        stop += 2;
    }
    say(number.start, stop, words);
    return true;
}

// «Version 3.5.1», unless the dots group thousands.
bool SentenceReader::version(const Number& number) {
    Pattern& p = patterns_.version;
    if (!number.decimals.empty() || !p.at(number.begin)) return false;
    const View whole = view(number.begin, p.end());
    const bool address = std::count(whole.begin(), whole.end(), u'.') == 3 && text_.find(u"IP") != Text::npos;
    if ((groups_thousands(whole) && !address) || (at(p.end()) == u',' && digit(p.end() + 1))) return false;
    // «Python 3.11», but «3.14» by itself is a number as English writes it.
    const View before = word_before(number.start);
    const bool decimal = whole.find(u'.') == whole.rfind(u'.') && (before.empty() || !u_isupper(before[0]));
    Text words = number.sign;
    for (std::size_t from = 0; from <= whole.size();) {
        const std::size_t to = std::min(whole.find(u'.', from), whole.size());
        const View part = whole.substr(from, to - from);
        words += (from ? u" Punkt " : u"") +
                 (from && decimal ? rules_.numbers.one_by_one(part) : cardinal(part, false));
        from = to + 1;
    }
    const std::size_t end = p.end();
    say(number.start, end, words);
    std::size_t unit_end = space(end);
    if (const auto unit = unit_at(unit_end); unit && !letter(unit_end)) say(space(end), unit_end, unit->many);
    return true;
}

// A span, «5–10 km»: the second number, and what stands behind it, is read by itself.
bool SentenceReader::span(const Number& number) {
    Pattern& p = patterns_.range;
    if (!p.at(number.end)) return false;
    const std::size_t second = p.end();
    const bool dash = view(number.end, second).find(u'–') != View::npos;
    const bool spaced = at(number.end) == u' ';
    const Number to = number_at(digit(second) ? second : second + 1);
    if (spaced && at(to.end) == u':' && digit(to.end + 1)) return false;  // «24. Juli 2017 - 18:55»
    const bool years = number.whole.size() == 4 && to.whole.size() == 2;  // «1939-45»
    const bool model = !dash && grammar_.before_models.count(lower_before(number.start));  // «Boeing 737-800»
    const bool rises = value(plain(to.whole)) >= value(plain(number.whole)) || years || dash;
    const bool between = lower_before(number.start) == u"zwischen";  // «zwischen 20–30 Gäste»
    std::size_t unit_end = space(to.end);
    const bool priced = rises && unit_at(unit_end, &grammar_.currencies);  // «10 -14 €»
    if (spaced && !dash && (!rises || (at(second - 1) != u' ' && !priced) || text_.find(u'=') != Text::npos))
        return false;
    const bool more = at(to.end) == u'-' && digit(to.end + 1);  // «4-4-2», «978-3-16»
    const bool scored = !dash && scores_ && value(to.whole) < 20 && value(number.whole) < 20;
    const bool year = number.decimals.empty() && looks_like_year(number.begin, number.end);
    say(number.start, number.end,
        number.sign + (number.decimals.empty() ? cardinal(number.whole, year) : decimal(number)));
    const bool listed =
        more || model || (number.begin > 1 && at(number.begin - 1) == u'-' && digit(number.begin - 2));
    if (scored)
        say(number.end, second, u"zu");
    else if (rises && !listed)
        say(number.end, second, between ? u"und" : u"bis");
    at_ = second;
    return true;
}

// The first of two prices with one currency: «zwischen 2,80 und 3,50 Euro».
bool SentenceReader::first_price(const Number& number) {
    if (number.decimals.size() != 2) return false;
    Pattern& p = patterns_.second_price;
    if (!p.at(number.end)) return false;
    std::size_t unit_end = space(p.end());
    const auto currency = unit_at(unit_end, &grammar_.currencies);
    if (!currency || letter(unit_end) || currency->hundredth_one.empty()) return false;
    const std::size_t joint = p.begin(1);
    say(number.start, number.end,
        number.sign + price(number.start, *currency, number.whole, number.decimals));
    if (p.end(1) > joint && !letter(joint)) say(joint, p.end(1), at(joint) == u'/' ? u"oder" : u"bis");
    return true;
}

// «die 90+3. Minute»
bool SentenceReader::added_time(const Number& number) {
    if (at(number.end) != u'+' || !digit(number.end + 1)) return false;
    std::size_t stop = number.end + 1;
    while (digit(stop)) ++stop;
    const View noun = word_at(space(stop + 1));
    if (at(stop) != u'.' || noun.empty() || !u_isupper(noun[0])) return false;
    say(number.start, stop + 1,
        decimal(number) + u" plus " +
            rules_.numbers.ordinal(view(number.end + 1, stop), ordinal_ending(number.start, noun)));
    return true;
}

bool SentenceReader::plain_number() {
    std::size_t begin = at_;
    Text sign;
    if (minus_sign(at(at_)) || at(at_) == u'+') {
        sign = at(at_) == u'+' ? u"plus " : u"minus ";
        begin = space(at_ + 1);
    }
    Number number = number_at(begin);
    if (number.end == 0) return false;
    number.start = at_;
    number.sign = std::move(sign);
    static constexpr RuleFor<Number> rules[] = {{"version", &SentenceReader::version},
                                                {"whole price", &SentenceReader::whole_price},
                                                {"first of two prices", &SentenceReader::first_price},
                                                {"minutes and seconds by strokes", &SentenceReader::primes},
                                                {"span", &SentenceReader::span},
                                                {"added time", &SentenceReader::added_time},
                                                {"percent in a word", &SentenceReader::percent_word},
                                                {"sum in a name", &SentenceReader::sum},
                                                {"magnitude", &SentenceReader::magnitude},
                                                {"money", &SentenceReader::money},
                                                {"measure", &SentenceReader::measure},
                                                {"number in a word", &SentenceReader::compound},
                                                {"decimal", &SentenceReader::plain_decimal},
                                                {"one of several", &SentenceReader::one_of_several},
                                                {"one of something", &SentenceReader::counted_one},
                                                {"number", &SentenceReader::bare}};
    return any_of(rules, number);
}

// «5,- Euro», «5,-- Euro»
bool SentenceReader::whole_price(const Number& number) {
    const std::size_t end = number.end;
    if (!number.decimals.empty() || at(end) != u',' || (at(end + 1) != u'-' && at(end + 1) != u'–'))
        return false;
    std::size_t stop = end + 2;
    while (minus_sign(at(stop))) ++stop;
    say(number.start, stop, number.sign + rules_.numbers.cardinal(plain(number.whole)));
    std::size_t unit_end = space(at_);
    if (const auto unit = unit_at(unit_end, &grammar_.currencies)) say(space(at_), unit_end, unit->many);
    return true;
}

// «5%ige»
bool SentenceReader::percent_word(const Number& number) {
    const std::size_t percent = space(number.end);
    if (at(percent) != u'%' || !letter(percent + 1)) return false;
    const View rest = word_at(percent + 1);
    say(number.start, percent + 1 + rest.size(), number.sign + decimal(number) + u"prozent" + Text(rest));
    return true;
}

// «50+1-Regel»
bool SentenceReader::sum(const Number& number) {
    if (at(number.end) != u'+' || !digit(number.end + 1)) return false;
    const View other = word_of_digits(number.end + 1);
    std::size_t stop = number.end + 1 + other.size();
    Text words = decimal(number);
    words += u"-plus-" + rules_.numbers.cardinal(other);
    if (at(stop) == u'-' && letter(stop + 1)) {
        const View noun = word_at(stop + 1);
        words.append(u"-").append(noun);
        stop += 1 + noun.size();
    }
    say(number.start, stop, number.sign + words);
    return true;
}

bool SentenceReader::plain_decimal(const Number& number) {
    if (number.decimals.empty()) return false;
    say(number.start, number.end, number.sign + decimal(number));
    return true;
}

// «1 normaler Pinsel», «1 große Dose»
bool SentenceReader::described_one(const Number& number, View adjective) {
    const View noun = word_at(space(number.end + 1 + adjective.size()));
    if (adjective.size() < 4 || !u_islower(adjective[0]) || noun.size() < 2 || !u_isupper(noun[0]))
        return false;
    const bool strong = adjective.ends_with(u"er") || adjective.ends_with(u"es");
    if ((!strong && !adjective.ends_with(u"e")) || at(number.end + 1 + adjective.size()) != u' ')
        return false;
    const bool dative = strong && grammar_.gender(noun) == Gender::feminine && dative_before(number.start);
    say(number.start, number.end, number.sign + Text(dative ? u"einer" : strong ? u"ein" : u"eine"));
    return true;
}

// Of a noun in the plural, by its singular: «Fällen», of «Fall».
Gender SentenceReader::gender_of_many(View noun) const {
    for (const View ending : {u"en", u"ern", u"er", u"e", u"nen", u"n", u""}) {
        if (!noun.ends_with(ending) || noun.size() < ending.size() + 3) continue;
        Text stem(noun.substr(0, noun.size() - ending.size()));
        for (const bool folded : {false, true}) {
            if (folded)
                for (char16_t& c : stem) c = c == u'ä' ? u'a' : c == u'ö' ? u'o' : c == u'ü' ? u'u' : c;
            if (const Gender gender = grammar_.gender(stem); gender != Gender::none) return gender;
        }
    }
    return Gender::none;
}

// «1 von 4 Fällen», «in 1 von 3 Familien»
bool SentenceReader::one_of_several(const Number& number) {
    if (plain(number.whole) != u"1" || view(number.end, number.end + 5) != u" von " || !digit(number.end + 5))
        return false;
    const View noun = word_at(space(number_at(number.end + 5).end));
    if (noun.empty() || !u_isupper(noun[0])) return false;
    const Gender gender = gender_of_many(noun);
    const bool feminine = gender == Gender::feminine;
    const Text before = lower_before(number.start);
    const bool dative = dative_before(number.start) || before == u"in" || before == u"an" || before == u"auf";
    say(number.start, number.end,
        dative                     ? (feminine ? u"einer" : u"einem")
        : feminine                 ? u"eine"
        : gender == Gender::neuter ? u"eines"
                                   : u"einer");
    return true;
}

// «1 Haus»: «ein», by the noun's gender; but «Teil 1 Haus».
bool SentenceReader::counted_one(const Number& number) {
    if (plain(number.whole) != u"1") return false;
    const std::size_t start = number.start, end = number.end;
    const View noun = word_at(space(end));
    const View before = word_before(start);
    const bool first_word = before.data() == text_.data();
    bool shortened = false;  // «ca. 1 Stunde»
    for (const View word :
         {u"ca", u"max", u"mind", u"min", u"bzw", u"evtl", u"ggf", u"inkl", u"zzgl", u"rd", u"u", u"je"})
        shortened = shortened || lower(before) == word;
    const bool counts =
        (!before.empty() && u_isupper(before[0]) && !first_word && !shortened && !grammar_.unit(before)) ||
        is_counted(before) || (start > 1 && ((at(start - 2) == u'.' && !shortened) || at(start - 2) == u'§'));
    if (noun == u"Uhr") {
        say(start, end, u"ein");
        return true;
    }
    const bool named =
        !before.empty() && u_isupper(before[0]) && !shortened && !rules_.starters.count(before);
    if (!counts && !named && at(end) == u' ' && described_one(number, noun)) return true;
    if (counts || at(end) != u' ' || noun.size() < 2 || !u_isupper(noun[0]) || is_acronym(noun)) return false;
    for (const View many : {u"Minuten", u"Stunden", u"Sekunden", u"Tage", u"Tagen", u"Wochen", u"Monate",
                            u"Monaten", u"Jahre", u"Jahren", u"Punkte", u"Punkten", u"Tore", u"Toren"})
        if (noun == many) return false;  // «7, 4 und 1 Minuten»
    Gender gender = grammar_.gender(noun);
    if (gender == Gender::none && noun.ends_with(u"en")) gender = Gender::masculine;  // «1 Toten»
    say(start, end, number.sign + one(start, gender));
    return true;
}

// A number and nothing else, but for its exponent.
bool SentenceReader::bare(const Number& number) {
    std::size_t end = number.end;
    const bool year = number.sign.empty() && looks_like_year(number.begin, end);
    Text words = number.sign + cardinal(number.whole, year);
    const bool negative = at(end) == u'⁻';
    if (negative) ++end;
    Text power;
    for (;; ++end) {
        const char16_t c = at(end);
        if (c == u'⁰' || (c >= u'⁴' && c <= u'⁹'))
            power += static_cast<char16_t>(u'0' + (c - u'⁰'));
        else if (c == u'¹' || c == u'²' || c == u'³')
            power += c == u'¹' ? u'1' : c == u'²' ? u'2' : u'3';
        else
            break;
    }
    if (!power.empty()) words += (negative ? u" hoch minus " : u" hoch ") + rules_.numbers.cardinal(power);
    say(number.start, end, words);
    return true;
}

}  // namespace vorleser
