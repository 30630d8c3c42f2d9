// Months and weekdays.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace vorleser {

inline constexpr std::array<std::u16string_view, 12> months{
    u"Januar", u"Februar", u"März",      u"April",   u"Mai",      u"Juni",
    u"Juli",   u"August",  u"September", u"Oktober", u"November", u"Dezember"};

inline bool is_month(std::u16string_view word) {
    return std::find(months.begin(), months.end(), word) != months.end() || word == u"Jänner";
}

inline bool is_weekday(std::u16string_view word) {
    return (word.ends_with(u"tag") &&
            (word.starts_with(u"Mon") || word.starts_with(u"Dien") || word.starts_with(u"Donners") ||
             word.starts_with(u"Frei") || word.starts_with(u"Sams") || word.starts_with(u"Sonn"))) ||
           word == u"Mittwoch" || word == u"Sonnabend";
}

// «Montagabend», «Pfingstmontag», «Karfreitag», «Heiligabend»: what a date may follow behind a comma.
inline bool is_day(std::u16string_view word) {
    for (const std::u16string_view day :
         {u"ontag", u"ienstag", u"ittwoch", u"onnerstag", u"reitag", u"amstag", u"onnabend", u"eiligabend",
          u"feiertag", u"Silvester", u"Neujahr", u"Himmelfahrt", u"Fronleichnam", u"ormittag", u"achmittag"})
        if (word.find(day) != word.npos) return true;
    return is_weekday(word);
}

}  // namespace vorleser
