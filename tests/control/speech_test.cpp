// `speech`: an article's sound for a client's own ears. What a second listener in another language makes of
// it is what the sound device plays, sample for sample.
#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/running_daemon.hpp"
#include "tests/support/sound.hpp"

namespace vorleser::test {
namespace {

namespace json = boost::json;

class Speech : public testing::Test {
 protected:
    explicit Speech(int pace_percent = 0)
        : daemon({}, {"--device", "file:" + (files.path() / "heard.wav").string()}) {
        std::filesystem::create_directory(daemon.directory() / "config/vorleser");
        std::ofstream(daemon.directory() / "config/vorleser/vorleser.toml")
            << "[audio]\npace_percent = " << pace_percent << "\n";
        daemon.restart();
        client = daemon.connect();
    }
    void add(std::string text) { client.call("add", {{"text", std::move(text)}, {"as", "text"}}); }
    void add_article() { add(read_file(VORLESER_SOURCE_DIR "/tests/articles/spiegel-openai.txt")); }
    void measured() {
        ASSERT_TRUE(eventually([&] {
            const json::value list = client.call("list");
            const json::array& entries = list.at("entries").as_array();
            return std::ranges::all_of(entries, [](const auto& each) { return each.at("exact").as_bool(); });
        }));
    }
    // What the device plays of the first article, once it is at rest.
    Samples heard() {
        client.call("play", {{"number", 1}});
        EXPECT_TRUE(eventually([&] { return client.call("status").at("state") == "stopped"; }));
        daemon.terminate();  // and the file is whole
        return from_wav(files.path() / "heard.wav");
    }
    // What the second listener writes and says. `parameters`: "from=7".
    struct Told {
        Samples samples;
        json::value said;
    };
    Told told(const std::string& parameters = {}) {
        const std::string wav = (files.path() / "told.wav").string(),
                          said = (files.path() / "told.json").string();
        const std::string command = "python3 " VORLESER_SOURCE_DIR "/tests/control/listen.py " +
                                    daemon.socket() + " 1 " + wav + " " + parameters + " >" + said;
        if (std::system(command.c_str()) != 0) throw std::runtime_error(command + "\n" + daemon.log());
        return {from_wav(wav), json::parse(read_file(said))};
    }

    TemporaryDirectory files;
    RunningDaemon daemon;
    RpcClient client = daemon.connect();
};

class SpeechWhilePlaying : public Speech {
 protected:
    SpeechWhilePlaying() : Speech(500) {}
};

void expect_same(const Samples& heard, const Samples& told) {
    ASSERT_GT(told.size(), 22'050u);
    EXPECT_EQ(differing(heard, told), 0u) << "of " << told.size() << " samples";
}

TEST_F(Speech, IsWhatTheDevicePlaysSampleForSample) {
    add_article();
    const Told before = told();  // perhaps measured meanwhile, perhaps not
    measured();
    const Told after = told();
    EXPECT_EQ(before.samples, after.samples);
    const json::object& answer = after.said.at("answer").as_object();
    ASSERT_TRUE(answer.contains("result")) << json::serialize(answer);
    EXPECT_EQ(answer.at("result").at("samples").as_int64(), after.samples.size());
    EXPECT_EQ(answer.at("result").at("unspeakable"), 0);
    expect_same(heard(), after.samples);
}

// Once it was measured, lengths and places are exact before anything is spoken.
TEST_F(Speech, SaysHowLongItIsBeforeItIsSpoken) {
    add_article();
    measured();
    const Told all = told();
    const json::value& begin = all.said.at("begin");
    EXPECT_TRUE(begin.at("exact").as_bool());
    EXPECT_EQ(begin.at("samples").as_int64(), all.samples.size());
    EXPECT_EQ(begin.at("rate"), 22'050);
    EXPECT_EQ(begin.at("voice"), "anna");
    const json::array& utterances = all.said.at("utterances").as_array();
    EXPECT_GT(utterances.size(), 5u);
    std::uint64_t words = 0, last_begin = 0;
    for (const json::value& utterance : utterances) {
        EXPECT_EQ(utterance.at("at"), utterance.at("place"));
        const auto& of = utterance.at("words").as_array();
        std::int64_t sample = -1;
        for (const json::value& word : of) {
            EXPECT_GT(word.at("sample").as_int64(), std::exchange(sample, word.at("sample").as_int64()));
            EXPECT_GE(word.at("begin").to_number<std::uint64_t>(), last_begin);
            last_begin = word.at("begin").to_number<std::uint64_t>();
            EXPECT_LE(word.at("end").as_int64(), utterance.at("end").as_int64());
        }
        EXPECT_LT(sample, utterance.at("samples").as_int64());
        words += of.size();
    }
    EXPECT_GT(words, 200u);
}

// Whoever keeps what was made of an article knows by it whether it is still that.
TEST_F(Speech, SaysByAKeyWhetherItsSamplesAreTheSame) {
    add("Der Zug\n\nEr fährt wieder.");
    const auto key = [&](const std::string& parameter = "") {
        const Told all = parameter.empty() ? told() : told(parameter);
        return std::pair(std::string(all.said.at("begin").at("key").as_string()), all.samples);
    };
    const auto before = key();
    EXPECT_NE(key("voice=jonas").first, before.first);
    EXPECT_EQ(key("voice=anna"), before);
    client.call("speed", {{"percent", 200}});
    EXPECT_EQ(key(), before) << "the same samples at any speed";
    client.call("lexicon", {{"word", "Zug"}, {"sound", "Bahn"}});
    const auto corrected = key();
    EXPECT_NE(corrected.first, before.first);
    EXPECT_NE(corrected.second, before.second);
    client.call("lexicon", {{"word", "Zug"}, {"remove", true}});
    EXPECT_EQ(key().second, before.second);
    daemon.restart();
    client = daemon.connect();
    EXPECT_EQ(key().second, before.second);
}

TEST_F(Speech, BeginsAtAWordOrATime) {
    add_article();
    measured();
    const Told all = told();
    const json::array& utterances = all.said.at("utterances").as_array();
    const json::value& utterance = utterances.at(3);
    const json::value& word = utterance.at("words").at(4);
    const auto place = static_cast<std::size_t>(utterance.at("place").as_int64());
    const auto sample = place + static_cast<std::size_t>(word.at("sample").as_int64());
    const auto at_word = told("from=" + std::to_string(word.at("begin").as_int64()));
    EXPECT_EQ(at_word.samples, from(all.samples, sample));
    EXPECT_EQ(at_word.said.at("utterances").at(0).at("first"), word.at("sample"));
    EXPECT_EQ(told("from_ms=60000").samples, from(all.samples, 60 * 22'050));
    // In the silence behind an utterance.
    const auto end = place + static_cast<std::size_t>(utterance.at("samples").as_int64());
    const auto ms = (end + static_cast<std::size_t>(utterance.at("pause").as_int64()) / 2) * 100 / 2205 / 20 *
                    20;  // whole samples
    const auto silent = told("from_ms=" + std::to_string(ms)).samples;
    EXPECT_EQ(silent.size(), all.samples.size() - ms * 2205 / 100);
    EXPECT_EQ(silent, from(all.samples, ms * 2205 / 100));
    EXPECT_LE(told("from_ms=86400000").samples.size(), 1u) << "behind it all";
}

TEST_F(Speech, IsReadByTheVoiceThatIsAskedFor) {
    add("Der Zug\n\nEr fährt wieder.");
    const auto anna = told().samples, jonas = told("voice=jonas").samples;
    EXPECT_NE(anna, jonas);
    EXPECT_EQ(told().samples, anna) << "nobody else's voice was changed";
    EXPECT_EQ(client.call("status").at("voice"), "anna");
    client.call("voice", {{"name", "jonas"}});
    EXPECT_EQ(told().samples, jonas);
    client.call("speed", {{"percent", 200}});
    EXPECT_EQ(told().samples, jonas) << "always at speed 1";
    EXPECT_EQ(told("voice=niemand").said.at("answer").at("error").at("code"), -32001);
}

TEST_F(Speech, WhatItCannotMeanIsRefused) {
    add("Der Zug\n\nEr fährt wieder.");
    EXPECT_EQ(client.error_code("speech", {}), -32602);
    EXPECT_EQ(client.error_code("speech", {{"number", 2}}), -32001);
    EXPECT_EQ(client.error_code("speech", {{"number", 1}, {"from", -1}}), -32602);
    EXPECT_EQ(client.error_code("speech", {{"number", 1}, {"from_ms", -1}}), -32602);
    EXPECT_EQ(client.error_code("speech", {{"number", 1}, {"from_ms", 1}, {"from", 1}}), -32602);
}

// Twenty at once: nobody waits until another is done, each gets the same, and what plays has no gap.
TEST_F(SpeechWhilePlaying, ManyShareItFairlyAndTheListenerHearsNothingOfIt) {
    add_article();
    std::string other = "Etwas anderes\n\n";
    for (int i = 0; i < 15; ++i) other += "Das ist der Satz Nummer " + std::to_string(i) + ". ";
    add(other);
    measured();
    const auto played = told().samples;
    constexpr std::size_t many = 20;
    client.call("play", {{"number", 1}});
    std::vector<RpcClient> clients;
    for (std::size_t i = 0; i < many; ++i) {
        clients.push_back(daemon.connect());
        clients.back().send(
            "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"speech\",\"params\":{\"number\":2}}\n");
    }
    // All read as fast as they can, in turn, an utterance at a time.
    std::vector<std::size_t> got(many), utterances(many);
    std::vector<bool> over(many);
    std::vector<std::string> sound(many);
    std::size_t least_at_first_end = 0;
    bool ended = false;
    for (std::size_t left = many; left > 0;)
        for (std::size_t i = 0; i < many; ++i) {
            while (!over[i]) {
                const json::value line = json::parse(clients[i].line().value());
                if (const auto* id = line.as_object().if_contains("id"); id && *id == 7) {
                    ASSERT_TRUE(line.as_object().contains("result")) << line;
                    over[i] = true;
                    --left;
                    if (!std::exchange(ended, true))
                        least_at_first_end = *std::min_element(utterances.begin(), utterances.end());
                    break;
                }
                const json::object& part = line.at("params").as_object();
                if (part.contains("samples") && !part.contains("rate"))
                    sound[i] += part.at("samples").as_string();
                if (part.contains("utterance")) {
                    ++utterances[i];
                    break;
                }
            }
        }
    for (std::size_t i = 1; i < many; ++i) EXPECT_TRUE(sound[i] == sound[0]) << i;
    EXPECT_EQ(utterances[0], 16u);
    EXPECT_GE(least_at_first_end, 14u) << "when the first of them had all 16";
    EXPECT_EQ(client.call("status").at("entry").at("number"), 1) << "played meanwhile";
    client.call("stop");
    daemon.terminate();
    // A gap would be silence in the file. It begins and ends with a fade.
    const auto heard = from_wav(files.path() / "heard.wav");
    constexpr std::size_t fade = 110, fade_out = 2205;
    ASSERT_GT(heard.size(), 22'050u);
    ASSERT_LE(heard.size(), played.size());
    EXPECT_TRUE(std::equal(heard.begin() + fade, heard.end() - fade_out, played.begin() + fade));
}

TEST_F(Speech, IsCancelledAndTheVoiceMayBeUsedAtOnce) {
    std::string text = "Lang\n\n";
    for (int i = 0; i < 3000; ++i) text += "Das ist der Satz Nummer " + std::to_string(i) + ".\n\n";
    add(text);
    const std::string request =
        "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"speech\",\"params\":{\"number\":1}}\n";
    client.send(request);
    for (int i = 0; i < 10; ++i) ASSERT_EQ(json::parse(client.line().value()).at("method"), "part");
    client.send("{\"jsonrpc\":\"2.0\",\"id\":8,\"method\":\"cancel\",\"params\":{\"request\":7}}\n");
    std::map<std::int64_t, json::value> answers;
    while (answers.size() < 2) {
        const json::value line = json::parse(client.line().value());
        if (line.as_object().contains("id")) answers[line.at("id").as_int64()] = line;
    }
    EXPECT_EQ(answers[7].at("error").at("code"), -32007);
    EXPECT_EQ(answers[8].at("result"), true);
    // What would be read otherwise from here on is not mixed with what was read.
    client.send(request);
    for (int i = 0; i < 10; ++i) ASSERT_EQ(json::parse(client.line().value()).at("method"), "part");
    daemon.connect().call("voice", {{"name", "jonas"}});
    for (;;) {
        const json::value line = json::parse(client.line().value());
        if (!line.as_object().contains("id")) continue;
        EXPECT_EQ(line.at("error").at("code"), -32003) << line;
        break;
    }
    EXPECT_EQ(client.call("status").at("voice"), "jonas");
}

}  // namespace
}  // namespace vorleser::test
