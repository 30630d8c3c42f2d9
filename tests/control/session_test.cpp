// A session without a socket: bytes in, lines out, on a loop that the test turns by itself.
#include "daemon/control/session.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>

#include "daemon/control/methods.hpp"
#include "daemon/player/player.hpp"
#include "daemon/search/finder.hpp"
#include "tests/support/running_daemon.hpp"

namespace vorleser::control {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;

// --- methods of the tests' own

int calls = 0;                     // of them, in one test
int under_way = 0;                 // answers in parts
std::map<std::int64_t, int> made;  // parts, by request

struct Nothing {};
BOOST_DESCRIBE_STRUCT(Nothing, (), ())
struct Size {
    std::int64_t bytes = 0;
};
BOOST_DESCRIBE_STRUCT(Size, (), (bytes))
struct PartSizes {
    std::int64_t count = 0, bytes = 0;
};
BOOST_DESCRIBE_STRUCT(PartSizes, (), (count, bytes))
struct Text {
    std::string text;
};
BOOST_DESCRIBE_STRUCT(Text, (), (text))

Result<json::value> count(Rooms&, const Nothing&) {
    return json::value(++calls);
}
Result<json::value> measure(Rooms&, const Text& params) {
    return json::value(params.text.size());
}
Result<json::value> large(Rooms&, const Size& params) {
    ++calls;
    return json::value(std::string(static_cast<std::size_t>(params.bytes), 'x'));
}
asio::awaitable<Result<json::value>> forever(Rooms&, Nothing) {
    asio::steady_timer never(co_await asio::this_coro::executor, asio::steady_timer::time_point::max());
    co_await never.async_wait(asio::use_awaitable);
    co_return json::value(true);
}
asio::awaitable<Result<json::value>> in_parts(Rooms&, Caller caller, PartSizes params) {
    struct UnderWay {
        UnderWay() { ++under_way; }
        ~UnderWay() { --under_way; }
    } counted;
    for (std::int64_t i = 0; i < params.count; ++i) {
        json::object part{{"number", i}, {"text", std::string(static_cast<std::size_t>(params.bytes), 'x')}};
        co_await caller.session.send_part(caller.id, std::move(part));
        ++made[caller.id];
    }
    co_return json::value{{"parts", params.count}};
}
Result<json::value> failing(Rooms&, const Nothing&) {
    throw std::runtime_error("on purpose");
}

std::vector<Method> rows() {
    std::vector<Method> all{
        rpc::method<Nothing, count>("count", ""),
        rpc::method<Text, measure>("measure", ""),
        rpc::method<Size, large>("large", ""),
        rpc::method<Nothing, failing>("failing", ""),
        rpc::method<Nothing, forever>("forever", "", Method::Kind::aloud),
        rpc::method<PartSizes, in_parts>("in_parts", "", Method::Kind::streaming),
    };
    const auto own = methods();
    all.insert(all.end(), own.begin(), own.end());
    return all;
}

std::string request(std::string_view method, json::object params = {}, json::value id = 1) {
    return json::serialize(json::object{{"jsonrpc", "2.0"},
                                        {"id", std::move(id)},
                                        {"method", method},
                                        {"params", std::move(params)}}) +
           "\n";
}

std::string batch(std::string_view each, int times) {
    std::string all = "[";
    for (int i = 0; i < times; ++i) (all += i ? "," : "") += each.substr(0, each.find('\n'));
    return all + "]\n";
}

class SessionTest : public testing::Test {
 protected:
    SessionTest() {
        calls = under_way = 0;
        made.clear();
        std::vector<VoiceProblem> problems;
        config.voices = load_voices({VORLESER_BINARY_DIR "/share/vorleser/voices"}, problems);
        config.voice = "anna";
        config.worker = {VORLESER_BINARY_DIR "/daemon/vorleserd",
                         {VORLESER_BINARY_DIR "/share/vorleser/voices"},
                         config.voices.front()};
        config.audio.device = "file:" + (directory.path() / "heard.wav").string();
        worker.emplace(loop.get_executor(), config.worker);
        player.emplace(loop.get_executor(), *worker, playlist, config);
        finder.emplace(loop.get_executor(), *worker, playlist, (directory.path() / "search.db").string());
        rooms.emplace(Rooms{*player, playlist, *worker, *finder, "", [] {}});
    }

    // A client that reads whatever comes, or nothing yet.
    struct Client {
        std::shared_ptr<Session> session;
        std::string unread_bytes;  // read from the session, not yet looked at
        bool over = false, sending = false;
    };
    std::shared_ptr<Client> client(std::shared_ptr<Budget> budget, SessionLimits limits = {}) {
        const auto made_now = std::make_shared<Client>();
        made_now->session = std::make_shared<Session>(loop.get_executor(), *rooms,
                                                      std::span<const Method>(table), budget, limits);
        return made_now;
    }
    std::shared_ptr<Client> client() { return client(budget); }
    void reads(const std::shared_ptr<Client>& client) {
        const auto read = [](std::shared_ptr<Client> of) -> asio::awaitable<void> {
            while (!of->over) {
                const auto lines = co_await of->session->next();
                of->unread_bytes += lines;
                of->over = lines.empty();
            }
        };
        asio::co_spawn(loop, read(client), asio::detached);
    }
    void send(const std::shared_ptr<Client>& client, std::string bytes) {
        const auto give = [](std::shared_ptr<Client> to, std::string all) -> asio::awaitable<void> {
            to->sending = true;
            co_await to->session->receive(all);
            to->sending = false;
        };
        asio::co_spawn(loop, give(client, std::move(bytes)), asio::detached);
        turn();
    }
    // Until nothing more happens by itself; what waits for time or for the worker goes on.
    void turn() {
        loop.restart();
        loop.poll();
    }
    // What has come until now, line by line.
    std::vector<json::value> lines(const std::shared_ptr<Client>& client) {
        turn();
        std::vector<json::value> all;
        for (std::size_t end; (end = client->unread_bytes.find('\n')) != std::string::npos;
             client->unread_bytes.erase(0, end + 1))
            all.push_back(json::parse(std::string_view(client->unread_bytes).substr(0, end)));
        return all;
    }
    static std::int64_t code(const json::value& line) {
        const auto* error = line.as_object().if_contains("error");
        return error ? error->at("code").as_int64() : 0;
    }

    test::TemporaryDirectory directory;
    PlayerConfig config;
    asio::io_context loop{1};
    Playlist playlist{":memory:"};
    std::optional<Worker> worker;
    std::optional<Player> player;
    std::optional<search::Finder> finder;
    std::optional<Rooms> rooms;
    const std::vector<Method> table = rows();
    const std::shared_ptr<Budget> budget = std::make_shared<Budget>(64 << 20, 64 << 10);
};

TEST_F(SessionTest, LinesAreAnsweredInOrderHoweverTheyArrive) {
    const auto one = client();
    reads(one);
    const auto all = request("count", {}, "a") + " \r\n\n" + request("measure", {{"text", "zwölf"}}, 2) +
                     "{\"jsonrpc\":\"2.0\",\"method\":\"count\"}\n" + request("count", {}, 3);
    for (const char each : all) send(one, std::string(1, each));
    const auto answers = lines(one);
    ASSERT_EQ(answers.size(), 3u);
    EXPECT_EQ(answers[0], (json::value{{"jsonrpc", "2.0"}, {"id", "a"}, {"result", 1}}));
    EXPECT_EQ(answers[1], (json::value{{"jsonrpc", "2.0"}, {"id", 2}, {"result", 6}}));
    EXPECT_EQ(answers[2].at("result"), 3) << "the notification was done before it, and has no answer";
    EXPECT_FALSE(one->over);
    one->session->end();
    turn();
    EXPECT_TRUE(one->over);
}

TEST_F(SessionTest, WhatAHandlerThrowsEndsItsRequestAlone) {
    const auto one = client();
    reads(one);
    send(one, request("failing") + request("count"));
    const auto answers = lines(one);
    ASSERT_EQ(answers.size(), 2u);
    EXPECT_EQ(code(answers[0]), -32603);
    EXPECT_EQ(code(answers[1]), 0);
}

TEST_F(SessionTest, ABatchHasAtMostAThousandRequests) {
    const auto one = client();
    reads(one);
    send(one, batch(request("count"), 1000));
    auto answers = lines(one);
    ASSERT_EQ(answers.size(), 1u);
    EXPECT_EQ(answers[0].as_array().size(), 1000u);
    send(one, batch(request("count"), 1001));
    send(one, batch("0", 500'000));
    answers = lines(one);
    ASSERT_EQ(answers.size(), 2u);
    EXPECT_EQ(code(answers[0]), -32600);
    EXPECT_EQ(code(answers[1]), -32600);
    EXPECT_EQ(calls, 1000);
}

// Alone and in a batch: as many as fill what may wait, the last of them beyond it, and then one more each
// time.
TEST_F(SessionTest, WhoDoesNotReadHoldsAsMuchAsMayWaitAndNoMore) {
    const auto one_large = request("large", {{"bytes", 200'000}});
    std::string burst;
    for (int i = 0; i < 20; ++i) burst += one_large;
    for (const auto& all : {burst, batch(one_large, 20)}) {
        calls = 0;
        const auto deaf = client();
        send(deaf, all);
        EXPECT_EQ(calls, 6);
        EXPECT_TRUE(deaf->sending);
        reads(deaf);
        const auto answers = lines(deaf);
        EXPECT_EQ(calls, 20);
        EXPECT_FALSE(deaf->sending);
        EXPECT_EQ(answers.size() == 1 ? answers[0].as_array().size() : answers.size(), 20u);
    }
}

TEST_F(SessionTest, EachRequestLeavesTheRestOfTheLoopItsTurn) {
    for (const bool as_batch : {false, true}) {
        const auto one = client();
        reads(one);
        std::string all;
        for (int i = 0; i < 500; ++i) all += request("count");
        if (as_batch) all = batch(request("count"), 500);
        calls = 0;
        int turns = 0, most = 0, before = 0;
        const auto others = [&]() -> asio::awaitable<void> {
            while (calls < 500) {
                most = std::max(most, calls - std::exchange(before, calls));
                ++turns;
                co_await asio::post(loop, asio::use_awaitable);
            }
        };
        asio::co_spawn(loop, others(), asio::detached);
        send(one, all);
        EXPECT_EQ(calls, 500);
        EXPECT_LE(most, 1) << "requests between two turns of the others";
        EXPECT_GE(turns, 500);
    }
}

// What is long is made bit by bit.
TEST_F(SessionTest, ALongAnswerLeavesTheRestOfTheLoopItsTurns) {
    Article article{.title = "Lang"};
    for (int i = 0; i < 10'000; ++i) article.body.push_back({BlockKind::paragraph, "Ein Satz."});
    NewEntry entry{stored(article)};
    for (int i = 0; i < 10'000; ++i) entry.dropped += "weg\n";
    ASSERT_TRUE(playlist.add(std::span(&entry, 1)));
    article.body.resize(1);
    for (int i = 0; i < 2000; ++i) {
        article.title = std::to_string(i);
        entry = {stored(article)};
        ASSERT_TRUE(playlist.add(std::span(&entry, 1)));
    }
    const std::pair<std::string, int> requests[] = {
        {request("show", {{"number", 1}, {"dropped", true}}), 20'000 / 256}, {request("list"), 2001 / 256}};
    for (const auto& [line, least] : requests) {
        const auto one = client();
        reads(one);
        int turns = 0;
        bool over = false;
        const auto others = [&]() -> asio::awaitable<void> {
            while (!over) {
                ++turns;
                co_await asio::post(loop, asio::use_awaitable);
            }
        };
        asio::co_spawn(loop, others(), asio::detached);
        const auto ask = [&]() -> asio::awaitable<void> {
            co_await one->session->receive(line);
            over = true;
        };
        asio::co_spawn(loop, ask(), asio::detached);
        const auto answer = lines(one).at(0);
        EXPECT_GE(turns, least) << line;
        if (line.find("show") != line.npos) {
            EXPECT_EQ(answer.at("result").at("blocks").as_array().size(), 10'001u);
            EXPECT_EQ(answer.at("result").at("dropped").as_array().size(), 10'000u);
        } else {
            EXPECT_EQ(answer.at("result").at("entries").as_array().size(), 2001u);
        }
    }
}

// Where they come in they are cut; those of an earlier version were stored whole.
TEST_F(SessionTest, OverlongNamesThatWereStoredAreShownCut) {
    NewEntry article;
    article.article = stored({.title = std::string(3000, 't'),
                              .kicker = std::string(3000, 'k'),
                              .teaser = {},
                              .authors = {},
                              .source = std::string(3000, 's'),
                              .url = std::string(3000, 'u'),
                              .date = {},
                              .language = "de",
                              .body = {{BlockKind::paragraph, "Ein Satz."}}});
    ASSERT_TRUE(playlist.add(std::span(&article, 1)));
    const auto one = client();
    reads(one);
    send(one, request("list"));
    const auto entry = lines(one).at(0).at("result").at("entries").at(0);
    for (const auto& [name, letter] :
         {std::pair{"title", 't'}, {"kicker", 'k'}, {"source", 's'}, {"url", 'u'}})
        EXPECT_EQ(entry.at(name).as_string(), std::string(1997, letter) + "…");
}

TEST_F(SessionTest, AMessageBeyondTheLimitEndsTheSession) {
    const auto one = client(budget, {.message = 1 << 20});
    reads(one);
    send(one, request("measure", {{"text", std::string(1'000'000, 'x')}}));
    EXPECT_EQ(code(lines(one).at(0)), 0);
    send(one, std::string(1 << 20, 'x'));
    EXPECT_TRUE(one->session->reads());
    send(one, "x");
    EXPECT_FALSE(one->session->reads());
    EXPECT_EQ(code(lines(one).at(0)), -32600);
    EXPECT_TRUE(one->over);
}

// Lines that do not end, values, answers: whoever wants more than there is gets an error, and all who keep
// small are served. What is given back is there for others.
TEST_F(SessionTest, WhatAllHoldTogetherIsBounded) {
    const auto small = std::make_shared<Budget>(1 << 20, 64 << 10);
    auto hog = client(small);
    send(hog, std::string(1'000'000, 'x'));
    const auto other = client(small), modest = client(small);
    reads(other);
    reads(modest);
    send(other, request("measure", {{"text", std::string(300'000, 'x')}}));
    EXPECT_EQ(code(lines(other).at(0)), -32000);
    EXPECT_FALSE(other->session->reads());
    send(modest, request("count"));
    EXPECT_EQ(code(lines(modest).at(0)), 0);
    send(modest, request("large", {{"bytes", 500'000}}));
    EXPECT_EQ(code(lines(modest).at(0)), -32000) << "the answer is too much, the session goes on";
    hog.reset();
    turn();
    send(modest,
         request("large", {{"bytes", 500'000}}) + request("measure", {{"text", std::string(200'000, 'x')}}));
    const auto answers = lines(modest);
    ASSERT_EQ(answers.size(), 2u);
    EXPECT_EQ(code(answers[0]) + code(answers[1]), 0);
    send(modest, batch("0", 100'000));
    EXPECT_EQ(code(lines(modest).at(0)), -32000) << "200 KB of text, 2.4 MB of values";
    send(modest, request("count"));
    EXPECT_EQ(code(lines(modest).at(0)), 0);
}

// Where memory is short they go who do not read, the one that holds most first, and no more of them than has
// to be; whoever reads, or holds little, stays.
TEST_F(SessionTest, WhoDoesNotReadGoesWhereOthersNeedTheMemory) {
    const auto small = std::make_shared<Budget>(1 << 20, 64 << 10);
    const auto holding = [&](std::int64_t bytes, std::chrono::milliseconds stall) {
        const auto deaf = client(small, {.stall = stall});
        send(deaf, request("large", {{"bytes", bytes}}));
        return deaf;
    };
    using namespace std::chrono_literals;
    const auto reading = holding(400'000, 1h), little = holding(60'000, 0s), some = holding(200'000, 0s),
               most = holding(300'000, 0s);
    std::vector<const Client*> dismissed;
    for (const auto& each : {reading, little, some, most})
        asio::co_spawn(
            loop,
            [](Client& of, std::vector<const Client*>& into) -> asio::awaitable<void> {
                co_await of.session->dismissed();
                into.push_back(&of);
            }(*each, dismissed),
            asio::detached);
    const auto other = client(small);
    reads(other);
    send(other, request("large", {{"bytes", 900'000}}));
    EXPECT_EQ(code(lines(other).at(0)), -32000) << "not even all of them would be enough";
    EXPECT_TRUE(dismissed.empty());
    for (int i = 0; i < 3; ++i) {
        send(other, request("large", {{"bytes", 450'000}}));
        EXPECT_EQ(code(lines(other).at(0)), 0);
        EXPECT_EQ(dismissed, std::vector<const Client*>{most.get()});
    }
    send(most, request("count"));
    reads(most);
    EXPECT_TRUE(lines(most).empty());
    send(other, request("large", {{"bytes", 700'000}}));
    EXPECT_EQ(code(lines(other).at(0)), 0);
    EXPECT_EQ(dismissed, (std::vector<const Client*>{most.get(), some.get()}));
    for (const auto& each : {reading, little}) {
        reads(each);
        EXPECT_EQ(code(lines(each).at(0)), 0);
    }
}

// Whatever its strings hold: what the documented limits have to do with each other.
TEST_F(SessionTest, AMessageOfTheGreatestLengthIsTakenWithNoMoreThanItsLineAndItsValue) {
    const SessionLimits limits{.message = 4 << 20};
    const auto enough = std::make_shared<Budget>(2 * limits.message + limits.message / 16, 64 << 10);
    for (const char letter : {'x', '\n', '"'}) {
        const auto one = client(enough, limits);
        reads(one);
        const auto around = request("measure", {{"text", ""}}).size();
        const auto size = (limits.message - around) / (letter == 'x' ? 1 : 2);
        const auto line = request("measure", {{"text", std::string(size, letter)}});
        for (std::size_t at = 0; at < line.size(); at += 16 * 1024) send(one, line.substr(at, 16 * 1024));
        EXPECT_EQ(lines(one).at(0).at("result"), size);
    }
}

// Strings are put together where the line was.
TEST_F(SessionTest, StringsComeAsTheyWereSent) {
    const auto one = client();
    reads(one);
    for (const std::string text : {"", "ä", "\"", "\\\\", "a\nb", "\n\n\n", "\U0001F600 und \"mehr\"\t"}) {
        const std::string twice = R"({"id":")" + text + R"("})";
        for (const std::string& each : {text, twice}) {
            const json::value id(each + each);
            send(one, request("count", {}, id));
            send(one, R"({"method":"count","\u006asonrpc":"2.0","id":)" + json::serialize(id) + "}\n");
            const auto answers = lines(one);
            ASSERT_EQ(answers.size(), 2u);
            for (const auto& answer : answers) EXPECT_EQ(answer.at("id"), id);
        }
    }
    send(one, "{\"jsonrpc\":\"2.0\"} 7\n\"\\\n\"\\u12\"\n");
    for (const auto& answer : lines(one)) EXPECT_EQ(code(answer), -32700);
}

TEST_F(SessionTest, EverythingHeldIsGivenBack) {
    const auto small = std::make_shared<Budget>(1 << 20, 0);
    std::vector<std::shared_ptr<Client>> idle;
    for (int i = 0; i < 50; ++i) {
        const auto one = client(small);
        reads(one);
        send(one, request("large", {{"bytes", 300'000}}) +
                      request("measure", {{"text", std::string(200'000, 'x')}}));
        send(one, request("in_parts", {{"count", 20}, {"bytes", 50'000}}));
        send(one, batch(request("large", {{"bytes", 30'000}}), 20));
        const auto answers = lines(one);
        ASSERT_EQ(answers.size(), 2u + 21u + 1u);
        for (const auto& answer : answers) ASSERT_TRUE(answer.is_array() || code(answer) == 0) << i;
        idle.push_back(one);
    }
}

// --- events

TEST_F(SessionTest, EventsThatWereNotReadAreMerged) {
    const auto one = client();
    send(one, request("subscribe"));
    Snapshot before, after;
    for (int i = 0; i < 5; ++i) {
        after.state.volume_percent = i;
        after.position.jump = static_cast<std::uint16_t>(i + 1);
        one->session->announce(events_between(std::exchange(before, after), after));
        turn();
    }
    reads(one);
    auto told = lines(one);
    ASSERT_EQ(told.size(), 3u);
    EXPECT_EQ(told[1].at("method"), "state");
    EXPECT_EQ(told[2].at("method"), "position");
    after.list = 7;
    one->session->announce(events_between(before, after));
    told = lines(one);
    ASSERT_EQ(told.size(), 1u);
    EXPECT_EQ(told[0].at("method"), "playlist");
}

TEST_F(SessionTest, EveryEventIsToldToThoseWhoWantItOnly) {
    const auto silent = client(), all = client();
    reads(silent);
    reads(all);
    send(all, request("subscribe"));
    lines(all);
    for (const Event& each : events()) {
        const auto one = client();
        reads(one);
        if (each.to == Event::To::whoever_asks) send(one, request("subscribe", {{"events", {each.name}}}));
        if (each.to == Event::To::outputs) send(one, request("offer", {{"name", "Telefon"}}));
        lines(one);
        for (const auto& told : {silent, all, one}) told->session->tell(each);
        EXPECT_TRUE(lines(silent).empty());
        for (const auto& told : {all, one}) {
            const auto but = told == one ? Event::To::every_subscriber : Event::To::outputs;
            if (each.to == but) continue;
            const auto got = lines(told);
            ASSERT_EQ(got.size(), 1u) << each.name;
            EXPECT_EQ(got[0].at("method").as_string(), each.name);
        }
        for (const Event& other : events())
            if (other.to == Event::To::whoever_asks && &other != &each) one->session->tell(other);
        EXPECT_TRUE(lines(one).empty()) << each.name;
        one->session->tell(quit_event);
        const bool subscribed = each.to == Event::To::whoever_asks;
        EXPECT_EQ(lines(one).size(), subscribed ? 1u : 0u) << "every subscriber is told that the daemon ends";
        send(one, request("subscribe", {{"events", {"nonsense"}}}));
        EXPECT_EQ(code(lines(one).at(0)), -32602);
    }
}

TEST_F(SessionTest, EveryEventIsOnTheProtocolPage) {
    const auto page = test::read_file(VORLESER_SOURCE_DIR "/daemon/control/PROTOCOL.md");
    for (const Event& each : events())
        EXPECT_NE(page.find("\n| `" + std::string(each.name) + "` | "), std::string::npos) << each.name;
}

// --- answers in parts

TEST_F(SessionTest, PartsComeWithTheRequestsIdAndOtherRequestsAreDoneMeanwhile) {
    const auto one = client();
    send(one, request("in_parts", {{"count", 100}, {"bytes", 10'000}}, 7));
    send(one, request("count", {}, 8));
    EXPECT_EQ(calls, 1);
    reads(one);
    int parts = 0;
    bool answered = false, counted = false;
    for (const json::value& line : lines(one)) {
        if (const auto* method = line.as_object().if_contains("method")) {
            EXPECT_EQ(*method, "part");
            EXPECT_EQ(line.at("params").at("id"), 7);
            EXPECT_EQ(line.at("params").at("number"), parts++);
            EXPECT_FALSE(answered) << "the answer is the last";
        } else if (line.at("id") == 7) {
            answered = true;
            EXPECT_EQ(line.at("result").at("parts"), 100);
        } else {
            counted = true;
            EXPECT_EQ(parts, counted ? parts : 0);
        }
    }
    EXPECT_EQ(parts, 100);
    EXPECT_TRUE(answered && counted);
    EXPECT_EQ(under_way, 0);
}

TEST_F(SessionTest, PartsAreMadeAsFastAsTheyAreReadAndForNobodyWhoHasGone) {
    const auto deaf = client();
    send(deaf, request("in_parts", {{"count", 1'000'000}, {"bytes", 10'000}}));
    const int before = made[1];
    EXPECT_LT(before * 10'000, 300'000);
    turn();
    EXPECT_EQ(made[1], before) << "nothing was read";
    EXPECT_EQ(under_way, 1);
    deaf->session->leave();
    turn();
    EXPECT_EQ(under_way, 0);
}

TEST_F(SessionTest, AnAnswerInPartsIsCancelledByItsRequest) {
    const auto one = client();
    send(one, request("in_parts", {{"count", 1'000'000}, {"bytes", 10'000}}, 7));
    send(one, request("in_parts", {{"count", 2}, {"bytes", 1}}, 9));
    send(one, request("cancel", {{"request", 7}}, 8) + request("cancel", {{"request", 6}}, 10));
    EXPECT_EQ(under_way, 1);
    reads(one);
    std::map<std::int64_t, std::int64_t> codes;
    for (const json::value& line : lines(one))
        if (line.as_object().contains("id")) codes[line.at("id").as_int64()] = code(line);
    EXPECT_EQ(codes, (std::map<std::int64_t, std::int64_t>{{7, -32007}, {8, 0}, {9, 0}, {10, -32001}}));
    EXPECT_EQ(under_way, 0);
    // As a notification, and before it has begun.
    send(one, request("in_parts", {{"count", 1'000'000}, {"bytes", 10'000}}, 7) +
                  "{\"jsonrpc\":\"2.0\",\"method\":\"cancel\",\"params\":{\"request\":7}}\n");
    while (under_way > 0) lines(one);
    EXPECT_EQ(under_way, 0);
    send(one, request("in_parts", {{"count", 1}, {"bytes", 1}}, 7));
    EXPECT_EQ(code(lines(one).back()), 0) << "the id is free again";
}

TEST_F(SessionTest, WhatCannotBeAnsweredInPartsIsRefused) {
    const auto one = client(budget, {.streams = 2});
    const json::object endless{{"count", 1'000'000}, {"bytes", 10'000}};
    send(one, request("in_parts", endless, 1));
    send(one, request("in_parts", endless, 1) + request("in_parts", endless, "x") +
                  request("in_parts", endless, nullptr) + batch(request("in_parts", endless, 5), 1) +
                  request("in_parts", endless, 2) + request("in_parts", endless, 3) +
                  "{\"jsonrpc\":\"2.0\",\"method\":\"in_parts\",\"params\":{\"count\":1,\"bytes\":1}}\n");
    EXPECT_EQ(under_way, 2);
    one->session->cancel(1);
    one->session->cancel(2);
    reads(one);
    std::vector<std::int64_t> codes;
    for (const json::value& line : lines(one)) {
        if (line.is_array())
            codes.push_back(code(line.at(0)));
        else if (!line.as_object().contains("method"))
            codes.push_back(code(line));
    }
    EXPECT_EQ(codes, (std::vector<std::int64_t>{-32600, -32600, -32600, -32600, -32000, -32007, -32007}));
}

TEST_F(SessionTest, TwentyAnswersInPartsShareFairly) {
    const auto one = client();
    std::string all;
    for (int i = 1; i <= 20; ++i) all += request("in_parts", {{"count", 1000}, {"bytes", 1000}}, i);
    reads(one);
    int largest_lead = 0;
    const auto watching = [&]() -> asio::awaitable<void> {
        std::optional<std::map<std::int64_t, int>> begin;  // when all had begun
        while (made[20] < 1000) {
            if (under_way == 20) {
                if (!begin) begin = made;
                for (int i = 1; i < 20; ++i)
                    largest_lead =
                        std::max(largest_lead, std::abs((made[i] - (*begin)[i]) - (made[20] - (*begin)[20])));
            }
            co_await asio::post(loop, asio::use_awaitable);
        }
    };
    asio::co_spawn(loop, watching(), asio::detached);
    send(one, all);
    turn();
    for (int i = 1; i <= 20; ++i) EXPECT_EQ(made[i], 1000);
    EXPECT_LE(largest_lead, 3) << "parts";
}

// A batch's answers are one line.
TEST_F(SessionTest, NothingGetsBetweenABatchsAnswers) {
    const auto one = client();
    send(one, request("subscribe") + request("in_parts", {{"count", 100}, {"bytes", 5'000}}, 7) +
                  batch(request("large", {{"bytes", 100'000}}, 8), 30));
    Snapshot after;
    after.state.volume_percent = 7;
    after.position.jump = 1;
    one->session->announce(events_between({}, after));
    reads(one);
    int arrays = 0, parts = 0, told = 0;
    for (const json::value& line : lines(one)) {
        if (line.is_array()) {
            ++arrays;
            EXPECT_EQ(line.as_array().size(), 30u);
        } else if (const auto* method = line.as_object().if_contains("method")) {
            (*method == "part" ? parts : told)++;
        }
    }
    EXPECT_EQ(arrays, 1);
    EXPECT_EQ(parts, 100);
    EXPECT_EQ(told, 2);
}

TEST_F(SessionTest, WhatIsSaidAloudIsSaidToNobodyWhoHasGone) {
    const auto one = client(), other = client();
    send(one, request("forever"));
    send(other, request("count"));
    EXPECT_FALSE(one->session->leave());
    EXPECT_TRUE(other->session->leave());
    calls = 0;
    send(other, request("forever") + request("count"));
    EXPECT_EQ(calls, 1) << "and what is not aloud is done";
    EXPECT_TRUE(one->sending);
}

}  // namespace
}  // namespace vorleser::control
