// `vorleser import` of what other services wrote, on a real daemon, with a web server for what has no text.
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <signal.h>

#include "client/text.hpp"
#include "tests/backup/exports.hpp"
#include "tests/backup/machine.hpp"
#include "tests/support/http_server.hpp"

namespace vorleser::test {
namespace {

namespace json = boost::json;

class Importing : public testing::Test {
 protected:
    void SetUp() override {
        server.at("/gelesen", page("Der zweite Artikel",
                                   "Der Hafen wird ausgebaut. Das hat der Senat gestern "
                                   "beschlossen, und die Bagger kommen im Frühjahr."));
        server.at("/gut", page("Der dritte Artikel",
                               "Der Zoo hat zwei junge Elefanten bekommen. Sie heißen "
                               "Emma und Fritz und wiegen schon mehr als zweihundert "
                               "Kilogramm."));
    }
    static std::string page(const std::string& title, const std::string& text) {
        return http_page("text/html; charset=utf-8", "<html><head><title>" + title +
                                                         "</title></head><body>"
                                                         "<article><h1>" +
                                                         title + "</h1><p>" + text + "</p><p>" + text +
                                                         " Noch einmal.</p></article></body></html>");
    }
    std::string file(const std::string& name, const std::string& bytes) const {
        const auto path = (files.path() / name).string();
        std::ofstream(path, std::ios::binary) << bytes;
        return path;
    }
    // The Merkliste's article of that title.
    json::object kept(std::string_view title) {
        const auto answer = machine.client.call("kept");
        const auto& entries = answer.at("entries").as_array();
        for (const auto& entry : entries)
            if (entry.at("title").as_string() == title) return entry.as_object();
        ADD_FAILURE() << title << " is not kept: " << json::serialize(entries);
        return {};
    }
    std::int64_t total(const char* list) { return machine.client.call(list).at("total").to_number<int>(); }

    HttpServer server;
    Machine machine;
    TemporaryDirectory files;
    const std::string second = server.address("/gelesen"), third = server.address("/gut");
};

TEST_F(Importing, OfWallabagBringsTextsStatesTagsDatesAndMarks) {
    const auto export_file = file("wallabag.json", wallabag_json(second, third));
    const auto dry = machine.vorleser("import --dry-run " + export_file);
    EXPECT_EQ(dry.code, 0);
    EXPECT_EQ(dry.out, "wallabag: 3 articles: 1 with its text, 2 to be fetched\n");
    EXPECT_EQ(total("kept"), 0);
    EXPECT_TRUE(server.requests().empty()) << "nothing is fetched to look";

    const auto came = machine.vorleser("import " + export_file);
    EXPECT_EQ(came.code, 0) << came.out;
    EXPECT_EQ(came.out,
              "wallabag: 3 articles: 1 with its text, 2 to be fetched\n3 articles came into the Merkliste · "
              "1 mark\n");
    EXPECT_EQ(total("list"), 0) << "the playlist is not flooded";
    EXPECT_EQ(total("kept"), 3);
    const auto first = kept("Brücke & Umweg");
    EXPECT_EQ(first.at("tags"), (json::array{"Verkehr", "Elbe"}));
    EXPECT_EQ(first.at("read"), false);
    EXPECT_EQ(first.at("kept"), 1709623800);
    EXPECT_EQ(first.at("added_at"), 1709623800);
    EXPECT_EQ(first.at("url").as_string(), "https://example.org/bruecke");
    const auto shown = machine.client.call("show", {{"id", first.at("id")}});
    EXPECT_EQ(shown.at("authors").as_string(), "Erika Muster");
    EXPECT_NE(json::serialize(shown).find("Umweg von sechs Kilometern"), std::string::npos);
    const auto marks = machine.client.call("marks").at("marks").as_array();
    ASSERT_EQ(marks.size(), 1U);
    EXPECT_EQ(marks[0].at("sentence").as_string(), bridge_quote);
    EXPECT_EQ(marks[0].at("note").as_string(), "Fürs Rad!");
    EXPECT_EQ(marks[0].at("found"), true);
    EXPECT_EQ(marks[0].at("made_at"), 1709715600);
    EXPECT_EQ(marks[0].at("entry"), first.at("id"));
    EXPECT_EQ(kept("Der zweite Artikel").at("read"), true);
    EXPECT_EQ(kept("Der dritte Artikel").at("tags"), (json::array{"favourite", "Gut"}));
    EXPECT_EQ(kept("Der dritte Artikel").at("url").as_string(), third);

    // Once more, also what the listener has put away since.
    machine.client.call("unkeep", {{"ids", json::array{first.at("id")}}});
    const auto requests = server.requests().size();
    const auto again = machine.vorleser("import " + export_file);
    EXPECT_EQ(again.out, "wallabag: 3 articles: 3 here already\n0 articles came into the Merkliste\n");
    EXPECT_EQ(total("kept"), 2);
    EXPECT_EQ(server.requests().size(), requests) << "nothing is fetched twice";
    EXPECT_EQ(machine.client.call("marks").at("marks").as_array().size(), 1U);
}

TEST_F(Importing, QueuesWhatIsUnreadIfThatIsWanted) {
    const auto came = machine.json("import --queue " + file("wallabag.json", wallabag_json(second, third)));
    EXPECT_EQ(came.at("listed"), 2);
    EXPECT_EQ(came.at("kept"), 1);
    EXPECT_EQ(total("list"), 2);
    EXPECT_EQ(total("kept"), 2) << "what was read, and the favourite, which is in both";
}

TEST_F(Importing, LeavesAwayWhatIsNotWanted) {
    const auto bookmarks = file("bookmarks.html", bookmarks_html(second, third));
    const auto only = machine.json("import --only artikel " + bookmarks);
    EXPECT_EQ(only.at("articles"), 1);
    EXPECT_EQ(only.at("kept"), 1);
    EXPECT_EQ(kept("Der zweite Artikel").at("tags"), (json::array{"Artikel", "Später"}));
    const auto unread =
        machine.json("import --unread --no-fetch " + file("w.json", wallabag_json(second, third)));
    EXPECT_EQ(unread.at("articles"), 2);
    EXPECT_EQ(unread.at("kept"), 1);
    EXPECT_EQ(unread.at("to_fetch"), 1);
    EXPECT_EQ(server.requests().size(), 1U);
}

TEST_F(Importing, TakesEachServicesExport) {
    struct {
        const char* name;
        std::string bytes;
        std::int64_t articles, with_text, no_page;
    } const exports[] = {
        {"Readeck", readeck_zip(second), 2, 1, 0},
        {"Omnivore", omnivore_zip(second), 2, 1, 0},
        {"Pocket", pocket_zip(second, third), 3, 0, 0},
        {"Pocket", ril_export(second), 2, 0, 0},
        {"Instapaper", instapaper_csv(second, third), 3, 0, 0},
        {"bookmarks", bookmarks_html(second, third), 3, 0, 2},
    };
    for (const auto& each : exports) {
        const auto dry = machine.json("import --dry-run " + file("export", each.bytes));
        EXPECT_EQ(dry.at("service").as_string(), each.name);
        EXPECT_EQ(dry.at("articles"), each.articles) << each.name;
        EXPECT_EQ(dry.at("with_text"), each.with_text) << each.name;
        EXPECT_EQ(dry.at("no_page"), each.no_page) << each.name;
    }
    const auto came = machine.json("import " + file("export", omnivore_zip(second)));
    EXPECT_EQ(came.at("kept"), 2);
    EXPECT_EQ(came.at("marks"), 3) << "of each paragraph one";
    const auto marks = machine.client.call("marks").at("marks").as_array();
    std::size_t found = 0;
    for (const auto& mark : marks) found += mark.at("found").as_bool();
    EXPECT_EQ(found, 2U) << "what does not stand so in the text is kept as it was written down";
}

// What cannot be had is said, holds up nothing, and comes with the same command later.
TEST_F(Importing, TriesAgainWhatCouldNotBeHad) {
    const auto gone = server.address("/weg");
    const auto export_file = file("wallabag.json", wallabag_json(gone, third));
    const auto first = machine.vorleser("import " + export_file);
    EXPECT_EQ(first.code, 1);
    EXPECT_NE(first.out.find("“Gelesen”: "), std::string::npos) << first.out;
    EXPECT_NE(first.out.find("(404)"), std::string::npos) << first.out;
    EXPECT_NE(first.out.find("1 could not be had"), std::string::npos) << first.out;
    EXPECT_EQ(total("kept"), 2);
    server.at("/weg",
              page("Wieder da", "Der Text ist wieder da. Er war nur einen Tag lang weg, sagt die Zeitung."));
    const auto second_time = machine.vorleser("import " + export_file);
    EXPECT_EQ(second_time.code, 0) << second_time.out;
    EXPECT_NE(second_time.out.find("1 to be fetched, 2 here already"), std::string::npos) << second_time.out;
    EXPECT_EQ(kept("Wieder da").at("read"), true);
}

// A site that never answers is left alone after a while; the others come meanwhile.
TEST_F(Importing, LeavesASiteAloneThatDoesNotAnswer) {
    int port = 0;
    {
        const HttpServer nobody;
        port = nobody.port();
    }
    std::string table = "title,url,time_added,tags,status\n";
    for (int i = 0; i < 50; ++i)
        table += "a" + std::to_string(i) + ",http://127.0.0.1:" + std::to_string(port) + "/" +
                 std::to_string(i) + ",1,,unread\n";
    table += "b," + third + ",1,,unread\n";
    const auto got = machine.vorleser("--json import " + file("pocket.csv", table));
    EXPECT_EQ(got.code, 1);
    const auto came = json::parse(got.out);
    EXPECT_EQ(came.at("kept"), 1);
    EXPECT_EQ(came.at("failed").as_array().size(), 50U);
}

TEST_F(Importing, ThatIsKilledGoesOnWhereItEnded) {
    std::string all = "[";
    for (int i = 0; i < 60; ++i) {
        std::string text;
        for (int k = 1000 * i; k < 1000 * i + 60; k += 3)
            text += "<p>Im Jahr " + std::to_string(k) + " kamen " + std::to_string(k + 1) +
                    " Menschen, und " + std::to_string(k + 2) + " blieben.</p>";
        all += (i ? "," : "") + std::string(R"({"url":"https://example.org/)") + std::to_string(i) +
               R"(","is_archived":0,"title":"T)" + std::to_string(i) +
               R"(","created_at":"2024-03-05","content":)" + test::quoted(text) + "}";
    }
    const auto export_file = file("wallabag.json", all + "]");
    for (const int signal : {SIGINT, SIGKILL}) {
        Process process({VORLESER_BINARY_DIR "/client/vorleser", "import", export_file},
                        machine.daemon.environment(), (files.path() / "err").string());
        const auto before = total("kept");
        eventually([&] { return total("kept") > before || process.ended(); });
        process.signal(signal);
        process.wait();
    }
    machine.daemon.kill();
    machine.daemon.start();
    machine.client = machine.daemon.connect();
    const auto came = machine.json("import " + export_file);
    EXPECT_EQ(came.at("kept").to_number<int>() + came.at("here").to_number<int>(), 60);
    EXPECT_EQ(came.at("same"), 0);
    EXPECT_EQ(total("kept"), 60);
}

// What is here already by its address, or the same text, stays as it is.
TEST_F(Importing, DoublesNothingThatIsHereAlready) {
    machine.client.call("add", {{"text", "Die Brücke\n\nSteht schon auf der Liste."},
                                {"as", "text"},
                                {"url", "https://example.org/bruecke"}});
    const auto came = machine.json("import --no-fetch " + file("w.json", wallabag_json(second, third)));
    EXPECT_EQ(came.at("here"), 1);
    EXPECT_EQ(total("kept"), 0);
    const auto bookmarks =
        machine.json("import --only Artikel " + file("b.html", bookmarks_html(second, third)));
    EXPECT_EQ(bookmarks.at("kept"), 1);
    server.at("/kopie", page("Der zweite Artikel",
                             "Der Hafen wird ausgebaut. Das hat der Senat gestern "
                             "beschlossen, und die Bagger kommen im Frühjahr."));
    const auto copy = machine.json("import " + file("p.csv", "title,url,time_added,tags,status\na," +
                                                                 server.address("/kopie") + ",1,,unread\n"));
    EXPECT_EQ(copy.at("same"), 1);
    EXPECT_EQ(total("kept"), 1);
}

TEST_F(Importing, RefusesWhatIsNoneOrBreaksOff) {
    const auto whole = wallabag_json(second, third);
    for (const auto& bytes : {std::string("Ein Text"), std::string("PK\3\4"),
                              whole.substr(0, whole.size() - 5), std::string("<html><p>Seite</p></html>")}) {
        const auto got = machine.vorleser("import " + file("wrong", bytes));
        EXPECT_EQ(got.code, 1) << got.out;
        EXPECT_NE(got.out.find("wrong"), std::string::npos) << got.out;
    }
    EXPECT_EQ(total("kept"), 0) << "nothing of what breaks off";
    ASSERT_EQ(machine.vorleser("backup " + (files.path() / "b").string()).code, 0);
    EXPECT_EQ(machine.vorleser("import --queue " + (files.path() / "b").string()).code, 2);
}

// The daemon believes no record.
TEST_F(Importing, RecordsAreLookedAtOneByOne) {
    const json::object right{{"address", "https://example.org/a"},
                             {"title", "Titel"},
                             {"source", ""},
                             {"url", "https://example.org/a"},
                             {"encoding", "utf-8"},
                             {"html", true},
                             {"bytes", base64(bridge_html)},
                             {"authors", ""},
                             {"date", ""},
                             {"added_at", 1'700'000'000},
                             {"listed", false},
                             {"kept", true},
                             {"read_at", 0},
                             {"tags", json::array{}},
                             {"quotes", json::array{}}};
    const auto kind = [&](json::object record) {
        const auto answer = machine.client.call_raw("import", {{"saved", std::move(record)}});
        const auto* error = answer.if_contains("error");
        return error ? std::string(error->at("data").at("kind").as_string()) : std::string();
    };
    const auto with = [&](const char* name, json::value value) {
        auto record = right;
        record[name] = std::move(value);
        return record;
    };
    for (const auto& [name, value] : json::object(right)) {
        auto record = right;
        record.erase(name);
        EXPECT_EQ(kind(record), "invalid_argument") << name;
        EXPECT_EQ(kind(with(std::string(name).c_str(), json::object())), "invalid_argument") << name;
    }
    EXPECT_EQ(kind(with("added_at", 0)), "invalid_argument");
    EXPECT_EQ(kind(with("tags", json::array{std::string(100, 'x')})), "invalid_argument");
    EXPECT_EQ(kind(with("bytes", "?")), "invalid_argument");
    EXPECT_EQ(kind(with("address", "")), "invalid_argument");
    EXPECT_EQ(kind(with("quotes", json::array{json::object{{"text", 7}}})), "invalid_argument");
    EXPECT_EQ(kind(with("bytes", "PHA+PC9wPg==")), "unreadable");
    EXPECT_EQ(total("kept"), 0);
    auto dry = machine.client.call("import", {{"saved", right}, {"dry", true}});
    EXPECT_EQ(dry.at("added"), 1);
    EXPECT_EQ(total("kept"), 0);
    EXPECT_EQ(kind(right), "");
    EXPECT_EQ(total("kept"), 1);
    dry = machine.client.call("import",
                              {{"addresses", json::array{"https://example.org/b", "https://example.org/a"}}});
    EXPECT_EQ(dry.at("here"), (json::array{false, true}));
}

}  // namespace
}  // namespace vorleser::test
