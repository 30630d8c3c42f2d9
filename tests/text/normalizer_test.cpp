// What a newsreader says for what is written, kind by kind; numbers are compared without their joints.
#include <algorithm>
#include <fstream>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <unicode/uchar.h>

#include "daemon/article/characters.hpp"
#include "daemon/text/spoken.hpp"

namespace vorleser {
namespace {

const Normalizer& normalizer() {
    static const Normalizer rules({VORLESER_SOURCE_DIR "/voices"});
    return rules;
}

using Cases = std::vector<std::pair<const char*, const char*>>;

void expect(const Cases& cases) {
    for (const auto& [written, said] : cases) EXPECT_EQ(normalizer().spoken(written, 0).say, said) << written;
}

// Letters and digits in small letters: readings are compared without joints and marks.
std::u32string letters(std::string_view text) {
    std::u32string result;
    for (std::size_t at = 0; at < text.size();) {
        const char32_t c = next_code_point(text, at);
        if (is_letter_or_digit(c)) result += static_cast<char32_t>(u_tolower(static_cast<UChar32>(c)));
    }
    return result;
}

// normalization.tsv: class, written, spoken; sentences are found as in an article.
TEST(Normalizer, ReadsTheListedCases) {
    const German german({VORLESER_BINARY_DIR "/share/vorleser/voices"});
    std::ifstream file(VORLESER_SOURCE_DIR "/tests/text/normalization.tsv");
    std::string line;
    std::getline(file, line);
    int cases = 0;
    for (; std::getline(file, line); ++cases) {
        const std::size_t first = line.find('\t'), second = line.find('\t', first + 1);
        ASSERT_NE(second, line.npos) << line;
        Article article;
        article.body.push_back({BlockKind::paragraph, line.substr(first + 1, second - first - 1)});
        std::string said;
        for (const Utterance& u : german.utterances(article, Steps::normalization)) said += u.say + " ";
        EXPECT_EQ(letters(said), letters(line.substr(second + 1))) << line << " → " << said;
    }
    EXPECT_GT(cases, 1000);
}

TEST(Normalizer, CountsAndJoinsNumberWords) {
    expect({{"Es kamen 2.345 Gäste", "Es kamen zwei-tausend-drei-hundert-fünf-und-vierzig Gäste"},
            {"rund 25 000 Fans", "rund fünf-und-zwanzig-tausend Fans"},
            {"genau 7 Tore", "genau sieben Tore"},
            {"bei -3", "bei minus drei"},
            {"nur 0,25 Punkte", "nur null Komma zwei fünf Punkte"}});
}

TEST(Normalizer, InflectsOne) {
    expect({{"nur 1 Haus", "nur ein Haus"},
            {"nach 1 Stunde", "nach einer Stunde"},
            {"um 1 Punkt", "um einen Punkt"},
            {"gegen 1 Uhr", "gegen ein Uhr"}});
}

TEST(Normalizer, InflectsOrdinalsByWhatStandsBeforeAndBehind) {
    expect({{"der 4. Versuch", "der vierte Versuch"},
            {"der 4. Runde", "der vierten Runde"},
            {"in der 12. Etappe", "in der zwölften Etappe"},
            {"ein 3. Tor", "ein drittes Tor"},
            {"jedes 3. Kind", "jedes dritte Kind"},
            {"am 2. und 3. Mai", "am zweiten und dritten Mai"},
            {"vom 1. bis 5. Juni", "vom ersten bis fünften Juni"}});
}

TEST(Normalizer, ReadsDates) {
    expect({{"am 7.4.2021", "am siebten April zwei-tausend-ein-und-zwanzig"},
            {"der 17. Juni 1953", "der siebzehnte Juni neunzehn-hundert-drei-und-fünfzig"},
            {"seit 1. August", "seit ersten August"},
            {"in den 1970er-Jahren", "in den neunzehn-hundert-siebziger Jahren"},
            {"von 1914–1918", "von neunzehn-hundert-vierzehn bis neunzehn-hundert-achtzehn"}});
}

TEST(Normalizer, TellsTimesFromScores) {
    expect({{"um 20:15 Uhr", "um zwanzig Uhr fünfzehn"},
            {"um 9.05 Uhr", "um neun Uhr fünf"},
            {"von 8–17 Uhr", "von acht bis siebzehn Uhr"},
            {"Der HSV gewann 21:15", "Der H-S-V gewann ein-und-zwanzig zu fünfzehn"},
            {"Es steht 2:1", "Es steht zwei zu eins"}});
}

TEST(Normalizer, ReadsMoneyAndMeasures) {
    expect({{"für 4,50 €", "für vier Euro fünfzig"},
            {"$ 12", "zwölf Dollar"},
            {"1 Mio. €", "eine Million Euro"},
            {"3,2 Mrd. Euro", "drei Komma zwei Milliarden Euro"},
            {"0,50 €", "fünfzig Cent"},
            {"mit 130 km/h", "mit ein-hundert-dreißig Kilometer pro Stunde"},
            {"80 m²", "achtzig Quadratmeter"},
            {"bei −4 °C", "bei minus vier Grad Celsius"},
            {"um 2,5 %", "um zwei Komma fünf Prozent"}});
}

TEST(Normalizer, ReadsFractions) {
    expect({{"3/4 der Wähler", "drei Viertel der Wähler"},
            {"½ Stunde", "eine halbe Stunde"},
            {"2 ½ Jahre", "zwei-einhalb Jahre"}});
}

TEST(Normalizer, NumbersRulersAndParts) {
    expect({{"Elisabeth II. kam", "Elisabeth die Zweite kam"},
            {"Wilhelms II. Flucht", "Wilhelms des Zweiten Flucht"},
            {"unter Otto III. herrschte", "unter Otto dem Dritten herrschte"},
            {"Teil IV beginnt", "Teil vier beginnt"}});
}

TEST(Normalizer, WritesAbbreviationsOut) {
    expect({{"Kaffee, z. B. schwarz", "Kaffee, zum Beispiel schwarz"},
            {"Vgl. dazu", "vergleiche dazu"},
            {"in der Schweiz.", "in der Schweiz."},
            {"in St. Gallen", "in Sankt Gallen"},
            {"nach § 3 Abs. 2 S. 1", "nach Paragraf drei Absatz zwei Satz eins"},
            {"auf S. 7", "auf Seite sieben"},
            {"Lindenstr. 8", "Lindenstraße acht"}});
}

TEST(Normalizer, SpellsAcronymsThatAreSpelt) {
    expect({{"die SPD und die NATO", "die S-P-D und die Nato"},
            {"ein ARD-Reporter", "ein A-R-D-Reporter"},
            {"nach dem StGB", "nach dem S-t-G-B"},
            {"mehr CO₂ und CO2", "mehr C-O-zwei und C-O-zwei"},
            {"CEOs, Lkws und LKW's", "C-E-Os, L-k-ws und L-K-Ws"},
            {"die SPDler", "die S-P-D-ler"},
            {"beim G20-Gipfel", "beim G-zwanzig-Gipfel"},
            {"REGIERUNG TRITT ZURÜCK", "Regierung Tritt Zurück"}});
}

TEST(Normalizer, SaysGenderedFormsWithAStop) {
    expect({{"alle Bürger:innen", "alle Bürger innen"},
            {"alle Bürger*innen", "alle Bürger innen"},
            {"alle BürgerInnen", "alle Bürger innen"},
            {"alle Bürger/-innen", "alle Bürger innen"}});
}

TEST(Normalizer, ReadsAddressesAndNumbersDialled) {
    expect({{"post@haus.de", "post ät haus Punkt d e"},
            {"www.haus.de", "w w w Punkt haus Punkt d e"},
            {"030 123456", "null drei null eins zwei drei vier fünf sechs"}});
}

TEST(Normalizer, MakesMarksHeard) {
    expect({{"Er (45) schwieg", "Er, fünf-und-vierzig, schwieg"},
            {"Sie kam – spät – an", "Sie kam; spät; an"},
            {"das »Haus« dort", "das Haus dort"},
            {"[[Befehl]]", "Befehl"}});
}

TEST(Normalizer, IsNotMisledByInvisibleCharacters) {
    expect({{"Regie\u00ADrung", "Regierung"},
            {"5\u00A0%", "fünf Prozent"},
            {"a\u0308hnlich", "ähnlich"},
            {"\uFB01nden", "finden"},
            {"Wort\u200B", "Wort"},
            {"gut \U0001F600 so", "gut so"}});
}

// Every letter and digit of the article belongs to a said word, and no two words share one; what needs no
// rule is said as it is written. Brackets, which mean commands to the synthesizer, are never said.
TEST(Normalizer, NeitherDropsNorDoublesALetter) {
    const std::vector<std::string> pieces{"Der",
                                          "Haus",
                                          "am",
                                          "3.",
                                          "Oktober",
                                          "1990",
                                          "20:15",
                                          "Uhr",
                                          "5",
                                          "%",
                                          "€",
                                          "km/h",
                                          "12,50",
                                          "–",
                                          "-",
                                          "(",
                                          ")",
                                          "»",
                                          "«",
                                          "z. B.",
                                          "Dr.",
                                          "SPD",
                                          "II.",
                                          "§",
                                          "Abs.",
                                          "½",
                                          "3/4",
                                          "x²",
                                          "CO₂",
                                          "www.haus.de",
                                          "a@b.de",
                                          "#Tag",
                                          "@wer",
                                          "[[",
                                          "]]",
                                          "Bürger:innen",
                                          "EUR",
                                          "10-20",
                                          "+49 30 1234567",
                                          "1.–3.",
                                          "90er",
                                          "0,5-fach",
                                          "Mo.",
                                          "U-21",
                                          "/",
                                          "*",
                                          ":",
                                          "…",
                                          "ä",
                                          "1e5",
                                          "7.5.",
                                          "3,- €",
                                          "$",
                                          "5%ige",
                                          "DE89 3704 0044 0532 0130 00"};
    for (unsigned seed = 1; seed <= 2000; ++seed) {
        std::mt19937 random(seed);
        std::string text;
        for (unsigned i = 1 + random() % 12; i > 0; --i) {
            text += pieces[random() % pieces.size()];
            if (random() % 4) text += ' ';
        }
        const Spoken spoken = normalizer().spoken(text, 100);
        std::u32string written, said;
        for (std::size_t at = 0; at < text.size();) written += next_code_point(text, at);
        for (std::size_t at = 0; at < spoken.say.size();) said += next_code_point(spoken.say, at);
        EXPECT_EQ(said.find_first_of(U"[]()0123456789"), said.npos) << text << " → " << spoken.say;
        std::vector<int> covered(written.size());
        for (std::size_t i = 0; i < spoken.words.size(); ++i) {
            const Word& word = spoken.words[i];
            ASSERT_LT(word.begin, word.end) << text;
            ASSERT_LE(word.end, 100 + written.size()) << text;
            ASSERT_LT(word.said, said.size()) << text;
            for (std::uint32_t c = word.begin; c < word.end; ++c) ++covered[c - 100];
            const std::size_t until = i + 1 < spoken.words.size() ? spoken.words[i + 1].said : said.size();
            const std::u32string own = written.substr(word.begin - 100, word.end - word.begin);
            if (own == U"Der" || own == U"Haus") {
                EXPECT_NE(said.substr(word.said, until - word.said).find(own), said.npos) << text;
            }
        }
        for (std::size_t i = 0; i < written.size(); ++i) {
            EXPECT_LE(covered[i], 1) << text << " at " << i;
            if (is_letter_or_digit(written[i])) {
                EXPECT_EQ(covered[i], 1) << text << " at " << i << " → " << spoken.say;
            }
        }
    }
}

}  // namespace
}  // namespace vorleser
