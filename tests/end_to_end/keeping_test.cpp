// The Merkliste as a listener uses it: by commands and keys, with the real daemon.
#include <gtest/gtest.h>

#include "tests/end_to_end/listening.hpp"
#include "tests/support/client.hpp"
#include "tests/support/http_server.hpp"
#include "tests/support/terminal.hpp"

namespace vorleser::test {
namespace {

using Titles = std::vector<std::string>;

class Keeping : public Client {
 protected:
    std::string text(const std::string& title) {
        return "'" +
               file(title + ".txt", title + "\n\nDas ist der Text von " + title + ". Er hat zwei Sätze.") +
               "'";
    }
    void queue(const std::string& title) { ASSERT_EQ(vorleser("add --as text " + text(title)).code, 0); }
    Titles titles(const std::string& arguments) {
        Titles all;
        const auto answer = json(arguments);
        const auto& entries = answer.at("entries").as_array();
        for (const auto& entry : entries) all.emplace_back(entry.at("title").as_string());
        return all;
    }
    // Config of the daemon that is started next.
    void configure(const std::string& more) {
        vorleser("quit");
        const auto path = directory.path() / "config/vorleser/vorleser.toml";
        const auto before = read_file(path);
        std::ofstream(path) << before << more;
    }
};

TEST_F(Keeping, ArticlesGoFromListToListAndBack) {
    for (const char* title : {"Eins", "Zwei", "Drei"}) queue(title);
    EXPECT_EQ(vorleser("keep 1").out, "kept as 1: Eins\n");
    EXPECT_EQ(vorleser("keep --move 2-3 --tag Politik").out, "kept as 2: Zwei\nkept as 3: Drei\n");
    EXPECT_EQ(titles("list"), Titles{"Eins"});
    EXPECT_EQ(titles("kept"), (Titles{"Drei", "Zwei", "Eins"}));
    EXPECT_EQ(titles("kept --tag politik"), (Titles{"Drei", "Zwei"}));
    EXPECT_EQ(vorleser("queue 3 zwei").out, "queued: Drei\nqueued: Zwei\n");
    EXPECT_EQ(titles("list"), (Titles{"Eins", "Drei", "Zwei"}));
    EXPECT_EQ(titles("kept").size(), 3u) << "in both";
    EXPECT_EQ(vorleser("unkeep Eins").out, "kept no longer: Eins\n");
    EXPECT_EQ(titles("kept"), (Titles{"Drei", "Zwei"}));
    EXPECT_EQ(vorleser("undo").out, "undone: 1 article\n");
    EXPECT_EQ(vorleser("undo").out, "undone: 2 articles\n") << "queued";
    EXPECT_EQ(titles("list"), Titles{"Eins"});
    EXPECT_EQ(vorleser("undo").out, "undone: 2 articles\n") << "moved and tagged";
    EXPECT_EQ(titles("list"), (Titles{"Eins", "Zwei", "Drei"}));
    EXPECT_EQ(titles("kept"), Titles{"Eins"});
    EXPECT_EQ(json("tags").at("tags").as_array().size(), 0u);
    EXPECT_EQ(vorleser("undo").code, 0);
    EXPECT_EQ(vorleser("undo").code, 1);
    EXPECT_EQ(vorleser("kept").out, "nothing is kept; keep an article with: vorleser keep ARTICLE\n");
}

TEST_F(Keeping, WhatIsBeingReadIsKeptAndGoesOnThere) {
    queue("Eins"), queue("Zwei");
    EXPECT_EQ(vorleser("keep").code, 1) << "nothing is being read";
    vorleser("play 1");
    vorleser("pause");
    ASSERT_EQ(vorleser("seek --to zwei").code, 0);
    ASSERT_TRUE(eventually([&] { return json("status").at("word").is_object(); }));
    const auto there = json("status").at("position_ms").as_int64();
    ASSERT_GT(there, 0);
    EXPECT_EQ(vorleser("keep --move").out, "kept as 1: Eins\n");
    EXPECT_EQ(json("status").at("entry").at("title"), "Zwei") << "what followed it comes next";
    const auto kept = json("kept").at("entries").at(0);
    EXPECT_NEAR(static_cast<double>(kept.at("position_ms").as_int64()), static_cast<double>(there), 2);
    EXPECT_EQ(kept.at("state"), "started");
    EXPECT_FALSE(kept.at("listed").as_bool());
    EXPECT_EQ(vorleser("queue --play --move eins").code, 0);
    EXPECT_EQ(json("status").at("entry").at("title"), "Eins");
    EXPECT_GE(json("status").at("position_ms").as_int64(), there - 2);
    EXPECT_EQ(titles("kept"), Titles{});
    vorleser("undo");
    EXPECT_EQ(json("status").at("entry").at("title"), "Zwei") << "it is no longer in the list";
}

TEST_F(Keeping, FilesAndPagesAreKeptWithoutBeingQueued) {
    HttpServer server;
    server.at("/zug", http_page("text/html; charset=utf-8",
                                "<!doctype html><title>Der Zug</title><article><h1>Der Zug fährt wieder</h1>"
                                "<p>Am Morgen fuhr der Zug über die alte Brücke, zum ersten Mal seit drei "
                                "Jahren.</p><p>Die Reisenden haben lange darauf gewartet.</p></article>"));
    queue("Eins");
    const Outcome got = vorleser("keep --tag Bahn 1 " + article + " " + server.address("/zug") + " " +
                                 server.address("/nichts"));
    EXPECT_EQ(got.code, 1) << "each fails for itself";
    EXPECT_EQ(titles("list"), Titles{"Eins"});
    EXPECT_EQ(titles("kept --tag bahn"),
              (Titles{"Der Zug fährt wieder", "Microsoft investiert weitere Milliarden in OpenAI", "Eins"}))
        << got.out;
    EXPECT_NE(got.out.find("kept as 3: Der Zug fährt wieder · 2 paragraphs"), std::string::npos) << got.out;
    // Once more makes no second one: it is in both.
    EXPECT_TRUE(vorleser("keep " + article).out.starts_with("already kept as 2: Microsoft"));
    EXPECT_TRUE(vorleser("add " + article).out.starts_with("in the list as 2, and kept: Microsoft"));
    EXPECT_EQ(titles("list").size(), 2u);
    EXPECT_EQ(titles("kept").size(), 3u);
    EXPECT_NE(vorleser("show Zug").out.find("zum ersten Mal seit drei"), std::string::npos);
}

TEST_F(Keeping, RefusesWhatItWouldIgnore) {
    queue("Eins");
    for (const auto* options : {"--as text", "--as text 1"}) {
        const auto got = vorleser("keep " + std::string(options));
        EXPECT_EQ(got.code, 2) << options;
        EXPECT_NE(got.out.find("--as is for files"), std::string::npos) << got.out;
    }
    const auto got = vorleser("keep --move " + article);
    EXPECT_EQ(got.code, 2);
    EXPECT_NE(got.out.find("--move is for articles of the list"), std::string::npos) << got.out;
    EXPECT_EQ(titles("kept"), Titles{});
}

TEST_F(Keeping, TagsAndWhatWasReadAreShownAndFilteredBy) {
    for (const char* title : {"Eins", "Zwei"}) EXPECT_EQ(vorleser("keep --as text " + text(title)).code, 0);
    EXPECT_EQ(vorleser("tag eins Öl 'lange Wörter'").out, "Eins: #Öl #lange Wörter\n");
    EXPECT_EQ(vorleser("tag zwei öl").out, "Zwei: #Öl\n");
    EXPECT_EQ(vorleser("tags").out, "lange Wörter  1\nÖl            2\n");
    EXPECT_EQ(vorleser("tag --remove eins ÖL").out, "Eins: #lange Wörter\n");
    EXPECT_EQ(vorleser("read zwei").out, "read: Zwei\n");
    EXPECT_EQ(titles("kept --unread"), Titles{"Eins"});
    EXPECT_NE(vorleser("kept").out.find("✓  Zwei"), std::string::npos) << vorleser("kept").out;
    EXPECT_EQ(vorleser("read --unread zwei").out, "unread: Zwei\n");
    EXPECT_EQ(titles("kept --unread").size(), 2u);
    EXPECT_EQ(vorleser("tag eins ''").code, 1);
    EXPECT_EQ(vorleser("tag drei Öl").code, 1);
    EXPECT_EQ(vorleser("unkeep 99").code, 1);
}

TEST_F(Keeping, CompletesTitlesTagsAndSources) {
    vorleser("keep --as text --tag Wirtschaft " + text("Eins"));
    queue("Zwei");
    vorleser("remove 1");
    const auto offered = [&](const std::string& words) { return vorleser("--complete " + words).out; };
    EXPECT_EQ(offered("unkeep ei"), "1\tEins\n");
    EXPECT_EQ(offered("queue ''"), "1\tEins\n");
    EXPECT_EQ(offered("tag 1 wi"), "Wirtschaft\n");
    EXPECT_EQ(offered("kept --tag W"), "Wirtschaft\n");
    EXPECT_EQ(offered("kept --source EINS"), "Eins.txt\n");
    EXPECT_EQ(offered("list --source ''"), "") << "the list is empty";
    queue("Drei");
    EXPECT_EQ(offered("keep dr"), "1\tDrei\n");
    EXPECT_EQ(offered("keep ./x"), "@files\n");
}

TEST_F(Keeping, WhatWasHeardMovesThereIfWanted) {
    configure("pace_percent = 1000\n[playback]\nkeep_heard = true\n");
    queue("Eins"), queue("Zwei");
    vorleser("play 1");
    ASSERT_EQ(vorleser("watch --until-stopped").code, 0);
    EXPECT_EQ(titles("list"), Titles{});
    auto kept = titles("kept");
    std::sort(kept.begin(), kept.end());
    EXPECT_EQ(kept, (Titles{"Eins", "Zwei"}));
    EXPECT_EQ(titles("kept --unread"), Titles{}) << "what was heard is read";
    EXPECT_EQ(titles("history").size(), 2u);
    vorleser("queue eins");
    EXPECT_EQ(titles("list --unheard"), Titles{"Eins"}) << "to be heard again";

    // What the listener says goes before what is configured, and is not forgotten.
    EXPECT_EQ(vorleser("finished").out, "what was heard is kept\n");
    EXPECT_EQ(vorleser("finished leaves").out, "what was heard leaves the list\n");
    EXPECT_EQ(vorleser("finished gone").code, 2);
    EXPECT_EQ(vorleser("quit").code, 0);
    EXPECT_EQ(json("status").at("finished"), "leaves");
    vorleser("unkeep eins");
    vorleser("play eins");
    ASSERT_EQ(vorleser("watch --until-stopped").code, 0);
    EXPECT_EQ(titles("list"), Titles{});
    EXPECT_EQ(titles("kept"), Titles{"Zwei"});
    vorleser("restore eins");
    EXPECT_EQ(vorleser("finished stays").out, "what was heard stays in the list\n");
    vorleser("play eins");
    ASSERT_EQ(vorleser("watch --until-stopped").code, 0);
    EXPECT_EQ(titles("list"), Titles{"Eins"});
}

TEST_F(Keeping, IsAKeyAndAPanelInTheLiveView) {
    for (const char* title : {"Eins", "Zwei", "Drei"}) queue(title);
    vorleser("play 1");
    vorleser("pause");
    AtScreen at(command("client/vorleser", "watch"), 90, 24);
    ASSERT_TRUE(at.shows("Text von Eins")) << at.screen();
    at.type("b");
    EXPECT_TRUE(at.shows("Text von Zwei")) << at.screen();
    EXPECT_TRUE(at.shows("kept: Eins")) << at.screen();
    at.type("B");
    EXPECT_TRUE(at.shows("kept: Zwei")) << at.screen();
    EXPECT_EQ(titles("list"), (Titles{"Zwei", "Drei"}));
    EXPECT_EQ(titles("kept"), (Titles{"Zwei", "Eins"}));
    at.type("k");
    EXPECT_TRUE(at.until([&] {
        const auto screen = at.screen();
        return screen.find("Eins") != screen.npos && screen.find("list 1") != screen.npos;
    })) << at.screen();
    at.type("jb");  // the second one, Eins, back into the list
    EXPECT_TRUE(at.hides("Eins")) << at.screen();
    EXPECT_EQ(titles("list"), (Titles{"Zwei", "Drei", "Eins"}));
    at.type("u");
    EXPECT_TRUE(at.shows("Eins")) << at.screen();
    at.type("\x1b[F\r");  // to the last, and play it
    EXPECT_TRUE(at.shows("Text von Eins")) << at.screen();
    EXPECT_EQ(json("status").at("state"), "playing");
    at.type("q");
    EXPECT_EQ(at.end(), 0);
}

}  // namespace
}  // namespace vorleser::test
