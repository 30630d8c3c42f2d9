#include "daemon/article/phrases.hpp"

#include <algorithm>
#include <array>
#include <unordered_set>

#include "daemon/article/prefixes.hpp"

namespace vorleser {

namespace {

using Set = std::unordered_set<std::string_view>;

const Set function_words{
    "ab",     "aber",   "alle",   "allem",  "allen",    "aller",   "alles",   "als",   "also",   "am",
    "an",     "auch",   "auf",    "aus",    "bei",      "beim",    "bereits", "bis",   "da",     "damit",
    "dann",   "das",    "dass",   "dem",    "den",      "denn",    "der",     "deren", "des",    "dessen",
    "die",    "dies",   "diese",  "diesem", "diesen",   "dieser",  "dieses",  "doch",  "dort",   "durch",
    "ein",    "eine",   "einem",  "einen",  "einer",    "eines",   "er",      "erst",  "es",     "etwa",
    "etwas",  "für",    "gegen",  "gibt",   "habe",     "haben",   "hat",     "hatte", "hatten", "hätte",
    "hier",   "hinter", "ich",    "ihm",    "ihn",      "ihnen",   "ihr",     "ihre",  "ihrem",  "ihren",
    "ihrer",  "im",     "immer",  "in",     "ins",      "ist",     "ja",      "jede",  "jeder",  "jetzt",
    "kann",   "kein",   "keine",  "keinen", "können",   "könnte",  "man",     "mehr",  "mein",   "mich",
    "mir",    "mit",    "muss",   "müssen", "nach",     "nicht",   "nichts",  "noch",  "nun",    "nur",
    "ob",     "oder",   "ohne",   "schon",  "sehr",     "sei",     "sein",    "seine", "seinem", "seinen",
    "seiner", "seit",   "selbst", "sich",   "sie",      "sind",    "so",      "soll",  "sollen", "sondern",
    "um",     "und",    "uns",    "unser",  "unter",    "viel",    "viele",   "vom",   "von",    "vor",
    "war",    "waren",  "was",    "weil",   "weiter",   "weitere", "wenn",    "wer",   "werde",  "werden",
    "wie",    "wieder", "will",   "wir",    "wird",     "wo",      "worden",  "wurde", "wurden", "würde",
    "über",   "zu",     "zum",    "zur",    "zwischen",
};

// The neighbours' languages, the commonest only.
const Set other_function_words{
    "a",     "aan",   "about", "after", "al",   "all",   "alla",   "als",   "also",  "an",   "anche", "and",
    "are",   "as",    "at",    "att",   "au",   "aux",   "av",     "avait", "avec",  "be",   "been",  "bij",
    "but",   "by",    "can",   "ce",    "ces",  "cette", "che",    "come",  "como",  "con",  "could", "da",
    "dal",   "dan",   "dans",  "dat",   "de",   "dei",   "del",    "della", "delle", "den",  "des",   "det",
    "di",    "die",   "door",  "du",    "d’un", "d’une", "e",      "een",   "el",    "elle", "eller", "en",
    "entre", "er",    "es",    "est",   "esta", "este",  "et",     "ett",   "for",   "fra",  "from",  "från",
    "fue",   "för",   "gli",   "ha",    "had",  "han",   "hanno",  "har",   "has",   "have", "he",    "her",
    "het",   "hij",   "his",   "hon",   "hun",  "i",     "if",     "ikke",  "il",    "ils",  "in",    "inte",
    "into",  "is",    "it",    "its",   "kan",  "la",    "las",    "le",    "les",   "leur", "leurs", "lo",
    "los",   "ma",    "maar",  "mais",  "med",  "men",   "met",    "more",  "más",   "naar", "ne",    "nel",
    "nella", "niet",  "no",    "non",   "not",  "nous",  "när",    "når",   "o",     "och",  "of",    "og",
    "om",    "on",    "one",   "only",  "ont",  "ook",   "op",     "or",    "ou",    "out",  "over",  "par",
    "para",  "pas",   "per",   "pero",  "più",  "plus",  "por",    "pour",  "på",    "que",  "qui",   "qu’il",
    "sa",    "said",  "se",    "seg",   "ses",  "she",   "si",     "sig",   "sin",   "ska",  "skal",  "sobre",
    "som",   "some",  "son",   "sono",  "sont", "su",    "sur",    "sus",   "så",    "te",   "than",  "that",
    "the",   "their", "there", "they",  "this", "til",   "till",   "to",    "tra",   "two",  "uit",   "un",
    "una",   "une",   "uno",   "up",    "van",  "var",   "vi",     "voor",  "vous",  "was",  "we",    "were",
    "what",  "when",  "which", "who",   "will", "with",  "worden", "wordt", "would", "y",    "ya",    "you",
    "ze",    "zijn",  "à",     "är",    "è",    "été",   "être",
};

// Found on pages only.
const Set evidence{
    "abo abschließen",
    "abo testen",
    "alle anzeigen",
    "alle artikel anzeigen",
    "alle kommentare anzeigen",
    "alle schlagzeilen anzeigen",
    "anhören",
    "artikel anhören",
    "artikel drucken",
    "artikel merken",
    "artikel per e-mail teilen",
    "artikel teilen",
    "artikel verschenken",
    "artikel vorlesen",
    "artikel zum hören",
    "auf facebook teilen",
    "auf twitter teilen",
    "auf whatsapp teilen",
    "auf x teilen",
    "bild vergrößern",
    "bild in lightbox öffnen",
    "cookie-einstellungen",
    "datenschutz-einstellungen",
    "datenschutzeinstellungen",
    "die wiedergabe wurde unterbrochen",
    "diskutieren sie mit",
    "direkt zum inhalt",
    "zum inhalt springen",
    "feedback senden",
    "folgen sie uns",
    "hier anmelden",
    "in die zwischenablage kopieren",
    "jetzt abonnieren",
    "jetzt anmelden",
    "jetzt einloggen",
    "jetzt kostenlos testen",
    "jetzt registrieren",
    "jetzt testen",
    "jetzt weiterlesen",
    "kommentare anzeigen",
    "kommentare lesen",
    "kommentare öffnen",
    "kommentar schreiben",
    "kommentieren",
    "konto erstellen",
    "kostenlos registrieren",
    "link kopieren",
    "mehr anzeigen",
    "mehr laden",
    "mehrfachnutzung erkannt",
    "menü öffnen",
    "menü schließen",
    "nach oben",
    "news folgen",
    "newsletter abonnieren",
    "passwort vergessen",
    "per e-mail teilen",
    "per mail teilen",
    "player wird geladen",
    "privatsphäre",
    "sie haben noch kein konto",
    "seite drucken",
    "suche öffnen",
    "suche schließen",
    "thema folgen",
    "weiterlesen",
    "werbefrei lesen",
    "zu unseren angeboten",
    "zum anfang",
    "zum seitenanfang",
    "zur merkliste hinzufügen",
    "zurück zur startseite",
    "zur startseite",
    "teilen sie diesen artikel",
    "auf merkliste setzen",
    "von merkliste entfernen",
    "zeigt weitere informationen zum bild",
    "embed",
    "bildergalerie öffnen",
    "vollbild",
    "verwerfen",
    "inhalte anzeigen",
    "inhalte aktivieren",
    "inhalt laden",
    "alle externen inhalte laden",
    "video konnte nicht geladen werden",
    "video laden",
    "cookies akzeptieren",
    "alle akzeptieren",
    "alle ablehnen",
    "einstellungen verwalten",
    "externen inhalt laden",
    "externer inhalt",
    "empfohlener externer inhalt",
    "inhalt nicht verfügbar",
    "diesen artikel teilen",
};

// Also found on pages, but possible as a line of one's own.
const Set clutter{
    "abmelden",
    "abo",
    "abonnement",
    "abonnieren",
    "abos",
    "account",
    "anmelden",
    "anmeldung",
    "anzeige",
    "anzeigen",
    "app",
    "apps",
    "archiv",
    "artikel",
    "audio",
    "audiobeitrag",
    "bildbeitrag",
    "videobeitrag",
    "autor",
    "autorin",
    "beitrag",
    "bookmark",
    "blog",
    "drucken",
    "e-mail",
    "e-paper",
    "einloggen",
    "einstellungen",
    "facebook",
    "feedback",
    "folgen",
    "gemerkt",
    "hilfe",
    "home",
    "impressum",
    "infos",
    "inhalt",
    "inhaltsverzeichnis",
    "instagram",
    "kommentar",
    "kommentare",
    "kontakt",
    "konto",
    "kopieren",
    "linkedin",
    "live",
    "login",
    "logout",
    "lokales",
    "magazin",
    "mastodon",
    "mehr",
    "meinung",
    "menü",
    "merken",
    "merkliste",
    "navigation",
    "newsletter",
    "optionen",
    "pinterest",
    "playlist",
    "podcast",
    "podcasts",
    "politik",
    "kultur",
    "sport",
    "wirtschaft",
    "panorama",
    "wissen",
    "digital",
    "reise",
    "gesundheit",
    "gesellschaft",
    "international",
    "ausland",
    "inland",
    "regional",
    "quelle",
    "quellen",
    "reddit",
    "registrieren",
    "rss",
    "schließen",
    "senden",
    "service",
    "share",
    "shop",
    "start",
    "startseite",
    "suche",
    "suchen",
    "tags",
    "teilen",
    "themen",
    "tiktok",
    "twitter",
    "über uns",
    "video",
    "videos",
    "von",
    "vorlesen",
    "werbung",
    "whatsapp",
    "x",
    "xing",
    "youtube",
    "zitieren",
    "zurück",
    "überblick",
    "verwendete quellen",
    "eigene recherchen",
    "datenschutz",
    "datenschutzerklärung",
    "agb",
    "barrierefreiheit",
    "cookies",
    "mediadaten",
    "nutzungsbedingungen",
    "ressorts",
    "schlagzeilen",
    "meistgelesen",
    "threema",
    "telegram",
    "flipboard",
    "messenger",
    "pocket",
    "symbolbild",
    "archivbild",
    "redaktion",
    "journalist",
    "journalistin",
    "dela",
    "delen",
    "vidéo",
    "topics",
    "suivre",
    "seguir",
    "segui",
    "följ",
    "følg",
    "volg",
    "save",
    "print",
    "comments",
    "temas",
    "thèmes",
    "annons",
    "annonse",
    "reklame",
    "reklama",
    "advertentie",
    "partager",
    "compartir",
    "condividi",
    "infolettre",
    "boletín",
    "nyhetsbrev",
    "nieuwsbrief",
    "subscribe",
    "écouter",
    "escuchar",
    "ascolta",
    "lyssna",
    "accedi",
    "s’inscrire",
    "s'inscrire",
};

const Prefixes clutter_starts{
    "lesen sie auch",
    "lesen sie hier",
    "lesen sie mehr",
    "lesen sie dazu",
    "mehr dazu",
    "auch interessant",
    "zum artikel:",
    "zum thema:",
    "hier geht's",
    "hier geht es zu",
    "hier klicken",
    "klicken sie",
    "mehr lesen",
    "artikel zum hören",
    "lesedauer",
    "lesezeit",
    "newsblog:",
    "video |",
    "video:",
    "podcast:",
    "placeholder",
    "sie haben noch kein",
    "noch kein abo",
    "noch kein konto",
    "sie sind bereits",
    "bereits abonnent",
    "sie können diesen artikel",
    "copyright",
    "alle rechte vorbehalten",
    "mit material",
    "mit informationen d",
    "hinweis der redaktion",
    "anmerkung der redaktion",
    "transparenzhinweis",
    "externer inhalt",
    "mit agenturmaterial",
    "tel:",
    "tel.:",
    "telefon:",
    "dieser artikel erschien",
    "dieser artikel ist erschienen",
    "dieser text erschien",
    "dieser text ist zuerst",
    "dieser beitrag erschien",
    "dieses thema im programm",
    "über dieses thema berichtet",
    "fehler gefunden",
    "fehler auf",
    "haben sie einen fehler",
    "zur startseite",
    "folgen sie",
    "folge uns",
    "zuletzt aktualisiert",
    "stand:",
    "aktualisiert am",
    "veröffentlicht am",
    "erstmals publiziert",
    "werbung ",
    "anzeige ",
    "http://",
    "https://",
    "www.",
    "zitiervorschlag",
    "zum video",
    "zur bildergalerie",
    "bildergalerie",
    "fotostrecke",
    "akt.:",
    "update:",
    "nächster beitrag",
    "vorheriger beitrag",
    "nächster artikel",
    "vorheriger artikel",
    "inhaltliches feedback",
    "schlagworte",
    "schlagwörter",
    "stichworte",
    "themen:",
    "tags:",
};

constexpr auto offers = std::to_array<std::string_view>({
    "wichtigsten themen aus",
    "besten geschichten",
    "wichtigsten nachrichten des tages",
    "wichtigsten news des tages",
    "wichtigste des tages",
    "melden sie vertraulich",
    "vertraulich und sicher",
    "direkt in ihr postfach",
    "direkt ins postfach",
    "in ihr postfach",
    "in dein postfach",
    "nichts mehr verpassen",
    "keine nachricht mehr verpassen",
    "immer auf dem laufenden bleiben",
    "haben sie hinweise",
    "hast du hinweise",
    "hier geht es zur neuen app",
    "hier geht es zur app",
    "hier geht es zum newsletter",
    "hier geht es zum podcast",
    "aufs handy? hier",
    "jeden montag: ",
    "jeden dienstag: ",
    "jeden mittwoch: ",
    "jeden donnerstag: ",
    "jeden freitag: ",
    "jeden samstag: ",
    "jeden sonntag: ",
    "jeden morgen: ",
    "jeden abend: ",
    "jede woche: ",
});

constexpr auto agency_notes = std::to_array<std::string_view>({
    "redaktionell nicht bearbeitet",
    "nicht redaktionell bearbeitet",
    "automatisch von der deutschen presse",
    "von der deutschen presse-agentur (dpa) übernommen",
    "dpa-infocom",
    "automatisiert übernommen",
    "aus dem datenangebot der deutschen presse",
    "wurde von einer nachrichtenagentur",
});

const Prefixes read_on{
    "weiterlesen", "mehr lesen",  "weiter lesen",  "artikel lesen",
    "zum artikel", "jetzt lesen", "mehr erfahren", "read more",
};

constexpr auto author_titles = std::to_array<std::string_view>({
    "redakteur",
    "redakteurin",
    "chefredakteur",
    "chefredakteurin",
    "freier journalist",
    "freie journalistin",
    "freier autor",
    "freie autorin",
    "korrespondent",
    "korrespondentin",
    "reporter",
    "reporterin",
    "ressortleiter",
    "ressortleiterin",
    "politikredakteur",
    "politikredakteurin",
    "wirtschaftsredakteur",
    "wirtschaftsredakteurin",
    "sportredakteur",
    "sportredakteurin",
    "volontär",
    "volontärin",
    "kolumnist",
    "kolumnistin",
    "auslandskorrespondent",
    "auslandskorrespondentin",
    "kulturredakteur",
    "kulturredakteurin",
});

// Labels of a link to another article.
const Prefixes link_labels{
    "lesen sie auch", "lesen sie dazu", "lesen sie hier", "lesen sie mehr", "read more",
    "read also",      "read next",      "see also",       "lire aussi",     "à lire aussi",
    "lire également", "voir aussi",     "leer también",   "lea también",    "lee también",
    "leggi anche",    "läs mer",        "läs även",       "läs också",      "les også",
    "læs også",       "lees ook",       "lees meer",      "czytaj też",     "czytaj także",
};

// Labels of several.
const Prefixes list_labels{
    "mehr zum thema",     "mehr dazu",
    "auch interessant",   "meistgelesen",
    "passend zum thema",  "weitere artikel",
    "weitere themen",     "related",
    "most read",          "recommended",
    "sur le même sujet",  "más información",
    "te puede interesar", "potrebbe interessarti",
    "articoli correlati",
};

const Prefixes end_markers{
    "mehr zum thema",
    "das könnte sie auch interessieren",
    "das könnte dich auch interessieren",
    "das könnte ihnen auch gefallen",
    "auch interessant",
    "weitere artikel",
    "weitere themen",
    "ähnliche artikel",
    "ähnliche beiträge",
    "verwandte artikel",
    "verwandte themen",
    "meistgelesen",
    "meist gelesen",
    "am meisten gelesen",
    "häufig gelesen",
    "meistgelesene artikel",
    "neueste artikel",
    "letzte artikel",
    "aktuelle artikel",
    "mehr aus dem ressort",
    "mehr lesen über",
    "mehr von",
    "mehr aus",
    "empfehlungen der redaktion",
    "unsere empfehlungen",
    "empfohlene artikel",
    "lesen sie auch",
    "zum thema",
    "passend zum thema",
    "top-themen",
    "topthemen",
    "newsticker",
    "kommentare zum artikel",
    "leserkommentare",
    "kommentieren sie",
    "diskutieren sie",
    "kommentare lesen",
    "verwendete quellen",
    "zur person",
    "über den autor",
    "über die autorin",
    "die autorin",
    "der autor",
    "weiterlesen zum thema",
    "weitere nachrichten",
    "weitere meldungen",
    "mehr nachrichten",
    "themenverwandt",
    "beliebteste artikel",
    "beliebte artikel",
    "am häufigsten gelesen",
    "kommentar verfassen",
    "schreiben sie einen kommentar",
    "kommentar hinterlassen",
    "schreibe einen kommentar",
    "ihr kommentar",
    "die wiedergabe wurde unterbrochen",
};

const Prefixes article_ends{
    "discussion about this",
    "leave a comment",
    "leave a reply",
    "view comments",
    "show comments",
    "join the conversation",
    "commentaires",
    "ajouter un commentaire",
    "comentarios",
    "deja un comentario",
    "lascia un commento",
    "kommentare zum artikel",
    "leserkommentare",
    "leserbriefe",
    "kommentar verfassen",
    "kommentar hinterlassen",
    "kommentar schreiben",
    "schreiben sie einen kommentar",
    "schreibe einen kommentar",
    "ihr kommentar",
    "kommentare lesen",
    "kommentare",
    "kommentare anzeigen",
    "alle kommentare",
    "diskutieren sie",
    "diskutiere mit",
    "sie wollen diesen kommentar",
    "das könnte sie auch interessieren",
    "das könnte dich auch interessieren",
    "das könnte ihnen auch gefallen",
    "verwandte artikel",
    "ähnliche artikel",
    "ähnliche beiträge",
    "deine spende",
    "ihre spende",
    "unterstützen sie",
    "unterstütze uns",
    "über die autor",
    "über den autor",
    "fehler auf",
    "ergänzungen",
};

const Prefixes credit_starts{
    "foto:",       "fotos:",        "foto ",           "bild:",
    "bilder:",     "bildquelle",    "bildrechte",      "bildnachweis",
    "©",           "(c) ",          "credit:",         "credits:",
    "grafik:",     "illustration:", "illustrationen:", "symbolbild:",
    "symbolfoto",  "archivbild:",   "archivfoto",      "screenshot:",
    "quelle:",     "video:",        "aufnahme:",       "fotograf:",
    "fotografin:", "infografik:",   "montage:",        "collage:",
};

// Whole words: «appell» and «about» are none.
const Set service_words{"abo", "abos", "app", "apps"};

const Prefixes service_stems{
    "abonn",         "account",    "angebot",          "anmeld",    "audioinhalt",
    "benachrichtig", "bezahl",     "bookmark",         "browser",   "cookie",
    "datenschutz",   "einlogg",    "einwillig",        "e-mail",    "feedback",
    "gerät",         "inhalt",     "javascript",       "konto",     "kontoeinstellung",
    "kostenlos",     "kündbar",    "lieblingsartikel", "login",     "mehrfachnutzung",
    "merkliste",     "monatlich",  "newsletter",       "nutz",      "passwort",
    "playlist",      "podcast",    "postfach",         "profil",    "push",
    "registrier",    "testen",     "tracking",         "werbefrei", "werbung",
    "widerruf",      "zeitgleich", "subscri",          "unsubscri", "inbox",
    "sign-up",       "infolettre", "inscri",           "suscri",    "iscriv",
    "nyhetsbrev",    "prenumer",   "nieuwsbrief",
};

const Set months{
    "january",   "february", "march",      "may",      "june",      "july",      "october",  "december",
    "janvier",   "février",  "mars",       "avril",    "juin",      "juillet",   "août",     "septembre",
    "octobre",   "novembre", "décembre",   "enero",    "febrero",   "marzo",     "abril",    "mayo",
    "junio",     "julio",    "septiembre", "octubre",  "noviembre", "diciembre", "gennaio",  "febbraio",
    "aprile",    "maggio",   "giugno",     "luglio",   "settembre", "ottobre",   "dicembre", "januari",
    "februari",  "maj",      "augusti",    "oktober",  "maart",     "mei",       "desember", "januar",
    "jänner",    "februar",  "märz",       "april",    "mai",       "juni",      "juli",     "august",
    "september", "oktober",  "november",   "dezember", "jan",       "feb",       "mär",      "apr",
    "jun",       "jul",      "aug",        "sep",      "sept",      "okt",       "nov",      "dez",
};

const Set date_words{
    "publié",
    "le",
    "modifié",
    "mis",
    "jour",
    "à",
    "lecture",
    "temps",
    "de",
    "published",
    "updated",
    "last",
    "on",
    "at",
    "gmt",
    "bst",
    "cet",
    "est",
    "am",
    "pm",
    "ago",
    "hours",
    "mins",
    "minutes",
    "read",
    "publicado",
    "actualizado",
    "el",
    "las",
    "pubblicato",
    "aggiornato",
    "alle",
    "ore",
    "publicerad",
    "uppdaterad",
    "i",
    "dag",
    "kl",
    "publisert",
    "oppdatert",
    "gepubliceerd",
    "jours",
    "heures",
    "lesen",
    "am",
    "akt",
    "aktualisiert",
    "artikel",
    "erstellt",
    "erschienen",
    "gestern",
    "heute",
    "hören",
    "letzte",
    "lesedauer",
    "lesezeit",
    "min",
    "minute",
    "minuten",
    "montag",
    "dienstag",
    "mittwoch",
    "donnerstag",
    "freitag",
    "samstag",
    "sonntag",
    "mo",
    "di",
    "mi",
    "do",
    "fr",
    "sa",
    "so",
    "publiziert",
    "stand",
    "stunden",
    "stunde",
    "tagen",
    "tag",
    "uhr",
    "um",
    "update",
    "veröffentlicht",
    "vor",
    "zum",
    "zuletzt",
    "änderung",
    "mesz",
    "mez",
    "utc",
    "h",
    "den",
    "der",
    "vom",
    "und",
    "jahren",
    "jahr",
    "wochen",
    "woche",
};

const Set agencies{
    "afp", "ap",  "apa", "awp", "dpa",     "dapd",      "epd",  "imago", "kna",    "reuters",      "sda",
    "sid", "dts", "ots", "rtr", "dpa-afx", "bloomberg", "tass", "ansa",  "ap/dpa", "keystone-sda",
};

constexpr auto role_ends = std::to_array<std::string_view>({
    "chef",         "chefin",      "präsident",     "präsidentin", "minister",     "ministerin",
    "kanzler",      "kanzlerin",   "sprecher",      "sprecherin",  "vorsitzender", "vorsitzende",
    "vorsitzenden", "vorstand",    "trainer",       "trainerin",   "gründer",      "gründerin",
    "direktor",     "direktorin",  "leiter",        "leiterin",    "experte",      "expertin",
    "forscher",     "forscherin",  "könig",         "königin",     "prinz",        "prinzessin",
    "star",         "spieler",     "spielerin",     "sänger",      "sängerin",     "autor",
    "autorin",      "anwalt",      "anwältin",      "richter",     "richterin",    "mann",
    "frau",         "sohn",        "tochter",       "papst",       "bischof",      "general",
    "politiker",    "politikerin", "professor",     "professorin", "doktor",       "ökonom",
    "ökonomin",     "meister",     "bürgermeister", "kandidat",    "kandidatin",   "manager",
    "managerin",    "unternehmer", "unternehmerin", "milliardär",  "regisseur",    "regisseurin",
    "fraktion",
});

std::string_view without_end_marks(std::string_view line) {
    while (!line.empty()) {
        if (std::string_view(".!?:> |*+").find(line.back()) != std::string_view::npos) {
            line.remove_suffix(1);
        } else {
            const auto mark = line.size() >= 3 ? line.substr(line.size() - 3) : std::string_view{};
            if (mark != "…" && mark != "›" && mark != "→" && mark != "•") break;
            line.remove_suffix(3);
        }
    }
    return line;
}

template <std::size_t n>
bool holds_any(std::string_view text, const std::array<std::string_view, n>& phrases) {
    return std::any_of(phrases.begin(), phrases.end(),
                       [&](std::string_view phrase) { return text.find(phrase) != text.npos; });
}

template <std::size_t n>
bool ends_with_any(std::string_view text, const std::array<std::string_view, n>& ends) {
    return std::any_of(ends.begin(), ends.end(), [&](std::string_view s) {
        return text.size() >= s.size() && text.substr(text.size() - s.size()) == s;
    });
}

}  // namespace

bool is_function_word(std::string_view word) {
    return function_words.count(word) > 0 || other_function_words.count(word) > 0;
}

bool is_page_evidence(std::string_view line) {
    return evidence.count(without_end_marks(line)) > 0;
}

bool is_clutter_line(std::string_view line) {
    const std::string_view plain = without_end_marks(line);
    return plain.empty() || clutter.count(plain) > 0 || evidence.count(plain) > 0 ||
           clutter_starts.match(line);
}

bool is_article_end(std::string_view line) {
    while (!line.empty() && (line.front() == ' ' || (line.front() >= '0' && line.front() <= '9')))
        line.remove_prefix(1);
    return article_ends.match(line);
}

bool is_end_marker(std::string_view line) {
    return end_markers.match(line);
}

bool is_link_label(std::string_view line) {
    return link_labels.match(line);
}

bool is_list_label(std::string_view line) {
    return list_labels.match(line);
}

bool starts_like_credit(std::string_view line) {
    return credit_starts.match(line);
}

bool is_service_word(std::string_view word) {
    return service_words.count(word) > 0 || service_stems.match(word);
}

bool is_date_word(std::string_view word) {
    return date_words.count(word) > 0;
}

bool is_month(std::string_view word) {
    return months.count(word) > 0;
}

bool is_offer(std::string_view line) {
    return holds_any(line, offers);
}

bool is_agency_note(std::string_view line) {
    return holds_any(line, agency_notes);
}

bool is_read_on(std::string_view line) {
    return read_on.match(line) && line.size() < 30;
}

bool is_author_title(std::string_view line) {
    return std::find(author_titles.begin(), author_titles.end(), without_end_marks(line)) !=
           author_titles.end();
}

bool is_agency(std::string_view word) {
    return agencies.count(word) > 0;
}

bool is_role(std::string_view word) {
    return ends_with_any(word, role_ends);
}

}  // namespace vorleser
