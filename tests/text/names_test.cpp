#include "daemon/text/names.hpp"

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include <gtest/gtest.h>
#include <toml++/toml.h>

#include "daemon/text/as_written.hpp"
#include "daemon/text/compounds.hpp"
#include "daemon/text/data.hpp"
#include "daemon/text/lexicon.hpp"
#include "daemon/text/pronunciation.hpp"
#include "daemon/text/sound.hpp"

namespace vorleser {
namespace {

const std::string installed = VORLESER_BINARY_DIR "/share/vorleser/voices";

struct Listed {
    std::string language, marked, plain;
};

const std::vector<Listed>& listed() {
    static const std::vector<Listed> all = [] {
        std::vector<Listed> names;
        const toml::table file = toml::parse_file(installed + "/lexicon.toml");
        const toml::table& lists = *file["names"].as_table();
        for (const auto& [language, value] : lists) {
            const toml::array& list = *value.as_array();
            for (const auto& node : list) {
                std::istringstream words(node.value_or(std::string()));
                for (std::string word; words >> word;) {
                    std::string plain = word;
                    std::erase(plain, '\'');
                    names.push_back({std::string(language.str()), word, plain});
                }
            }
        }
        return names;
    }();
    return all;
}

std::string said(const std::string& text) {
    static DataFiles files({installed});
    static const Pronunciation rules(files);
    std::string say = rules.pronounced(as_written(text, 0)).say;
    std::erase(say, sound_begin);
    std::erase(say, sound_end);
    return say;
}

struct Case {
    const char *language, *name, *sound;
};

// A line for what each language's rules are about.
TEST(Names, AreReadByTheRulesOfTheirLanguage) {
    for (const Case& each : std::initializer_list<Case>{
             {"ar", "mubarak", "mub'A:rak"},
             {"ar", "saddam", "z'adam"},
             {"bg", "borissow", "bor'IsOf"},
             {"cs", "dvořák", "dv'OrZA:k"},
             {"cs", "plíšková", "pl'i:SkovA:"},
             {"da", "sørensen", "s'Y:rEns@n"},
             {"da", "nielsen", "n'i:ls@n"},
             {"el", "papadopoulos", "papad'o:pulOs"},
             {"el", "mitsotakis", "mitsot'A:kIs"},
             {"es", "garcía", "gars'i:a"},
             {"es", "domínguez", "dom'INgEs"},
             {"es", "muñoz", "mUnj'Os"},
             {"fa", "ahmadinedschad", "axmadinedZ'at"},
             {"fi", "räikkönen", "r'EIkWnEn"},
             {"fi", "niinistö", "n'i:nIstY:"},
             {"fr", "richelieu", "riS@lj'Y:"},
             {"fr", "chopin", "Sop'W~"},
             {"fr", "beaumarchais", "bo:marS'E"},
             {"he", "netanj'ahu", "netanj'A:hu"},
             {"hi", "gandhi", "g'andi"},
             {"hr", "ibrahimović", "ibrah'i:movItS"},
             {"hr", "vučić", "v'u:tSItS"},
             {"hu", "szoboszlai", "s'o:bOslaI"},
             {"hu", "orbán", "'OrbA:n"},
             {"is", "guðmundsdóttir", "g'UdmUntsdo:tIr"},
             {"it", "inzaghi", "Ints'A:gi"},
             {"it", "bocelli", "botS'Eli"},
             {"it", "giglio", "dZ'Iljo"},
             {"ja", "mitsubishi", "mitsub'i:Si"},
             {"ka", "saakaschwili", "zA:kaSv'i:li"},
             {"ko", "yeong", "j'ON"},
             {"lt", "nausėda", "naUs'e:da"},
             {"lv", "krišjānis", "kr'ISjA:nIs"},
             {"nl", "verstappen", "fErst'ap@n"},
             {"nl", "dijkstra", "d'aIkstra"},
             {"no", "ødegård", "'Y:degO:rt"},
             {"pl", "kaczyński", "katS'Inski"},
             {"pl", "wałęsa", "vaw'Ensa"},
             {"pl", "brzęczek", "bZ'EntSEk"},
             {"pt", "joão", "Zo'aU"},
             {"pt", "gonçalves", "gOns'alvEs"},
             {"ro", "ceaușescu", "tSaUS'Esku"},
             {"ro", "ioh'annis", "joh'anIs"},
             {"ru", "medwedew", "mEdv'e:dEf"},
             {"ru", "sjug'anow", "sjug'A:nOf"},
             {"sq", "bytyqi", "byt'y:tSi"},
             {"sv", "åkesson", "'o:kEsOn"},
             {"sw", "soweto", "sov'e:to"},
             {"tr", "erdoğan", "Erd'o:an"},
             {"tr", "kılıçdaroğlu", "kIlItSd'A:ro:lu"},
             {"zh", "jinping", "dZInp'IN"},
             {"zh", "xiaoping", "SjaUp'IN"},
             {"hy", "petrosjan", "petrOsj'an"},
         })
        EXPECT_EQ(name_sound(each.language, each.name), each.sound) << each.language << ": " << each.name;
}

TEST(Names, AreReadWithTheirStressWhereItIsMarked) {
    EXPECT_EQ(name_sound("it", "bergamo"), "bErg'A:mo");
    EXPECT_EQ(name_sound("it", "b'ergamo"), "b'Ergamo");
    EXPECT_EQ(name_sound("pt", "bah'ia"), "ba'i:a") << "no glide where it is stressed";
}

TEST(Names, AreLeftAloneWhereNoRuleHasTheLetters) {
    EXPECT_EQ(name_sound("es", "мир"), "");
    EXPECT_EQ(name_sound("xx", "garcía"), "");
    EXPECT_EQ(name_sound("zh", "smith"), "");
    EXPECT_EQ(name_sound("pl", "'"), "");
    EXPECT_EQ(name_sound("pl", "krk"), "");
    EXPECT_EQ(name_sound("pl", ""), "");
}

TEST(Names, AreKnownByTheirSpelling) {
    for (const auto& [name, language] : std::initializer_list<std::pair<const char*, const char*>>{
             {"özoğuz", "tr"},       {"brzęczyk", "pl"},    {"nowakowicz", "pl"}, {"dvořáková", "cs"},
             {"perišić", "hr"},      {"petrescu", "ro"},    {"erdős", "hu"},      {"muñiz", "es"},
             {"guimarães", "pt"},    {"sørby", "sv"},       {"svensson", "sv"},   {"kwirikaschwili", "ka"},
             {"stavropoulos", "el"}, {"petrenko", "ru"},    {"beauvau", ""},      {"boileau", "fr"},
             {"bertolucci", "it"},   {"hakkarainen", "fi"}, {"müller", ""},       {"mutternen", ""},
             {"straßen", ""},        {"schmidtchen", ""},   {"café", ""},         {"grabow", ""},
         })
        EXPECT_EQ(language_of_name(name), language) << name;
}

TEST(Names, AreFoundWithEndingsAndWithoutTheirMarks) {
    const std::string trzaskowski = said("Trzaskowski");
    EXPECT_EQ(trzaskowski, "/tSask'Ofski/");
    EXPECT_EQ(said("Trzaskowskis"), "/tSask'Ofskis/");
    EXPECT_EQ(said("Trzaskowskische"), "/tSask'OfskiS@/");
    EXPECT_EQ(said("Szczęsny"), said("Szczesny"));
    EXPECT_EQ(said("TRZASKOWSKI"), trzaskowski);
    EXPECT_EQ(said("trzaskowski").find("tSask"), std::string::npos) << "a name begins with a capital";
    EXPECT_EQ(said("Trzaskowski-Lager").find("/tSask'Ofski/"), 0u);
    EXPECT_EQ(said("Stavropoulos"), "/stavr'o:pulOs/") << "in no list, but proved by its spelling";
}

// A name's length is bounded by the sound's (sound.hpp), else it would be read out letter by letter.
TEST(Names, CanAllBeRead) {
    for (const Listed& name : listed()) {
        const std::string sound = name_sound(name.language, name.marked);
        EXPECT_TRUE(parse_sound("/" + sound + "/")) << name.language << ": " << name.marked;
        EXPECT_EQ(std::count(sound.begin(), sound.end(), '\''), 1) << name.marked << ": " << sound;
    }
}

TEST(Names, AreEachListedOnce) {
    std::set<std::string> seen;
    const toml::table file = toml::parse_file(installed + "/lexicon.toml");
    for (const Listed& name : listed()) {
        EXPECT_TRUE(seen.insert(name.plain).second) << name.plain;
        for (const char* section : {"words", "whole"})
            EXPECT_FALSE(file[section].as_table()->contains(name.plain))
                << name.plain << " is in " << section;
    }
}

// The dictionary holds names too, and forms of words that are spelt like one: of these each was looked at,
// that German texts mean the name by it.
TEST(Names, AreNoGermanWords) {
    static constexpr std::string_view looked_at =
        " aden aix albin althing amit andersen andreasen andresen anita annan antonsen antunes arnon"
        " assisi astrid attila auvergne axelsen babyn baptiste bardet basten bastille bayonne"
        " becquerel beit benetton benin bildt bille birgit blankenberge bocuse bombay bonaparte bont"
        " botn bourgogne boye boyer campari caruso castro cayenne chanel chateaubriand chiapas chin"
        " chopin christensen christiansen christophe concorde coulomb dalit daniele danielsen danton"
        " debussy delors demin descartes diest domingo dschibuti dumas elche eliassen emanuele emil"
        " emile engin erdem ericsson fazer ferrari fontainebleau forman france fuji fujitsu gabin"
        " gaddafi gandhi garnier gaulle geisha gent gromyko guatemala habert hansen heinonen helder"
        " helsinki herat hitachi hurtigruten iden ingrid insigne ireen jacobsen jakobsen jansen"
        " jaruzelski jensen jimin johnsen julianna julien kalahari karlsen katanga katrine kawasaki"
        " kielsen kirin klose koster kostin kramer krishnan kruger lacoste lamborghini lampedusa"
        " landin languedoc larsen liren loire lollobrigida loreen lorenzen louise lourdes louvre"
        " machiavelli mads madsen magnette mahatma malene malmö marcin marian marsala martine"
        " martinsen maurice medina messina michelangelo michele michelin micheline milan mitsubishi"
        " modiin mogadischu mombasa montes montpellier morales mubarak muller mussolini nagasaki"
        " namur napoléon nesser netzer nilsen nordin nunes oleg paganini papin parasite parolin"
        " paulsen pavia peres peschmerga petersen philippe philipsen picasso piemonte pisa pompidou"
        " rachmaninow ramen ramin rascht ravenna rehn richelieu robespierre romain rumen sachin"
        " sagan salonen salvador sander sanne sapin sarajevo sasin schwarzenberg sigrid simonsen"
        " sinner sirte skien soweto srebrenica stalin stavanger stellantis stellenbosch strawinsky"
        " stromboli sushi talleyrand tande taras tennet thessaloniki thomassen thorsen toshiba"
        " totalenergies trieste trudeau verdi verona villeneuve vitale vivendi volkskrant voltaire"
        " vonn wallenberg wallin weghorst yokohama zwart bergström lagerbäck nordström sandström ivan "
        "beatrice elise ";
    DataFiles files({installed});
    const Lexicon none;
    const Compounds words(files, none);
    for (const Listed& name : listed())
        if (words.known(name.plain) || !words.parts(name.plain).empty())
            EXPECT_NE(looked_at.find(" " + name.plain + " "), looked_at.npos) << name.plain;
    for (const char* word : {"Bauer", "Hafen", "Renner", "Taler"}) EXPECT_EQ(said(word), word);
}

}  // namespace
}  // namespace vorleser
