// `vorleser backup` and `import` between real daemons: nothing is missing, nothing is half, nothing is lost.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>

#include <gtest/gtest.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <zlib.h>

#include "tests/backup/machine.hpp"
#include "tests/support/shell.hpp"

namespace vorleser::test {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

// What a query gives, a line each row.
std::string rows(const RunningDaemon& daemon, const std::string& sql) {
    sqlite3* db = nullptr;
    std::string all;
    const auto file = (daemon.directory() / "state/vorleser/playlist.db").string();
    EXPECT_EQ(sqlite3_open_v2(file.c_str(), &db, SQLITE_OPEN_READWRITE, nullptr), SQLITE_OK) << file;
    const auto add = [](void* to, int count, char** values, char**) {
        for (int i = 0; i < count; ++i)
            *static_cast<std::string*>(to) += std::string(values[i] ? values[i] : "NULL") + "|";
        *static_cast<std::string*>(to) += "\n";
        return 0;
    };
    char* error = nullptr;
    EXPECT_EQ(sqlite3_exec(db, sql.c_str(), add, &all, &error), SQLITE_OK) << (error ? error : "");
    sqlite3_close(db);
    return all;
}

// All that a listener could notice, as the database has it: in the list's order, without what is this file's
// own (ids, ranks, revisions, sums) and what is measured anew (whether lengths are exact).
std::map<std::string, std::string> noticed(const RunningDaemon& daemon) {
    return {
        {"entries",
         rows(daemon,
              "SELECT hex(uid), title, kicker, source, url, language, added_at, heard, code_point,"
              " position_ms, duration_ms,"
              // What is current is saved, and so heard, whenever a daemon ends.
              " iif(id IS (SELECT current FROM session), 0, last_heard_at), left_at, departure,"
              " digest, text_revision, place_cause, hex(place_device), place_from, kept_at, read_at,"
              " tags FROM entry ORDER BY rank")},
        {"texts", rows(daemon,
                       "SELECT hex(uid), authors, date, dropped, (SELECT group_concat(body, '') FROM (SELECT"
                       " body FROM part WHERE part.text = article.text ORDER BY number)) FROM article JOIN"
                       " entry ON id = entry ORDER BY uid")},
        {"marks",
         rows(daemon,
              "SELECT hex(mark.uid), hex(entry.uid), hex(entry_uid), begins, ends, sentence, note,"
              " mark.title, mark.source, mark.url, made_at, changed_at, mark.position_ms FROM mark"
              " LEFT JOIN entry ON entry.id = mark.entry WHERE mark.departure = 0 ORDER BY mark.uid")},
        {"settings", rows(daemon,
                          "SELECT speed_percent, volume_percent, pitch, voice, repeat, shuffle <> 0,"
                          " finished, (SELECT hex(uid) FROM entry WHERE entry.id = current) FROM session")},
    };
}

class Backup : public testing::Test {
 protected:
    static void fill(Machine& machine) {
        const auto page = read_file(VORLESER_SOURCE_DIR "/tests/articles/spiegel-openai.txt");
        machine.add(page, {{"as", "page"}, {"source", "spiegel.txt"}, {"url", "https://example.org/a?b=c"}});
        machine.add(
            "Über Öl\n\n**Vorweg.**\n\n# Eins\n\n> Zitat mit \\# Zeichen\n\n- Punkt\n- Noch einer\n\nEnde. "
            "Gut.",
            {{"as", "markdown"}, {"tags", {"Politik", "Öl & Gas"}}});
        machine.add("Gehört\n\nKurz.", {{"as", "text"}});
        machine.add("Weg\n\nWird entfernt. Mit Marke.", {{"as", "text"}});
        machine.add("Auch weg\n\nWird entfernt.", {{"as", "text"}});
        machine.add("Nur gemerkt\n\nBleibt in der Merkliste.", {{"as", "text"}, {"to", "kept"}});
        machine.add("Beides\n\nIst in beiden.", {{"as", "text"}, {"to", "both"}});
        auto& client = machine.client;
        machine.measured();
        client.call("mark", {{"number", 1}, {"begin", 300}, {"note", "Nachlesen: „so“ & so"}});
        client.call("mark", {{"number", 2}});
        client.call("mark", {{"number", 4}, {"begin", 6}});
        client.call("edit", {{"number", 3}, {"text", "Gehört, neu\n\nKurz. Sehr kurz.\n"}});
        client.call("remove", {{"ids", json::array{4, 5}}});
        client.call("read", {{"ids", json::array{2}}});
        client.call("move", {{"number", 3}, {"to", 1}});
        client.call("play", {{"id", 1}});
        client.call("pause");
        client.call("seek", {{"to_text", "OpenAI"}});
        client.call("speed", {{"percent", 135}});
        client.call("pitch", {{"pitch", -5}});
        client.call("voice", {{"name", "jonas"}});
        client.call("repeat", {{"mode", "all"}});
        client.call("finished", {{"then", "kept"}});
        client.call("lexicon", {{"word", "Merz"}, {"sound", "Mertz"}});
        machine.measured();
    }

    static std::string lexicon(const Machine& machine) {
        return read_file(machine.daemon.directory() / "config/vorleser/voices/lexicon.toml");
    }
    std::string path(const std::string& name) const { return (files.path() / name).string(); }
    // The lines of a backup, and a file of such lines.
    std::vector<std::string> records(const std::string& file) {
        const auto out = shell("zcat " + file).out;
        std::vector<std::string> all;
        for (std::size_t at = 0; at < out.size();) {
            const auto end = out.find('\n', at);
            all.push_back(out.substr(at, end - at));
            at = end + 1;
        }
        return all;
    }
    void pack(const std::string& file, const std::vector<std::string>& lines) {
        const gzFile out = gzopen(file.c_str(), "wb");
        for (const auto& line : lines)
            gzwrite(out, (line + "\n").data(), static_cast<unsigned>(line.size() + 1));
        gzclose(out);
    }
    std::vector<std::string> names() const {
        std::vector<std::string> all;
        for (const auto& each : fs::directory_iterator(files.path())) all.push_back(each.path().filename());
        std::ranges::sort(all);
        return all;
    }

    TemporaryDirectory files;
};

TEST_F(Backup, OnAnotherMachineNothingIsMissing) {
    Machine one;
    fill(one);
    const auto before = one.saved(noticed);
    const auto made = one.vorleser("backup " + path("b"));
    ASSERT_EQ(made.code, 0) << made.out;
    EXPECT_NE(made.out.find("7 articles, 3 marks"), std::string::npos) << made.out;
    struct stat info {};
    ASSERT_EQ(stat(path("b").c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0600U);

    Machine other;
    const auto dry = other.json("import --dry-run " + path("b"));
    EXPECT_EQ(dry.at("added"), 7);
    EXPECT_EQ(dry.at("marks"), 3);
    EXPECT_EQ(dry.at("words"), 1);
    EXPECT_EQ(dry.at("settings"), true);
    EXPECT_EQ(other.client.call("list").at("total"), 0) << "nothing was changed";
    EXPECT_EQ(other.client.call("lexicon").at("words").as_array().size(), 0U);

    const auto came = other.json("import " + path("b"));
    for (const char* what : {"added", "changed", "same", "marks", "words", "settings"})
        EXPECT_EQ(came.at(what), dry.at(what)) << what;
    other.measured();
    const auto after = other.saved(noticed);
    for (const auto& [what, all] : before) EXPECT_EQ(after.at(what), all) << what;
    EXPECT_EQ(lexicon(other), lexicon(one));
    // What was removed there can be brought back here.
    EXPECT_EQ(other.client.call("undo").at("ids").as_array().size(), 2U);
}

TEST_F(Backup, OnceMoreChangesNothing) {
    Machine one;
    fill(one);
    ASSERT_EQ(one.vorleser("backup " + path("b")).code, 0);
    for (const bool elsewhere : {false, true}) {
        Machine other;
        Machine& machine = elsewhere ? other : one;
        if (elsewhere) ASSERT_EQ(other.vorleser("import " + path("b")).code, 0);
        machine.measured();
        const auto before = machine.saved(noticed);
        const auto again = machine.json("import " + path("b"));
        EXPECT_EQ(again.at("added"), 0);
        EXPECT_EQ(again.at("changed"), 0);
        EXPECT_EQ(again.at("same"), 7);
        EXPECT_EQ(again.at("marks"), 0);
        EXPECT_EQ(machine.saved(noticed), before);
    }
}

TEST_F(Backup, IsMergedWithWhatIsThere) {
    Machine one, other;
    fill(one);
    ASSERT_EQ(one.vorleser("backup " + path("b")).code, 0);
    ASSERT_EQ(other.vorleser("import " + path("b")).code, 0);
    // Each goes on by itself.
    other.add("Nur hier\n\nEin Satz.", {{"as", "text"}});
    const std::string news = "Microsoft investiert weitere Milliarden in OpenAI";
    other.client.call("tag", {{"ids", json::array{other.id(news)}}, {"add", {"Hier"}}});
    other.client.call("mark", {{"number", 1}, {"note", "Hier"}});
    one.client.call("tag", {{"ids", json::array{one.id(news)}}, {"add", {"Dort"}}});
    one.client.call("edit", {{"id", one.id("Über Öl")}, {"text", "Über Öl, neu\n\nDavor. Ende. Gut.\n"}});
    one.client.call("keep", {{"ids", json::array{one.id(news)}}});
    // What is newer is told by the second.
    const auto second = std::time(nullptr);
    ASSERT_TRUE(eventually([&] { return std::time(nullptr) > second; }));
    one.client.call("note", {{"id", 1}, {"note", "Anders"}});
    ASSERT_EQ(one.vorleser("backup " + path("b")).code, 0);
    const auto came = other.json("import " + path("b"));
    EXPECT_EQ(came.at("added"), 0);
    EXPECT_EQ(came.at("changed"), 2);
    const auto list = other.client.call("list").at("entries").as_array();
    EXPECT_EQ(list.back().at("title"), "Nur hier");
    const auto entry = [&](std::string_view title) {
        const auto* found = std::ranges::find_if(
            list, [&](const json::value& e) { return e.at("title").as_string() == title; });
        EXPECT_NE(found, list.end()) << title;
        return found == list.end() ? json::value() : *found;
    };
    EXPECT_EQ(entry("Über Öl, neu").at("text_revision"), 2);
    EXPECT_EQ(entry(news).at("tags"), (json::array{"Hier", "Dort"}));
    EXPECT_FALSE(entry(news).at("kept").is_null());
    // The marks: four, one with the newer note, and one where its sentence stands in the newer text.
    const auto marks = other.client.call("marks").at("marks").as_array();
    EXPECT_EQ(marks.size(), 4U);
    const auto noted = [&](std::string_view note) {
        return std::ranges::any_of(
            marks, [&](const json::value& mark) { return mark.at("note").as_string() == note; });
    };
    EXPECT_TRUE(noted("Hier"));
    EXPECT_TRUE(noted("Anders"));
    EXPECT_FALSE(noted("Nachlesen: „so“ & so"));
    // Settings and words of one's own stay.
    other.client.call("speed", {{"percent", 200}});
    other.client.call("lexicon", {{"word", "Merz"}, {"sound", "März"}});
    one.client.call("lexicon", {{"word", "Scholz"}, {"sound", "Scholts"}});
    other.client.call("lexicon", {{"word", "wolke"}, {"sound", "Wölke"}});
    one.client.call("lexicon", {{"word", "Wolke"}, {"sound", "Wolge"}});
    ASSERT_EQ(one.vorleser("backup " + path("b")).code, 0);
    const auto words = other.json("import " + path("b"));
    EXPECT_EQ(words.at("settings"), false);
    EXPECT_EQ(words.at("words"), 1);
    EXPECT_EQ(other.client.call("status").at("speed"), 200);
    EXPECT_EQ(other.client.call("lexicon").at("words").as_array().size(), 3U);
    EXPECT_NE(lexicon(other).find("März"), std::string::npos);
    EXPECT_NE(lexicon(other).find("Wölke"), std::string::npos) << "the same word, whatever its letters' case";
}

TEST_F(Backup, WhatWasTakenAwayAfterwardsStaysAway) {
    Machine one;
    fill(one);
    ASSERT_EQ(one.vorleser("backup " + path("b")).code, 0);
    // A later second: what leaves in the second of the backup may have left before it.
    const auto second = std::time(nullptr);
    ASSERT_TRUE(eventually([&] { return std::time(nullptr) > second; }));
    one.client.call("remove", {{"id", 1}});
    one.client.call("unmark", {{"ids", json::array{1}}});
    const auto before = one.saved(noticed);
    const auto came = one.json("import " + path("b"));
    EXPECT_EQ(came.at("changed"), 0);
    EXPECT_EQ(one.saved(noticed), before);
}

TEST_F(Backup, WritesOverAnEarlierOneAndOverNothingElse) {
    Machine one;
    one.add("Eins\n\nEin Satz.", {{"as", "text"}});
    ASSERT_EQ(one.vorleser("backup " + path("b")).code, 0);
    EXPECT_EQ(one.vorleser("backup " + path("b")).code, 0);
    for (const std::string other : {"Ein Text von mir.", "", "\x1f\x8b\x08"}) {
        std::ofstream(path("mine"), std::ios::binary) << other;
        const auto refused = one.vorleser("backup " + path("mine"));
        EXPECT_EQ(refused.code, 1) << refused.out;
        EXPECT_NE(refused.out.find("--replace"), std::string::npos) << refused.out;
        EXPECT_EQ(read_file(path("mine")), other);
    }
    EXPECT_EQ(one.vorleser("backup --replace " + path("mine")).code, 0);
    EXPECT_EQ(one.vorleser("backup " + files.path().string()).code, 1);
    EXPECT_EQ(one.vorleser("backup --replace " + files.path().string()).code, 1);
    EXPECT_EQ(one.vorleser("backup /dev/null").code, 1);
    EXPECT_EQ(one.vorleser("backup " + path("no/such/directory")).code, 1);
    EXPECT_EQ(names(), (std::vector<std::string>{"b", "mine"})) << "and nothing is left over";
}

TEST_F(Backup, WhatIsNoWholeBackupChangesNothing) {
    Machine one, other;
    fill(one);
    ASSERT_EQ(one.vorleser("backup " + path("b")).code, 0);
    other.add("Eins\n\nEin Satz.", {{"as", "text"}});
    other.measured();
    const auto before = other.saved(noticed);
    const auto whole = records(path("b"));
    ASSERT_GE(whole.size(), 13U);
    const auto with = [&](std::size_t at, const std::string& line) {
        auto lines = whole;
        lines[at] = line;
        return lines;
    };
    const auto replaced = [&](const std::string& what, const std::string& by) {
        auto lines = whole;
        bool found = false;
        for (auto& line : lines)
            if (const auto at = line.rfind(what); !found && at != line.npos)
                line.replace(at, what.size(), by), found = true;
        EXPECT_TRUE(found) << what;
        return lines;
    };
    const std::vector<std::vector<std::string>> wrong{
        {whole.begin(), whole.end() - 1},
        {whole.begin() + 1, whole.end()},
        {whole.begin(), whole.begin() + 1},
        with(5, "no JSON"),
        with(5, "[]"),
        with(5, "{}"),
        with(5, "{\"entry\":7}"),
        with(5, "{\"path\":\"/etc/passwd\"}"),
        with(0, "{\"vorleser\":\"backup\",\"version\":2,\"made_at\":1}"),
        with(0, "{\"vorleser\":\"backup\",\"version\":\"1\"}"),
        with(whole.size() - 1, "{\"end\":{\"entries\":6,\"marks\":3}}"),
        replaced("\"removal\":", "\"removed\":"),
        replaced("\"heard\":false", "\"heard\":\"nein\""),
        replaced("\"added_at\":1", "\"added_at\":-1"),
        replaced("\"added_at\":1", "\"added_at\":9999999999999991"),
        replaced("\"millionths\":", "\"millionths\":9999999"),
        replaced("\"text_revision\":1", "\"text_revision\":0"),
        replaced("\"uid\":\"0", "\"uid\":\"x"),
        replaced("Öl & Gas", std::string(100, 'x')),
        replaced("\"repeat\":\"all\"", "\"repeat\":\"ever\""),
        replaced("\"finished\":\"kept\"", "\"finished\":\"lost\""),
        replaced("\"speed\":135", "\"speed\":7"),
        replaced("\"sentence\":\"", "\"sentence\":7,\"x\":\""),
        replaced("Mertz", "\\u0007"),
    };
    std::size_t refused = 0;
    for (const auto& lines : wrong) {
        pack(path("wrong"), lines);
        const auto got = other.vorleser("import " + path("wrong"));
        EXPECT_EQ(got.code, 1) << "case " << refused << ": " << got.out;
        EXPECT_FALSE(got.out.empty());
        ++refused;
    }
    for (const std::string& foreign : {std::string(), std::string("PK\x03\x04"), std::string("Ein Text"),
                                       read_file(path("b")).substr(0, 500)}) {
        std::ofstream(path("wrong"), std::ios::binary) << foreign;
        EXPECT_EQ(other.vorleser("import " + path("wrong")).code, 1);
    }
    for (const std::string& none : {path("missing"), files.path().string(), std::string("/dev/zero")})
        EXPECT_EQ(other.vorleser("import " + none).code, 1) << none;
    EXPECT_EQ(shell("mkfifo " + path("fifo")).code, 0);
    EXPECT_EQ(other.vorleser("import " + path("fifo")).code, 1) << "nobody writes into it";
    EXPECT_EQ(other.saved(noticed), before);
    // What it names is put nowhere.
    EXPECT_EQ(fs::exists(other.daemon.directory() / "config/vorleser/voices/lexicon.toml"), false);
}

// A signal, or a kill, at any moment: the file is the one before or the whole new one.
TEST_F(Backup, ThatIsInterruptedLeavesNothingHalf) {
    Machine one;
    for (int i = 0; i < 12; ++i) {
        std::string text = "Lang\n\n";
        for (int k = 0; k < 4000; ++k)
            text +=
                "Das ist der Satz Nummer " + std::to_string(k) + " von Artikel " + std::to_string(i) + ". ";
        one.add(text, {{"as", "text"}});
    }
    ASSERT_EQ(one.vorleser("backup " + path("b")).code, 0);
    const auto first = read_file(path("b"));
    one.add("Neu\n\nEin Satz.", {{"as", "text"}});
    int interrupted = 0;
    for (const int signal : {SIGINT, SIGTERM, SIGKILL})
        for (int wait = 0; wait < 4; ++wait) {
            Process process({VORLESER_BINARY_DIR "/client/vorleser", "backup", path("b")},
                            one.daemon.environment(), path("err"));
            // As soon as something of it is there, and a little later each time.
            eventually([&] { return names().size() > 2 || process.ended(); });
            for (int i = 0; i < wait * 50 && !process.ended(); ++i) names();
            process.signal(signal);
            interrupted += process.wait() == 128 + signal;
            const auto now = read_file(path("b"));
            if (now != first) EXPECT_EQ(shell("gzip -t " + path("b")).code, 0);
        }
    EXPECT_GT(interrupted, 0);
    EXPECT_EQ(one.vorleser("backup " + path("b")).code, 0);
    EXPECT_EQ(names(), (std::vector<std::string>{"b", "err"})) << "what a kill left is swept";
}

TEST_F(Backup, ImportThatIsKilledGoesOnWhereItEnded) {
    Machine one, other;
    for (int i = 0; i < 150; ++i) {
        std::string text = "Lang\n\n";
        for (int k = 0; k < 100; ++k)
            text +=
                "Das ist der Satz Nummer " + std::to_string(k) + " von Artikel " + std::to_string(i) + ". ";
        one.add(text, {{"as", "text"}});
    }
    ASSERT_EQ(one.vorleser("backup " + path("b")).code, 0);
    for (const int signal : {SIGINT, SIGKILL}) {
        Process process({VORLESER_BINARY_DIR "/client/vorleser", "import", path("b")},
                        other.daemon.environment(), path("err"));
        const auto before = other.client.call("list").at("total").to_number<int>();
        eventually([&] {
            return other.client.call("list").at("total").to_number<int>() > before || process.ended();
        });
        process.signal(signal);
        process.wait();
    }
    // Also the daemon, with what had come.
    other.daemon.kill();
    other.daemon.start();
    other.client = other.daemon.connect();
    const auto came = other.json("import " + path("b"));
    EXPECT_EQ(came.at("changed"), 0);
    EXPECT_EQ(came.at("added").to_number<int>() + came.at("same").to_number<int>(), 150);
    const auto list = [](Machine& machine) {
        std::string all;
        const auto answer = machine.client.call("list");
        const auto& entries = answer.at("entries").as_array();
        for (const auto& entry : entries) all += std::string(entry.at("uid").as_string()) + "\n";
        return all;
    };
    EXPECT_EQ(list(other), list(one)) << "in the same order";
}

}  // namespace
}  // namespace vorleser::test
