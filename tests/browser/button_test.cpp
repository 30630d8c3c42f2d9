// The program behind the browser's button: what browsers, or who pretends to be one, may say to it, and what
// comes of it in a real daemon.
#include "client/browser/button.hpp"

#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <boost/json.hpp>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "client/browser/framing.hpp"
#include "client/failure.hpp"
#include "own/files.hpp"
#include "tests/support/running_daemon.hpp"
#include "tests/support/shell.hpp"

namespace vorleser::browser {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

std::string framed(std::string_view text) {
    const auto size = static_cast<std::uint32_t>(text.size());
    std::string bytes(sizeof size, '\0');
    std::memcpy(bytes.data(), &size, sizeof size);
    return bytes.append(text);
}

std::string added(const json::object& params) {
    return json::serialize(json::object{{"method", "add"}, {"params", params}});
}

// What is written into a pipe and then closed.
class Piped {
 public:
    explicit Piped(std::string bytes) {
        int ends[2];
        EXPECT_EQ(pipe2(ends, O_CLOEXEC), 0);
        from_ = own::Descriptor(ends[0]);
        writer_ = std::jthread([to = own::Descriptor(ends[1]), bytes = std::move(bytes)] {
            for (std::string_view rest = bytes; !rest.empty();) {
                const auto n = write(to.get(), rest.data(), rest.size());
                if (n <= 0) return;
                rest.remove_prefix(static_cast<std::size_t>(n));
            }
        });
    }
    int from() const { return from_.get(); }

 private:
    own::Descriptor from_;
    std::jthread writer_;
};

TEST(ButtonFraming, MessagesAreReadOneByOneUntilTheBrowserIsGone) {
    const Piped said(framed("{}") + framed("") + framed(std::string(200'000, 'x')));
    EXPECT_EQ(read_message(said.from()), "{}");
    EXPECT_EQ(read_message(said.from()), "");
    EXPECT_EQ(read_message(said.from()), std::string(200'000, 'x'));
    EXPECT_EQ(read_message(said.from()), std::nullopt);
}

TEST(ButtonFraming, WhatBreaksOffIsToldFromTheEnd) {
    const std::string whole = framed("{\"method\"");
    for (std::size_t size = 1; size < whole.size(); ++size)
        EXPECT_THROW(read_message(Piped(whole.substr(0, size)).from()), BrokenOff) << size;
    // A length alone is no reason to take memory.
    EXPECT_THROW(read_message(Piped(std::string("\xff\xff\xff\xff", 4)).from()), BrokenOff);
    EXPECT_THROW(read_message(Piped(std::string("\0\0\0\x03", 4) + "x").from()), BrokenOff);
}

TEST(ButtonFraming, AMessageAboveTheLimitIsRefusedAndPassedOver) {
    const Piped said(framed(std::string(largest_message + 1, ' ')) + framed("next"));
    EXPECT_THROW(read_message(said.from()), Failure);
    EXPECT_EQ(read_message(said.from()), "next");
}

TEST(ButtonFraming, AnAnswerIsWrittenAsBrowsersTakeIt) {
    int ends[2];
    ASSERT_EQ(pipe2(ends, O_CLOEXEC), 0);
    const own::Descriptor from(ends[0]);
    own::Descriptor to(ends[1]);
    EXPECT_THROW(write_message(to.get(), {{"a", std::string(largest_answer, 'x')}}), BrokenOff);
    write_message(to.get(), {{"a", "ä"}});
    to = own::Descriptor();
    EXPECT_EQ(read_message(from.get()), "{\"a\":\"ä\"}");
    EXPECT_EQ(read_message(from.get()), std::nullopt);
}

TEST(Button, OnlyAddIsAskedForAndOnlyWithWhatAButtonKnows) {
    const auto wish = parse_wish(added({{"text", "<p>A</p>"},
                                        {"as", "html"},
                                        {"to", "kept"},
                                        {"bytes", "QQ=="},
                                        {"source", "evil"},
                                        {"url", "https://me:secret@www.example.org/a?b=c#d"}}));
    EXPECT_EQ(json::value(wish.params), json::parse(R"({"text": "<p>A</p>", "as": "html", "to": "kept",
        "url": "https://www.example.org/a?b=c", "source": "example.org"})"));
    EXPECT_EQ(wish.fetch, "");
    for (const std::string wrong :
         {"", "{", "[]", "null", "\"add\"", "{\"method\": \"add\"}", "{\"method\": \"quit\", \"params\": {}}",
          "{\"method\": [\"add\"], \"params\": {}}", "{\"method\": \"add\", \"params\": [1]}",
          "{\"method\": \"add\", \"params\": {}} {}",
          "{\"method\": \"add\", \"params\": {\"text\": \"\\ud800\"}}",
          "{\"method\": \"add\", \"params\": {\"text\": \"\xff\"}}"})
        EXPECT_THROW(parse_wish(wrong), Failure) << wrong;
    EXPECT_THROW(parse_wish(std::string(10'000'000, '[')), Failure) << "no depth ends the program";
}

TEST(Button, AnAddressIsKeptWhereOneCanComeBackToIt) {
    for (const char* local : {"file:///home/me/secret.html", "about:blank", "blob:https://example.org/1", ""})
        EXPECT_EQ(json::value(parse_wish(added({{"text", "A"}, {"url", local}})).params),
                  json::parse(R"({"text": "A"})"))
            << local;
    EXPECT_EQ(parse_wish(added({{"url", "http://example.org/a"}})).fetch, "http://example.org/a");
    for (const char* none : {"file:///etc/passwd", "ftp://example.org/", "example.org", ""})
        EXPECT_THROW(parse_wish(added({{"url", none}})), Failure) << none;
}

// What the button says by itself; what the daemon and the program say is in locale/.
TEST(Button, SaysEverythingInBothLanguages) {
    const fs::path extension = VORLESER_SOURCE_DIR "/client/browser/extension";
    const auto texts = [&](const char* language) {
        std::set<std::string> names;
        const auto all = json::parse(test::read_file(extension / "_locales" / language / "messages.json"));
        for (const auto& [name, text] : all.as_object()) {
            EXPECT_FALSE(text.at("message").as_string().empty()) << name;
            names.insert(std::string(name));
        }
        return names;
    };
    const auto english = texts("en");
    EXPECT_EQ(english, texts("de"));
    std::set<std::string> said;
    const std::regex saying(R"(\bsay\((\w+ (?:&& !\S+ )?\? )?'(\w+)'(?: : '(\w+)')?)");
    for (const char* script : {"background.js", "outcome.js", "popup.js"}) {
        const auto source = test::read_file(extension / script);
        for (auto it = std::sregex_iterator(source.begin(), source.end(), saying);
             it != std::sregex_iterator(); ++it)
            for (const std::size_t group : {2u, 3u})
                if ((*it)[group].matched) said.insert((*it)[group]);
    }
    for (const char* where : {"page", "selection", "link"})
        for (const char* wish : {"play", "queue", "keep"}) said.insert(std::string(where) + "_" + wish);
    said.insert("description");  // the manifest
    EXPECT_EQ(said, english);
}

// The program as browsers start it: what it is told comes from a file, what it answers goes into one.
class ButtonProgram : public testing::Test {
 protected:
    static void SetUpTestSuite() { daemon_ = new test::RunningDaemon, daemon_->start(); }
    static void TearDownTestSuite() { delete std::exchange(daemon_, nullptr); }

    // Its answers, in order.
    static std::vector<json::object> answers(const std::string& bytes, const std::string& settings = "") {
        const auto at = daemon_->directory() / "button";
        std::ofstream(at, std::ios::binary) << bytes;
        std::string variables = "env -i";
        for (const auto& [name, value] : daemon_->environment()) variables += " '" + name + "=" + value + "'";
        const auto outcome =
            test::shell(variables + " " + settings + " '" + program + "' chrome-extension://x/ <'" +
                        at.string() + "' >'" + at.string() + ".out'");
        EXPECT_EQ(outcome.out, "");
        EXPECT_EQ(outcome.code, 0);
        std::vector<json::object> all;
        const own::Descriptor from(open((at.string() + ".out").c_str(), O_RDONLY | O_CLOEXEC));
        while (const auto each = read_message(from.get())) all.push_back(json::parse(*each).as_object());
        return all;
    }

    static inline const std::string program = VORLESER_BINARY_DIR "/client/vorleser-browser";
    static inline test::RunningDaemon* daemon_ = nullptr;
};

const std::string article =
    "<html><head><title>Der Zug nach Norden</title><meta charset=\"iso-8859-1\"></head><body><h1>Der Zug "
    "nach Norden</h1>"
    "<p>Am Morgen fuhr der erste Zug über die alte Brücke, und viele Leute standen am Ufer und sahen ihm "
    "nach.</p>"
    "<p>Er kam erst am Abend wieder zurück, als es längst dunkel war und niemand mehr auf ihn "
    "wartete.</p></body></html>";

TEST_F(ButtonProgram, AddsThePageAndSaysWhatBecameOfIt) {
    const auto page =
        added({{"text", article}, {"as", "html"}, {"url", "https://www.example.org/zug.html#2"}});
    const auto all = answers(framed(page) + framed(page));
    ASSERT_EQ(all.size(), 2u);
    const auto& entry = all[0].at("result").at("entry");
    EXPECT_EQ(entry.at("title"), "Der Zug nach Norden");
    EXPECT_EQ(entry.at("url"), "https://www.example.org/zug.html");
    EXPECT_EQ(entry.at("source"), "example.org");
    EXPECT_EQ(all[0].at("result").at("duplicate"), false);
    EXPECT_EQ(all[1].at("result").at("duplicate"), true);
    EXPECT_EQ(all[1].at("result").at("entry").at("id"), entry.at("id"));
    const auto shown = daemon_->connect().call("show", {{"id", entry.at("id")}});
    EXPECT_NE(json::serialize(shown).find("über die alte Brücke"), std::string::npos) << shown;
}

TEST_F(ButtonProgram, EveryWordOfASelectionIsKeptUnderThePagesTitle) {
    const auto all = answers(framed(added({{"text", "Anmelden\nTeilen auf Mastodon"},
                                           {"as", "text"},
                                           {"title", "Die Seite"},
                                           {"url", "https://example.org/"},
                                           {"to", "kept"}})));
    ASSERT_EQ(all.size(), 1u);
    const auto& entry = all[0].at("result").at("entry");
    EXPECT_EQ(entry.at("title"), "Die Seite");
    EXPECT_TRUE(entry.at("kept").is_int64()) << entry;
    const auto shown = json::serialize(daemon_->connect().call("show", {{"id", entry.at("id")}}));
    EXPECT_NE(shown.find("Anmelden"), std::string::npos) << shown;
    EXPECT_NE(shown.find("Teilen auf Mastodon"), std::string::npos) << shown;
}

TEST_F(ButtonProgram, ARefusalComesWithWhatABrowserTranslatesItBy) {
    const auto login = added({{"text",
                               "<html><body><h1>Willkommen</h1><form><input type=text><input type=password>"
                               "<button>Anmelden</button></form></body></html>"},
                              {"as", "html"}});
    const auto all =
        answers(framed(login) + framed(added({{"text", ""}, {"as", "html"}})) + framed("{") +
                framed(std::string(largest_message + 1, ' ')) + framed(added({{"url", "ftp://a/"}})) +
                framed(added({{"text", "Noch einer, der gelesen wird."}, {"as", "text"}})));
    ASSERT_EQ(all.size(), 6u);
    for (std::size_t i = 0; i < 5; ++i) {
        const auto& error = all[i].at("error").as_object();
        EXPECT_TRUE(error.at("data").at("text").is_string()) << error;
        EXPECT_TRUE(error.at("data").at("values").is_array()) << error;
    }
    const auto of_login = json::value_to<std::string>(all[0].at("error").at("data").at("text"));
    EXPECT_TRUE(of_login.starts_with("this page asks for a login")) << of_login;
    EXPECT_EQ(all[3].at("error").at("data").at("values"), json::parse(R"(["64"])"));
    EXPECT_TRUE(all[5].contains("result")) << all[5];
}

TEST_F(ButtonProgram, SaysThatThereIsNoDaemonAndWhy) {
    const auto all =
        answers(framed(added({{"text", "Ein Text."}})), "PATH=/usr/bin VORLESER_SOCKET=/proc/none/socket");
    ASSERT_EQ(all.size(), 1u);
    EXPECT_TRUE(all[0].at("error").at("data").at("text").is_string()) << all[0];
}

TEST_F(ButtonProgram, ABrowserThatEndsInTheMiddleChangesNothing) {
    const auto before = daemon_->connect().call("list").at("revision");
    const auto at = daemon_->directory() / "button";
    const auto page = framed(added({{"text", "Ein ganz anderer Text."}}));
    std::ofstream(at, std::ios::binary) << page.substr(0, page.size() - 1);
    const auto outcome = test::shell("'" + program + "' x <'" + at.string() + "'");
    EXPECT_EQ(outcome.code, 1);
    EXPECT_EQ(outcome.out, "the browser is gone in the middle of a message\n");
    EXPECT_EQ(daemon_->connect().call("list").at("revision"), before);
}

TEST_F(ButtonProgram, TellsTheBrowsersOfOneUserWhereItIs) {
    const auto home = daemon_->directory() / "a home";
    fs::create_directories(home / ".config/vivaldi");
    const auto outcome =
        test::shell("HOME='" + home.string() + "' XDG_CONFIG_HOME= LC_ALL=C '" + program + "' --install");
    EXPECT_EQ(outcome.code, 0) << outcome.out;
    const auto host = [&](const char* path) { return json::parse(test::read_file(home / path)); };
    const auto firefox = host(".mozilla/native-messaging-hosts/vorleser.json");
    EXPECT_EQ(firefox.at("path"), json::value(fs::canonical(program).native()));
    EXPECT_EQ(firefox.at("name"), "vorleser");
    EXPECT_EQ(firefox.at("allowed_extensions"), json::parse(R"(["button@vorleser"])"));
    for (const char* chromium : {"chromium", "vivaldi"}) {
        const auto file = std::string(".config/") + chromium + "/NativeMessagingHosts/vorleser.json";
        const auto told = host(file.c_str());
        EXPECT_EQ(told.at("path"), firefox.at("path"));
        EXPECT_EQ(told.at("allowed_origins").as_array().size(), 1u);
        EXPECT_NE(outcome.out.find(file), std::string::npos) << outcome.out;
    }
    EXPECT_FALSE(fs::exists(home / ".config/google-chrome")) << "a browser that is not there";
    EXPECT_TRUE(fs::exists(VORLESER_BINARY_DIR "/share/vorleser/browser/extension/background.js"));
}

}  // namespace
}  // namespace vorleser::browser
