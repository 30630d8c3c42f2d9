#include "daemon/text/utterance.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <stdexcept>

#include <gtest/gtest.h>
#include <unistd.h>

#include "daemon/article/characters.hpp"
#include "daemon/article/read.hpp"

namespace vorleser {
namespace {

using Texts = std::vector<std::string>;

const German& german() {
    static const German rules({VORLESER_BINARY_DIR "/share/vorleser/voices"});
    return rules;
}

Article article_of(std::vector<std::string> paragraphs) {
    Article article;
    article.title = "Titel";
    for (auto& text : paragraphs) article.body.push_back({BlockKind::paragraph, std::move(text)});
    return article;
}

// What a paragraph's utterances say.
Texts said(const std::string& paragraph) {
    Texts texts;
    const auto utterances = german().utterances(article_of({paragraph}));
    for (const Utterance& u : utterances) {
        if (u.kind == BlockKind::paragraph) texts.push_back(u.say);
    }
    return texts;
}

// A paragraph's sentences as they are written.
Texts sentences(const std::string& paragraph) {
    Texts texts;
    const Article article = article_of({paragraph});
    std::vector<std::size_t> bytes;
    for (std::size_t at = 0; at < paragraph.size(); next_code_point(paragraph, at)) bytes.push_back(at);
    bytes.push_back(paragraph.size());
    const std::uint32_t before = placed_blocks(article).back().begin;
    const auto utterances = german().utterances(article);
    for (const Utterance& u : utterances) {
        if (u.kind != BlockKind::paragraph) continue;
        const std::size_t from = bytes[u.begin - before], to = bytes[u.end - before];
        texts.push_back(paragraph.substr(from, to - from));
    }
    return texts;
}

std::u32string text_of(const Article& article) {
    std::u32string text;
    for (const PlacedBlock& placed : placed_blocks(article)) {
        if (!text.empty()) text += U"\n\n";
        for (std::size_t at = 0; at < placed.block.text.size();)
            text += next_code_point(placed.block.text, at);
    }
    return text;
}

// Everything utterance.hpp promises about any article.
void expect_sound(const Article& article, const std::vector<Utterance>& utterances) {
    const std::u32string text = text_of(article);
    std::uint32_t covered = 0, word_covered = 0;
    auto expect_no_letter = [&](std::uint32_t from, std::uint32_t to) {
        for (std::uint32_t i = from; i < to; ++i) {
            ASSERT_FALSE(is_letter_or_digit(text[i])) << "letter at " << i << " belongs to nothing";
        }
    };
    for (const Utterance& u : utterances) {
        ASSERT_LT(u.begin, u.end);
        ASSERT_GE(u.begin, covered);
        ASSERT_LE(u.end, text.size());
        ASSERT_LE(u.end - u.begin, max_utterance);
        ASSERT_NO_FATAL_FAILURE(expect_no_letter(covered, u.begin));
        covered = u.end;
        ASSERT_FALSE(u.words.empty());
        ASSERT_EQ(u.words.front().said, 0u);
        const std::size_t length = count_code_points(u.say);
        for (std::size_t i = 0; i < u.words.size(); ++i) {
            const Word& word = u.words[i];
            ASSERT_LT(word.said, length);
            if (i > 0) {
                ASSERT_GT(word.said, u.words[i - 1].said);
            }
            ASSERT_GE(word.begin, word_covered);
            ASSERT_LT(word.begin, word.end);
            ASSERT_LE(word.end, u.end);
            ASSERT_NO_FATAL_FAILURE(expect_no_letter(word_covered, word.begin));
            word_covered = word.end;
        }
    }
    ASSERT_NO_FATAL_FAILURE(expect_no_letter(covered, static_cast<std::uint32_t>(text.size())));
    ASSERT_NO_FATAL_FAILURE(expect_no_letter(word_covered, static_cast<std::uint32_t>(text.size())));
}

TEST(Sentences, EndAtFullStopsQuestionAndExclamationMarks) {
    EXPECT_EQ(said("Es regnet. Wirklich? Ja! Dann bleiben wir hier."),
              (Texts{"Es regnet.", "Wirklich?", "Ja!", "Dann bleiben wir hier."}));
}

// Each of these is one sentence, though full stops in it could mislead.
TEST(Sentences, AreNotEndedByAbbreviationsOrdinalsAndInitials) {
    for (const std::string sentence : {
             "Er mag Obst, z. B. Äpfel und Birnen.",
             "Er mag Obst, z.B. Äpfel und Birnen.",
             "Z. B. Äpfel mag er gern.",
             "Das kostet 3,5 Mrd. Euro im Jahr.",
             "Rund 20 Mio. Menschen leben dort.",
             "Frau Prof. Dr. Müller widerspricht Dr. h. c. Meier.",
             "Das Haus bzw. Grundstück wird verkauft.",
             "Mit dabei sind u. a. Vertreter der Länder.",
             "Artikel Nr. 5 und Abs. 2 gelten weiter.",
             "Am 23. November beginnt der Prozess.",
             "Der 3. Oktober ist ein Feiertag.",
             "Vom 3. bis 5. Mai tagt der Rat.",
             "Das war am 3. 10. 1990 in Berlin.",
             "Im 21. Jahrhundert ist das anders.",
             "Sie stieg in die 2. Bundesliga auf, wo der 1. FC wartete.",
             "Elisabeth II. sagte nichts dazu.",
             "Das Buch von J. K. Rowling ist neu.",
             "George W. Bush regierte acht Jahre.",
             "Die Firma Meier & Co. KG baut ab.",
             "Um ca. 20.15 Uhr war das vorbei.",
             "Er kam gegen 200 v. Chr. Geburt zur Welt.",
             "Die Seite beispiel.de ist nicht erreichbar.",
             "Im Okt. 2020 war das noch so.",
             "»Komm sofort her!« rief sie.",
             "\"Was soll das?\" fragte er leise.",
             "„Wirklich?“, fragte sie.",
             "Der 2. Verhandlungstag begann spät.",
         }) {
        EXPECT_EQ(sentences(sentence), Texts{sentence});
    }
}

// And these are two, though they look like the ones above.
TEST(Sentences, EndWhereAnotherBegins) {
    for (const auto& [first, second] : std::vector<std::pair<std::string, std::string>>{
             {"Die Kosten betragen 5 Mrd.", "Das ist zu viel."},
             {"Es gab Äpfel, Birnen usw.", "Die Leute waren satt."},
             {"So war es im Jahr 1990.", "Danach wurde es besser."},
             {"Das ist Plan B.", "Danach kommt nichts mehr."},
             {"Festgenommen wurde Thomas M.", "Der Mann schweigt."},
             {"Es waren 23.", "Dann kamen mehr."},
             {"Damals regierte Ludwig XIV.", "Er war der Sonnenkönig."},
             {"»Das ist ein Zitat.«", "Er ging."},
             {"Er sagte: »So ist es.«", "»Niemals«, sagte sie."},
             {"Sie kam.", "»Guten Tag«, sagte sie."},
             {"Wir warten...", "Es geschieht nichts."},
         }) {
        EXPECT_EQ(sentences(first + " " + second), (Texts{first, second}));
    }
}

TEST(Sentences, MayBeginWithANumber) {
    EXPECT_EQ(sentences("Der Ort blieb klein. 1907 kam die Bahn. 60 Leute blieben."),
              (Texts{"Der Ort blieb klein.", "1907 kam die Bahn.", "60 Leute blieben."}));
    EXPECT_EQ(sentences("Er fand eine seltene Art. 1999 starb sie aus."),
              (Texts{"Er fand eine seltene Art.", "1999 starb sie aus."}));
    for (const std::string one : {"Laut Art. 20 gilt das.", "Es kamen ca. 80 leute.", "Siehe S. 12 im Heft.",
                                  "Das steht in Rz. 5 und 6.", "Bis zum 1. 4. 2031 gilt das.",
                                  "Der 2500. Gast bekam Blumen.", "In der 45+1. Minute fiel das Tor."})
        EXPECT_EQ(sentences(one), Texts{one});
    EXPECT_EQ(said("Es war still. 30 gingen.").back(), "Dreißig gingen.") << "with a capital";
}

TEST(Sentences, EndThoughASpaceIsMissing) {
    EXPECT_EQ(sentences("Die Straße ist frei.Der Bus fährt wieder."),
              (Texts{"Die Straße ist frei.", "Der Bus fährt wieder."}));
    for (const std::string one : {"Mehr auf Beispiel.De im Netz.", "Das ist z.B. Unsinn.",
                                  "Die Firma E.ON zahlt.", "Er nutzt Node.Js gern."})
        EXPECT_EQ(sentences(one), Texts{one});
}

TEST(Sentences, GoOnBehindShortenedUnitsTitlesAndInitials) {
    for (const std::string one :
         {"Es sind 4 Mill. Menschen.", "Man nehme 2 Msp. Salz.", "Der Vize-Präs. Meier ging.",
          "Der U.S. Marshal kam.", "Sie kauft 3 Pfd. Mehl."})
        EXPECT_EQ(sentences(one), Texts{one});
    EXPECT_EQ(sentences("Er schrieb auf X. «Nie wieder!» stand da."),
              (Texts{"Er schrieb auf X.", "«Nie wieder!» stand da."}));
}

TEST(Utterances, CarryTheirPlaceInTheArticle) {
    Article article = article_of({"Es regnet. »Müde«  war   er."});
    article.teaser = "Ein Anfang.";
    const auto u = german().utterances(article);
    ASSERT_EQ(u.size(), 4u);
    EXPECT_EQ(u[0].kind, BlockKind::title);
    EXPECT_EQ(u[0].boundary, Boundary::block);
    EXPECT_EQ(u[1].kind, BlockKind::teaser);
    EXPECT_EQ(u[1].begin, 7u);
    EXPECT_EQ(u[2].boundary, Boundary::sentence);
    EXPECT_EQ(u[2].begin, 20u);
    EXPECT_EQ(u[2].end, 30u);
    EXPECT_EQ(u[3].boundary, Boundary::block);
    EXPECT_EQ(u[3].say, "Müde war er.");  // what is written has more spaces
    EXPECT_EQ(u[3].words, (std::vector<Word>{{0, 32, 36}, {5, 39, 42}, {9, 45, 47}}));
}

// Direct speech of some length is set off by a pause of its own; what is quoted within a clause is not.
TEST(Utterances, PauseAroundDirectSpeech) {
    const auto said = [](const std::string& paragraph) {
        Texts texts;
        const auto utterances = german().utterances(article_of({paragraph}), Steps::normalization);
        for (const Utterance& u : utterances)
            if (u.kind == BlockKind::paragraph) texts.push_back(u.say);
        return texts;
    };
    EXPECT_EQ(said("»Wir haben das heute gemeinsam beschlossen«, sagte sie."),
              (Texts{"Wir haben das heute gemeinsam beschlossen,", "sagte sie."}));
    EXPECT_EQ(said("Die Ministerin sagte: „Wir haben das heute gemeinsam beschlossen.“"),
              (Texts{"Die Ministerin sagte:", "Wir haben das heute gemeinsam beschlossen."}));
    EXPECT_EQ(said("Er nannte das »einen großen Schritt nach vorn« und ging.").size(), 1u);
    EXPECT_EQ(said("»Nein«, sagte sie.").size(), 1u);
    const auto u =
        german().utterances(article_of({"»Wir haben das heute gemeinsam beschlossen«, sagte sie."}));
    ASSERT_EQ(u.size(), 3u);
    EXPECT_EQ(u[1].boundary, Boundary::quotation);
    EXPECT_EQ(u[2].boundary, Boundary::block);
}

TEST(Utterances, LeaveOutBlocksWithoutLetterOrDigit) {
    const auto u = german().utterances(article_of({"* * *", "…", "Ende."}));
    ASSERT_EQ(u.size(), 2u);
    EXPECT_EQ(u[1].say, "Ende.");
}

TEST(Utterances, CutLongSentencesAtAClause) {
    std::string sentence;
    for (int i = 0; i < 40; ++i) sentence += i ? ", und dann kam noch ein Wort dazu" : "Es begann";
    const auto u = german().utterances(article_of({sentence + "."}));
    ASSERT_GT(u.size(), 3u);
    for (std::size_t i = 1; i + 1 < u.size(); ++i) {
        EXPECT_EQ(u[i].boundary, Boundary::clause);
        EXPECT_EQ(u[i].say.back(), ',');
        EXPECT_GT(u[i].end - u[i].begin, max_utterance / 3);
    }
    expect_sound(article_of({sentence + "."}), u);
}

TEST(Utterances, CutLongSentencesAtASpaceElseAnywhere) {
    std::string words;
    for (int i = 0; i < 300; ++i) words += "Wörter ";
    words.pop_back();
    auto u = german().utterances(article_of({words}));
    for (std::size_t i = 1; i < u.size(); ++i) EXPECT_TRUE(u[i].say.ends_with("Wörter"));

    std::string letters;
    for (int i = 0; i < 100'000; ++i) letters += "ä";
    const Article article = article_of({letters});
    u = german().utterances(article);
    EXPECT_EQ(u.size(), 1 + (100'000 + max_utterance - 1) / max_utterance);
    expect_sound(article, u);
}

// An accent written as a character of its own stays with its letter.
TEST(Utterances, AreNeverCutBeforeACombiningMark) {
    std::string letters;
    for (int i = 0; i < 2000; ++i) letters += i % 7 ? "x" : "x\u0323";  // no precomposed form
    const auto utterances = german().utterances(article_of({letters}));
    for (const Utterance& u : utterances) {
        EXPECT_FALSE(u.say.starts_with("\u0323"));
    }
}

TEST(Utterances, HoldEveryWordOfTheRealArticle) {
    std::ifstream file(VORLESER_SOURCE_DIR "/tests/articles/spiegel-openai.txt");
    std::stringstream bytes;
    bytes << file.rdbuf();
    const auto reading = read_article(bytes.str(), {});
    ASSERT_TRUE(reading);
    const auto u = german().utterances(reading->article);
    expect_sound(reading->article, u);
    ASSERT_EQ(u.size(), 24u);
    const auto normalized = german().utterances(reading->article, Steps::normalization);
    ASSERT_EQ(normalized.size(), u.size());
    EXPECT_EQ(normalized[0].say, "Microsoft investiert weitere Milliarden in OpenAI");
    EXPECT_EQ(normalized[2].say, "Bloomberg nennt eine Zahl: zehn Milliarden Dollar.");
    EXPECT_TRUE(u[0].say.ends_with(" in Ohpen-ä-ai")) << u[0].say;
    EXPECT_EQ(u[4].say, "Das hätte eine Person, die mit den Diskussionen vertraut ist, bestätigt.");
    const auto heading =
        std::find_if(u.begin(), u.end(), [](const Utterance& x) { return x.kind == BlockKind::heading; });
    ASSERT_NE(heading, u.end());
    EXPECT_EQ(heading->boundary, Boundary::block);
}

// Random text from pieces that mislead: the promises hold for whatever they add up to.
TEST(Utterances, HoldEveryWordOfRandomText) {
    const Texts pieces{"z. B.",  "Mrd.",   "3.",         "Oktober",
                       "»",      "«",      "\"",         ".",
                       "!",      "?",      "…",          "Das",
                       "haus",   "Dr.",    ":",          ";",
                       ",",      "–",      "(",          ")",
                       "ä",      "ß",      "\U0001F600", "\U0001F468\u200D",
                       "J.",     "XIV.",   "2023",       "a.b.c",
                       "\uFFFD", "中文。", "x\u0323",    "Donaudampfschifffahrtsgesellschaft",
                       "[[",     "<b>",    "&",          "www.a.de"};
    for (unsigned seed = 1; seed <= 300; ++seed) {
        std::mt19937 random(seed);
        Texts paragraphs;
        for (unsigned p = random() % 5; p <= 5; ++p) {
            std::string text;
            for (unsigned i = random() % 400; i > 0; --i) {
                text += pieces[random() % pieces.size()];
                if (random() % 3) text += ' ';
            }
            while (!text.empty() && text.back() == ' ') text.pop_back();
            if (!text.empty()) paragraphs.push_back(text);
        }
        const Article article = article_of(paragraphs);
        const auto utterances = german().utterances(article);
        expect_sound(article, utterances);
        ASSERT_FALSE(HasFatalFailure()) << "seed " << seed;
        const auto back = utterances_from_bytes(to_bytes(utterances));
        ASSERT_TRUE(back) << "seed " << seed;
        ASSERT_EQ(*back, utterances) << "seed " << seed;
    }
}

// Iterators of ICU keep state; a second article must not see the first.
TEST(Utterances, AreTheSameEveryTime) {
    const Article one = article_of({"Es war am 3. Oktober. Dann kam Dr. Meier.", "Ende."});
    const Article two = article_of({"Ganz anderer Text! Ja."});
    const auto first = german().utterances(one);
    german().utterances(two);
    EXPECT_EQ(german().utterances(one), first);
}

// What a child that was taken over might send.
TEST(UtteranceBytes, RefuseWhatBreaksTheHeadersPromises) {
    const Utterance good{"Ja gut.", 0, 7, BlockKind::paragraph, Boundary::sentence, {{0, 0, 2}, {3, 3, 6}}};
    ASSERT_TRUE(utterances_from_bytes(to_bytes({{good}})));
    ASSERT_TRUE(utterances_from_bytes(to_bytes({})));
    const auto refused = [&](const char* why, auto change) {
        std::vector<Utterance> bad{good};
        change(bad);
        EXPECT_FALSE(utterances_from_bytes(to_bytes(bad))) << why;
    };
    refused("nothing to say", [](auto& u) { u[0].say.clear(); });
    refused("no word", [](auto& u) { u[0].words.clear(); });
    refused("empty span", [](auto& u) { u[0].end = 0; });
    refused("ends before it begins", [](auto& u) { u[0].begin = 8; });
    refused("unknown kind", [](auto& u) { u[0].kind = static_cast<BlockKind>(9); });
    refused("unknown boundary", [](auto& u) { u[0].boundary = static_cast<Boundary>(7); });
    refused("word beyond the utterance", [](auto& u) { u[0].words[1].end = 8; });
    refused("word without a letter", [](auto& u) { u[0].words[1].end = 3; });
    refused("said beyond the text", [](auto& u) { u[0].words[1].said = 7; });
    refused("said twice at one place", [](auto& u) { u[0].words[1].said = 0; });
    refused("words overlap", [](auto& u) { u[0].words[1].begin = 1; });
    refused("more words than letters", [](auto& u) { u[0].words.resize(8, {4, 6, 7}); });
    refused("huge number", [](auto& u) { u[0].words[1] = {3, 0xFFFFFFF0u, 0xFFFFFFF1u}; });
    refused("the same place twice", [](auto& u) { u.push_back(u[0]); });
    refused("broken UTF-8", [](auto& u) { u[0].say[1] = '\xC3'; });
}

// Cut anywhere, continued, and with any byte changed: refused, or still as promised.
TEST(UtteranceBytes, AreReadWhateverTheyAre) {
    const auto utterances = german().utterances(article_of({"Der 3. Oktober. »Ja«, sagte sie.", "Ä 5 % ß."}));
    const std::string bytes = to_bytes(utterances);
    for (std::size_t cut = 0; cut < bytes.size(); ++cut)
        EXPECT_FALSE(utterances_from_bytes(std::string_view(bytes).substr(0, cut))) << cut;
    EXPECT_FALSE(utterances_from_bytes(bytes + '\0'));
    EXPECT_FALSE(utterances_from_bytes(std::string(20, '\xFF')));
    for (std::size_t at = 0; at < bytes.size(); ++at)
        for (int value = 0; value < 256; ++value) {
            std::string changed = bytes;
            changed[at] = static_cast<char>(value);
            const auto read = utterances_from_bytes(changed);
            if (!read) continue;
            std::uint32_t end = 0;
            for (const Utterance& u : *read) {
                ASSERT_GE(u.begin, end);
                ASSERT_LT(u.begin, u.end);
                end = u.end;
                const std::size_t length = count_code_points(u.say);
                ASSERT_FALSE(u.words.empty());
                std::uint32_t from = u.begin;
                for (const Word& word : u.words) {
                    ASSERT_GE(word.begin, from);
                    ASSERT_LT(word.begin, word.end);
                    ASSERT_LE(word.end, u.end);
                    ASSERT_LT(word.said, length);
                    from = word.end;
                }
            }
        }
}

class GermanFile : public ::testing::Test {
 protected:
    // What the constructor says about german.toml with this text.
    std::string complaint(const std::string& toml) {
        const auto directory =
            std::filesystem::temp_directory_path() / ("vorleser_german_" + std::to_string(::getpid()));
        std::filesystem::create_directories(directory);
        std::ofstream(directory / "german.toml") << toml;
        std::string message;
        try {
            const German rules({directory.string()});
        } catch (const std::runtime_error& error) {
            message = error.what();
        }
        std::filesystem::remove_all(directory);
        return message;
    }
};

TEST_F(GermanFile, IsRefusedWithFileAndLine) {
    EXPECT_NE(complaint("abbreviations = [\n\"z. B.\"\n\"Dr.\"\n]\n").find("german.toml, line 3"),
              std::string::npos);
    EXPECT_NE(complaint("abbreviations = [\n  \"z. B.\",\n  7,\n]\n").find("german.toml, line 3"),
              std::string::npos);
    EXPECT_NE(complaint("abbreviations = 1\n").find("german.toml, line 1"), std::string::npos);
    EXPECT_NE(complaint("").find("missing"), std::string::npos);
    EXPECT_THROW(German({"/nowhere"}), std::runtime_error);
}

}  // namespace
}  // namespace vorleser
