// Pages of a real server, and what can be wrong with them.
#include "client/fetch.hpp"

#include <atomic>
#include <cstdlib>
#include <fstream>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "client/failure.hpp"
#include "tests/support/http_server.hpp"
#include "tests/support/running_daemon.hpp"

using namespace vorleser;
using namespace vorleser::test;

namespace {

constexpr std::int64_t mebibyte = std::int64_t{1} << 20;

class Fetch : public testing::Test {
 protected:
    Fetch() { setenv("no_proxy", "*", 1); }

    Fetched got(std::string_view target) { return fetch(server.address(target), limits); }
    // Why there is no page at an address: what the listener is told.
    std::string why_not_from(const std::string& address) {
        try {
            fetch(address, limits);
        } catch (const Failure& failure) {
            EXPECT_EQ(failure.exit_code, Exit::failed);
            const std::string message = failure.what();
            EXPECT_TRUE(message.starts_with(address)) << message;
            return message.substr(std::min(message.size(), address.size()));
        }
        return "it was fetched";
    }
    std::string why_not(std::string_view target) { return why_not_from(server.address(target)); }

    HttpServer server;
    FetchLimits limits{.bytes = mebibyte};
};

constexpr auto reason_for_browser = "save the page in a browser and add that file";

}  // namespace

TEST_F(Fetch, GetsAPageAndWhereItIs) {
    server.at("/artikel.html?seite=1", http_page("text/html; charset=utf-8", "<p>Köln"));
    const auto page = got("/artikel.html?seite=1#unten");
    EXPECT_EQ(page.bytes, "<p>Köln");
    EXPECT_TRUE(page.html);
    EXPECT_EQ(page.url, server.address("/artikel.html?seite=1")) << "the place within the page is none of it";
    EXPECT_EQ(page.site, "127.0.0.1");
}

TEST_F(Fetch, AsksForOnePageAndTellsNoMoreThanItMust) {
    server.at("/", http_page("text/html", "<img src=/bild.png><link rel=stylesheet href=/stil.css>Text"));
    got("/");
    ASSERT_EQ(server.requests().size(), 1U) << "no pictures";
    const auto request = server.requests().front();
    EXPECT_TRUE(request.starts_with("GET / HTTP/1.1\r\n")) << request;
    EXPECT_NE(request.find("\r\nUser-Agent: Vorleser/"), std::string::npos) << request;
    for (const char* untold : {"Referer", "Cookie", "Authorization", "Accept-Language"})
        EXPECT_EQ(request.find(untold), std::string::npos) << request;
}

TEST_F(Fetch, FollowsRedirectionsToWhereThePageIs) {
    server.at("/kurz", http_redirect("/lang"));
    server.at("/lang", http_redirect(server.address("/artikel")));
    server.at("/artikel", http_page("text/plain", "Text"));
    const auto page = got("/kurz");
    EXPECT_EQ(page.bytes, "Text");
    EXPECT_FALSE(page.html);
    EXPECT_EQ(page.url, server.address("/artikel"));
    for (const auto& request : server.requests())
        EXPECT_EQ(request.find("Referer"), std::string::npos) << request;
}

// Sites that set a cookie before they show a page would send on for ever; the next fetch knows nothing of it.
TEST_F(Fetch, KeepsNoCookieBeyondOnePage) {
    server.at("/", http_answer("302 Found", "Set-Cookie: gesehen=1\r\nLocation: /artikel\r\n", ""));
    server.at("/artikel", http_page("text/plain", "Text"));
    got("/");
    got("/artikel");
    const auto requests = server.requests();
    ASSERT_EQ(requests.size(), 3U);
    EXPECT_NE(requests[1].find("Cookie: gesehen=1"), std::string::npos) << requests[1];
    EXPECT_EQ(requests[2].find("Cookie"), std::string::npos) << requests[2];
}

TEST_F(Fetch, FollowsRedirectionsNeitherForEverNorOutOfTheWeb) {
    server.at("/kreis", http_redirect("/kreis"));
    EXPECT_EQ(why_not("/kreis"),
              fmt::format(" was not fetched: it sends on more than 10 times; {}", reason_for_browser));
    EXPECT_EQ(server.requests().size(), 11U);
    for (const char* elsewhere :
         {"file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1/", "data:,Text"}) {
        server.at("/anderswo", http_redirect(elsewhere));
        EXPECT_EQ(
            why_not("/anderswo"),
            " was not fetched: it sends on to something other than http or https, which is not followed")
            << elsewhere;
    }
}

TEST_F(Fetch, SaysWhatAStatusMeans) {
    const auto expect = [&](const char* status, std::string_view why) {
        server.at("/", http_answer(status, "Content-Type: text/html\r\n", "<p>Error"));
        EXPECT_EQ(why_not("/"), fmt::format(" was not fetched: {}", why));
    };
    EXPECT_EQ(why_not("/nichts"), " was not fetched: there is no such page (404); is the address complete?");
    expect("410 Gone", "there is no such page (410); is the address complete?");
    for (int status : {401, 402, 403})
        expect(fmt::format("{} No", status).c_str(),
               fmt::format("the site does not give it to this program ({}); {}", status, reason_for_browser));
    expect("429 Too Many Requests", "the site wants fewer requests (429); try again later");
    expect("451 Unavailable For Legal Reasons", "the site must not show it for legal reasons (451)");
    expect("503 Service Unavailable",
           fmt::format("the site has trouble (503); try again later, or {}", reason_for_browser));
    expect("300 Multiple Choices",
           "the site answers with 300 instead of the page; save it in a browser and add that file");
    server.at("/", http_answer("500 Internal Server Error", "", ""));
    EXPECT_NE(why_not("/").find("the site has trouble (500)"), std::string::npos) << "without a body";
}

TEST_F(Fetch, RefusesWhatIsNoTextBeforeItHasArrived) {
    for (const char* type : {"image/png", "video/mp4", "application/octet-stream"}) {
        server.at("/", [type](HttpServer::Peer& peer) {
            peer.send(fmt::format("HTTP/1.1 200 OK\r\nContent-Type: {}\r\n\r\nfirst bytes", type));
            peer.wait_until_gone();  // there is more, but nobody waits for it
        });
        EXPECT_EQ(why_not("/"),
                  fmt::format(" was not fetched: it is {}, in which there is no text to be read; give the "
                              "address of the article's page",
                              type));
    }
    server.at("/", http_page("IMAGE/\x1b[31mPNG", ""));
    EXPECT_NE(why_not("/").find("it is image/\uFFFD[31mpng"), std::string::npos) << why_not("/");
}

TEST_F(Fetch, TakesDocumentsAsTheyAre) {
    for (const char* type : {"application/pdf", "application/epub+zip", "application/gzip"}) {
        server.at("/", http_page(type, "%PDF-1.7"));
        EXPECT_EQ(got("/").bytes, "%PDF-1.7") << type;
    }
    server.at("/Buch.EPUB", http_page("application/octet-stream", "PK"));
    EXPECT_EQ(got("/Buch.EPUB").bytes, "PK") << "the site does not know what it gives";
}

TEST_F(Fetch, LeavesToTheBytesWhatTheSiteDoesNotSay) {
    server.at("/", http_answer("200 OK", "", "Text"));
    const auto page = got("/");
    EXPECT_EQ(page.bytes, "Text");
    EXPECT_FALSE(page.html);
    server.at("/weiter", http_answer("302 Found", "Content-Type: image/png\r\nLocation: /\r\n", ""));
    EXPECT_EQ(got("/weiter").bytes, "Text") << "what sent on is not what was found";
    server.at("/", http_page("application/xhtml+xml", "<html/>"));
    EXPECT_TRUE(got("/").html);
    server.at("/", http_page("text/markdown; charset=utf-8", "# Text"));
    EXPECT_FALSE(got("/").html);
}

TEST_F(Fetch, TellsTheEncodingThatTheSiteDeclares) {
    const std::pair<const char*, const char*> said[] = {
        {"text/html; charset=ISO-8859-1", "iso-8859-1"},
        {"text/html;charset=\"ISO-8859-2\"", "iso-8859-2"},
        {"Text/HTML; x=y; Charset=windows-1251 ; z", "windows-1251"},
        {"text/plain; charset=utf-8", "utf-8"},
        {"text/html; charset=\xff", "\uFFFD"},
        {"text/html; charset=", ""},
        {"text/html; charset", ""},
        {"text/html", ""}};
    for (const auto& [content_type, encoding] : said) {
        server.at("/", http_page(content_type, "K\xf6ln"));
        const auto page = got("/");
        EXPECT_EQ(page.encoding, encoding) << content_type;
        EXPECT_EQ(page.bytes, "K\xf6ln") << "as they came";
    }
}

TEST_F(Fetch, DecompressesWithinTheLimit) {
    const TemporaryDirectory directory;
    const auto gzipped = [&](const std::string& text) {
        const auto file = (directory.path() / "page").string();
        std::ofstream(file) << text;
        EXPECT_EQ(std::system(("gzip -f " + file).c_str()), 0);
        return read_file(file + ".gz");
    };
    const std::string head = "Content-Type: text/html; charset=utf-8\r\nContent-Encoding: gzip\r\n";
    server.at("/", http_answer("200 OK", head, gzipped("<p>Köln")));
    EXPECT_EQ(got("/").bytes, "<p>Köln");
    EXPECT_NE(server.requests().front().find("gzip"), std::string::npos);

    const auto bomb = gzipped(std::string(64 * mebibyte, ' '));
    EXPECT_LT(bomb.size(), 100'000U);
    server.at("/", http_answer("200 OK", head, bomb));
    EXPECT_EQ(why_not("/"), " was not fetched: it is larger than 1 MiB: too much for one article");

    server.at("/", http_answer("200 OK", head, "no gzip at all"));
    EXPECT_NE(why_not("/").find(" was not fetched: "), std::string::npos);
}

TEST_F(Fetch, TakesNoMoreThanTheLimitOfABodyWithoutEnd) {
    std::atomic<std::int64_t> sent = 0;
    std::atomic<bool> gone = false;
    server.at("/", [&](HttpServer::Peer& peer) {
        peer.send("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n");
        const std::string piece(65536, 'x');
        while (peer.send(piece)) sent += static_cast<std::int64_t>(piece.size());
        gone = true;
    });
    EXPECT_EQ(why_not("/"), " was not fetched: it is larger than 1 MiB: too much for one article");
    EXPECT_TRUE(eventually([&] { return gone.load(); }));
    EXPECT_LT(sent, 32 * mebibyte) << "what the kernel's buffers take comes on top of the limit";

    server.at("/", http_page("text/html", std::string(mebibyte, 'x')));
    EXPECT_EQ(got("/").bytes.size(), static_cast<std::size_t>(mebibyte)) << "the limit itself is allowed";
}

TEST_F(Fetch, WaitsForNobodyForEver) {
    limits.stall_seconds = 1;
    server.at("/stumm", [](HttpServer::Peer& peer) { peer.wait_until_gone(); });
    EXPECT_EQ(why_not("/stumm"), " was not fetched: 127.0.0.1 does not answer; try again later");
    server.at("/halb", [](HttpServer::Peer& peer) {
        peer.send("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000\r\n\r\n<p>Der Anfang");
        peer.wait_until_gone();
    });
    EXPECT_EQ(why_not("/halb"), " was not fetched: 127.0.0.1 does not answer; try again later");
}

TEST_F(Fetch, TakesNoHalfPage) {
    server.at("/", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000\r\n\r\n<p>Der Anfang");
    EXPECT_EQ(why_not("/"), " was not fetched: the connection to 127.0.0.1 broke off; try again");
    server.at("/", "");
    EXPECT_EQ(why_not("/"), " was not fetched: the connection to 127.0.0.1 broke off; try again");
    server.at("/", "this is no HTTP\r\n\r\n");
    EXPECT_EQ(why_not("/"),
              fmt::format(" was not fetched: 127.0.0.1 answers with nonsense; {}", reason_for_browser));
}

TEST_F(Fetch, SaysWhatIsWrongWithAnAddress) {
    EXPECT_NE(why_not_from("http://").find("this is no address"), std::string::npos);
    EXPECT_NE(why_not_from("http://[:::]/").find("this is no address"), std::string::npos);
    EXPECT_NE(why_not_from("http://127.0.0.1:99999/").find("this is no address"), std::string::npos);
    const std::string no_host(64, 'x');  // longer than a part of a name may be: nobody is asked for it
    EXPECT_NE(why_not_from("http://" + no_host + "/").find("there is no site " + no_host), std::string::npos);
    int port = 0;
    {
        port = HttpServer().port();  // free again
    }
    EXPECT_NE(why_not_from(fmt::format("http://127.0.0.1:{}/", port)).find("127.0.0.1 lets nobody connect"),
              std::string::npos);
}

// Umlauts in every part, in whatever locale: this program's is "C" here.
TEST_F(Fetch, EncodesWhatAnAddressMustNotHold) {
    server.at("/k%c3%a4se%20brot?%c3%bc=1+2%20", http_page("text/plain", "Text"));
    EXPECT_EQ(got("/käse brot?ü=1 2%20").url, server.address("/k%c3%a4se%20brot?%c3%bc=1+2%20"));
    for (const char* host : {"www.Müller.localhost", "www.xn--mller-kva.localhost"}) {
        const auto page =
            fetch(fmt::format("HTTP://{}:{}/käse%20brot?ü=1 2%20", host, server.port()), limits);
        EXPECT_EQ(page.site, "müller.localhost");
        EXPECT_EQ(page.url,
                  fmt::format("http://www.xn--mller-kva.localhost:{}/k%c3%a4se%20brot?%c3%bc=1+2%20",
                              server.port()));
    }
    EXPECT_NE(server.requests().back().find("Host: www.xn--mller-kva.localhost:"), std::string::npos);
}

TEST_F(Fetch, KeepsNoPassword) {
    server.at("/", http_page("text/plain", "Text"));
    const auto page = fetch(fmt::format("http://anna:geheim@127.0.0.1:{}/", server.port()), limits);
    EXPECT_NE(server.requests().front().find("Authorization: Basic "), std::string::npos);
    EXPECT_EQ(page.url, server.address("/"));
}

TEST_F(Fetch, TellsHowMuchHasArrived) {
    std::int64_t most = 0;
    server.at("/", http_page("text/html", std::string(300'000, 'x')));
    fetch(server.address("/"), limits, [&](std::int64_t bytes) { most = std::max(most, bytes); });
    EXPECT_EQ(most, 300'000);
}

// The certificate is made for this test, and nobody vouches for it.
TEST_F(Fetch, ReadsNothingFromASiteThatCannotProveWhoItIs) {
    const TemporaryDirectory directory;
    const auto file = [&](const char* name) { return (directory.path() / name).string(); };
    ASSERT_EQ(std::system(("openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=localhost -addext "
                           "subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout " +
                           file("key") + " -out " + file("certificate") + " 2>/dev/null")
                              .c_str()),
              0);
    // It says where it listens.
    Process site({"sh", "-c",
                  "exec openssl s_server -accept 127.0.0.1:0 -www -key " + file("key") + " -cert " +
                      file("certificate") + " >" + file("log")},
                 {{"PATH", std::getenv("PATH")}}, file("errors"));
    std::string port;
    ASSERT_TRUE(eventually([&] {
        const auto log = read_file(file("log"));
        const std::string before = "ACCEPT 127.0.0.1:";
        const auto at = log.find(before), end = log.find('\n', at);
        if (at == log.npos || end == log.npos) return false;
        port = log.substr(at + before.size(), end - at - before.size());
        return true;
    })) << read_file(file("errors"));
    const auto why = why_not_from("https://127.0.0.1:" + port + "/");
    EXPECT_NE(why.find("127.0.0.1 cannot prove that it is 127.0.0.1 ("), std::string::npos) << why;
    EXPECT_NE(why.find("(nobody who is trusted vouches for its certificate)"), std::string::npos) << why;
    EXPECT_EQ(
        std::system(("openssl s_client -verify_return_error -verify_ip 127.0.0.1 -CAfile " +
                     file("certificate") + " -connect 127.0.0.1:" + port + " </dev/null >/dev/null 2>&1")
                        .c_str()),
        0)
        << "whoever trusts the certificate is let in: nothing else was wrong";
}

TEST(PlaceOf, TellsAddressesFromFiles) {
    for (const char* address : {"http://a.example/", "https://a.example", "HTTPS://A.EXAMPLE/x"})
        EXPECT_EQ(place_of(address), Place::address) << address;
    for (const char* file : {"-", "a.txt", "/tmp/a:b", "http", "http:x", "x/http://a.example", "1a://x",
                             "://", "", "www.a.example/x", "file", "file:x", "Müller://x"})
        EXPECT_EQ(place_of(file), Place::path) << file;
    for (const char* file : {"file:///tmp/x", "file:/tmp/x", "FILE://localhost/tmp/x"})
        EXPECT_EQ(place_of(file), Place::file_address) << file;
    try {
        place_of("ftp://a.example/x");
        FAIL();
    } catch (const Failure& failure) {
        EXPECT_STREQ(failure.what(), "ftp://a.example/x was not fetched: only http and https are, not ftp");
    }
}

TEST(PathOf, IsTheFileThatAnAddressNames) {
    EXPECT_EQ(path_of("file:///tmp/K%C3%B6ln%20und%20mehr.html"), "/tmp/Köln und mehr.html");
    EXPECT_EQ(path_of("file:///tmp/Köln 1.html"), "/tmp/Köln 1.html");
    EXPECT_EQ(path_of("FILE://localhost/tmp/x"), "/tmp/x");
    EXPECT_EQ(path_of("file:/tmp/x"), "/tmp/x");
    for (const char* other : {"file://server.example/x", "file:///%00"}) {
        try {
            path_of(other);
            FAIL() << other;
        } catch (const Failure& failure) {
            EXPECT_EQ(failure.what(), fmt::format("{} names no file of this machine", other));
        }
    }
}
