// What other services' exports hold, and what they cannot do.
#include "client/backup/services.hpp"

#include <cstdlib>
#include <fstream>

#include <fcntl.h>
#include <gtest/gtest.h>

#include "client/backup/confined.hpp"
#include "tests/backup/exports.hpp"
#include "tests/support/running_daemon.hpp"

namespace vorleser::backup {
namespace {

using test::ZipFile;

struct Told {
    Service service{};
    std::vector<Saved> all;
};

Told told(const std::string& bytes, bool texts = true, const ExportLimits& limits = {}) {
    Told told;
    read_export(bytes,
                {.texts = texts,
                 .begin = [&](Service service) { told.service = service; },
                 .take = [&](Saved saved) { told.all.push_back(std::move(saved)); }},
                limits);
    return told;
}

std::string wrong(const std::string& bytes, const ExportLimits& limits = {}) {
    try {
        told(bytes, true, limits);
    } catch (const BadExport& bad) {
        return bad.why == BadExport::Why::unknown   ? "unknown"
               : bad.why == BadExport::Why::damaged ? "damaged"
                                                    : "too large";
    }
    return "nothing";
}

const std::string second = "https://example.org/gelesen", third = "https://example.org/gut";
using Texts = std::vector<std::string>;

TEST(Exports, OfWallabagHaveTextsTagsStatesAndAnnotations) {
    const auto [service, all] = told(test::wallabag_json(second, third));
    EXPECT_EQ(service, Service::wallabag);
    ASSERT_EQ(all.size(), 3U);
    EXPECT_EQ(all[0].address, "https://example.org/bruecke");
    EXPECT_EQ(all[0].title, "Brücke & Umweg");
    EXPECT_EQ(all[0].authors, "Erika Muster");
    EXPECT_EQ(all[0].date, "2024-03-04");
    EXPECT_EQ(all[0].saved_at, 1709623800);
    EXPECT_EQ(all[0].tags, (Texts{"Verkehr", "Elbe"}));
    EXPECT_EQ(all[0].html, test::bridge_html);
    EXPECT_FALSE(all[0].read || all[0].favourite);
    EXPECT_EQ(all[0].quotes, (std::vector<Quote>{{test::bridge_quote, "Fürs Rad!", 1709715600}}));
    EXPECT_TRUE(all[1].read);
    EXPECT_EQ(all[1].read_at, 1706832000);
    EXPECT_FALSE(all[1].has_text) << "an excuse is no text";
    EXPECT_TRUE(all[2].favourite);
    EXPECT_EQ(all[2].tags, (Texts{"Gut"}));
    EXPECT_FALSE(all[2].has_text);
}

TEST(Exports, OfWallabagMayBeATable) {
    const auto [service, all] = told(
        "Title;URL;Content;Tags;\"MIME Type\";Language;\"Creation date\"\n\"Eins; zwei\";https://example.org/"
        "a;\"<p>Ein \"\"Satz\"\".</p>\";\"a, b\";text/html;de;\"05/03/2024 08:30:00\"\n");
    EXPECT_EQ(service, Service::wallabag);
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].title, "Eins; zwei");
    EXPECT_EQ(all[0].html, "<p>Ein \"Satz\".</p>");
    EXPECT_EQ(all[0].tags, (Texts{"a", "b"}));
    EXPECT_EQ(all[0].saved_at, 1709596800) << "the day";
}

TEST(Exports, OfReadeckHaveTheTextOfTheirContainers) {
    const auto [service, all] = told(test::readeck_zip(second));
    EXPECT_EQ(service, Service::readeck);
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].title, "Brücke");
    EXPECT_EQ(all[0].source, "Elbblatt");
    EXPECT_EQ(all[0].authors, "Erika Muster, Max Muster");
    EXPECT_EQ(all[0].saved_at, 1709623800);
    EXPECT_TRUE(all[0].favourite);
    EXPECT_NE(all[0].html.find("Umweg"), std::string::npos);
    EXPECT_EQ(all[0].quotes, (std::vector<Quote>{{test::bridge_quote, "Fürs Rad!", 1709715600}}));
    EXPECT_TRUE(all[1].read);
    EXPECT_FALSE(all[1].has_text);
    const auto table = told(
        "url,title,created,labels,is_archived,is_marked,type\r\nhttps://example.org/a,A,2024-03-05T07:30:"
        "00Z,\"[\"\"x\"\",\"\"y\"\"]\",true,false,article\r\n");
    EXPECT_EQ(table.service, Service::readeck);
    EXPECT_EQ(table.all.at(0).tags, (Texts{"x", "y"}));
    EXPECT_TRUE(table.all.at(0).read);
}

TEST(Exports, OfOmnivoreHaveTextsAndHighlights) {
    const auto [service, all] = told(test::omnivore_zip(second));
    EXPECT_EQ(service, Service::omnivore);
    ASSERT_EQ(all.size(), 2U);
    EXPECT_NE(all[0].html.find("Umweg"), std::string::npos);
    EXPECT_EQ(all[0].quotes,
              (std::vector<Quote>{{test::bridge_quote, "Fürs Rad!", 0},
                                  {"Die Arbeiten sollen achtzehn Monate dauern\nund teuer", "", 0}}));
    EXPECT_TRUE(all[1].read);
    EXPECT_FALSE(all[1].has_text) << "a name that leads elsewhere is only a name";
    EXPECT_EQ(
        told(R"([{"slug":"a","savedAt":"2024-03-05T07:30:00.000Z","url":"https://example.org/a"}])").service,
        Service::omnivore);
}

TEST(Exports, OfPocketAreTablesAndWhatWasMarkedInThem) {
    const auto [service, all] = told(test::pocket_zip(second, third));
    EXPECT_EQ(service, Service::pocket);
    ASSERT_EQ(all.size(), 3U);
    EXPECT_EQ(all[0].tags, (Texts{"Verkehr", "Elbe"}));
    EXPECT_EQ(all[0].saved_at, 1709623800);
    EXPECT_EQ(all[0].quotes, (std::vector<Quote>{{test::bridge_quote, "", 1709715600}}));
    EXPECT_EQ(all[1].title, "Gelesen, \"ganz\"");
    EXPECT_TRUE(all[1].read);
    EXPECT_EQ(all[2].title, "") << "an address is no title";
    EXPECT_EQ(told(test::pocket_csv(second, third)).all.size(), 3U) << "unpacked";

    const auto older = told(test::ril_export(second));
    EXPECT_EQ(older.service, Service::pocket);
    ASSERT_EQ(older.all.size(), 2U);
    EXPECT_EQ(older.all[0].address, "https://example.org/bruecke?a=1&b=2");
    EXPECT_EQ(older.all[0].title, "Brücke & Umweg");
    EXPECT_EQ(older.all[0].tags, (Texts{"Verkehr", "Elbe"}));
    EXPECT_FALSE(older.all[0].read);
    EXPECT_TRUE(older.all[1].read);
}

TEST(Exports, OfInstapaperHaveFoldersThatAreStatesOrTags) {
    const auto [service, all] = told(test::instapaper_csv(second, third));
    EXPECT_EQ(service, Service::instapaper);
    ASSERT_EQ(all.size(), 3U);
    EXPECT_EQ(all[0].tags, (Texts{"Verkehr", "Elbe"}));
    EXPECT_EQ(all[0].saved_at, 1709623800);
    EXPECT_TRUE(all[1].read);
    EXPECT_EQ(all[2].tags, (Texts{"Meine Mappe"}));
    const auto before = told("URL,Title,Selection,Folder\nhttps://example.org/a,A,,Starred\n");
    EXPECT_EQ(before.service, Service::instapaper);
    EXPECT_TRUE(before.all.at(0).favourite);
}

TEST(Exports, OfBrowsersHaveFoldersAsTags) {
    const auto [service, all] = told(test::bookmarks_html(second, third));
    EXPECT_EQ(service, Service::browser);
    ASSERT_EQ(all.size(), 5U);
    EXPECT_EQ(all[0].title, "Brücke");
    EXPECT_EQ(all[0].tags, (Texts{"Elbe"})) << "the toolbar is the browser's own";
    EXPECT_EQ(all[1].address, "javascript:alert(1)");
    EXPECT_EQ(all[2].address, second);
    EXPECT_EQ(all[2].tags, (Texts{"Artikel", "Später"}));
    EXPECT_EQ(all[2].saved_at, 1706745600) << "microseconds";
    EXPECT_EQ(all[3].address, third);
    EXPECT_EQ(all[3].tags, Texts());
}

TEST(Exports, GiveTextsOnlyWhereTheyAreWanted) {
    for (const auto& bytes :
         {test::wallabag_json(second, third), test::readeck_zip(second), test::omnivore_zip(second)}) {
        const auto with = told(bytes, true), without = told(bytes, false);
        ASSERT_EQ(with.all.size(), without.all.size());
        EXPECT_TRUE(without.all[0].has_text);
        EXPECT_EQ(without.all[0].html, "");
        auto same = with.all[0];
        same.html.clear();
        EXPECT_EQ(same, without.all[0]);
    }
}

TEST(Exports, ThatAreNoneOrBreakOffAreRefused) {
    for (const char* unknown : {"", " ", "Ein Text.", "[]", "[1,2]", "[{\"a\":1}]", "<html><p>Seite",
                                "a,b\n1,2", "{\"a\":1}", "url\nhttps://example.org"})
        EXPECT_EQ(wrong(unknown), "unknown") << unknown;
    EXPECT_EQ(wrong(test::zipped({{"word/document.xml", "<x/>"}})), "unknown");
    const auto whole = test::wallabag_json(second, third);
    for (std::size_t size = 1; size < whole.size(); size += 7)
        EXPECT_EQ(wrong(whole.substr(0, size)), "damaged") << size;
    EXPECT_EQ(wrong("PK\3\4"), "damaged");
    const auto archive = test::readeck_zip(second);
    EXPECT_EQ(wrong(archive.substr(0, archive.size() - 1)), "damaged");
    EXPECT_EQ(
        wrong(test::zipped({ZipFile{.name = "bookmarks/a/info.json", .content = "{}", .broken = true}})),
        "damaged");
    EXPECT_EQ(wrong(test::zipped({{"bookmarks/a/info.json", "{"}})), "damaged");
    EXPECT_EQ(wrong("title,url,time_added,status\n\"a,b,c\n"), "damaged") << "a quotation mark is open";
    EXPECT_EQ(wrong("[" + std::string(100'000, '[')), "damaged") << "deep";
    EXPECT_EQ(wrong(R"([{"url":"a","is_archived":0,"content":)" + std::string(100, '[') +
                    std::string(100, ']') + "}]"),
              "damaged");
}

TEST(Exports, AreBounded) {
    const auto table = [](int rows) {
        std::string text = "title,url,time_added,tags,status\n";
        for (int i = 0; i < rows; ++i) text += "a,https://example.org/" + std::to_string(i) + ",1,,unread\n";
        return text;
    };
    EXPECT_EQ(wrong(table(10), {.records = 10}), "nothing");
    EXPECT_EQ(wrong(table(11), {.records = 10}), "too large");
    EXPECT_EQ(wrong(test::readeck_zip(second), {.files = 3}), "too large");
    // What is small and unpacks to much.
    const auto bomb =
        test::zipped({{"bookmarks/a/info.json", "{}", true},
                      {"bookmarks/a/container/index.html", std::string(10'000'000, 'a'), true}});
    EXPECT_EQ(wrong(bomb, {.unpacked = 1'000'000, .ratio = 10}), "too large");
    EXPECT_FALSE(told(bomb, true, {.text = 1'000'000}).all.at(0).has_text)
        << "one article that is too long is none";
    const auto json = test::wallabag_json(second, third);
    EXPECT_EQ(wrong(json, {.record = 100}), "too large");
    EXPECT_FALSE(told(json, true, {.text = 100}).all.at(0).has_text);
    // Folders within folders.
    std::string deep = "<!DOCTYPE NETSCAPE-Bookmark-file-1>";
    for (int i = 0; i < 100'000; ++i) deep += "<H3>f</H3><DL>";
    EXPECT_LE(told(deep + "<A HREF=\"https://example.org\">a</A>").all.at(0).tags.size(), 100U);
}

// -- in its process

struct File {
    test::TemporaryDirectory directory;
    own::Descriptor descriptor;
    explicit File(const std::string& bytes) {
        const auto path = directory.path() / "export";
        std::ofstream(path, std::ios::binary) << bytes;
        descriptor = own::Descriptor(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    }
};

TEST(Exports, AreReadByAProcessOfTheirOwnAsTheyAre) {
    for (const auto& bytes : {test::wallabag_json(second, third), test::readeck_zip(second),
                              test::omnivore_zip(second), test::pocket_zip(second, third),
                              test::instapaper_csv(second, third), test::bookmarks_html(second, third)}) {
        const File file(bytes);
        ConfinedExport reading(file.descriptor, true);
        const auto wanted = told(bytes);
        EXPECT_EQ(reading.service(), wanted.service);
        std::vector<Saved> all;
        while (auto saved = reading.next()) all.push_back(std::move(*saved));
        EXPECT_EQ(all, wanted.all);
    }
    for (const std::string none : {"", "Ein Text."}) {
        const File file(none);
        EXPECT_THROW(ConfinedExport(file.descriptor, true), BadExport);
    }
}

// It waits here, since nobody takes what it tells.
TEST(Exports, AreReadWithoutFilesNetworkOrOtherProcesses) {
    std::string rows = "title,url,time_added,tags,status\n";
    for (int i = 0; i < 5000; ++i) rows += "a,https://example.org/" + std::to_string(i) + ",1,,unread\n";
    const File file(rows);
    const ConfinedExport reading(file.descriptor, false);
    std::ifstream children("/proc/self/task/" + std::to_string(getpid()) + "/children");
    std::string child;
    ASSERT_TRUE(children >> child);
    std::ifstream status("/proc/" + child + "/status");
    const std::string text(std::istreambuf_iterator<char>(status), {});
    EXPECT_NE(text.find("Seccomp:\t2"), std::string::npos) << text;
    EXPECT_NE(text.find("NoNewPrivs:\t1"), std::string::npos) << text;
    std::vector<std::string> open;
    for (const auto& each : std::filesystem::directory_iterator("/proc/" + child + "/fd"))
        open.push_back(each.path().filename());
    EXPECT_LE(open.size(), 4U) << "standard streams and the pipe";
}

TEST(Exports, WhoseProcessDiesBreakOff) {
    std::string rows = "title,url,time_added,tags,status\n";
    for (int i = 0; i < 5000; ++i) rows += "a,https://example.org/" + std::to_string(i) + ",1,,unread\n";
    const File file(rows);
    ConfinedExport reading(file.descriptor, false);
    std::ifstream children("/proc/self/task/" + std::to_string(getpid()) + "/children");
    pid_t child = 0;
    ASSERT_TRUE(children >> child);
    kill(child, SIGKILL);
    EXPECT_THROW(
        {
            while (reading.next()) {
            }
        },
        BadExport);
}

}  // namespace
}  // namespace vorleser::backup
