// Where an address that a browser names may lead.
#include "client/reach.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>

#include "client/failure.hpp"
#include "client/fetch.hpp"
#include "client/web/adding.hpp"
#include "client/web/certificate.hpp"
#include "tests/support/http_server.hpp"

namespace vorleser::test {
namespace {

bool reached(const std::string& text) {
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    if (inet_pton(AF_INET, text.c_str(), &v4.sin_addr) == 1)
        return is_public(reinterpret_cast<const sockaddr&>(v4));
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    EXPECT_EQ(inet_pton(AF_INET6, text.c_str(), &v6.sin6_addr), 1) << text;
    return is_public(reinterpret_cast<const sockaddr&>(v6));
}

constexpr const char* not_public[] = {
    "127.0.0.1",
    "127.255.255.254",
    "0.0.0.0",
    "10.0.0.1",
    "10.255.255.255",
    "100.64.0.1",
    "100.127.255.255",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.0.1",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a00:1",
    "64:ff9b:1::808:808",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "3fff::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fec0::1",
    "ff02::1",
    "4000::1",
};

TEST(Reach, IsThePublicInternetAlone) {
    for (const auto* address : not_public) EXPECT_FALSE(reached(address)) << address;
    for (const auto* address :
         {"8.8.8.8", "1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0",
          "172.15.255.255", "172.32.0.0", "192.167.255.255", "223.255.255.255", "2600::1",
          "2001:4860:4860::8888", "64:ff9b::808:808", "2a00::1"})
        EXPECT_TRUE(reached(address)) << address;
    const auto machine = web::own_names();
    for (const auto& own : machine.addresses) EXPECT_FALSE(reached(own)) << "this machine, " << own;
    sockaddr local{};
    local.sa_family = AF_UNIX;
    EXPECT_FALSE(is_public(local));
}

// A site that one may reach sends on to each kind of address that one may not: asked at the socket, so after
// each redirection. The site itself is the one exception here.
TEST(Reach, IsAskedAfterEachRedirection) {
    HttpServer site, inner;
    inner.at("/secret", http_page("text/html", "<p>the router's password"));
    FetchLimits limits{.bytes = 1 << 20};
    limits.may_connect = [&](const sockaddr& to) {
        const auto& v4 = reinterpret_cast<const sockaddr_in&>(to);
        return (to.sa_family == AF_INET && ntohs(v4.sin_port) == site.port()) || is_public(to);
    };
    int number = 0;
    const auto refused = [&](const std::string& target) {
        const auto path = "/" + std::to_string(++number);
        site.at(path, http_redirect(site.address(path + "b")));  // once more, to ourselves
        site.at(path + "b", http_redirect(target));
        try {
            fetch(site.address(path), limits);
            ADD_FAILURE() << target << " was fetched";
        } catch (const Failure& failure) {
            EXPECT_NE(std::string(failure.what()).find("is in your own network"), std::string::npos)
                << target << ": " << failure.what();
        }
    };
    refused(inner.address("/secret"));
    refused("http://localhost:" + std::to_string(inner.port()) + "/secret");   // by a name's answer
    refused("http://2130706433:" + std::to_string(inner.port()) + "/secret");  // 127.0.0.1 as a number
    refused("http://0x7f.1:" + std::to_string(inner.port()) + "/secret");
    for (const std::string address : not_public)
        refused(address.find(':') == address.npos ? "http://" + address + "/" : "http://[" + address + "]/");
    EXPECT_TRUE(inner.requests().empty());
    limits.may_connect = nullptr;
    EXPECT_EQ(fetch(inner.address("/secret"), limits).bytes, "<p>the router's password") << "it is there";
}

// A proxy would be the one that connects.
TEST(Reach, NoProxyOfTheEnvironmentIsUsed) {
    HttpServer proxy;
    setenv("http_proxy", proxy.address("").c_str(), 1);
    const auto answer = web::add_address("http://192.168.0.1/", "", {.socket = "/nowhere", .start = false});
    unsetenv("http_proxy");
    EXPECT_EQ(answer.status, 502u);
    EXPECT_NE(answer.body.find("is in your own network"), std::string::npos) << answer.body;
    EXPECT_TRUE(proxy.requests().empty());
    for (const char* other :
         {"file:///etc/passwd", "ftp://example.org/", "gopher://x/", "", "example.org", "/etc/passwd"})
        EXPECT_GE(web::add_address(other, "", {.socket = "/nowhere", .start = false}).status, 400u) << other;
}

}  // namespace
}  // namespace vorleser::test
