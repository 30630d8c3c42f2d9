#include "daemon/text/pronunciation.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "daemon/article/characters.hpp"
#include "daemon/text/as_written.hpp"
#include "daemon/text/compounds.hpp"
#include "daemon/text/data.hpp"
#include "daemon/text/sound.hpp"

namespace vorleser {
namespace {

const std::string installed = VORLESER_BINARY_DIR "/share/vorleser/voices";

const Pronunciation& rules() {
    static DataFiles files({installed});
    static const Pronunciation rules(files);
    return rules;
}

// What is said, with the marks of sounds made visible: {Flug+Hafen}, or | for parts that are stressed alike.
std::string shown(std::string say) {
    std::replace(say.begin(), say.end(), sound_begin, '{');
    std::replace(say.begin(), say.end(), sound_end, '}');
    std::replace(say.begin(), say.end(), compound_joint, '+');
    std::replace(say.begin(), say.end(), equal_joint, '|');
    return say;
}

std::string said(const std::string& text) {
    return shown(rules().pronounced(as_written(text, 0)).say);
}

TEST(Compounds, ArePartedAtTheirJoints) {
    EXPECT_EQ(said("Bundesverfassungsgericht"), "{Bundes+Verfassungs+Gericht}");
    EXPECT_EQ(said("Klimaschutzprogramm"), "{Klima+Schutz+Programm}");
    EXPECT_EQ(said("Patientenverfügungen"), "{Patienten+Verfügungen}");
    EXPECT_EQ(said("Wirtschaftsfragen"), "{Wirt+schafts+Fragen}");
}

TEST(Compounds, AreNotSeenInOtherWords) {
    for (const char* word :
         {"Verantwortung", "Handlung", "Verbrauch", "Handlungen", "Abgeordnete", "verbessern", "Ferien",
          "Menschen", "SPDler", "eBook", "technische", "beigetragen", "Verstand", "dringlich"})
        EXPECT_EQ(said(word), word);
}

TEST(Lexicon, RespellsWordsTheirFormsAndTheirCompounds) {
    EXPECT_EQ(said("Cloud"), "Klaud");
    EXPECT_EQ(said("Homepage"), "{en:homepage}");
    EXPECT_EQ(said("Trumps"), "Tramps");
    EXPECT_EQ(said("Cloudanbieter"), "{Klaud+Anbieter}");
    EXPECT_EQ(said("CLOUD-Anbieter"), "{Klaud+Anbieter}");
}

// «Über-» is stressed in nouns, not in most verbs and what comes of them.
TEST(Lexicon, StressesWhatFollowsUeber) {
    for (const char* word : {"überzeugt", "überraschenden", "übernommene", "Überprüfungen", "überholt"})
        EXPECT_NE(said(word).find(",y:b3"), std::string::npos) << said(word);
    for (const char* word : {"Übernahme", "Übernahmen", "Überfall", "Übergabe", "überall"})
        EXPECT_EQ(said(word).find(",y:b3"), std::string::npos) << said(word);
}

// What eSpeak NG reads right by itself is neither parted nor given another word's sound.
TEST(Compounds, AreNotSeenWhereAWordIsWhole) {
    for (const char* word : {"Kombinationen", "Innovationen", "kommentieren", "erbrachten", "verbrauchen",
                             "singendes", "Parlamentarier", "Prioritäten", "weben", "starten", "Zuge",
                             "Gegenstand", "Biologen", "Demografie"})
        EXPECT_EQ(said(word), word);
}

// Of inseparable verbs and what comes of them the verb is stressed, which eSpeak NG knows; «voll-» and
// «wider-» it does not know.
TEST(Verbs, AreStressedBehindAnInseparablePrefix) {
    for (const char* word :
         {"unterstützen", "unterschieden", "überlegen", "überquert", "Übersetzung", "Überführung"})
        EXPECT_EQ(said(word), word);
    EXPECT_EQ(said("Übersicht"), "{Über+Sicht}");
    EXPECT_EQ(said("unterzubringen"), "{unter+/tsu:/+bringen}");
    EXPECT_EQ(said("vollzogen"), "{/fOl/+zogen}");
    EXPECT_EQ(said("widerlegt"), "{/vi:d3/+legt}");
    EXPECT_EQ(said("Widerstandes"), "{wider+Standes}");
}

TEST(Verbs, ArePartedInAllTheirForms) {
    EXPECT_EQ(said("zukommt"), "{zu+kommt}");
    EXPECT_EQ(said("darstellt"), "{dar+stellt}");
    EXPECT_EQ(said("niedergeschrieben"), "{nieder+geschrieben}");
    EXPECT_EQ(said("fortgeführten"), "{fort+geführten}");
    EXPECT_EQ(said("nachlegt"), "{nach+legt}");
    for (const char* word : {"angeführt", "zusammengesetzt", "daran", "unterlegt"})
        EXPECT_EQ(said(word), word);
}

// A stem's vowel is as long as in the infinitive.
TEST(Verbs, KeepTheirVowelsBeforeT) {
    EXPECT_EQ(said("plant"), "plahnt");
    EXPECT_EQ(said("geplanten"), "geplahnten");
    EXPECT_EQ(said("eingestuft"), "eingestuhft");
    EXPECT_EQ(said("bestraft"), "bestrahft");
    for (const char* word : {"wartet", "gewartet", "kommt", "reist", "wohnt", "macht", "beerdigt"})
        EXPECT_EQ(said(word), word);
}

TEST(Compounds, HoldPluralsWithUmlautsAndWhatComesOfVerbs) {
    EXPECT_EQ(said("Studienanträge"), "{Studien+Anträge}");
    EXPECT_EQ(said("Lieferungsschein"), "{Lieferungs+Schein}");
    EXPECT_EQ(said("Pyramidenbau"), "{Pyramiden+Bau}");
}

TEST(Compounds, AreNoTablesNorCouncils) {
    for (const char* word :
         {"romantisch", "Romantisches", "moderat", "zoologisch", "beigesteuert", "Soziallist"})
        EXPECT_EQ(said(word), word);
    EXPECT_EQ(said("Schreibtisch"), "{Schreib+Tisch}");
}

TEST(Compounds, AreJoinedByALinkingS) {
    EXPECT_EQ(said("Ordnungsamtes"), "{Ordnungs+Amtes}");
    EXPECT_EQ(said("Jahresende"), "{Jahres+Ende}");
    EXPECT_EQ(said("Tierarten"), "{Tier+Arten}");
    EXPECT_EQ(said("Bananensorte"), "{Bananen+Sorte}");
    EXPECT_EQ(said("Reisende"), "Reisende");
}

TEST(Compounds, KeepStAndSpTogether) {
    EXPECT_EQ(said("Bücherstand"), "{Bücher+Stand}");
    EXPECT_EQ(said("Wissensstand"), "{Wissens+Stand}");
    EXPECT_EQ(said("hinabsteigen"), "{hinab+steigen}");
}

TEST(Compounds, EndInACouncil) {
    EXPECT_EQ(said("Elternräte"), "{Eltern+Räte}");
    EXPECT_EQ(said("Stadtrat"), "{Stadt+Rat}");
    EXPECT_EQ(said("Quadrat"), "Quadrat");
}

TEST(Verbs, ArePartedFromTheirPrefix) {
    EXPECT_EQ(said("einzugreifen"), "{ein+/tsu:/+greifen}");
    EXPECT_EQ(said("vorzulesen"), "{/f'o:r/+/tsu:/+lesen}");
    EXPECT_EQ(said("hinzufügen"), "hinzufügen");
    EXPECT_EQ(said("zuzugeben"), "{zu+/tsu:/+geben}");
    EXPECT_EQ(said("zulachen"), "{zu+lachen}");
    for (const char* word : {"zuletzt", "zurück", "zusammen", "Zucker"}) EXPECT_EQ(said(word), word);
}

TEST(Lexicon, KeepsVoicesAndSyllablesBeforeEndings) {
    EXPECT_EQ(said("Motive"), "{/mo:t'i:v@/}");
    EXPECT_EQ(said("Armeen"), "{/arm'e:@n/}");
    EXPECT_EQ(said("Strategien"), "{Strategie+/@n/}");
    EXPECT_EQ(said("Kritikern"), "{/kr'i:tIk3/+/n/}") << "not of «Kritik»";
    EXPECT_EQ(said("Familien").find("/@n/"), std::string::npos);
}

TEST(Loans, AreStressedByTheirEnding) {
    EXPECT_EQ(said("Silhouette"), "{/zIlhu:'Et@/}");
    EXPECT_EQ(said("Resonanzen"), "{/re:zo:n'ants@n/}");
    EXPECT_EQ(said("Statistik"), "{/Stat'IstIk/}");
    EXPECT_EQ(said("Mechanik"), "{/me:C'A:nIk/}");
    EXPECT_EQ(said("Synode"), "{/zy:n'o:d@/}");
    EXPECT_EQ(said("Halskette"), "{Hals+Kette}");
}

// Frequent German words that are spelt as an English name or word.
TEST(Lexicon, LeavesFrequentGermanWordsAlone) {
    for (const char* word : {"allen", "Gang", "Ganges", "Promotion", "Rappen", "Briefen", "Assistenten"})
        EXPECT_EQ(said(word).find('/'), std::string::npos) << said(word);
}

TEST(Loans, AreNotSeenInGermanWords) {
    for (const char* word : {"Sackgasse", "Fundstelle", "Abglanz", "Keksdose", "Umfrage", "Geselle"})
        EXPECT_EQ(said(word).find('\''), std::string::npos) << said(word);
    EXPECT_EQ(said("Grimasse"), "{/gri:m'as@/}");
    EXPECT_EQ(said("Blamage"), "{/blam'A:Z@/}");
    EXPECT_EQ(said("Bankette"), "{Bankett+/@/}");
}

TEST(Loans, ArePartsOfCompounds) {
    EXPECT_EQ(said("Stromlieferant"), "{Strom+/li:fe:r'ant/}");
}

TEST(Suffixes, LeaveTheStemBeforeThem) {
    EXPECT_EQ(said("klugerweise"), "{kluger+/v,aIz@/}");
    EXPECT_EQ(said("Haltbarkeit"), "{Haltbar+keit}");
    EXPECT_EQ(said("Ladbarkeit"), "{Lad+bar+keit}");
    for (const char* word : {"Terpentin", "Valentin"})
        EXPECT_EQ(said(word).find("/In/"), std::string::npos) << said(word);
}

TEST(Lexicon, FindsSomeWordsOnlyWhole) {
    EXPECT_EQ(said("Shakes"), "{/S'e:k/+/s/}");
    EXPECT_EQ(said("Gabriel"), "{/g'A:briEl/}");
    EXPECT_EQ(said("Gabriele").find("/g'A:briEl/"), std::string::npos);
    EXPECT_EQ(said("wallte").find("en:"), std::string::npos) << "of «wallen», not of Wall Street";
}

TEST(Lexicon, OfTheListenerWins) {
    const auto own = std::filesystem::path(testing::TempDir()) / "own_voices";
    std::filesystem::create_directories(own);
    std::ofstream(own / "lexicon.toml") << "[words]\ncloud = \"Wolke\"\nmerz = \"Mertz\"\n";
    DataFiles files({own.string(), installed});
    const Pronunciation with_own(files);
    const auto say = [&](const std::string& text) { return with_own.pronounced(as_written(text, 0)).say; };
    EXPECT_EQ(say("Cloud Merz Clown"), "Wolke Mertz Klaun");
    std::ofstream(own / "lexicon.toml") << "[words]\ncloud = \"/[[kl]]/\"\n";
    DataFiles changed({own.string(), installed});
    EXPECT_THROW(Pronunciation{changed}, Malformed) << "markup is not for files";
    std::filesystem::remove_all(own);
}

TEST(Lexicon, JoinsEndingsToSounds) {
    EXPECT_EQ(said("Homepages"), "{en:homepages}");
    EXPECT_EQ(said("Journalisten"), "{/ZUrnal'Ist/+/@n/}");
    EXPECT_EQ(said("Politikers"), "{/po:l'i:tIk3/+/s/}");
    EXPECT_EQ(said("Politikerin"), "{/po:l'i:tIk@rIn/}") << "its last vowel becomes an r";
    EXPECT_EQ(said("Homepage’s Ende"), "{en:homepage+/s/} Ende");
}

// Foreign text may hold what our groups are made of.
TEST(Sounds, ComeFromTheLexiconAlone) {
    Spoken foreign{"Ein \x02/kl'aUd/\x03 \x1f\x1e Wort", {{0, 0, 3}, {4, 4, 20}}};
    EXPECT_EQ(rules().pronounced(foreign).say, "Ein  /kl'aUd/     Wort");
}

TEST(Sounds, HaveOneNotation) {
    EXPECT_EQ(parse_sound("Klaud"), (Sound{"", false, "Klaud"}));
    EXPECT_EQ(parse_sound("en:open A I"), (Sound{"en", false, "open A I"}));
    EXPECT_EQ(parse_sound("/kl'aUd/"), (Sound{"", true, "kl'aUd"}));
    EXPECT_EQ(parse_sound("en:/kl'aUd/"), (Sound{"en", true, "kl'aUd"}));
    for (const std::string wrong :
         {"", " ", "en:", "/ü/", "[[a]]", "a\x02", "/a/b/", "//", "<a>", "/_^_en a/"})
        EXPECT_FALSE(parse_sound(wrong)) << wrong;
    EXPECT_FALSE(parse_sound(std::string(longest_sound + 1, 'a')));
}

TEST(Suffixes, HardenTheStemBeforeThem) {
    EXPECT_EQ(said("sagte"), "{sag+/t@/}");
    EXPECT_EQ(said("Ergebnisse"), "{Ergeb+/nIs@/}");
    EXPECT_EQ(said("tragbaren"), "{trag+baren}");
    EXPECT_EQ(said("Patientin"), "{Patient+/In/}");
    EXPECT_EQ(said("Bürgerinnen"), "{Bürger+/rIn@n/}");
    EXPECT_EQ(said("zwanzigmal"), "{zwanzig+mal}");
    EXPECT_EQ(said("reichste"), "{reich+/st@/}");
    for (const char* word : {"Kabarett", "Dienst", "kochte", "Bestie", "Robin"}) EXPECT_EQ(said(word), word);
}

TEST(Prefixes, ArePartedWhereTheyWouldBeMisread) {
    EXPECT_EQ(said("zugewiesen"), "{zu+gewiesen}");
    EXPECT_EQ(said("Gegenwart"), "{gegen+Wart}");
}

TEST(Spellings, ChangeSingleLetters) {
    EXPECT_EQ(said("Zuwachs"), "{Zu+Wackß}");
    EXPECT_EQ(said("wachsam"), "wachsam");
}

TEST(NumberWords, AreParted) {
    EXPECT_EQ(said("fünfundvierzigjährige"), "{fünf+/Unt/+firrzich+jährige}");
    EXPECT_EQ(said("Einundzwanzig"), "{ein+/Unt/+zwanzig}");
    EXPECT_EQ(said("zweiunddreißigste"), "{zwei+/Unt/+dreißigste}");
}

// «vau-s», not «vau-ess».
TEST(Letters, OfAnAcronymTakeItsEnding) {
    EXPECT_EQ(said("L-K-Ws"), "{L|K|W+/s/}");
    EXPECT_EQ(said("des L-K-W's"), "des {L|K|W+/s/}");
    EXPECT_EQ(said("S-U-Vs-Fahrer"), "{S|U|V+/s/+Fahrer}");
    EXPECT_EQ(said("L-k-ws"), "{L|k|w+/s/}");
    EXPECT_EQ(said("S-P-D-ler"), "{S|P|D|/l3/}");
    for (const char* word : {"L-K-W", "Es", "E-Auto"}) EXPECT_EQ(said(word), word);
}

// Every word still begins where `words` says, and stands for the same place in the article.
TEST(Pronunciation, KeepsThePlacesOfWords) {
    const Spoken before =
        as_written("Der »Homepage-Anbieter« klagt: Das Bundesverfassungsgericht, Österreichs Clown!", 7);
    const Spoken after = rules().pronounced(before);
    ASSERT_EQ(after.words.size(), before.words.size());
    const char* expected[] = {"Der",  "»{en:homepage+Anbieter}", "klagt", "Das", "{Bundes", "Österreichs",
                              "Klaun"};
    std::vector<std::size_t> bytes;  // of each code point
    for (std::size_t at = 0; at < after.say.size(); next_code_point(after.say, at)) bytes.push_back(at);
    for (std::size_t i = 0; i < after.words.size(); ++i) {
        EXPECT_EQ(shown(after.say.substr(bytes[after.words[i].said])).rfind(expected[i], 0), 0u) << after.say;
        EXPECT_EQ(after.words[i].begin, before.words[i].begin);
        EXPECT_EQ(after.words[i].end, before.words[i].end);
    }
}

// A word of the article that begins within a chain of hyphens keeps its own place.
TEST(Pronunciation, PartsChainsWhereAWordBegins) {
    const Spoken after = rules().pronounced({"Homepage-Homepage", {{0, 0, 8}, {9, 9, 17}}});
    EXPECT_EQ(shown(after.say), "{en:homepage}-{en:homepage}");
    EXPECT_EQ(after.words, (std::vector<Word>{{0, 0, 8}, {14, 9, 17}}));
}

}  // namespace
}  // namespace vorleser
