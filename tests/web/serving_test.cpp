// The server as browsers, phones and the listener meet it.
#include "tests/web/serving.hpp"

#include <filesystem>
#include <fstream>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "client/web/announce.hpp"
#include "client/web/certificate.hpp"
#include "client/web/files.hpp"

namespace vorleser::test {
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;

using Page = Serving;
using Bridge = Serving;
using Home = Serving;

TEST_F(Page, IsServedAsItIsWithItsTypesAndKeptUntilItChanges) {
    serve();
    const auto all = web::files();
    ASSERT_GT(all.size(), 3u);
    for (const auto& file : all) {
        const std::string path(file.path);
        const auto whole = get(path);
        ASSERT_EQ(whole.status, 200) << path;
        EXPECT_EQ(whole.body, web::unpacked(file));
        EXPECT_EQ(whole.field("Content-Type"), file.type);
        const auto packed = request("GET", path, {.fields = "Accept-Encoding: br, gzip\r\n"});
        EXPECT_EQ(packed.body, file.bytes);
        EXPECT_EQ(packed.field("Content-Encoding"), file.gzip ? "gzip" : "");
        const auto etag = whole.field("ETag");
        const auto again = request("GET", path, {.fields = "If-None-Match: \"x\", " + etag + "\r\n"});
        EXPECT_EQ(again.status, 304);
        EXPECT_EQ(again.body, "");
        const auto head = request("HEAD", path, {});
        EXPECT_EQ(head.status, 200);
        EXPECT_EQ(head.field("Content-Length"), whole.field("Content-Length"));
        EXPECT_EQ(request("PUT", path, {}).field("Allow"), "GET, HEAD");
    }
    EXPECT_EQ(get("/").body, get("/index.html").body);
    for (const char* target : {"/no", "/../devices.json", "/%2e%2e/x", "/index.html/", "//"})
        EXPECT_EQ(get(target).status, 404) << target;
    for (const char* target : {"http://127.0.0.1/", "*", "/\x80"})
        EXPECT_EQ(get(target).status, 400) << target;
}

TEST_F(Page, KeepsAConnectionForSeveralRequestsAndSaysWhatItAllows) {
    serve();
    Peer browser(port);
    for (const char* method : {"GET", "HEAD", "GE", "POST", "DELETE", "GET"}) {
        browser.send(fmt::format("{} /me HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n", method));
        const bool head = std::string_view(method) == "HEAD",
                   reads = head || std::string_view(method) == "GET";
        const auto got = browser.answer(head);
        EXPECT_EQ(got.status, reads ? 401 : 405) << method;
        EXPECT_EQ(got.field("Allow"), reads ? "" : "GET, HEAD");
    }
}

TEST_F(Bridge, CarriesRequestsAnswersAndEvents) {
    serve();
    auto browser = socket(paired());
    EXPECT_TRUE(call(browser, "subscribe", {{"events", {"playlist"}}}).as_object().contains("result"));
    const std::string text(300'000, 'a');
    ASSERT_TRUE(
        call(browser, "add", {{"text", "Ein Satz. " + text}, {"as", "text"}}).as_object().contains("result"));
    EXPECT_EQ(daemon.connect().call("list").at("total"), 1);
    const auto shown = call(browser, "show", {{"number", 1}});
    EXPECT_GT(json::serialize(shown).size(), text.size());
    daemon.connect().call("clear");
    EXPECT_NE(browser.hear().text.find("\"playlist\""), std::string::npos);
}

TEST_F(Bridge, AMessageInManyFramesIsOne) {
    serve();
    auto browser = socket(paired());
    const std::string whole = R"({"jsonrpc":"2.0","id":1,"method":"status"})";
    for (std::size_t i = 0; i < whole.size(); ++i)
        browser.say(whole.substr(i, 1), i ? 0 : 1, i + 1 == whole.size());
    EXPECT_NE(browser.hear().text.find("\"state\""), std::string::npos);
}

TEST_F(Bridge, ADaemonThatHasGoneIsSaidAndStartedForTheNextBrowser) {
    serve();
    const auto cookie = paired();
    auto browser = socket(cookie);
    call(browser, "status");
    daemon.kill();
    EXPECT_EQ(browser.hear().close, 1013);
    auto next = socket(cookie);
    EXPECT_TRUE(call(next, "status").as_object().contains("result")) << "started as the client starts it";
    RpcClient(daemon.socket()).call("quit");
}

TEST_F(Bridge, WhatIsTooLargeEndsAndIsNotKept) {
    serve();
    const auto cookie = paired();
    auto browser = socket(cookie);
    std::string frame = "\x81\xff";  // one frame of 46 MiB
    for (const int byte : {0, 0, 0, 0, 2, 0xE0, 0, 0, 0, 0, 0, 0}) frame += static_cast<char>(byte);
    browser.send(frame);
    EXPECT_EQ(browser.hear().close, 1009);
    // Two that are large, and not ended: the second is more than all together may hold.
    auto first = socket(cookie), second = socket(cookie);
    const std::string part(std::size_t{40} << 20, ' ');
    first.say(part, 1, false);
    second.say(part, 1, false);
    EXPECT_EQ(second.hear().close, 1013);
    first.say(R"({"jsonrpc":"2.0","id":1,"method":"status"})", 0, true);
    const auto heard = first.hear();
    EXPECT_NE(heard.text.find("\"state\""), std::string::npos) << heard.text << heard.close;
}

// What a terminal shows, made a picture, read by another's reader.
TEST(QrCode, IsReadByACamera) {
    const std::string address = "https://rechner.local:8642/#pair=K7QFM2PX";
    const auto drawn = web::qr_code(address, false);
    std::vector<std::string> rows;
    for (std::size_t at = 0; at < drawn.size();) {
        std::string upper, lower;
        for (; drawn[at] != '\n';) {
            const auto size = drawn[at] == ' ' ? 1u : 3u;
            const auto sign = drawn.substr(at, size);
            upper += sign == "█" || sign == "▀" ? '0' : '1';  // drawn is light
            lower += sign == "█" || sign == "▄" ? '0' : '1';
            at += size;
        }
        ++at;
        rows.push_back(upper);
        rows.push_back(lower);
    }
    TemporaryDirectory directory;
    const auto picture = directory.path() / "code.pbm";
    constexpr std::size_t scale = 4;
    {
        std::ofstream out(picture);
        out << "P1\n" << rows.front().size() * scale << " " << rows.size() * scale << "\n";
        for (const auto& row : rows)
            for (std::size_t i = 0; i < scale; ++i) {
                for (const char each : row) out << std::string(scale, each);
                out << "\n";
            }
    }
    const auto read = shell("zbarimg --quiet --raw " + picture.string() + " 2>/dev/null");
    EXPECT_EQ(read.out, address + "\n");
}

TEST_F(Home, ASecondCommandOnlyPairs) {
    serve();
    EXPECT_NE(web("").out.find(origin() + "/#pair="), std::string::npos);
    EXPECT_EQ(web("devices").out, "No device is paired; for a code: vorleser web\n");
    EXPECT_NE(web("--home").code, 0) << "the one that runs is for this machine alone";
}

TEST_F(Home, TheServiceManagersSocketIsTakenByTheFirstWhoComes) {
    serve();  // to find a free port
    server.reset();
    fs::remove(state() / "serving.json");
    const auto log = (daemon.directory() / "manager.log").string();
    std::vector<std::string> manager{"systemd-socket-activate", "-l", fmt::format("127.0.0.1:{}", port)};
    for (const auto& [name, value] : daemon.environment())
        manager.insert(manager.end(), {"-E", name + "=" + value});
    manager.insert(manager.end(), {VORLESER_BINARY_DIR "/client/vorleser-web", "--no-start", "web"});
    server.emplace(manager, daemon.environment(), log);
    ASSERT_TRUE(eventually([&] { return read_file(log).find("Listening on") != std::string::npos; }));
    // Nobody has come yet: the command that pairs is the first.
    const auto got = web(fmt::format("--port {}", port));
    EXPECT_EQ(got.code, 0);
    EXPECT_NE(got.out.find(origin() + "/#pair="), std::string::npos) << got.out;
    EXPECT_EQ(get("/me", paired()).status, 200);
}

TEST_F(Home, ABrowserOpensPairedAndNobodySeesTheCode) {
    const auto bin = daemon.directory() / "bin";
    fs::create_directory(bin);
    std::ofstream(bin / "xdg-open") << "#!/bin/sh\necho \"$@\" >" << (bin / "asked").string() << ".new; mv "
                                    << (bin / "asked").string() << ".new " << (bin / "asked").string()
                                    << "\n";
    fs::permissions(bin / "xdg-open", fs::perms::owner_all);
    serve();
    const auto got = shell(command("DISPLAY=:9 PATH=" + bin.string() + ":/usr/bin:/bin") + " web");
    ASSERT_EQ(got.code, 0) << got.out;
    ASSERT_TRUE(eventually([&] { return fs::exists(bin / "asked"); }));
    const auto asked = read_file(bin / "asked");
    const fs::path file = asked.substr(0, asked.find('\n'));
    EXPECT_EQ(file, state() / "open.html");
    const auto page = read_file(file);
    const auto at = page.find("#pair=");
    ASSERT_NE(at, page.npos);
    const auto code = page.substr(at + 6, 8);
    EXPECT_EQ(asked.find(code), asked.npos);
    EXPECT_EQ(post("/pair", json::serialize(json::object{{"code", code}})).status, 204);
}

TEST_F(Home, ThePhonesCertificateIsTrustedByItsAuthorityAndNamesThisMachine) {
    serve({"--home"});
    const auto trusted = "--cacert " + (state() / "authority.pem").string();
    const auto curl = [&](const std::string& arguments) {
        return shell("curl -s --noproxy '*' -o /dev/null -w '%{http_code}' " + arguments).out;
    };
    const auto own = web::own_names();
    ASSERT_FALSE(own.addresses.empty());
    for (const auto& address : own.addresses) {
        const auto host = address.find(':') == address.npos ? address : "[" + address + "]";
        EXPECT_EQ(curl(fmt::format("{} https://{}:{}/", trusted, host, port)), "200") << address;
    }
    EXPECT_EQ(curl(fmt::format("{} https://localhost:{}/", trusted, port)), "200");
    EXPECT_EQ(curl(fmt::format("https://localhost:{}/", port)), "000") << "nobody else vouches for it";
    EXPECT_EQ(curl(fmt::format("-k --tls-max 1.1 https://localhost:{}/", port)), "000");
    EXPECT_EQ(
        shell(fmt::format("curl -sk --noproxy '*' https://localhost:{}/authority.crt | openssl x509 -noout",
                          port))
            .code,
        0);
    EXPECT_EQ(get("/").status, 200) << "this machine's own browser needs none";
    const auto first = read_file(state() / "certificate.pem");
    serve({"--home"});
    EXPECT_EQ(read_file(state() / "certificate.pem"), first) << "kept";
}

// With the real exporter, which the server has started by a process that it cannot be itself any more.
TEST_F(Home, ThePodcastIsServedAtItsSecretAddressUntilThatIsRevoked) {
    daemon.connect().call("add", {{"text", "Der Zug\n\nEr fährt wieder."}, {"as", "text"}});
    serve();
    const auto made = json::parse(web("--json feed Auto").out);
    const auto address = json::value_to<std::string>(made.at("feed"));
    ASSERT_TRUE(address.starts_with(origin() + "/feed/")) << address;
    const auto path = address.substr(origin().size());
    const auto feed = get(path);
    EXPECT_EQ(feed.status, 200) << feed.body;
    EXPECT_EQ(feed.field("Content-Type"), "application/rss+xml");
    const auto url = feed.body.find("<enclosure url=\"" + origin());
    ASSERT_NE(url, feed.body.npos) << feed.body;
    const auto begin = url + 16 + origin().size();
    const auto sound = feed.body.substr(begin, feed.body.find('"', begin) - begin);
    const auto head = request("HEAD", sound, {});
    EXPECT_EQ(head.status, 200);
    EXPECT_NE(feed.body.find("length=\"" + head.field("Content-Length") + "\""), feed.body.npos);
    const auto part = request("GET", sound, {.fields = "Range: bytes=0-0\r\n"});
    EXPECT_EQ(part.status, 206);
    EXPECT_EQ(part.field("Content-Range"), "bytes 0-0/" + head.field("Content-Length"));
    EXPECT_EQ(get("/feed/000000000000000000000000000000000000000000000000/feed.xml").status, 404);
    EXPECT_EQ(web("remove Auto").code, 0);
    EXPECT_EQ(get(path).status, 404);
    EXPECT_EQ(get(sound).status, 404);
}

TEST_F(Home, AGivenCertificateIsServedAndReadAgainWhenItIsRenewed) {
    const auto own = daemon.directory() / "own";
    fs::create_directory(own);
    const auto make = [&](const char* name) {
        return shell(fmt::format("cd {} && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 "
                                 "-nodes -keyout k "
                                 "-out c -days 9 -subj /CN={} 2>/dev/null",
                                 own.string(), name))
            .code;
    };
    const auto subject = [&] {
        return shell(
                   fmt::format(
                       "openssl s_client -connect localhost:{} </dev/null 2>/dev/null | openssl x509 -noout "
                       "-subject",
                       port))
            .out;
    };
    ASSERT_EQ(make("first.example"), 0);
    const auto given = fmt::format("--certificate {0}/c --key {0}/k", own.string());
    const auto refused = web("--port 0 " + given);
    EXPECT_EQ(refused.code, 2);
    EXPECT_NE(refused.out.find("without --home"), std::string::npos) << refused.out;
    serve({"--home", "--certificate", (own / "c").string(), "--key", (own / "k").string()});
    EXPECT_EQ(web("--host other.example").code, 1) << "the one that serves is not called so";
    EXPECT_NE(subject().find("first.example"), std::string::npos) << subject();
    ASSERT_EQ(make("second.example"), 0);
    EXPECT_TRUE(eventually([&] { return subject().find("second.example") != std::string::npos; }))
        << subject();
}

TEST(Certificate, IsRenewedInTimeAndItsAuthorityVouchesForNoOtherSite) {
    TemporaryDirectory directory;
    static std::time_t now = std::time(nullptr);
    const auto made = web::made_certificate(directory.path(), [] { return now; });
    made->context("127.0.0.1");
    const auto first = read_file(directory.path() / "certificate.pem");
    now += 300 * 24 * 3600;
    made->context("127.0.0.1");
    EXPECT_EQ(read_file(directory.path() / "certificate.pem"), first);
    now += 70 * 24 * 3600;  // less than a month is left
    made->context("127.0.0.1");
    EXPECT_NE(read_file(directory.path() / "certificate.pem"), first);
    const auto path = directory.path().string();
    const auto got =
        shell("cd " + path +
              " && openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout k -subj /CN=x"
              " -addext subjectAltName=DNS:bank.example -out r 2>/dev/null"
              " && openssl x509 -req -in r -CA authority.pem -CAkey authority.pem -copy_extensions copy"
              " -out forged 2>/dev/null && openssl verify -CAfile authority.pem forged");
    EXPECT_NE(got.code, 0);
    EXPECT_NE(got.out.find("permitted subtree violation"), std::string::npos) << got.out;
}

}  // namespace
}  // namespace vorleser::test
