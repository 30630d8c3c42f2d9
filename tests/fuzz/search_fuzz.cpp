// What a listener may type to find something: taken apart, put together again, and asked of the real
// full-text search.
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <string>

#include <sqlite3.h>

#include "daemon/article/characters.hpp"
#include "daemon/search/expression.hpp"
#include "daemon/search/question.hpp"
#include "tests/fuzz/promises.hpp"

using vorleser::test::expect;

namespace {

using namespace vorleser;
using namespace vorleser::search;

void expect_part(const std::string& value, std::string_view text) {
    expect(text.find(value) != text.npos, "a value is what was typed");
    expect(has_letter_or_digit(value), "what says nothing is left out");
}

// A query that asks the same.
std::string written(const Question& question) {
    std::string text;
    const auto add = [&](const char* key, const std::string& value, bool phrase) {
        text += key;
        text += phrase ? '"' + value + "\" " : value + ' ';
    };
    for (const auto& word : question.words) add("", word.words, word.phrase);
    for (const auto& word : question.title) add("title:", word.words, word.phrase);
    for (const auto& tag : question.tags) add("tag:", tag, true);
    for (const auto& source : question.sources) add("source:", source, true);
    for (const auto& [key, time] :
         {std::pair{"after:", question.after}, std::pair{"before:", question.before}})
        if (time) {
            const std::time_t at = *time;
            std::tm local{};
            localtime_r(&at, &local);
            char day[20];
            std::strftime(day, sizeof day, "%Y-%m-%d", &local);
            add(key, day, false);
        }
    return text;
}

// As the worker answers them: letters and digits, and nothing else.
std::vector<QueryTerm> terms_of(const std::vector<WantedWords>& all) {
    std::vector<QueryTerm> terms;
    for (const auto& each : all) {
        std::string term;
        for (std::size_t at = 0; at < each.words.size();)
            if (const auto c = next_code_point(each.words, at); is_letter_or_digit(c)) append(term, c);
        terms.push_back({term, {term}, {term, term + " " + term}});
    }
    return terms;
}

void ask(const Expression& expression) {
    static sqlite3_stmt* const query = [] {
        sqlite3* database = nullptr;
        sqlite3_stmt* prepared = nullptr;
        expect(sqlite3_open(":memory:", &database) == SQLITE_OK &&
                   sqlite3_exec(database,
                                "CREATE VIRTUAL TABLE found USING fts5(title, title_stems, words, stems, "
                                "parts); INSERT INTO found VALUES ('wahl', 'wahl', 'wahl', 'wahl', 'wahl')",
                                nullptr, nullptr, nullptr) == SQLITE_OK &&
                   sqlite3_prepare_v2(database, "SELECT rowid FROM found WHERE found MATCH ?", -1, &prepared,
                                      nullptr) == SQLITE_OK,
               "a table");
        return prepared;
    }();
    sqlite3_bind_text(query, 1, expression.text.data(), static_cast<int>(expression.text.size()),
                      SQLITE_STATIC);
    const int answered = sqlite3_step(query);
    expect(answered == SQLITE_ROW || answered == SQLITE_DONE, "SQLite understands it");
    sqlite3_reset(query);
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
    setenv("TZ", "UTC", 1);  // no day begins an hour late
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto question = parse_question(text);
    if (!question) {
        expect(!std::string_view(question.error().message).empty(), "a reason");
        return 0;
    }
    expect(size <= longest_query, "no longer query");
    const auto& [words, title, tags, sources, after, before] = *question;
    expect(
        words.size() + title.size() + tags.size() + sources.size() + after.has_value() + before.has_value() <=
            most_words,
        "no more words");
    for (const auto* all : {&words, &title})
        for (const auto& each : *all) expect_part(each.words, text);
    for (const auto* all : {&tags, &sources})
        for (const auto& each : *all) expect_part(each, text);
    if (const auto again = written(*question); again.size() <= longest_query)
        expect(parse_question(again).value() == *question, "the same question");
    const auto terms = terms_of(words), terms_of_title = terms_of(title);
    for (const auto near : {Nearness::exact, Nearness::stem, Nearness::part}) {
        const auto asked = expression(terms, terms_of_title, near);
        expect(asked.text.empty() == (words.empty() && title.empty()), "something is asked");
        if (!asked.text.empty()) ask(asked);
    }
    return 0;
}
