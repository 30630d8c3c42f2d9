// A daemon whose playlist is damaged: it starts, says so, comes to rest, and ends when it is told to.
#include <algorithm>
#include <fstream>
#include <iostream>
#include <random>
#include <sstream>

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "tests/end_to_end/listening.hpp"
#include "tests/faults/faults.hpp"
#include "tests/support/chance.hpp"

namespace vorleser::test {
namespace {

namespace json = boost::json;

#ifdef VORLESER_SANITIZED
constexpr int flips = 6;
#else
constexpr int flips = 24;
#endif

class Damage : public testing::Test {
 protected:
    Faults faults;
    TemporaryDirectory sound;
    const ConfigFile config{"[audio]\npace_percent = 100\n"};
    RunningDaemon daemon{
        faults.environment(),
        {"--config", config.path(), "--device", "file:" + (sound.path() / "heard.wav").string()}};

    // Three articles, the first amid its reading; ended.
    Files prepared() {
        RpcClient client = daemon.connect();
        for (const char* title : {"Erster", "Zweiter", "Dritter"})
            client.call("add",
                        {{"text", std::string(title) + "\n\nDer " + title + " sagt etwas. Und noch etwas."},
                         {"as", "text"}});
        EXPECT_TRUE(eventually([&] {
            const auto list = client.call("list");
            const auto& entries = list.at("entries").as_array();
            return std::all_of(entries.begin(), entries.end(),
                               [](const json::value& entry) { return entry.at("exact").as_bool(); });
        }));
        client.call("play");
        EXPECT_TRUE(eventually([&] { return position_of(client) > 100; }));
        client.call("pause");
        daemon.terminate();
        return Faults::files(daemon);
    }

    void start(const Files& files) {
        faults.put(daemon, files);
        daemon.start();
        faults.arm(Fault::none, 0);
    }

    static void sql(const std::string& path, const std::string& statements) {
        sqlite3* db = nullptr;
        ASSERT_EQ(sqlite3_open(path.c_str(), &db), SQLITE_OK);
        EXPECT_EQ(sqlite3_exec(db, statements.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
            << sqlite3_errmsg(db);
        sqlite3_close(db);
    }

    // User and system time of the daemon itself, in clock ticks (a hundredth of a second).
    std::int64_t processor_time() const {
        std::string stat = read_file("/proc/" + std::to_string(daemon.pid()) + "/stat");
        std::istringstream fields(stat.substr(stat.rfind(')') + 2));
        std::string skipped;
        for (int i = 3; i < 14; ++i) fields >> skipped;
        std::int64_t user = 0, system = 0;
        fields >> user >> system;
        return user + system;
    }
};

void expect_between(const json::value& of, const char* name, std::int64_t low, std::int64_t high) {
    const auto value = of.at(name).to_number<std::int64_t>();
    EXPECT_TRUE(low <= value && value <= high) << name << " is " << value;
}

void expect_in_range(const json::value& entry) {
    constexpr std::int64_t far = 1'000'000'000'000, end_of_time = 253'402'300'799;
    expect_between(entry, "id", 1, std::int64_t{1} << 53);
    expect_between(entry, "position_ms", 0, far);
    expect_between(entry, "duration_ms", 0, far);
    expect_between(entry, "added_at", 0, end_of_time);
    if (!entry.at("last_heard_at").is_null()) expect_between(entry, "last_heard_at", 0, end_of_time);
}

void expect_status_in_range(const json::value& status) {
    expect_between(status, "speed", 50, 400);
    expect_between(status, "volume", 0, 100);
    expect_between(status, "pitch", -50, 50);
    expect_between(status, "position_ms", 0, 1'000'000'000'000);
    expect_between(status, "duration_ms", 0, 1'000'000'000'000);
    expect_between(status, "size", 0, 1'000);
    if (!status.at("entry").is_null()) expect_in_range(status.at("entry"));
    if (status.at("sleep").is_object() && status.at("sleep").as_object().contains("ms"))
        expect_between(status.at("sleep"), "ms", 0, 24 * 60 * 60 * 1000);
}

TEST_F(Damage, OfOneBitIsSurvivedByTheWholeDaemon) {
    std::mt19937_64 random(seed());
    const Files files = prepared();
    for (int i = 0; i < flips && !HasFailure(); ++i) {
        Files damaged = files;
        std::string& bytes = damaged.at("playlist.db");
        const auto at = random() % bytes.size(), bit = random() % 8;
        SCOPED_TRACE("bit " + std::to_string(bit) + " of byte " + std::to_string(at));
        bytes[at] = static_cast<char>(bytes[at] ^ 1 << bit);
        start(damaged);
        RpcClient client = daemon.connect();
        expect_status_in_range(client.call("status"));
        const auto list = client.call("list");
        const auto& entries = list.at("entries").as_array();
        for (const auto& entry : entries) expect_in_range(entry);
        client.call_raw("play");
        client.call_raw("next");
        client.call_raw("seek", {{"percent", 50}});
        expect_status_in_range(client.call("status"));
        client.call_raw("stop");
        EXPECT_LT(faults.operations(), 300) << "of commands this few";
        EXPECT_LT(processor_time(), 1500) << "hundredths of a second; nothing goes on for ever";
        EXPECT_EQ(daemon.terminate(), 0);
    }
}

// A text that cannot be read: it is skipped and said, the list keeps it, and nothing goes on about it.
TEST_F(Damage, OfATextIsSaidAndTheDaemonComesToRest) {
    Files files = prepared();
    std::string& bytes = files.at("playlist.db");
    const auto at = bytes.find("TErster\n");
    ASSERT_NE(at, std::string::npos);
    bytes[at] ^= 1;
    start(files);
    RpcClient client = daemon.connect();
    client.call("play", {{"number", 1}});
    ASSERT_TRUE(eventually([&] {
        const auto status = client.call("status");
        return status.at("entry").at("title") == "Zweiter" && status.at("position_ms").as_int64() > 100;
    }));
    client.call("stop");
    const auto list = client.call("list");
    const auto& first = list.at("entries").at(0);
    EXPECT_TRUE(first.at("damaged").is_string());
    EXPECT_NE(first.at("state"), "heard");
    EXPECT_TRUE(list.at("entries").at(1).at("damaged").is_null());
    const std::string warning(client.call("status").at("warnings").at(0).as_string());
    EXPECT_NE(warning.find("“Erster” is damaged"), std::string::npos) << warning;
    const auto operations = faults.operations();
    for (int i = 0; i < 200; ++i) client.call("status");
    EXPECT_LE(faults.operations(), operations + 200 + 20) << "an answer each; nothing is written any more";
    EXPECT_EQ(daemon.terminate(), 0);
}

TEST_F(Damage, OfTheSettingsGivesDefaultsAndIsSaid) {
    prepared();
    const std::string path = daemon.directory() / "state/vorleser/playlist.db";
    sql(path,
        "UPDATE session SET speed_percent = -28, volume_percent = 5000, pitch = 99, repeat = 1000000, "
        "playing = 77, finished = 4,"
        " shuffle = -5, sleep_at = 9223372036854775807, sleep_at_end = 4, saved_at = -9223372036854775807;"
        "UPDATE entry SET fraction = 7, code_point = 99999999999, duration_ms = -5, position_ms = -1,"
        " added_at = 9223372036854775807, rank = -9223372036854775807 WHERE id = 1");
    daemon.start();
    RpcClient client = daemon.connect();
    const auto status = client.call("status");
    expect_status_in_range(status);
    EXPECT_EQ(status.at("speed"), 100);
    EXPECT_EQ(status.at("volume"), 100);
    EXPECT_EQ(status.at("pitch"), 0);
    EXPECT_EQ(status.at("repeat"), "off");
    EXPECT_EQ(status.at("finished"), "stays");
    EXPECT_TRUE(status.at("sleep").is_null());
    EXPECT_EQ(status.at("warnings").as_array().size(), 2u) << status.at("warnings");
    const auto list = client.call("list");
    const auto& entries = list.at("entries").as_array();
    for (const auto& entry : entries) expect_in_range(entry);
    client.call("play", {{"id", 1}});
    EXPECT_TRUE(eventually([&] { return position_of(client) > 100; }));
    EXPECT_EQ(daemon.terminate(), 0);
    daemon.start();
    const auto left = daemon.connect().call("status").at("warnings").as_array();
    EXPECT_EQ(left.size(), 1u) << left
                               << ": the settings are written anew; what the article was, nobody knows";
    EXPECT_EQ(left.at(0), status.at("warnings").at(1));
}

TEST_F(Damage, WholeDirectoryDeletedIsNoOk) {
    RpcClient client = daemon.connect();
    client.call("add", {{"text", "Eins\n\nEin Satz."}, {"as", "text"}});
    std::filesystem::remove_all(daemon.directory() / "state/vorleser");
    const auto answer = client.call_raw("add", {{"text", "Zwei\n\nNoch ein Satz."}, {"as", "text"}});
    ASSERT_TRUE(answer.contains("error")) << answer;
    EXPECT_EQ(answer.at("error").at("code"), -32004);
    EXPECT_NE(answer.at("error").at("message").as_string().find("deleted"), std::string::npos);
    EXPECT_FALSE(client.call("volume", {{"percent", 40}}).at("warnings").as_array().empty());
    EXPECT_EQ(client.call("status").at("size"), 1) << "what was there is still there to be heard";
    daemon.terminate();
    EXPECT_EQ(daemon.log().find("saved, ending"), std::string::npos) << daemon.log();
}

// As long as the disk is full the warning stays, whatever is asked; «saved» is not said of what was not; and
// what could not be measured then is measured once there is room.
TEST_F(Damage, FullDiskIsSaidUntilItIsOver) {
    RpcClient client = daemon.connect();
    client.call("add", {{"text", read_file(VORLESER_SOURCE_DIR "/tests/articles/spiegel-openai.txt")}});
    client.call("play");
    const auto before = exact_status(client).at("duration_ms");
    faults.arm(Fault::fail_always, 1, ENOSPC);
    RpcClient listener = daemon.connect();
    listener.call("subscribe", {{"events", {"state"}}});
    const std::pair<const char*, json::object> commands[] = {
        {"voice", {{"name", "paul"}}}, {"pause", {}}, {"play", {}},  {"seek", {{"to_ms", 5000}}},
        {"volume", {{"percent", 50}}}, {"stop", {}},  {"status", {}}};
    for (const auto& [method, params] : commands)
        EXPECT_FALSE(client.call(method, params).at("warnings").as_array().empty()) << method;
    const std::string log = daemon.log();
    std::size_t said = 0;
    for (auto at = log.find("nothing was changed"); at != log.npos;
         at = log.find("nothing was changed", at + 1))
        ++said;
    EXPECT_LE(said, 3u) << "once for the place, and for what is measured: " << log;
    faults.disarm();
    EXPECT_TRUE(client.call("volume", {{"percent", 60}}).at("warnings").as_array().empty());
    EXPECT_TRUE(eventually([&] {
        const auto status = client.call("status");
        return status.at("exact").as_bool() && status.at("duration_ms") != before;
    })) << "measured with the other voice";
    faults.arm(Fault::fail_always, 1, ENOSPC);
    daemon.terminate();
    EXPECT_EQ(daemon.log().find("saved, ending"), std::string::npos) << daemon.log();
}

}  // namespace
}  // namespace vorleser::test
