// Feeds as sites write them, right, odd and hostile.
#include "client/feeds/feed.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "client/feeds/schedule.hpp"

namespace vorleser::feeds {
namespace {

constexpr auto at = "https://example.org/feed/";

Feed parsed(std::string_view text, std::string_view encoding = "") {
    return parse_feed(text, encoding, at);
}

std::string why_not(std::string_view text, bool page = false) {
    try {
        parsed(text);
    } catch (const NoFeed& none) {
        EXPECT_EQ(none.page, page);
        return none.what();
    }
    return "it was read";
}

constexpr auto rss = R"(<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE rss>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/"
     xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom">
<channel><atom:link href="https://example.org/feed/" rel="self"/>
<title>Der &amp;amp; Kurier</title><link>https://example.org/</link><ttl>90</ttl>
<skipHours><hour>0</hour><hour>24</hour><hour>23</hour></skipHours><skipDays><day>Sunday</day></skipDays>
<image><title>Bild</title></image>
<item><title><![CDATA[Erste   Meldung &ndash; 1 < 2 <b>fett</b>]]></title><media:title>Bildtitel</media:title>
<link> /artikel/1?a=1&b=2 </link><guid isPermaLink="false">a-1</guid>
<pubDate>Sat, 28 Nov 2026 08:00:00 +0100</pubDate><category>Politik</category>
<description>Ein &lt;i&gt;Anriss&lt;/i&gt;.</description><content:encoded><![CDATA[<p>Der ganze Text.</p>]]></content:encoded></item>
<item><title>Zweite</title><guid>https://example.org/artikel/2</guid><dc:date>2026-11-27T10:00:00Z</dc:date></item>
<item><description>Ohne Titel und Adresse</description></item>
</channel></rss>)";

TEST(Feed, ReadsRss) {
    const auto feed = parsed(rss);
    EXPECT_EQ(feed.title, "Der & Kurier");
    EXPECT_EQ(feed.hints.minutes, 90);
    EXPECT_EQ(feed.hints.skipped_hours.count(), 2u);
    EXPECT_TRUE(feed.hints.skipped_hours.test(0) && feed.hints.skipped_hours.test(23));
    EXPECT_TRUE(feed.hints.skipped_days.test(0));
    ASSERT_EQ(feed.items.size(), 3u);
    const auto& first = feed.items[0];
    EXPECT_EQ(first.title, "Erste Meldung – 1 < 2 fett");
    EXPECT_EQ(first.url, "https://example.org/artikel/1?a=1&b=2");
    EXPECT_EQ(first.id, "a-1");
    EXPECT_EQ(first.published, 1795849200);
    EXPECT_EQ(first.teaser, "Ein Anriss .");
    EXPECT_EQ(first.content, "<p>Der ganze Text.</p>");
    EXPECT_EQ(first.categories, std::vector<std::string>{"Politik"});
    EXPECT_EQ(feed.items[1].url, "https://example.org/artikel/2")
        << "the guid is an address where nothing else is";
    EXPECT_EQ(feed.items[1].published, 1795773600);
    EXPECT_EQ(feed.items[2].url, "");
    EXPECT_EQ(feed.items[2].content, "Ohne Titel und Adresse");
    EXPECT_FALSE(feed.cut);
}

TEST(Feed, ReadsRssOfTheNinetiesAndRss1WhoseItemsStandBesideTheChannel) {
    const auto feed = parsed(R"(<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
        xmlns="http://purl.org/rss/1.0/" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">
        <channel rdf:about="https://example.org/"><title>Alt</title><sy:updatePeriod>daily</sy:updatePeriod>
        <sy:updateFrequency>4</sy:updateFrequency><items><rdf:Seq><rdf:li resource="x"/></rdf:Seq></items></channel>
        <item rdf:about="urn:1"><title>Eins</title><link>https://example.org/1</link></item></rdf:RDF>)");
    EXPECT_EQ(feed.title, "Alt");
    EXPECT_EQ(feed.hints.minutes, 360);
    ASSERT_EQ(feed.items.size(), 1u);
    EXPECT_EQ(feed.items[0].id, "urn:1");
    EXPECT_EQ(feed.items[0].url, "https://example.org/1");
    const auto old = parsed(R"(<rss version="0.91"><channel><title>T</title><item><title>A &uuml; B</title>
        <link>http://example.org/a</link></item></channel></rss>)");
    EXPECT_EQ(old.items.at(0).title, "A ü B") << "an entity that XML does not know";
}

TEST(Feed, ReadsAtomWithWhateverPrefixAndBase) {
    const auto feed = parsed(R"(<a:feed xmlns:a="http://www.w3.org/2005/Atom" xml:base="/blog/">
        <a:title type="html">Blog &amp;amp; mehr</a:title>
        <a:entry xml:base="2026/"><a:id>tag:example.org,2026:1</a:id><a:title type="text">1 &lt; 2 &amp;amp; 3</a:title>
        <a:link rel="enclosure" type="audio/mpeg" href="laut.mp3"/><a:link rel="self" href="x"/>
        <a:link href="eins.html"/><a:updated>2026-11-28T10:00:00.123+02:00</a:updated>
        <a:published>2026-11-28T08:00:00Z</a:published><a:category term="Kultur"/>
        <a:summary>Kurz</a:summary>
        <a:content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Ein <b>Text</b></p></div></a:content>
        </a:entry></a:feed>)");
    EXPECT_EQ(feed.title, "Blog & mehr");
    ASSERT_EQ(feed.items.size(), 1u);
    const auto& item = feed.items[0];
    EXPECT_EQ(item.url, "https://example.org/blog/2026/eins.html");
    EXPECT_EQ(item.title, "1 < 2 &amp; 3");
    EXPECT_EQ(item.published, 1795852800);
    EXPECT_EQ(item.teaser, "Kurz");
    EXPECT_NE(item.content.find("<p>Ein <b>Text</b></p>"), std::string::npos) << item.content;
    EXPECT_EQ(item.categories, std::vector<std::string>{"Kultur"});
}

TEST(Feed, ReadsJsonFeed) {
    const auto feed = parsed(R"({"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": [
        {"id": 7, "url": "/7", "title": "Sieben", "content_text": "A < B\n\nC", "date_published": "2026-11-28T08:00:00Z",
         "tags": ["x", 3]}, {"id": "https://example.org/8", "content_html": "<p>8"}, "nonsense"]})");
    EXPECT_EQ(feed.title, "J");
    ASSERT_EQ(feed.items.size(), 2u);
    EXPECT_EQ(feed.items[0].id, "7");
    EXPECT_EQ(feed.items[0].url, "https://example.org/7");
    EXPECT_EQ(feed.items[0].content, "<p>A &lt; B</p><p>C</p>");
    EXPECT_EQ(feed.items[1].url, "https://example.org/8");
    EXPECT_EQ(feed.items[1].content, "<p>8");
}

TEST(Feed, IsReadInWhateverEncoding) {
    const std::string items = "<rss><channel><title>K\xf6ln \x84ja\x93</title></channel></rss>";
    EXPECT_EQ(parsed("<?xml version='1.0' encoding='iso-8859-1'?>" + items).title, "Köln „ja“")
        << "what calls itself Latin-1 is Windows-1252";
    EXPECT_EQ(parsed(items).title, "Köln „ja“") << "what is no UTF-8 and says nothing";
    EXPECT_EQ(parsed("<?xml version='1.0' encoding='utf-8'?>" + items, "windows-1252").title, "Köln „ja“")
        << "HTTP goes before the declaration";
    EXPECT_EQ(parsed("\xEF\xBB\xBF<rss><channel><title>Köln</title></channel></rss>", "iso-8859-1").title,
              "Köln")
        << "the byte order mark before HTTP";
    std::string wide("\xFF\xFE", 2);
    for (const char c : std::string("<rss><channel><title>AB</title></channel></rss>")) wide += {c, '\0'};
    EXPECT_EQ(parsed(wide).title, "AB");
    EXPECT_EQ(parsed(wide.substr(2)).title, "AB");
    EXPECT_EQ(parsed("<rss><channel><title>A\x0B\x01 B</title></channel></rss>", "no-such-thing").title,
              "A B");
    EXPECT_EQ(parsed("\n\n  <?xml version='1.0'?><rss><channel><title>A</title></channel></rss>").title, "A");
    EXPECT_EQ(parsed("<br/><b>Warning</b>: x <rss><channel><title>A</title></channel></rss>").title, "A")
        << "what a broken site prints before it";
}

TEST(Feed, IsReadAsFarAsItIsWellFormed) {
    const auto cut = parsed(
        "<rss><channel><title>T</title><item><guid>1</guid></item><item><guid>2</guid></item>"
        "<item><guid>3</guid><title>Ha");
    EXPECT_TRUE(cut.cut);
    ASSERT_EQ(cut.items.size(), 2u) << "the one that is cut comes when it is whole";
    EXPECT_EQ(cut.items[1].id, "2");
    EXPECT_NE(why_not("<rss><channel><item></b></item></channel></rss>").find("goes wrong at byte"),
              std::string::npos);
    EXPECT_NE(why_not("{\"version\": \"https://jsonfeed.org/version/1\", ").find("no JSON"),
              std::string::npos);
}

TEST(Feed, IsCutBetweenTwoCharactersOfAnyScript) {
    for (const std::string_view sign : {"ж", "字", "😀"}) {
        std::string title;
        while (title.size() < 5000) title += sign;
        const auto feed = parse_feed("<rss><channel><title>T</title><item><guid>1</guid><title>" + title +
                                         "</title></item></channel></rss>",
                                     "", "https://example.org/");
        const auto& cut = feed.items.at(0).title;
        EXPECT_GT(cut.size(), 400u);
        EXPECT_EQ(cut.size() % sign.size(), 0u);
        EXPECT_TRUE(title.starts_with(cut));
    }
}

TEST(Feed, IsNothingElse) {
    EXPECT_NE(why_not("<!DOCTYPE html><html><head><title>x</title></head><body><p>x<br></html>", true)
                  .find("no feed"),
              std::string::npos);
    for (const char* other : {"%PDF-1.7", "Ein Text", "<svg xmlns='http://www.w3.org/2000/svg'/>"})
        EXPECT_NE(why_not(other, true).find("no feed"), std::string::npos) << other;
    for (const char* other : {"{}", "{\"items\": []}", "{\"version\": \"https://jsonfeed.org/version/1\"}"})
        EXPECT_NE(why_not(other).find("no feed"), std::string::npos) << other;
    EXPECT_NE(why_not(" \n").find("nothing"), std::string::npos);
    EXPECT_NE(why_not("<opml version='2.0'><body/></opml>").find("OPML"), std::string::npos);
}

TEST(Feed, ExpandsNoEntityOfADocumentType) {
    const auto bomb =
        parsed(R"(<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "lololololol"><!ENTITY b "&a;&a;&a;&a;">
        <!ENTITY c SYSTEM "file:///etc/passwd"><!ENTITY % d SYSTEM "http://127.0.0.1/x.dtd"> %d;]>
        <rss><channel><title>&b;&c;</title><item><guid>1</guid><title>&c;</title></item></channel></rss>)");
    EXPECT_EQ(bomb.title, "&b;&c;");
    EXPECT_EQ(bomb.items.at(0).title, "&c;");
}

TEST(Feed, IsBoundedInDepthAndInItems) {
    std::string deep = "<rss><channel><item><guid>1</guid><description>";
    for (int i = 0; i < 1'000'000; ++i) deep += "<a>";
    EXPECT_NE(why_not(deep), "it was read");
    std::string closed = "<feed><entry><id>1</id><content type='xhtml'>";
    for (int i = 0; i < 200'000; ++i) closed += "<a>";
    for (int i = 0; i < 200'000; ++i) closed += "</a>";
    EXPECT_EQ(parsed(closed + "</content></entry></feed>").items.size(), 1u);
    std::string many = "<rss><channel>";
    for (int i = 0; i < 30'000; ++i) many += "<item/>";
    EXPECT_EQ(parsed(many + "</channel></rss>").items.size(), most_items);
    EXPECT_NE(why_not(std::string(100'000, '['), true), "it was read");
    EXPECT_NE(why_not("{\"a\":" + std::string(100'000, '[')), "it was read");
    EXPECT_EQ(parsed("<rss><channel><title>" + std::string(1'000'000, 'x') + "</title></channel></rss>")
                  .title.size(),
              2000u);
}

TEST(Feed, NamesOnlyAddressesOfTheWeb) {
    for (const char* link : {"javascript:alert(1)", "file:///etc/passwd", "ftp://example.org/",
                             "data:text/html,x", "http://", "gopher://example.org"}) {
        const auto feed =
            parsed(fmt::format("<rss><channel><item><link>{}</link></item></channel></rss>", link));
        EXPECT_EQ(feed.items.at(0).url, "") << link;
    }
    const auto feed =
        parsed("<rss><channel><item><link>https://me:secret@example.org/a b</link></item></channel></rss>");
    EXPECT_EQ(feed.items.at(0).url, "https://example.org/a%20b");
}

TEST(Dates, AreUnderstoodAsFeedsWriteThem) {
    const std::pair<const char*, std::int64_t> dates[] = {{"Sat, 28 Nov 2026 08:00:00 +0100", 1795849200},
                                                          {"28 Nov 26 07:00 GMT", 1795849200},
                                                          {"Sat, 28 Nov 2026 02:00:00 EST", 1795849200},
                                                          {"Sa, 28 Nov 2026 08:00:00 MEZ", 1795849200},
                                                          {"2026-11-28T08:00:00+01:00", 1795849200},
                                                          {"2026-11-28 07:00:00", 1795849200},
                                                          {"2026-11-28", 1795824000},
                                                          {"28.Nov.2026", 1795824000},
                                                          {"2000-02-29T00:00:00Z", 951782400},
                                                          {"1970-01-02", 86400},
                                                          {"", 0},
                                                          {"gestern", 0},
                                                          {"2026-13-01", 0},
                                                          {"Sat, 99 Nov 2026", 0},
                                                          {"28 Foo 2026", 0},
                                                          {"99999999999999999999", 0},
                                                          {"2026-11-28T99:99", 0},
                                                          {"-5 Nov 2026", 0}};
    for (const auto& [text, seconds] : dates) EXPECT_EQ(parse_date(text), seconds) << text;
}

// -- when a feed is asked again

constexpr std::int64_t noon = 1795867200;  // Saturday, 2026-11-28 12:00 GMT

std::int64_t wait_after(const Hints& hints, std::string_view cache_control) {
    Subscription feed;
    asked(feed, hints, cache_control, noon);
    EXPECT_EQ(feed.not_before, noon + 15 * 60);
    return (feed.next_at - noon) / 60;
}

TEST(Schedule, AsksAsOftenAsTheFeedWantsAndIsPolite) {
    EXPECT_EQ(wait_after({}, ""), 60);
    EXPECT_EQ(wait_after({.minutes = 90}, ""), 90);
    EXPECT_EQ(wait_after({.minutes = 1}, ""), 15);
    EXPECT_EQ(wait_after({.minutes = 1'000'000'000'000}, ""), 24 * 60);
    EXPECT_EQ(wait_after({}, "public, Max-Age=1800"), 30);
    EXPECT_EQ(wait_after({}, "s-maxage=9999999999"), 60) << "a proxy's";
    EXPECT_EQ(wait_after({}, "max-age=99999999999999999999"), 60);
    EXPECT_EQ(wait_after({}, "no-cache, max-age=0"), 60);
    Hints hints;
    hints.skipped_hours.set(13).set(14);
    EXPECT_EQ(wait_after(hints, ""), 180);
    hints = {};
    hints.skipped_days.set(6);
    EXPECT_EQ(wait_after(hints, ""), 12 * 60) << "Saturday is over at midnight";
    hints.skipped_hours.set();
    EXPECT_EQ(wait_after(hints, ""), 60) << "never is no answer";
}

TEST(Schedule, WaitsLongerAfterEachFailureAndAsLongAsTheSiteSays) {
    Subscription feed;
    std::vector<std::int64_t> waits;
    for (int i = 0; i < 10; ++i) {
        failed(feed, "weg", 503, "", noon);
        waits.push_back((feed.next_at - noon) / 60);
    }
    EXPECT_EQ(waits, (std::vector<std::int64_t>{15, 30, 60, 120, 240, 480, 960, 1440, 1440, 1440}));
    EXPECT_EQ(feed.failing_since, noon);
    failed(feed, "weg", 429, "7200", noon + 60);
    EXPECT_EQ(feed.not_before, noon + 60 + 7200);
    EXPECT_EQ(feed.failing_since, noon) << "since the first";
    failed(feed, "weg", 429, "Sat, 28 Nov 2026 16:00:00 GMT", noon);
    EXPECT_EQ(feed.not_before, noon + 4 * 3600);
    failed(feed, "weg", 429, "99999999999", noon);
    EXPECT_EQ(feed.not_before, noon + 7 * 24 * 3600);
    EXPECT_FALSE(feed.ended);
    asked(feed, {}, "", noon);
    EXPECT_EQ(feed.failing_since, 0);
    failed(feed, "weg", 410, "", noon);
    EXPECT_TRUE(feed.ended);
}

}  // namespace
}  // namespace vorleser::feeds
