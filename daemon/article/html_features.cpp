#include "daemon/article/html_features.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <string_view>
#include <unordered_map>

#include <gumbo.h>

#include "daemon/article/characters.hpp"
#include "daemon/article/features.hpp"
#include "daemon/article/html_hints.hpp"
#include "daemon/article/lines.hpp"
#include "daemon/article/passages.hpp"

namespace vorleser {

namespace {

constexpr std::size_t levels = 6;  // elements around a block that are described one by one

constexpr std::array<const char*, 20> hint_names{"body",   "headline",   "lead",     "kicker", "quotation",
                                                 "hidden", "navigation", "aside",    "footer", "figure",
                                                 "form",   "byline",     "comments", "others", "machinery",
                                                 "unread", "embed",      "summary",  "gate",   "consent"};

constexpr std::array<std::pair<GumboTag, const char*>, 18> telling_tags{{
    {GUMBO_TAG_ARTICLE, "<article>"},
    {GUMBO_TAG_MAIN, "<main>"},
    {GUMBO_TAG_ASIDE, "<aside>"},
    {GUMBO_TAG_FOOTER, "<footer>"},
    {GUMBO_TAG_HEADER, "<header>"},
    {GUMBO_TAG_NAV, "<nav>"},
    {GUMBO_TAG_FORM, "<form>"},
    {GUMBO_TAG_FIGURE, "<figure>"},
    {GUMBO_TAG_TABLE, "<table>"},
    {GUMBO_TAG_UL, "<ul>"},
    {GUMBO_TAG_OL, "<ol>"},
    {GUMBO_TAG_SECTION, "<section>"},
    {GUMBO_TAG_DL, "<dl>"},
    {GUMBO_TAG_BLOCKQUOTE, "<blockquote>"},
    {GUMBO_TAG_DETAILS, "<details>"},
    {GUMBO_TAG_BUTTON, "<button>"},
    {GUMBO_TAG_LI, "<li>"},
    {GUMBO_TAG_P, "<p>"},
}};

// Sums of blocks: within an element, or of those with the same place in elements alike.
struct Sum {
    double blocks = 0, words = 0, linked = 0, sentences = 0, paragraphs = 0, headings = 0, judged = 0;
    void add(const Sum& other) {
        blocks += other.blocks, words += other.words, linked += other.linked, sentences += other.sentences;
        paragraphs += other.paragraphs, headings += other.headings, judged += other.judged;
    }
};

// What both rounds know of a page: sums by element and by kind.
class Places {
 public:
    Places(const HtmlPage& page, const std::vector<float>* judged) : page_(page) {
        const std::size_t count = page.elements.size();
        elements.resize(count);
        paths_.resize(count);
        for (std::size_t e = 0; e < count; ++e) {
            const int up = page.elements[e].parent;
            const std::uint64_t outer = up >= 0 ? page.elements[static_cast<std::size_t>(up)].kind : 0;
            paths_[e] = outer * 0x9E3779B97F4A7C15ULL + page.elements[e].kind;
        }
        for (std::size_t i = 0; i < page.blocks.size(); ++i) {
            const HtmlBlock& block = page.blocks[i];
            const double words = std::min<std::uint32_t>(block.words, 200);
            const double sentence = is_sentence(block) ? words : 0;
            const Sum sum{1,
                          words,
                          words * block.link_share,
                          sentence,
                          block.tag == HtmlTag::paragraph ? 1. : 0.,
                          block.tag == HtmlTag::heading ? 1. : 0.,
                          judged ? words * (*judged)[i] : 0};
            const std::size_t e = element(i);
            elements[e].add(sum);
            kinds[page.elements[e].kind].add(sum);
            paths[paths_[e]].add(sum);
        }
        for (std::size_t e = count; e-- > 1;) {
            if (page.elements[e].parent >= 0)
                elements[static_cast<std::size_t>(page.elements[e].parent)].add(elements[e]);
        }
    }

    std::size_t element(std::size_t block) const {
        return static_cast<std::size_t>(page_.blocks[block].element);
    }
    const Sum& of_kind(std::size_t block) const {
        return kinds.find(page_.elements[element(block)].kind)->second;
    }
    const Sum& of_path(std::size_t block) const { return paths.find(paths_[element(block)])->second; }

    std::vector<Sum> elements;  // with all within them
    std::unordered_map<std::uint32_t, Sum> kinds;
    std::unordered_map<std::uint64_t, Sum> paths;

 private:
    const HtmlPage& page_;
    std::vector<std::uint64_t> paths_;
};

class First {
 public:
    First(const HtmlPage& page, const HtmlData& data)
        : page_(page),
          data_(data),
          places_(page, nullptr),
          settled_(settled_hints(page)),
          sentences_(page.blocks.size(), [&](std::size_t i) { return sentence_words(i); }),
          words_(page.blocks.size(), [&](std::size_t i) { return page.blocks[i].words; }),
          links_(page.blocks.size(),
                 [&](std::size_t i) { return page.blocks[i].words * page.blocks[i].link_share; }) {
        read_elements();
        read_topic();
        for (const HtmlBlock& block : page.blocks) texts_.push_back(read(block));
        read_data();
        for (const HtmlBlock& block : page.blocks) before_.push_back(times_[block.text]++);
        find_title();
        count_ends();
        find_articles();
        count_titles();
    }

    template <class Put>
    void row(std::size_t i, Put& put) const {
        own(i, put);
        data(i, put);
        place(i, put);
        around(i, put);
        neighbours(i, put);
    }

 private:
    double sentence_words(std::size_t i) const {
        return is_sentence(page_.blocks[i]) ? std::min<std::uint32_t>(page_.blocks[i].words, 200) : 0;
    }

    // By element: for each hint, how much of the page's text the nearest one that bears it holds.
    void read_elements() {
        const std::size_t count = page_.elements.size();
        shares_.resize(count);
        tags_.assign(count, 0);
        depth_.assign(count, 0);
        for (std::size_t e = 0; e < count; ++e) {
            const HtmlElement& element = page_.elements[e];
            if (element.parent >= 0) {
                const auto up = static_cast<std::size_t>(element.parent);
                shares_[e] = shares_[up];
                tags_[e] = tags_[up];
                depth_[e] = depth_[up] + 1;
            }
            const auto share = static_cast<float>(
                0.01 + ratio(places_.elements[e].sentences, places_.elements[0].sentences));
            for (std::size_t bit = 0; bit < hint_names.size(); ++bit)
                if (element.own >> bit & 1U) shares_[e][bit] = share;
            for (std::size_t tag = 0; tag < telling_tags.size(); ++tag)
                if (element.tag == static_cast<std::uint32_t>(telling_tags[tag].first)) tags_[e] |= 1U << tag;
        }
    }

    // The words that title and description speak of.
    void read_topic() {
        for (const auto* texts : {&data_.titles, &data_.descriptions})
            for (const std::string& text : *texts)
                topic_words(lower_case(std::string_view(text).substr(0, 1000)),
                            [&](std::uint64_t word) { topic_[word] = 1; });
    }

    Text read(const HtmlBlock& block) const {
        Text text = read_text(block.text, block.words);
        double topic = 0, topical = 0;
        topic_words(lower_case(std::string_view(block.text).substr(0, longest_read)),
                    [&](std::uint64_t word) { ++topic, topical += static_cast<double>(topic_.count(word)); });
        text.topic = ratio(topical, topic);
        if (block.text.size() <= longest_read && begins_with_name(block.text, data_.authors))
            text.phrases |= author;
        return text;
    }

    void read_data() {
        said_.assign(page_.blocks.size(), -1);
        described_.assign(page_.blocks.size(), 0);
        entitled_.assign(page_.blocks.size(), 0);
        Passages said;
        said.add(data_.body);
        const std::vector<Likeness> descriptions(data_.descriptions.begin(), data_.descriptions.end()),
            titles(data_.titles.begin(), data_.titles.end());
        double found = 0;
        for (std::size_t i = 0; i < page_.blocks.size(); ++i) {
            const HtmlBlock& block = page_.blocks[i];
            if (said.size() >= 60) {
                said_[i] = said.share(block.text);
                if (said_[i] > 0.6) found += block.words;
            }
            if (block.words > 120 || descriptions.size() + titles.size() == 0) continue;
            const Likeness like(block.text);
            for (const Likeness& text : descriptions) described_[i] = std::max(described_[i], like.to(text));
            if (block.words > 40) continue;
            for (const Likeness& text : titles) entitled_[i] = std::max(entitled_[i], like.to(text));
        }
        data_found_ = ratio(found, static_cast<double>(said.size()));
    }

    void find_title() {
        double best = 0.3;
        for (std::size_t i = 0; i < page_.blocks.size(); ++i) {
            const HtmlBlock& block = page_.blocks[i];
            const double worth = entitled_[i] +
                                 (block.level == 1  ? 0.5
                                  : block.level > 0 ? 0.1
                                                    : 0) +
                                 (block.hints & hint::headline ? 0.2 : 0) -
                                 ratio(static_cast<double>(i), 4. * static_cast<double>(page_.blocks.size()));
            if (worth > best) best = worth, title_ = i;
        }
    }

    // Lines behind the title that lead away from the article, so far.
    void count_ends() {
        double count = 0, since = 1000;
        for (std::size_t i = 0; i < page_.blocks.size(); ++i) {
            const bool end = texts_[i].phrases & (end_marker | article_end | comments_title | list_label) &&
                             page_.blocks[i].words <= 14;
            const bool strong =
                texts_[i].phrases & (article_end | comments_title) && page_.blocks[i].words <= 8;
            if (i > title_ && end) ++count, since = 0;
            if (i > title_ && strong) ++hard_;
            ends_.push_back({count, since, hard_});
            ++since;
        }
    }

    // <article>s that are in no other: which of them a block stands in, and which holds the title.
    void find_articles() {
        articles_.assign(page_.elements.size(), -1);
        int count = 0;
        for (std::size_t e = 0; e < page_.elements.size(); ++e) {
            const int up = page_.elements[e].parent;
            if (up >= 0) articles_[e] = articles_[static_cast<std::size_t>(up)];
            if (articles_[e] >= 0 || page_.elements[e].tag != GUMBO_TAG_ARTICLE) continue;
            articles_[e] = count++;
            article_shares_.push_back(ratio(places_.elements[e].sentences, places_.elements[0].sentences));
        }
    }

    // Behind the title: large headings, and lines in the same place of elements alike as the title.
    void count_titles() {
        double headings = 0, alike = 0;
        for (std::size_t i = 0; i < page_.blocks.size(); ++i) {
            if (i > title_) {
                headings +=
                    page_.blocks[i].level == 1 && page_.blocks[i].element != page_.blocks[title_].element;
                alike += page_.blocks[i].level == page_.blocks[title_].level &&
                         &places_.of_path(i) == &places_.of_path(title_);
            }
            titles_.push_back({headings, alike});
        }
    }

    template <class Put>
    void own(std::size_t i, Put& put) const {
        const HtmlBlock& block = page_.blocks[i];
        const Text& text = texts_[i];
        put.within("");
        put("words", block.words);
        put("letters a word", ratio(text.letters, text.pieces));
        put("sentences", text.stops);
        put("words a sentence", ratio(text.pieces, std::max(text.stops, 1.)));
        put("commas a word", ratio(text.commas, text.pieces));
        put("digits", ratio(text.digits, text.letters));
        put("capitals", ratio(text.capitals, text.pieces));
        put("function words", ratio(text.small_words, text.pieces));
        put("topic", text.topic);
        put("linked", block.link_share);
        put("bold", block.bold_share);
        put("is a sentence", is_sentence(block));
        put("ends a sentence", text.sentence);
        put("ends with a colon", text.last == ':');
        put("ends with a question", text.last == '?');
        put("begins small", text.starts_small);
        put("begins with a quotation", text.starts_quoted);
        put("begins with a digit", text.starts_digit);
        put("@", block.text.find('@') != std::string::npos);
        put("©", block.text.find("©") != std::string::npos);
        put("|", block.text.find('|') != std::string::npos);
        put("paragraph", block.tag == HtmlTag::paragraph);
        put("heading", block.tag == HtmlTag::heading);
        put("list item", block.tag == HtmlTag::list_item);
        put("quotation", block.tag == HtmlTag::quotation);
        put("cell", block.tag == HtmlTag::cell);
        put("level", block.level);
        put("look", static_cast<double>(text.role));
        for (std::size_t bit = 0; bit < phrase_names.size(); ++bit)
            put(phrase_names[bit], text.phrases >> bit & 1U);
        const auto times = times_.find(block.text);
        put("times on the page", times == times_.end() ? 0 : times->second);
        put("times above", before_[i]);
    }

    template <class Put>
    void data(std::size_t i, Put& put) const {
        put.within("data: ");
        put("in the text", said_[i]);
        put("text found", data_found_);
        put("like a description", described_[i]);
        put("like a title", entitled_[i]);
        put("known words", log_of(static_cast<double>(data_.words)));
        put("paid", data_.paid);
    }

    template <class Put>
    void place(std::size_t i, Put& put) const {
        const std::size_t count = page_.blocks.size();
        const double sentences = sentences_.all();
        put.within("place: ");
        put("share of blocks above", ratio(static_cast<double>(i), static_cast<double>(count)));
        put("share of text above", ratio(sentences_.until(i), sentences));
        put("text above", log_of(sentences_.until(i)));
        put("text below", log_of(sentences - sentences_.until(i + 1)));
        put("blocks below", log_of(static_cast<double>(count - i)));
        put("blocks", log_of(static_cast<double>(count)));
        put("page's text", log_of(sentences));
        put("page's links", ratio(links_.all(), words_.all()));
        const double from_title = static_cast<double>(i) - static_cast<double>(title_);
        put("from the title", std::clamp(from_title, -60., 400.));
        put("text since the title", i > title_ ? log_of(sentences_.until(i) - sentences_.until(title_)) : -1);
        put("ends above", ends_[i].count);
        put("since the last end", std::min(ends_[i].since, 200.));
        put("hard ends above", ends_[i].hard);
        put("hard ends below", hard_ - ends_[i].hard);

        put("large headings above", titles_[i].headings);
        put("large headings below", titles_.back().headings - titles_[i].headings);
        put("titles alike above", titles_[i].alike);

        const std::size_t e = places_.element(i);
        const int article = articles_[e], of_title = articles_[places_.element(title_)];
        put("<article>s", static_cast<double>(article_shares_.size()));
        put("its <article>", article);
        put("<article> of the title", article == of_title);
        put("text of its <article>", article < 0 ? -1 : article_shares_[static_cast<std::size_t>(article)]);
        put.within("around: ");
        for (std::size_t bit = 0; bit < hint_names.size(); ++bit) put(hint_names[bit], shares_[e][bit]);
        put.within("settled: ");
        for (std::size_t bit = 0; bit < hint_names.size(); ++bit)
            put(hint_names[bit], settled_[e] >> bit & 1U);
        put("not the article", std::popcount(settled_[e] & not_article));
        put.within("within ");
        for (std::size_t tag = 0; tag < telling_tags.size(); ++tag)
            put(telling_tags[tag].second, tags_[e] >> tag & 1U);
        put("levels", depth_[e]);
    }

    template <class Put>
    void sums(const char* name, const Sum& sum, Put& put) const {
        put.within(name);
        put("blocks", log_of(sum.blocks));
        put("words", log_of(sum.words));
        put("words a block", ratio(sum.words, sum.blocks));
        put("linked", ratio(sum.linked, sum.words));
        put("sentences", ratio(sum.sentences, sum.words));
        put("share of page", ratio(sum.sentences, sentences_.all()));
    }

    template <class Put>
    void around(std::size_t i, Put& put) const {
        static constexpr std::array<const char*, levels> names{
            "element: ", "1 up: ", "2 up: ", "3 up: ", "4 up: ", "5 up: "};
        int e = page_.blocks[i].element;
        for (std::size_t level = 0; level < levels; ++level) {
            const auto at = static_cast<std::size_t>(std::max(e, 0));
            const Sum& sum = places_.elements[at];
            sums(names[level], sum, put);
            if (level < 4) {
                const std::uint32_t own = page_.elements[at].own;
                put("bad names", std::popcount(own & not_article));
                put("paragraphs", ratio(sum.paragraphs, sum.blocks));
                put("headings", ratio(sum.headings, sum.blocks));
            }
            if (page_.elements[at].parent >= 0) e = page_.elements[at].parent;
        }
        sums("kind: ", places_.of_kind(i), put);
        sums("path: ", places_.of_path(i), put);
    }

    template <class Put>
    void neighbours(std::size_t i, Put& put) const {
        static constexpr std::array<std::pair<int, const char*>, 8> offsets{{{-4, "-4: "},
                                                                             {-3, "-3: "},
                                                                             {-2, "-2: "},
                                                                             {-1, "-1: "},
                                                                             {1, "+1: "},
                                                                             {2, "+2: "},
                                                                             {3, "+3: "},
                                                                             {4, "+4: "}}};
        const std::size_t e = places_.element(i);
        for (const auto& [offset, name] : offsets) {
            put.within(name);
            const std::int64_t at = static_cast<std::int64_t>(i) + offset;
            const bool there = at >= 0 && at < static_cast<std::int64_t>(page_.blocks.size());
            const std::size_t k = there ? static_cast<std::size_t>(at) : i;
            const HtmlBlock& block = page_.blocks[k];
            const std::size_t other = places_.element(k);
            put("words", there ? block.words : -1.);
            put("linked", there ? block.link_share : -1.);
            put("is a sentence", there && is_sentence(block));
            put("level", there ? block.level : -1.);
            put("same parent", there && page_.elements[e].parent == page_.elements[other].parent);
            put("same kind", there && page_.elements[e].kind == page_.elements[other].kind);
            if (std::abs(offset) > 2) continue;
            put("phrases", there ? std::popcount(texts_[k].phrases & page_phrases) : -1);
            put("ends a sentence", there && texts_[k].sentence);
            put("not the article", there ? std::popcount(settled_[other] & not_article) : -1);
            put("look", there ? static_cast<double>(texts_[k].role) : -1.);
            put("like a title", there ? entitled_[k] : -1.);
        }
        put.within("nearby: ");
        for (const auto& [reach, text, link] :
             {std::tuple{3U, "text (3)", "linked (3)"}, std::tuple{8U, "text (8)", "linked (8)"},
              std::tuple{20U, "text (20)", "linked (20)"}}) {
            put(text, log_of(sentences_.around(i, reach)));
            put(link, ratio(links_.around(i, reach), words_.around(i, reach)));
        }
    }

    struct Ends {
        double count = 0, since = 0, hard = 0;
    };
    struct Titles {
        double headings = 0, alike = 0;
    };
    const HtmlPage& page_;
    const HtmlData& data_;
    Places places_;
    std::vector<std::uint32_t> settled_;  // by element
    std::vector<std::array<float, hint_names.size()>> shares_;
    std::vector<std::uint32_t> tags_, depth_;
    Prefix sentences_, words_, links_;
    std::unordered_map<std::uint64_t, int> topic_;
    std::vector<Text> texts_;
    std::vector<double> said_, described_, entitled_;
    double data_found_ = 0, hard_ = 0;
    std::unordered_map<std::string_view, int> times_;
    std::size_t title_ = 0;
    std::vector<Ends> ends_;
    std::vector<int> before_;    // by block: the same text above
    std::vector<int> articles_;  // by element: the <article> around it
    std::vector<double> article_shares_;
    std::vector<Titles> titles_;
};

class Second {
 public:
    Second(const HtmlPage& page, const std::vector<float>& judged)
        : page_(page), places_(page, &judged), around_(judged, [&](std::size_t i) {
              return static_cast<double>(std::min<std::uint32_t>(page.blocks[i].words, 200));
          }) {}

    template <class Put>
    void row(std::size_t i, Put& put) const {
        around_.row(i, put);
        static constexpr std::array<const char*, levels> names{"element", "1 up", "2 up",
                                                               "3 up",    "4 up", "5 up"};
        static constexpr std::array<const char*, levels> shares{"share of element", "share of 1 up",
                                                                "share of 2 up",    "share of 3 up",
                                                                "share of 4 up",    "share of 5 up"};
        int e = page_.blocks[i].element;
        for (std::size_t level = 0; level < levels; ++level) {
            const auto at = static_cast<std::size_t>(std::max(e, 0));
            const Sum& sum = places_.elements[at];
            put(names[level], ratio(sum.judged, sum.words));
            put(shares[level], ratio(sum.judged, around_.kept()));
            if (page_.elements[at].parent >= 0) e = page_.elements[at].parent;
        }
        const Sum& kind = places_.of_kind(i);
        const Sum& path = places_.of_path(i);
        put("kind", ratio(kind.judged, kind.words));
        put("share of kind", ratio(kind.judged, around_.kept()));
        put("path", ratio(path.judged, path.words));
        put("share of path", ratio(path.judged, around_.kept()));
    }

 private:
    const HtmlPage& page_;
    Places places_;
    Judged around_;
};

// A page of one block, to hear what the columns are called.
const HtmlPage& smallest_page() {
    static const HtmlPage page = [] {
        HtmlPage made;
        made.elements.emplace_back();
        made.blocks.emplace_back().text = "x";
        return made;
    }();
    return page;
}

}  // namespace

FeatureTable first_features(const HtmlPage& page, const HtmlData& data) {
    if (page.blocks.empty()) return {};
    return table_of(page.blocks.size(), First(page, data));
}

FeatureTable second_features(const HtmlPage& page, const std::vector<float>& judged) {
    if (page.blocks.empty()) return {};
    return table_of(page.blocks.size(), Second(page, judged));
}

std::vector<std::string> first_feature_names() {
    const HtmlData data;
    return names_of(First(smallest_page(), data));
}

std::vector<std::string> second_feature_names() {
    return names_of(Second(smallest_page(), {0.5F}));
}

}  // namespace vorleser
