#include "daemon/search/question.hpp"

#include <array>
#include <charconv>
#include <ctime>

#include "daemon/article/characters.hpp"

namespace vorleser::search {

namespace {

bool is_quote(char32_t c) {
    return c == '"' || c == U'„' || c == U'“' || c == U'”' || c == U'»' || c == U'«' || c == U'‟';
}

bool is_space(char32_t c) {
    return c == ' ' || u_isUWhiteSpace(static_cast<UChar32>(c)) || c < 0x20;
}

// Reads it from left to right.
class Reader {
 public:
    explicit Reader(std::string_view text) : text_(text) {}

    // The next thing: «key:» where there is one, and a word or a phrase.
    struct Token {
        std::string_view key, value;
        bool phrase = false;
    };
    std::optional<Token> next() {
        while (at_ < text_.size() && is_space(peek())) step();
        if (at_ == text_.size()) return {};
        Token token;
        token.key = key();
        if (at_ < text_.size() && is_quote(peek())) {
            step();
            token.phrase = true;
            token.value = until(is_quote);
            if (at_ < text_.size()) step();
        } else {
            token.value = until([](char32_t c) { return is_space(c) || is_quote(c); });
        }
        return token;
    }

 private:
    char32_t peek() const {
        std::size_t at = at_;
        return next_code_point(text_, at);
    }
    void step() { next_code_point(text_, at_); }

    std::string_view key() {
        for (const std::string_view each : {"title:", "tag:", "source:", "before:", "after:"})
            if (lower_case(text_.substr(at_, each.size())) == each) {
                at_ += each.size();
                return each.substr(0, each.size() - 1);
            }
        return {};
    }
    template <class Ends>
    std::string_view until(Ends ends) {
        const std::size_t from = at_;
        while (at_ < text_.size() && !ends(peek())) step();
        return text_.substr(from, at_ - from);
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

struct Day {
    int year = 0, month = 1, day = 1;
};

// «2026», «2026-07», «2026-07-01»; «1.7.2026», «7.2026».
std::optional<Day> parse_day(std::string_view text) {
    const char separator = text.find('.') == text.npos ? '-' : '.';
    std::array<int, 3> numbers{};
    std::size_t count = 0;
    while (!text.empty()) {
        if (count == numbers.size()) return {};
        const auto piece = text.substr(0, text.find(separator));
        if (piece.empty() || piece.size() > 4 || piece.find_first_not_of("0123456789") != piece.npos)
            return {};
        std::from_chars(piece.data(), piece.data() + piece.size(), numbers[count++]);
        if (piece.size() == text.size()) break;
        text.remove_prefix(piece.size() + 1);
        if (text.empty()) return {};
    }
    if (count == 0) return {};
    Day day;
    if (separator == '-' || count == 1)
        day = {numbers[0], count > 1 ? numbers[1] : 1, count > 2 ? numbers[2] : 1};
    else
        day = {numbers[count - 1], numbers[count - 2], count > 2 ? numbers[0] : 1};
    constexpr std::array days{31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (day.year < 1970 || day.year > 9998 || day.month < 1 || day.month > 12 || day.day < 1 ||
        day.day > days[static_cast<std::size_t>(day.month) - 1])
        return {};
    return day;
}

Result<std::int64_t> parse_date(std::string_view key, std::string_view text) {
    const auto day = parse_day(text);
    if (!day)
        return Error(ErrorKind::invalid_argument,
                     "“{}:{}” is no date: write a year, a month or a day, e.g. {}:2026-07-01",
                     std::string(key), std::string(text), std::string(key));
    std::tm local{};
    local.tm_year = day->year - 1900;
    local.tm_mon = day->month - 1;
    local.tm_mday = day->day;
    local.tm_isdst = -1;
    return static_cast<std::int64_t>(std::mktime(&local));
}

}  // namespace

Result<Question> parse_question(std::string_view text) {
    if (text.size() > longest_query)
        return Error(ErrorKind::invalid_argument, "a search may have at most {} bytes", longest_query);
    Question question;
    Reader reader(text);
    std::size_t count = 0;
    while (const auto token = reader.next()) {
        if (!has_letter_or_digit(token->value)) continue;
        if (++count > most_words)
            return Error(ErrorKind::invalid_argument, "a search may have at most {} words", most_words);
        const std::string value(token->value);
        if (token->key == "tag") {
            question.tags.push_back(value);
        } else if (token->key == "source") {
            question.sources.push_back(value);
        } else if (token->key.empty() || token->key == "title") {
            (token->key.empty() ? question.words : question.title).push_back({value, token->phrase});
        } else {
            const auto date = parse_date(token->key, value);
            if (!date) return date.error();
            (token->key == "before" ? question.before : question.after) = *date;
        }
    }
    if (count == 0)
        return Error(ErrorKind::invalid_argument,
                     "say what to search for: a word, or e.g. title:…, source:…");
    return question;
}

}  // namespace vorleser::search
