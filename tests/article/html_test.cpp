#include <algorithm>
#include <random>

#include <gtest/gtest.h>
#include <unicode/ucnv.h>

#include "daemon/article/html_blocks.hpp"
#include "daemon/article/html_scan.hpp"
#include "daemon/article/html_score.hpp"
#include "daemon/article/read.hpp"

namespace vorleser {
namespace {

using Texts = std::vector<std::string>;

const std::string first =
    "Am Montag rollte die erste Bahn über den Fluss, und am Ufer standen viele, die drei Jahre lang auf "
    "diesen "
    "Morgen gewartet hatten.";
const std::string second =
    "Die Fähre bleibt noch bis zum Herbst in Betrieb, wie die Stadt am Abend mitteilte, danach ist Schluss "
    "mit "
    "dem Übersetzen.";
const std::string third =
    "Für den Fährmann ist das kein Grund zur Trauer: Er hat sich, wie er erzählt, längst um eine Stelle als "
    "Fahrer der neuen Bahn beworben.";

const std::string fourth =
    "Drei Jahre lang hatten die Leute aus den Dörfern einen Umweg von einer Stunde nehmen müssen, um zur "
    "Arbeit "
    "zu kommen.";

std::string p(const std::string& text) {
    return "<p>" + text + "</p>\n";
}

// A page with an article whose text has `inside` between its paragraphs, and a menu, a sidebar and a foot.
std::string page_with(const std::string& inside, const std::string& head = "",
                      const std::string& below = "") {
    return "<!DOCTYPE html>\n<html lang=\"de\"><head><title>Die Brücke steht wieder | Flussbote</title>" +
           head +
           "</head><body><nav><ul><li><a href=\"/p\">Politik</a></li><li><a "
           "href=\"/s\">Sport</a></li></ul></nav>"
           "<main><article><h1>Die Brücke steht wieder</h1><div class=\"text\">" +
           p(first) + inside + p(second) + p(third) + "</div>" + below +
           "</article></main><aside><h3>Meistgelesen</h3><ol><li><a href=\"/1\">Der Fluss führt wenig "
           "Wasser, und "
           "niemand weiß, wie lange das noch so bleiben wird.</a></li></ol></aside>"
           "<footer><p>© Flussbote. Alle Rechte vorbehalten, auch die der "
           "Übersetzung.</p></footer></body></html>";
}

Reading read(const std::string& bytes, As as = As::automatic) {
    const auto reading = read_article(bytes, {as, "", ""});
    EXPECT_TRUE(reading) << (reading ? Sentence() : reading.error().message);
    return reading ? *reading : Reading{};
}

Texts body(const Reading& reading) {
    Texts texts;
    for (const Block& block : reading.article.body) texts.push_back(block.text);
    return texts;
}

bool dropped(const Reading& reading, const std::string& text) {
    return std::any_of(reading.dropped.begin(), reading.dropped.end(),
                       [&](const std::string& line) { return line.find(text) != line.npos; });
}

std::string in_encoding(const std::string& text, const char* name) {
    UErrorCode status = U_ZERO_ERROR;
    std::string bytes(text.size() * 4 + 16, '\0');
    const auto length = ucnv_convert(name, "UTF-8", bytes.data(), static_cast<std::int32_t>(bytes.size()),
                                     text.data(), static_cast<std::int32_t>(text.size()), &status);
    EXPECT_TRUE(U_SUCCESS(status)) << name;
    bytes.resize(static_cast<std::size_t>(length));
    return bytes;
}

TEST(HtmlPage, ReadsTheArticleAndNothingElse) {
    const Reading reading = read(page_with(""));
    EXPECT_EQ(reading.article.title, "Die Brücke steht wieder");
    EXPECT_EQ(reading.article.language, "de");
    EXPECT_EQ(body(reading), (Texts{first, second, third}));
    EXPECT_TRUE(dropped(reading, "Politik"));
    EXPECT_TRUE(dropped(reading, "Meistgelesen"));
    EXPECT_TRUE(dropped(reading, "Alle Rechte vorbehalten"));
    EXPECT_FALSE(reading.only_the_beginning);
}

// What stands between an article's paragraphs without being part of it.
struct Clutter {
    const char* name;
    std::string markup, text;
};

class HtmlClutter : public testing::TestWithParam<Clutter> {};

TEST_P(HtmlClutter, IsLeftOut) {
    const Reading reading = read(page_with(GetParam().markup));
    EXPECT_EQ(body(reading), (Texts{first, second, third}));
    EXPECT_TRUE(dropped(reading, GetParam().text));
}

const Clutter clutter[] = {
    {"Caption",
     "<figure><img src=b.jpg><figcaption>Am Morgen drängten sich Hunderte auf der neuen Brücke über den "
     "Fluss."
     "</figcaption></figure>",
     "Am Morgen drängten sich"},
    {"CaptionOfDivisions",
     "<div class=\"image-wrapper\"><img src=b.jpg><div class=\"image__caption\">Am Morgen drängten sich "
     "Hunderte "
     "auf der neuen Brücke.</div></div>",
     "Am Morgen drängten sich"},
    {"Credit", "<p>Foto: Ada Ufer / Flussbote</p>", "Foto: Ada Ufer"},
    {"RelatedHeadlines",
     "<aside><h3>Mehr zum Thema</h3><ul><li><a href=/1>Die Fähre geht in den Ruhestand</a></li><li><a "
     "href=/2>Wer "
     "zahlt für die Brücke?</a></li></ul></aside>",
     "Die Fähre geht in den Ruhestand"},
    {"RelatedWithoutAnAside",
     "<div class=\"related-articles\"><h3>Lesen Sie auch</h3><div><a href=/1><h4>Die Fähre geht in den "
     "Ruhestand</h4><p>Nach vierzig Jahren legt die Fähre an diesem Sonntag zum letzten Mal "
     "ab.</p></a></div></div>",
     "legt die Fähre an diesem Sonntag"},
    {"LinkedParagraph", "<p><a href=/1>Lesen Sie hier: Wie die Brücke vor drei Jahren einstürzte</a></p>",
     "Wie die Brücke vor drei Jahren"},
    {"Newsletter",
     "<div class=\"newsletter-box\"><h3>Der Morgen am Fluss</h3><p>Jeden Morgen das Wichtigste aus der Stadt "
     "in "
     "Ihrem Postfach, kostenlos und jederzeit kündbar.</p><form><input><button>Jetzt "
     "anmelden</button></form></div>",
     "das Wichtigste aus der Stadt"},
    {"Advertisement",
     "<div class=\"ad-slot\"><span>Anzeige</span><p>Jetzt bei Ufermann: Gummistiefel für die ganze Familie, "
     "nur "
     "noch bis zum Sonntag zum halben Preis.</p></div>",
     "Gummistiefel"},
    {"Player",
     "<div class=\"audio-player\"><button>Abspielen</button><span>Artikel "
     "anhören</span><span>4:31</span></div>",
     "Artikel anhören"},
    {"SocialButtons",
     "<ul class=\"social-share\"><li><a href=#>Auf Facebook teilen</a></li><li><a href=#>Link "
     "kopieren</a></li></ul>",
     "Facebook"},
    {"Byline", "<div class=\"byline\">Von <a href=/a>Ada Ufer</a>, 3. Mai 2026, 10:00 Uhr</div>", "Ada Ufer"},
    {"HiddenText",
     "<div style=\"display: none\"><p>Ihr Browser kann diese Seite leider nicht richtig darstellen, bitte "
     "erneuern Sie ihn.</p></div>",
     "Ihr Browser"},
    {"Cookies",
     "<div id=\"cookie-consent\"><p>Wir und unsere Partner verarbeiten Ihre Daten, um Ihnen bessere Werbung "
     "zu "
     "zeigen.</p><button>Zustimmen</button></div>",
     "unsere Partner verarbeiten"},
    {"AuthorsPortrait",
     "<div class=\"author-box\"><p>Ada Ufer schreibt seit zwölf Jahren über alles, was schwimmt, und lebt "
     "auf einem "
     "Hausboot.</p></div>",
     "auf einem Hausboot"},
    {"Comments",
     "<section id=\"comments\"><h3>3 Kommentare</h3><p>Das wurde aber auch Zeit, ich musste jeden Tag eine "
     "Stunde "
     "früher aufstehen!</p></section>",
     "Das wurde aber auch Zeit"},
    {"EmbedsConsent",
     "<div><h3>Empfohlener redaktioneller Inhalt</h3><p>An dieser Stelle finden Sie externen Inhalt, der den "
     "Artikel "
     "ergänzt und von der Redaktion empfohlen wird.</p></div>",
     "finden Sie externen Inhalt"},
    {"CaptionWithACredit",
     "<p>Am Morgen drängten sich Hunderte auf der neuen Brücke Foto: Ada Ufer/Flussbote</p>",
     "drängten sich"},
    {"VideosConsent", "<p>Mit Ihrer Zustimmung wird hier ein externes Video geladen.</p>", "externes Video"},
    {"EmbedsPrivacy",
     "<p>Um diese Inhalte zu sehen, brauchen wir Ihre Einwilligung; dabei werden Daten an andere gegeben, "
     "wie "
     "unsere Hinweise zum Datenschutz erklären.</p>",
     "Ihre Einwilligung"},
    {"Correction", "<p><em>Korrektur: Die Brücke ist 312 Meter lang, nicht 321.</em></p>", "nicht 321"},
    {"PodcastHint", "<p>Hören Sie zu diesem Thema auch unser Gespräch mit dem Fährmann.</p>",
     "unser Gespräch"},
    {"InterviewedPerson",
     "<div class=\"box\"><h6>Im Interview: Emil Kahn</h6><p>geboren 1971, ist seit 1994 Fährmann und lebt am "
     "Ufer.</p></div>",
     "ist seit 1994 Fährmann"},
    {"NamesInDataAttributes",
     "<div data-component-name=\"newsletter-signup\"><p>Das Wichtigste vom Fluss, an jedem Morgen um "
     "sechs.</p></div>",
     "an jedem Morgen"},
    {"EnglishNewsletter",
     "<p>Get our flagship newsletter with all the headlines you need to start the day. Sign up here.</p>",
     "flagship"},
    {"FrenchLink", "<p>Lire aussi : <a href=/1>Le pont est rouvert</a></p>", "Lire aussi"},
    {"SpanishSubscription", "<p>Suscríbete para seguir leyendo todas las noticias del río.</p>",
     "Suscríbete"},
    {"ItalianNotice", "<p>© Riproduzione riservata</p>", "Riproduzione"},
    {"SwedishNewsletter",
     "<p>Prenumerera på våra nyhetsbrev och få det viktigaste direkt till din inkorg.</p>", "Prenumerera"},
    {"DutchNewsletter",
     "<p>Wil je elke ochtend een overzicht van het nieuws? Schrijf je in voor onze nieuwsbrief.</p>",
     "nieuwsbrief"},
    {"EditorsNote", "<p>Übersetzung: Ada Ufer, Redaktion: Emil Kahn</p>", "Emil Kahn"},
};

INSTANTIATE_TEST_SUITE_P(, HtmlClutter, testing::ValuesIn(clutter),
                         [](const auto& kind) { return std::string(kind.param.name); });

TEST(HtmlPage, LeavesOutWhatFollowsTheArticle) {
    const Reading reading =
        read(page_with("", "",
                       "<div class=\"comments-area\"><h2>Kommentare</h2><p>Das wurde aber auch Zeit, ich "
                       "musste jeden Tag eine "
                       "Stunde früher aufstehen!</p></div><div class=\"teaser-list\"><h3>Auch "
                       "interessant</h3><p>Der Fluss führt "
                       "wenig Wasser, und niemand weiß, wie lange das so bleibt.</p></div>"));
    EXPECT_EQ(body(reading), (Texts{first, second, third}));
}

TEST(HtmlPage, KnowsHeadingsQuotationsAndListItems) {
    const Reading reading =
        read(page_with("<h2>Warten am Ufer</h2>" + p(fourth) +
                       "<blockquote><p>Das war eine lange Zeit für uns alle hier am "
                       "Fluss.</p></blockquote><ul><li>Montag bis Freitag fährt die Bahn alle "
                       "zehn Minuten.</li><li>Am Sonntag fährt sie zweimal in jeder "
                       "Stunde.</li></ul>"));
    std::vector<BlockKind> kinds;
    for (const Block& block : reading.article.body) kinds.push_back(block.kind);
    EXPECT_EQ(kinds, (std::vector{BlockKind::paragraph, BlockKind::heading, BlockKind::paragraph,
                                  BlockKind::quotation, BlockKind::list_item, BlockKind::list_item,
                                  BlockKind::paragraph, BlockKind::paragraph}));
}

TEST(HtmlPage, KeepsInlineMarkupWithinTheLine) {
    const Reading reading = read(page_with(
        "<p>Der <b>Fähr</b>mann, <a href=/f>Emil Kahn</a>, sagt:<br>„Ich <i>freue</i> mich auf&nbsp;die "
        "Bahn&shy;fahrt &amp; alles, was kommt.“</p>"));
    ASSERT_EQ(reading.article.body.size(), 4U);
    EXPECT_EQ(reading.article.body[1].text,
              "Der Fährmann, Emil Kahn, sagt: „Ich freue mich auf die Bahnfahrt & alles, was kommt.“");
}

TEST(HtmlPage, TakesParagraphsThatOnlyLineBreaksPart) {
    const Reading reading = read("<html><body><h1>Die Brücke steht wieder</h1><div>" + first + "<br><br>" +
                                 second + "<br><br>" + third + "</div></body></html>");
    EXPECT_EQ(body(reading), (Texts{first, second, third}));
}

TEST(HtmlPage, FindsKickerTeaserAndWhatThePageSaysOfItself) {
    const Reading reading = read(
        "<!DOCTYPE html><html lang=de><head><title>Die Brücke steht wieder – Flussbote</title>"
        "<meta property=og:site_name content=Flussbote>"
        "<script type=\"application/ld+json\">{\"@context\":\"https://schema.org\",\"@type\":\"NewsArticle\","
        "\"headline\":\"Die Brücke steht wieder\",\"datePublished\":\"2026-05-03T10:00:00+02:00\",\"author\":"
        "[{\"@type\":\"Person\",\"name\":\"Ada Ufer\"},{\"@type\":\"Person\",\"name\":\"Emil Kahn\"}],"
        "\"description\":\"Nach drei Jahren fährt am Montag die erste "
        "Bahn.\"}</script></head><body><article><header>"
        "<p class=kicker>Verkehr</p><h1>Die Brücke steht wieder</h1><p class=lead>Nach drei Jahren fährt am "
        "Montag "
        "die erste Bahn.</p></header>" +
        p(first) + p(second) + p(third) + "</article></body></html>");
    const Article& article = reading.article;
    EXPECT_EQ(article.title, "Die Brücke steht wieder");
    EXPECT_EQ(article.kicker, "Verkehr");
    EXPECT_EQ(article.teaser, "Nach drei Jahren fährt am Montag die erste Bahn.");
    EXPECT_EQ(article.authors, "Ada Ufer, Emil Kahn");
    EXPECT_EQ(article.source, "Flussbote");
    EXPECT_EQ(article.date, "2026-05-03T10:00:00+02:00");
    EXPECT_EQ(article.language, "de");
    EXPECT_EQ(article.url, "");
    EXPECT_EQ(body(reading), (Texts{first, second, third}));
}

TEST(HtmlPage, FindsTheAddressThePageGivesItself) {
    const auto url = [](const std::string& head) {
        return read("<!DOCTYPE html><html><head>" + head +
                    "</head><body><article><h1>Die Brücke steht wieder</h1>" + p(first) + p(second) +
                    p(third) + "</article></body></html>")
            .article.url;
    };
    const std::string canonical = "<link rel=canonical href='https://fluss.example/a?id=1&amp;b=2'>";
    const std::string graph = "<meta property='og:url' content='https://fluss.example/og'>";
    const auto data = [](const std::string& more) {
        return "<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"headline\":\"Die Brücke "
               "steht "
               "wieder\"," +
               more + "}</script>";
    };
    EXPECT_EQ(url(canonical + graph), "https://fluss.example/a?id=1&b=2");
    EXPECT_EQ(url(graph + data("\"url\":\"https://fluss.example/ld\"")), "https://fluss.example/og");
    EXPECT_EQ(url(data("\"url\":\"https://fluss.example/ld\"")), "https://fluss.example/ld");
    EXPECT_EQ(url(data("\"mainEntityOfPage\":{\"@id\":\"https://fluss.example/page\"}")),
              "https://fluss.example/page");
    EXPECT_EQ(url("<link rel=canonical href='/a'>"), "") << "not whole";
    EXPECT_EQ(url("<link rel=canonical href='javascript:alert(1)'>"), "");
    EXPECT_EQ(url("<link rel=stylesheet href='https://fluss.example/style.css'>"), "");
    EXPECT_EQ(url("<link rel=canonical href='https://fluss.example/" + std::string(3000, 'a') + "'>"), "");
}

TEST(HtmlPage, DoesNotBelieveDataAboutAnotherArticle) {
    const Reading reading = read(page_with(
        "",
        "<script type=\"application/ld+json\">{\"@type\":\"NewsArticle\",\"headline\":\"Der Zoo hat ein "
        "neues "
        "Nashorn\",\"articleBody\":\"Im Zoo ist ein Nashorn angekommen, das aus einem anderen Zoo stammt und "
        "sich nun erst eingewöhnen muss.\"}</script>"));
    EXPECT_EQ(reading.article.title, "Die Brücke steht wieder");
    EXPECT_EQ(body(reading), (Texts{first, second, third}));
}

TEST(HtmlPage, BrokenDataDoNoHarm) {
    for (const char* data :
         {"{\"@type\":\"NewsArticle\",", "[[[[", "{\"@graph\":{\"@graph\":1}}", "\"\\ud800\"",
          "{\"@type\":[\"NewsArticle\",1],\"headline\":7,\"author\":[[{}]]}"}) {
        const Reading reading =
            read(page_with("", "<script type=\"application/ld+json\">" + std::string(data) + "</script>"));
        EXPECT_EQ(body(reading), (Texts{first, second, third})) << data;
    }
}

TEST(HtmlPage, SaysWhenOnlyTheBeginningIsFree) {
    const std::string paid =
        "<script type=\"application/ld+json\">{\"@type\":\"NewsArticle\",\"headline\":\"Die Brücke steht "
        "wieder\",\"isAccessibleForFree\":false}</script>";
    const Reading stub =
        read("<!DOCTYPE html><html lang=de><head><title>Die Brücke steht wieder</title>" + paid +
             "</head><body><article><h1>Die Brücke steht wieder</h1>" + p(first) + p(second) +
             "<div class=\"paywall\"><h3>Jetzt weiterlesen mit dem Abo</h3><p>Testen Sie unser "
             "Angebot einen Monat lang für nur einen Euro, jederzeit kündbar.</p></div></article>"
             "</body></html>");
    EXPECT_TRUE(stub.only_the_beginning);
    EXPECT_EQ(body(stub), (Texts{first, second}));
    EXPECT_TRUE(dropped(stub, "für nur einen Euro"));
    EXPECT_FALSE(read(page_with("")).only_the_beginning);
}

TEST(HtmlPage, WithoutAnArticleSaysSo) {
    const std::string links = [] {
        std::string items;
        for (int i = 0; i < 40; ++i)
            items += "<li><a href=/x>Eine Überschrift von vielen auf dieser Seite</a></li>";
        return items;
    }();
    for (const std::string& page :
         {"<!DOCTYPE html><html><body><nav><ul>" + links +
              "</ul></nav><form><button>Suche</button></form></body></html>",
          std::string("<!DOCTYPE html><html><head><title>403</title></head><body><h1>Kein "
                      "Zugriff</h1></body></html>"),
          std::string("<!DOCTYPE html><html><body><script>start()</script></body></html>")}) {
        const auto reading = read_article(page, {As::html, "", ""});
        ASSERT_FALSE(reading) << reading->article.title;
        EXPECT_EQ(reading.error().kind, ErrorKind::unreadable);
    }
}

// Where a saved page is from stands in it, also where it names no publisher.
TEST(HtmlPage, TellsItsAddressAndSite) {
    struct Case {
        std::string before, head, url, source;
    };
    const std::string address = "https://www.zeitung.example/hafen?id=1", site = "zeitung.example",
                      file = "hafen.html";
    const Case cases[] = {
        {"", "", "", file},
        {"", "<link rel=canonical href=\"" + address + "\">", address, site},
        {"", "<meta property=og:url content=\"" + address + "\">", address, site},
        {"<!-- saved from url=(0038)" + address + " -->\n", "", address, site},
        {"<!--\n Page saved with SingleFile \n url: " + address + " \n saved date: Tue Mar 12 2024\n-->", "",
         address, site},
        {"<!-- saved from url=(0014)about:internet -->\n", "", "", file},
        {"<!-- see https://elsewhere.example/ -->\n", "", "", file},
        {"<!-- saved from url=(0038)https://proxy.example/x -->\n",
         "<link rel=canonical href=\"" + address + "\">", address, site},
        {"", "<base href=\"https://www.zeitung.example/\">", "", site},
        {"", "<base target=_blank>", "", file},
        {"", "<link rel=canonical href=\"https://xn--kln-sna.example:8080/x\">",
         "https://xn--kln-sna.example:8080/x", "köln.example"},
        {"",
         "<link rel=canonical href=\"" + address + "\"><meta property=og:site_name content=\"Die Zeitung\">",
         address, "Die Zeitung"},
    };
    for (const auto& [before, head, url, source] : cases) {
        const std::string html = "<!DOCTYPE html>\n" + before + page_with("", head);
        const auto reading = read_article(html, {.as = As::html, .source = file});
        ASSERT_TRUE(reading) << html;
        EXPECT_EQ(reading->article.url, url) << before << head;
        EXPECT_EQ(reading->article.source, source) << before << head;
    }
    // Whoever fetched it knows both.
    const auto fetched = read_article(page_with("", "<base href=\"https://cdn.example/\">"),
                                      {.as = As::html, .source = site, .url = address});
    ASSERT_TRUE(fetched);
    EXPECT_EQ(fetched->article.source, site);
    EXPECT_EQ(fetched->article.url, address);
}

TEST(HtmlPage, HonoursTheEncodingThePageNames) {
    for (const char* name : {"iso-8859-1", "windows-1252", "utf-8", "iso-8859-15"}) {
        const std::string page = page_with("", std::string("<meta charset=\"") + name + "\">");
        EXPECT_EQ(body(read(in_encoding(page, name))), (Texts{first, second, third})) << name;
        const std::string old =
            page_with("", std::string("<meta http-equiv=\"Content-Type\" content=\"text/html; charset=") +
                              name + "\">");
        EXPECT_EQ(body(read(in_encoding(old, name))), (Texts{first, second, third})) << name;
    }
    // A named encoding that the statistics would not find.
    const std::string czech =
        "Příliš žluťoučký kůň úpěl ďábelské ódy, a tak ho nikdo z města nechtěl poslouchat.";
    const std::string page = "<html><meta charset=iso-8859-2><body><h1>Kůň</h1>" + p(czech) +
                             p(czech + " Ano.") + p("Ale " + czech) + "</body></html>";
    EXPECT_EQ(read(in_encoding(page, "iso-8859-2")).article.body.at(0).text, czech);
}

// As browsers read it: quotation marks and dashes are no control characters.
TEST(HtmlPage, WhatIsCalledLatin1MayBeFromWindows) {
    const std::string said =
        "„Der Zug – so hieß es am Abend – fährt wieder“, sagte ein Sprecher der Bahn in Köln.";
    const std::string page = "<html><meta charset=iso-8859-1><body><h1>Der Zug</h1>" + p(said) +
                             p(said + " Nun ja.") + p("Und: " + said) + "</body></html>";
    EXPECT_EQ(read(in_encoding(page, "windows-1252")).article.body.at(0).text, said);
}

TEST(HtmlPage, BelievesTheBytesMoreThanAWrongName) {
    EXPECT_EQ(body(read(page_with("", "<meta charset=\"iso-8859-1\">"))), (Texts{first, second, third}));
    EXPECT_EQ(body(read(in_encoding(page_with(""), "windows-1252"))), (Texts{first, second, third}));
    EXPECT_EQ(body(read("\xEF\xBB\xBF" + page_with(""))), (Texts{first, second, third}));
    EXPECT_EQ(body(read("\xFF\xFE" + in_encoding(page_with(""), "UTF-16LE"))), (Texts{first, second, third}));
    EXPECT_EQ(body(read(in_encoding(page_with("", "<meta charset=no-such-thing>"), "windows-1252"))),
              (Texts{first, second, third}));
}

TEST(HtmlPage, IsToldFromCopiedTextByItsContent) {
    EXPECT_EQ(body(read(page_with(""), As::page)), (Texts{first, second, third}));
    EXPECT_EQ(body(read("\n<!-- saved -->\n" + page_with(""), As::html)), (Texts{first, second, third}));
    // Asked to, nothing of the text is lost, though it speaks of <p> and <div>.
    const std::string own =
        "Von Tags\n\nEin <p> öffnet einen Absatz, ein <div> einen Kasten, <a> führt fort.";
    EXPECT_EQ(read(own).article.body.back().text,
              "Ein <p> öffnet einen Absatz, ein <div> einen Kasten, <a> führt fort.");
}

// The same page with an offer instead of most of its text.
std::string paid_page(const std::string& offer, const std::string& text) {
    return "<!DOCTYPE html><html><head><title>Die Brücke steht wieder</title><script "
           "type=\"application/ld+json\">{\"@type\":\"NewsArticle\",\"headline\":\"Die Brücke steht "
           "wieder\",\"isAccessibleForFree\":\"False\"}</script></head><body><article><h1>Die Brücke steht "
           "wieder</h1><div>" +
           text + "</div>" + offer + "</article></body></html>";
}

TEST(HtmlPage, BehindAnOfferSaysThatOnlyTheBeginningIsFree) {
    const std::string offer =
        "<div class=\"paywall\"><h3>Jetzt weiterlesen</h3><p>Mit dem Abo der Flusszeitung lesen Sie alles, "
        "jederzeit kündbar.</p></div>";
    const Reading stub = read(paid_page(offer, p(first) + p(second)));
    EXPECT_TRUE(stub.only_the_beginning);
    EXPECT_EQ(body(stub), (Texts{first, second}));
    const std::string plain_offer = "<div><h3>Jetzt weiterlesen</h3></div>";
    EXPECT_TRUE(read(paid_page(plain_offer, p(first) + p(second))).only_the_beginning);
}

TEST(HtmlPage, IsWholeWhereNoOfferIsShown) {
    const std::string hidden =
        "<div class=\"paywall\" style=\"display:none\"><h3>Jetzt weiterlesen</h3></div>";
    for (const std::string& offer : {std::string(), hidden}) {
        const Reading reading = read(paid_page(offer, p(first) + p(second) + p(third)));
        EXPECT_FALSE(reading.only_the_beginning) << offer;
        EXPECT_EQ(body(reading), (Texts{first, second, third})) << offer;
    }
    const std::string marked =
        "<p class=\"paywall\">" + first + "</p><p class=\"paywall\" aria-hidden=\"true\">" + second + "</p>";
    EXPECT_EQ(body(read(paid_page("", marked + p(third)))), (Texts{first, second, third}));
}

TEST(HtmlPage, OfNothingButAnOfferIsUnreadable) {
    const auto reading = read_article(
        paid_page("<div class=\"paywall\"><p>Jetzt weiterlesen mit dem Abo der Flusszeitung.</p></div>",
                  p("Die erste Bahn rollte am Montag über den neuen Fluss, und alle sahen ihr zu.")),
        {As::html, "", ""});
    ASSERT_FALSE(reading);
    EXPECT_NE(reading.error().message.find("paid"), std::string::npos);
}

TEST(HtmlPage, OfATeaserAndAnOfferIsTheBeginning) {
    const HtmlPage page = parse_html(
        paid_page("<p>Jetzt weiterlesen mit dem Abo der Flusszeitung.</p>", p(fourth + " " + first)));
    const HtmlData data = structured_data(page);
    HtmlChoice choice;
    choice.rules.assign(page.blocks.size(), nullptr);
    for (const HtmlBlock& block : page.blocks)
        choice.roles.push_back(block.text == fourth + " " + first ? HtmlRole::teaser : HtmlRole::dropped);
    choice.gate = true;
    const auto reading = put_together(page, data, choice, {});
    ASSERT_TRUE(reading);
    EXPECT_TRUE(reading->only_the_beginning);
    EXPECT_EQ(body(*reading), Texts{fourth + " " + first});
}

// A list of headings, each with a picture below it: the last ones are no headings of nothing.
TEST(HtmlPage, KeepsHeadingsThatAreSentencesThoughNoTextFollows) {
    const HtmlPage page = parse_html("<html><body><article><h1>Die Brücke</h1>" + p(first) + p(second) +
                                     "<h3>1. Die Brücke ist alt.</h3><h3>2. Der Umweg kostet Zeit.</h3>"
                                     "<h3>Mehr vom Fluss</h3></article></body></html>");
    const HtmlChoice choice =
        choose_blocks(page, structured_data(page), std::vector<float>(page.blocks.size(), 0.86F));
    EXPECT_EQ(choice.roles[3], HtmlRole::heading);
    EXPECT_EQ(choice.roles[4], HtmlRole::heading);
    EXPECT_EQ(choice.roles[5], HtmlRole::dropped);
}

TEST(HtmlPage, KnowsOtherArticlesByTheirLikes) {
    std::string cards;
    for (const char* name : {"Nord", "Süd", "West", "Ost", "Mitte"}) {
        cards +=
            "<div><div><h3><a href=/1>Neues aus der Stadt " + std::string(name) +
            "</a></h3><p>Im Stadtteil " + name +
            " wird in diesem Sommer gebaut, und alle fragen sich, wie lange das noch dauert.</p></div></div>";
    }
    EXPECT_EQ(body(read(page_with("", "", "<div>" + cards + "</div>"))), (Texts{first, second, third}));
    EXPECT_EQ(body(read(page_with("<div>" + cards + "</div>"))), (Texts{first, second, third}));
}

TEST(HtmlPage, EndsWhereTheNextArticleBegins) {
    const std::string own = first + " " + second + " " + third + " Und damit nicht genug.";
    const std::string page =
        "<!DOCTYPE html><html><head><title>Die Brücke steht wieder</title></head><body><main>"
        "<article><div><h1>Die Brücke steht wieder</h1></div><div>" +
        p(own) + p(first) + p(second) +
        "</div></article><article><div><h1>Ein Nashorn zieht um</h1></div><div><p>Im Zoo ist ein Nashorn "
        "angekommen, das aus einem anderen Zoo stammt und sich nun erst eingewöhnen muss.</p><p>Der Pfleger "
        "ist "
        "zuversichtlich, denn bisher hat sich noch jedes Nashorn an ihn und seine Rüben gewöhnt.</p></div>"
        "</article></main></body></html>";
    EXPECT_EQ(body(read(page)), (Texts{own, first, second}));
}

TEST(HtmlPage, EndsWhereAnotherArticleBeginsWhoseTitleIsNoLargeOne) {
    const std::string other =
        "<p>Im Zoo ist ein Nashorn angekommen, das aus einem anderen Zoo stammt und sich nun erst "
        "eingewöhnen muss, "
        "wie der Pfleger sagt, der es am Abend als erster im Haus der Nashörner besucht und mit Heu versorgt "
        "hat.</p>"
        "<p>Bisher hat sich noch jedes Nashorn an ihn und seine Rüben gewöhnt, und auch dieses frisst schon, "
        "wenn "
        "er nur leise genug mit ihm spricht und ihm dabei nicht zu nahe kommt.</p>";
    const auto article = [](const std::string& heading, const std::string& title, const std::string& text) {
        return "<article class=story><" + heading + " class=title>" + title + "</" + heading + "><div>" +
               text + "</div></article>";
    };
    const std::string own = p(first + " " + fourth) + p(second + " " + fourth) + p(third + " " + second);
    for (const std::string heading : {"h1", "h2", "div"})
        EXPECT_EQ(
            body(read("<!DOCTYPE html><html><head><title>Die Brücke steht wieder</title></head><body><main>" +
                      article(heading, "Die Brücke steht wieder", own) +
                      article(heading, "Ein Nashorn zieht um", other) + "</main></body></html>")),
            (Texts{first + " " + fourth, second + " " + fourth, third + " " + second}))
            << heading;
}

TEST(HtmlPage, LeavesOutASentenceOfTheTextSetLarge) {
    const std::string quote = "Das war eine lange Zeit für uns alle hier am Fluss";
    const Reading reading = read(page_with("<p>„" + quote +
                                           "“, sagt der Fährmann, der nun eine Bahn fährt.</p>"
                                           "<blockquote>" +
                                           quote + "</blockquote><p>Emil Kahn, Fährmann</p>"));
    EXPECT_EQ(reading.article.body.size(), 4U);
    EXPECT_TRUE(dropped(reading, "Emil Kahn, Fährmann"));
}

TEST(HtmlPage, EndsAtTheCommentsThoughNoNameSaysSo) {
    std::string comments = "<div><h3>12 Kommentare</h3><ul>";
    for (int i = 0; i < 12; ++i) {
        comments += "<li>" + std::to_string(i) +
                    " Tage habe ich darauf gewartet, und nun fährt sie mir vor der Nase "
                    "weg, das darf doch nicht wahr sein.</li>";
    }
    const std::string page = "<!DOCTYPE html><html><body><div><h1>Die Brücke steht wieder</h1>" + p(first) +
                             p(second) + p(third) + p("Noch einmal: " + first) + p("Noch einmal: " + third) +
                             comments + "</ul></div></div></body></html>";
    EXPECT_EQ(read(page).article.body.size(), 5U);
}

TEST(HtmlPage, ThatScriptsFillIsReadFromItsData) {
    const auto page = [](const std::string& free) {
        return "<!DOCTYPE html><html lang=de><head><title>Die Brücke steht wieder</title><script "
               "type=\"application/ld+json\">{\"@type\":\"NewsArticle\",\"headline\":\"Die "
               "&quot;Brücke&quot; steht "
               "wieder\",\"isAccessibleForFree\":" +
               free + ",\"articleBody\":\"" + first + "\\n\\n" + second + "<p>" + third + "</p>" + first +
               "\"}</script></head><body><div id=app></div></body></html>";
    };
    const Reading reading = read(page("true"));
    EXPECT_EQ(reading.article.title, "Die \"Brücke\" steht wieder");
    EXPECT_EQ(body(reading), (Texts{first, second + " " + third, first}));
    EXPECT_FALSE(read_article(page("false"), {As::html, "", ""}));
}

TEST(HtmlPage, JoinsTheLinesOfATitle) {
    const std::string rest = p(first) + p(second) + p(third) + "</article></body></html>";
    EXPECT_EQ(
        read(
            "<!DOCTYPE html><html><head><title>Verkehr: Die Brücke steht wieder</title></head><body><article>"
            "<h1><span>Verkehr</span><span>Die Brücke steht wieder</span></h1>" +
            rest)
            .article.title,
        "Verkehr: Die Brücke steht wieder");
    EXPECT_EQ(
        read(
            "<!DOCTYPE html><html><head><title>Verkehr: Die Brücke steht wieder</title></head><body><article>"
            "<h2>Verkehr</h2><h2>Die Brücke steht wieder</h2>" +
            rest)
            .article.title,
        "Verkehr: Die Brücke steht wieder");
}

TEST(HtmlPage, KeepsSentencesOfPeopleWhoSpeakOfAccountsAndApps) {
    for (const std::string& said :
         {std::string("„Wir haben kein Konto und keine App, wir haben eine Fähre“, sagt der Fährmann."),
          std::string("Sie haben das Angebot bezahlt, und niemand hat ihnen dafür gedankt."),
          std::string("Am Ufer gab es Applaus, und ein Appell der Fischer blieb ungehört.")}) {
        EXPECT_EQ(body(read(page_with(p(said)))), (Texts{first, said, second, third}));
    }
}

TEST(HtmlPage, KeepsHeadingsWhoseIdsRepeatTheirText) {
    const Reading reading = read(page_with("<h3 id=\"nav_related_comments\">Was nun am Ufer geschieht</h3>"));
    ASSERT_EQ(reading.article.body.size(), 4U);
    EXPECT_EQ(reading.article.body[1], (Block{BlockKind::heading, "Was nun am Ufer geschieht"}));
}

TEST(HtmlPage, EndsWhereTheNextArticleBeginsThoughItsTitleIsNoHeading) {
    const auto story = [](const std::string& title, const std::string& text) {
        return "<div class=story><div class=hl>" + title + "</div><div class=b>" + text + "</div></div>";
    };
    const std::string page =
        "<!DOCTYPE html><html><head><title>Die Brücke steht wieder</title></head><body><div>" +
        story("Die Brücke steht wieder",
              p(first) + p(second) + p(third) + p(fourth) + p("Noch einmal: " + first)) +
        story(
            "Ein Nashorn zieht um",
            "<p>Im Zoo ist ein Nashorn angekommen, das aus einem anderen Zoo stammt und sich nun erst "
            "eingewöhnen muss.</p><p>Der Pfleger ist zuversichtlich, denn bisher hat sich noch jedes Nashorn "
            "an ihn und seine Rüben gewöhnt.</p><p>Auf die Frage, ob es nicht zu früh sei, antwortete er: "
            "Für "
            "ein Nashorn sei es nie zu früh, wenn es Rüben gebe, und für ihn auch nicht.</p>") +
        "</div></body></html>";
    EXPECT_EQ(body(read(page)), (Texts{first, second, third, fourth, "Noch einmal: " + first}));
}

TEST(HtmlPage, TellsKickerFromTitle) {
    const auto page = [](const std::string& heading, const std::string& shared) {
        return "<!DOCTYPE html><html><head><meta property=og:title content=\"" + shared +
               "\"></head><body><article>" + heading + p(first) + p(second) + p(third) +
               "</article></body></html>";
    };
    const Reading named =
        read(page("<h1><span class=kicker>Verkehr</span><span>: </span><span class=headline>Die "
                  "Brücke steht wieder</span></h1>",
                  "Verkehr: Die Brücke steht wieder"));
    EXPECT_EQ(named.article.kicker, "Verkehr");
    EXPECT_EQ(named.article.title, "Die Brücke steht wieder");
    const Reading glued = read(
        page("<h1><span>Verkehr</span><span>Die Brücke steht wieder</span></h1>", "Die Brücke steht wieder"));
    EXPECT_EQ(glued.article.kicker, "Verkehr");
    EXPECT_EQ(glued.article.title, "Die Brücke steht wieder");
}

TEST(HtmlPage, TakesTheHeadingShownThoughItsDataCallItOtherwise) {
    const Reading reading = read(
        "<!DOCTYPE html><html><head><meta property=og:title content=\"Alles, was man über Flüsse wissen "
        "muss\"></head><body><div><h2>Die Brücke steht wieder</h2>" +
        p(first) + p(second) + p(third) + "</div></body></html>");
    EXPECT_EQ(reading.article.title, "Die Brücke steht wieder");
    EXPECT_EQ(body(reading), (Texts{first, second, third}));
}

TEST(HtmlPage, FindsTheTeaserThatStandsBesideTheText) {
    const std::string teaser = "Drei Jahre lang war der Fluss eine Grenze, am Montag ist damit Schluss.";
    for (const std::string& markup :
         {p(teaser), "<div>" + p(teaser) + "</div>", "<div class=summary>" + teaser + "</div>"}) {
        const Reading reading = read(
            "<!DOCTYPE html><html><body><article><header><h1>Die Brücke steht "
            "wieder</h1></header><figure>Bild</figure>" +
            markup + "<p class=by>Von Ada Ufer</p><div>" + p(first) + p(second) + p(third) +
            "</div></article></body></html>");
        EXPECT_EQ(reading.article.teaser, teaser) << markup;
        EXPECT_EQ(body(reading), (Texts{first, second, third})) << markup;
    }
}

TEST(HtmlPage, TakesItsAuthorsFromTheBylineWhereItsDataNameNobody) {
    const Reading reading = read(
        "<!DOCTYPE html><html><body><article><h1>Die Brücke steht wieder</h1><p class=byline>Von Ada Ufer "
        "und "
        "Emil Kahn</p>" +
        p(first) + p(second) + p(third) + "</article></body></html>");
    EXPECT_EQ(reading.article.authors, "Ada Ufer und Emil Kahn");
    EXPECT_EQ(body(reading), (Texts{first, second, third}));
}

TEST(HtmlPage, LeavesOutWhoWroteItBelowTheText) {
    const std::string author = "<meta name=author content=\"Ada Ufer\">";
    const Reading sentence = read(page_with(
        "", author,
        "<p>Ada Ufer schreibt seit zwölf Jahren über alles, was schwimmt, und lebt auf dem Wasser.</p>"));
    EXPECT_EQ(body(sentence), (Texts{first, second, third}));
    const Reading box = read(page_with(
        "", author,
        "<div><h3>Ada Ufer</h3><p>Redakteurin für alles, was schwimmt, seit zwölf Jahren.</p></div>"));
    EXPECT_EQ(body(box), (Texts{first, second, third}));
    EXPECT_EQ(box.article.authors, "Ada Ufer");
}

// --- what HTML says without words ---

struct Meant {
    const char* name;
    std::string markup, text;  // within a paragraph
};

class HtmlMeaning : public testing::TestWithParam<Meant> {};

TEST_P(HtmlMeaning, IsReadInTheLine) {
    const std::string before = "Wie die Stadt am Abend mitteilte, gilt auf der neuen Brücke: ",
                      after = ", bis zum Herbst.";
    const Reading reading = read(page_with("<p>" + before + GetParam().markup + after + "</p>"));
    EXPECT_EQ(body(reading), (Texts{first, before + GetParam().text + after, second, third}));
}

const Meant meanings[] = {
    {"StruckOut", "<s>fünfzig</s> <strike>vierzig</strike> dreißig", "dreißig"},
    {"Deleted", "<del datetime=2026-01-01>keiner</del> <ins>jeder</ins>", "jeder"},
    {"Exponent", "10<sup>6</sup> Leute und 10<sup>-3</sup> Boote", "10⁶ Leute und 10⁻³ Boote"},
    {"ExponentOfAUnit", "20 m<sup>2</sup> und 5 km<sup>3</sup>", "20 m² und 5 km³"},
    {"ExponentOfALetter", "x<sup>2</sup> + y<sup>n</sup>", "x² + yⁿ"},
    {"Footnote", "die Regel<sup>1</sup> von 2019<sup>2</sup>", "die Regel von 2019"},
    {"LinkedFootnote", "die Regel<sup><a href=\"#f1\">[1]</a></sup>", "die Regel"},
    {"LinkedMark", "die Regel<a href=\"#cite_note-3\">[3]</a>", "die Regel"},
    {"NoteByRole", "die Regel<a role=doc-noteref href=\"#n\">4</a>", "die Regel"},
    {"PageBreak", "die <span role=doc-pagebreak>117</span>Regel", "die Regel"},
    {"Ordinal", "das 1<sup>er</sup> Boot", "das 1er Boot"},
    {"Ligature",
     "alles<span class=\"material-icons\">open_in_new</span> und <i class=icon>arrow_forward</i>mehr",
     "alles und mehr"},
    {"WindowNote", "<a href=/x>der Plan<span> (öffnet im neuen Fenster)</span></a>", "der Plan"},
    {"WindowNoteInEnglish", "<a href=/x>der Plan (opens in a new tab)</a>", "der Plan"},
    {"BracketsOfTheText", "<a href=/x>der Plan</a> (er öffnet im Mai)", "der Plan (er öffnet im Mai)"},
    {"TwinForReaders", "<span aria-hidden=true>5 Mio.</span><span class=sr-only>fünf Millionen</span> Boote",
     "fünf Millionen Boote"},
    {"OnlyForReaders", "fünf<span class=sr-only> (Zahl)</span> Boote", "fünf Boote"},
    {"DeletedAndItsDate", "<del datetime=2026-01-01><a href=/x>im Mai</a></del> im Juni", "im Juni"},
    {"WindowNoteForReaders",
     "<a href=/x>der Plan<span class=visually-hidden> (Link öffnet ein neues Fenster)</span></a>",
     "der Plan"},
    {"TwinBefore", "<span class=sr-only>fünf Millionen</span><span aria-hidden=true>5 Mio.</span> Boote",
     "fünf Millionen Boote"},
    {"LigatureOfAnElement", "alles <i class=\"material-icons\" aria-hidden=true>chevron_right</i>neu",
     "alles neu"},
    {"ClosedShadowRoot", "<x-y><template shadowrootmode=closed><b>fünf</b></template></x-y> Boote",
     "fünf Boote"},
    {"TemplateThatIsNone", "<template><span>sechs</span></template>fünf Boote", "fünf Boote"},
    {"ShadowRoot", "<x-y><template shadowrootmode=open><span>fünf</span></template></x-y> Boote",
     "fünf Boote"},
};

INSTANTIATE_TEST_SUITE_P(, HtmlMeaning, testing::ValuesIn(meanings),
                         [](const auto& kind) { return std::string(kind.param.name); });

TEST(HtmlPage, TakesNoDateFromWhatWasDeleted) {
    EXPECT_EQ(
        read(page_with("<p>Am Ufer <del datetime=2001-01-01>nichts</del> alles neu, sagt der Fährmann.</p>"))
            .article.date,
        "");
    EXPECT_EQ(read(page_with("<time datetime=2026-05-03>3. Mai</time>")).article.date, "2026-05-03");
}

TEST(HtmlPage, ReadsWhatAShadowRootShows) {
    const std::string page =
        "<!DOCTYPE html><html><head><title>Die Brücke steht wieder</title></head><body>"
        "<news-story><template shadowrootmode=open><article><h1>Die Brücke steht wieder</h1>" +
        p(first) + p(second) + p(third) + "</article></template></news-story><template><p>" + fourth +
        "</p></template></body></html>";
    EXPECT_EQ(body(read(page)), (Texts{first, second, third}));
}

// Paragraphs and headings that are there twice, once to be seen and once to be heard.
TEST(HtmlPage, ReadsWhatIsThereTwiceOnce) {
    const std::string
        shown = "Am Ufer standen 5 Tsd. Leute, die auf die Bahn und auf die erste Fahrt warteten.",
        heard = "Am Ufer standen fünftausend Leute, die auf die Bahn und auf die erste Fahrt warteten.";
    for (const std::string& twice :
         {"<p aria-hidden=true>" + shown + "</p><p class=sr-only>" + heard + "</p>",
          "<div class=visually-hidden><p>" + heard + "</p></div>\n<div aria-hidden=true><p>" + shown +
              "</p></div>",
          "<div><div aria-hidden=true><p>Am Ufer standen 5 Tsd. Leute,</p><p>die auf die Bahn und auf die "
          "erste "
          "Fahrt warteten.</p></div><div><p>" +
              heard + "</p></div></div>"})
        EXPECT_EQ(body(read(page_with(twice))), (Texts{first, heard, second, third})) << twice;
    const Reading headed =
        read(page_with("<div aria-hidden=true><h2>5 Tsd. am Ufer der Stadt</h2></div><h2 "
                       "class=sr-only>Fünftausend am Ufer der Stadt</h2>" +
                       p(fourth)));
    EXPECT_EQ(body(headed), (Texts{first, "Fünftausend am Ufer der Stadt", fourth, second, third}));
    // What only is shown and has no twin is the page below a dialog.
    std::string below = page_with("");
    below.replace(below.find("<main>"), 6, "<main aria-hidden=true>");
    EXPECT_EQ(body(read(below)), (Texts{first, second, third}));
}

TEST(HtmlPage, DeletedParagraphsAreSilentAndInsertedOnesAreRead) {
    EXPECT_EQ(body(read(page_with("<del datetime=2026-01-01>" + p(fourth) + "</del>"))),
              (Texts{first, second, third}));
    EXPECT_EQ(body(read(page_with("<ins datetime=2026-01-01>" + p(fourth) + "</ins>"))),
              (Texts{first, fourth, second, third}));
    EXPECT_EQ(read(page_with("<ins datetime=2001-01-01>" + p(fourth) + "</ins>")).article.date, "");
}

TEST(HtmlPage, LeavesOutTheLinkBehindAParagraphsLastSentence) {
    EXPECT_EQ(body(read(page_with("<p>" + fourth + " <a href=/c>Mehr Nachrichten vom Fluss</a></p>"))),
              (Texts{first, fourth, second, third}));
    const std::string linked = fourth + " Das sagt <a href=/c>die Stadt</a>";
    EXPECT_EQ(body(read(page_with("<p>" + linked + "</p>"))).at(1), fourth + " Das sagt die Stadt");
}

TEST(HtmlPage, KeepsHeadingsThatFoldTheirTextOut) {
    for (const std::string& heading :
         {"<h3><button>Was nun am Ufer geschieht</button></h3>" + p(fourth),
          "<button><h3>Was nun am Ufer geschieht</h3></button>" + p(fourth),
          "<details><summary>Was nun am Ufer geschieht</summary>" + p(fourth) + "</details>"}) {
        const Reading reading = read(page_with(heading));
        ASSERT_EQ(reading.article.body.size(), 5U) << heading;
        EXPECT_EQ(reading.article.body[1], (Block{BlockKind::heading, "Was nun am Ufer geschieht"}))
            << heading;
        EXPECT_EQ(reading.article.body[2].text, fourth);
    }
}

TEST(HtmlPage, ABlockWithinAParagraphEndsNothing) {
    const Reading reading = read(page_with(
        "<p>Am Ufer standen alle, die es betraf, und warteten <div class=ad-slot>Anzeige</div> auf die "
        "Bahn, die nun endlich kam.</p>" +
        p(fourth)));
    const Texts texts = body(reading);
    ASSERT_FALSE(texts.empty());
    EXPECT_EQ(texts.back(), third);
    std::string all;
    for (const std::string& text : texts) all += text + " ";
    EXPECT_NE(all.find("warteten auf die Bahn, die nun endlich kam."), std::string::npos);
    EXPECT_NE(all.find(fourth), std::string::npos);
    EXPECT_EQ(all.find("Anzeige"), std::string::npos);
}

TEST(HtmlPage, KeepsAShortLineAboveTheTextThatIsOfIt) {
    std::string page = page_with(p(fourth));
    page.insert(page.find("<p>"), "<p>Ein Morgen am Ufer</p>");
    EXPECT_EQ(body(read(page)), (Texts{"Ein Morgen am Ufer", first, fourth, second, third}));
}

TEST(HtmlPage, KeepsLongParagraphsThatAreMuchAlike) {
    std::string terms;
    for (int i = 0; i < 8; ++i) terms += first + " " + second + " ";
    const std::string one = terms + third, two = terms + fourth;
    EXPECT_EQ(
        body(read(
            "<!DOCTYPE html><html><head><title>Die Brücke steht wieder</title></head><body><article><h1>Die "
            "Brücke steht wieder</h1>" +
            p(one) + p(two) + "</article></body></html>")),
        (Texts{one, two}));
}

TEST(HtmlPage, OfNothingLikelyIsReadByWhatIsLeastUnlikely) {
    const HtmlPage page =
        parse_html("<html><body><div class=related>" + p(fourth) + p(first) + "</div></body></html>");
    const auto kept = [&](float likely) {
        const HtmlChoice choice =
            choose_blocks(page, structured_data(page), std::vector<float>(page.blocks.size(), likely));
        return std::count(choice.roles.begin(), choice.roles.end(), HtmlRole::paragraph);
    };
    EXPECT_EQ(kept(0.3F), 2);
    EXPECT_EQ(kept(0.1F), 0);
}

TEST(HtmlPage, JudgesAListAsAWhole) {
    EXPECT_EQ(
        body(read(page_with(
            "<p>Das nehmen die Leute vom Ufer jeden Morgen mit auf die andere Seite des Flusses:</p><ul>"
            "<li>ihre Räder und die Körbe mit dem Brot</li><li>Fische</li><li>zwei Boote, die keiner mehr "
            "braucht</li><li>Rüben</li></ul>"))),
        (Texts{first, "Das nehmen die Leute vom Ufer jeden Morgen mit auf die andere Seite des Flusses:",
               "ihre Räder und die Körbe mit dem Brot", "Fische", "zwei Boote, die keiner mehr braucht",
               "Rüben", second, third}));
}

// --- hostile pages: work is bounded by what reaches the parser and what comes out of it ---

std::size_t depth_of(const HtmlPage& page) {
    std::vector<std::size_t> depth(page.elements.size(), 0);
    std::size_t deepest = 0;
    for (std::size_t e = 0; e < depth.size(); ++e) {
        if (page.elements[e].parent >= 0)
            depth[e] = depth[static_cast<std::size_t>(page.elements[e].parent)] + 1;
        deepest = std::max(deepest, depth[e]);
    }
    return deepest;
}

std::string repeated(std::string_view piece, std::size_t times) {
    std::string all;
    all.reserve(piece.size() * times);
    while (times-- > 0) all += piece;
    return all;
}

TEST(HostileHtml, NestingIsBounded) {
    for (const char* tag : {"<div>", "<b>", "<p>", "<table><tr><td>", "<ul><li>", "<font>", "<a href=x>",
                            "<svg>", "<x-y>", "<blockquote>", "<template>", "<select>", "<button>"}) {
        const std::string page = "<html><body><p>" + first + "</p>" + repeated(tag, 100'000) + third;
        const HtmlPage parsed = parse_html(page);
        EXPECT_LE(depth_of(parsed), 512U) << tag;
        const auto reading = read_article(page, {As::html, "", ""});
        if (reading) {
            EXPECT_FALSE(reading->article.title.empty()) << tag;
        }
    }
}

TEST(HostileHtml, AMillionAttributesAreNotKept) {
    std::string attributes;
    for (int i = 0; i < 1'000'000; ++i) attributes += " a" + std::to_string(i) + "=1";
    const std::string page = "<html><body><div" + attributes + "><h1>Die Brücke steht wieder</h1>" +
                             p(first) + p(second) + p(third) + "</div></body></html>";
    EXPECT_LT(scan_html(page).markup.size(), 2000U);
    EXPECT_EQ(body(read(page)), (Texts{first, second, third}));
    const std::string same = "<html><body><div" + repeated(" class=a", 1'000'000) + ">" + p(first) + "</div>";
    EXPECT_LT(scan_html(same).markup.size(), 1000U);
}

TEST(HostileHtml, TagsAreCounted) {
    for (const char* piece : {"<p>", "</p>", "<b></i>", "<br>", "<a href=x></a>", "<!--", "<script>", "<",
                              "</", "<td>", "&lt;", "<p id=\"", "<table><p>", "</body>"}) {
        const std::string page = "<html><body>" + p(first) + repeated(piece, 1'000'000);
        const HtmlPage parsed = parse_html(page);
        EXPECT_LE(parsed.elements.size(), 400'000U) << piece;
        EXPECT_LE(depth_of(parsed), 512U) << piece;
    }
}

TEST(HostileHtml, TwentyMegabytesOfArticleAreRead) {
    const char* words[] = {"Brücke", "Fluss", "am",  "der", "Bahn",  "fährt", "heute", "Ufer",
                           "und",    "nicht", "die", "ein", "Fähre", "über",  "Stadt", "kommt"};
    std::mt19937 random(1);
    std::string page = "<html><body><article><h1>Die Brücke steht wieder</h1>";
    std::size_t paragraphs = 0;
    for (; page.size() < 20'000'000; ++paragraphs) {
        std::string text = "Die";
        for (int i = 0; i < 150; ++i) (text += ' ') += words[random() % std::size(words)];
        page += p(text + ".");
    }
    EXPECT_EQ(read(page).article.body.size(), paragraphs);
}

// Each passes over the blocks once: in the square of what the bounds let through they would take minutes.
TEST(HostileHtml, ListsGapsLikesAndTwinsAreLookedThroughOnce) {
    const std::string card =
        "<div class=c><h3><a href=/1>Eine Fähre geht</a></h3><p>Im Sommer wird am Ufer gebaut.</p></div>";
    const std::pair<const char*, std::string> pages[] = {
        {"one list", "<ul>" + repeated("<li>Boot und Rüben", 60'000) + "</ul>"},
        {"many lists", repeated("<ul><li>Boot<li>Rüben und Brot</ul>", 20'000)},
        {"lists within lists", repeated("<ul><li>Boot<li>Rüben", 60) + repeated("<li>Brot", 50'000)},
        {"gaps", repeated("<p>" + fourth + "</p><p class=teaser>" + second + "</p>", 15'000)},
        {"likes", repeated(card, 15'000)},
        {"twins", repeated("<p aria-hidden=true>Fünf Boote am Ufer</p><p>5 Boote am Ufer</p>", 25'000)},
        {"shown only", "<div aria-hidden=true>" + repeated("<p>Fünf Boote am Ufer</p>", 25'000) + "</div>" +
                           repeated("<p>5 Boote am Ufer</p>", 25'000)},
        {"shown only within",
         repeated("<div aria-hidden=true>", 200) + repeated("<p>Fünf Boote</p>", 40'000)},
        {"headings", repeated("<h2>Die Brücke steht wieder</h2>", 40'000)},
        {"articles", repeated("<article><h1>Die Brücke</h1><p>" + fourth + "</p></article>", 10'000)},
    };
    for (const auto& [kind, markup] : pages) {
        const auto reading =
            read_article("<!DOCTYPE html><html><body><article><h1>Die Brücke steht wieder</h1>" + p(first) +
                             p(second) + p(third) + markup + "</article></body></html>",
                         {As::html, "", ""});
        if (reading) {
            EXPECT_FALSE(reading->article.body.empty()) << kind;
        } else {
            EXPECT_EQ(reading.error().kind, ErrorKind::unreadable) << kind;
        }
    }
}

// What stands before an article is no article, and the listener is told what it is.
TEST(Interstitials, AreSaidAndNotRead) {
    struct Case {
        const char *says, *page;
    };
    constexpr Case cases[] = {
        {"consent",
         R"(<html lang="de"><head><title>Flussbote | Lesen mit Werbung oder im Abo</title></head><body>
<h1>Willkommen beim Flussboten</h1><h2>Weiter mit Werbung</h2><p>Besuchen Sie den Flussboten wie gewohnt mit Werbung und
Tracking. Einzelheiten stehen in der Datenschutzerklärung. Ihre Zustimmung können Sie jederzeit widerrufen.</p>
<p>Zur Auslieferung von personalisierter Werbung speichern wir und unsere 214 Partner Informationen auf Ihrem Endgerät
(z. B. Cookies) und verarbeiten personenbezogene Daten.</p><button>Zustimmen und weiter</button><h2>Im Abo ohne
Werbung</h2><p>Nutzen Sie den Flussboten werbefrei und ohne Tracking für 3,99 Euro im Monat.</p></body></html>)"},
        {"consent",
         R"(<html lang="en"><head><title>Before you continue</title></head><body><main><h1>Your privacy matters</h1>
<p>We and our partners store and access information on a device, such as cookies, and process personal data for
personalised ads and content, if you give your consent.</p><p>You can change your mind at any time in the privacy policy
at the foot of each page. Some partners rely on their legitimate interest instead.</p><button>Accept all</button>
<button>Reject all</button></main></body></html>)"},
        {"consent",
         R"(<html lang="fr"><body><div><h2>Nous respectons votre vie privée</h2><p>Avec votre consentement, nous
et nos partenaires utilisons des cookies pour traiter vos données personnelles et afficher des publicités personnalisées
sur votre appareil. Vous pouvez retirer votre consentement à tout moment.</p><a>Accepter</a></div></body></html>)"},
        {"login",
         R"(<html lang="de"><head><title>Anmelden</title></head><body><h1>Anmelden</h1><p>Melden Sie sich an, um
weiterzulesen.</p><form><label>E-Mail-Adresse <input type="email"></label><label>Passwort <input name="p"
type="password"></label><button>Anmelden</button></form><a href="/p">Passwort vergessen?</a></body></html>)"},
        {"login",
         R"(<html lang="en"><body><h1>Sign in to continue reading</h1><form><input type='text' name='user'>
<input type='Password' name='pass'><button>Sign in</button></form><p>Don't have an account? Create one.</p></body></html>)"},
        {"people",
         R"(<html lang="en-US"><head><title>Just a moment...</title></head><body><h1>river.example</h1><h2>Verify
you are human by completing the action below.</h2><p>river.example needs to review the security of your connection before
proceeding.</p><noscript>Enable JavaScript and cookies to continue</noscript></body></html>)"},
        {"people",
         R"(<html lang="de"><body><h1>Zugriff verweigert</h1><p>Wir haben ungewöhnlichen Datenverkehr aus Ihrem
Netz festgestellt. Bitte bestätigen Sie, dass Sie kein Roboter sind.</p></body></html>)"},
    };
    for (const auto& [says, page] : cases) {
        const auto reading = read_article(page, {});
        ASSERT_FALSE(reading) << says << ": " << reading->article.title;
        EXPECT_EQ(reading.error().kind, ErrorKind::unreadable);
        EXPECT_NE(reading.error().message.find(says), std::string::npos) << reading.error().message;
    }
}

TEST(Interstitials, AreNotSeenInArticlesThatSpeakOfThem) {
    const std::string banner =
        "<div class=\"cookie-banner\"><p>Mit Ihrer Zustimmung speichern wir und unsere Partner Cookies auf "
        "Ihrem Endgerät und verarbeiten Daten für personalisierte Werbung.</p><button>Alle "
        "akzeptieren</button></div>";
    const std::string login =
        "<form class=\"login\"><input type=\"password\"><button>Anmelden</button></form>";
    EXPECT_EQ(body(read(page_with("", "", banner + login))), (Texts{first, second, third}));

    const std::string about =
        "Wer im Netz eine Zeitung aufschlägt, wird um seine Zustimmung zu Cookies gebeten, und die meisten "
        "geben sie, ohne zu lesen.";
    const std::string more =
        "Die Richterin sah in dem Knopf, der nur das Annehmen anbot, keine wirksame Einwilligung in das "
        "Tracking, wie sie am Freitag sagte.";
    const auto reading = read(page_with(p(about) + p(more)));
    EXPECT_EQ(body(reading), (Texts{first, about, more, second, third}));

    const auto only = read(
        "<html lang=\"de\"><head><meta property=\"article:published_time\" content=\"2026-11-27T07:31\">"
        "</head><body><article><h1>Gericht kippt Knopf für Cookies</h1>" +
        p(about) + p(more) + "</article></body></html>");
    EXPECT_EQ(body(only), (Texts{about, more}));
}

}  // namespace
}  // namespace vorleser
