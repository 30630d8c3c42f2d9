// What a newsreader says for what is written, kind by kind; numbers are compared without their joints.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <unicode/uchar.h>
#include <unistd.h>

#include "daemon/article/characters.hpp"
#include "daemon/text/data.hpp"
#include "daemon/text/spoken.hpp"

namespace vorleser {
namespace {

const Normalizer& normalizer() {
    static DataFiles files({VORLESER_SOURCE_DIR "/voices"});
    static const Normalizer rules(files);
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

std::u32string points(std::string_view text) {
    std::u32string points;
    for (std::size_t at = 0; at < text.size();) points += next_code_point(text, at);
    return points;
}
std::string utf8(std::u32string_view points) {
    std::string text;
    for (const char32_t c : points) append(text, c);
    return text;
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

TEST(Normalizer, TellsWhichRuleReadWhat) {
    const auto readings = normalizer().readings("Am 3. Mai kamen z. B. 1.200 Leute für 4,50 € in Block II.");
    std::string told;
    for (const auto& [written, said, rule] : readings)
        if (rule != std::string_view("word")) told += written + " = " + said + " (" + rule + "); ";
    EXPECT_EQ(told,
              "3. = dritten (ordinal); z. B. = zum Beispiel (abbreviation); "
              "1.200 = ein-tausend-zwei-hundert (number); 4,50 € = vier Euro fünfzig (money); "
              "II = zwei. (Roman numeral of a part); ");
}

TEST(Normalizer, TellsWhichClassOfAbbreviationsAndNumberItWas) {
    std::map<std::string, std::string> told;
    for (const char* text : {"siehe S. 5", "am 3. und 4. Mai", "zwischen 14–16 Uhr", "in 1 von 4 Fällen",
                             "die dt. Stadt", "ließ2.", "VI ZR 12/20"}) {
        const auto readings = normalizer().readings(text);
        for (const auto& [written, said, rule] : readings) told[written] = rule;
    }
    EXPECT_EQ(told["S."], "abbreviation before a number");
    EXPECT_EQ(told["4."], "ordinal");
    EXPECT_EQ(told["14–16 Uhr"], "two times");
    EXPECT_EQ(told["1"], "one of several");
    EXPECT_EQ(told["dt."], "shortened adjective");
    EXPECT_EQ(told["ließ2"], "footnote at a word");
    EXPECT_EQ(told["VI"], "Roman numeral of a file");
}

// A class of abbreviations is its section and its rule: neither stands without the other.
TEST(Normalizer, RefusesAbbreviationsThatNoRuleReads) {
    namespace fs = std::filesystem;
    const fs::path directory = fs::temp_directory_path() / ("vorleser_classes_" + std::to_string(::getpid()));
    fs::create_directories(directory);
    for (const auto& file : fs::directory_iterator(VORLESER_SOURCE_DIR "/voices"))
        if (file.path().extension() == ".toml")
            fs::copy_file(file, directory / file.path().filename(), fs::copy_options::overwrite_existing);
    std::ofstream(directory / "abbreviations.toml", std::ios::app) << "\n[on_sundays]\n\"x.\" = \"y\"\n";
    DataFiles files({directory.string()});
    std::string message;
    try {
        const Normalizer rules(files);
    } catch (const std::runtime_error& error) {
        message = error.what();
    }
    fs::remove_all(directory);
    EXPECT_NE(message.find("on_sundays"), std::string::npos) << message;
}

TEST(Normalizer, PausesAroundDirectSpeechNotWithinAPhrase) {
    expect({{"Er nannte es „eine sehr große Chance für uns alle“ und ging.",
             "Er nannte es eine sehr große Chance für uns alle und ging."},
            {"Er rief: „Das ist eine sehr große Chance für uns“ und ging.",
             "Er rief: Das ist eine sehr große Chance für uns, und ging."}});
}

TEST(Normalizer, PausesAtAFullStopBeforeASmallLetter) {
    expect({{"Das ist gelungen. aber teuer.", "Das ist gelungen; aber teuer."},
            {"Das ist allg. bekannt.", "Das ist allgemein bekannt."}});
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

// Sentences put together at random from the written forms of normalization.tsv, whole and torn, in quotation
// marks, brackets, dashes and before any mark. The article's letters and digits belong to one said word each,
// and each of these says something; a word that no rule is about is said as it is written, once.
class RealLikeText : public testing::Test {
 protected:
    RealLikeText() : german({VORLESER_BINARY_DIR "/share/vorleser/voices"}) {
        std::ifstream file(VORLESER_SOURCE_DIR "/tests/text/normalization.tsv");
        std::string line;
        std::getline(file, line);
        while (std::getline(file, line)) {
            const std::size_t first = line.find('\t'), second = line.find('\t', first + 1);
            forms.push_back(line.substr(first + 1, second - first - 1));
        }
    }

    std::string paragraph(std::mt19937& random) const {
        static const std::vector<std::pair<const char*, const char*>> around{
            {"", ""},   {"", ""},   {"", ""},     {"»", "«"}, {"„", "“"},  {"\"", "\""},
            {"(", ")"}, {"[", "]"}, {"– ", " –"}, {"›", "‹"}, {"(»", "«)"}};
        static const std::vector<const char*> behind{"", "", "", ",", ";", ":", ".", "!", "?", "…"};
        static const std::vector<const char*> fillers{"Häuser", "gestern", "sagten", "Nachbarn", "obwohl"};
        const auto any = [&](const auto& list) -> const auto& {
            return list[random() % list.size()];
        };
        std::string text;
        for (unsigned i = 1 + random() % 5; i > 0; --i) {
            if (!text.empty()) text += ' ';
            for (unsigned n = random() % 3; n > 0; --n) text += std::string(any(fillers)) + ' ';
            const auto& [open, close] = any(around);
            std::string form = any(forms);
            if (random() % 3 == 0) {  // torn out of what it needs to be understood
                std::vector<std::string_view> pieces;
                for_each_piece(form, [&](std::string_view piece) { pieces.push_back(piece); });
                const std::size_t from = random() % pieces.size(),
                                  count = 1 + random() % (pieces.size() - from);
                std::string torn;
                for (std::size_t p = from; p < from + count; ++p)
                    torn += (torn.empty() ? "" : " ") + std::string(pieces[p]);
                form = torn;
            }
            text += open + form + close + any(behind);
        }
        return text;
    }

    // Words that must be said as they are written: small letters but for the first and no ligatures, five or
    // more, marks but no full stop around them (which could make it an abbreviation), by code points.
    static std::vector<std::pair<std::size_t, std::u32string>> plain_words(const std::u32string& text) {
        static const std::u32string marks = U"»«„“”\"()[]›‹,;:!?…";
        std::vector<std::pair<std::size_t, std::u32string>> words;
        for (std::size_t at = 0; at < text.size();) {
            std::size_t end = std::min(text.find(U' ', at), text.size());
            const std::size_t next = end + 1;
            while (at < end && marks.find(text[at]) != marks.npos) ++at;
            while (end > at && marks.find(text[end - 1]) != marks.npos) --end;
            const std::u32string word = text.substr(at, end - at);
            const bool plain = word.size() >= 5 && word[0] < 0x250 &&
                               u_isalpha(static_cast<UChar32>(word[0])) &&
                               std::all_of(word.begin() + 1, word.end(),
                                           [](char32_t c) { return is_lower(c) && c < 0x250; });
            if (plain) words.emplace_back(at, word);
            at = next;
        }
        return words;
    }

    const German german;
    std::vector<std::string> forms;
};

TEST_F(RealLikeText, IsSaidToTheLetter) {
    ASSERT_GT(forms.size(), 2000u);
    for (unsigned seed = 1; seed <= 3000; ++seed) {
        std::mt19937 random(seed);
        const std::string text = paragraph(random);
        const Article article{.body = {{BlockKind::paragraph, text}}};
        const auto utterances = german.utterances(article, Steps::normalization);
        const std::u32string written = points(text);
        std::vector<int> covered(written.size());
        std::map<std::size_t, std::u32string> said_for;  // by where the word begins: what is said for it
        std::string all;
        for (const Utterance& u : utterances) {
            all += u.say + " | ";
            const std::u32string said = points(u.say);
            EXPECT_EQ(said.find_first_of(U"[](){}<>0123456789"), said.npos) << u.say << "\nseed " << seed;
            for (std::size_t i = 0; i < u.words.size(); ++i) {
                const std::size_t until = i + 1 < u.words.size() ? u.words[i + 1].said : said.size();
                for (std::uint32_t c = u.words[i].begin; c < u.words[i].end; ++c) ++covered.at(c);
                const std::u32string own = said.substr(u.words[i].said, until - u.words[i].said);
                EXPECT_TRUE(std::any_of(own.begin(), own.end(), is_letter_or_digit))
                    << "nothing is said for " << u.words[i].begin << "\n"
                    << text << "\n"
                    << u.say << "\nseed " << seed;
                said_for[u.words[i].begin] = own;
            }
        }
        for (std::size_t i = 0; i < written.size(); ++i) {
            const int most = 1, least = is_letter_or_digit(written[i]) ? 1 : 0;
            EXPECT_TRUE(covered[i] >= least && covered[i] <= most) << covered[i] << " words at " << i << "\n"
                                                                   << text << "\n"
                                                                   << all << "\nseed " << seed;
        }
        for (const auto& [at, word] : plain_words(written)) {
            auto said = said_for.upper_bound(at);
            ASSERT_NE(said, said_for.begin());
            const std::u32string& own = (--said)->second;
            if (is_digit(written[said->first])) continue;  // «1:23:45 Stunden»: its rule says the unit
            const auto first = own.find(word);
            EXPECT_TRUE(first != own.npos && own.find(word, first + 1) == own.npos)
                << utf8(word) << " is said as " << utf8(own) << "\n"
                << text << "\n"
                << all << "\nseed " << seed;
        }
        // Pronunciation changes what is given to eSpeak NG, and no word's place.
        const auto pronounced = german.utterances(article);
        ASSERT_EQ(pronounced.size(), utterances.size());
        for (std::size_t i = 0; i < utterances.size(); ++i) {
            ASSERT_EQ(pronounced[i].words.size(), utterances[i].words.size());
            for (std::size_t w = 0; w < utterances[i].words.size(); ++w)
                EXPECT_EQ(pronounced[i].words[w].begin, utterances[i].words[w].begin) << text;
        }
    }
}

}  // namespace
}  // namespace vorleser
