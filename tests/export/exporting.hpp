// The exporter as a listener starts it, and what real players make of its files.
#pragma once

#include <cmath>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <sndfile.h>

#include "tests/support/client.hpp"

namespace vorleser::test {

using Samples = std::vector<std::int16_t>;

inline Samples read_sound(const std::filesystem::path& file) {
    SF_INFO info{};
    SNDFILE* opened = sf_open(file.c_str(), SFM_READ, &info);
    if (!opened) {
        ADD_FAILURE() << file << ": " << sf_strerror(nullptr);
        return {};
    }
    EXPECT_EQ(info.channels, 1);
    EXPECT_EQ(info.samplerate, 22'050);
    Samples samples(static_cast<std::size_t>(info.frames));
    EXPECT_EQ(sf_read_short(opened, samples.data(), info.frames), info.frames);
    sf_close(opened);
    return samples;
}

// How alike two sounds are, −1 to 1, shifted by at most a sample: resampling there and back leaves that.
inline double likeness(const Samples& a, const Samples& b) {
    double best = -1;
    for (const std::size_t shift_a : {0, 1})
        for (const std::size_t shift_b : {0, 1}) {
            double ab = 0, aa = 0, bb = 0;
            for (std::size_t i = 0; i + 1 < std::min(a.size(), b.size()); ++i) {
                const double x = a[i + shift_a], y = b[i + shift_b];
                ab += x * y, aa += x * x, bb += y * y;
            }
            if (aa > 0 && bb > 0) best = std::max(best, ab / std::sqrt(aa * bb));
        }
    return best;
}

class Exporting : public Client {
 protected:
    Exporting() { out = directory.path() / "out"; }

    // `vorleser export …` in a directory of its own.
    Outcome exported(const std::string& arguments) { return vorleser("export " + arguments); }
    void add(const std::string& title, const std::string& text) {
        const auto path = file("article.txt", title + "\n\n" + text + "\n");
        const auto added = vorleser("add --as text " + path);
        EXPECT_EQ(added.code, 0) << added.out;
    }
    // What is in the list, with fields that the client shows nobody.
    boost::json::array list() { return json("list").at("entries").as_array(); }

    std::vector<std::string> names(const std::filesystem::path& of) const {
        std::vector<std::string> all;
        if (std::filesystem::exists(of))
            for (const auto& each : std::filesystem::directory_iterator(of))
                all.push_back(each.path().filename().string());
        std::sort(all.begin(), all.end());
        return all;
    }
    // Of the daemon's own sound: what a file must hold.
    Samples spoken(int number) {
        const auto wav = directory.path() / "spoken.wav";
        const auto got = shell("python3 " VORLESER_SOURCE_DIR "/tests/control/listen.py " +
                               (directory.path() / "run/vorleser/socket").string() + " " +
                               std::to_string(number) + " " + wav.string() + " >/dev/null");
        EXPECT_EQ(got.code, 0) << got.out;
        return read_sound(wav);
    }
    Environment environment() const {
        const std::string root = directory.path().string();
        return {{"LC_ALL", "C"},
                {"HOME", root + "/home"},
                {"XDG_RUNTIME_DIR", root + "/run"},
                {"XDG_STATE_HOME", root + "/state"},
                {"XDG_CONFIG_HOME", root + "/config"},
                {"XDG_CACHE_HOME", root + "/cache"}};
    }
    boost::json::value probe(const std::filesystem::path& of) {
        const auto got =
            shell("ffprobe -loglevel error -of json -show_format -show_chapters -show_streams '" +
                  of.string() + "'");
        EXPECT_EQ(got.code, 0) << got.out;
        return boost::json::parse(got.out);
    }

    std::filesystem::path out;
    const std::string story =
        "Der Zug fährt wieder über den Fluss.\n\n# Was sich ändert\n\nNach zwölf Monaten ist die Brücke "
        "fertig.\n\n"
        "Wie es weitergeht? Das weiß noch niemand, sagt die Bahn.";
};

}  // namespace vorleser::test
