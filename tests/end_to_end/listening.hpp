// What the end-to-end tests share: a daemon on a private sound server, and ways to compare what was heard
// with what should have been.
#pragma once

#include <algorithm>
#include <chrono>
#include <fstream>
#include <span>

#include <gtest/gtest.h>
#include <sndfile.h>

#include "tests/support/running_daemon.hpp"
#include "tests/support/sound_server.hpp"

namespace vorleser::test {

inline const std::string real_article = VORLESER_SOURCE_DIR "/tests/articles/spiegel-openai.txt";

// Some 18 s of speech; every sentence another, so that each place in the sound is unique.
inline const std::string short_article =
    "Der Zug nach Norden\n\n"
    "Am Morgen fuhr der erste Zug seit Wochen wieder über die alte Brücke. Viele Menschen standen am Ufer "
    "und winkten.\n\n"
    "Nun fahren die Wagen stündlich, auch am Wochenende und in der Nacht. Der Fahrplan hängt an jeder "
    "Haltestelle aus.\n";

inline Environment environment_of(const SoundServer& server) {
    Environment environment;
    for (const std::string& each : server.environment())
        environment[each.substr(0, each.find('='))] = each.substr(each.find('=') + 1);
    return environment;
}

// A configuration file for a test.
class ConfigFile {
 public:
    explicit ConfigFile(const std::string& toml) { std::ofstream(path()) << toml; }
    std::string path() const { return (directory_.path() / "vorleser.toml").string(); }

 private:
    TemporaryDirectory directory_;
};

// Much latency: these machines stall now and then, and what is compared here are samples, not times.
inline const std::string patient = "[audio]\nlatency_ms = 450\n";

inline boost::json::value add(RpcClient& client, const std::string& text, boost::json::object more = {}) {
    more["text"] = text;
    return client.call("add", std::move(more));
}

inline std::string state_of(RpcClient& client) {
    return std::string(client.call("status").at("state").as_string());
}

inline std::int64_t position_of(RpcClient& client) {
    return client.call("status").at("position_ms").to_number<std::int64_t>();
}

// Waits until the article's times are measured.
inline boost::json::object exact_status(RpcClient& client) {
    boost::json::object status;
    EXPECT_TRUE(eventually([&] {
        status = client.call("status").as_object();
        return status["exact"].as_bool();
    }));
    return status;
}

inline Sound sound_file(const std::string& path) {
    SF_INFO info{};
    SNDFILE* opened = sf_open(path.c_str(), SFM_READ, &info);
    EXPECT_TRUE(opened) << sf_strerror(nullptr);
    Sound sound(static_cast<std::size_t>(info.frames));
    sf_read_short(opened, sound.data(), info.frames);
    sf_close(opened);
    return sound;
}

// What a listener would hear of `text` at speed 1, without a device: another daemon writes it to a file as
// fast as it can.
inline Sound reference(const std::string& text, std::int64_t* duration_ms = nullptr) {
    const ConfigFile config("[audio]\npace_percent = 0\n");
    TemporaryDirectory directory;
    const std::string file = (directory.path() / "heard.wav").string();
    RunningDaemon daemon({}, {"--config", config.path(), "--device", "file:" + file});
    RpcClient client = daemon.connect();
    add(client, text);
    client.call("play");
    EXPECT_TRUE(eventually([&] { return state_of(client) == "stopped"; }));
    boost::json::value entry;
    EXPECT_TRUE(eventually([&] {  // a short text is heard before it is measured, perhaps
        entry = client.call("list").at("entries").at(0);
        return entry.at("exact").as_bool();
    }));
    EXPECT_EQ(entry.at("state"), "heard");
    if (duration_ms) *duration_ms = entry.at("duration_ms").to_number<std::int64_t>();
    daemon.terminate();
    return sound_file(file);
}

// Samples. Longer than any silence within an article: the one behind its title lasts 1 s.
constexpr std::size_t longest_pause = Recorder::rate * 15 / 10;

// Waits until nothing is heard any more. Silence is zeros; what is played just now is recorded a little
// later.
inline bool falls_silent(const Recorder& recorder) {
    constexpr std::size_t on_its_way = Recorder::rate * 7 / 10;
    const auto silent = [](std::span<const std::int16_t> sound) {
        if (sound.size() < on_its_way + longest_pause) return false;
        const auto last = sound.last(longest_pause);
        return std::count(last.begin(), last.end(), 0) == static_cast<std::ptrdiff_t>(longest_pause);
    };
    return recorder.wait(recorder.size(), silent, std::chrono::seconds(60));
}

// A stretch of a recording, and where in the reference it comes from.
struct Heard {
    std::size_t begin = 0, end = 0;  // samples of the reference; the ramps at both ends included
};

// Cuts a recording at silences longer than any natural one and finds each piece in the reference. All but the
// ramps (and what the sound server swallows at a stream's start) must be there sample for sample.
inline std::vector<Heard> locate(const Sound& recording, const Sound& reference,
                                 std::size_t longest_natural_silence) {
    constexpr std::size_t ramp = 400;  // samples at both ends that need not match: 110 of ramp, 99 swallowed
    constexpr std::ptrdiff_t probe = 5000;
    std::vector<Heard> pieces;
    for (std::size_t at = 0; at < recording.size();) {
        while (at < recording.size() && recording[at] == 0) ++at;
        if (at == recording.size()) break;
        const std::size_t end = silence(recording, longest_natural_silence, at);
        if (end - at > 2 * ramp + static_cast<std::size_t>(probe)) {
            // The part with most sound is looked for: silences, and eSpeak NG's consonants, are in many
            // places.
            std::size_t best = at + ramp, most = 0;
            for (std::size_t i = at + ramp; i + static_cast<std::size_t>(probe) + ramp < end; i += 200) {
                const auto from = recording.begin() + static_cast<std::ptrdiff_t>(i);
                const auto sounding = static_cast<std::size_t>(probe - std::count(from, from + probe, 0));
                if (sounding > most) best = i, most = sounding;
            }
            const auto from = recording.begin() + static_cast<std::ptrdiff_t>(best);
            const auto found = std::search(reference.begin(), reference.end(), from, from + probe);
            if (found == reference.end()) {
                ADD_FAILURE() << "samples " << best << " on are nowhere in the reference";
                return pieces;
            }
            const std::size_t offset = static_cast<std::size_t>(found - reference.begin()) - (best - at);
            std::size_t differing = 0, first = 0, last = 0;
            for (std::size_t i = at + ramp; i + ramp < end; ++i) {
                if (offset + i - at < reference.size() && recording[i] == reference[offset + i - at])
                    continue;
                if (differing++ == 0) first = i;
                last = i;
            }
            EXPECT_EQ(differing, 0u) << "in the piece from sample " << at << " to " << end << ", between "
                                     << first << " and " << last;
            pieces.push_back({offset, offset + end - at});
        } else {
            ADD_FAILURE() << "a piece of " << end - at << " samples is too short to be found";
        }
        at = end;
    }
    return pieces;
}

// Samples of sound, not silence, between two places of the reference: what was skipped (or heard twice).
inline std::size_t sound_between(const Sound& reference, std::size_t a, std::size_t b) {
    if (a > b) std::swap(a, b);
    b = std::min(b, reference.size());
    return static_cast<std::size_t>(std::count_if(reference.begin() + static_cast<std::ptrdiff_t>(a),
                                                  reference.begin() + static_cast<std::ptrdiff_t>(b),
                                                  [](std::int16_t s) { return s != 0; }));
}

}  // namespace vorleser::test
