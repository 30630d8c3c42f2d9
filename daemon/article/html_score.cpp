#include "daemon/article/html_score.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_set>
#include <utility>

#include "daemon/article/characters.hpp"
#include "daemon/article/html_hints.hpp"
#include "daemon/article/lines.hpp"
#include "daemon/article/passages.hpp"
#include "daemon/article/phrases.hpp"

namespace vorleser {

namespace {

constexpr const char *offer = "an offer", *service = "a service";  // why a block was dropped
constexpr float usual_least = 0.5F;                                // likelihood
constexpr double least_words = 12;                                 // of an article, without those of links

class Chooser {
 public:
    Chooser(const HtmlPage& page, const HtmlData& data, std::vector<float> judged)
        : page_(page),
          data_(data),
          blocks_(page.blocks),
          hints_(settled_hints(page)),
          judged_(std::move(judged)) {
        choice_.roles.assign(blocks_.size(), HtmlRole::dropped);
        choice_.rules.assign(blocks_.size(), nullptr);
    }

    HtmlChoice choose() {
        if (blocks_.empty()) return std::move(choice_);
        choose_element();
        if (first_ >= last_) return std::move(choice_);
        choose_title();
        for (std::size_t i = first_; i < last_; ++i) sort_out(i);
        choose_teaser();
        drop_edges();
        choose_headings();
        drop_pull_quotes();
        drop_repeated();
        look_for_gate();
        return std::move(choice_);
    }

 private:
    std::uint32_t hints(std::size_t block) const { return hints_[element_of(block)]; }
    std::size_t element_of(std::size_t block) const {
        return static_cast<std::size_t>(blocks_[block].element);
    }
    int parent_of(std::size_t element) const { return page_.elements[element].parent; }

    // Whether a block is likely of the article: likelier than not, and more so within what is called
    // otherwise.
    bool likely(std::size_t i) const {
        const bool quoted = blocks_[i].tag == HtmlTag::quotation && (hints(i) & not_article) == hint::figure;
        if (quoted) return judged_[i] > 0.35F;
        // Teasers that only their likes tell look like the article's own text.
        const bool by_likes = (hints(i) & hint::others) && !(blocks_[i].hints & hint::others);
        if (by_likes && least_ == usual_least) return judged_[i] > 0.9F;
        return judged_[i] > (names_count_ && (hints(i) & not_article) ? std::max(least_, 0.72F) : least_);
    }

    // A sentence between two that are likely, all in the same place of elements alike, is of the article as
    // well.
    void judge_gaps() {
        const auto place = [&](std::size_t i) {
            const HtmlElement& element = page_.elements[element_of(i)];
            return std::pair(
                element.kind,
                element.parent < 0 ? 0 : page_.elements[static_cast<std::size_t>(element.parent)].kind);
        };
        for (std::size_t i = 1; i + 1 < blocks_.size(); ++i) {
            if (likely(i) || !likely(i - 1) || !is_sentence(blocks_[i - 1])) continue;
            std::size_t end = i;
            while (end < blocks_.size() && !likely(end) && judged_[end] > 0.25F &&
                   is_sentence(blocks_[end]) && place(end) == place(i - 1))
                ++end;
            const bool closes = end > i && end < blocks_.size() && likely(end) && is_sentence(blocks_[end]) &&
                                place(end) == place(i - 1);
            for (std::size_t k = i; closes && k < end; ++k) judged_[k] = std::max(judged_[k], 0.91F);
        }
    }

    // A list's items belong to the article together or not at all, also those of a word or two.
    void judge_lists() {
        for (std::size_t i = 0; i < blocks_.size();) {
            std::size_t end = i;
            double words = 0, likely = 0;
            const auto list = parent_of(element_of(i));
            while (end < blocks_.size() && blocks_[end].tag == HtmlTag::list_item &&
                   parent_of(element_of(end)) == list) {
                words += blocks_[end].words;
                likely += blocks_[end].words * judged_[end];
                ++end;
            }
            if (end - i >= 2 && words > 0)
                std::fill(judged_.begin() + static_cast<std::ptrdiff_t>(i),
                          judged_.begin() + static_cast<std::ptrdiff_t>(end),
                          static_cast<float>(likely / words));
            i = std::max(end, i + 1);
        }
    }

    // From the first to the last likely block, and the innermost element that holds nearly all of them.
    void choose_element() {
        words_before_.assign(blocks_.size() + 1, 0);
        first_ = blocks_.size();
        judge_lists();
        const auto likely_words = [&] {
            double words = 0;
            for (std::size_t i = 0; i < blocks_.size(); ++i)
                words += likely(i) ? blocks_[i].words * (1 - blocks_[i].link_share) : 0;
            return words;
        };
        // Names that would take much of the article away are wrong.
        const double by_names = likely_words();
        names_count_ = false;
        names_count_ = by_names > 0.6 * likely_words();
        // A page of which nothing would be left says little of itself.
        if (likely_words() < least_words) least_ = 0.2F;
        judge_gaps();
        if (likely_words() < least_words) return;
        for (std::size_t i = 0; i < blocks_.size(); ++i) {
            const bool counts = likely(i) && is_sentence(blocks_[i]);
            words_before_[i + 1] = words_before_[i] + (counts ? blocks_[i].words : 0);
            if (!likely(i)) continue;
            first_ = std::min(first_, i);
            last_ = i + 1;
        }
        sentences_ =
            sums_by_element(page_, [&](std::size_t i) { return words_before_[i + 1] - words_before_[i]; });
        for (std::size_t e = 0; e < sentences_.size(); ++e) {
            if (sentences_[e] >= 0.8 * sentences_[0] && sentences_[e] > 0) chosen_ = e;
        }
    }

    // The shown line that is most like the titles that the page's data give; of two lines together («Kicker»,
    // «Title») those the data take together.
    void choose_title() {
        double best = 0, above = 0, all = 1;  // words of sentences
        std::size_t lines = 1;
        for (std::size_t i = first_; i < last_; ++i)
            all += likely(i) && is_sentence(blocks_[i]) ? blocks_[i].words : 0;
        for (std::size_t i = 0; i < last_; ++i) {
            const HtmlBlock& block = blocks_[i];
            if (likely(i) && is_sentence(block)) above += block.words;
            if (block.words > 40 || block.words == 0) continue;
            const bool elsewhere = hints(i) & (hint::others | hint::navigation | hint::hidden | hint::footer |
                                               hint::comments | hint::machinery | hint::aside);
            if (elsewhere && block.level != 1) continue;
            double worth = block.level == 1 && !elsewhere ? 0.5 : block.level > 0 ? 0.1 : 0;
            if (hints(i) & hint::headline) worth += 0.2;
            if (elsewhere) worth -= 0.3;
            const double alone = title_likeness(block.text);
            double together = 0;
            if (i + 1 < last_ && blocks_[i + 1].words <= 30 && blocks_[i + 1].level == block.level &&
                block.level > 0)
                together = title_likeness(block.text + " " + blocks_[i + 1].text);
            const double like = std::max(alone, together);
            if (like < 0.4 && block.level != 1) continue;
            worth += like - 2 * above / all - 0.00001 * static_cast<double>(last_ - i);
            if (worth > best) {
                best = worth;
                title_ = i;
                lines = together > alone ? 2 : 1;
            }
        }
        if (!title_) title_ = heading_above_text();
        if (!title_) return;
        const std::size_t t = *title_;
        choice_.roles[t] = HtmlRole::title;
        choice_.title = blocks_[t].text;
        // A heading right below within the same element goes on with it («Kicker» above «Title»).
        if (lines == 1 && t + 1 < last_ && blocks_[t].level > 0 && blocks_[t + 1].level == blocks_[t].level &&
            (parent_of(element_of(t + 1)) == blocks_[t].element ||
             (blocks_[t].level == 1 && parent_of(element_of(t + 1)) == parent_of(element_of(t)) &&
              parts_of_one_heading(t)))) {
            lines = 2;
        }
        if (lines == 2) {
            choice_.roles[t + 1] = HtmlRole::title;
            const std::string& more = blocks_[t + 1].text;
            if ((hints(t) & hint::kicker) && !(hints(t + 1) & hint::kicker)) {
                choice_.roles[t] = HtmlRole::kicker;
                choice_.title = more.substr(std::min(more.find_first_not_of(": "), more.size()));
            } else if (more.front() == ':') {
                choice_.title += more;
            } else {
                const bool ended = ends_like_sentence(choice_.title);
                choice_.title += (ended ? " " : ": ") + more;
            }
            title_ = t + 1;
            return;
        }
        if (split_title_by_data()) return;
        for (std::size_t i = t; i-- > (t > 3 ? t - 3 : 0);) {
            const bool kicker = (hints(i) & hint::kicker) || (blocks_[i].level == 1 && blocks_[t].level == 1);
            if (kicker && blocks_[i].words <= 10 && blocks_[i].words > 0) {
                choice_.roles[i] = HtmlRole::kicker;
                break;
            }
        }
    }

    // The title of a page whose data call it otherwise: the last large heading before the first sentence.
    std::optional<std::size_t> heading_above_text() const {
        std::optional<std::size_t> found;
        std::size_t text = first_;
        while (text < last_ && !(is_sentence(blocks_[text]) && likely(text))) ++text;
        for (std::size_t i = text > 12 ? text - 12 : 0; i < text; ++i) {
            const HtmlBlock& block = blocks_[i];
            const bool large = block.level == 1 || block.level == 2;
            if (large && block.words >= 2 && block.words <= 30 && block.link_share < 0.5F &&
                !(hints(i) & not_article)) {
                found = i;
            }
        }
        return found;
    }

    // A line set in two parts («Biologie Neue Art entdeckt») is told by the data, which know the second alone
    // or put a colon between. Whether it was.
    bool split_title_by_data() {
        const std::string shown = letters_of(choice_.title);
        for (const std::string& title : data_.titles) {
            const std::string known = letters_of(title);
            if (known == shown && title.find(": ") != title.npos && choice_.title.find(": ") == title.npos) {
                choice_.title = title;
                return false;
            }
            if (known.size() < 12 || known.size() >= shown.size() || !shown.ends_with(known)) continue;
            std::size_t at = choice_.title.size();  // where the known part begins
            while (at > 0 && letters_of(std::string_view(choice_.title).substr(at)).size() < known.size())
                at = choice_.title.rfind(' ', at - 1) == std::string::npos ? 0
                                                                           : choice_.title.rfind(' ', at - 1);
            std::string_view before = std::string_view(choice_.title).substr(0, at);
            const bool glued = at > 0 &&
                               is_letter_or_digit(last_code_point(before, [](char32_t) { return false; })) &&
                               letters_of(std::string_view(choice_.title).substr(at)) == known;
            if (!glued) continue;
            choice_.kicker = before;
            choice_.title.erase(0, at + 1);
            return true;
        }
        return false;
    }

    static std::string letters_of(std::string_view text) {
        std::string letters;
        for (std::size_t at = 0; at < text.size();) {
            if (const char32_t c = next_code_point(text, at); is_letter_or_digit(c)) append(letters, c);
        }
        return lower_case(letters);
    }

    // Whether a heading was cut into the block and the next one by named parts of it.
    bool parts_of_one_heading(std::size_t i) const {
        const auto parent = static_cast<std::size_t>(parent_of(element_of(i)));
        return page_.elements[parent].heading && element_of(i) != element_of(i + 1);
    }

    double title_likeness(std::string_view text) const {
        double like = 0;
        for (const std::string& title : data_.titles) like = std::max(like, similarity(title, text));
        return like;
    }

    // `rule`: why, in a few words; a literal.
    void drop(std::size_t i, const char* rule) {
        choice_.roles[i] = HtmlRole::dropped;
        choice_.rules[i] = rule;
    }

    void sort_out(std::size_t i) {
        if (choice_.roles[i] != HtmlRole::dropped) return;
        const HtmlBlock& block = blocks_[i];
        if (ended_) return drop(i, behind_);
        if (block.level == 1 && is_other_title(i)) {
            ended_ = true;
            return drop(i, "another article");
        }
        const bool title_like = block.words <= 6 && !ends_like_sentence(block.text);
        if (title_like && words_above(i) > 100 && is_comments_title(lower_case(block.text))) {
            ended_ = true;
            behind_ = "comments";
            return drop(i, "comments");
        }
        if (begins_another(i)) {
            ended_ = true;
            return drop(i, "another article");
        }
        if (!likely(i) || block.words == 0) return;
        if (const char* rule = phrase_against(i)) return drop(i, rule);
        const bool sentence = ends_like_sentence(block.text) && block.text.back() != ':';
        if (block.tag == HtmlTag::heading) {
            choice_.roles[i] = HtmlRole::heading;
        } else if (block.tag == HtmlTag::list_item) {
            choice_.roles[i] = HtmlRole::list_item;
        } else if (block.tag == HtmlTag::quotation) {
            choice_.roles[i] = HtmlRole::quotation;
        } else {
            const bool bold =
                block.tag == HtmlTag::paragraph && block.bold_share > 0.9F && block.words <= 16 && !sentence;
            choice_.roles[i] = bold ? HtmlRole::heading : HtmlRole::paragraph;
        }
    }

    // What a block's own words say against it.
    const char* phrase_against(std::size_t i) const {
        const HtmlBlock& block = blocks_[i];
        if (block.text.size() >= 500) return nullptr;
        const std::string lower = lower_case(block.text);
        const bool title_like =
            block.words <= 14 && !(ends_like_sentence(block.text) && block.text.back() != ':');
        if (title_like && is_article_end(lower)) return "an end";
        if (title_like && is_comments_title(lower)) return "comments";
        if (title_like && is_end_marker(lower)) return "leads to others";
        if (block.words <= 60 && begins_with_name(block.text, data_.authors) &&
            5 * words_above(i) > 4 * words_above(last_))
            return "on the author";
        const bool sure = judged_[i] > 0.9F;
        if (block.words <= 30 && !sure && is_clutter_line(lower)) return "clutter";
        if (block.words <= 30 && starts_like_credit(lower)) return "a credit";
        if (block.words <= 60 && is_note(lower)) return "a note";
        if (block.words <= 40 && is_page_text(lower)) return "the page's own";
        if ((!sure || block.words <= 25) && is_service(block.text, lower, block.words)) return service;
        if (block.words <= 60 && is_gate(lower)) return offer;
        if (block.words <= 25 && is_offer(lower)) return offer;
        if (block.words <= 45 && block.text.back() != '.' && ends_with_picture_credit(lower))
            return "a caption";
        return nullptr;
    }

    // A large heading in another <article> begins that one.
    bool is_other_title(std::size_t i) const {
        if (!title_ || i <= *title_ || words_above(i) < 60) return false;
        const int ours = article_around(element_of(*title_)), other = article_around(element_of(i));
        return ours >= 0 && other >= 0 && ours != other;
    }

    // The outermost <article> around an element; -1: none.
    int article_around(std::size_t element) const {
        int found = -1;
        for (int e = static_cast<int>(element); e >= 0; e = parent_of(static_cast<std::size_t>(e)))
            if (page_.elements[static_cast<std::size_t>(e)].article) found = e;
        return found;
    }

    // The next article of an endless page, whose title is no <h1>: a line at the same place within an element
    // alike as the title within the one that holds it and the text.
    bool begins_another(std::size_t i) const {
        if (!title_ || i <= *title_ || blocks_[i].words > 30 || is_sentence(blocks_[i])) return false;
        auto ours = element_of(*title_), other = element_of(i);
        static const auto classless = static_cast<std::uint32_t>(std::hash<std::string_view>{}({}));
        if (page_.elements[ours].kind == classless * 31 + page_.elements[ours].tag && blocks_[i].level == 0)
            return false;
        bool climbed = false;
        while (page_.elements[ours].kind == page_.elements[other].kind) {
            if (parent_of(ours) == parent_of(other))
                return climbed && ours != other && sentences_[ours] >= 100 && sentences_[other] >= 60;
            if (parent_of(ours) < 0 || parent_of(other) < 0) return false;
            ours = static_cast<std::size_t>(parent_of(ours));
            other = static_cast<std::size_t>(parent_of(other));
            climbed = true;
        }
        return false;
    }

    // Words of the sentences within the chosen element that stand above.
    std::uint32_t words_above(std::size_t i) const { return words_before_[i]; }

    // Dates and names above the text, initials and agencies below it.
    void drop_edges() {
        const auto short_line = [&](std::size_t i, std::uint32_t most) {
            return choice_.roles[i] == HtmlRole::paragraph && blocks_[i].words <= most &&
                   !ends_like_sentence(blocks_[i].text);
        };
        for (std::size_t i = first_; i < last_; ++i) {
            if (choice_.roles[i] == HtmlRole::paragraph && blocks_[i].words >= 8) break;
            if (short_line(i, 7) && judged_[i] < 0.6F) drop(i, "a short line above the text");
        }
        for (std::size_t i = last_; i-- > first_;) {
            if (choice_.roles[i] == HtmlRole::dropped) continue;
            if (short_line(i, 4)) drop(i, "a short line below the text");
            break;
        }
    }

    // A heading needs text below it.
    void choose_headings() {
        bool text_below = false;
        std::size_t first_sentence = first_;
        while (first_sentence < last_ && (choice_.roles[first_sentence] != HtmlRole::paragraph ||
                                          !is_sentence(blocks_[first_sentence]))) {
            ++first_sentence;
        }
        for (std::size_t i = last_; i-- > first_;) {
            HtmlRole& role = choice_.roles[i];
            if (role == HtmlRole::heading) {
                const bool title_again =
                    i < first_sentence && similarity(blocks_[i].text, choice_.title) > 0.6;
                if (title_again || (blocks_[i].level == 1 && i < first_sentence)) {
                    drop(i, "the title again");
                } else if (!text_below && judged_[i] < (blocks_[i].text.back() == '.' ? 0.7F : 0.9F)) {
                    drop(i, "a heading of nothing");
                } else if (i + 1 < last_ &&
                           (choice_.rules[i + 1] == offer || choice_.rules[i + 1] == service)) {
                    drop(i, "a heading of what was left out");
                } else if (blocks_[i].words > 30) {
                    role = HtmlRole::paragraph;
                }
                text_below = text_below && judged_[i] > 0.8F;
            } else if (role != HtmlRole::dropped) {
                text_below = true;
            }
        }
    }

    // The teaser may stand outside the chosen element, between title and text.
    void choose_teaser() {
        std::size_t begin = title_ ? *title_ + 1 : 0;
        std::size_t first_text = last_;
        for (std::size_t i = std::max(first_, begin); i < last_ && first_text == last_; ++i) {
            if (choice_.roles[i] == HtmlRole::paragraph) first_text = i;
        }
        if (first_text == blocks_.size()) return;
        std::optional<std::size_t> best;
        double best_worth = 0.55;
        for (std::size_t i = begin; i <= first_text; ++i) {
            const HtmlBlock& block = blocks_[i];
            if (block.words < 4 || block.words > 120 || block.link_share > 0.5F) continue;
            double worth = 0;
            for (const std::string& text : data_.descriptions)
                worth = std::max(worth, similarity(text, block.text));
            // «summary» above the text is its teaser as well, but no list of points.
            const bool summary = (hints(i) & hint::summary) && block.tag != HtmlTag::list_item && apart(i);
            if ((hints(i) & hint::lead) || summary) worth += 0.6;
            // a sentence with the title or beside the text, apart from it
            const bool with_title = title_ && apart(i) && block.words >= 8 &&
                                    ends_like_sentence(block.text) &&
                                    ((i < begin + 5 && stands_with_title(i)) || stands_beside_text(i));
            // or one that may well be of the article
            const bool may_be = title_ && apart(i) && i < begin + 5 && judged_[i] > 0.3F &&
                                is_sentence(block) && !(hints(i) & hint::figure);
            if (with_title || may_be) worth += 0.6;
            if (block.tag == HtmlTag::heading && similarity(block.text, choice_.title) > 0.6) continue;
            // a long subtitle right below the title
            if (block.tag == HtmlTag::heading && block.words >= 8 && i < begin + 2 && i < first_text)
                worth += 0.6;
            if ((hints(i) & not_article & ~hint::others) && !may_be) worth -= 0.4;
            if (block.words < 8) worth -= 0.2;
            if (block.words <= 30 && is_clutter_line(lower_case(block.text))) worth -= 1;
            if (worth > best_worth) {
                best_worth = worth;
                best = i;
            }
        }
        if (!best) return;
        choice_.roles[*best] = HtmlRole::teaser;
        // It may go on in its neighbours.
        for (std::size_t i = *best + 1; i < first_text; ++i) {
            const HtmlBlock& block = blocks_[i];
            const bool same = parent_of(element_of(i)) == parent_of(element_of(*best)) &&
                              block.tag == blocks_[*best].tag && ends_like_sentence(block.text);
            const bool described =
                std::any_of(data_.descriptions.begin(), data_.descriptions.end(),
                            [&](const std::string& text) { return text.find(block.text) != text.npos; });
            if (!same || block.words < 4 || block.link_share > 0.5F ||
                !(described || (hints(i) & (hint::lead | hint::summary)))) {
                break;
            }
            choice_.roles[i] = HtmlRole::teaser;
        }
    }

    // Whether a block stands outside of the element that holds the text.
    bool apart(std::size_t i) const {
        for (int e = blocks_[i].element; e >= 0; e = parent_of(static_cast<std::size_t>(e)))
            if (static_cast<std::size_t>(e) == chosen_) return false;
        return true;
    }

    bool stands_with_title(std::size_t i) const {
        auto title = element_of(*title_);
        int around = parent_of(title);
        while (around >= 0 && page_.elements[static_cast<std::size_t>(around)].heading) {
            title = static_cast<std::size_t>(around);
            around = parent_of(title);
        }
        return parent_of(element_of(i)) == around || blocks_[i].element == around;
    }

    // A paragraph, alone or in a box of its own, within an element that holds the text as well.
    bool stands_beside_text(std::size_t i) const {
        if (blocks_[i].tag != HtmlTag::paragraph) return false;
        const int box = parent_of(element_of(i));
        const auto stands_in_box = [&](std::size_t k) {
            return k < blocks_.size() && (blocks_[k].element == box || parent_of(element_of(k)) == box);
        };
        const bool alone = box >= 0 && !stands_in_box(i - 1) && !stands_in_box(i + 1);
        const int outside = alone ? parent_of(static_cast<std::size_t>(box)) : box;
        int around = parent_of(chosen_);
        for (int levels = 0; levels < 3 && around >= 0; ++levels) {
            if (box == around || outside == around) return true;
            around = parent_of(static_cast<std::size_t>(around));
        }
        return false;
    }

    // Quotations that stand in the text as well.
    void drop_pull_quotes() {
        const auto is_quotation = [&](std::size_t i) {
            return choice_.roles[i] == HtmlRole::quotation || (hints(i) & hint::quotation);
        };
        bool any = false;
        for (std::size_t i = first_; i < last_ && !any; ++i)
            any = choice_.roles[i] != HtmlRole::dropped && is_quotation(i);
        if (!any) return;
        Passages text;
        for (std::size_t i = first_; i < last_; ++i) {
            if (choice_.roles[i] == HtmlRole::paragraph && !is_quotation(i)) text.add(blocks_[i].text);
        }
        for (std::size_t i = first_; i < last_; ++i) {
            if (choice_.roles[i] != HtmlRole::dropped && is_quotation(i) &&
                text.share(blocks_[i].text) > 0.8) {
                drop(i, "a sentence of the text");
                // with the name of who said it
                const bool name =
                    i + 1 < last_ && blocks_[i + 1].words <= 8 && !ends_like_sentence(blocks_[i + 1].text);
                if (name && choice_.roles[i + 1] == HtmlRole::paragraph) drop(i + 1, "who said it");
            }
        }
    }

    void drop_repeated() {
        std::unordered_set<std::string_view> seen;
        Passages said;
        std::size_t said_until = 0;
        double all = 0, pieces = 0;  // words and blocks said
        for (std::size_t i = 0; i < blocks_.size(); ++i) {
            const HtmlRole role = choice_.roles[i];
            if (role == HtmlRole::dropped || role == HtmlRole::kicker || role == HtmlRole::title) continue;
            const HtmlBlock& block = blocks_[i];
            bool repeated = (block.words >= 2 && block.text == choice_.title) ||
                            (!seen.insert(block.text).second && block.words >= 4 && judged_[i] < 0.8F);
            // the whole text, which was in pieces, once more in one
            if (!repeated && pieces >= 5 && block.words >= 150 && block.words > 0.4 * all) {
                for (; said_until < i; ++said_until) {
                    if (choice_.roles[said_until] != HtmlRole::dropped) said.add(blocks_[said_until].text);
                }
                repeated = said.share(block.text) > 0.9;
            }
            if (repeated) {
                drop(i, "said before");
            } else {
                all += block.words;
                ++pieces;
            }
        }
    }

    // An offer within or below the text; hidden ones are shown to those who have no subscription.
    void look_for_gate() {
        std::size_t below = 0;
        for (std::size_t i = title_.value_or(0); i < blocks_.size() && below < 60 && !choice_.gate; ++i) {
            below = choice_.roles[i] == HtmlRole::dropped ? below + 1 : 0;
            if (below == 0 || (blocks_[i].hints & hint::hidden) || blocks_[i].words < 2) continue;
            const bool named =
                (hints(i) & hint::gate) &&
                !(hints(i) & (hint::others | hint::comments | hint::navigation | hint::footer));
            choice_.gate = named || is_gate(lower_case(blocks_[i].text.substr(0, 80)));
        }
    }

    const HtmlPage& page_;
    const HtmlData& data_;
    const std::vector<HtmlBlock>& blocks_;
    std::vector<std::uint32_t> hints_;         // by element, settled
    std::vector<float> judged_;                // by block: how likely it is of the article
    std::size_t chosen_ = 0;                   // the element that holds the article
    std::size_t first_ = 0, last_ = 0;         // from its first block to behind its last
    std::vector<std::uint32_t> words_before_;  // by block: of the sentences above it
    std::vector<double> sentences_;            // by element: words of the sentences within it
    std::optional<std::size_t> title_;
    bool names_count_ = true;    // whether what a block is called makes it less likely
    float least_ = usual_least;  // of what is likely
    bool ended_ = false;
    const char* behind_ = "another article";
    HtmlChoice choice_;
};

}  // namespace

HtmlChoice choose_blocks(const HtmlPage& page, const HtmlData& data, std::vector<float> judged) {
    return Chooser(page, data, std::move(judged)).choose();
}

}  // namespace vorleser
