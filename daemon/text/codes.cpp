// What is said digit by digit: telephone and account numbers.
#include <unicode/uchar.h>

#include "daemon/text/digits.hpp"
#include "daemon/text/reading.hpp"

namespace vorleser {

bool Reading::telephone() {
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

bool Reading::account() {
    if (!u_isupper(at(at_)) || !digit(at_ + 2)) return false;
    Pattern& p = patterns_.account;
    if (!p.at(at_)) return false;
    const View country = view(at_, at_ + 2);
    say(at_, p.end(), spelt(country) + u" " + rules_.numbers.one_by_one(view(at_ + 2, p.end())));
    return true;
}

}  // namespace vorleser
