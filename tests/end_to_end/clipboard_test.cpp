// What was copied in another program becomes articles.
#include <cstdlib>

#include "tests/support/client.hpp"
#include "tests/support/display.hpp"
#include "tests/support/http_server.hpp"

namespace vorleser::test {
namespace {

class Copied : public Client {
 protected:
    Copied() {
        unsetenv("WAYLAND_DISPLAY");
        setenv("DISPLAY", display.environment().at("DISPLAY").c_str(), 1);
    }
    boost::json::array entries() { return json("list").at("entries").as_array(); }

    Display display{Display::Kind::x};
};

TEST_F(Copied, PagesKeepTheirHeadings) {
    const auto owner = display.copy(
        "<meta charset=utf-8><h1>Die Brücke ist offen</h1><p>Am Morgen fuhr der erste Zug.</p>"
        "<h2>Was nun kommt</h2><p>Viele Menschen standen am Ufer.</p>",
        "text/html");
    const auto got = vorleser("add --clipboard");
    EXPECT_EQ(got.code, 0) << got.out;
    const auto shown = json("show 1");
    EXPECT_EQ(shown.at("entry").at("title"), "Die Brücke ist offen");
    const auto& blocks = shown.at("blocks").as_array();
    ASSERT_EQ(blocks.size(), 4U) << got.out;
    EXPECT_EQ(blocks[2].at("kind"), "heading");
}

TEST_F(Copied, AddressesAreFetched) {
    HttpServer server;
    for (const std::string word : {"Zug", "Bus"})
        server.at(
            "/" + word,
            http_page(
                "text/html; charset=utf-8",
                "<!doctype html><html><head><title>Der " + word + "</title></head><body><article><h1>Der " +
                    word + "</h1><p>Am Morgen fuhr der " + word +
                    " über die alte Brücke, zum ersten Mal seit drei Jahren.</p>"
                    "<p>Die Reisenden im Norden haben lange darauf gewartet.</p></article></body></html>"));
    const auto owner = display.copy(server.address("/Zug") + "\n" + server.address("/Bus"));
    EXPECT_EQ(vorleser("add --clipboard --title Anders").code, 2) << "a title for several";
    const auto got = vorleser("add --clipboard");
    EXPECT_EQ(got.code, 0) << got.out;
    ASSERT_EQ(entries().size(), 2U);
    EXPECT_EQ(entries()[1].at("title"), "Der Bus");
    EXPECT_EQ(vorleser("add --clipboard --as text").code, 0);
    EXPECT_EQ(entries().size(), 3U) << "wanted as it is";
}

// Under Wayland, where the tool that copies offers the same as text.
TEST_F(Copied, WhatIsNoPageIsTakenAsText) {
    const Display wayland(Display::Kind::wayland);
    setenv("WAYLAND_DISPLAY", wayland.environment().at("WAYLAND_DISPLAY").c_str(), 1);
    const auto owner = wayland.copy("Nur ein halber Satz, markiert und", "text/html");
    EXPECT_EQ(vorleser("add --clipboard --as html").code, 1) << "wanted as a page, which it is not";
    const auto got = vorleser("add --clipboard");
    EXPECT_EQ(got.code, 0) << got.out;
    ASSERT_EQ(entries().size(), 1U);
    EXPECT_EQ(entries()[0].at("title"), "Nur ein halber Satz, markiert und");
}

TEST_F(Copied, SelectedTextNeedsNotBeCopied) {
    const auto owner = display.copy("Ausgewählt\n\nNur dieser Absatz soll gelesen werden.", "", true);
    EXPECT_EQ(vorleser("add --clipboard").code, 1) << "nothing was";
    EXPECT_EQ(vorleser("add --selection").code, 0);
    EXPECT_EQ(entries().at(0).at("title"), "Ausgewählt");
    for (const auto* both : {"--selection --clipboard", "--clipboard -", "--selection -"})
        EXPECT_EQ(vorleser("add " + std::string(both)).code, 2) << both;
}

}  // namespace
}  // namespace vorleser::test
