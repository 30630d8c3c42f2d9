#include "daemon/article/line_features.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <optional>
#include <string>
#include <unordered_map>

#include "daemon/article/characters.hpp"
#include "daemon/article/features.hpp"
#include "daemon/article/phrases.hpp"

namespace vorleser {

namespace {

constexpr std::uint32_t most_words = 200;  // of a line that count

bool is_text(const Line& line) {
    return line.role == LineRole::paragraph;
}

double text_words(const Line& line) {
    return is_text(line) ? std::min(line.words, most_words) : 0;
}

// What else a line's words say: who speaks to whom, how it ends, what was joined without a space.
struct Words {
    double you = 0, we = 0, quotes = 0, slashes = 0, brackets = 0, joints = 0, trailing_names = 0,
           numbers = 0;
    bool agency_last = false, name_last = false, one_letter_first = false;
};

Words read_words(std::string_view text) {
    Words words;
    const std::string_view shown = text.substr(0, longest_read);
    std::size_t count = 0;
    std::array<bool, 4> agencies{};
    bool small_before = false;
    for_each_piece(shown, [&](std::string_view piece) {
        const std::string_view word = bare_word(piece);
        const std::string lower = lower_case(word);
        static constexpr auto you = std::to_array<std::string_view>(
            {"du",   "dir",   "dich", "dein",  "deine", "deinen", "deinem", "deiner", "euch", "euer",
             "eure", "ihnen", "ihre", "ihren", "ihrem", "ihr",    "you",    "your",   "vous", "votre"});
        static constexpr auto we =
            std::to_array<std::string_view>({"wir", "uns", "unser", "unsere", "unseren", "unserem", "unserer",
                                             "we", "us", "our", "nous", "notre"});
        const bool large = capitalised(piece);
        words.you += std::find(you.begin(), you.end(), lower) != you.end() && (lower[0] != 'i' || large);
        words.you += word == "Sie" && count > 0;
        words.we += std::find(we.begin(), we.end(), lower) != we.end();
        words.numbers += is_digit(first_code_point(word));
        words.trailing_names = large ? words.trailing_names + 1 : 0;
        words.name_last = large;
        agencies[count % agencies.size()] = is_agency(lower);
        if (count == 0) words.one_letter_first = count_code_points(word) == 1;
        ++count;
    });
    words.agency_last = std::find(agencies.begin(), agencies.end(), true) != agencies.end();
    for (std::size_t at = 0; at < shown.size();) {
        const char32_t c = next_code_point(shown, at);
        words.quotes += opens_quotation(c);
        words.slashes += c == '/' || c == '|';
        words.brackets += c == '(' || c == '[';
        const bool large = c >= 'A' && c <= 'Z';
        words.joints += large && small_before;  // «HomeSport»
        small_before = is_lower(c) || c == '.' || c == ':' || c == '?' || c == '!';
    }
    return words;
}

std::uint64_t hash_of(std::string_view text) {
    std::uint64_t hash = 14695981039346656037ULL;
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    return hash;
}

// How many lines begin, or end, with the same bytes: captions, links and credits of one form.
class Likes {
 public:
    Likes(const std::vector<Line>& lines, std::size_t bytes, bool end) : bytes_(bytes), end_(end) {
        for (const Line& line : lines)
            if (line.text.size() > bytes_) ++times_[key(line)];
    }
    double operator()(const Line& line) const {
        return line.text.size() > bytes_ ? times_.find(key(line))->second - 1 : 0;
    }

 private:
    std::uint64_t key(const Line& line) const {
        return hash_of(end_ ? line.text.substr(line.text.size() - bytes_) : line.text.substr(0, bytes_));
    }
    std::size_t bytes_;
    bool end_;
    std::unordered_map<std::uint64_t, int> times_;
};

class First {
 public:
    First(const std::vector<Line>& lines, const std::vector<float>& evidence)
        : lines_(lines),
          evidence_(evidence),
          run_(best_run(lines)),
          texts_words_(lines.size(), [&](std::size_t i) { return text_words(lines[i]); }),
          briefs_(lines.size(), [&](std::size_t i) { return lines[i].role == LineRole::brief; }),
          blanks_(lines.size(), [&](std::size_t i) { return lines[i].blank_before; }),
          same_begin_(lines, 8, false),
          same_long_begin_(lines, 20, false),
          same_end_(lines, 12, true) {
        for (const Line& line : lines) {
            texts_.push_back(read_text(line.text, line.words));
            words_.push_back(read_words(line.text));
            before_.push_back(times_[line.text]++);
        }
        if (run_.begin < run_.end) title_ = find_title(lines, run_);
        read_topic();
        count_ends();
        find_groups();
    }

    template <class Put>
    void row(std::size_t i, Put& put) const {
        own(i, put);
        place(i, put);
        neighbours(i, put);
    }

 private:
    struct Topic {
        double text = 0, weight = 0, title = 0;
    };
    struct Ends {
        double count = 0, since = 1000, hard = 0;
    };
    struct Group {
        double size = 0, index = 0, words = 0, before = 0, after = 0;
    };

    // In how many paragraphs of the run its words stand, and how many of them the title has.
    void read_topic() {
        std::unordered_map<std::uint64_t, std::pair<int, std::size_t>> paragraphs;  // how many, the last
        std::unordered_map<std::uint64_t, bool> title;
        for (std::size_t i = run_.begin; i < run_.end; ++i) {
            if (!is_text(lines_[i])) continue;
            topic_words(lower_case(lines_[i].text.substr(0, 4 * longest_read)), [&](std::uint64_t word) {
                auto& [count, last] = paragraphs[word];
                if (count == 0 || last != i) ++count, last = i;
            });
        }
        if (title_)
            topic_words(lower_case(lines_[*title_].text.substr(0, longest_read)),
                        [&](std::uint64_t word) { title[word] = true; });
        for (std::size_t i = 0; i < lines_.size(); ++i) {
            const bool itself = i >= run_.begin && i < run_.end && is_text(lines_[i]);
            double count = 0;
            Topic topic;
            topic_words(lower_case(lines_[i].text.substr(0, longest_read)), [&](std::uint64_t word) {
                ++count;
                const auto found = paragraphs.find(word);
                const int others = found == paragraphs.end() ? 0 : found->second.first - itself;
                topic.text += others > 0;
                topic.weight += log_of(others);
                topic.title += static_cast<double>(title.count(word));
            });
            topics_.push_back(
                {count > 0 ? topic.text / count : -1, count > 0 ? topic.weight / count : -1, topic.title});
        }
    }

    void count_ends() {
        Ends now;
        const std::size_t from = title_.value_or(run_.begin);
        for (std::size_t i = 0; i < lines_.size(); ++i) {
            const std::uint32_t phrases = texts_[i].phrases;
            const bool end =
                phrases & (end_marker | article_end | comments_title | list_label) && lines_[i].words <= 14;
            const bool hard = phrases & (article_end | comments_title) && lines_[i].words <= 8;
            if (i > from && end) ++now.count, now.since = 0;
            if (i > from && hard) ++now.hard;
            ends_.push_back(now);
            ++now.since;
        }
    }

    // Lines that no blank line parts.
    void find_groups() {
        groups_.resize(lines_.size());
        double before = 0;
        for (std::size_t i = 0; i < lines_.size();) {
            std::size_t end = i + 1;
            double words = lines_[i].words;
            for (; end < lines_.size() && !lines_[end].blank_before; ++end) words += lines_[end].words;
            const auto size = static_cast<double>(end - i);
            for (std::size_t k = i; k < end; ++k)
                groups_[k] = {size, static_cast<double>(k - i), words, before, 0};
            for (std::size_t k = i; k-- > 0 && groups_[k].after == 0;) groups_[k].after = size;
            before = size;
            i = end;
        }
    }

    template <class Put>
    void own(std::size_t i, Put& put) const {
        const Line& line = lines_[i];
        const Text& text = texts_[i];
        const Words& words = words_[i];
        put.within("");
        put("words", line.words);
        put("letters a word", ratio(text.letters, text.pieces));
        put("sentences", text.stops);
        put("words a sentence", ratio(text.pieces, std::max(text.stops, 1.)));
        put("commas a word", ratio(text.commas, text.pieces));
        put("digits", ratio(text.digits, text.letters));
        put("capitals", ratio(text.capitals, text.pieces));
        put("function words", ratio(text.small_words, text.pieces));
        put("ends a sentence", text.sentence);
        put("ends with", text.last < 128 || text.last == U'…' ? static_cast<double>(text.last) : 128.);
        put("begins small", text.starts_small);
        put("begins with a quotation", text.starts_quoted);
        put("begins with a digit", text.starts_digit);
        put("@", line.text.find('@') != std::string_view::npos);
        put("©", line.text.find("©") != std::string_view::npos);
        put("slashes", words.slashes);
        put("brackets", words.brackets);
        put("quotations", words.quotes);
        put("joined words", words.joints);
        put("numbers", words.numbers);
        put("names at the end", words.trailing_names);
        put("agency at the end", words.agency_last);
        put("first letter apart", words.one_letter_first);
        put("you", words.you);
        put("we", words.we);
        put("colon within", line.text.substr(0, 40).find(": ") != std::string_view::npos);
        put("look", static_cast<double>(text.role));
        put("role", static_cast<double>(line.role));
        for (std::size_t bit = 0; bit + 1 < phrase_names.size(); ++bit)
            put(phrase_names[bit], text.phrases >> bit & 1U);
        put("times", times_.find(line.text)->second);
        put("times above", before_[i]);
        put("begin like it", same_begin_(line));
        put("begin long like it", same_long_begin_(line));
        put("end like it", same_end_(line));
        put("its words", evidence_[i]);
        put("topic", topics_[i].text);
        put("topic's weight", topics_[i].weight);
        put("words of the title", topics_[i].title);
    }

    template <class Put>
    void place(std::size_t i, Put& put) const {
        const auto at = static_cast<double>(i), count = static_cast<double>(lines_.size());
        const double all = texts_words_.all();
        put.within("place: ");
        put("lines above", std::min(at, 100.));
        put("lines below", std::min(count - at, 100.));
        put("share of lines above", ratio(at, count));
        put("share of text above", ratio(texts_words_.until(i), all));
        put("text above", log_of(texts_words_.until(i)));
        put("text below", log_of(all - texts_words_.until(i + 1)));
        put("lines", log_of(count));
        put("page's text", log_of(all));
        put("short lines", ratio(briefs_.all(), count));
        put("blank lines", ratio(blanks_.all(), count));
        put("of the run", i >= run_.begin && i < run_.end);
        put("from the run's begin", std::clamp(at - static_cast<double>(run_.begin), -50., 100.));
        put("from the run's end", std::clamp(at - static_cast<double>(run_.end), -100., 50.));
        put("text of the run above",
            ratio(texts_words_.until(std::clamp(i, run_.begin, run_.end)) - texts_words_.until(run_.begin),
                  run_words()));
        put("text of the run", log_of(run_words()));
        put("share of the run", ratio(run_words(), all));
        const double title = title_ ? std::clamp(at - static_cast<double>(*title_), -50., 100.) : -51;
        put("from the title", title);
        put("text since the title",
            title_ && i > *title_ ? log_of(texts_words_.until(i) - texts_words_.until(*title_)) : -1);
        put("ends above", ends_[i].count);
        put("since the last end", std::min(ends_[i].since, 200.));
        put("hard ends above", ends_[i].hard);
        put("hard ends below", ends_.back().hard - ends_[i].hard);
        put("group", groups_[i].size);
        put("in the group", groups_[i].index);
        put("words of the group", log_of(groups_[i].words));
        put("group before", groups_[i].before);
        put("group after", groups_[i].after);
    }

    double run_words() const { return texts_words_.until(run_.end) - texts_words_.until(run_.begin); }

    template <class Put>
    void neighbours(std::size_t i, Put& put) const {
        static constexpr std::array<std::pair<int, const char*>, 10> offsets{{{-5, "-5: "},
                                                                              {-4, "-4: "},
                                                                              {-3, "-3: "},
                                                                              {-2, "-2: "},
                                                                              {-1, "-1: "},
                                                                              {1, "+1: "},
                                                                              {2, "+2: "},
                                                                              {3, "+3: "},
                                                                              {4, "+4: "},
                                                                              {5, "+5: "}}};
        for (const auto& [offset, name] : offsets) {
            put.within(name);
            const std::int64_t at = static_cast<std::int64_t>(i) + offset;
            const bool there = at >= 0 && at < static_cast<std::int64_t>(lines_.size());
            const std::size_t k = there ? static_cast<std::size_t>(at) : i;
            put("words", there ? lines_[k].words : -1.);
            put("role", there ? static_cast<double>(lines_[k].role) : -1.);
            put("blank", there && lines_[offset < 0 ? k + 1 : k].blank_before);
            if (std::abs(offset) > 3) continue;
            put("its words", there ? evidence_[k] : 0.);
            put("topic", there ? topics_[k].text : -2.);
            put("end like it", there ? same_end_(lines_[k]) : -1.);
            if (std::abs(offset) > 2) continue;
            put("phrases", there ? std::popcount(texts_[k].phrases & page_phrases) : -1);
            put("ends a sentence", there && texts_[k].sentence);
            put("times", there ? times_.find(lines_[k].text)->second : -1);
            put("same", there && lines_[k].text == lines_[i].text);
            put("ends with a colon", there && texts_[k].last == ':');
            put("capitals", there ? ratio(texts_[k].capitals, texts_[k].pieces) : -1.);
        }
        put.within("nearby: ");
        for (const auto& [reach, text, brief] :
             {std::tuple{3U, "text (3)", "short (3)"}, std::tuple{8U, "text (8)", "short (8)"},
              std::tuple{20U, "text (20)", "short (20)"}}) {
            put(text, log_of(texts_words_.around(i, reach)));
            put(brief, briefs_.around(i, reach));
        }
    }

    const std::vector<Line>& lines_;
    const std::vector<float>& evidence_;
    LineRun run_;
    std::optional<std::size_t> title_;
    Prefix texts_words_, briefs_, blanks_;
    Likes same_begin_, same_long_begin_, same_end_;
    std::vector<Text> texts_;
    std::vector<Words> words_;
    std::unordered_map<std::string_view, int> times_;
    std::vector<int> before_;
    std::vector<Topic> topics_;
    std::vector<Ends> ends_;
    std::vector<Group> groups_;
};

class Second {
 public:
    Second(const std::vector<Line>& lines, const std::vector<float>& judged)
        : lines_(lines), judged_(judged), around_(judged, [&](std::size_t i) {
              return static_cast<double>(std::min(lines[i].words, most_words));
          }) {
        // How its likes are judged: the lines of this role.
        for (std::size_t i = 0; i < lines.size(); ++i) {
            auto& [sum, all] = roles_[static_cast<std::size_t>(lines[i].role)];
            sum += judged[i], ++all;
        }
    }

    template <class Put>
    void row(std::size_t i, Put& put) const {
        around_.row(i, put);
        const auto& [sum, all] = roles_[static_cast<std::size_t>(lines_[i].role)];
        put("others of its role", ratio(sum - judged_[i], all - 1));
    }

 private:
    const std::vector<Line>& lines_;
    const std::vector<float>& judged_;
    Judged around_;
    std::array<std::pair<double, double>, static_cast<std::size_t>(LineRole::end) + 1> roles_{};
};

}  // namespace

std::vector<std::uint32_t> clues_of(std::string_view line) {
    std::vector<std::uint32_t> found;
    const std::string lower = lower_case(line.substr(0, longest_read));
    const auto add = [&](std::uint64_t hash) {
        found.push_back(static_cast<std::uint32_t>((hash * 0x9E3779B97F4A7C15ULL) >> 32));
    };
    std::uint64_t last = 0, before = 0, first = 0;
    for_each_piece(lower, [&](std::string_view piece) {
        const std::string_view word = bare_word(piece);
        // Numbers are all one.
        const std::uint64_t hash =
            is_digit(first_code_point(word)) ? 1 : hash_of(word.empty() ? piece : word);
        add(hash);
        if (last) add(last * 31 + hash);
        if (!first) first = hash, add(hash + 2);
        before = last;
        last = hash;
    });
    if (last) add(last + 3);
    if (before) add(before * 37 + last + 4);
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
}

float evidence_of(std::string_view line, const ClueWeights& known) {
    float sum = 0, count = 1;
    for (const std::uint32_t clue : clues_of(line)) {
        const auto at = std::lower_bound(known.clues.begin(), known.clues.end(), clue);
        if (at == known.clues.end() || *at != clue) continue;
        sum += known.weights[static_cast<std::size_t>(at - known.clues.begin())];
        ++count;
    }
    return sum / std::sqrt(count);
}

FeatureTable first_features(const std::vector<Line>& lines, const std::vector<float>& evidence) {
    return lines.empty() ? FeatureTable{} : table_of(lines.size(), First(lines, evidence));
}

FeatureTable second_features(const std::vector<Line>& lines, const std::vector<float>& judged) {
    return lines.empty() ? FeatureTable{} : table_of(lines.size(), Second(lines, judged));
}

std::vector<std::string> line_feature_names() {
    const std::vector<Line> lines{{.text = "x", .words = 1}};
    const std::vector<float> half{0.5F};
    std::vector<std::string> names = names_of(First(lines, half));
    for (std::string& name : names_of(Second(lines, half))) names.push_back(std::move(name));
    return names;
}

namespace {

constexpr std::size_t farthest_above = 40, farthest_below = 12;  // of the first paragraph

std::size_t first_paragraph(const std::vector<Line>& lines, const std::vector<float>& judged) {
    for (std::size_t i = 0; i < lines.size(); ++i)
        if (judged[i] > 0.5F && lines[i].words >= 12 && is_text(lines[i])) return i;
    for (std::size_t i = 0; i < lines.size(); ++i)
        if (judged[i] > 0.5F) return i;
    return lines.size();
}

class Titles {
 public:
    Titles(const std::vector<Line>& lines, const std::vector<float>& judged,
           const std::vector<std::size_t>& candidates)
        : lines_(lines), judged_(judged), candidates_(candidates), text_(first_paragraph(lines, judged)) {
        LineRun run{lines.size(), 0};
        for (std::size_t i = 0; i < lines.size(); ++i) {
            ++times_[lines[i].text];
            if (judged[i] <= 0.5F) continue;
            run.begin = std::min(run.begin, i);
            run.end = i + 1;
            if (!is_text(lines[i])) continue;
            topic_words(lower_case(lines[i].text.substr(0, 4 * longest_read)), [&](std::uint64_t word) {
                auto& [count, last] = topic_[word];
                if (count == 0 || last != i) ++count, last = i;
            });
        }
        if (run.begin < run.end) rules_ = find_title(lines, run);
        for (const std::size_t i : candidates) {
            texts_.push_back(read_text(lines[i].text, lines[i].words));
            std::vector<std::uint64_t>& words = words_.emplace_back();
            topic_words(lower_case(lines[i].text.substr(0, longest_read)),
                        [&](std::uint64_t word) { words.push_back(word); });
            std::sort(words.begin(), words.end());
        }
    }

    template <class Put>
    void row(std::size_t c, Put& put) const {
        const std::size_t i = candidates_[c];
        const Line& line = lines_[i];
        const Text& text = texts_[c];
        put.within("");
        put("words", line.words);
        put("letters a word", ratio(text.letters, text.pieces));
        put("capitals", ratio(text.capitals, text.pieces));
        put("function words", ratio(text.small_words, text.pieces));
        put("stops", text.stops);
        put("ends with", text.last < 128 ? static_cast<double>(text.last) : 128.);
        put("ends a sentence", text.sentence);
        put("role", static_cast<double>(line.role));
        put("phrases", std::popcount(text.phrases & page_phrases));
        put("colon", line.text.find(": ") != std::string_view::npos);
        put("colon apart", line.text.find(" :") != std::string_view::npos);
        put("joined words", read_words(line.text).joints);
        put("sign", line.text.find_first_of("|>") != std::string_view::npos ||
                        line.text.find("»") < line.text.size() / 2);
        put("times", times_.find(line.text)->second);
        put("chosen by rules", rules_ == i);
        put("from the rules'", rules_ ? std::clamp(double(i) - double(*rules_), -30., 30.) : -31);
        put("from the text", static_cast<double>(i) - static_cast<double>(text_));
        put("lines above", std::min(static_cast<double>(i), 100.));
        put("judged", judged_[i]);
        double known = 0, weight = 0;
        for (const std::uint64_t word : words_[c]) {
            const auto found = topic_.find(word);
            known += found != topic_.end();
            weight += found == topic_.end() ? 0 : log_of(found->second.first);
        }
        put("topic", ratio(known, static_cast<double>(words_[c].size())));
        put("topic words", known);
        put("topic's weight", weight);
        double best = 0, above = 0, alike = 0, within = 0, holds = 0;
        for (std::size_t other = 0; other < candidates_.size(); ++other) {
            if (other == c) continue;
            const double same = common(c, other);
            alike += same > 0.6;
            const std::string_view theirs = lines_[candidates_[other]].text;
            if (theirs.size() > line.text.size() && theirs.find(line.text) != std::string_view::npos)
                ++within;
            if (theirs.size() < line.text.size() && theirs.size() > 15 &&
                line.text.find(theirs) != std::string_view::npos)
                ++holds;
            double score = 0;
            for (const std::uint64_t word : words_[other]) score += static_cast<double>(topic_.count(word));
            best = std::max(best, score);
            if (other < c) above = std::max(above, score);
        }
        put("candidates alike", alike);
        put("within candidates", within);
        put("holds candidates", holds);
        put("topic beyond the best", known - best);
        put("topic beyond those above", known - above);
        static constexpr std::array<std::pair<int, const char*>, 6> offsets{
            {{-3, "-3: "}, {-2, "-2: "}, {-1, "-1: "}, {1, "+1: "}, {2, "+2: "}, {3, "+3: "}}};
        for (const auto& [offset, name] : offsets) {
            put.within(name);
            const std::int64_t at = static_cast<std::int64_t>(i) + offset;
            const bool there = at >= 0 && at < static_cast<std::int64_t>(lines_.size());
            const std::size_t k = there ? static_cast<std::size_t>(at) : i;
            put("words", there ? lines_[k].words : -1.);
            put("role", there ? static_cast<double>(lines_[k].role) : -1.);
            put("judged", there ? judged_[k] : -1.);
            put("blank", there && lines_[offset < 0 ? k + 1 : k].blank_before);
        }
    }

 private:
    double common(std::size_t a, std::size_t b) const {
        std::size_t count = 0;
        for (const std::uint64_t word : words_[a])
            count += std::binary_search(words_[b].begin(), words_[b].end(), word);
        return ratio(static_cast<double>(count), static_cast<double>(words_[a].size()));
    }

    const std::vector<Line>& lines_;
    const std::vector<float>& judged_;
    const std::vector<std::size_t>& candidates_;
    std::size_t text_;
    std::optional<std::size_t> rules_;
    std::unordered_map<std::string_view, int> times_;
    std::unordered_map<std::uint64_t, std::pair<int, std::size_t>> topic_;
    std::vector<Text> texts_;
    std::vector<std::vector<std::uint64_t>> words_;
};

}  // namespace

std::vector<std::size_t> title_candidates(const std::vector<Line>& lines, const std::vector<float>& judged) {
    const std::size_t text = first_paragraph(lines, judged);
    std::vector<std::size_t> candidates;
    for (std::size_t i = text > farthest_above ? text - farthest_above : 0;
         text < lines.size() && i < std::min(lines.size(), text + farthest_below); ++i)
        if (lines[i].words >= 1 && lines[i].words <= 30) candidates.push_back(i);
    return candidates;
}

FeatureTable title_features(const std::vector<Line>& lines, const std::vector<float>& judged,
                            const std::vector<std::size_t>& candidates) {
    return candidates.empty() ? FeatureTable{}
                              : table_of(candidates.size(), Titles(lines, judged, candidates));
}

}  // namespace vorleser
