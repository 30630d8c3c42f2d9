// What one client, or all of them together, may do to the listener and to the machine.
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/running_daemon.hpp"

namespace vorleser::test {
namespace {

namespace json = boost::json;

std::string batch(const std::string& each, int times) {
    std::string all = "[";
    for (int i = 0; i < times; ++i) (all += i ? "," : "") += each;
    return all + "]\n";
}

class Hostile : public testing::Test {
 protected:
    Hostile() {
        std::filesystem::create_directory(daemon.directory() / "config/vorleser");
        std::ofstream(daemon.directory() / "config/vorleser/vorleser.toml")
            << "[audio]\npace_percent = 400\n";
        daemon.restart();
        client = daemon.connect();
        std::string text = "Lang\n\n";
        for (int i = 0; i < 1500; ++i)
            text += "Das ist der Satz Nummer " + std::to_string(i) + (i % 10 ? ". " : ".\n\n");
        client.call("add", {{"text", text}, {"as", "text"}});
    }
    long most_kilobytes() const {
        std::ifstream status("/proc/" + std::to_string(daemon.pid()) + "/status");
        for (std::string line; std::getline(status, line);)
            if (line.starts_with("VmHWM")) return std::stol(line.substr(6));
        return 0;
    }
    // Whoever keeps small is served, and what all held together was bounded.
    void expect_bounded() {
        RpcClient other = daemon.connect();
        EXPECT_EQ(other.call("status").at("size"), 1) << daemon.log();
#ifndef VORLESER_SANITIZED  // what was freed is kept in quarantine
        EXPECT_LT(most_kilobytes(), 200'000);
#endif
    }
    // Sends until the daemon wants no more of it.
    static void send_all(RpcClient& to, const std::string& bytes) {
        try {
            to.send(bytes);
        } catch (const std::runtime_error&) {
        }
    }

    TemporaryDirectory files;
    RunningDaemon daemon{{}, {"--device", "file:" + (files.path() / "heard.wav").string()}};
    RpcClient client = daemon.connect();
};

// A thousand articles shown at once, one after the other and as a batch: the sound has no gap. In a sound
// file a gap is silence of a length that no pause has.
TEST_F(Hostile, ABurstOfRequestsSilencesNothing) {
    const std::string show = R"({"jsonrpc":"2.0","id":1,"method":"show","params":{"number":1}})";
    client.call("play");
    ASSERT_TRUE(eventually([&] { return client.call("status").at("position_ms").as_int64() > 1000; }));
    RpcClient burst = daemon.connect(), batches = daemon.connect();
    std::string lines;
    for (int i = 0; i < 300; ++i) lines += show + "\n";
    burst.send(lines);
    batches.send(batch(show, 300));
    const std::jthread reading([&] {
        for (int i = 0; i < 300; ++i) burst.line();
    });
    EXPECT_EQ(json::parse(batches.line().value()).as_array().size(), 300u);
    const auto now = client.call("status");
    EXPECT_EQ(now.at("state"), "playing");
    client.call("stop");
    daemon.terminate();
    const std::string bytes = read_file(files.path() / "heard.wav");
    std::vector<std::int16_t> samples((bytes.size() - 44) / 2);
    std::memcpy(samples.data(), bytes.data() + 44, 2 * samples.size());
    std::size_t silence = 0, longest = 0;
    for (const auto sample : samples) longest = std::max(longest, silence = sample == 0 ? silence + 1 : 0);
    EXPECT_GT(samples.size(), 22'050u);
    EXPECT_LT(longest, 22'050u * 5 / 4) << "samples; the pause behind the title is a second";
}

TEST_F(Hostile, WhateverIsSentHoldsNoMoreMemoryThanThereIsForAll) {
    {  // Lines without an end, of several clients.
        std::vector<RpcClient> hogs;
        for (int i = 0; i < 4; ++i) hogs.push_back(daemon.connect());
        const std::string piece(60 << 20, 'x');
        for (RpcClient& hog : hogs) send_all(hog, piece);
        expect_bounded();
    }
    {  // Values of which each takes two bytes.
        RpcClient hog = daemon.connect();
        hog.send(batch("0", 500'000));
        EXPECT_EQ(json::parse(hog.line().value()).at("error").at("code"), -32600);
        hog.send(batch("0", 20'000'000));
        EXPECT_EQ(json::parse(hog.line().value()).at("error").at("code"), -32000);
        expect_bounded();
    }
    {  // Answers that nobody reads.
        std::vector<RpcClient> deaf;
        const std::string show =
            R"({"jsonrpc":"2.0","id":1,"method":"show","params":{"number":1,"marked":true}})";
        for (int i = 0; i < 200; ++i) {
            deaf.push_back(daemon.connect());
            deaf.back().send(batch(show, 20));
        }
        for (int i = 0; i < 20; ++i) client.call("status");
        expect_bounded();
    }
}

// Those that do not read are disconnected where there is no memory left for others: the log says so.
TEST_F(Hostile, WhoDoesNotReadMakesRoomForOthers) {
    std::vector<RpcClient> deaf;
    const std::string show =
        R"({"jsonrpc":"2.0","id":1,"method":"show","params":{"number":1,"marked":true}})";
    for (int i = 0; i < 200; ++i) {
        deaf.push_back(daemon.connect());
        // Once the others have taken all there is, a further one is turned away amid its batch.
        send_all(deaf.back(), batch(show, 20));
    }
    // Until they may be sent away, others are refused: amid their message, or once it is there.
    const json::object too_long{{"text", std::string(20 << 20, ' ')}, {"silent", true}};
    const std::string request =
        json::serialize(
            json::object{{"jsonrpc", "2.0"}, {"id", 1}, {"method", "pronounce"}, {"params", too_long}}) +
        "\n";
    ASSERT_TRUE(eventually([&] {
        RpcClient other = daemon.connect();
        send_all(other, request);
        const auto answer = other.line();
        return answer && json::parse(*answer).at("error").at("code") == -32602;
    })) << daemon.log();
    EXPECT_NE(daemon.log().find("a client that does not read its answers is disconnected"), std::string::npos)
        << daemon.log();
    expect_bounded();
}

}  // namespace
}  // namespace vorleser::test
