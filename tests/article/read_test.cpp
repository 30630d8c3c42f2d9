#include "daemon/article/read.hpp"

#include <algorithm>
#include <fstream>
#include <random>
#include <sstream>

#include <gtest/gtest.h>

#include "daemon/article/characters.hpp"
#include "daemon/article/explain.hpp"
#include "daemon/article/headline.hpp"

namespace vorleser {
namespace {

using Texts = std::vector<std::string>;

Reading read(const std::string& bytes, As as = As::automatic) {
    const auto reading = read_article(bytes, {as, "", ""});
    EXPECT_TRUE(reading) << (reading ? Sentence() : reading.error().message);
    return reading ? *reading : Reading{};
}

ErrorKind error_of(const std::string& bytes, As as = As::automatic) {
    const auto reading = read_article(bytes, {as, "", ""});
    EXPECT_FALSE(reading) << reading->article.title;
    return reading ? ErrorKind::internal : reading.error().kind;
}

// All that is read aloud, block by block.
Texts blocks(const Reading& reading) {
    Texts texts;
    for (const PlacedBlock& placed : placed_blocks(reading.article)) texts.push_back(placed.block.text);
    return texts;
}

std::string joined(const Texts& texts) {
    std::string all;
    for (const std::string& text : texts) all += text + "\n";
    return all;
}

bool holds(const Reading& reading, std::string_view text) {
    return joined(blocks(reading)).find(text) != std::string::npos;
}

// Letters and digits only, in order: what must not be lost.
std::string letters(std::string_view text) {
    std::string all;
    for (std::size_t at = 0; at < text.size();) {
        if (const char32_t c = next_code_point(text, at); is_letter_or_digit(c)) append(all, c);
    }
    return all;
}

// --- the real article -----------------------------------------------------------------------------------

TEST(RealArticle, IsCleanedExactly) {
    std::ifstream file(VORLESER_SOURCE_DIR "/tests/articles/spiegel-openai.txt");
    std::stringstream bytes;
    bytes << file.rdbuf();
    const Reading reading = read(bytes.str());
    const Article& article = reading.article;
    EXPECT_EQ(article.title, "Microsoft investiert weitere Milliarden in OpenAI");
    EXPECT_EQ(article.kicker, "Supercomputer für ChatGPT und DALL-E");
    EXPECT_EQ(
        article.teaser,
        "Ein neues »Multimilliarden-Dollar-Investment« macht Microsoft endgültig zum wichtigsten Partner von "
        "OpenAI, der Firma hinter den künstlichen Intelligenzen ChatGPT und DALL-E.");
    EXPECT_EQ(article.language, "de");
    EXPECT_EQ(article.authors, "");
    const std::vector<std::pair<BlockKind, std::string>> expected{
        {BlockKind::paragraph, "Bloomberg nennt eine Zahl: zehn Milliarden Dollar."},
        {BlockKind::paragraph, "Schon seit seinen Investments 2019 und 2021"},
        {BlockKind::paragraph, "Nun gehe die Partnerschaft in ihre dritte Phase,"},
        // Alone between two paragraphs, no picture's credit near, and never doubled: a heading. Were it a
        // caption, reading it would still lose nothing.
        {BlockKind::heading, "Azure ist die Cloud hinter ChatGPT und DALL-E"},
        {BlockKind::paragraph, "Doch auch in Microsofts Produktpalette"},
        {BlockKind::paragraph, "Microsoft-CEO Satya Nadella zufolge"},
        {BlockKind::paragraph, "OpenAI betonte, man bleibe ein Unternehmen,"},
    };
    ASSERT_EQ(article.body.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        EXPECT_EQ(article.body[i].kind, expected[i].first);
        EXPECT_EQ(article.body[i].text.substr(0, expected[i].second.size()), expected[i].second);
    }
    EXPECT_TRUE(article.body.back().text.ends_with("bisher nicht genannt."));
    ASSERT_EQ(reading.dropped.size(), 16u);
    EXPECT_EQ(reading.dropped[0], "ChatGPT ist eines der bekanntesten Modelle von OpenAI");
    EXPECT_EQ(reading.dropped[1], reading.dropped[0]);
    EXPECT_EQ(reading.dropped[2], "Foto: Jonathan Raa / NurPhoto / IMAGO");
    EXPECT_EQ(reading.dropped[3], "pbe");
    EXPECT_EQ(reading.dropped[4], "Die Wiedergabe wurde unterbrochen.");
}

// --- pages ----------------------------------------------------------------------------------------------

const std::string first_paragraph =
    "Der Stadtrat von Neuheim hat am Dienstag beschlossen, den alten Hafen für rund zwölf Millionen Euro "
    "umzubauen.";
const std::string second_paragraph =
    "Die Bürgermeisterin sprach von einem guten Tag für den Hafen. Kritik kam von den Anwohnern, die mehr "
    "Lärm "
    "befürchten und nun vor Gericht ziehen wollen.";
const std::string third_paragraph =
    "Mit den Arbeiten soll im nächsten Jahr begonnen werden. Bis dahin will der Stadtrat noch einmal mit "
    "allen "
    "Beteiligten sprechen und einen Zeitplan vorlegen. Auch die Fischer wollen dann gehört werden, denn sie "
    "fürchten "
    "um ihre Liegeplätze an der Mole.";
const std::string title = "Neuheim baut seinen Hafen um";

// A page with `clutter` between the second paragraph and the third.
std::string page_with(const std::string& clutter) {
    return "Menü öffnen\nStartseite\nPolitik\n\n" + title + "\n\n" + first_paragraph + "\n\n" +
           second_paragraph + "\n\n" + clutter + "\n\n" + third_paragraph + "\n\nArtikel teilen\nImpressum\n";
}

TEST(Page, LosesClutterAndNothingElse) {
    for (const std::string clutter : {
             "Foto: Erika Muster / Agentur",
             "Der Hafen im Winter\nFoto: Erika Muster",
             "Der Hafen im Winter\n\nDer Hafen im Winter\n\nFoto: Erika Muster",
             "Der Hafen im Winter\nDer Hafen im Winter",
             "Möwen über dem alten Hafen von Neuheim Foto: Erika Muster",
             "© Erika Muster",
             "Bild vergrößern\nDer Hafen im Winter\nFoto:\nErika Muster",
             "Jetzt anmelden",
             "Zur Merkliste hinzufügen\nLink kopieren",
             "Die Wiedergabe wurde unterbrochen.",
             "Playlist\nSpeichern Sie Audioinhalte in Ihrer Playlist, um sie später zu hören.",
             "Sie haben noch kein Konto? Jetzt registrieren",
             "Mit unserem Newsletter erfahren Sie kostenlos jeden Morgen das Neueste. Jetzt abonnieren!",
             "Lesen Sie auch: Der Streit um den Hafen",
             "Mehr zum Thema\nHafen: Der Streit geht weiter\n\nAnwohner klagen gegen die Stadt",
             "Von Erika Muster",
             "Kommentar von\nErika Muster",
             "12.03.2024, 17:26 Uhr",
             "Aktualisiert am 12. März 2024",
             "Lesedauer: 4 Min.",
             "Anzeige",
             "Der Hafen im Winter mit vielen Möwen über dem Wasser.\nLichtbild/Erika Muster",
             "Ich bin damit einverstanden, dass mir externe Inhalte angezeigt werden, auch von anderen.",
             "Wo die nächsten Häfen geschlossen werden sollen Eine Kolumne von Erika Muster",
             "Streit in der Stadt\n:\nDie Bürgermeisterin rudert zurück",
             "Starten Sie mit den wichtigsten Themen aus Ihrer Stadt in den Tag, an jedem Morgen um sechs "
             "Uhr.",
             "Ein Hafen für alle, das ist unser Ziel, und dafür brauchen wir Menschen, die mitmachen. Jetzt "
             "spenden",
             "Diese Zeitung hat die Meldung redaktionell nicht bearbeitet, sie kam von einer Agentur.",
             "Redaktion: Erika Muster und viele andere",
             "Lesen Sie auch\nNeuheim und seine Schiffe",
             "Newsletter\n\nNeuheim am Morgen\n\nEntdecken Sie mit uns die Stadt.\n\nJetzt anmelden",
             "Bild 3 von 12: Der Hafen im Winter, von der Mole aus gesehen.",
             "Das Land hat ein Programm für Häfen aufgelegt. Viele Fischer sind skeptisch. mehr",
             "Der Hafen von Neuheim (Archiv)",
             "By Erika Muster",
             "Publié le 12 novembre 2025 à 18h00, modifié le 12 novembre 2025 à 19h10 • Temps de lecture 2 "
             "min.",
         }) {
        const Reading reading = read(page_with(clutter));
        EXPECT_EQ(reading.article.title, title) << clutter;
        EXPECT_EQ(blocks(reading), (Texts{title, first_paragraph, second_paragraph, third_paragraph}))
            << clutter;
    }
}

TEST(Page, KeepsHeadingsBetweenParagraphs) {
    for (const std::string heading :
         {"Anwohner wollen klagen", "Wer soll das bezahlen?", "»Das ist ein Skandal«"}) {
        const Reading reading = read(page_with(heading));
        ASSERT_EQ(reading.article.body.size(), 4u) << heading;
        EXPECT_EQ(reading.article.body[2], (Block{BlockKind::heading, heading}));
    }
}

TEST(Page, IsToldFromOwnTextByWhatItSaysAroundTheArticle) {
    const std::string article = title + "\n\n" + first_paragraph + "\n\n" + second_paragraph + "\n\n";
    for (const std::string around : {"Lesen Sie auch\nNeuheim und seine Schiffe\n\nFoto: Erika Muster",
                                     "Mehr zum Thema\nNeuheim und seine Schiffe\n\n12 Kommentare",
                                     "Der Hafen im Winter Foto: Erika Muster/dpa\n\nMit unserem Newsletter "
                                     "erfahren Sie jeden Morgen das "
                                     "Neueste.\n\nRedaktion: Erika Muster"}) {
        EXPECT_FALSE(read(article + around + "\n\n" + third_paragraph).dropped.empty()) << around;
    }
    const std::string own = article + "Von Erika Muster\n\n12. März 2024\n\nFoto: Erika Muster";
    EXPECT_TRUE(read(own).dropped.empty());
}

TEST(Page, JoinsAFirstLetterThatWasSetLarge) {
    for (const auto& [copied, read_as] : std::vector<std::pair<std::string, std::string>>{
             {"D er Stadtrat hat am Mittwoch noch einmal über den Hafen gesprochen.",
              "Der Stadtrat hat am Mittwoch noch einmal über den Hafen gesprochen."},
             {"E s war ein langer Abend für alle, die im Rathaus saßen.",
              "Es war ein langer Abend für alle, die im Rathaus saßen."},
             {"A cappella sang der Chor der Fischer am Abend auf der Mole.",
              "A cappella sang der Chor der Fischer am Abend auf der Mole."}}) {
        EXPECT_TRUE(holds(read(page_with(copied)), read_as)) << copied;
    }
}

TEST(Page, KeepsShortSentencesAmongParagraphs) {
    for (const std::string sentence : {"So ist es.", "„Nein, niemals!“", "Ja."}) {
        const Reading reading = read(page_with(sentence));
        EXPECT_EQ(blocks(reading),
                  (Texts{title, first_paragraph, second_paragraph, sentence, third_paragraph}));
        EXPECT_NE(reading.article.body[2].kind, BlockKind::list_item);
    }
}

TEST(Page, KeepsListsThatAreAnnouncedOrMarked) {
    const auto kinds = [](const Reading& reading) {
        return std::count_if(reading.article.body.begin(), reading.article.body.end(),
                             [](const Block& block) { return block.kind == BlockKind::list_item; });
    };
    const Reading marked =
        read(page_with("Was geplant ist\n\n• neue Liegeplätze an der Mole\n• ein Weg am Ufer"));
    EXPECT_EQ(kinds(marked), 2);
    EXPECT_TRUE(holds(marked, "Was geplant ist"));
    EXPECT_FALSE(holds(marked, "•"));
    const Reading announced =
        read(page_with("Für den neuen Hafen hat der Stadtrat drei Dinge beschlossen:\n\nneue "
                       "Liegeplätze\nein Weg am Ufer\nhellere Lampen"));
    EXPECT_EQ(kinds(announced), 3);
    EXPECT_EQ(kinds(read(page_with("Tabelle\n\n1 Neuheim 11 20\n2 Altheim 11 19"))), 0);
}

TEST(Page, TakesTheLineAboveTheTextAsTitleThoughItSpeaksInOtherWords) {
    const Reading reading = read("Menü öffnen\nStartseite\n\nAufbruch ans Wasser\n\n" + first_paragraph +
                                     "\n\n" + second_paragraph + "\n\n" + third_paragraph + "\n\nImpressum\n",
                                 As::page);
    EXPECT_EQ(blocks(reading),
              (Texts{"Aufbruch ans Wasser", first_paragraph, second_paragraph, third_paragraph}));
}

TEST(Page, ReadsHeadlineAndTeaserAboveALiveTickersEntries) {
    const Reading reading = read(
        "Startseite\n\nHafen-Liveticker: Neuheim stimmt ab\n\nSeit heute Morgen tagt der Stadtrat, alles "
        "Wichtige im Liveticker.\n\nNur wichtige Ereignisse\n18:42 Uhr\n\nNeuheim baut um\n\n" +
            first_paragraph + "\n\n" + third_paragraph +
            "\n\nTeilen\n17:15 Uhr\n\nAnwohner wollen klagen\n\n" + second_paragraph + "\n\nTeilen\n",
        As::page);
    EXPECT_EQ(reading.article.title, "Hafen-Liveticker: Neuheim stimmt ab");
    EXPECT_TRUE(holds(reading, "Seit heute Morgen tagt"));
    EXPECT_TRUE(holds(reading, "Neuheim baut um"));
    EXPECT_TRUE(holds(reading, "Anwohner wollen klagen"));
}

// What stands behind an article has sentences, too.
TEST(Page, LeavesTeasersAndAuthorsBehind) {
    const std::string teaser =
        "Neuer Streit\nDie Stadt will die Fähre trotz aller Proteste verkaufen, und zwar schon im Herbst, "
        "sagt "
        "sie.\nweiterlesen\n";
    const Texts behind{
        "\n\nErika Muster\n\nRedakteurin\nSchreibt seit vielen Jahren über Häfen und Schiffe und das Meer.\n",
        "\n\nRedaktion: Erika Muster\nFaktencheck: Max Muster\n\n" + teaser + teaser};
    for (const std::string& rest : behind) {
        const Reading reading =
            read(title + "\n\n" + first_paragraph + "\n\n" + second_paragraph + rest, As::page);
        EXPECT_EQ(blocks(reading), (Texts{title, first_paragraph, second_paragraph})) << rest;
    }
}

// A box of headlines that is longer than the paragraph behind it, which speaks of the same things and is the
// last before the sources.
TEST(Page, ReachesOverABoxOfHeadlines) {
    std::string box;
    for (const char* headline :
         {"Star trauert", "Zug bleibt stehen", "Wetter wird gut", "Trainer geht", "Preise fallen",
          "Hund findet heim", "Konzert fällt aus", "Straße wird gesperrt", "Bäcker hört auf"})
        box += std::string(headline) + "\n\n";
    const std::string last = first_paragraph.substr(0, first_paragraph.find('.') + 1);
    const Reading reading = read(title + "\n\n" + first_paragraph + "\n\n" + second_paragraph + "\n\n" +
                                     first_paragraph + " Noch etwas.\n\nSchlagzeilen\n\n" + box +
                                     "So ist es: " + last + "\n\nVerwendete Quellen\nEigene Recherchen\n",
                                 As::page);
    EXPECT_TRUE(holds(reading, "So ist es: " + last));
    EXPECT_FALSE(holds(reading, "Zug bleibt stehen"));
}

TEST(Page, SaysWhenTheRestIsToBePaidFor) {
    const std::string start = title + "\n\n" + first_paragraph + "\n\n" + second_paragraph + "\n\n";
    EXPECT_TRUE(read(start + "Jetzt weiterlesen mit unserem Abo\nImpressum\n", As::page).only_the_beginning);
    EXPECT_FALSE(read(start + "Impressum\n", As::page).only_the_beginning);
}

TEST(Language, IsKnownFromAFewSentences) {
    const std::pair<std::string, std::string> texts[] = {
        {"de", first_paragraph + "\n\n" + second_paragraph},
        {"en",
         "The bridge is open again\n\nOn Monday the first train rolled across the river, and many people "
         "stood on "
         "the bank who had waited three years for this morning."},
        {"fr",
         "Le pont est rouvert\n\nLundi, le premier train a traversé le fleuve, et beaucoup de gens se "
         "tenaient "
         "sur la rive qui avaient attendu ce matin pendant trois ans."}};
    for (const auto& [language, text] : texts) EXPECT_EQ(read(text, As::text).article.language, language);
    // Too short to tell: this would be Norwegian.
    EXPECT_EQ(read("Eins\n\nEin Satz.", As::text).article.language, "");
}

// Many a system says «en» around articles in any language.
TEST(Language, OfTheTextHoldsAgainstAPagesWrongClaim) {
    const auto page = [](const std::string& claimed, const std::string& text) {
        return "<!DOCTYPE html><html lang=\"" + claimed + "\"><body><h1>Neuheim baut um</h1>" + text +
               "</body></html>";
    };
    const std::string german =
        "<p>" + first_paragraph + "</p><p>" + second_paragraph + "</p><p>" + third_paragraph + "</p>";
    EXPECT_EQ(read(page("en", german)).article.language, "de");
    EXPECT_EQ(read(page("de-CH", german)).article.language, "de-CH");
    EXPECT_EQ(read(page("", german)).article.language, "de");
}

TEST(Page, EndsAtTheAuthorsInitials) {
    for (const std::string initials : {"pbe", "sak/Reuters", "mit dpa", "(dpa)", "abc/dpa/AFP"}) {
        const Reading reading =
            read(title + "\n\n" + first_paragraph + "\n\n" + second_paragraph + "\n\n" + initials +
                     "\nVerwandte Artikel\nDer Hafen ist jetzt auch bei Gästen sehr beliebt geworden.\n",
                 As::page);
        EXPECT_EQ(blocks(reading), (Texts{title, first_paragraph, second_paragraph})) << initials;
    }
}

TEST(Page, LeavesReadersCommentsBehind) {
    std::string page = page_with("") + "12 Kommentare\n";
    for (int i = 0; i < 30; ++i) {
        page += "Leser " + std::to_string(i) +
                "\nIch halte das alles für einen großen Fehler, und zwar aus " + std::to_string(i) +
                " verschiedenen Gründen, die jeder kennt, der den Hafen einmal gesehen hat.\n";
    }
    std::string long_page = page;
    // Enough of an article for the comments to be what comes behind it.
    const std::string more = second_paragraph + " " + third_paragraph + " " + second_paragraph + " Punkt ";
    std::string body;
    for (int i = 0; i < 4; ++i) body += more + std::to_string(i) + ".\n\n";
    long_page.replace(long_page.find(third_paragraph), third_paragraph.size(), body + third_paragraph);
    const Reading reading = read(long_page);
    EXPECT_FALSE(holds(reading, "Ich halte das"));
    EXPECT_TRUE(holds(reading, third_paragraph));
}

TEST(Page, TellsTeaserAuthorsAndDate) {
    const Reading reading =
        read("Startseite\n\n" + title + "\n" + first_paragraph + "\n\nVon Erika Muster und Max Beispiel\n" +
             "12.03.2024, 17:26 Uhr\nArtikel teilen\nLink kopieren\n\n" + second_paragraph + "\n\n" +
             third_paragraph);
    EXPECT_EQ(reading.article.teaser, first_paragraph);
    EXPECT_EQ(reading.article.authors, "Erika Muster und Max Beispiel");
    EXPECT_EQ(reading.article.date, "12.03.2024, 17:26 Uhr");
    EXPECT_EQ(reading.article.body.size(), 2u);
}

// A page may be copied from the middle; nothing is invented, and nothing is heard twice.
TEST(Page, WithoutHeadlineTakesItsFirstWordsAsTitle) {
    const Reading reading =
        read(first_paragraph + "\n\nFoto: Erika Muster\n\n" + second_paragraph + "\n\nArtikel teilen\n");
    EXPECT_EQ(letters(joined(blocks(reading))), letters(first_paragraph + second_paragraph));
    EXPECT_FALSE(reading.article.title.empty());
}

TEST(Page, EveryLineIsReadOrReportedAsDropped) {
    const std::string page = page_with("Der Hafen im Winter\nFoto: Erika Muster\nJetzt anmelden");
    const Reading reading = read(page);
    std::istringstream lines(page);
    for (std::string line; std::getline(lines, line);) {
        if (line.empty()) continue;
        const bool dropped = std::count(reading.dropped.begin(), reading.dropped.end(), line) > 0;
        EXPECT_NE(dropped, holds(reading, line)) << line;
    }
}

// What is explained is what is done.
TEST(Page, IsExplainedLineByLine) {
    const std::string page = page_with("Der Hafen im Winter\nFoto: Erika Muster\nJetzt anmelden");
    const auto explained = explain_page(page, {.as = As::page});
    ASSERT_TRUE(explained);
    const Reading reading = read(page);
    std::size_t kept = 0;
    for (const ExplainedBlock& line : *explained) {
        EXPECT_EQ(!line.became.empty(), holds(reading, line.text)) << line.text;
        EXPECT_FALSE(line.judgement.reasons.empty()) << line.text;
        if (line.became == "paragraph") EXPECT_GE(line.judgement.article, 0.5F) << line.text;
        kept += !line.became.empty();
    }
    EXPECT_EQ(kept, blocks(reading).size());
    EXPECT_EQ(explained->size(), kept + reading.dropped.size());
    EXPECT_EQ(explain_page(page, {})->size(), explained->size());
    EXPECT_FALSE(explain_page(title + "\n\n" + first_paragraph, {}));  // somebody's own
}

TEST(Page, OfNothingButClutterIsUnreadable) {
    EXPECT_EQ(error_of("Startseite\nPolitik\nJetzt anmelden\nArtikel teilen\nImpressum\n"),
              ErrorKind::unreadable);
}

// --- headlines ------------------------------------------------------------------------------------------

TEST(Headline, IsPartedFromItsKicker) {
    const std::vector<std::string_view> body{
        "Die Stadtwerke sind in Not. Der Streit um das Kraftwerk dauert an, die Regierung schweigt.",
        "Auch Neuheim, so das Rathaus, baut um. Das Ende der Nordbahn, hieß es, treffe die Post.",
    };
    const auto split = [&](const std::string& line) {
        const Headline headline = split_headline(line, body);
        return Texts{headline.kicker, headline.title};
    };
    EXPECT_EQ(split("Streit um das Kraftwerk Regierung lehnt neue Gespräche ab"),
              (Texts{"Streit um das Kraftwerk", "Regierung lehnt neue Gespräche ab"}));
    EXPECT_EQ(split("Ende der Nordbahn Die Post sucht andere Wege"),
              (Texts{"Ende der Nordbahn", "Die Post sucht andere Wege"}));
    EXPECT_EQ(split("Kultur : Was bleibt vom Theater"), (Texts{"Kultur", "Was bleibt vom Theater"}));
}

// A headline cut in two would be worse than a kicker read along.
TEST(Headline, StaysWholeInDoubt) {
    const std::vector<std::string_view> body{
        "Präsident der Deutschen Bank warnt. Christian Meier sagte das. Bundeskanzler Otto Muster besucht "
        "China.",
        "Minister der Grünen, so Anna Beispiel, Kritik am Haushalt, der Verband Pro Bahn und die Bahn "
        "selbst."};
    for (const std::string line : {
             "Präsident der Deutschen Bank Christian Meier warnt vor neuer Krise",
             "Bundeskanzler Otto Muster besucht erneut China und Japan",
             "Kritik am Haushalt: Minister der Grünen Anna Beispiel wehrt sich",
             "Sprecher vom Verband Pro Bahn fordert mehr Züge im Norden",
             "Die Regierung lehnt den Vorschlag der Opposition ab",
             "Warum Katzen immer auf die Füße fallen",
             "Der Verband der Autoindustrie fordert Hilfe vom Staat",
             "»Streit um das Haus Meier geht weiter in die dritte Runde«",
         }) {
        EXPECT_EQ(split_headline(line, body).title, line);
    }
}

// --- one's own text ---------------------------------------------------------------------------------------

TEST(OwnText, TakesItsFirstLineAsTitle) {
    for (const std::string text :
         {"Mein Titel\n\nEs war einmal ein Text.", "Mein Titel\nEs war einmal ein Text.",
          "# Mein Titel\n\nEs war einmal ein Text.\n"}) {
        const Reading reading = read(text);
        EXPECT_EQ(reading.article.title, "Mein Titel") << text;
        ASSERT_EQ(reading.article.body.size(), 1u);
        EXPECT_EQ(reading.article.body[0].text, "Es war einmal ein Text.");
    }
}

TEST(OwnText, WithoutTitleMakesOneOfItsFirstSentence) {
    const Reading reading = read("Es war einmal ein Text. Er hatte keinen Titel.\n\nUnd doch einen Schluss.");
    EXPECT_EQ(blocks(reading),
              (Texts{"Es war einmal ein Text.", "Er hatte keinen Titel.", "Und doch einen Schluss."}));
    EXPECT_EQ(read("Am 3. Mai kam Dr. Meier nach Hause. Dort schlief er.").article.title,
              "Am 3. Mai kam Dr. Meier nach Hause.");
    EXPECT_EQ(blocks(read("Nur ein Satz.")), Texts{"Nur ein Satz."});
}

TEST(OwnText, KeepsTheUsersTitleAndAllWords) {
    const auto reading = read_article("Es war einmal.\n\nEnde.", {As::text, " Mein\nTitel ", "datei.txt"});
    ASSERT_TRUE(reading);
    EXPECT_EQ(blocks(*reading), (Texts{"Mein Titel", "Es war einmal.", "Ende."}));
    EXPECT_EQ(reading->article.source, "datei.txt");
    EXPECT_EQ(read_article("Text", {As::text, "\x01", ""}).error().kind, ErrorKind::invalid_argument);
}

TEST(OwnText, JoinsWrappedLinesAndKeepsOtherBreaks) {
    const Reading reading = read(
        "Titel\n\nDies ist ein Absatz, den jemand von Hand\numbrochen hat, damit er in die Zeilen seines "
        "Fens-\n"
        "ters passt mit allen seinen Ein- und\nAusgängen.\n\nErste Zeile der Liste hier:\n- Äpfel\n- "
        "Birnen\n\nEnde "
        "gut.");
    EXPECT_EQ(blocks(reading),
              (Texts{"Titel",
                     "Dies ist ein Absatz, den jemand von Hand umbrochen hat, damit er in die Zeilen seines "
                     "Fensters passt mit allen seinen Ein- und Ausgängen.",
                     "Erste Zeile der Liste hier:", "Äpfel", "Birnen", "Ende gut."}));
    EXPECT_EQ(reading.article.body[2].kind, BlockKind::list_item);
}

// Random texts out of what is special anywhere: not a letter or digit is lost, moved or doubled.
TEST(OwnText, LosesNothing) {
    const Texts pieces{"Haus",
                       "und",
                       "Foto: Meier",
                       "Jetzt anmelden",
                       "Newsletter",
                       "pbe",
                       "3.",
                       "Oktober",
                       "Dr.",
                       ".",
                       "!",
                       ",",
                       "\n",
                       "\n",
                       "\n\n",
                       "- ",
                       "# ",
                       "* ",
                       "Ein-",
                       "ä",
                       "…",
                       "»",
                       "«",
                       "\u00a0",
                       "\u200b",
                       "Impressum",
                       "@",
                       "Kommentare",
                       "sehrlangesWortohneEnde",
                       ":",
                       "<b>",
                       "1999"};
    for (unsigned seed = 1; seed <= 500; ++seed) {
        std::mt19937 random(seed);
        std::string text = "Wort ";
        for (unsigned i = random() % 200; i > 0; --i) {
            text += pieces[random() % pieces.size()];
            if (random() % 4) text += ' ';
        }
        const Reading reading = read(text, As::text);
        ASSERT_EQ(letters(joined(blocks(reading))), letters(text)) << "seed " << seed;
        ASSERT_TRUE(reading.dropped.empty());
        ASSERT_FALSE(reading.article.title.empty());
        for (const std::string& block : blocks(reading)) {
            ASSERT_EQ(block.find('\n'), std::string::npos) << "seed " << seed;
            ASSERT_FALSE(block.empty() || block.front() == ' ' || block.back() == ' ') << "seed " << seed;
        }
    }
}

TEST(OwnText, IsNotTakenForAPageBecauseOfOneWord) {
    const std::string text =
        "Impressum\n\nAnbieter ist der Verein.\n\nKontakt\n\nSchreiben Sie uns einen Brief.\n\nDatenschutz\n";
    EXPECT_EQ(letters(joined(blocks(read(text)))), letters(text));
}

// --- bytes ------------------------------------------------------------------------------------------------

TEST(Bytes, AreReadInTheirEncoding) {
    const std::string utf8 =
        "Größe\n\nÜber süße Äpfel und große Straßen schrieb er viele schöne Bücher für Mädchen.";
    const auto sixteen_bit = [&](bool big, bool mark) {
        std::string bytes = mark ? (big ? "\xFE\xFF" : "\xFF\xFE") : "";
        for (std::size_t at = 0; at < utf8.size();) {
            const char32_t c = next_code_point(utf8, at);
            const char high = static_cast<char>(c >> 8), low = static_cast<char>(c & 0xFF);
            bytes += big ? high : low;
            bytes += big ? low : high;
        }
        return bytes;
    };
    std::string latin1;
    for (std::size_t at = 0; at < utf8.size();) latin1 += static_cast<char>(next_code_point(utf8, at));
    const Texts expected = blocks(read(utf8));
    ASSERT_EQ(expected[0], "Größe");
    EXPECT_EQ(blocks(read("\xEF\xBB\xBF" + utf8)), expected);
    EXPECT_EQ(blocks(read(latin1)), expected);
    for (const bool big : {false, true}) {
        for (const bool mark : {false, true}) EXPECT_EQ(blocks(read(sixteen_bit(big, mark))), expected);
    }
    EXPECT_EQ(read("Preis: 5 \x80\n\n\x84Gut\x93 war der M\xE4rz f\xFCr die gro\xDF"
                   "en H\xE4user.")
                  .article.body[0]
                  .text,
              "„Gut“ war der März für die großen Häuser.");
}

// Without what the site says, most of these would be read as something else.
TEST(Bytes, AreReadInTheEncodingThatTheirSenderDeclares) {
    const auto read_as = [](const std::string& encoding, const std::string& bytes) {
        const auto reading = read_article("Hafen\n\n" + bytes, {As::text, "", "", encoding});
        EXPECT_TRUE(reading) << encoding;
        return reading ? reading->article.body.at(0).text : "";
    };
    EXPECT_EQ(read_as("ISO-8859-2", "\xb1 Zlin"), "ą Zlin");
    EXPECT_EQ(read_as("windows-1251", "\xcc\xee\xf1\xea\xe2\xe0"), "Москва");
    EXPECT_EQ(read_as("latin1", "\x84K\xf6ln\x93 \x96 3 \x80"), "„Köln“ – 3 €") << "Windows-1252 in truth";
    EXPECT_EQ(read_as("iso-8859-9", "\xddzmir \x80"), "İzmir €") << "Windows-1254";
    EXPECT_EQ(read_as("iso-8859-1", "K\xc3\xb6ln"), "KÃ¶ln") << "even where it looks like something else";
    EXPECT_EQ(read_as("utf8", "\xc3\xb6 K\xf6ln"), "ö K\uFFFDln");
    for (const char* unknown : {"klingon", "", "\xff", "x-no\n"}) EXPECT_EQ(read_as(unknown, "Köln"), "Köln");
    const auto page = read_article("<html><meta charset=utf-8><h1>Hafen</h1><p>\xb1 " + first_paragraph +
                                       "</p><p>" + second_paragraph + "</p><p>" + third_paragraph + "</p>",
                                   {As::html, "", "", "iso-8859-2"});
    ASSERT_TRUE(page);
    EXPECT_TRUE(holds(*page, "ą Der Stadtrat")) << "it wins over the page";
    EXPECT_EQ(read_article("\xef\xbb\xbfKöln", {As::text, "", "", "iso-8859-1"})->article.title, "Köln")
        << "but a byte order mark is stronger yet";
    EXPECT_EQ(read_article(std::string("\xff\xfe\0\0K\0\0\0\xf6\0\0\0", 12), {})->article.title, "Kö")
        << "UTF-32";
    EXPECT_EQ(read_article("K\xf6ln", {})->article.title, "Köln") << "too short to guess from";
}

TEST(Bytes, BrokenInUtf8BecomeReplacementCharacters) {
    const Reading reading = read(
        "Übergröße\n\nEs war sch\xC3 und gr\xFC"
        "n, süß, größer, über\xE2\x82");
    EXPECT_EQ(reading.article.body[0].text, "Es war sch\uFFFD und gr\uFFFDn, süß, größer, über\uFFFD");
}

TEST(Bytes, LoseInvisibleCharactersAndComposeAccents) {
    const Reading reading = read(
        "Der\u00a0Ti\u00adtel\r\n\r\nEin\u202f\tWort\u200b, ko\u0308nnte\u2060 \x1b"
        "es sein.\u2029Zweite Zeile.");
    EXPECT_EQ(blocks(reading), (Texts{"Der Titel", "Ein Wort, könnte es sein.", "Zweite Zeile."}));
}

TEST(Bytes, WithoutTextAreUnreadable) {
    std::mt19937 random(1);
    std::string noise;
    for (int i = 0; i < 5000; ++i) noise += static_cast<char>(random());
    for (const std::string& bytes : Texts{"", " \n\t\n", "\xEF\xBB\xBF", "***\n…", noise,
                                          std::string(1000, '\0'), std::string("a\0b\0\0\0", 6)}) {
        EXPECT_EQ(error_of(bytes), ErrorKind::unreadable) << bytes.substr(0, 10);
    }
}

TEST(Bytes, OfAnyKindNeverBreakTheArticle) {
    const Texts pieces{"\xFF", "\xC3",   "\xE2\x82", "\xF0\x9F",     "Wort ", "\n", "\0",
                       "ä",    "Foto: ", ". ",       "\xED\xA0\x80", "Von ",  "<p>"};
    for (unsigned seed = 1; seed <= 500; ++seed) {
        std::mt19937 random(seed);
        std::string bytes;
        for (unsigned i = random() % 300; i > 0; --i) bytes += pieces[random() % pieces.size()];
        for (const As as : {As::automatic, As::html, As::page, As::text}) {
            const auto reading = read_article(bytes, {as, "", ""});
            if (!reading) continue;
            ASSERT_FALSE(reading->article.title.empty()) << "seed " << seed;
            const auto back = article_from_json(to_json(reading->article));  // fails for broken UTF-8
            ASSERT_TRUE(back) << "seed " << seed;
            ASSERT_EQ(*back, reading->article) << "seed " << seed;
        }
    }
}

// Lengths that a superlinear step would not survive within the test's time limit.
TEST(Bytes, InTheMillionsAreRead) {
    std::string page = "Menü öffnen\n" + title + "\n\n";
    while (page.size() < 20'000'000)
        page += first_paragraph + "\nFoto: Meier\n" + second_paragraph + "\nJetzt anmelden\n";
    EXPECT_EQ(read(page).article.title, title);
    EXPECT_EQ(read(std::string(5'000'000, 'a'), As::text).article.body.size(), 1u);
    std::string words;
    while (words.size() < 5'000'000) words += "a. B ";
    EXPECT_EQ(letters(joined(blocks(read(words, As::text)))).size(), letters(words).size());
    EXPECT_EQ(error_of(std::string(5'000'000, '\n')), ErrorKind::unreadable);
}

// Copied text whose lines are all alike, empty of sense, or as short as can be: what counts, compares or
// looks around must not do so for each line with each other.
TEST(Bytes, InMillionsOfLinesAreRead) {
    const Texts lines{"a\n",
                      "Mehr zum Thema\n",
                      "Foto:\n",
                      "Von\nErika Muster\n\n",
                      "12 Kommentare\n",
                      first_paragraph.substr(0, 40) + "\n",
                      "- ein Punkt:\n",
                      first_paragraph + "\n\n"};
    for (const std::string& line : lines) {
        std::string page = title + "\n\n" + first_paragraph + "\n\n" + second_paragraph + "\n\n";
        while (page.size() < 500'000) page += line;
        EXPECT_TRUE(read_article(page, {.as = As::page})) << line;
    }
    std::string numbered = title + "\n\n" + first_paragraph + "\n\n";
    for (int i = 0; numbered.size() < 8'000'000; ++i)
        numbered += second_paragraph + " Es war die " + std::to_string(i) + ". Sitzung.\n\n";
    // Beyond what is judged, too, paragraphs are kept.
    EXPECT_GT(read(numbered, As::page).article.body.size(), 30'000u);
}

}  // namespace
}  // namespace vorleser
