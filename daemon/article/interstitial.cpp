#include "daemon/article/interstitial.hpp"

#include <algorithm>

#include "daemon/article/characters.hpp"
#include "daemon/article/phrases.hpp"

namespace vorleser {

namespace {

// Words of the page's blocks: all of them, and of these and the article's those that ask for consent.
struct Counted {
    std::uint32_t words = 0, consent = 0, article_consent = 0;
    bool robot_check = false;
};

Counted count(const HtmlPage& page, const HtmlChoice& choice) {
    Counted counted;
    counted.robot_check = asks_for_person(lower_case(page.title));
    for (std::size_t i = 0; i < page.blocks.size(); ++i) {
        const HtmlBlock& block = page.blocks[i];
        const std::string text = lower_case(block.text);
        const bool consent = asks_for_consent(text), chosen = choice.roles[i] != HtmlRole::dropped;
        counted.words += block.words;
        counted.consent += consent ? block.words : 0;
        counted.article_consent += chosen && consent ? block.words : 0;
        counted.robot_check |= asks_for_person(text);
    }
    return counted;
}

// Whether it has a field for a password.
bool asks_for_password(std::string_view source) {
    // Attributes are written in any order: the type itself is enough.
    constexpr std::string_view type = "type=", password = "password";
    for (std::size_t at = source.find(type); at != source.npos; at = source.find(type, at)) {
        at += type.size();
        if (at < source.size() && (source[at] == '"' || source[at] == '\'')) ++at;
        const std::string_view value = source.substr(at, password.size());
        if (std::equal(value.begin(), value.end(), password.begin(), password.end(),
                       [](char a, char b) { return (a | 0x20) == b; }))
            return true;
    }
    return false;
}

}  // namespace

std::optional<Sentence> interstitial(const HtmlPage& page, const HtmlData& data, const HtmlChoice& choice) {
    constexpr std::uint32_t short_article = 400, no_article = 40, short_page = 250;
    std::uint32_t words = 0;
    for (std::size_t i = 0; i < page.blocks.size(); ++i)
        if (choice.roles[i] != HtmlRole::dropped) words += page.blocks[i].words;
    if (words > short_article) return {};
    const Counted counted = count(page, choice);
    const bool nothing_else = counted.words < short_page && words < no_article;
    if (counted.robot_check && nothing_else)
        return Sentence(
            "this page shows its article only to people it has checked; open it in a browser, copy "
            "the article's text and add that");
    if (!choice.gate && nothing_else && asks_for_password(page.source))
        return Sentence(
            "this page asks for a login before it shows the article; log in, open it in a browser, "
            "copy the article's text and add that");
    const bool speaks_of_consent =
        data.date.empty() && data.authors.empty() && 2 * counted.article_consent >= words;
    if (counted.consent >= 15 && speaks_of_consent && 3 * counted.consent >= counted.words)
        return Sentence(
            "this page asks for consent to advertising or cookies before it shows the article; "
            "answer in a browser, copy the article's text and add that");
    return {};
}

}  // namespace vorleser
