// What is typed, taken apart.
#include "daemon/search/question.hpp"

#include <ctime>

#include <gtest/gtest.h>

#include "daemon/search/expression.hpp"
#include "daemon/search/locating.hpp"

namespace vorleser::search {
namespace {

using Words = std::vector<WantedWords>;

TEST(Question, HasWordsPhrasesAndKeys) {
    const auto question =
        parse_question(
            "wahl \"erste Runde\" title:Merkel Title:\"der Tag\" source:spiegel.de tag:„alte Sachen“ »kurz«")
            .value();
    EXPECT_EQ(question.words, (Words{{"wahl"}, {"erste Runde", true}, {"kurz", true}}));
    EXPECT_EQ(question.title, (Words{{"Merkel"}, {"der Tag", true}}));
    EXPECT_EQ(question.sources, std::vector<std::string>{"spiegel.de"});
    EXPECT_EQ(question.tags, std::vector<std::string>{"alte Sachen"});
}

TEST(Question, WhatNoKeyKnowsIsAWord) {
    EXPECT_EQ(parse_question("https://example.org/a foo:bar").value().words,
              (Words{{"https://example.org/a"}, {"foo:bar"}}));
    EXPECT_EQ(parse_question("title: wahl").value().words, (Words{{"wahl"}}));
}

TEST(Question, DatesAreDaysOfTheLocalTime) {
    const auto day = [](std::int64_t time) {
        const std::time_t at = time;
        std::tm local{};
        localtime_r(&at, &local);
        char text[30];
        std::strftime(text, sizeof text, "%Y-%m-%d %H:%M", &local);
        return std::string(text);
    };
    EXPECT_EQ(day(*parse_question("after:2026-07-03").value().after), "2026-07-03 00:00");
    EXPECT_EQ(day(*parse_question("after:2026-07").value().after), "2026-07-01 00:00");
    EXPECT_EQ(day(*parse_question("before:2026").value().before), "2026-01-01 00:00");
    EXPECT_EQ(day(*parse_question("before:3.7.2026").value().before), "2026-07-03 00:00");
    for (const char* wrong : {"after:x", "after:2026-", "after:2026-00", "after:2026-02-30-1",
                              "after:32.1.2026", "after:99999", "after:2026.", "after:-1", "before:1900"})
        EXPECT_FALSE(parse_question(wrong)) << wrong;
}

TEST(Question, AskedOfSqliteEveryTermIsQuoted) {
    const QueryTerm wahl{"wahl", {"wahl"}, {"wahl", "bund tag"}}, phrase{"erste runde", {}, {}};
    EXPECT_EQ(expression(std::vector{wahl, phrase}, {}, Nearness::exact).text,
              R"(({title words} : ("wahl")) AND ({title words} : ("erste runde")))");
    const auto near = expression(std::vector{wahl}, {}, Nearness::part);
    EXPECT_EQ(near.text, R"(({title words} : ("wahl") OR {title title_stems words stems} : ("wahl"))"
                         R"( OR {title_stems parts} : ("wahl" OR "bund tag")))");
    EXPECT_EQ(near.phrases, std::string(4, '\0'));
}

TEST(Places, ComeBackAsTheyWentAndNonsenseIsNone) {
    const Places places{{{0, 5, 0}, {7, 300, 1}, {301, 310, 40}}, {0, 3, 3}, {41}, 1};
    const auto back = Places::unpacked(places.packed());
    EXPECT_EQ(back.sentences, places.sentences);
    EXPECT_EQ(back.stem_words, places.stem_words);
    EXPECT_EQ(back.part_words, places.part_words);
    EXPECT_EQ(back.title_words, 1u);
    const auto packed = places.packed();
    for (std::size_t size = 0; size < packed.size(); ++size)
        EXPECT_TRUE(Places::unpacked(packed.substr(0, size)).sentences.empty());
}

}  // namespace
}  // namespace vorleser::search
