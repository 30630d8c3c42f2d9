// The page to read along: what it shows of an article, how that is set off, and when it moves.
#include "client/page.hpp"

#include <gtest/gtest.h>

#include "client/text.hpp"

using namespace vorleser;

namespace {

const Terminal colour{.width = 80, .height = 24, .live = true, .colour = true};
const Terminal no_colour{.width = 80, .height = 24, .live = true, .colour = false};

std::int64_t code_points(std::string_view text) {
    return std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; });
}

// Blocks as the daemon places them: joined by one blank line.
Shown article(const std::vector<std::pair<std::string, std::string>>& blocks) {
    Shown shown;
    shown.entry.id = 10;
    std::int64_t place = 0;
    for (const auto& [kind, text] : blocks) {
        shown.blocks.push_back({kind, text, {place, place + code_points(text)}});
        place += code_points(text) + 2;
    }
    return shown;
}

// Where `words` stand in it.
Range place_of(const Shown& shown, std::string_view words) {
    for (const auto& block : shown.blocks)
        if (const auto at = block.text.find(words); at != block.text.npos) {
            const auto begin = block.place.begin + code_points(std::string_view(block.text).substr(0, at));
            return {begin, begin + code_points(words)};
        }
    ADD_FAILURE() << words;
    return {};
}

// Sixty sentences, two in each paragraph, each a row of its own in 40 columns.
Shown long_article() {
    std::vector<std::pair<std::string, std::string>> blocks{{"title", "Sechzig Sätze"}};
    for (int i = 0; i < 60; i += 2)
        blocks.emplace_back("paragraph", "Dies ist in dem Artikel der Satz " + std::to_string(10 + i) +
                                             ". Dies ist in dem Artikel der Satz " + std::to_string(11 + i) +
                                             ".");
    return article(blocks);
}

Range sentence(const Shown& shown, int i) {
    return place_of(shown, "Dies ist in dem Artikel der Satz " + std::to_string(10 + i) + ".");
}

}  // namespace

TEST(Page, SetsTheArticle) {
    auto shown = article({{"title", "Köln baut"},
                          {"teaser", "Kurz gesagt."},
                          {"paragraph", "Größe zählt. Für alle."},
                          {"heading", "Was nun?"},
                          {"list_item", "eins und noch eins"},
                          {"list_item", "zwei"},
                          {"quotation", "»Nein.«"}});
    shown.entry.kicker = "Verkehr";
    shown.entry.source = "zeitung.example";
    Page page;
    page.show(shown);
    const std::vector<std::string> wanted{
        "  Verkehr",  "│ Köln baut",        "  zeitung.example", "",         "  Kurz gesagt.",
        "",           "  Größe zählt. Für", "  alle.",           "",         "  Was nun?",
        "",           "  • eins und noch",  "    eins",          "  • zwei", "",
        "    »Nein.«"};
    EXPECT_EQ(page.rows({place_of(shown, "Köln baut"), {}}, 18, 30, no_colour), wanted);
}

TEST(Page, MarksSentenceAndWord) {
    const auto shown = article({{"paragraph", "Es war Nacht. Größe zählt hier sehr. Für alle."}});
    Page page;
    page.show(shown);
    const Spot spot{place_of(shown, "Größe zählt hier sehr."), place_of(shown, "zählt")};
    EXPECT_EQ(page.rows(spot, 60, 1, colour).at(0),
              "\x1b[2m│ \x1b[0mEs war Nacht. \x1b[1mGröße \x1b[0m\x1b[1;4mzählt\x1b[0m\x1b[1m hier "
              "sehr.\x1b[0m Für alle.");
    EXPECT_EQ(page.rows(spot, 60, 1, no_colour).at(0),
              "│ Es war Nacht. Größe \x1b[4mzählt\x1b[0m hier sehr. Für alle.")
        << "underlining is no colour";
}

// A sentence over several rows: each is marked, and a word that is parted over two as well.
TEST(Page, MarksWhatIsWrapped) {
    const auto shown = article({{"paragraph", "Das Wort Donaudampfschifffahrtsgesellschaft ist lang. So."}});
    Page page;
    page.show(shown);
    const Spot spot{place_of(shown, "Das Wort Donaudampfschifffahrtsgesellschaft ist lang."),
                    place_of(shown, "Donaudampfschifffahrtsgesellschaft")};
    const auto rows = page.rows(spot, 22, 10, no_colour);
    ASSERT_EQ(rows.size(), 4U);
    EXPECT_EQ(rows[0], "│ Das Wort");
    EXPECT_EQ(rows[1], "│ \x1b[4mDonaudampfschifffahr\x1b[0m");
    EXPECT_EQ(rows[2], "│ \x1b[4mtsgesellschaft\x1b[0m ist");
    EXPECT_EQ(rows[3], "│ lang. So.");
}

TEST(Page, ShowsTheSentenceBeforeAndAfterInThreeRows) {
    const auto shown = long_article();
    Page page;
    page.show(shown);
    for (int i = 0; i < 60; ++i) {
        std::string rows;
        for (const auto& row : page.rows({sentence(shown, i), {}}, 42, 4, no_colour)) rows += row + "\n";
        EXPECT_NE(rows.find("│ Dies ist in dem Artikel der Satz " + std::to_string(10 + i)), rows.npos)
            << i << "\n"
            << rows;
        if (i % 2 == 1) {
            EXPECT_NE(rows.find("Satz " + std::to_string(9 + i)), rows.npos) << i << "\n" << rows;
        }
    }
}

// It is still while the sentence stands in its middle, and moves by much then.
TEST(Page, ScrollsCalmly) {
    const auto shown = long_article();
    Page page;
    page.show(shown);
    constexpr int height = 20;
    std::vector<std::string> before;
    int moves = 0;
    const auto plain_rows = [&](int i) {
        auto rows = page.rows({sentence(shown, i), {}}, 42, height, Terminal{});
        for (auto& row : rows)
            if (row.starts_with("│")) row.replace(0, std::string_view("│").size(), " ");
        return rows;
    };
    for (int i = 0; i < 60; ++i) {
        const auto rows = plain_rows(i);
        EXPECT_EQ(rows.size(), static_cast<std::size_t>(height));
        moves += i > 0 && rows != before;
        before = rows;
    }
    EXPECT_GE(moves, 4);
    EXPECT_LE(moves, 12) << "60 sentences in 90 rows, 20 at a time";
    EXPECT_EQ(before.back(), "  Dies ist in dem Artikel der Satz 69.") << "the end is at the end";
    // Back by a jump: there at once.
    const auto start = plain_rows(0);
    EXPECT_EQ(start.front(), "  Sechzig Sätze");
}

TEST(Page, FollowsTheWordThroughASentenceLongerThanThePage) {
    std::string text;
    for (int i = 100; i < 200; ++i) text += (i > 100 ? " Wort" : "Wort") + std::to_string(i);
    const auto shown = article({{"title", "Lang"}, {"paragraph", text + "."}});
    Page page;
    page.show(shown);
    for (const int height : {1, 2, 3, 5, 9})
        for (int i = 100; i < 200; ++i) {
            const auto word = "Wort" + std::to_string(i);
            std::string rows;
            for (const auto& row :
                 page.rows({shown.blocks[1].place, place_of(shown, word)}, 32, height, no_colour))
                rows += row + "\n";
            EXPECT_NE(rows.find("\x1b[4m" + word + "\x1b[0m"), rows.npos) << height << " " << i << rows;
        }
}

// What the daemon and an older text say may not fit together for a moment.
TEST(Page, TakesPlacesThatAreNone) {
    const auto shown = article({{"paragraph", "Kurz."}});
    Page page;
    EXPECT_TRUE(page.rows({}, 40, 5, no_colour).empty());
    page.show(shown);
    for (const Range range : {Range{-5, -1}, Range{3, 1}, Range{900, 999}, Range{-5, 999}, Range{0, 0}})
        for (const Range word : {Range{-5, 2}, Range{2, 900}, Range{4, 1}}) {
            const auto rows = page.rows({range, word}, 40, 5, no_colour);
            ASSERT_EQ(rows.size(), 1U);
            EXPECT_NE(rows[0].find("K"), std::string::npos);
        }
}

// No row is wider than asked for, whatever it holds, and no byte of a character is torn off.
TEST(Page, FitsWhateverItHolds) {
    std::string wide;  // a person and a rocket joined are one character
    for (int i = 0; i < 12; ++i) wide += "👨\u200d🚀";
    const auto shown = article({{"title", "東京の新しい駅が開業 – ein Bericht"},
                                {"paragraph", "Ein Wort: " + std::string(500, 'x') +
                                                  ". 👩‍👩‍👧 Familie, é mit "
                                                  "Akzent, שלום עולם und مرحبا."},
                                {"list_item", wide},
                                {"quotation", "äöüäöüäöüäöüäöüäöüäöüäöüäöüäöüäöü"}});
    Page page;
    page.show(shown);
    const auto end = shown.blocks.back().place.end;
    for (int width = 6; width < 90; ++width)
        for (std::int64_t at = 0; at < end; at += 7)
            for (const auto& row : page.rows({Range{at, at + 20}, Range{at, at + 3}}, width, 7, Terminal{})) {
                EXPECT_LE(display_width(row), width) << row;
                EXPECT_EQ(plain(row), row) << "whole characters";
            }
}
