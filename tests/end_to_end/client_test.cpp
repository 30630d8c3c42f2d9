// The client as a listener uses it, with the real daemon, which it starts itself.
#include "tests/support/client.hpp"

#include <array>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <future>
#include <regex>
#include <sstream>
#include <thread>

#include <gtest/gtest.h>
#include <pty.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/crashes.hpp"
#include "tests/support/formats.hpp"
#include "tests/support/http_server.hpp"

namespace vorleser::test {
namespace {

namespace fs = std::filesystem;

TEST_F(Client, TheMainJobFromNothing) {
    Outcome got = vorleser("add --play " + article);  // starts the daemon
    EXPECT_EQ(got.code, 0) << got.out;
    EXPECT_NE(got.out.find("Microsoft investiert weitere Milliarden in OpenAI"), std::string::npos)
        << got.out;
    EXPECT_EQ(json("status").at("state"), "playing");
    ASSERT_TRUE(eventually([&] { return json("status").at("position_ms").as_int64() > 300; }));
    EXPECT_EQ(vorleser("pause").code, 0);
    EXPECT_EQ(json("status").at("state"), "paused");
    ASSERT_TRUE(eventually([&] { return json("status").at("exact").as_bool(); }));  // else 1:00 is a guess
    EXPECT_EQ(vorleser("seek 1:00").code, 0);
    EXPECT_NEAR(static_cast<double>(json("status").at("position_ms").as_int64()), 60'000, 50);
    EXPECT_EQ(vorleser("seek -15").code, 0);
    EXPECT_NEAR(static_cast<double>(json("status").at("position_ms").as_int64()), 45'000, 50);
    EXPECT_EQ(vorleser("seek 50%").code, 0);
    EXPECT_EQ(vorleser("speed 1.5").code, 0);
    EXPECT_EQ(vorleser("volume 80").code, 0);
    EXPECT_EQ(vorleser("voice jonas").code, 0);
    const auto status = json("status");
    EXPECT_EQ(status.at("speed"), 150);
    EXPECT_EQ(status.at("volume"), 80);
    EXPECT_EQ(status.at("voice"), "jonas");
    got = vorleser("show 1");
    EXPECT_NE(got.out.find("Bloomberg nennt eine Zahl"), std::string::npos);
    EXPECT_EQ(got.out.find("Merkliste"), std::string::npos) << "the page's own texts are left out";
    EXPECT_EQ(vorleser("toggle").code, 0);
    EXPECT_EQ(vorleser("stop").code, 0);
    EXPECT_GT(json("status").at("position_ms").as_int64(), 0) << "the place is kept";
}

TEST_F(Client, AddingTwiceSaysSoAndQueuesOnce) {
    EXPECT_EQ(vorleser("add " + article).code, 0);
    const Outcome again = vorleser("add " + article);
    EXPECT_EQ(again.code, 0);
    EXPECT_NE(again.out.find("already"), std::string::npos) << again.out;
    EXPECT_EQ(json("list").at("total"), 1);
}

TEST_F(Client, GivesAnArticleAnotherTitle) {
    const auto text = file("text", "Ein Satz von hier. Und noch ein Satz dazu.\n");
    ASSERT_EQ(vorleser("add --title Eins " + text).code, 0);
    const Outcome got = vorleser("add --title Zwei " + text);
    EXPECT_EQ(got.code, 0);
    EXPECT_TRUE(got.out.starts_with("already queued as 1: Zwei")) << got.out;
    const auto list = json("list");
    EXPECT_EQ(list.at("total"), 1);
    EXPECT_EQ(list.at("entries").at(0).at("title"), "Zwei");
}

TEST_F(Client, SaysWhoReadsALanguageWithoutAVoice) {
    const Outcome got = vorleser(
        "add " + file("japanisch", "これは日本語の文章です。とても短い記事です。今日は天気がいいです。\n"));
    EXPECT_EQ(got.code, 0);
    const std::string said = "there is no voice for the language “ja”: anna reads it, as if it were “de”";
    EXPECT_NE(got.out.find(said), std::string::npos) << got.out;
    vorleser("play");
    EXPECT_NE(vorleser("status").out.find(said), std::string::npos);
}

// The editor here is a script; what it makes of the text is what is read then.
TEST_F(Client, EditsATextInTheListenersEditor) {
    ASSERT_EQ(vorleser("add " + article).code, 0);
    const auto with_editor = [&](const std::string& script) {
        setenv("VISUAL", ("sh " + file("editor.sh", script + " \"$1\"\n")).c_str(), 1);
        return vorleser("edit 1");
    };
    EXPECT_NE(with_editor("test -f").out.find("nothing was changed"), std::string::npos);
    Outcome got = with_editor("sed -i 's/Bloomberg nennt eine Zahl/Die Agentur nennt eine Summe/'");
    EXPECT_EQ(got.code, 0) << got.out;
    EXPECT_NE(vorleser("show 1").out.find("Die Agentur nennt eine Summe: zehn Milliarden"),
              std::string::npos);
    got = with_editor("truncate -s 0");
    EXPECT_EQ(got.code, 1);
    EXPECT_NE(got.out.find("what you wrote is kept in"), std::string::npos) << got.out;
    got = with_editor("test -d");
    EXPECT_EQ(got.code, 1);
    EXPECT_NE(got.out.find("set VISUAL or EDITOR"), std::string::npos) << got.out;
    EXPECT_NE(vorleser("show 1").out.find("Die Agentur"), std::string::npos) << "nothing was lost";
}

TEST_F(Client, KeepsTheListInOrder) {
    for (const char* name : {"Eins", "Zwei", "Drei"})
        EXPECT_EQ(vorleser("add --as text " +
                           file(std::string(name) + ".txt", std::string(name) + "\n\nEin Satz " + name + "."))
                      .code,
                  0);
    EXPECT_EQ(vorleser("add --as text --title Vier -", file("x", "Noch ein Satz.")).code, 0);
    EXPECT_EQ(vorleser("move 4 1").code, 0);
    EXPECT_EQ(vorleser("remove 2 3").code, 0);
    const auto entries = json("list").at("entries").as_array();
    ASSERT_EQ(entries.size(), 2u);
    EXPECT_EQ(entries[0].at("title"), "Vier");
    EXPECT_EQ(entries[1].at("title"), "Drei");
    EXPECT_EQ(vorleser("clear").code, 0);
    EXPECT_EQ(json("list").at("total"), 0);
}

TEST_F(Client, NamesArticlesByTitleAndRange) {
    for (const char* title : {"Köln baut", "Berlin baut", "Der Rhein", "Die Elbe", "Die Oder"})
        ASSERT_EQ(
            vorleser("add --as text " + file("x", std::string(title) + "\n\nDas ist " + title + ".")).code,
            0);
    const auto titles = [&] {
        std::string all;
        const auto list = json("list");
        const auto& entries = list.at("entries").as_array();
        for (const auto& entry : entries) all += std::string(entry.at("title").as_string()) + ";";
        return all;
    };
    EXPECT_NE(vorleser("play koln").out.find("Köln baut"), std::string::npos);
    ASSERT_TRUE(eventually([&] { return json("status").at("position_ms").as_int64() > 0; }));
    EXPECT_EQ(vorleser("pause").code, 0);
    EXPECT_EQ(vorleser("show rhein").out.find("Der Rhein"), 0u);
    Outcome got = vorleser("play BAUT");
    EXPECT_EQ(got.code, 1);
    EXPECT_NE(got.out.find("\n1  Köln baut\n2  Berlin baut\n"), std::string::npos) << got.out;
    got = vorleser("move 1 99");
    EXPECT_EQ(got.out, "moved 1 to 5\n") << "where it went, not where it was told to";
    EXPECT_EQ(vorleser("move 'der rhein' 1").out, "moved 2 to 1\n");
    EXPECT_EQ(titles(), "Der Rhein;Berlin baut;Die Elbe;Die Oder;Köln baut;");
    EXPECT_EQ(vorleser("remove 2-9").code, 1);
    EXPECT_EQ(vorleser("remove 2-3 köln").code, 0);
    EXPECT_EQ(titles(), "Der Rhein;Die Oder;");
    EXPECT_EQ(vorleser("restore koln").code, 0) << "it was heard in part";
    EXPECT_EQ(titles(), "Der Rhein;Die Oder;Köln baut;");
}

TEST_F(Client, GoesInSteps) {
    EXPECT_EQ(vorleser("speed +0.1").out, "speed 1.1×\n");
    EXPECT_EQ(vorleser("speed -0.35").out, "speed 0.75×\n");
    EXPECT_EQ(vorleser("speed +9").out, "speed 4×\n") << "as far as it goes";
    EXPECT_EQ(vorleser("volume -5").out, "volume 95 %\n");
    EXPECT_EQ(vorleser("volume +50").out, "volume 100 %\n");
    EXPECT_EQ(vorleser("sleep 1:30").out, "pauses in 1 h 30 min\n");
    EXPECT_EQ(vorleser("sleep 20").out, "pauses in 20 min\n");
}

TEST_F(Client, TakesOffTheListWhatWasHeard) {
    for (const char* title : {"Eins", "Zwei"})
        vorleser("add --as text " + file(title, std::string(title) + "\n\nDas war " + title + "."));
    EXPECT_EQ(vorleser("clear --heard").out, "nothing in the list was heard to its end\n");
    vorleser("sleep end");
    vorleser("play 1");
    ASSERT_EQ(vorleser("watch --until-stopped").code, 0);
    EXPECT_EQ(json("list --unheard").at("entries").as_array().size(), 1u);
    const auto list = vorleser("list --unheard").out;
    EXPECT_EQ(list.find("2  Zwei"), 0u) << "by the number it has in the list: " << list;
    EXPECT_EQ(vorleser("clear --heard").out, "removed 1 article that was heard\n");
    EXPECT_EQ(json("list").at("total"), 1);
    EXPECT_EQ(vorleser("undo").code, 0);
    EXPECT_EQ(json("list").at("total"), 2);
}

TEST_F(Client, WatchEndsWhenTheListIsThrough) {
    vorleser("add --as text --play " + file("kurz.txt", "Kurz\n\nGleich vorbei."));
    const Outcome got = vorleser("watch --until-stopped");
    EXPECT_EQ(got.code, 0) << got.out;
    EXPECT_NE(got.out.find("Gleich vorbei"), std::string::npos) << got.out;
    EXPECT_EQ(json("list").at("entries").at(0).at("state"), "heard");
    EXPECT_GT(fs::file_size(directory.path() / "heard.wav"), 44'100u);
}

TEST_F(Client, ExitCodesAreAsDocumented) {
    EXPECT_EQ(vorleser("--no-start status").code, 3) << "no daemon";
    EXPECT_EQ(vorleser("status").code, 0) << "starts one";
    EXPECT_EQ(vorleser("play 7").code, 1) << "refused";
    EXPECT_EQ(vorleser("seek sideways").code, 2) << "usage";
    EXPECT_EQ(vorleser("add /nonexistent").code, 1);
}

// The daemon is the same and knows no language: its errors become sentences in the client.
TEST_F(Client, SpeaksTheListenersLanguage) {
    const auto text = file("kurz.txt", "Kurz\n\nGleich vorbei.");
    const auto page = file("seite.pdf", "%PDF-1.7 and so on");
    struct Said {
        std::string command, english, german;
    };
    const Said all[] = {
        {"list", "the list is empty; queue an article with: vorleser add FILE\n",
         "die Liste ist leer; setzen Sie einen Artikel darauf mit: vorleser add DATEI\n"},
        {"pause", "vorleser: nothing is playing: there is nothing to pause\n",
         "vorleser: es wird nichts vorgelesen: eine Pause ist nicht möglich\n"},
        {"add --as text " + text, "queued as 1: Kurz · 1 paragraph, about ",
         "auf der Liste als 1: Kurz · 1 Absatz, etwa "},
        {"play 7", "vorleser: the playlist has no number 7\n", "vorleser: die Liste hat keine Nummer 7\n"},
        {"remove 7", "vorleser: there is no article 7: the list has 1\n",
         "vorleser: kein Artikel 7: die Liste hat 1\n"},
        {"voice otto", "vorleser: there is no voice “otto”: see voices\n",
         "vorleser: es gibt keine Stimme „otto“: voices zeigt, welche es gibt\n"},
        {"add " + page,  // sentences within the sentence
         "vorleser: this is a PDF document: it is damaged or incomplete: get it anew and add that\n",
         "vorleser: das ist ein PDF-Dokument: die Datei ist beschädigt oder unvollständig: beschaffen Sie "
         "sie neu, und "
         "fügen Sie die hinzu\n"},
        {"add ftp://a.example/x",
         "vorleser: ftp://a.example/x was not fetched: only http and https are, not ftp\n",
         "vorleser: ftp://a.example/x wurde nicht geholt: nur http und https werden es, nicht ftp\n"},
        {"speed 1.25", "speed 1.25×\n", "Tempo 1,25×\n"},
        {"add /nonexistent", "vorleser: cannot read /nonexistent: No such file or directory\n",
         "vorleser: /nonexistent lässt sich nicht lesen: "},  // the system's words are another package's
        {"seek",
         "vorleser: give one of these, and only one: TIME, --to, --sentence, --paragraph, --heading\n"
         "Try: vorleser seek --help\n",
         "vorleser: geben Sie genau eines davon an: ZEIT, --to, --sentence, --paragraph, --heading\n"
         "Mehr dazu: vorleser seek --help\n"},
        {"move 1 99", "moved 1 to 1\n", "1 steht jetzt an Stelle 1\n"},
        {"sleep 65", "pauses in 1 h 5 min\n", "macht Pause in 1 h 5 min\n"},
        {"play x", "vorleser: no title there has “x” in it; see list\n",
         "vorleser: kein Titel dort enthält „x“; list zeigt, welche es gibt\n"},
        {"clear", "the list is empty now\n", "die Liste ist jetzt leer\n"},
    };
    for (const bool german : {false, true}) {
        locale = german ? "de_DE.UTF-8" : "C";
        for (const auto& [command, english_text, german_text] : all) {
            const auto got = vorleser(command).out;
            const auto& wanted = german ? german_text : english_text;
            EXPECT_EQ(wanted.ends_with('\n') ? got : got.substr(0, wanted.size()), wanted) << command;
        }
    }
}

TEST_F(Client, OffersTheShellTheListenersOwnWords) {
    const auto offered = [&](const std::string& words) { return vorleser("--complete " + words).out; };
    EXPECT_EQ(offered("lexicon remove ''"), "") << "never starts the daemon";
    vorleser("lexicon add Merz Mertz");
    vorleser("lexicon add Cloud en:cloud");
    EXPECT_EQ(offered("lexicon ''"), "list\nadd\nremove\n");
    EXPECT_EQ(offered("lexicon re"), "remove\n");
    EXPECT_EQ(offered("lexicon remove Me"), "merz\tMertz\n");
    EXPECT_EQ(offered("--json lexicon remove c"), "cloud\ten:cloud\n");
    EXPECT_EQ(offered("lexicon remove merz ''"), "");
    EXPECT_EQ(offered("lexicon add clo"), "cloud\ten:cloud\n") << "to be corrected";
    EXPECT_EQ(offered("lexicon list ''"), "");
    EXPECT_EQ(offered("pronounce Mer"), "merz\tMertz\n");
    EXPECT_EQ(offered("pronounce zum Mer"), "merz\tMertz\n");
    EXPECT_EQ(offered("voices --play pa"), "paul\ta man's voice, darker and calmer\n");
    EXPECT_EQ(offered("add --play --ti"), "--title\tthe article's title\n");
}

TEST_F(Client, ChoosesWhereItPlays) {
    vorleser("add --play " + article);
    RpcClient phone((directory.path() / "run/vorleser/socket").string());
    phone.call("offer", {{"name", "Telefon in der Küche"}});
    EXPECT_EQ(vorleser("--plain outputs").out, "in use  loudspeaker\n        Telefon in der Küche\n");
    EXPECT_EQ(vorleser("output telefon in").out, "plays on “Telefon in der Küche” now\n");
    EXPECT_EQ(phone.event().at("params").at("play"), true);
    EXPECT_EQ(vorleser("--plain output").out, "        loudspeaker\nin use  Telefon in der Küche\n");
    EXPECT_NE(vorleser("status").out.find("playing · on “Telefon in der Küche”"), std::string::npos);
    EXPECT_EQ(vorleser("--complete output lou").out, "loudspeaker\n");
    const Outcome none = vorleser("output Bett");
    EXPECT_EQ(none.out, "vorleser: there is no output “Bett”: `vorleser outputs` lists them\n");
    EXPECT_EQ(none.code, 1);
    // By the name that it has in the listener's language.
    locale = "de_DE.UTF-8";
    EXPECT_EQ(vorleser("output Lautsprecher").out, "spielt jetzt auf „Lautsprecher“\n");
    EXPECT_EQ(phone.event().at("params").at("active"), false);
}

// With something of every kind there, no argument is without an offer.
TEST_F(Client, OffersTheShellSomethingForEveryArgument) {
    for (const char* title : {"Eins", "Zwei"})
        vorleser("add --as text " + file(title, std::string(title) + "\n\nDas war " + title + "."));
    vorleser("play 1");
    ASSERT_TRUE(eventually([&] { return json("status").at("position_ms").as_int64() > 0; }));
    vorleser("pause");
    vorleser("keep 2");
    vorleser("mark Nachlesen");
    vorleser("remove 1");
    vorleser("lexicon add Merz Mertz");
    vorleser("subscribe " + file("feeds.opml",
                                 "<opml version=\"2.0\"><body><outline text=\"Flussbote\" "
                                 "xmlUrl=\"https://blatt.example/feed\"/></body></opml>"));
    std::istringstream commands(vorleser("--complete ''").out);
    int with_arguments = 0;
    for (std::string line; std::getline(commands, line);) {
        const auto command = line.substr(0, line.find('\t'));
        if (vorleser("help " + command).out.find("\nArguments:") == std::string::npos) continue;
        ++with_arguments;
        const Outcome offered = vorleser("--complete " + command + " ''");
        EXPECT_EQ(offered.code, 0) << command;
        if (command != "mark")
            EXPECT_NE(offered.out, "") << command;  // what it takes is the listener's to say
    }
    EXPECT_GT(with_arguments, 15);
    EXPECT_EQ(vorleser("--complete play zw").out, "1\tZwei\n");
    EXPECT_EQ(vorleser("--complete restore ein").out, "1\tEins\n");
    EXPECT_EQ(vorleser("--complete device d").out, "default\tthe configured one\n");
}

// Whoever runs vorleserd by hand: its help, its complaints, and the comments of its configuration.
TEST_F(Client, TheDaemonsOwnWordsAreInTheListenersLanguage) {
    const std::regex english(
        R"(\b(Usage|Options|Positionals|Excludes|TEXT:|needs|unknown|lists|print|read|cannot|the|is|of|and|not|with)\b)");
    const auto broken = file("kaputt.toml", "[audio]\nlatency = 1\n");
    const std::string all[] = {"--help",
                               "--default-config",
                               "--what",
                               "--device",
                               "--config " + broken,
                               "--config /nonexistent",
                               "--extract --help",
                               "--extract --as music",
                               "--extract --to . --lines",
                               "--extract --list /nonexistent",
                               "--extract /nonexistent",
                               "--extract " + file("seite.pdf", "%PDF-1.7 and so on")};
    for (const auto& arguments : all) {
        std::string said[2];
        for (const bool german : {false, true}) {
            locale = german ? "de_DE.UTF-8" : "C";
            said[german] = run("daemon/vorleserd", arguments, "/dev/null").out;
        }
        EXPECT_TRUE(std::regex_search(said[false], english)) << arguments << ":\n" << said[false];
        // The system's words are another package's.
        auto german = std::regex_replace(said[true], std::regex("No such file or directory"), "");
        std::smatch found;
        EXPECT_FALSE(std::regex_search(german, found, english)) << found.str() << "\n" << said[true];
        EXPECT_NE(said[true], said[false]);
    }
    EXPECT_NE(run("daemon/vorleserd", "--default-config", "/dev/null").out.find("#latency_ms = "),
              std::string::npos);
}

// The command at a terminal of its own.
class AtTerminal {
 public:
    explicit AtTerminal(const std::string& command) {
        pid_ = forkpty(&terminal_, nullptr, nullptr, nullptr);
        if (pid_ == 0) {
            execl("/bin/sh", "sh", "-c", ("TERM=xterm exec " + command).c_str(), nullptr);
            _exit(127);
        }
    }
    ~AtTerminal() { close(terminal_); }
    AtTerminal(const AtTerminal&) = delete;
    AtTerminal& operator=(const AtTerminal&) = delete;

    void type(std::string_view keys) const {
        EXPECT_EQ(write(terminal_, keys.data(), keys.size()), static_cast<ssize_t>(keys.size()));
    }
    // What it shows, until it has shown `text`; all of it if it ends before.
    std::string until(std::string_view text) {
        std::array<char, 4096> piece;
        while (shown_.find(text) == shown_.npos) {
            const auto n = read(terminal_, piece.data(), piece.size());
            if (n <= 0) break;
            shown_.append(piece.data(), static_cast<std::size_t>(n));
        }
        return shown_;
    }
    // The rest of it, and how it ended.
    Outcome rest() {
        std::array<char, 4096> piece;
        for (ssize_t n; (n = read(terminal_, piece.data(), piece.size())) > 0;)
            shown_.append(piece.data(), static_cast<std::size_t>(n));
        int status = 0;
        waitpid(pid_, &status, 0);
        return {exit_code(status, "the client at its terminal"), shown_};
    }

 private:
    int terminal_ = -1;
    pid_t pid_ = 0;
    std::string shown_;
};

class Addresses : public Client {
 protected:
    // A page without a declaration of its encoding, in ISO 8859-1.
    static std::string page(const std::string& word) {
        return "<!doctype html><html><head><title>" + word +
               " f\xe4hrt</title></head><body><nav><a href=/>Startseite</a></nav><article><h1>" + word +
               " f\xe4hrt wieder</h1><p>Am Morgen fuhr " + word +
               " \xfc"
               "ber die alte Br\xfc"
               "cke, zum ersten Mal seit drei Jahren.</p><p>Die Reisenden im Norden haben lange darauf "
               "gewartet, sagt die B\xfcrgermeisterin.</p></article></body></html>";
    }
    boost::json::array entries() { return json("list").at("entries").as_array(); }

    HttpServer server;
    static constexpr auto latin = "text/html; charset=iso-8859-1";
};

TEST_F(Addresses, AreFetchedAndQueuedWithWhereThePageWasFound) {
    server.at("/kurz", http_redirect("/artikel?seite=1"));
    server.at("/artikel?seite=1", http_page(latin, page("Der Zug")));
    const Outcome got = vorleser("add '" + server.address("/kurz") + "'");
    EXPECT_EQ(got.code, 0);
    EXPECT_EQ(got.out.substr(0, got.out.find(" · ")), "queued as 1: Der Zug fährt wieder");
    const auto entry = entries().at(0);
    EXPECT_EQ(entry.at("url").as_string(), server.address("/artikel?seite=1"));
    EXPECT_EQ(entry.at("source"), "127.0.0.1");
    const auto text = vorleser("show 1").out;
    EXPECT_NE(text.find("sagt die Bürgermeisterin"), std::string::npos) << text;
    EXPECT_EQ(text.find("Startseite"), std::string::npos) << "read as HTML: " << text;

    server.at("/bus", http_page(latin, page("Der Bus")));
    EXPECT_EQ(vorleser("add --title Anders --url https://a.example/ " + server.address("/bus")).code, 0);
    EXPECT_EQ(entries().at(1).at("title"), "Anders");
    EXPECT_EQ(entries().at(1).at("url"), "https://a.example/") << "the listener knows better";
}

TEST_F(Addresses, MixWithFilesAndEachFailsForItself) {
    server.at("/zug", http_page(latin, page("Der Zug")));
    server.at("/bus", http_page(latin, page("Der Bus")));
    server.at("/leer", http_page("text/html", "<p>-</p>"));
    const auto text = file("Köln 1.txt", "Aus einer Datei\n\nGleich vorbei.");
    const Outcome got =
        vorleser("add " + server.address("/zug") + " " + server.address("/nichts") + " '" + text + "' " +
                 server.address("/leer") + " ftp://a.example/x file://" + directory.path().string() +
                 "/K%C3%B6ln%201.txt file:///nichts www.a.example/x " + server.address("/bus"));
    EXPECT_EQ(got.code, 1);
    const auto list = entries();
    ASSERT_EQ(list.size(), 3U) << got.out;
    EXPECT_EQ(list[0].at("title"), "Der Zug fährt wieder");
    EXPECT_EQ(list[1].at("source"), "Köln 1.txt");
    EXPECT_EQ(list[2].at("title"), "Der Bus fährt wieder");
    const std::string all_said[] = {
        "vorleser: " + server.address("/nichts") + " was not fetched: there is no such page (404)",
        "vorleser: " + server.address("/leer") + ": ",
        "vorleser: ftp://a.example/x was not fetched: only http",
        "already queued as 2: Aus einer Datei",
        "vorleser: cannot read /nichts: No such file",
        "vorleser: there is no file www.a.example/x; if it is an address, begin it with https://"};
    for (const auto& said : all_said)
        EXPECT_NE(got.out.find(said), std::string::npos) << said << " is not in\n" << got.out;

    EXPECT_EQ(vorleser("clear").code, 0);
    EXPECT_EQ(vorleser("add --play '" + text + "'").code, 0);
    EXPECT_EQ(vorleser("add --next " + server.address("/zug") + " " + server.address("/bus")).code, 0);
    const auto next = entries();
    ASSERT_EQ(next.size(), 3U);
    EXPECT_EQ(next[1].at("title"), "Der Zug fährt wieder") << "in their order";
    EXPECT_EQ(next[2].at("title"), "Der Bus fährt wieder");
}

TEST_F(Addresses, InAFileOrPastedAreFetchedAsIfTheyHadBeenGiven) {
    server.at("/zug", http_page(latin, page("Der Zug")));
    server.at("/bus", http_page(latin, page("Der Bus")));
    const auto titles = [&] {
        std::string all;
        for (const auto& entry : entries())
            all += std::string(entry.at("title").as_string()).substr(0, 7) + ";";
        return all;
    };
    const auto list = file("liste.txt", "# gemerkt\r\n" + server.address("/zug") + "\r\n\r\n" +
                                            server.address("/nichts") + "\r\n" + server.address("/bus"));
    Outcome got = vorleser("add " + list);
    EXPECT_EQ(got.code, 1) << "one is missing";
    EXPECT_EQ(titles(), "Der Zug;Der Bus;") << got.out;
    EXPECT_NE(got.out.find("vorleser: " + server.address("/nichts") + " was not fetched: "),
              std::string::npos)
        << got.out;
    EXPECT_EQ(entries().at(0).at("url").as_string(), server.address("/zug"));

    EXPECT_EQ(vorleser("clear").code, 0);
    got = vorleser("add --title Anders", file("eine", server.address("/zug") + "\n"));
    EXPECT_EQ(got.code, 0) << got.out;
    EXPECT_EQ(entries().at(0).at("title"), "Anders");
    got = vorleser("add --title Anders " + list);
    EXPECT_EQ(got.code, 2) << got.out;

    EXPECT_EQ(vorleser("clear").code, 0);
    EXPECT_EQ(vorleser("add --play " + article).code, 0);
    const auto link = file("a.url", "[InternetShortcut]\r\nURL=" + server.address("/bus") + "\r\n");
    EXPECT_EQ(vorleser("add --next " + link + " " + file("b", server.address("/zug"))).code, 0);
    EXPECT_EQ(titles(), "Microso;Der Bus;Der Zug;") << "in their order";

    EXPECT_EQ(vorleser("clear").code, 0);
    EXPECT_EQ(vorleser("add --as text " + link).code, 0) << "wanted as it is";
    EXPECT_EQ(titles(), "[Intern;");
}

TEST_F(Client, WhatIsNoArticleIsNamedAndNotQueued) {
    std::string files;
    for (const auto& sample : format_samples()) files += " " + file(sample.file, sample.bytes);
    for (const bool german : {false, true}) {
        locale = german ? "de_DE.UTF-8" : "C";
        const Outcome got = vorleser("add" + files);
        EXPECT_EQ(got.code, 1);
        for (const auto& sample : format_samples()) {
            const auto path = (directory.path() / sample.file).string();
            const auto named = "vorleser: " + path + ": " +
                               (german ? "das ist " + sample.german : "this is " + sample.english) + ": ";
            EXPECT_NE(got.out.find(named), std::string::npos) << named << "\n" << got.out;
        }
        const auto one = vorleser("add", (directory.path() / "a.xz").string());
        EXPECT_EQ(one.code, 1);
        EXPECT_EQ(one.out,
                  german ? "vorleser: das ist eine gepackte Datei: packen Sie den Inhalt aus, und fügen Sie "
                           "den hinzu\n"
                         : "vorleser: this is compressed data: unpack it and add what is in it\n");
    }
    EXPECT_EQ(json("list").at("total"), 0);
}

TEST_F(Client, OneWordIsAnArticleOfOneParagraph) {
    const Outcome got = vorleser("add", file("x", "Hallo\n"));
    EXPECT_EQ(got.out, "queued as 1: Hallo · 1 paragraph, about 0:02\n");
    EXPECT_EQ(vorleser("add", file("leer", " \n\n")).code, 1);
    EXPECT_EQ(vorleser("add", file("zeichen", "***\n")).code, 1);
    EXPECT_EQ(json("list").at("total"), 1) << "an empty article is never queued";
}

TEST_F(Addresses, OfPlainTextAreReadAsSuch) {
    server.at("/text",
              http_page("text/plain; charset=utf-8", "Ein Titel\n\nUnd ein <p> Satz über Köln dazu.\n"));
    EXPECT_EQ(vorleser("add " + server.address("/text")).code, 0);
    EXPECT_EQ(entries().at(0).at("title"), "Ein Titel");
    EXPECT_NE(vorleser("show 1").out.find("Und ein <p> Satz über Köln dazu."), std::string::npos);
}

TEST_F(Addresses, ThatTakeTheirTimeShowHowFarTheyAre) {
    std::promise<void> seen;
    const auto slow = [&](HttpServer::Peer& peer) {
        const auto text = page("Der Zug");
        peer.send("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=iso-8859-1\r\nContent-Length: " +
                  std::to_string(text.size()) + "\r\n\r\n" + text.substr(0, 100));
        seen.get_future().wait();
        peer.send(text.substr(100));
    };
    server.at("/langsam", slow);
    AtTerminal terminal(command("client/vorleser", "add " + server.address("/langsam")));
    const auto line = "fetching " + server.address("/langsam") + " … 0 kB";
    const auto shown = terminal.until(line);
    seen.set_value();
    ASSERT_NE(shown.find(line), std::string::npos) << shown;
    const Outcome got = terminal.rest();
    EXPECT_EQ(got.code, 0);
    EXPECT_NE(got.out.find("\r\x1b[Kqueued as 1: Der Zug fährt wieder"), std::string::npos) << got.out;
}

TEST_F(Addresses, ThatTakeTheirTimeAreSilentForProgramsAndScreenReaders) {
    for (const char* option : {"--json", "--plain"}) {
        server.at("/langsam", [&](HttpServer::Peer& peer) {
            peer.send("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n");
            std::this_thread::sleep_for(std::chrono::milliseconds(2500));  // long enough for a line otherwise
            peer.send(page("Der Zug"));
        });
        const Outcome got =
            AtTerminal(command("client/vorleser", std::string(option) + " add " + server.address("/langsam")))
                .rest();
        EXPECT_EQ(got.code, 0);
        EXPECT_EQ(got.out.find("kB"), std::string::npos) << got.out;
    }
}

TEST_F(Addresses, LetThemselvesBeInterrupted) {
    EXPECT_EQ(vorleser("status").code, 0);  // the daemon runs
    std::promise<void> asked;
    server.at("/stumm", [&](HttpServer::Peer& peer) {
        asked.set_value();
        peer.wait_until_gone();
    });
    AtTerminal terminal(command("client/vorleser", "add " + server.address("/stumm")));
    asked.get_future().wait();
    terminal.type("\x03");
    EXPECT_EQ(terminal.rest().code, 128 + SIGINT);
    EXPECT_EQ(entries().size(), 0U);
}

// What the client says is what a terminal shows: no escape of a foreign page gets through.
TEST_F(Client, NoEscapeSequenceOfAPageReachesTheTerminal) {
    vorleser("add --as text " + file("boese.txt", "Titel \x1b[31mrot\n\nText \x1b]0;neu\x07 hier.\n"));
    for (const char* command : {"list", "show 1", "status"}) {
        const Outcome got = vorleser(command);
        EXPECT_EQ(got.out.find('\x1b'), std::string::npos) << command << ": " << got.out;
    }
}

}  // namespace
}  // namespace vorleser::test
