// Web and mail addresses.
#include <algorithm>
#include <utility>

#include <unicode/uchar.h>

#include "daemon/text/reading.hpp"

namespace vorleser {

namespace {

bool is_vowel(char16_t c) {
    return std::u16string_view(u"AEIOUÄÖÜYaeiouäöüy").find(c) != std::u16string_view::npos;
}

// Empty: it is silent.
std::u16string_view sign_of_address(char16_t c) {
    static constexpr std::pair<char16_t, std::u16string_view> signs[] = {
        {u'.', u"Punkt"},       {u'@', u"ät"},          {u'/', u"Schrägstrich"}, {u'-', u"Bindestrich"},
        {u'_', u"Unterstrich"}, {u':', u"Doppelpunkt"}, {u'+', u"plus"},         {u'?', u"Fragezeichen"},
        {u'=', u"gleich"},      {u'&', u"und"},         {u'#', u"Raute"},        {u'%', u"Prozent"},
        {u'\\', u"Backslash"},  {u'~', u"Tilde"}};
    for (const auto& [sign, word] : signs)
        if (sign == c) return word;
    return {};
}

}  // namespace

std::u16string SentenceReader::address(View address) const {
    for (const View scheme : {View(u"https://"), View(u"http://"), View(u"ftp://"), View(u"mailto:")})
        if (address.starts_with(scheme)) address.remove_prefix(scheme.size());
    if (address.ends_with(u'/')) address.remove_suffix(1);
    Text words;
    auto add = [&](View word) {
        if (!word.empty()) words.append(words.empty() ? u"" : u" ").append(word);
    };
    for (std::size_t i = 0; i < address.size();) {
        const char16_t c = address[i];
        if (!u_isalnum(c)) {
            add(sign_of_address(c));
            ++i;
            continue;
        }
        std::size_t end = i;
        const bool digits = u_isdigit(c);
        while (end < address.size() && u_isalnum(address[end]) &&
               static_cast<bool>(u_isdigit(address[end])) == digits)
            ++end;
        const View run = address.substr(i, end - i);
        if (digits) {
            add(run.size() > 4 ? rules_.numbers.one_by_one(run) : cardinal(run, false));
        } else {
            const bool vowel = std::any_of(run.begin(), run.end(), is_vowel);
            const bool syllable = run.size() == 3 && is_vowel(run[1]) != is_vowel(run[0]) &&
                                  is_vowel(run[1]) != is_vowel(run[2]);
            if (((run.size() <= 3 && !syllable) || !vowel) && !grammar_.address_words.count(lower(run)))
                for (const char16_t letter : run) add(View(&letter, 1));
            else
                add(run);
        }
        i = end;
    }
    return words;
}

// «/etc/hosts», «.de»
bool SentenceReader::path() {
    if (at_ > 0 && text_[at_ - 1] != u' ' && text_[at_ - 1] != u'(') return false;
    std::size_t end = at_ + 1;
    bool slash = false;
    for (; letter(end) || digit(end) || at(end) == u'_' || (at(end) == u'.' && letter(end + 1)) ||
           at(end) == u'/';
         ++end)
        slash = slash || at(end) == u'/';
    if (at(at_) == u'/' ? !slash : end - at_ > 5 || u_isupper(at(at_ + 1))) return false;
    say(at_, end, address(view(at_, end)));
    return true;
}

bool SentenceReader::electronic() {
    // Only where a sign of an address is near: these patterns are dear.
    std::size_t end = at_;
    bool sign = false;
    while (end < text_.size() && text_[end] != u' ' && end - at_ < 200) {
        sign = sign || text_[end] == u'@' ||
               ((text_[end] == u'.' || text_[end] == u':') && end + 1 < text_.size() &&
                (letter(end + 1) || at(end + 1) == u'/'));
        ++end;
    }
    if (!sign) return false;
    Pattern& p = patterns_.electronic;
    Pattern& f = patterns_.file;
    if (!p.at(at_)) {
        if (!f.at(at_)) return false;
        say(at_, f.end(), address(view(at_, f.end())));
        return true;
    }
    std::size_t stop = p.end();
    while (stop > at_ && View(u".,;:!?").find(text_[stop - 1]) != View::npos) --stop;
    say(at_, stop, address(view(at_, stop)));
    return true;
}

}  // namespace vorleser
