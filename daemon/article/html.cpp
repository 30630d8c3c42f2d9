// A page's source → the article in it. No rule names a site.
//
// scan_html() makes the source small, parse_html() a list of blocks of it (Gumbo), structured_data() reads
// what the page says about itself, choose_blocks() decides; here the article is put together.
#include <algorithm>
#include <utility>

#include "daemon/article/characters.hpp"
#include "daemon/article/decode.hpp"
#include "daemon/article/explain.hpp"
#include "daemon/article/html_model.hpp"
#include "daemon/article/html_score.hpp"
#include "daemon/article/interstitial.hpp"
#include "daemon/article/lines.hpp"
#include "daemon/article/readers.hpp"

namespace vorleser {

namespace {

BlockKind kind_of(HtmlRole role) {
    switch (role) {
        case HtmlRole::heading:
            return BlockKind::heading;
        case HtmlRole::quotation:
            return BlockKind::quotation;
        case HtmlRole::list_item:
            return BlockKind::list_item;
        default:
            return BlockKind::paragraph;
    }
}

// The title as the page's data give it, without the site's name behind it («Titel | Zeitung»).
std::string title_from(const HtmlData& data) {
    if (data.titles.empty()) return {};
    std::string title = data.titles.front();
    for (const std::string_view bar : {" | ", " – ", " - ", " — ", " · "}) {
        const std::size_t at = title.rfind(bar);
        if (at != title.npos && at > title.size() / 2) return title.substr(0, at);
    }
    return title;
}

std::string without_colon(std::string text) {
    while (!text.empty() && (text.back() == ':' || text.back() == ' ')) text.pop_back();
    return text;
}

std::string_view name_of(HtmlRole role) {
    switch (role) {
        case HtmlRole::kicker:
            return "kicker";
        case HtmlRole::title:
            return "title";
        case HtmlRole::teaser:
            return "teaser";
        case HtmlRole::paragraph:
            return "paragraph";
        case HtmlRole::heading:
            return "heading";
        case HtmlRole::quotation:
            return "quotation";
        case HtmlRole::list_item:
            return "list item";
        case HtmlRole::dropped:
            break;
    }
    return {};
}

// Whether a sentence that a block within its paragraph parted goes on: the parser ends the paragraph there.
bool goes_on(const HtmlPage& page, const HtmlChoice& choice, std::size_t i, const Article& article) {
    if (article.body.empty() || article.body.back().kind != BlockKind::paragraph || i < 2 ||
        choice.roles[i] != HtmlRole::paragraph || choice.roles[i - 1] != HtmlRole::dropped ||
        !is_lower(first_code_point(page.blocks[i].text)) || ends_like_sentence(article.body.back().text))
        return false;
    std::size_t before = i - 1;
    while (before > 0 && choice.roles[before] == HtmlRole::dropped && i - before < 6) --before;
    const HtmlBlock& begun = page.blocks[before];
    return begun.text.ends_with(article.body.back().text) && begun.tag == HtmlTag::paragraph &&
           page.elements[static_cast<std::size_t>(begun.element)].parent == page.blocks[i].element;
}

// Whether the text breaks off at an offer. Many pages hold all of an article they call not free; the offer
// then is hidden or missing.
bool is_only_the_beginning(const HtmlData& data, const HtmlChoice& choice, std::size_t words) {
    if (!data.paid && !choice.gate) return false;
    if (data.words > 0 && data.words < 20'000 && words > 0.75 * static_cast<double>(data.words)) return false;
    if (data.paid && choice.gate) return words < 700;
    return words < (choice.gate ? 150 : 60);
}

}  // namespace

double html_sureness(std::string_view text) {
    std::string start = lower_case(text.substr(0, 16384));
    std::size_t at = 0;  // behind blanks, comments and <?xml …?>
    while (at < start.size()) {
        const std::string_view rest = std::string_view(start).substr(at);
        const bool comment = rest.rfind("<!--", 0) == 0, instruction = rest.rfind("<?", 0) == 0;
        if (rest.front() == ' ' || rest.front() == '\n') {
            ++at;
        } else if (comment || instruction) {
            const std::size_t end = start.find(comment ? "-->" : "?>", at);
            if (end == start.npos) break;
            at = end + (comment ? 3 : 2);
        } else {
            break;
        }
    }
    start.erase(0, at);
    if (start.rfind("<!doctype html", 0) == 0 || start.rfind("<html", 0) == 0) return 1;
    int tags = 0;
    for (const std::string_view tag : {"<head>", "<body", "<div", "<p>", "<p ", "<script", "<meta ", "</a>",
                                       "<article", "<section", "<h1"}) {
        tags += start.find(tag) != start.npos;
    }
    return first_code_point(start) == '<' && tags >= 2 ? 1 : 0;
}

Result<Reading> read_html(std::string_view text, const ReadOptions& options) {
    const HtmlPage page = parse_html(text);
    const HtmlData data = structured_data(page);
    return put_together(page, data, choose_blocks(page, data, judge_blocks(page, data)), options);
}

Result<Reading> put_together(const HtmlPage& page, const HtmlData& data, const HtmlChoice& choice,
                             const ReadOptions& options) {
    if (const auto other = interstitial(page, data, choice)) return Error(ErrorKind::unreadable, *other);
    Reading reading;
    Article& article = reading.article;
    std::string title = choice.title;
    article.kicker = without_colon(choice.kicker);
    for (std::size_t i = 0; i < page.blocks.size(); ++i) {
        const HtmlBlock& block = page.blocks[i];
        switch (const HtmlRole role = choice.roles[i]) {
            case HtmlRole::dropped:
                reading.dropped.push_back(block.text);
                // Where the page's data name nobody, a byline above the text does («Von Ada Ufer»).
                if (article.authors.empty() && article.body.empty() && block.words <= 14 &&
                    is_byline(block.text, lower_case(block.text), block.words)) {
                    article.authors = names_of_byline(block.text);
                }
                break;
            case HtmlRole::kicker:
                article.kicker = without_colon(block.text);
                break;
            case HtmlRole::title:
                break;
            case HtmlRole::teaser:
                article.teaser += (article.teaser.empty() ? "" : " ") + block.text;
                break;
            default:
                if (goes_on(page, choice, i, article)) {
                    article.body.back().text += " " + block.text;
                } else {
                    article.body.push_back({kind_of(role), block.text});
                }
        }
    }
    std::size_t words = 0;
    for (const Block& block : article.body) words += word_count(block.text);
    reading.only_the_beginning = is_only_the_beginning(data, choice, words);
    if (reading.only_the_beginning && words + word_count(article.teaser) < 20) {
        return Error(
            ErrorKind::unreadable,
            "this article is to be paid for, the page holds nothing of it but an offer; log in, open it in "
            "a browser, copy the article's text and add that");
    }
    if (article.body.empty() && !article.teaser.empty()) {
        article.body.push_back({BlockKind::paragraph, std::exchange(article.teaser, {})});
    }
    // A page that scripts fill may show nothing, but tell search engines everything.
    if (article.body.empty() && !data.paid && word_count(data.body) >= 60) {
        for (const std::string& paragraph : data.paragraphs)
            article.body.push_back({BlockKind::paragraph, paragraph});
    }
    if (article.body.empty()) {
        return Error(
            ErrorKind::unreadable,
            "no article found in this page; open it in a browser, copy the article's text and add that");
    }
    if (title.empty()) title = title_from(data);
    if (!options.title.empty()) title = options.title;
    if (title.empty()) {
        title = article.body.front().text;
        article.body.erase(article.body.begin());
    }
    article.title = title;
    if (!data.authors.empty()) article.authors = data.authors;
    article.url = data.url;
    article.source = data.publisher;
    // A page saved as a file knows better where it is from than its file's name does.
    if (article.source.empty() && options.url.empty())
        article.source = site_of(data.url.empty() ? data.base : data.url);
    article.date = data.date;
    article.language = data.language;
    return reading;
}

std::vector<ExplainedBlock> explain_html(std::string_view text) {
    const HtmlPage page = parse_html(text);
    const HtmlData data = structured_data(page);
    std::vector<Judgement> judgements = explain_blocks(page, data);
    const HtmlChoice choice = choose_blocks(page, data, judge_blocks(page, data));
    std::vector<ExplainedBlock> explained;
    for (std::size_t i = 0; i < page.blocks.size(); ++i) {
        const char* rule = choice.rules[i];
        explained.push_back({page.blocks[i].text, std::string(name_of(choice.roles[i])), rule ? rule : "",
                             std::move(judgements[i])});
    }
    return explained;
}

}  // namespace vorleser
