// By which terms texts are found.
#include "daemon/text/terms.hpp"

#include <gtest/gtest.h>

#include "daemon/text/folding.hpp"
#include "daemon/text/utterance.hpp"

namespace vorleser {
namespace {

const German& german() {
    static const German german({VORLESER_BINARY_DIR "/share/vorleser/voices"});
    return german;
}

TextTerms terms(const std::string& text, const std::string& language = "de") {
    return german().terms({.language = language, .body = {{BlockKind::paragraph, text}}});
}

TEST(Folding, SpellingsThatMeanTheSameAreOne) {
    EXPECT_EQ(normalized("STRASSE"), "strasse");
    EXPECT_EQ(normalized("Straße"), "strasse");
    EXPECT_EQ(normalized("Köln"), "koeln");
    EXPECT_EQ(normalized("Ko\u0308ln"), "koeln");
    EXPECT_EQ(folded("koeln"), "koln");
    EXPECT_EQ(normalized("Café"), "cafe");
    EXPECT_EQ(normalized("Señor"), "senor");
    EXPECT_EQ(normalized("Do\u00ADnau"), "donau");
    EXPECT_EQ(folded("bauer"), "bauer");
    EXPECT_EQ(folded("quelle"), "quelle");
    EXPECT_EQ(folded("aerzte"), "arzte");
    EXPECT_LE(normalized(std::string(500, 'x') + "ä").size(), max_term);
    EXPECT_EQ(normalized("\u0301"), "");
}

TEST(Folding, WordsHaveTheirPlaces) {
    const auto words = words_in("Öl: die U-Bahn – 3,5 % \u00AD.");
    ASSERT_EQ(words.size(), 6u);
    EXPECT_EQ(words[0], (WordSpan{0, 3, 0, 2, false}));
    EXPECT_EQ(words[1].begin, 4u);
    EXPECT_FALSE(words[2].joined);
    EXPECT_TRUE(words[3].joined);
    EXPECT_FALSE(words[4].joined);
}

TEST(Terms, AreWordsStemsAndPartsOfCompounds) {
    const auto of = terms("Die Bundestagswahl wurde gekündigt.");
    EXPECT_EQ(of.words, "die bundestagswahl wurde gekuendigt");
    EXPECT_EQ(of.parts, "bundestag wahl");
    EXPECT_EQ(of.part_words, (std::vector<std::uint32_t>{1, 1}));
    EXPECT_NE((" " + of.stems + " ").find(" kundig "), std::string::npos) << of.stems;
    EXPECT_EQ(of.stem_words.back(), 3u);
}

TEST(Terms, KnowSentences) {
    const auto of = german().terms({.title = "Der Titel",
                                    .language = "de",
                                    .body = {{BlockKind::paragraph, "Am 3. Oktober kam er. Dann ging er."},
                                             {BlockKind::paragraph, "***"},
                                             {BlockKind::paragraph, "Ende"}}});
    ASSERT_EQ(of.sentences.size(), 4u);
    EXPECT_EQ(of.title_words, 2u);
    EXPECT_EQ(of.sentences[0], (TextTerms::Span{0, 9, 0}));
    EXPECT_EQ(of.sentences[1].begin, 11u);
    EXPECT_EQ(of.sentences[1].end, 32u);
    EXPECT_EQ(of.sentences[1].first_word, 2u);
    EXPECT_EQ(of.sentences[3].first_word, 10u);
}

TEST(Terms, HyphensJoin) {
    const auto of = terms("Eine E-Mail zur Corona-Impfung.");
    EXPECT_NE((" " + of.stems + " ").find(" email "), std::string::npos) << of.stems;
    EXPECT_NE(of.parts.find("corona impf"), std::string::npos) << of.parts;
}

TEST(Terms, EnglishIsStemmedAsEnglish) {
    const auto of = terms("They were running.", "en");
    EXPECT_NE(of.stems.find("run"), std::string::npos) << of.stems;
    EXPECT_TRUE(of.parts.empty());
}

TEST(Terms, OfAQueryAreTheSameStems) {
    const auto of = [](const char* word) { return german().query_term(word, false).stems.front(); };
    for (const auto& [one, other] :
         std::vector<std::pair<const char*, const char*>>{{"kündigen", "gekündigt"},
                                                          {"kündigte", "Kündigung"},
                                                          {"kuendigt", "kundigen"},
                                                          {"Häuser", "Haus"},
                                                          {"steuern", "Steuer"},
                                                          {"Lehrerinnen", "Lehrerin"},
                                                          {"Statuen", "Statue"},
                                                          {"aufgegeben", "aufgeben"},
                                                          {"ging", "gehen"},
                                                          {"verging", "vergehen"},
                                                          {"Themen", "Thema"},
                                                          {"verkauft", "verkaufen"}})
        EXPECT_EQ(of(one), of(other)) << one;
    EXPECT_NE(of("Bauer"), of("Bau"));
    EXPECT_TRUE(german().query_term("und", false).common);
    const auto compound = german().query_term("Umweltschutzgesetz", false);
    EXPECT_EQ(compound.parts.back(), "umwelt schutz gesetz");
    EXPECT_EQ(german().query_term("erste Runde", true).words, "erste runde");
    EXPECT_TRUE(german().query_term("erste Runde", true).stems.empty());
    EXPECT_TRUE(german().query_term("?!", false).words.empty());
}

TEST(Terms, GoToAnotherProcessAndNonsenseIsRefused) {
    const std::vector all{terms("Die Bundestagswahl kam. Sie ging."), terms("")};
    const auto packed = terms_to_bytes(all);
    EXPECT_EQ(terms_from_bytes(packed).value(), all);
    for (std::size_t size = 0; size < packed.size(); ++size)
        EXPECT_FALSE(terms_from_bytes(packed.substr(0, size)));
    for (std::size_t at = 0; at < packed.size(); ++at) {
        auto other = packed;
        other[at] = static_cast<char>(other[at] ^ 0x81);
        const auto back = terms_from_bytes(other);
        if (!back) continue;
        for (const auto& text : *back) {
            EXPECT_EQ(text.words.find('"'), std::string::npos);
            for (const auto word : text.stem_words) EXPECT_LE(word, text.words.size());
        }
    }
    const std::vector wanted{german().query_term("Bundestag", false), german().query_term("a b", true)};
    EXPECT_EQ(query_terms_from_bytes(query_terms_to_bytes(wanted)).value(), wanted);
}

}  // namespace
}  // namespace vorleser
