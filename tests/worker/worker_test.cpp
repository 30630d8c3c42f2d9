// The speech process for real: the daemon's own binary, its sandbox, and what happens when it is killed.
#include "daemon/worker/worker.hpp"

#include <filesystem>
#include <fstream>
#include <set>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon/worker/document.hpp"
#include "daemon/worker/packet.hpp"
#include "daemon/worker/sandbox.hpp"
#include "tests/support/loop.hpp"
#include "tests/support/running_daemon.hpp"
#include "tests/support/zip_writer.hpp"

namespace vorleser {
namespace {

namespace asio = boost::asio;

VoiceProfile voice() {
    VoiceProfile v;
    v.espeak = "de";
    return v;
}

class WorkerTest : public testing::Test {
 protected:
    template <class T>
    T run(asio::awaitable<T> work) {
        return test::run(loop, std::move(work));
    }

    std::vector<std::int16_t> speak(const std::string& text) {
        auto rendering = std::make_shared<Rendering>();
        const auto done = run(worker.speak(text, rendering, [] {}));
        EXPECT_TRUE(done) << (done ? Sentence() : done.error().message);
        EXPECT_TRUE(rendering->complete);
        return rendering->samples;
    }

    // The worker's children, by /proc.
    std::vector<int> children() const {
        std::vector<int> pids;
        std::ifstream list("/proc/" + std::to_string(worker.pid()) + "/task/" + std::to_string(worker.pid()) +
                           "/children");
        for (int pid = 0; list >> pid;) pids.push_back(pid);
        return pids;
    }

    asio::io_context loop;
    Worker worker{
        loop.get_executor(),
        {VORLESER_BINARY_DIR "/daemon/vorleserd", {VORLESER_BINARY_DIR "/share/vorleser/voices"}, voice()}};
};

const std::string sentence = "Bloomberg nennt eine Zahl: zehn Milliarden Dollar.";

TEST_F(WorkerTest, ReadsAnArticle) {
    const auto reading = run(
        worker.read("Ein Titel\n\nEin Absatz mit einem ganzen Satz darin.\n", {As::text, "", "notiz.txt"}));
    ASSERT_TRUE(reading) << reading.error().message;
    EXPECT_EQ(reading->article.title, "Ein Titel");
    const auto article = article_of(reading->article).value();
    ASSERT_EQ(article.body.size(), 1u);
    EXPECT_EQ(article.body[0].text, "Ein Absatz mit einem ganzen Satz darin.");
    EXPECT_EQ(reading->article, stored(article)) << "as it will be stored, nothing is computed anew";
    EXPECT_EQ(reading->body, 1u);
}

// All that was found of a page comes across, not its article alone.
TEST_F(WorkerTest, ReadsWhatAPageKeepsForSubscribersAndWhatWasLeftOut) {
    const auto reading = run(worker.read(
        "Die Brücke steht wieder\n\nAm Montag rollte die erste Bahn über den Fluss, und am Ufer "
        "standen viele, die darauf gewartet hatten.\n\nFoto: Ada Ufer\n\nJetzt weiterlesen mit dem "
        "Abo\nImpressum\n",
        {As::page, "", ""}));
    ASSERT_TRUE(reading) << reading.error().message;
    EXPECT_TRUE(reading->only_the_beginning);
    EXPECT_EQ(reading->dropped_lines, 3u);
    EXPECT_EQ(std::count(reading->dropped.begin(), reading->dropped.end(), '\n'), 3);
}

TEST_F(WorkerTest, RefusesWhatIsNoArticleAndGoesOn) {
    const auto reading = run(worker.read(std::string(5000, '\0'), {}));
    ASSERT_FALSE(reading);
    EXPECT_EQ(reading.error().kind, ErrorKind::unreadable);
    EXPECT_TRUE(run(worker.read("Titel\n\nText genug.\n", {As::text, "", ""})));
}

// Longer than many packets, there and back.
TEST_F(WorkerTest, CarriesLongTexts) {
    std::string text = "Titel\n\n";
    for (int i = 0; i < 40'000; ++i) text += "Das ist der Satz Nummer " + std::to_string(i) + ".\n\n";
    const auto reading = run(worker.read(text, {As::text, "", ""}));
    ASSERT_TRUE(reading) << reading.error().message;
    EXPECT_EQ(reading->body, 40'000u);
    std::string whole;
    for (const StoredPart& part : reading->article.parts) {
        EXPECT_LE(part.size.bytes, part_bytes);
        whole += part.text;
    }
    const auto utterances = run(worker.utterances("de", whole, Lane::background));
    ASSERT_TRUE(utterances) << utterances.error().message;
    EXPECT_EQ(utterances->size(), 40'001u);
}

// The reason for a fork each: the same samples in any order.
TEST_F(WorkerTest, SpeaksTheSameSamplesInAnyOrder) {
    const auto first = speak(sentence);
    ASSERT_GT(first.size(), 22'050u);
    speak("Etwas ganz anderes, das dazwischen gesprochen wird!");
    EXPECT_EQ(speak(sentence), first);
    const auto measure = run(worker.measure(sentence));
    ASSERT_TRUE(measure);
    EXPECT_EQ(measure->samples, first.size());
    EXPECT_EQ(measure->marks.front().sample, 0u);
}

// The sandbox lets eSpeak NG read the dictionaries of other languages.
TEST_F(WorkerTest, SpeaksForeignWords) {
    const auto foreign = speak(
        "Die \x02"
        "en:cloud\x03 kommt.");
    EXPECT_EQ(foreign, speak("Die \x02"
                             "en:/kl'aUd/\x03 kommt."));
    EXPECT_NE(foreign, speak("Die \x02"
                             "cloud\x03 kommt."))
        << "by German rules";
}

TEST_F(WorkerTest, GoesOnAfterItWasKilled) {
    const auto first = speak(sentence);
    const int pid = worker.pid();
    kill(pid, SIGKILL);
    EXPECT_EQ(speak(sentence), first);
    EXPECT_NE(worker.pid(), pid);
}

TEST_F(WorkerTest, GoesOnAfterItsChildrenWereKilled) {
    const auto first = speak(sentence);
    const int pid = worker.pid();
    for (int round = 0; round < 5; ++round) {
        for (const int child : children()) kill(child, SIGKILL);
        EXPECT_EQ(speak(sentence), first);
    }
    EXPECT_EQ(worker.pid(), pid) << "the worker itself need not start again";
}

// Killed while the samples stream: those already there are kept, the rest comes from the second try.
TEST_F(WorkerTest, AKillInMidSentenceLosesAndRepeatsNoSample) {
    std::string text;
    for (int i = 0; i < 12; ++i) text += "Schon seit seinen Investitionen ist das der wichtigste Partner, ";
    const auto whole = speak(text);
    auto rendering = std::make_shared<Rendering>();
    bool killed = false;
    const auto done = run(worker.speak(text, rendering, [&] {
        if (!std::exchange(killed, true)) kill(worker.pid(), SIGKILL);
    }));
    ASSERT_TRUE(done) << done.error().message;
    EXPECT_TRUE(killed);
    EXPECT_EQ(rendering->samples, whole);
}

TEST_F(WorkerTest, AnotherVoiceSpeaksOtherwise) {
    const auto first = speak(sentence);
    VoiceProfile other = voice();
    other.rate = 220;
    worker.set_voice(other);
    const auto faster = speak(sentence);
    EXPECT_LT(faster.size(), first.size());
    worker.set_voice(voice());
    EXPECT_EQ(speak(sentence), first);
}

// A newer job replaces the one under way; what that one still answers is not mistaken for ours.
TEST_F(WorkerTest, ACancelledJobLeavesNothingBehind) {
    const auto first = speak(sentence);
    std::string longest(600, 'a');
    for (std::size_t i = 5; i < longest.size(); i += 6) longest[i] = ' ';
    for (int round = 0; round < 10; ++round) {
        asio::cancellation_signal stop;
        auto dropped = std::make_shared<Rendering>();
        bool ended = false;
        asio::co_spawn(loop, worker.speak(longest, dropped, [] {}),
                       asio::bind_cancellation_slot(stop.slot(),
                                                    [&](std::exception_ptr, Result<void>) { ended = true; }));
        loop.restart();
        for (int i = 0; i < round; ++i) loop.run_one_for(std::chrono::milliseconds(5));
        stop.emit(asio::cancellation_type::all);
        EXPECT_EQ(speak(sentence), first);
        loop.restart();
        while (!ended && loop.run_one_for(std::chrono::seconds(10)) > 0) {
        }
        EXPECT_TRUE(ended);
    }
}

// --- documents of other formats: the program that the daemon starts for one (`vorleser-read`)

TEST_F(WorkerTest, ReadsADocumentByAProgramOfItsOwn) {
    const std::string text = "Der Hafen\n\nDer Rat hat beschlossen, den alten Hafen umzubauen.\n";
    const auto plain = run(worker.read(text, {.source = "a.txt"}));
    const auto reading = run(worker.read(test::gzipped(text), {.source = "a.txt.gz"}));
    ASSERT_TRUE(reading) << reading.error().message;
    ASSERT_TRUE(plain);
    EXPECT_EQ(reading->article, plain->article);
    const auto broken = run(worker.read(test::gzipped(text).substr(0, 40), {}));
    ASSERT_FALSE(broken);
    EXPECT_EQ(broken.error().kind, ErrorKind::unreadable);
    EXPECT_EQ(broken.error().message,
              "this is a file packed by gzip: it is damaged or incomplete: get it anew and add that");
    std::string many = "Titel\n\n";
    for (int i = 0; i < 40'000; ++i) many += "Das ist der Satz Nummer " + std::to_string(i) + ".\n\n";
    const auto whole = run(worker.read(test::gzipped(many), {}));
    ASSERT_TRUE(whole) << whole.error().message;
    EXPECT_EQ(whole->body, 40'000u);
}

// Their libraries look for tables of letters in files when they are first asked: a confined process has none.
TEST_F(WorkerTest, ReadsPaperAndMailWithTheirLettersInAConfinedProgram) {
    const std::string line = "(Der Rat l\\344sst den Hafen umbauen, die Stra\\337e wird gesperrt.) Tj ET\n";
    std::string content = "BT /F1 20 Tf 60 700 Td (Der gro\\337e Hafen) Tj ET\n";
    for (int i = 0; i < 4; ++i) content += "BT /F1 10 Tf 60 " + std::to_string(650 - 14 * i) + " Td " + line;
    const std::string pdf =
        "%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
        "2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n"
        "3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R/Resources<</Font<</F1 4 0 "
        "R>>>>>>\n"
        "endobj\n4 0 obj\n<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>\nendobj\n"
        "5 0 obj\n<</Length " +
        std::to_string(content.size()) + ">>\nstream\n" + content +
        "endstream\nendobj\ntrailer\n<</Size 6/Root 1 0 R>>\n%%EOF\n";
    const auto paper = run(worker.read(pdf, {}));
    ASSERT_TRUE(paper) << paper.error().message;
    EXPECT_EQ(paper->article.title, "Der große Hafen");
    const auto mail = run(
        worker.read("From: =?iso-8859-1?Q?M=FCller?= <m@example.org>\nSubject: =?windows-1252?Q?Gr=FC=DFe?=\n"
                    "Message-ID: <1@example.org>\nMIME-Version: 1.0\n"
                    "Content-Type: text/plain; charset=iso-8859-15\n\nDie Stra\xDF"
                    "e ist gesperrt, weil dort gebaut wird.\n",
                    {}));
    ASSERT_TRUE(mail) << mail.error().message;
    EXPECT_EQ(mail->article.title, "Grüße");
    EXPECT_EQ(mail->article.source, "Müller");
}

class DocumentTest : public WorkerTest {
 protected:
    // What becomes of a document that this program reads.
    Result<StoredReading> read_by(const std::string& program, std::chrono::milliseconds patience) {
        return run(read_document(loop.get_executor(), program, job, patience,
                                 Error(ErrorKind::unreadable, "missing")));
    }
    // A program as written here, in place of ours.
    std::string script(const std::string& lines) {
        const std::string path = directory.path() / "script";
        std::ofstream(path) << "#!/bin/sh\necho >>" << directory.path() / "started"
                            << "\n"
                            << lines << "\n";
        std::filesystem::permissions(path, std::filesystem::perms::owner_all);
        return path;
    }
    std::ptrdiff_t started() const {
        const std::string lines = test::read_file(directory.path() / "started");
        return std::count(lines.begin(), lines.end(), '\n');
    }

    test::TemporaryDirectory directory;
    const std::string job = reading_job({}, test::gzipped("Der Hafen"));
};

TEST_F(DocumentTest, IsNamedWhereTheProgramIsMissing) {
    Worker without(loop.get_executor(), {.executable = VORLESER_BINARY_DIR "/daemon/vorleserd",
                                         .german = {VORLESER_BINARY_DIR "/share/vorleser/voices"},
                                         .voice = voice(),
                                         .document_reader = directory.path() / "nothing"});
    const auto reading = run(without.read(test::gzipped("Der Hafen"), {}));
    ASSERT_FALSE(reading);
    EXPECT_EQ(reading.error().message,
              "this is a file packed by gzip: the program that reads it, vorleser-read, is missing: install "
              "Vorleser anew");
    EXPECT_EQ(reading.error().kind, ErrorKind::unreadable);
}

TEST_F(DocumentTest, IsTriedTwiceWhereTheProgramDiesHangsOrFloods) {
    using namespace std::chrono_literals;
    const auto fails = [&](const std::string& program, std::chrono::milliseconds patience) {
        const auto read = read_by(program, patience);
        EXPECT_FALSE(read);
        return !read && read.error().kind == ErrorKind::engine ? started() : -1;
    };
    EXPECT_EQ(fails(script("kill -KILL $$"), 60s), 2);
    EXPECT_EQ(fails(script("exec sleep 600"), 300ms), 4);
    EXPECT_EQ(fails(script("printf x >&4"), 60s), 6) << "no packet";
    EXPECT_EQ(fails(script("exec dd if=/dev/zero bs=60000 >&4 2>/dev/null"), 60s), 8)
        << "nonsense without an end";
}

// While it is at work, held up by an answer that nobody takes.
TEST_F(DocumentTest, IsReadByAProgramThatMayDoNothingElse) {
    std::string text = "Titel\n\n";
    for (int i = 0; i < 20'000; ++i) text += "Das ist der Satz Nummer " + std::to_string(i) + ".\n\n";
    int pair[2];
    ASSERT_EQ(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair), 0);
    const std::string path = directory.path() / "job";
    std::ofstream(path) << reading_job({}, test::gzipped(text));
    const pid_t child = fork();
    if (child == 0) {
        dup2(open(path.c_str(), O_RDONLY), document_descriptor);
        dup2(pair[1], answer_descriptor);
        close_range(answer_descriptor + 1, ~0u, 0);
        execl(reading_program(VORLESER_BINARY_DIR "/daemon/vorleserd").c_str(), "vorleser-read", nullptr);
        _exit(127);
    }
    close(pair[1]);
    char byte = 0;
    ASSERT_GT(recv(pair[0], &byte, 1, MSG_PEEK), 0) << "it ended without an answer";
    const auto process = "/proc/" + std::to_string(child);
    const std::string status = test::read_file(process + "/status"),
                      limits = test::read_file(process + "/limits");
    EXPECT_NE(status.find("\nSeccomp:\t2"), std::string::npos) << status;
    EXPECT_NE(status.find("\nNoNewPrivs:\t1"), std::string::npos) << status;
#ifndef VORLESER_SANITIZED
    EXPECT_NE(limits.find(std::to_string(sandbox_memory_bytes)), std::string::npos) << limits;
#endif
    EXPECT_NE(limits.find(std::to_string(sandbox_file_bytes)), std::string::npos) << limits;
    std::size_t held = 0;
    for ([[maybe_unused]] const auto& each : std::filesystem::directory_iterator(process + "/fd")) ++held;
    EXPECT_LE(held, 5u) << "the standard ones, the document, the answer";
    close(pair[0]);
    int ended = 0;
    EXPECT_EQ(waitpid(child, &ended, 0), child);
    EXPECT_TRUE(WIFEXITED(ended)) << "who answers nobody ends";
}

// --- a child that was taken over by what it read (tests/worker/hostile_worker.cpp)

class HostileWorkerTest : public WorkerTest {
 protected:
    // What becomes of a job that such a child gets.
    ErrorKind outcome(const std::string& mode, std::chrono::milliseconds patience) {
        Worker hostile(loop.get_executor(), {.executable = VORLESER_BINARY_DIR "/tests/hostile_worker",
                                             .german = {mode},
                                             .voice = voice(),
                                             .patience = patience});
        const auto done = run(hostile.speak(sentence, std::make_shared<Rendering>(), [] {}));
        EXPECT_FALSE(done);
        return done ? ErrorKind::internal : done.error().kind;
    }
};

TEST_F(HostileWorkerTest, IsKilledWhenItOnlyComputes) {
    EXPECT_EQ(outcome("spin", std::chrono::milliseconds(300)), ErrorKind::engine);
}

TEST_F(HostileWorkerTest, IsKilledWhenItsAnswerHasNoEnd) {
    EXPECT_EQ(outcome("flood", std::chrono::seconds(60)), ErrorKind::engine);
}

TEST_F(HostileWorkerTest, IsNotBelievedWhenItAnswersNonsense) {
    EXPECT_EQ(outcome("nonsense", std::chrono::seconds(60)), ErrorKind::engine);
}

// What the daemon's own children hold: their lane and no other, and the limits.
TEST_F(WorkerTest, AChildHoldsItsLaneOnlyAndHasLimits) {
    speak(sentence);
    std::set<std::string> lanes;
    std::vector<std::string> limits;
    // A child forked a moment ago may still be closing the others' lanes, one whose job is done be ending.
    EXPECT_TRUE(test::eventually([&] {
        lanes.clear();
        limits.clear();
        for (const int child : children()) {
            const auto process = "/proc/" + std::to_string(child);
            limits.push_back(test::read_file(process + "/limits"));
            std::error_code gone;
            std::size_t held = 0;
            for (const auto& each : std::filesystem::directory_iterator(process + "/fd", gone)) {
                const auto name = each.path().filename().string();
                const auto what = std::filesystem::read_symlink(each, gone).string();
                // The lists of words are mapped, and stay open, for reading.
                if (std::stoi(name) <= 2 || what.ends_with(".trie")) continue;
                lanes.insert(name);
                ++held;
            }
            if (held != 1) return false;
        }
        return lanes.size() == lane_count && limits.size() == lane_count;
    }));
    for (const auto& each : limits) {
        auto limit = [&](const std::string& name) {
            const auto at = each.find(name);
            return at == each.npos ? std::string() : each.substr(at + 26, each.find(' ', at + 26) - at - 26);
        };
        EXPECT_EQ(limit("Max cpu time"), std::to_string(sandbox_cpu_seconds));
        EXPECT_EQ(limit("Max file size"), std::to_string(sandbox_file_bytes));
        EXPECT_EQ(limit("Max core file size"), "0");
    }
}

}  // namespace
}  // namespace vorleser
