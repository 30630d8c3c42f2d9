// Searching within the live view.
#include "client/search_panel.hpp"

#include <gtest/gtest.h>

#include "client/key_requests.hpp"
#include "client/text.hpp"

namespace vorleser {
namespace {

Hit hit(std::int64_t id, const std::string& title, const std::string& sentence) {
    Hit hit;
    hit.entry.id = id;
    hit.entry.number = id;
    hit.entry.title = title;
    hit.where = "list";
    hit.sentence = sentence;
    hit.begin = 10 * id;
    return hit;
}

std::string screen(SearchPanel& panel, int width = 40, int height = 12) {
    std::string all;
    const auto rows = panel.rows(width, height, Terminal{.width = width, .height = height});
    EXPECT_LE(rows.size(), static_cast<std::size_t>(height));
    for (const auto& row : rows) {
        EXPECT_LE(display_width(row), width) << row;
        all += row + "\n";
    }
    return all;
}

TEST(Search, AsksForWhatIsTypedAndForNothingTwice) {
    SearchPanel panel;
    EXPECT_EQ(panel.wanted(), std::nullopt);
    for (const auto* letter : {" ", "k", "ö"}) panel.type(letter);
    EXPECT_EQ(panel.wanted(), "kö");
    panel.apply("kö", {{hit(1, "Köln", "Köln baut.")}, true});
    EXPECT_EQ(panel.wanted(), std::nullopt);
    panel.type(" ");
    EXPECT_EQ(panel.wanted(), std::nullopt) << "a blank finds nothing else";
    panel.type("l");
    panel.erase();
    panel.erase();
    panel.erase();
    EXPECT_EQ(panel.wanted(), "k") << "a letter of two bytes is one";
    panel.erase();
    panel.erase();
    panel.erase();
    EXPECT_EQ(panel.wanted(), std::nullopt);
    EXPECT_EQ(panel.selected(), nullptr) << "what was found is not what is looked for";
    for (int i = 0; i < 1000; ++i) panel.type("ö");
    EXPECT_LE(panel.wanted()->size(), 1000U) << "what the daemon takes";
}

TEST(Search, ChoosesAmongTheHitsAndShowsTheOneThatIsChosen) {
    SearchPanel panel;
    panel.type("zug");
    FoundHits found;
    for (int i = 1; i <= 20; ++i)
        found.hits.push_back(
            hit(i, "Titel " + std::to_string(i), "Der Zug fuhr über die alte Brücke nach Norden."));
    panel.apply("zug", found);
    EXPECT_EQ(panel.selected()->entry.id, 1);
    panel.move(Action::up);
    EXPECT_EQ(panel.selected()->entry.id, 1);
    for (const auto& [action, times] : {std::pair{Action::down, 3},
                                        {Action::page_down, 2},
                                        {Action::last, 1},
                                        {Action::page_up, 2},
                                        {Action::up, 5},
                                        {Action::first, 1}}) {
        for (int i = 0; i < times; ++i) {
            panel.move(action);
            const auto shown = screen(panel);
            const auto title = "› Titel " + std::to_string(panel.selected()->entry.id) + " ";
            EXPECT_NE(shown.find(title), std::string::npos) << title << "\n" << shown;
        }
    }
    EXPECT_EQ(panel.selected()->entry.id, 1);
    for (int width = 1; width < 60; ++width)
        for (int height = 0; height < 8; ++height) screen(panel, width, height);
}

TEST(Search, SaysWhatCameOfIt) {
    SearchPanel panel;
    EXPECT_NE(screen(panel, 100).find("title:word"), std::string::npos) << "how to";
    panel.type("zug");
    panel.apply("zug", {{hit(1, "Zug", "Ein Zug.")}, true});
    EXPECT_NE(screen(panel).find("/ zug"), std::string::npos);
    EXPECT_NE(screen(panel).find("1 hit\n"), std::string::npos) << screen(panel);
    panel.apply("zug", {{}, false});
    EXPECT_NE(screen(panel, 100).find("nothing was found · not all"), std::string::npos);
    panel.apply_problem("zug", "no such date");
    EXPECT_NE(screen(panel).find("no such date"), std::string::npos);
    EXPECT_EQ(panel.wanted(), std::nullopt) << "and does not ask the same again";
    panel.apply("zug", {});
    EXPECT_NE(screen(panel).find("nothing was found\n"), std::string::npos);
    panel.open();
    EXPECT_EQ(screen(panel).find("zug"), std::string::npos);
}

TEST(Search, PlaysAHitFromItsSentenceWhereverItIs) {
    const auto methods = [](const Hit& hit) {
        std::string all;
        for (const auto& request : requests_of(hit)) all += std::string(request.method) + ";";
        return all;
    };
    auto found = hit(7, "Zug", "Ein Zug.");
    EXPECT_EQ(methods(found), "play;");
    EXPECT_EQ(requests_of(found).back().params, (boost::json::object{{"id", 7}, {"at", 70}}));
    found.entry.number = 0;
    EXPECT_EQ(methods(found), "restore;play;");
    EXPECT_EQ(methods(Hit{.where = "mark", .mark = Mark{.id = 3}}), "") << "its article is gone";
    found.entry.kept_at = 1;
    EXPECT_EQ(methods(found), "queue;play;");
}

}  // namespace
}  // namespace vorleser
