// Who may come in, on the disk.
#include "client/web/devices.hpp"

#include <ctime>
#include <fstream>

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "client/web/feeds.hpp"
#include "tests/support/running_daemon.hpp"

namespace vorleser::web {
namespace {

using test::TemporaryDirectory;

TEST(Devices, ArePairedByWhatAPersonTypesAndGetNamesOfTheirOwn) {
    TemporaryDirectory directory;
    Devices devices(directory.path() / "web");
    Refusal refusal{};
    EXPECT_FALSE(devices.pair("AAAAAAAA", "x", refusal));
    EXPECT_EQ(refusal, Refusal::no_code);
    auto code = devices.new_code();
    for (auto& c : code) c = static_cast<char>(std::tolower(c));
    const auto first = devices.pair(" " + code.substr(0, 4) + "-" + code.substr(4) + " ", "Telefon", refusal);
    ASSERT_TRUE(first);
    const auto second = devices.pair(devices.new_code(), "  Telefon\x1b[2J\n ", refusal);
    const auto third = devices.pair(devices.new_code(), "Telefon", refusal);
    const auto nameless = devices.pair(devices.new_code(), "", refusal);
    ASSERT_TRUE(second && third && nameless);
    EXPECT_EQ(second->device.name.find('\x1b'), std::string::npos);
    EXPECT_EQ(third->device.name, "Telefon 2");
    EXPECT_FALSE(nameless->device.name.empty());
    EXPECT_EQ(devices.find(first->token)->name, "Telefon");
    EXPECT_EQ(devices.find(first->token + "A"), nullptr);
    EXPECT_EQ(devices.find(first->device.hash), nullptr) << "what the file says is no token";
    Devices again(directory.path() / "web");
    EXPECT_EQ(again.list().size(), 4u);
    EXPECT_TRUE(again.find(third->token));
}

TEST(Devices, ACodeEndsAfterTenMinutesAndWhenTheClockIsSetBack) {
    for (const std::int64_t until : {-1l, 0l, 601l, 100000l}) {
        TemporaryDirectory directory;
        Devices devices(directory.path());
        const auto code = devices.new_code();
        const auto file = directory.path() / "devices.json";
        auto value = boost::json::parse(test::read_file(file));
        EXPECT_LE(value.at("codes").at(0).at("until").as_int64(), std::time(nullptr) + 600);
        value.at("codes").at(0).at("until") = std::time(nullptr) + until;
        std::ofstream(file) << boost::json::serialize(value);
        Refusal refusal{};
        EXPECT_FALSE(devices.pair(code, "x", refusal)) << until;
    }
}

TEST(Devices, AFileThatMakesNoSenseLetsNobodyIn) {
    TemporaryDirectory directory;
    Devices devices(directory.path());
    Refusal refusal{};
    const auto paired = devices.pair(devices.new_code(), "x", refusal);
    const auto file = directory.path() / "devices.json";
    const auto whole = test::read_file(file);
    for (const std::string& broken : {std::string(), std::string("null"), std::string("{\"devices\":[{}]}"),
                                      whole.substr(0, whole.size() / 2)}) {
        std::ofstream(file) << broken;
        devices.reload();
        EXPECT_EQ(devices.find(paired->token), nullptr) << broken;
    }
    EXPECT_FALSE(devices.new_code().empty()) << "and can be begun anew";
    EXPECT_EQ(test::read_file(file.string() + ".damaged"), whole.substr(0, whole.size() / 2));
}

// Where no descriptor is left, or the disk does not answer, nobody is out, and nothing is written over.
TEST(Devices, AFileThatCannotBeReadJustNowThrowsNobodyOut) {
    TemporaryDirectory directory;
    Devices devices(directory.path());
    Feeds feeds(directory.path());
    Refusal refusal{};
    const auto paired = devices.pair(devices.new_code(), "x", refusal);
    feeds.add("Auto");
    for (const char* name : {"devices.json", "feeds.json"}) {
        const auto file = directory.path() / name, away = directory.path() / "away";
        std::filesystem::rename(file, away);
        std::filesystem::create_directory(file);  // is opened, and gives an error when it is read
        if (name == std::string("devices.json")) {
            EXPECT_THROW(devices.reload(), own::Unusable);
            EXPECT_THROW(devices.new_code(), own::Unusable);
            EXPECT_THROW(devices.remove("x"), own::Unusable);
            EXPECT_TRUE(devices.find(paired->token));
        } else {
            EXPECT_THROW(feeds.add("Küche"), own::Unusable);
        }
        std::filesystem::remove(file);
        std::filesystem::rename(away, file);
    }
    devices.new_code();
    EXPECT_TRUE(Devices(directory.path()).find(paired->token));
    EXPECT_EQ(feeds.list().size(), 1u);
}

TEST(Devices, WhereTheDiskRefusesNothingIsChanged) {
    TemporaryDirectory directory;
    Devices devices(directory.path());
    Refusal refusal{};
    const auto code = devices.new_code();
    std::filesystem::create_directory(directory.path() / "devices.json.new");  // in the way of the draft
    EXPECT_THROW(devices.pair(code, "x", refusal), own::Unusable);
    EXPECT_TRUE(devices.list().empty());
    std::filesystem::remove(directory.path() / "devices.json.new");
    EXPECT_TRUE(devices.pair(code, "x", refusal)) << "the code is still good";
}

}  // namespace
}  // namespace vorleser::web
