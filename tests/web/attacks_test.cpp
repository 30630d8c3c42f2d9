// The attacker's list of client/web/README.md: each way in, tried.
#include <filesystem>
#include <fstream>
#include <functional>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client/web/devices.hpp"
#include "tests/web/serving.hpp"

namespace vorleser::test {
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;

class Attacks : public Serving {
 protected:
    std::string stored() const { return read_file(state() / "devices.json"); }
};

int in_a_child(const std::function<int()>& what) {
    int ends[2];
    if (pipe(ends) != 0) return -1;
    const auto child = fork();
    if (child == 0) {
        const int result = what();
        [[maybe_unused]] const auto written = write(ends[1], &result, sizeof result);
        _exit(0);
    }
    close(ends[1]);
    int result = -1;
    [[maybe_unused]] const auto got = read(ends[0], &result, sizeof result);
    close(ends[0]);
    waitpid(child, nullptr, 0);
    return result;
}

std::string pairing(const std::string& code) {
    return json::serialize(json::object{{"code", code}, {"name", "Telefon"}});
}

// A page elsewhere lets its own name point to this machine.
TEST_F(Attacks, ANameThatIsNotOursIsAnsweredNothing) {
    serve();
    const auto cookie = paired();
    for (const char* host : {"evil.example", "evil.example:80", "127.0.0.1.evil.example", "192.168.1.1", "",
                             "localhost.evil.example", "127.0.0.1@evil.example", "[::1", "a b"})
        for (const char* target : {"/", "/me", "/style.css"}) {
            const auto got = request("GET", target, {.cookie = cookie, .host = *host ? host : " "});
            EXPECT_EQ(got.status, 421) << host << target;
            EXPECT_EQ(got.body.find("Telefon"), got.body.npos);
        }
    for (const auto& host :
         {fmt::format("localhost:{}", port), std::string("127.0.0.1:1"), std::string("LOCALHOST.")})
        EXPECT_EQ(request("GET", "/me", {.cookie = cookie, .host = host}).status, 200) << host;
    Peer twice(port);
    twice.send(fmt::format("GET /me HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\nCookie: {}\r\n\r\n",
                           cookie));
    EXPECT_EQ(twice.answer().status, 421);
}

TEST_F(Attacks, AProxysNameIsOursWhereItWasSaid) {
    serve({"--host", "vorleser.example"});
    EXPECT_EQ(request("GET", "/", {.host = "vorleser.example"}).status, 200);
    const auto paired = request(
        "POST", "/pair", {.origin = "https://vorleser.example", .host = "vorleser.example"}, pairing(code()));
    EXPECT_EQ(paired.status, 204);
    EXPECT_TRUE(paired.field("Set-Cookie").starts_with("__Host-vorleser=")) << paired.head;
    EXPECT_NE(paired.field("Set-Cookie").find("; Secure"), std::string::npos);
}

// Cookies know no ports: who serves at another port of this machine, and has the listener's browser open
// that, is shown the cookie, and may type codes.
TEST_F(Attacks, AnotherUserOfThisMachineIsToldNothing) {
    if (geteuid() != 0) GTEST_SKIP() << "only root can be another user";
    serve({"--host", "vorleser.example"});
    const auto cookie = paired();
    const auto status_as = [&](uid_t user, const std::string& host) {
        return in_a_child([&] {
            if (setuid(user) != 0) return -1;
            return request("GET", "/me", {.cookie = cookie, .host = host}).status;
        });
    };
    constexpr uid_t nobody = 65534;
    const auto here = fmt::format("127.0.0.1:{}", port);
    EXPECT_EQ(status_as(0, here), 200);
    EXPECT_EQ(status_as(nobody, here), 403);
    EXPECT_EQ(status_as(nobody, "localhost"), 403);
    EXPECT_EQ(status_as(nobody, "vorleser.example"), 200) << "a proxy, which has users of its own";
}

// A page elsewhere posts, or opens a WebSocket, with what cookies the browser may send.
TEST_F(Attacks, AnotherOriginThanOursDoesNothing) {
    serve();
    const auto cookie = paired();
    const auto before = stored();
    for (const std::string foreign :
         {"", "null", "http://evil.example", "http://127.0.0.1", "https://127.0.0.1:1", "http://localhost"}) {
        for (const char* target : {"/leave", "/sounds", "/add", "/pair"})
            EXPECT_EQ(request("POST", target, {.cookie = cookie, .origin = foreign}, pairing("x")).status,
                      403)
                << foreign << target;
        int status = 0;
        socket(cookie, &status, foreign);
        EXPECT_EQ(status, 403) << foreign;
    }
    EXPECT_EQ(stored(), before);
}

// A form, or a script that says it sends one, needs no permission of ours to be sent.
TEST_F(Attacks, AFormsTypeLeadsNowhereElse) {
    serve();
    const auto cookie = paired();
    const auto good = code();
    const auto before = stored();
    for (const char* type : {"application/x-www-form-urlencoded", "application/x-www-form-urlencoded; a=b",
                             "text/plain", "multipart/form-data; boundary=x"})
        for (const char* target : {"/leave", "/sounds", "/pair"})
            for (const std::string foreign : {"", "null", "http://127.0.0.1:1", "http://evil.example"})
                EXPECT_EQ(
                    request("POST", target, {.cookie = cookie, .origin = foreign, .type = type}, pairing("x"))
                        .status,
                    403)
                    << target << type << foreign;
    EXPECT_EQ(stored(), before);
    EXPECT_EQ(post("/pair", pairing(good)).status, 204) << "no code was made void";
    EXPECT_EQ(request("POST", "/leave",
                      {.cookie = cookie, .fields = fmt::format("Origin: {}\r\nOrigin: null\r\n", origin())})
                  .status,
              403)
        << "two origins are none";
}

TEST_F(Attacks, TheCookieIsForOurOwnPageAlone) {
    serve();
    const auto got = post("/pair", pairing(code()));
    const auto cookie = got.field("Set-Cookie");
    for (const char* part : {"; HttpOnly", "; SameSite=Strict", "; Path=/"})
        EXPECT_NE(cookie.find(part), cookie.npos) << cookie;
    EXPECT_EQ(cookie.find("Domain"), cookie.npos);
    EXPECT_GE(cookie.find(';') - cookie.find('='), 43u) << "32 bytes";
}

// A picture, a link or a bookmarklet brings a browser to do it.
TEST_F(Attacks, AGetChangesNothing) {
    serve();
    const auto cookie = paired();
    const auto before = stored();
    const auto list = daemon.connect().call("list");
    for (const char* target : {"/leave", "/pair?code=1", "/sounds?id=1"})
        EXPECT_EQ(get(target, cookie).status, 405) << target;
    for (const char* target : {"/", "/me", "/add?url=http://example.org/", "/add?text=Hallo", "/socket"})
        get(target, cookie);
    EXPECT_EQ(get("/add?url=http://example.org/").body, get("/").body) << "the page, which asks";
    EXPECT_EQ(stored(), before);
    EXPECT_EQ(daemon.connect().call("list"), list);
}

TEST_F(Attacks, AFormLeadsToThePageAndAddsNothing) {
    serve();
    const auto got = request("POST", "/add", {.type = "application/x-www-form-urlencoded"},
                             "title=Neu&text=Lies+das%3A+https%3A%2F%2Fexample.org%2F%3Fa%3D1%26b&url=");
    EXPECT_EQ(got.status, 303);
    EXPECT_EQ(got.field("Location"), "/add?url=https%3A%2F%2Fexample%2Eorg%2F%3Fa%3D1%26b");
    EXPECT_EQ(request("POST", "/add", {.type = "application/x-www-form-urlencoded"}, "url=%zz").status, 400);
}

TEST_F(Attacks, WithoutACookieThereIsOnlyThePage) {
    serve();
    paired();
    for (const std::string cookie : {"", "vorleser=", "vorleser=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                                     "__Host-vorleser=x", "vorleser=a; vorleser=b"}) {
        for (const char* target : {"/me", "/sound/0.mp3", "/words/x/y.json"})
            EXPECT_EQ(get(target, cookie).status, 401) << target;
        for (const char* target : {"/leave", "/sounds", "/add"})
            EXPECT_EQ(post(target, "{}", cookie).status, 401) << target;
        EXPECT_EQ(socket(cookie).hear().close, 4401);
    }
}

TEST_F(Attacks, ACodeIsGoodOnceAndFiveWrongOnesEndAll) {
    serve();
    const auto first = code(), second = code();
    EXPECT_EQ(post("/pair", pairing(first)).status, 204);
    EXPECT_EQ(post("/pair", pairing(first)).status, 403) << "it was used";
    for (int i = 0; i < web::Devices::most_wrong - 1; ++i)
        EXPECT_EQ(post("/pair", pairing("AAAA")).status, 403);
    EXPECT_EQ(post("/pair", pairing(second)).status, 403) << "it could be guessed by now";
    EXPECT_EQ(post("/pair", pairing(code())).status, 204) << "a new one is good";
}

TEST_F(Attacks, ATokenIsInNoFileAndNoOutput) {
    serve();
    const auto cookie = paired();
    const auto token = cookie.substr(cookie.find('=') + 1);
    ASSERT_EQ(token.size(), 43u);
    get("/me?" + token, cookie);
    get("/" + token, cookie);
    request("GET", "/", {.cookie = cookie, .host = "evil.example"});
    auto browser = socket(cookie);
    call(browser, "status");
    int files = 0;
    for (const auto& each : fs::recursive_directory_iterator(daemon.directory()))
        if (each.is_regular_file()) {
            ++files;
            EXPECT_EQ(read_file(each.path()).find(token), std::string::npos) << each.path();
        }
    EXPECT_GT(files, 4);
    struct stat info {};
    ASSERT_EQ(stat((state() / "devices.json").c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0600u);
}

TEST_F(Attacks, WhoIsRemovedIsOutAtOnce) {
    serve();
    const auto phone = paired("Telefon"), desk = paired("Tisch");
    auto phones = socket(phone), desks = socket(desk);
    call(phones, "status");
    EXPECT_EQ(web("devices").out.find("Telefon"), 0u);
    ASSERT_EQ(web("remove Telefon").code, 0);
    EXPECT_EQ(phones.hear().close, 4401);
    EXPECT_EQ(get("/me", phone).status, 401);
    EXPECT_EQ(get("/me", desk).status, 200);
    EXPECT_TRUE(call(desks, "status").as_object().contains("result"));
    EXPECT_NE(web("remove Telefon").code, 0) << "there is none any more";
    EXPECT_EQ(post("/leave", "", desk).status, 204);
    EXPECT_EQ(desks.hear().close, 4401);
}

TEST_F(Attacks, EveryAnswerForbidsWhatThePageDoesNotNeed) {
    serve();
    for (const char* target : {"/", "/me", "/nothing", "/socket", "/add"}) {
        const auto got = get(target);
        const auto policy = got.field("Content-Security-Policy");
        EXPECT_NE(policy.find("default-src 'none'"), policy.npos) << target;
        EXPECT_EQ(policy.find("unsafe"), policy.npos);
        EXPECT_NE(policy.find("frame-ancestors 'none'"), policy.npos);
        EXPECT_EQ(got.field("Referrer-Policy"), "no-referrer");
        EXPECT_EQ(got.field("X-Content-Type-Options"), "nosniff");
        EXPECT_EQ(got.field("Cross-Origin-Resource-Policy"), "same-origin");
    }
}

TEST_F(Attacks, AMessageThatTwoParsersMightReadDifferentlyIsRefused) {
    serve();
    const auto cookie = paired();
    for (const char* message : {
             R"({"jsonrpc":"2.0","id":1,"method":"status","method":"quit"})",
             R"({"jsonrpc":"2.0","id":1,"method":"status","\u006dethod":"quit"})",
             R"([{"jsonrpc":"2.0","id":1,"method":"quit"}])",
             "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"status\"}\n{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":"
             "\"quit\"}",
             "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"status",
             "",
             "1",
             R"({"jsonrpc":"2.0","id":1e400,"method":"status"})",
         }) {
        auto browser = socket(cookie);
        browser.say(message);
        EXPECT_EQ(browser.hear().close, 1008) << message;
    }
}

TEST_F(Attacks, OnlyMethodsOfTheListReachTheDaemon) {
    serve();
    auto browser = socket(paired());
    for (const char* method : {"quit", "lexicon", "pronounce", "speech", "Status", ""})
        EXPECT_EQ(call(browser, method).at("error").at("code"), -32601) << method;
    EXPECT_TRUE(call(browser, "status").as_object().contains("result"));
    browser.say("{\"jsonrpc\":\"2.0\",\n\"id\":1,\"method\"\n:\"status\"}");
    EXPECT_NE(browser.hear().text.find("\"result\""), std::string::npos)
        << "line ends between values are none";
}

}  // namespace
}  // namespace vorleser::test
