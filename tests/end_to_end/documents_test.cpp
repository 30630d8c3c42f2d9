// Documents of other formats, as a listener adds them: from files, by an address, by hand.
#include "tests/readers/documents.hpp"

#include <filesystem>

#include <gtest/gtest.h>

#include "tests/support/client.hpp"
#include "tests/support/http_server.hpp"

namespace vorleser::test {
namespace {

using Documents = Client;

TEST_F(Documents, OfEachKindAreQueuedAndShown) {
    const std::string files =
        file("buch.epub", book({xhtml("<body><h1>Eins</h1><p>" + sentence + "</p></body>")})) + " " +
        file("bericht.docx", word(wp("Der Bericht", "Titel") + wp("Er ist kurz."))) + " " +
        file("notiz.odt", odt("<text:h>Die Notiz</text:h><text:p>Sie ist kürzer.</text:p>")) + " " +
        file("text.txt.gz", gzipped("Der Text\n\nEr war gepackt.\n"));
    const Outcome got = vorleser("add " + files);
    EXPECT_EQ(got.code, 0) << got.out;
    const auto entries = json("list").at("entries").as_array();
    ASSERT_EQ(entries.size(), 4u) << got.out;
    EXPECT_EQ(entries.at(0).at("title"), "Der Hafen");
    EXPECT_EQ(entries.at(1).at("title"), "Der Bericht");
    EXPECT_EQ(entries.at(2).at("title"), "Die Notiz");
    EXPECT_EQ(entries.at(3).at("title"), "Der Text");
    EXPECT_EQ(entries.at(1).at("source"), "bericht.docx");
    const auto shown = vorleser("show 1").out;
    EXPECT_NE(shown.find("Eins"), std::string::npos) << shown;
    EXPECT_NE(shown.find("Der Stadtrat hat am Dienstag beschlossen"), std::string::npos) << shown;
    // The same text is the same article, whatever it came in.
    EXPECT_NE(
        vorleser("add", file("b.docx", word(wp("Der Text", "Titel") + wp("Er war gepackt.")))).out.find("4"),
        std::string::npos);
    EXPECT_EQ(json("list").at("total"), 4);
}

TEST_F(Documents, ABooksChaptersAreArticlesOfOneCommand) {
    const auto page = [](const std::string& name) {
        return xhtml("<body><h1>" + name + "</h1><p>Hier steht das Kapitel " + name + ".</p></body>");
    };
    const auto path = file("buch.epub", book({page("Eins"), page("Zwei"), page("Drei")}));
    vorleser("add --as text " + file("anderes.txt", "Anderes\n\nDas war etwas anderes."));
    const Outcome got = vorleser("add --chapters " + path);
    EXPECT_EQ(got.code, 0) << got.out;
    for (const char* line : {"2: Eins", "3: Zwei", "4: Drei"})
        EXPECT_NE(got.out.find(line), std::string::npos) << line << got.out;
    const auto entries = json("list --source hafen").at("entries").as_array();
    ASSERT_EQ(entries.size(), 3u);
    EXPECT_EQ(entries.at(2).at("title"), "Drei");
    EXPECT_EQ(entries.at(2).at("number"), 4);
    EXPECT_EQ(entries.at(2).at("kicker"), "Der Hafen");
    EXPECT_EQ(vorleser("list --source nirgends").out, "the list has none of that kind\n");
    EXPECT_NE(vorleser("add --chapters " + path).out.find("3"), std::string::npos) << "they are known";
    EXPECT_EQ(json("list").at("total"), 4);
    EXPECT_EQ(vorleser("undo").out, "undone: 3 articles\n");
    EXPECT_EQ(json("list").at("total"), 1);
    vorleser("keep --chapters " + path);
    EXPECT_EQ(json("kept --source hafen").at("total"), 3);
    EXPECT_EQ(vorleser("undo").out, "undone: 3 articles\n");
    EXPECT_EQ(json("kept").at("total"), 0);
}

TEST_F(Documents, ThatCannotBeReadSayWhy) {
    const auto damaged = word(wp("Der Bericht"));
    Outcome got = vorleser("add " + file("a.docx", damaged.substr(0, damaged.size() - 30)));
    EXPECT_EQ(got.code, 1);
    EXPECT_EQ(
        got.out,
        "vorleser: this is a Word document (DOCX): it is damaged or incomplete: get it anew and add that\n");
    locale = "de_DE.UTF-8";
    auto files = book_files({xhtml("<body><p>geheim</p></body>")});
    files.push_back({"META-INF/rights.xml", "<rights/>"});
    got = vorleser("add " + file("a.epub", zipped(files)));
    EXPECT_EQ(
        got.out.substr(0, 60),
        std::string("vorleser: das ist ein E-Book (EPUB): es hat einen Kopierschutz (DRM)").substr(0, 60));
    EXPECT_EQ(json("list").at("total"), 0);
}

TEST_F(Documents, AreFetchedByTheirAddress) {
    HttpServer server;
    server.at("/buch",
              http_page("application/epub+zip", book({xhtml("<body><p>" + sentence + "</p></body>")})));
    const Outcome got = vorleser("add " + server.address("/buch"));
    EXPECT_EQ(got.code, 0) << got.out;
    const auto entry = json("list").at("entries").as_array().at(0);
    EXPECT_EQ(entry.at("title"), "Der Hafen");
    EXPECT_EQ(entry.at("url").as_string(), server.address("/buch"));
}

// What reads them is loaded only where one is read.
TEST_F(Documents, CostTheDaemonNoLibrary) {
    const auto libraries = [](const std::string& program) {
        return shell("ldd " VORLESER_BINARY_DIR "/" + program).out;
    };
    for (const char* library : {"libzip", "libpugixml"}) {
        EXPECT_EQ(libraries("daemon/vorleserd").find(library), std::string::npos) << library;
        EXPECT_NE(libraries("daemon/vorleser-read").find(library), std::string::npos) << library;
    }
}

TEST_F(Documents, AreExtractedByHand) {
    const auto path = file("notiz.odt", odt("<text:h>Die Notiz</text:h><text:p>Sie ist kurz.</text:p>"));
    Outcome got = run("daemon/vorleserd", "--extract " + path, "/dev/null");
    EXPECT_EQ(got.code, 0);
    EXPECT_EQ(got.out, "Die Notiz\nSie ist kurz.\n");
    got = run("daemon/vorleserd", "--extract " + file("b.odt", test::odt("")), "/dev/null");
    EXPECT_EQ(got.code, 0) << "its title is in its properties: " << got.out;
    EXPECT_EQ(got.out, "Vorlage 7\n");
    got = run("daemon/vorleserd", "--extract " + file("c.docx", "PK\3\4word/document"), "/dev/null");
    EXPECT_EQ(got.code, 1);
    EXPECT_NE(got.out.find("this is a Word document (DOCX): "), std::string::npos) << got.out;
}

}  // namespace
}  // namespace vorleser::test
