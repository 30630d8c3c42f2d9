// The sound that a browser plays, made by the real daemon, judged by real players.
#include "client/web/sound.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <fstream>
#include <iterator>
#include <random>
#include <sstream>
#include <thread>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "client/failure.hpp"
#include "client/web/mp3.hpp"
#include "client/web/words.hpp"
#include "tests/support/running_daemon.hpp"
#include "tests/support/shell.hpp"

namespace vorleser::web {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using Samples = std::vector<std::int16_t>;

constexpr std::size_t chunk_bytes = mp3::blocks_a_chunk * mp3::bytes_a_block;

Samples samples_of(const std::string& bytes) {
    Samples samples(bytes.size() / 2);
    std::memcpy(samples.data(), bytes.data(), samples.size() * 2);
    return samples;
}

void write_wav(const fs::path& file, const Samples& samples) {
    const auto bytes = static_cast<std::uint32_t>(2 * samples.size());
    std::ofstream out(file, std::ios::binary);
    const auto number = [&](std::uint32_t value, int size) {
        for (int i = 0; i < size; ++i) out.put(static_cast<char>(value >> (8 * i)));
    };
    out << "RIFF", number(36 + bytes, 4), out << "WAVEfmt ", number(16, 4), number(1, 2), number(1, 2);
    number(22'050, 4), number(44'100, 4), number(2, 2), number(16, 2), out << "data", number(bytes, 4);
    out.write(reinterpret_cast<const char*>(samples.data()), bytes);
}

struct Likeness {
    double correlation = 0, decibels = 0;  // of the original to what differs
};
Likeness likeness(std::span<const std::int16_t> original, std::span<const std::int16_t> heard) {
    double both = 0, one = 0, other = 0, wrong = 1e-9;
    for (std::size_t i = 0; i < std::min(original.size(), heard.size()); ++i) {
        const double a = original[i], b = heard[i];
        both += a * b, one += a * a, other += b * b, wrong += (a - b) * (a - b);
    }
    return {both / std::sqrt(one * other + 1e-9), 10 * std::log10(one / wrong)};
}

class BrowserSound : public testing::Test {
 protected:
    BrowserSound() {
        daemon.start();
        config.directory = files.path() / "cache/web";
        config.daemon = {daemon.socket(), false};
    }
    // Its id.
    std::int64_t add(const std::string& title, const std::string& text) {
        auto client = daemon.connect();
        const auto added = client.call("add", {{"text", title + "\n\n" + text}, {"as", "text"}});
        return added.at("entry").at("id").as_int64();
    }
    void measured() {
        auto client = daemon.connect();
        ASSERT_TRUE(eventually([&] {
            const auto list = client.call("list");
            const auto& entries = list.at("entries").as_array();
            for (const auto& each : entries)
                if (!each.at("exact").as_bool()) return false;
            return true;
        }));
    }
    static std::string name_of(const json::object& made) {
        return std::string(made.at("sound").as_string()).substr(std::string("/sound/").size());
    }
    // What the daemon says, sample for sample.
    Samples spoken(std::int64_t id) {
        Connection connection(config.daemon);
        Speech speech(connection, {{"id", id}});
        Samples all;
        while (const auto each = speech.next()) {
            all.insert(all.end(), each->sound.begin(), each->sound.end());
            all.resize(all.size() + each->pause);
        }
        return all;
    }
    // At their places in the sound.
    Samples expected(const json::object& made) {
        Samples all(made.at("samples").to_number<std::size_t>());
        const auto& entries = made.at("entries").as_array();
        for (const auto& entry : entries) {
            const auto samples = spoken(entry.at("id").as_int64());
            EXPECT_EQ(samples.size(), entry.at("samples").to_number<std::size_t>());
            std::copy(samples.begin(), samples.end(),
                      all.begin() + entry.at("at").to_number<std::ptrdiff_t>());
        }
        return all;
    }
    std::string whole(Sounds& sounds, const json::object& made) {
        const auto sound = sounds.open(name_of(made));
        EXPECT_TRUE(sound);
        return sound ? sound->read(0, sound->size()) : std::string();
    }
    Samples decoded(const std::string& bytes, const std::string& by = "mpg123") {
        const auto mp3 = files.path() / "a.mp3", raw = files.path() / "a.raw";
        std::ofstream(mp3, std::ios::binary) << bytes;
        const auto got =
            by == "mpg123"
                ? test::shell("mpg123 -q -s " + mp3.string() + " >" + raw.string())
                : test::shell("ffmpeg -loglevel error -y -i " + mp3.string() + " -f s16le " + raw.string());
        EXPECT_EQ(got.code, 0) << got.out;
        return samples_of(test::read_file(raw));
    }

    static bool eventually(const std::function<bool()>& holds) { return test::eventually(holds); }

    test::RunningDaemon daemon;
    test::TemporaryDirectory files;
    SoundsConfig config;
    const std::string article = test::read_file(VORLESER_SOURCE_DIR "/tests/articles/spiegel-openai.txt");
    const std::string story =
        "Der Zug fährt wieder über den Fluss.\n\n# Was sich ändert\n\nNach zwölf Monaten ist die Brücke "
        "fertig.\n\n"
        "Wie es weitergeht? Das weiß noch niemand, sagt die Bahn.";
};

TEST_F(BrowserSound, IsTheListSampleForSample) {
    const auto first = add("Eins", article);
    add("Zwei", story);
    add("Drei", "Auch das Schiff fährt wieder.");
    measured();
    Sounds sounds(config);
    const auto made = sounds.make({{"id", first}});
    ASSERT_EQ(made.at("entries").as_array().size(), 3u);
    EXPECT_EQ(made.at("rate"), 22'050);
    const auto sound = sounds.open(name_of(made));
    ASSERT_TRUE(sound);
    const auto samples = made.at("samples").to_number<std::uint64_t>();
    EXPECT_EQ(sound->size() * mp3::samples_a_block, samples * mp3::bytes_a_block)
        << "known before it is encoded";
    const auto bytes = sound->read(0, sound->size());
    EXPECT_EQ(bytes.size(), sound->size());
    EXPECT_TRUE(mp3::is_whole(bytes));
    const auto original = expected(made);
    for (const char* player : {"mpg123", "ffmpeg"}) {
        const auto heard = decoded(bytes, player);
        EXPECT_EQ(heard.size(), samples) << player;
        const auto [correlation, decibels] = likeness(original, heard);
        EXPECT_GE(correlation, 0.99) << player;
        // A sample too late or too early is worse.
        for (const int shift : {1, 22}) {
            EXPECT_LT(likeness(original, std::span(heard).subspan(static_cast<std::size_t>(shift))).decibels,
                      decibels);
            EXPECT_LT(likeness(std::span(original).subspan(static_cast<std::size_t>(shift)), heard).decibels,
                      decibels);
        }
    }
    const auto probed = test::shell("ffprobe -loglevel error -of csv=p=0 -show_entries format=duration " +
                                    (files.path() / "a.mp3").string());
    EXPECT_NEAR(std::stod(probed.out), static_cast<double>(samples) / 22'050, 0.001);
}

// An hour on, and across the border of two articles, a browser still lands on the word.
TEST_F(BrowserSound, LeadsABrowserToTheWordAfterAnHour) {
    std::string text;
    for (int i = 0; i < 16; ++i) text += article + "\n\n";
    const auto first = add("Eins", text);
    add("Zwei", article);
    measured();
    Sounds sounds(config);
    const auto made = sounds.make({{"id", first}});
    const auto& entries = made.at("entries").as_array();
    ASSERT_EQ(entries.size(), 2u);
    std::ofstream(files.path() / "a.mp3", std::ios::binary) << whole(sounds, made);
    write_wav(files.path() / "a.wav", expected(made));
    const auto seed = std::random_device{}();
    std::printf("seed %u\n", seed);
    std::mt19937 random(seed);
    std::string seconds;
    for (int i = 0; i < 20; ++i) {
        const auto& entry = entries[i % 2].as_object();
        const auto timing = parse_words(*sounds.words(std::string(entry.at("words").as_string()).substr(7)));
        ASSERT_TRUE(timing);
        const auto words = timing->words.size();
        const auto from = i % 2 == 0 ? words - words / 16 : 0;  // of the first what is said last
        const auto& word = timing->words[from + random() % (words - from - 10)];
        seconds += " " + std::to_string((entry.at("at").to_number<double>() + static_cast<double>(word.at)) /
                                        22'050);
    }
    const auto got = test::shell("/usr/bin/python3 " VORLESER_SOURCE_DIR "/tests/export/seek.py " +
                                 files.path().string() + " a.mp3 a.wav" + seconds);
    ASSERT_EQ(got.code, 0) << got.out;
    const auto answer = json::parse(got.out);
    EXPECT_NEAR(answer.at("duration").to_number<double>(), made.at("samples").to_number<double>() / 22'050,
                0.001);
    EXPECT_GT(answer.at("duration").to_number<double>(), 3'600);
    const auto& landed = answer.at("landed").as_array();
    ASSERT_EQ(landed.size(), 20u);
    for (const auto& each : landed) {
        EXPECT_GE(each.at(1).to_number<double>(), each.at(0).to_number<double>() - 0.005) << got.out;
        EXPECT_LE(each.at(1).to_number<double>(), each.at(2).to_number<double>() + 0.005) << got.out;
    }
}

// Against what LAME makes of the whole in one go: where chunks meet nothing is heard of it.
TEST_F(BrowserSound, HasNoBordersThatAreHeard) {
    const auto id = add("Eins", article);
    measured();
    Sounds sounds(config);
    const auto made = sounds.make({{"id", id}});
    const auto original = expected(made);
    const auto parts = decoded(whole(sounds, made));
    const auto blocks = original.size() / mp3::samples_a_block;
    Samples all(mp3::samples_before);
    all.insert(all.end(), original.begin(), original.end());
    all.resize(all.size() + mp3::samples_behind);
    const auto in_one = decoded(mp3::encode(all, blocks));
    ASSERT_EQ(parts.size(), in_one.size());
    // Within 26 ms of a border, and elsewhere.
    Samples there, there_in_one, there_original;
    constexpr std::size_t size = mp3::blocks_a_chunk * mp3::samples_a_block, near = 576;
    for (std::size_t border = size; border + size < parts.size(); border += size)
        for (auto i = border - near; i < border + near; ++i) {
            there.push_back(parts[i]);
            there_in_one.push_back(in_one[i]);
            there_original.push_back(original[i]);
        }
    const auto borders = likeness(there_original, there).decibels,
               borders_in_one = likeness(there_original, there_in_one).decibels;
    std::printf("at borders %.2f dB, in one %.2f dB; everywhere %.2f dB, in one %.2f dB\n", borders,
                borders_in_one, likeness(original, parts).decibels, likeness(original, in_one).decibels);
    EXPECT_GE(borders, borders_in_one - 0.5);
    EXPECT_GE(likeness(original, parts).decibels, likeness(original, in_one).decibels - 0.1);
    EXPECT_GE(likeness(there_in_one, there).decibels, 35);
}

TEST_F(BrowserSound, HasTheSameBytesInWhateverOrderTheyAreAskedFor) {
    const auto id = add("Eins", article);
    add("Zwei", story);
    measured();
    Sounds sounds(config);
    const auto made = sounds.make({{"id", id}});
    const auto bytes = whole(sounds, made);
    const auto seed = std::random_device{}();
    std::printf("seed %u\n", seed);
    std::mt19937 random(seed);
    auto other = config;
    other.directory = files.path() / "cache/other";
    {
        Sounds again(other);
        const auto same = again.make({{"id", id}});
        EXPECT_EQ(json::value(same), json::value(made)) << "and the same address";
        const auto sound = again.open(name_of(made));
        ASSERT_TRUE(sound);
        for (int i = 0; i < 15; ++i) {
            const auto offset = random() % bytes.size();
            const auto size = random() % (3 * chunk_bytes);
            ASSERT_EQ(sound->read(offset, size), bytes.substr(offset, size)) << offset << " " << size;
        }
        EXPECT_EQ(sound->read(bytes.size() - 1, 10), bytes.substr(bytes.size() - 1));
        EXPECT_EQ(sound->read(bytes.size(), 10), "");
    }
    // After a restart of both; a part was cached, a part is made anew, a part was half written.
    daemon.restart();
    for (const auto& each : fs::directory_iterator(other.directory))
        if (each.path().extension() == ".mp3" && fs::file_size(each.path()) > 3 * chunk_bytes) {
            std::fstream file(each.path(), std::ios::in | std::ios::out | std::ios::binary);
            file.seekp(chunk_bytes + 5000);
            file << std::string(2000, '\0');
        }
    Sounds again(other);
    EXPECT_EQ(whole(again, made), bytes);
}

TEST_F(BrowserSound, SpeaksNothingTwice) {
    const auto id = add("Eins", story), second = add("Zwei", "Noch ein Zug.");
    measured();
    Sounds sounds(config);
    const auto made = sounds.make({{"id", id}});
    const auto bytes = whole(sounds, made);
    const auto other = sounds.make({{"id", second}, {"one", true}});
    daemon.kill();
    EXPECT_EQ(whole(sounds, made), bytes);
    const auto at = made.at("entries").at(1).at("at").to_number<std::uint64_t>() / mp3::samples_a_block;
    EXPECT_EQ(whole(sounds, other), bytes.substr(at * mp3::bytes_a_block))
        << "an article is the same in any sound";
    for (const auto& each : fs::directory_iterator(config.directory)) {
        struct stat info {};
        ASSERT_EQ(stat(each.path().c_str(), &info), 0);
        EXPECT_EQ(info.st_mode & 0777, 0600u) << each.path();
    }
}

TEST_F(BrowserSound, NeverHasOtherBytesAtAnAddress) {
    const auto id = add("Eins", article);
    measured();
    Sounds sounds(config);
    const auto made = sounds.make({{"id", id}});
    const auto name = name_of(made);
    const auto begin = sounds.open(name)->read(0, chunk_bytes);
    daemon.connect().call("edit", {{"id", id}, {"text", "Eins\n\nEtwas anderes."}});
    EXPECT_EQ(sounds.open(name)->read(0, chunk_bytes), begin) << "cached";
    EXPECT_THROW(sounds.open(name)->read(20 * chunk_bytes, 1), Gone);
    const auto anew = sounds.make({{"id", id}});
    EXPECT_NE(anew.at("sound"), made.at("sound"));
    EXPECT_FALSE(whole(sounds, anew).empty());
    daemon.connect().call("lexicon", {{"word", "anderes"}, {"sound", "en:cloud"}});
    fs::remove_all(config.directory);
    Sounds without(config);
    EXPECT_FALSE(without.open(name));
    EXPECT_FALSE(without.open("x.mp3"));
    EXPECT_FALSE(without.open("../../etc/passwd"));
    EXPECT_NE(without.make({{"id", id}}).at("sound"), anew.at("sound"));
    EXPECT_THROW(without.make({{"id", 4711}}), std::exception);
    daemon.connect().call("remove", {{"id", id}});
    daemon.kill();
    try {
        without.make({{"id", id}});
        FAIL() << "without a daemon";
    } catch (const Unavailable&) {
    }
}

// Nobody has measured it yet: it is told once, and every place is found by that.
TEST_F(BrowserSound, BeginsWithAnArticleThatWasJustAdded) {
    std::string text;
    for (int i = 0; i < 4; ++i) text += article + "\n\n";
    const auto id = add("Lang", text);
    Sounds sounds(config);
    const auto made = sounds.make({{"id", id}});
    const auto sound = sounds.open(name_of(made));
    ASSERT_TRUE(sound);
    const auto middle = sound->size() / 2 / chunk_bytes * chunk_bytes;
    const auto part = sound->read(middle, 4 * chunk_bytes);
    measured();
    auto other = config;
    other.directory = files.path() / "cache/other";
    Sounds later(other);
    EXPECT_EQ(later.make({{"id", id}}).at("sound"), made.at("sound"));
    EXPECT_EQ(later.open(name_of(made))->read(middle, 4 * chunk_bytes), part);
}

TEST_F(BrowserSound, GoesOnWhenTheDaemonWasAway) {
    const auto id = add("Eins", article);
    measured();
    Sounds sounds(config);
    const auto made = sounds.make({{"id", id}});
    const auto sound = sounds.open(name_of(made));
    auto bytes = sound->read(0, 30'000);
    daemon.kill();
    std::thread back([&] { daemon.start(); });
    bytes += sound->read(bytes.size(), 10 * chunk_bytes);
    back.join();
    bytes += sound->read(bytes.size(), sound->size());
    EXPECT_EQ(bytes.size(), sound->size());
    auto other = config;
    other.directory = files.path() / "cache/other";
    Sounds again(other);
    again.make({{"id", id}});
    EXPECT_EQ(whole(again, made), bytes);
}

TEST_F(BrowserSound, FollowsTheListAsItWouldBeRead) {
    const auto first = add("Eins", story), second = add("Zwei", story + " Zwei."),
               third = add("Drei", story + " Drei.");
    measured();
    auto client = daemon.connect();
    Sounds sounds(config);
    const auto ids = [&](std::int64_t id, bool one = false) {
        const auto made = sounds.make({{"id", id}, {"one", one}});
        std::vector<std::int64_t> all;
        const auto& entries = made.at("entries").as_array();
        for (const auto& each : entries) all.push_back(each.at("id").as_int64());
        return all;
    };
    using Ids = std::vector<std::int64_t>;
    EXPECT_EQ(ids(first), (Ids{first, second, third}));
    EXPECT_EQ(ids(second), (Ids{second, third}));
    EXPECT_EQ(ids(first, true), Ids{first});
    client.call("move", {{"id", third}, {"to", 2}});
    EXPECT_EQ(ids(first), (Ids{first, third, second}));
    client.call("shuffle", {{"on", true}});
    Ids chance;  // from the first of that order on
    for (const auto id : {first, second, third})
        if (auto all = ids(id); all.size() > chance.size()) chance = std::move(all);
    EXPECT_EQ(chance.size(), 3u);
    client.call("play", {{"id", chance.front()}});
    for (const auto id : chance) {
        EXPECT_EQ(client.call("status").at("entry").at("id").as_int64(), id);
        if (id != chance.back()) client.call("next");
    }
    client.call("stop");
    client.call("shuffle", {{"on", false}});
    client.call("remove", {{"id", third}});
    EXPECT_EQ(ids(first), (Ids{first, second}));
    EXPECT_EQ(ids(third), Ids{third}) << "of the history";
}

TEST_F(BrowserSound, RepeatsAsTheListenerWantsIt) {
    const auto first = add("Eins", story), second = add("Zwei", story + " Zwei.");
    measured();
    auto client = daemon.connect();
    config.longest = 60;
    Sounds sounds(config);
    const auto round = [&](std::int64_t id) {
        const auto made = sounds.make({{"id", id}});
        EXPECT_GT(made.at("samples").to_number<double>(), 40 * 22'050) << "it fills its time";
        std::vector<std::int64_t> all;
        const auto& entries = made.at("entries").as_array();
        for (const auto& each : entries) all.push_back(each.at("id").as_int64());
        return all;
    };
    client.call("repeat", {{"mode", "one"}});
    for (const auto id : round(second)) EXPECT_EQ(id, second);
    client.call("repeat", {{"mode", "all"}});
    const auto both = round(second);
    ASSERT_GE(both.size(), 3u);
    for (std::size_t i = 0; i < both.size(); ++i) EXPECT_EQ(both[i], i % 2 ? first : second) << i;
    // The second time its bytes are those of the first.
    const auto made = sounds.make({{"id", second}});
    const auto& entries = made.at("entries").as_array();
    const auto sound = sounds.open(name_of(made));
    const auto bytes_of = [&](std::size_t i) {
        const auto block = [&](std::size_t n) {
            return (entries[n].at("at").to_number<std::uint64_t>() - 1'152) / mp3::samples_a_block;
        };
        return sound->read(block(i) * mp3::bytes_a_block, (block(i + 1) - block(i)) * mp3::bytes_a_block);
    };
    ASSERT_GE(entries.size(), 4u);
    EXPECT_EQ(bytes_of(0), bytes_of(2));
    client.call("repeat", {{"mode", "off"}});
}

TEST_F(BrowserSound, EndsBeforeItIsTooLong) {
    const auto first = add("Eins", article);  // under four minutes each
    for (unsigned i = 2; i < 5; ++i) {        // as long, and no copy of it
        std::istringstream text(article);
        std::vector<std::string> words{std::istream_iterator<std::string>(text), {}};
        std::shuffle(words.begin(), words.end(), std::mt19937(i));
        std::string others;
        for (const auto& word : words) others += word + ' ';
        add(std::to_string(i), others);
    }
    measured();
    EXPECT_EQ(config.longest, 8 * 60 * 60);
    config.longest = 10 * 60;
    Sounds sounds(config);
    const auto made = sounds.make({{"id", first}});
    EXPECT_EQ(made.at("entries").as_array().size(), 2u) << made;
    EXPECT_LE(made.at("samples").to_number<double>() / 22'050, 601);
    config.longest = 60;
    EXPECT_EQ(Sounds(config).make({{"id", first}}).at("entries").as_array().size(), 1u)
        << "the first one always";
}

TEST_F(BrowserSound, KeepsWithinItsBudget) {
    const auto id = add("Eins", article);
    measured();
    config.budget = 300'000;
    Sounds sounds(config);
    const auto made = sounds.make({{"id", id}});
    const auto bytes = whole(sounds, made);
    ASSERT_GT(bytes.size(), 600'000u);
    std::uint64_t size = 0;
    for (const auto& each : fs::directory_iterator(config.directory)) size += fs::file_size(each.path());
    EXPECT_LT(size, 400'000u);
    const auto again = sounds.make({{"id", id}});
    EXPECT_EQ(whole(sounds, again), bytes);
}

TEST_F(BrowserSound, KnowsWhenEachWordIsSaid) {
    const auto id = add("Eins", story);
    measured();
    Sounds sounds(config);
    const auto made = sounds.make({{"id", id}});
    const auto address = std::string(made.at("entries").at(0).at("words").as_string()).substr(7);
    const auto words = sounds.words(address);
    ASSERT_TRUE(words);
    const auto timing = parse_words(*words);
    ASSERT_TRUE(timing);
    EXPECT_EQ(timing->samples, made.at("entries").at(0).at("samples").to_number<std::uint64_t>());
    Connection connection(config.daemon);
    Speech speech(connection, {{"id", id}});
    std::size_t sentence = 0, word = 0;
    while (const auto each = speech.next()) {
        ASSERT_LT(sentence, timing->sentences.size());
        const auto& of = timing->sentences[sentence++];
        EXPECT_EQ(std::tuple(of.at, of.until, of.begin, of.end),
                  std::tuple(each->at, each->at + each->samples, each->begin, each->end));
        for (const auto& spoken : each->words) {
            ASSERT_LT(word, timing->words.size());
            EXPECT_EQ(timing->words[word].at, each->at + spoken.at);
            EXPECT_EQ(timing->words[word++].begin, spoken.begin);
        }
    }
    EXPECT_EQ(sentence, timing->sentences.size());
    EXPECT_EQ(word, timing->words.size());
    for (const auto& wrong : {"", "/", "x/1-2.json", "../a", "x/1-00000000000000000000000000000000"})
        EXPECT_FALSE(sounds.words(wrong)) << wrong;
    EXPECT_THROW(sounds.words("x/1-00000000000000000000000000000000.json"), Gone);
    daemon.connect().call("edit", {{"id", id}, {"text", "Eins\n\nEtwas anderes."}});
    EXPECT_EQ(sounds.words(address), words) << "cached";
    fs::remove_all(config.directory);
    EXPECT_THROW(Sounds(config).words(address), Gone);
}

}  // namespace
}  // namespace vorleser::web
