#include "daemon/article/html_names.hpp"

#include <algorithm>
#include <array>

#include "daemon/article/html_blocks.hpp"

namespace vorleser {

namespace {

struct Name {
    std::string_view word;
    std::uint32_t hint;
};

// Whole words of a name; «article-body» is two words, «articleBody» too.
constexpr std::array whole_words{
    Name{"ad", hint::machinery},
    Name{"ads", hint::machinery},
    Name{"adv", hint::machinery},
    Name{"advert", hint::machinery},
    Name{"adslot", hint::machinery},
    Name{"abo", hint::machinery},
    Name{"cta", hint::machinery},
    Name{"cmp", hint::consent},
    Name{"gdpr", hint::consent},
    Name{"login", hint::machinery},
    Name{"privacy", hint::consent},
    Name{"cmp2", hint::consent},
    Name{"popup", hint::machinery},
    Name{"modal", hint::machinery},
    Name{"overlay", hint::machinery},
    Name{"toast", hint::machinery},
    Name{"banner", hint::machinery},
    Name{"share", hint::machinery},
    Name{"shares", hint::machinery},
    Name{"sharing", hint::machinery},
    Name{"social", hint::machinery},
    Name{"audio", hint::machinery},
    Name{"player", hint::machinery},
    Name{"video", hint::machinery},
    Name{"podcast", hint::machinery},
    Name{"poll", hint::machinery},
    Name{"quiz", hint::machinery},
    Name{"survey", hint::machinery},
    Name{"rating", hint::machinery},
    Name{"print", hint::machinery},
    Name{"feedback", hint::machinery},
    Name{"tools", hint::machinery},
    Name{"toolbar", hint::machinery},
    Name{"actions", hint::machinery},
    Name{"donate", hint::machinery},
    Name{"donation", hint::machinery},
    Name{"spende", hint::machinery},
    Name{"spenden", hint::machinery},
    Name{"disclaimer", hint::machinery},
    Name{"legal", hint::machinery},
    Name{"ticker", hint::others},
    Name{"shop", hint::machinery},
    Name{"affiliate", hint::machinery},
    Name{"tooltip", hint::machinery},
    Name{"popover", hint::machinery},
    Name{"promo", hint::machinery},
    Name{"promobox", hint::machinery},
    Name{"nav", hint::navigation},
    Name{"navbar", hint::navigation},
    Name{"menu", hint::navigation},
    Name{"toc", hint::navigation},
    Name{"tag", hint::byline},
    Name{"tags", hint::navigation},
    Name{"taglist", hint::navigation},
    Name{"keywords", hint::navigation},
    Name{"topics", hint::navigation},
    Name{"pagination", hint::navigation},
    Name{"pager", hint::navigation},
    Name{"skip", hint::navigation},
    Name{"aside", hint::aside},
    Name{"sidebar", hint::aside},
    Name{"infobox", hint::aside},
    Name{"factbox", hint::aside},
    Name{"sidenote", hint::aside},
    Name{"box", hint::aside},
    Name{"rahmen", hint::aside},
    Name{"bio", hint::byline},
    Name{"marginalia", hint::aside},
    Name{"footer", hint::footer},
    Name{"colophon", hint::footer},
    Name{"imprint", hint::footer},
    Name{"caption", hint::figure},
    Name{"captions", hint::figure},
    Name{"credit", hint::figure},
    Name{"credits", hint::figure},
    Name{"copyright", hint::figure},
    Name{"figcaption", hint::figure},
    Name{"gallery", hint::figure},
    Name{"slideshow", hint::figure},
    Name{"carousel", hint::others},
    Name{"slider", hint::others},
    Name{"lightbox", hint::figure},
    Name{"bildunterschrift", hint::figure},
    Name{"bildtext", hint::figure},
    Name{"bu", hint::figure},
    Name{"author", hint::byline},
    Name{"authors", hint::byline},
    Name{"autor", hint::byline},
    Name{"autoren", hint::byline},
    Name{"byline", hint::byline},
    Name{"bylines", hint::byline},
    Name{"contributor", hint::byline},
    Name{"contributors", hint::byline},
    Name{"date", hint::byline},
    Name{"datum", hint::byline},
    Name{"dateline", hint::byline},
    Name{"published", hint::byline},
    Name{"publish", hint::byline},
    Name{"updated", hint::byline},
    Name{"timestamp", hint::byline},
    Name{"meta", hint::byline},
    Name{"metadata", hint::byline},
    Name{"time", hint::byline},
    Name{"readingtime", hint::byline},
    Name{"lesedauer", hint::byline},
    Name{"comment", hint::comments},
    Name{"comments", hint::comments},
    Name{"commentlist", hint::comments},
    Name{"respond", hint::comments},
    Name{"kommentar", hint::comments},
    Name{"kommentare", hint::comments},
    Name{"disqus", hint::comments},
    Name{"forum", hint::comments},
    Name{"related", hint::others},
    Name{"teaser", hint::others},
    Name{"teasers", hint::others},
    Name{"recommended", hint::others},
    Name{"popular", hint::others},
    Name{"trending", hint::others},
    Name{"mostread", hint::others},
    Name{"latest", hint::others},
    Name{"readmore", hint::others},
    Name{"more", hint::others},
    Name{"mehr", hint::others},
    Name{"similar", hint::others},
    Name{"outbrain", hint::others},
    Name{"taboola", hint::others},
    Name{"crosslink", hint::others},
    Name{"embed", hint::embed},
    Name{"tweet", hint::embed},
    Name{"instagram", hint::embed},
    Name{"widget", hint::machinery},
    Name{"kicker", hint::kicker},
    Name{"dachzeile", hint::kicker},
    Name{"overline", hint::kicker},
    Name{"topline", hint::kicker},
    Name{"eyebrow", hint::kicker},
    Name{"headline", hint::headline},
    Name{"intro", hint::lead},
    Name{"lead", hint::lead},
    Name{"lede", hint::lead},
    Name{"standfirst", hint::lead},
    Name{"vorspann", hint::lead},
    Name{"dek", hint::lead},
    Name{"subtitle", hint::lead},
    Name{"subline", hint::lead},
    Name{"excerpt", hint::lead},
    Name{"subheadline", hint::lead},
    Name{"chapeau", hint::lead},
    Name{"ingress", hint::lead},
    Name{"summary", hint::summary},
    Name{"keypoints", hint::summary},
    Name{"articlebody", hint::body},
    Name{"richtext", hint::body},
    Name{"pullquote", hint::quotation},
    Name{"blockquote", hint::quotation},
    Name{"tracking", hint::machinery},
};

// Beginnings and ends of words, for compounds («newsletterbox», «sitenavigation»).
constexpr std::array stems{
    Name{"newsletter", hint::machinery},  Name{"advert", hint::machinery},
    Name{"anzeige", hint::machinery},     Name{"werbung", hint::machinery},
    Name{"sponsor", hint::machinery},     Name{"paywall", hint::gate},
    Name{"subscri", hint::machinery},     Name{"cookie", hint::consent},
    Name{"consent", hint::consent},       Name{"onetrust", hint::consent},
    Name{"usercentrics", hint::consent},  Name{"didomi", hint::consent},
    Name{"bookmark", hint::machinery},    Name{"merkliste", hint::machinery},
    Name{"abonn", hint::machinery},       Name{"socialmedia", hint::machinery},
    Name{"signup", hint::machinery},      Name{"register", hint::machinery},
    Name{"regwall", hint::gate},          Name{"audioplayer", hint::machinery},
    Name{"videoplayer", hint::machinery}, Name{"navigation", hint::navigation},
    Name{"breadcrumb", hint::navigation}, Name{"sidebar", hint::aside},
    Name{"recommend", hint::others},      Name{"mostread", hint::others},
    Name{"meistgelesen", hint::others},   Name{"related", hint::others},
    Name{"teaser", hint::others},         Name{"caption", hint::figure},
    Name{"fotocredit", hint::figure},     Name{"bildnachweis", hint::figure},
    Name{"comment", hint::comments},      Name{"kommentar", hint::comments},
    Name{"byline", hint::byline},         Name{"readtime", hint::byline},
    Name{"footer", hint::footer},         Name{"articlebody", hint::body},
    Name{"recirc", hint::others},         Name{"screenreader", hint::unread},
    Name{"tooltip", hint::machinery},
};

// Several words in a row.
constexpr std::array phrases{
    Name{"article-body", hint::body},     Name{"article-text", hint::body},
    Name{"article-content", hint::body},  Name{"entry-content", hint::body},
    Name{"post-content", hint::body},     Name{"story-body", hint::body},
    Name{"body-text", hint::body},        Name{"post-body", hint::body},
    Name{"story-content", hint::body},    Name{"artikel-text", hint::body},
    Name{"rich-text", hint::body},        Name{"text-body", hint::body},
    Name{"sr-only", hint::unread},        Name{"visually-hidden", hint::unread},
    Name{"screen-reader", hint::unread},  Name{"visuallyhidden", hint::unread},
    Name{"pull-quote", hint::quotation},  Name{"key-points", hint::summary},
    Name{"read-more", hint::others},      Name{"read-also", hint::others},
    Name{"most-read", hint::others},      Name{"reading-time", hint::byline},
    Name{"sub-headline", hint::lead},     Name{"sub-title", hint::lead},
    Name{"info-box", hint::aside},        Name{"fact-box", hint::aside},
    Name{"side-bar", hint::aside},        Name{"above-headline", hint::kicker},
    Name{"pre-title", hint::kicker},      Name{"sign-up", hint::machinery},
    Name{"article-lead", hint::lead},     Name{"article-teaser", hint::lead},
    Name{"teaser-text", hint::lead},      Name{"article-intro", hint::lead},
    Name{"article-summary", hint::lead},  Name{"article-description", hint::lead},
    Name{"material-icons", hint::unread}, Name{"material-symbols", hint::unread},
};

}  // namespace

std::uint32_t HtmlNames::hint_of(const std::string& word) {
    const auto [known, fresh] = known_words_.try_emplace(word, 0);
    if (!fresh) return known->second;
    std::uint32_t hints = 0;
    for (const Name& name : whole_words) {
        if (word == name.word) hints |= name.hint;
    }
    for (const Name& name : stems) {
        const std::size_t at = word.size() < name.word.size() ? word.npos : word.size() - name.word.size();
        if (at != word.npos && (word.compare(0, name.word.size(), name.word) == 0 ||
                                word.compare(at, name.word.size(), name.word) == 0)) {
            hints |= name.hint;
        }
    }
    return known->second = hints;
}

std::uint32_t HtmlNames::hints(std::string_view names) {
    const auto [known, fresh] = known_names_.try_emplace(std::string(names), 0);
    if (!fresh) return known->second;
    std::uint32_t hints = 0;
    std::string word, joined;  // joined: the words so far, with one '-' between them
    auto finish = [&] {
        if (word.empty()) return;
        hints |= hint_of(word);
        if (!joined.empty() && joined.back() != ' ') joined += '-';
        joined += word;
        word.clear();
    };
    // Hidden, but not only on some screens («hidden md:block», «d-none d-lg-flex»).
    const std::string spaced = " " + std::string(names) + " ";
    for (const std::string_view hidden : {" hidden ", " is-hidden ", " d-none ", " hide ", " u-hidden "}) {
        if (spaced.find(hidden) != spaced.npos && spaced.find(':') == spaced.npos &&
            spaced.find(" d-", spaced.find(hidden) + 3) == spaced.npos) {
            hints |= hint::hidden;
        }
    }
    bool lower = false;
    for (std::size_t at = 0; at < names.size(); ++at) {
        // «print:hidden», «hover:underline»: how it looks at times, not what it is.
        if (at == 0 || names[at - 1] == ' ') {
            const std::size_t end = std::min(names.find(' ', at), names.size());
            if (names.substr(at, end - at).find(':') != names.npos) at = end;
            if (at == names.size()) break;
        }
        const char c = names[at];
        const bool big = c >= 'A' && c <= 'Z';
        const bool small = (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
        if (big && lower) finish();
        lower = small;
        if (big || small) {
            word += big ? static_cast<char>(c + 32) : c;
        } else {
            finish();
            if (c == ' ' && !joined.empty()) joined += ' ';
        }
        if (word.size() > 60) finish();
    }
    finish();
    for (const Name& name : phrases) {
        if (joined.find(name.word) != joined.npos) hints |= name.hint;
    }
    // «article-teaser» is this article's own.
    if (hints & hint::lead) hints &= ~hint::others;
    return known->second = hints;
}

}  // namespace vorleser
