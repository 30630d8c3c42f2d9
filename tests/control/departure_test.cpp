// Clients that leave at every point of an exchange: each one's connection is released.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/support/running_daemon.hpp"

namespace vorleser::test {
namespace {

namespace json = boost::json;

std::string request(std::string_view method, json::object params = {}) {
    return json::serialize(json::object{
               {"jsonrpc", "2.0"}, {"id", 1}, {"method", method}, {"params", std::move(params)}}) +
           "\n";
}

std::string sentences(int count) {
    std::string text;
    for (int i = 0; i < count; ++i) text += "Das ist der Satz Nummer " + std::to_string(i) + ". ";
    return text;
}

void read_some(RpcClient& client) {
    char bytes[100];
    [[maybe_unused]] const auto n = ::read(client.descriptor(), bytes, sizeof bytes);
}

// What is sent, and perhaps read, before the client leaves.
struct Visit {
    const char* name;
    void (*until_it_leaves)(RpcClient&);
};

const std::vector<Visit> visits = {
    {"nothing", [](RpcClient&) {}},
    {"half a line", [](RpcClient& c) { c.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"met"); }},
    {"a request", [](RpcClient& c) { c.send(request("status")); }},
    {"a request, all of its answer", [](RpcClient& c) { c.send(request("status")), c.line(); }},
    {"a request, the answer's beginning", [](RpcClient& c) { c.send(request("status")), read_some(c); }},
    {"a request and a half", [](RpcClient& c) { c.send(request("status") + "{\"jsonrpc\""); }},
    {"a notification",
     [](RpcClient& c) {
         c.send("{\"jsonrpc\":\"2.0\",\"method\":\"volume\",\"params\":{\"percent\":40}}\n");
     }},
    {"nonsense", [](RpcClient& c) { c.send("nonsense\n"); }},
    {"a batch",
     [](RpcClient& c) {
         c.send(
             "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"status\"},"
             "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"devices\"},7]\n");
     }},
    {"many requests",
     [](RpcClient& c) {
         std::string all;
         for (int i = 0; i < 100; ++i) all += request("status");
         c.send(all);
     }},
    {"a big answer that nobody reads",
     [](RpcClient& c) {
         c.send(request("show", {{"id", 1}}));
     }},
    {"a big answer's beginning",
     [](RpcClient& c) {
         c.send(request("show", {{"id", 1}})), read_some(c);
     }},
    {"big answers, more than wait",
     [](RpcClient& c) {
         std::string all;
         for (int i = 0; i < 8; ++i) all += request("show", {{"id", 1}});
         c.send(all), read_some(c);
     }},
    {"an end of requests", [](RpcClient& c) { shutdown(c.descriptor(), SHUT_WR); }},
    {"an end of requests behind one",
     [](RpcClient& c) { c.send(request("status")), shutdown(c.descriptor(), SHUT_WR); }},
    {"an end of requests, an answer",
     [](RpcClient& c) { c.send(request("status")), shutdown(c.descriptor(), SHUT_WR), c.line(); }},
    {"an end of reading", [](RpcClient& c) { shutdown(c.descriptor(), SHUT_RD), c.send(request("status")); }},
    {"a subscription", [](RpcClient& c) { c.send(request("subscribe")); }},
    {"a subscription, its answer", [](RpcClient& c) { c.call("subscribe"); }},
    {"a subscription, an event",
     [](RpcClient& c) {
         c.call("subscribe"), c.call("volume", {{"percent", 41}});
     }},
    {"pronounce",
     [](RpcClient& c) {
         c.send(request("pronounce", {{"text", sentences(5)}}));
     }},
    {"pronounce, silent",
     [](RpcClient& c) {
         c.send(request("pronounce", {{"text", sentences(5)}, {"silent", true}}));
     }},
    {"sample",
     [](RpcClient& c) {
         c.send(request("sample", {{"name", "jonas"}}));
     }},
    {"devices", [](RpcClient& c) { c.send(request("devices")); }},
    {"add",
     [](RpcClient& c) {
         c.send(request("add", {{"text", sentences(2000)}, {"as", "text"}}));
     }},
    {"add, half",
     [](RpcClient& c) {
         c.send(request("add", {{"text", sentences(2000)}}).substr(0, 30'000));
     }},
    {"edit",
     [](RpcClient& c) {
         c.send(request("edit", {{"id", 2}, {"text", "Zwei\n\nAnders.\n"}}));
     }},
    {"seek",
     [](RpcClient& c) {
         c.send(request("play", {{"id", 1}}) + request("seek", {{"by_paragraphs", 1}}) +
                request("seek", {{"percent", 50}}));
     }},
};

class Departure : public testing::Test {
 protected:
    Departure() {
        std::string big;
        for (int i = 0; i < 50; ++i) big += sentences(200) + std::to_string(i) + "\n\n";
        client.call("add", {{"title", "Eins"}, {"text", big}, {"as", "text"}});
        client.call("add", {{"title", "Zwei"}, {"text", sentences(10)}, {"as", "text"}});
    }
    // The daemon's, `client`'s among them. The kernel lists the socket that listens by the same path.
    std::ptrdiff_t connections() const {
        std::ifstream sockets("/proc/net/unix");
        std::ptrdiff_t count = -1;
        for (std::string line; std::getline(sockets, line);) count += line.ends_with(" " + daemon.socket());
        return count;
    }
    std::ptrdiff_t descriptors() const {
        return std::distance(
            std::filesystem::directory_iterator("/proc/" + std::to_string(daemon.pid()) + "/fd"), {});
    }
    // No connection, and no descriptor but some that are the daemon's own: `before` are those of then.
    testing::AssertionResult nothing_stays(std::ptrdiff_t before) const {
        // It opens and closes by itself: the index and its log while what was added is indexed, and what
        // watches for a bus.
        constexpr std::ptrdiff_t its_own = 4;
        if (eventually([&] { return connections() == 1 && descriptors() <= before + its_own; }))
            return testing::AssertionSuccess();
        return testing::AssertionFailure() << connections() << " connections, " << descriptors()
                                           << " descriptors, before " << before << "\n"
                                           << daemon.log();
    }
    bool device_in_use() {
        const json::value listed = client.call("devices");
        return listed.at("devices").at(0).at("in_use").as_bool();
    }
    // The daemon has as many connections as before, and room for as many clients as ever.
    void expect_all_released(std::ptrdiff_t before) {
        client.call("stop");
        EXPECT_TRUE(nothing_stays(before));
        std::vector<RpcClient> all;
        while (all.size() < 255) {  // beside `client`
            all.push_back(daemon.connect());
            EXPECT_TRUE(all.back().call("status").is_object());
        }
    }

    TemporaryDirectory files;
    RunningDaemon daemon{{}, {"--device", "file:" + (files.path() / "heard.wav").string()}};
    RpcClient client = daemon.connect();
};

TEST_F(Departure, AtEveryPointOfAnExchangeIsNoticed) {
    const auto seed = std::random_device()();
    std::mt19937 random(seed);
    SCOPED_TRACE("seed " + std::to_string(seed));
    client.call("pronounce", {{"text", "Wort"}});  // opens what stays open
    const auto before = descriptors();
    constexpr std::size_t wanted = 1000;
    std::vector<const Visit*> order;
    while (order.size() < wanted)
        for (const Visit& visit : visits) order.push_back(&visit);
    std::shuffle(order.begin(), order.end(), random);
    std::vector<RpcClient> here;  // some stay while others come
    for (const Visit* visit : order) {
        try {
            here.push_back(daemon.connect());
            visit->until_it_leaves(here.back());
        } catch (const std::exception& e) {
            FAIL() << visit->name << ": " << e.what() << "\n" << daemon.log();
        }
        if (here.size() > 8) here.erase(here.begin() + static_cast<std::ptrdiff_t>(random() % here.size()));
        if (random() % 10 == 0) client.call("status");
    }
    here.clear();
    expect_all_released(before);
}

// Each kind alone, more often than there are places: no other kind makes room for it.
TEST_F(Departure, OfAnyKindLeavesItsPlaceToOthers) {
    client.call("pronounce", {{"text", "Wort"}});
    const auto before = descriptors();
    for (const Visit& visit : visits) {
        for (int i = 0; i < 8; ++i) {
            RpcClient guest = daemon.connect();
            visit.until_it_leaves(guest);
        }
        client.call("stop");
        EXPECT_TRUE(nothing_stays(before)) << visit.name;
    }
}

TEST_F(Departure, LeavesDoneWhatWasAskedFor) {
    daemon.connect().send("{\"jsonrpc\":\"2.0\",\"method\":\"volume\",\"params\":{\"percent\":33}}\n");
    EXPECT_TRUE(eventually([&] { return client.call("status").at("volume") == 33; }));
    daemon.connect().send(request("add", {{"text", "Drei\n\nEin Satz."}, {"as", "text"}}) +
                          request("speed", {{"percent", 120}}));
    EXPECT_TRUE(eventually([&] { return client.call("status").at("speed") == 120; }));
    EXPECT_EQ(client.call("list").at("total"), 3);
}

TEST_F(Departure, EndsWhatIsSaidForNobody) {
    client.call("speed", {{"percent", 50}});
    {
        RpcClient guest = daemon.connect();
        guest.send(request("pronounce", {{"text", sentences(30)}}));  // more than a minute
        ASSERT_TRUE(eventually([&] { return device_in_use(); }));
    }
    EXPECT_TRUE(eventually([&] { return !device_in_use(); }, 20));
}

}  // namespace
}  // namespace vorleser::test
