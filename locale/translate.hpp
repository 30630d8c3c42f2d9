// Texts that a person reads, in the language of the locale. The English text stands where it is used and is
// the key to the others (gettext's way): locale/de.po holds the German ones, locale/update brings it up to
// date.
//
// Before use_locale(), and where there is no translation, everything is English. Any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

namespace vorleser {

// Takes the locale of the environment (LC_ALL, LC_…, LANG; LANGUAGE) for `category` and opens the catalogue
// beside the program, ../share/locale. Once, at the start of main, before there are threads. Where the locale
// is not installed, it stays "C".
void use_locale(int category);

// A text without values. The result stays valid.
const char* tr(const char* english);

// The same for a text that came from elsewhere, from the daemon or a file.
std::string tr_known(const std::string& english);

// fmt::format() of the translation, which names its values {} or {0}, {1}, if their order is another.
// A translation that does not fit is not used.
std::string filled(const char* english, const char* translated, fmt::format_args values);

template <class... Values>
std::string tr(fmt::format_string<const Values&...> english, const Values&... values) {
    const char* text = fmt::string_view(english).data();  // a literal, hence with an end
    return filled(text, tr(text), fmt::make_format_args(values...));
}

// A sentence that came with its values: the translation of `pattern`, which names them {} or {0}. Empty if
// they do not fit.
std::string tr_sentence(const std::string& pattern, const std::vector<std::string>& values);

// What the system says of an error ("No such file or directory"), in the language of the locale.
std::string tr_system_error(const std::string& english);

// Keeps what this thread says by tr() while it is there, with the texts and values that it was made of:
// whoever shows it to a person with another language needs those. Of several in a thread the newest.
class Said {
 public:
    struct Sentence {
        std::string said, text;  // `text`: in English, with {} or {0} for the values
        std::vector<std::string> values;
    };

    Said();
    ~Said();
    Said(const Said&) = delete;
    Said& operator=(const Said&) = delete;

    // Null: it was not said, or the values are not known.
    const Sentence* find(std::string_view said) const;

 private:
    friend const char* tr(const char* english);
    friend std::string filled(const char* english, const char* translated, fmt::format_args values);
    static void keep(Sentence sentence);

    std::vector<Sentence> sentences_;
    Said* const before_;
};

// By a number: `one` or `many`, which both take all `values`.
const char* plural(std::int64_t n, const char* one, const char* many);

template <class... Values>
std::string tr_n(std::int64_t n, fmt::format_string<const Values&...> one,
                 fmt::format_string<const Values&...> many, const Values&... values) {
    const char *one_text = fmt::string_view(one).data(), *many_text = fmt::string_view(many).data();
    return filled(n == 1 ? one_text : many_text, plural(n, one_text, many_text),
                  fmt::make_format_args(values...));
}

}  // namespace vorleser
