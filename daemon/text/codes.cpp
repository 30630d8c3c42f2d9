// What is said digit by digit: telephone and account numbers.
#include <algorithm>

#include <unicode/uchar.h>

#include "daemon/text/digits.hpp"
#include "daemon/text/reading.hpp"

namespace vorleser {

// «PLZ 10115», «Kontonummer: 123 456», «10117 Berlin», «116 117»
bool SentenceReader::code() {
    if (!digit(at_)) return false;
    if (emergency()) return true;
    std::size_t end = at_, count = 0;
    for (std::size_t i = at_; digit(i) || ((at(i) == u' ' || at(i) == u'-' || at(i) == u'/') && digit(i + 1));
         ++i)
        if (digit(i)) {
            ++count;
            end = i + 1;
        }
    if (at(end) == u',' || at(end) == u':' ? digit(end + 1) : letter(end)) return false;
    std::size_t label = at_;
    while (label > 0 && (text_[label - 1] == u':' || text_[label - 1] == u' ')) --label;
    const auto dialled = [&] {  // «0800 / 222 33 44»
        Pattern& p = patterns_.spoken_groups;
        if (at(at_) != u'0' || !p.at(at_) || p.end() <= end) return;
        const std::size_t digits = plain(view(at_, p.end())).size();
        if (digits >= 6 && !letter(p.end())) end = p.end();
    };
    dialled();
    // «ISBN-13: 978-3-16-148410-0»
    const bool book = view(0, label).ends_with(u"ISBN-10") || view(0, label).ends_with(u"ISBN-13");
    if (label < at_ && book && count >= 10) {
        say(at_, end, rules_.numbers.one_by_one(plain(view(at_, end))));
        return true;
    }
    if (label < at_ && count >= 3 && grammar_.before_codes.count(lower_before(label))) {
        say(at_, end, rules_.numbers.one_by_one(view(at_, end)));
        return true;
    }
    if (grammar_.known_codes.count(view(at_, end))) {
        say(at_, end, rules_.numbers.one_by_one(view(at_, end)));
        return true;
    }
    // A postcode and its town; an amount has a dot or a space among so many digits.
    if (count != 5 || end - at_ != 5 || at(end) != u' ' || !u_isupper(at(end + 1))) return false;
    const bool alone = at_ == 0 && std::count(text_.begin(), text_.end(), u' ') < 3 &&
                       nothing_behind(end + 1 + word_at(end + 1).size());
    if (alone) {  // «29614 Soltau»
        say(at_, end, rules_.numbers.one_by_one(view(at_, end)));
        return true;
    }
    const Text town = lower(word_at(end + 1));
    for (std::size_t from = 0; from + 3 < town.size(); ++from) {
        if (!grammar_.towns.count(town.substr(from))) continue;
        say(at_, end, rules_.numbers.one_by_one(view(at_, end)));
        return true;
    }
    return false;
}

// «Rufen Sie die 112», but «112 Anrufe»
bool SentenceReader::emergency() {
    const View number = word_of_digits(at_);
    const std::size_t end = at_ + number.size();
    if (!grammar_.emergency.count(number) || (at(end) == u'.' && !nothing_behind(end)) || at(end) == u'-' ||
        at(end) == u'%' || at(end) == u':' || (at(end) == u',' && digit(end + 1)))
        return false;
    const Text before = lower_before(at_);
    if (before != u"die" && before != u"der" && before != u"unter" && !before.empty() && before != u"wähle" &&
        before != u"wählen" && before != u"oder" && before != u"und" && before != u"notruf" &&
        before != u"sie" && before != u"nummer" && before != u"polizei" && before != u"feuerwehr")
        return false;
    const View next = word_at(space(end));
    std::size_t unit_end = space(end);
    if ((!next.empty() && u_isupper(next[0])) || unit_at(unit_end)) return false;
    const Text sentence = lower(text_);
    return std::any_of(grammar_.emergency_words.begin(), grammar_.emergency_words.end(),
                       [&](const Text& word) { return sentence.find(word) != Text::npos; }) &&
           (say(at_, end, rules_.numbers.one_by_one(number)), true);
}

// «Lukas 2,14», «Joh 3,16–18»
bool SentenceReader::verse() {
    Pattern& p = patterns_.verse;
    if (!p.at(at_) || !grammar_.books.count(lower_before(at_))) return false;
    if (const View book = word_before(at_); book.empty() || !u_isupper(book[0])) return false;
    Text words = u"Kapitel " + rules_.numbers.cardinal(view(p.begin(1), p.end(1))) + u", Vers " +
                 rules_.numbers.cardinal(view(p.begin(2), p.end(2)));
    if (p.has(3)) words += u" bis " + rules_.numbers.cardinal(view(p.begin(3), p.end(3)));
    std::size_t unit_end = space(p.end());
    if (unit_at(unit_end) && !letter(unit_end)) return false;
    say(at_, p.end(), words);
    return true;
}

bool SentenceReader::telephone() {
    Pattern& p = patterns_.telephone;
    if (!(at(at_) == u'+' || at(at_) == u'(' || at(at_) == u'0') || !p.at(at_)) return false;
    const View number = view(at_, p.end());
    if (plain(number).size() < 6) return false;
    Text words;
    Text group;
    auto flush = [&] {
        if (!group.empty()) words += (words.empty() ? u"" : u" ") + rules_.numbers.one_by_one(group);
        group.clear();
    };
    for (const char16_t c : number) {
        if (c >= u'0' && c <= u'9') {
            group += c;
        } else {
            flush();
            if (c == u'+') words += u"plus";
        }
    }
    flush();
    say(at_, p.end(), words);
    return true;
}

bool SentenceReader::account() {
    if (!u_isupper(at(at_)) || !digit(at_ + 2)) return false;
    Pattern& p = patterns_.account;
    if (!p.at(at_)) return false;
    const View country = view(at_, at_ + 2);
    say(at_, p.end(), spelt(country) + u" " + rules_.numbers.one_by_one(view(at_ + 2, p.end())));
    return true;
}

}  // namespace vorleser
