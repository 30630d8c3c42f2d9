// Every text has its German one, and the client speaks by locale. The locales are made for the tests.
#include <array>
#include <clocale>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>

#include <boost/json.hpp>
#include <gettext-po.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "client/commands.hpp"
#include "client/fetch.hpp"
#include "client/messages.hpp"
#include "client/print.hpp"
#include "client/time.hpp"
#include "client/values.hpp"
#include "daemon/base/error.hpp"
#include "locale/translate.hpp"

using namespace vorleser;

namespace {

const std::string source = VORLESER_SOURCE_DIR;

struct Text {
    std::vector<std::string> english, translated;  // by plural form
    bool fuzzy = false, obsolete = false;
};

void report(int severity, po_message_t, const char* file, std::size_t line, std::size_t, int,
            const char* text) {
    EXPECT_EQ(severity, PO_SEVERITY_WARNING) << file << ":" << line << ": " << text;
}
void report_two(int severity, po_message_t, const char* file, std::size_t line, std::size_t, int,
                const char* text, po_message_t, const char*, std::size_t, std::size_t, int, const char*) {
    EXPECT_EQ(severity, PO_SEVERITY_WARNING) << file << ":" << line << ": " << text;
}

// By their English text, without the header.
std::map<std::string, Text> texts_of(const std::string& file) {
    std::map<std::string, Text> texts;
    const po_xerror_handler handler{report, report_two};
    po_file_t po = po_file_read(file.c_str(), &handler);
    if (!po) return ADD_FAILURE() << "cannot read " << file, texts;
    po_message_iterator_t each = po_message_iterator(po, nullptr);
    while (po_message_t message = po_next_message(each)) {
        Text text;
        text.english = {po_message_msgid(message)};
        if (text.english.front().empty()) continue;
        if (const char* many = po_message_msgid_plural(message)) {
            text.english.push_back(many);
            for (int i = 0; const char* form = po_message_msgstr_plural(message, i); ++i)
                text.translated.push_back(form);
        } else {
            text.translated = {po_message_msgstr(message)};
        }
        text.fuzzy = po_message_is_fuzzy(message) != 0;
        text.obsolete = po_message_is_obsolete(message) != 0;
        texts[text.english.front()] = text;
    }
    po_message_iterator_free(each);
    po_file_free(po);
    return texts;
}

// The texts in the sources.
const std::map<std::string, Text>& extracted() {
    static const auto texts = [] {
        const std::string file = testing::TempDir() + "vorleser-" + std::to_string(getpid()) + ".pot";
        EXPECT_EQ(std::system((source + "/locale/extract >" + file).c_str()), 0);
        auto found = texts_of(file);
        unlink(file.c_str());
        return found;
    }();
    return texts;
}

// Which values a text names, with how they are written: "{} of {:+}" → "0:", "1:+".
std::set<std::string> values_in(const std::string& text) {
    std::set<std::string> values;
    static const std::regex field(R"(\{(\d*)(?::([^}]*))?\})");
    int next = 0;
    for (auto it = std::sregex_iterator(text.begin(), text.end(), field); it != std::sregex_iterator();
         ++it) {
        const std::string index = (*it)[1].length() > 0 ? (*it)[1].str() : std::to_string(next++);
        values.insert(index + ":" + (*it)[2].str());
    }
    return values;
}

// The process speaks another language until the end of the test.
class Locale {
 public:
    explicit Locale(const std::string& name) {
        setenv("LOCPATH", VORLESER_BINARY_DIR "/locales", 1);
        setenv("LC_ALL", name.c_str(), 1);
        unsetenv("LANGUAGE");
        use_locale(LC_ALL);
        EXPECT_EQ(std::setlocale(LC_ALL, nullptr), name) << "the test's locales were not made";
    }
    ~Locale() {
        unsetenv("LOCPATH");
        unsetenv("LC_ALL");
        std::setlocale(LC_ALL, "C");
    }
    Locale(const Locale&) = delete;
};

std::string help_of(const std::vector<std::string>& arguments) {
    try {
        parse_command_line(arguments);
    } catch (const NoCommand& none) {
        return none.text;
    }
    return "";
}

}  // namespace

TEST(Translations, EveryTextIsInGerman) {
    const auto german = texts_of(source + "/locale/de.po");
    ASSERT_GT(extracted().size(), 100u);
    constexpr auto what_to_do = "\nrun locale/update and translate it in locale/de.po";
    for (const auto& [english, text] : extracted()) {
        const auto found = german.find(english);
        ASSERT_NE(found, german.end()) << "no German text for: " << english << what_to_do;
        EXPECT_EQ(found->second.english, text.english) << what_to_do;
        EXPECT_FALSE(found->second.fuzzy) << english << what_to_do;
        for (const auto& form : found->second.translated)
            EXPECT_FALSE(form.empty()) << "no German text for: " << english << what_to_do;
    }
    for (const auto& [english, text] : german)
        EXPECT_TRUE(extracted().contains(english) && !text.obsolete)
            << "nobody says this any longer: " << english << "\nrun locale/update";
}

TEST(Translations, NameTheSameValues) {
    for (const auto& [english, text] : texts_of(source + "/locale/de.po"))
        for (const auto& form : text.translated) EXPECT_EQ(values_in(form), values_in(english)) << form;
}

// Whatever looks like a sentence in messages.hpp is one that can be translated.
TEST(Translations, NoMessageIsForgotten) {
    const std::string file = testing::TempDir() + "vorleser-all-" + std::to_string(getpid()) + ".pot";
    ASSERT_EQ(std::system(("xgettext --extract-all --from-code=UTF-8 --language=C++ 2>/dev/null --output=" +
                           file + " " + source + "/client/messages.hpp")
                              .c_str()),
              0);
    std::set<std::string> known;
    for (const auto& [english, text] : extracted()) known.insert(text.english.begin(), text.english.end());
    const std::regex words("[a-z]+ [a-z]+");
    for (const auto& [english, text] : texts_of(file))
        if (std::regex_search(english, words)) {
            EXPECT_TRUE(known.contains(english)) << "without tr(): " << english;
        }
    unlink(file.c_str());
}

// The compiler sees to it that a sentence of the daemon is a literal where it is made …
template <class Text>
concept CanBeSaid =
    std::is_constructible_v<Sentence, Text> || std::is_constructible_v<Error, ErrorKind, Text>;
static_assert(CanBeSaid<Marked>);
static_assert(!CanBeSaid<const char*> && !CanBeSaid<std::string> && !CanBeSaid<std::string_view>);
static_assert(!std::is_convertible_v<const char*, Marked>);

// … and locale/extract finds it there, however it is written.
TEST(Translations, NoSentenceOfTheDaemonIsForgotten) {
    std::set<std::string> known;
    for (const auto& [english, text] : extracted()) known.insert(text.english.begin(), text.english.end());
    const std::regex made(
        R"((\b(Error|Sentence|English<>)\b(\s+\w+)?|\bmark)\s*[({]\s*([\w:.>-]+\s*,\s*)?(("([^"\\]|\\.)*"\s*)+))");
    const std::regex quote(R"(\\")"), between(R"re("\s*")re"), comment(R"(//.*)");
    std::size_t found = 0;
    for (const auto& each : std::filesystem::recursive_directory_iterator(source + "/daemon")) {
        if (each.path().extension() != ".cpp" && each.path().extension() != ".hpp") continue;
        std::ifstream file(each.path());
        std::string code;
        for (std::string line; std::getline(file, line);)
            code += std::regex_replace(line, comment, "") + "\n";
        for (auto it = std::sregex_iterator(code.begin(), code.end(), made); it != std::sregex_iterator();
             ++it, ++found) {
            auto text = std::regex_replace((*it)[5].str(), quote, "\1");
            text = std::regex_replace(text, between, "");
            text = text.substr(1, text.rfind('"') - 1);
            std::replace(text.begin(), text.end(), '\1', '"');
            EXPECT_TRUE(known.contains(text)) << each.path() << ": locale/extract does not see: " << text;
        }
    }
    EXPECT_GT(found, 100u);
}

TEST(Translations, AWrongOneIsNotUsed) {
    EXPECT_EQ(filled("moved {} to {}", "{2} steht {3}", fmt::make_format_args(1, 2)), "moved 1 to 2");
    EXPECT_EQ(filled("moved {} to {}", "nach {1} von {0}", fmt::make_format_args(1, 2)), "nach 2 von 1");
}

TEST(German, SaysTextsNumbersAndDatesAsGermansDo) {
    Status status;
    status.state = "paused";
    status.position_ms = 90'000;
    status.duration_ms = 271'000;
    status.exact = false;
    status.speed = 125;
    status.voice = "anna";
    status.entry.emplace();
    status.entry->title = "Köln baut";
    status.entry->number = 1;
    status.size = 2;
    EXPECT_EQ(status_line(status, {}), "paused · Köln baut · about 1:30 / 4:31\n");
    {
        const Locale german("de_DE.UTF-8");
        EXPECT_EQ(status_line(status, {}), "Pause · Köln baut · etwa 1:30 / 4:31\n");
        EXPECT_NE(status_text(status, {}).find("Tempo 1,25× · Lautstärke 100 % · Stimme anna"),
                  std::string::npos)
            << status_text(status, {});
        EXPECT_EQ(format_factor(250), "2,5");
        EXPECT_EQ(format_factor(100), "1");
        EXPECT_EQ(format_date(1'700'000'000).substr(0, 12), "14.11.2023, ");
        EXPECT_EQ(format_published("2023-01-23"), "23.01.2023");
        EXPECT_EQ(format_published("2023-01-23T15:04"), "23.01.2023, 15:04");
        EXPECT_EQ(format_published("23. Januar"), "23. Januar");
        status.sleep_ms = 1'199'500;
        EXPECT_EQ(sleep_line(status), "macht Pause in 20 min");
        EXPECT_EQ(messages::paragraphs(1), "1 Absatz");
        EXPECT_EQ(messages::paragraphs(2), "2 Absätze");
        EXPECT_EQ(messages::no_such_number(7, 3), "kein Artikel 7: die Liste hat 3");
    }
    EXPECT_EQ(format_factor(125), "1.25") << "and English again";
    EXPECT_EQ(format_date(1'700'000'000).substr(0, 11), "2023-11-14 ");
    const Locale american("en_US.UTF-8");
    EXPECT_EQ(status_line(status, {}), "paused · Köln baut · about 1:30 / 4:31\n");
    EXPECT_EQ(format_factor(125), "1.25");
    EXPECT_EQ(format_date(1'700'000'000).substr(0, 12), "11/14/2023, ");
}

// As the daemon sends it, see PROTOCOL.md.
TEST(German, SaysTheDaemonsSentencesAnew) {
    const auto said = [](const char* data) {
        const auto value = boost::json::parse(data);
        return parse_sentence(boost::json::value("as it came"), &value);
    };
    const auto* pause = R"({"text":"there is no voice “{}”: see voices","values":["\u001b[1m{}"]})";
    EXPECT_EQ(said(pause), "there is no voice “\uFFFD[1m{}”: see voices") << "a value is never a pattern";
    const Locale german("de_DE.UTF-8");
    EXPECT_EQ(said(pause), "es gibt keine Stimme „\uFFFD[1m{}“: voices zeigt, welche es gibt");
    EXPECT_EQ(
        said(
            R"({"text":"this is {}: {}","values":[{"text":"a mail","values":[]},{"text":"no mail","values":[]}]})"),
        "das ist eine E-Mail: no mail");
    EXPECT_EQ(said(R"({"text":"from a daemon of tomorrow: {1}, {0}","values":["a","b"]})"),
              "from a daemon of tomorrow: b, a");
    // What does not fit is not guessed at.
    for (const auto* wrong : {"{}", R"({"text":""})", R"({"text":"{} {}","values":["a"]})", "null",
                              R"({"text":"{:99999999}","values":["a"]})", R"({"text":7,"values":[]})"})
        EXPECT_EQ(said(wrong), "as it came") << wrong;
}

// libcurl knows no language: whatever goes wrong is said in the client's own words.
TEST(German, EveryErrorOfATransferIsInGerman) {
    const Locale german("de_DE.UTF-8");
    const std::regex english(R"(\b(the|is|of|and|not|error|try|it|its|with|couldn't|failed|server|SSL)\b)");
    constexpr int more_than_libcurl_has = 110;
    for (int error = 1; error < more_than_libcurl_has; ++error)
        for (const long verdict : {0, 9, 10, 18, 23}) {
            const auto said = transfer_problem(error, "zeitung.example", verdict);
            EXPECT_FALSE(std::regex_search(said, english)) << error << ": " << said;
            EXPECT_GT(said.size(), 20u);
        }
    EXPECT_EQ(transfer_problem(109, "zeitung.example").substr(0, 22), "Fehler 109 von libcurl")
        << "can be looked up";
}

// CLI11's own words, too.
TEST(German, HelpAndComplaintsHaveNoEnglishLeft) {
    const Locale german("de_DE.UTF-8");
    const std::regex english(
        R"(\b(Usage|Options|OPTIONS|Subcommands?|Positionals|REQUIRED|TEXT:|INT|Env|the|is|of|and|not|required)\b)");
    std::vector<std::vector<std::string>> all{{"--help"}};
    for (const char* command : {"add", "list", "status", "play", "seek", "speed", "volume", "voice", "remove",
                                "move", "repeat", "sleep", "restore", "show", "watch", "pause"})
        all.push_back({command, "--help"});
    for (const auto& wrong : std::vector<std::vector<std::string>>{{},
                                                                   {"rewind"},
                                                                   {"--what"},
                                                                   {"list", "--what"},
                                                                   {"list", "more"},
                                                                   {"move", "1"},
                                                                   {"move", "a", "b"},
                                                                   {"play", "0"},
                                                                   {"seek"},
                                                                   {"seek", "1:30", "--sentence", "1"},
                                                                   {"seek", "x"},
                                                                   {"seek", "--sentence", "x"},
                                                                   {"add", "--title"},
                                                                   {"add", "--as", "pdf"},
                                                                   {"add", "--title", "a", "--title", "b"},
                                                                   {"pitch", "99"},
                                                                   {"repeat", "often"},
                                                                   {"sleep", "soon"},
                                                                   {"remove"},
                                                                   {"--json=x", "list"},
                                                                   {"remove", "3-1"},
                                                                   {"list", "--heard", "--unheard"},
                                                                   {"speed", "+fast"},
                                                                   {"help", "sing"},
                                                                   {"help", "clear"},
                                                                   {"volume", "loud"}})
        all.push_back(wrong);
    for (const auto& arguments : all) {
        const auto text = help_of(arguments);
        EXPECT_FALSE(text.empty());
        std::smatch found;
        EXPECT_FALSE(std::regex_search(text, found, english)) << found.str() << "\n" << text;
    }
}
