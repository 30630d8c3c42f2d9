// Where feeds are found: pages, and the lists that other programs write.
#include "client/feeds/discover.hpp"

#include <gtest/gtest.h>

#include "client/feeds/feed.hpp"

namespace vorleser::feeds {
namespace {

std::vector<std::string> addresses(const std::vector<Named>& feeds) {
    std::vector<std::string> found;
    for (const auto& each : feeds) found.push_back(each.address);
    return found;
}

std::vector<Named> of_page(std::string_view html) {
    return feeds_of_page(html, "utf-8", "https://example.org/a/b.html");
}

using Addresses = std::vector<std::string>;

TEST(Discover, FindsWhatAPageNames) {
    const auto found = of_page(R"(<!DOCTYPE html><html><head>
        <!-- <link rel="alternate" type="application/rss+xml" href="/kommentar"> -->
        <script>document.write('<link rel="alternate" type="application/rss+xml" href="/skript">');</script>
        <link rel="stylesheet" href="x.css">
        <LINK title='Neues > &amp; mehr' REL='Alternate home' TYPE='application/rss+xml' HREF='/feed?a=1&amp;b=2'/>
        <link href=atom.xml type=application/atom+xml rel=alternate>
        <link rel="alternate" type="application/rss+xml" href="/feed?a=1&amp;b=2">
        <link rel="alternate" hreflang="en" href="/en">
        <link rel="alternate" type="application/rss+xml" href="javascript:x">
        <link rel="alternate" type="application/feed+json" href="//other.example/feed.json">)");
    EXPECT_EQ(addresses(found),
              (Addresses{"https://example.org/feed?a=1&b=2", "https://example.org/a/atom.xml",
                         "https://other.example/feed.json"}));
    EXPECT_EQ(found[0].title, "Neues > & mehr");
    EXPECT_EQ(addresses(of_page("<base href='/c/'><link rel=alternate type='application/rss+xml' href=f>")),
              Addresses{"https://example.org/c/f"});
    for (const char* nothing :
         {"", "<link", "<link rel=alternate type=application/rss+xml href=", "<!--", "<script",
          "<link rel='alternate type=application/rss+xml href=x", "<link =\"=\"=>"})
        EXPECT_TRUE(of_page(nothing).empty()) << nothing;
}

TEST(Discover, LooksAtNoMoreThanAPagesBeginning) {
    std::string page;
    for (int i = 0; i < 1000; ++i)
        page += "<link rel=alternate type=application/rss+xml href=/f" + std::to_string(i) + ">";
    EXPECT_EQ(of_page(page).size(), 50u);
    EXPECT_TRUE(of_page(std::string(std::size_t{1} << 20, ' ') + page).empty());
    std::string hostile;
    for (int i = 0; i < 100'000; ++i) hostile += "<link a='";
    EXPECT_TRUE(of_page(hostile).empty());
}

// As Feedly, Thunderbird, FreshRSS, NetNewsWire and old programs write it.
TEST(Opml, IsReadAsOtherProgramsWriteIt) {
    const auto found = feeds_of_opml(R"(<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<opml version="1.0" xmlns:fz="urn:forumzilla:"><head><title>Feeds</title></head><body>
  <outline text="Zeitungen" title="Zeitungen"><outline text="Tief"><outline text="Tiefer">
    <outline type="rss" text="Der Kurier" title="Der Kurier &amp; mehr" xmlUrl="https://example.org/feed?a=1&amp;b=2"
       htmlUrl="https://example.org/"/></outline></outline>
    <outline title="Blog" fz:quickMode="false"><outline type="rss" fz:options="{}" xmlUrl="feed://example.net/rss" text="B"/></outline>
  </outline>
  <outline text="Alt" xmlURL="http://example.com/rss.xml"/>
  <outline text="Doppelt" xmlurl="http://example.com/rss.xml"/>
  <outline text="Kein Feed" type="link" url="https://example.org/"/>
  <outline text="Falsch" xmlUrl="file:///etc/passwd"/><outline text="Falsch" xmlUrl="javascript:x"/>
  <outline text="Daheim" xmlUrl="https://me:secret@192.168.1.2:8443/rss"/>
</body></opml>)");
    EXPECT_EQ(addresses(found),
              (Addresses{"https://example.org/feed?a=1&b=2", "http://example.net/rss",
                         "http://example.com/rss.xml", "https://me:secret@192.168.1.2:8443/rss"}));
    EXPECT_EQ(found[0].title, "Der Kurier & mehr");
    EXPECT_EQ(found[1].title, "B");
    std::string deep = "<opml><body>";
    for (int i = 0; i < 100'000; ++i) deep += "<outline text='x'>";
    deep += "<outline xmlUrl='https://example.org/'/>";
    for (int i = 0; i < 100'000; ++i) deep += "</outline>";
    EXPECT_EQ(feeds_of_opml(deep + "</body></opml>").size(), 1u) << "however deep";
    for (const char* other : {"", "<html/>", "<rss/>", "<opml><body>", "no XML"})
        EXPECT_THROW(feeds_of_opml(other), NoFeed) << other;
}

TEST(Opml, IsReadAgainAsItWasWritten) {
    const std::vector<Named> feeds{{"https://example.org/?a=1&b=\"2\"", "Der <Kurier> & \"mehr\""},
                                   {"https://example.net/", ""}};
    const auto again = feeds_of_opml(opml_of(feeds));
    EXPECT_EQ(addresses(again), addresses(feeds));
    EXPECT_EQ(again[0].title, feeds[0].title);
    EXPECT_EQ(again[1].title, feeds[1].address) << "OPML wants some text";
}

}  // namespace
}  // namespace vorleser::feeds
