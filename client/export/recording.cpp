#include "client/export/recording.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fstream>
#include <optional>
#include <sstream>
#include <thread>

#include <boost/json.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/export/digest.hpp"
#include "client/export/draft.hpp"
#include "client/failure.hpp"
#include "client/messages.hpp"
#include "client/text.hpp"

namespace vorleser::exporting {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

// The text, the voice or the lexicon was changed since it was asked for: begin again.
struct Changed {};

std::int64_t number(const json::object& of, std::string_view name) {
    return of.at(name).to_number<std::int64_t>();
}

// Base64 of 16-bit little-endian samples.
void append_samples(std::vector<std::int16_t>& samples, std::string_view text) {
    std::vector<unsigned char> bytes(text.size() / 4 * 3);
    std::size_t size = 0;
    if (sodium_base642bin(bytes.data(), bytes.size(), text.data(), text.size(), nullptr, &size, nullptr,
                          sodium_base64_VARIANT_ORIGINAL) != 0)
        throw std::runtime_error("base64");
    for (std::size_t i = 0; i + 1 < size; i += 2)
        samples.push_back(static_cast<std::int16_t>(bytes[i] | bytes[i + 1] << 8));
}

// Cues and words as lines of numbers: read and written as they come, however long the article is.
void write_timing(std::ostream& out, const Recording& recording) {
    out << "1 " << recording.samples << ' ' << recording.tracks.size() << '\n';
    for (const auto& track : recording.tracks) {
        out << track.at << ' ' << track.until << ' ' << track.unspeakable << ' ' << track.cues.size() << '\n';
        for (const auto& cue : track.cues) {
            out << cue.at << ' ' << cue.until << ' ' << cue.begin << ' ' << cue.end << ' ' << cue.words
                << '\n';
            for (const auto& word : track.words_of(cue))
                out << word.at << ' ' << word.begin << ' ' << word.end << '\n';
        }
    }
}

bool read_timing(std::istream& in, Recording& recording) {
    int version = 0;
    std::size_t tracks = 0;
    in >> version >> recording.samples >> tracks;
    if (version != 1 || tracks != recording.tracks.size()) return false;
    for (auto& track : recording.tracks) {
        std::size_t cues = 0;
        in >> track.at >> track.until >> track.unspeakable >> cues;
        for (Cue cue; in && track.cues.size() < cues; track.cues.push_back(cue)) {
            in >> cue.at >> cue.until >> cue.begin >> cue.end >> cue.words;
            cue.first_word = static_cast<std::uint32_t>(track.words.size());
            Word word;
            for (std::uint32_t i = 0; in && i < cue.words; ++i, track.words.push_back(word))
                in >> word.at >> word.begin >> word.end;
        }
    }
    return static_cast<bool>(in);
}

// One utterance on its way.
struct Utterance {
    Cue cue;
    std::vector<Word> words;
    std::uint64_t samples = 0, pause = 0;
    std::vector<std::int16_t> sound;
};

}  // namespace

Recorder::Recorder(Connection& connection, bool start, CacheConfig cache)
    : connection_(connection), start_(start), cache_(std::move(cache)) {
    if (sodium_init() < 0) throw std::runtime_error("libsodium");
    fs::create_directories(cache_.directory.parent_path());
    own::private_directory(cache_.directory);
    sweep(cache_.directory);
}

Shown Recorder::show(std::int64_t id) {
    return parse_shown(connection_.call("show", {{"id", id}}));
}

Recorder::Begin Recorder::begin_of(std::int64_t id) {
    std::optional<Begin> begin;
    connection_.call_in_parts("speech", {{"id", id}}, [&](const json::object& part) {
        begin = {number(part, "text_revision"), json::value_to<std::string>(part.at("key")),
                 part.at("samples").to_number<std::uint64_t>()};
        return false;
    });
    if (!begin) throw std::runtime_error("speech");
    return *begin;
}

// Tells the rest of the article, from behind the track's last cue on. False: it is to be asked again, since
// nobody can speak just now.
bool Recorder::tell(Track& track, const Begin& begin, Encoder& encoder,
                    const std::function<void(std::uint64_t)>& more) {
    static const std::vector<std::int16_t> silence(sample_rate);
    Utterance now;
    bool open = false;
    // An utterance that has come whole.
    const auto take = [&] {
        if (!std::exchange(open, false)) return;
        if (now.sound.size() != now.samples) throw std::runtime_error("samples");
        encoder.write(now.sound);
        for (auto left = now.pause; left > 0; left -= std::min<std::uint64_t>(left, silence.size()))
            encoder.write(std::span(silence).first(std::min<std::uint64_t>(left, silence.size())));
        now.cue.at = track.until;
        now.cue.until = track.until + now.samples;
        now.cue.first_word = static_cast<std::uint32_t>(track.words.size());
        now.cue.words = static_cast<std::uint32_t>(now.words.size());
        for (auto& word : now.words) word.at += track.until;
        track.words.insert(track.words.end(), now.words.begin(), now.words.end());
        track.cues.push_back(now.cue);
        track.until += now.samples + now.pause;
        more(track.until);
    };

    json::object params{{"id", track.article.entry.id}};
    std::optional<std::uint32_t> behind;  // what was told already is skipped
    if (!track.cues.empty()) {
        behind = track.cues.back().begin;
        params["from"] = *behind;
    }
    bool skipping = false;
    try {
        connection_.call_in_parts("speech", params, [&](const json::object& part) {
            if (const auto* key = part.if_contains("key")) {
                if (json::value_to<std::string>(*key) != begin.key ||
                    number(part, "text_revision") != begin.text_revision)
                    throw Changed{};
            } else if (const auto* told = part.if_contains("utterance")) {
                take();
                const auto& of = told->as_object();
                const auto first = static_cast<std::uint32_t>(number(of, "begin"));
                skipping = behind && first <= *behind;
                if (skipping) return true;
                if (of.contains("unspeakable")) return ++track.unspeakable, true;
                now = {};
                open = true;
                now.cue.begin = first;
                now.cue.end = static_cast<std::uint32_t>(number(of, "end"));
                now.samples = of.at("samples").to_number<std::uint64_t>();
                now.pause = of.at("pause").to_number<std::uint64_t>();
                now.sound.reserve(now.samples);
                const auto& words = of.at("words").as_array();
                for (const auto& word : words)
                    now.words.push_back({word.at("sample").to_number<std::uint64_t>(),
                                         word.at("begin").to_number<std::uint32_t>(),
                                         word.at("end").to_number<std::uint32_t>()});
            } else if (!skipping) {
                append_samples(now.sound, part.at("samples").as_string());
            }
            return true;
        });
        take();
        return true;
    } catch (const Refused& refused) {
        const auto& data = refused.error.at("data").as_object();
        const auto kind = parse_text(data, "kind");
        if (kind == "conflict") throw Changed{};
        if (kind != "engine") throw;
        return false;
    }
}

void Recorder::make(Recording& recording, const std::vector<Begin>& begins, const Progress& progress) {
    using namespace std::chrono_literals;
    std::uint64_t expected = 0, done = 0;
    for (const auto& begin : begins) expected += begin.samples;
    Draft draft(path(recording, info(recording.sound).name), Readers::owner);
    const auto serial = static_cast<std::uint32_t>(std::stoul(recording.key.substr(0, 8), nullptr, 16));
    auto encoder = make_encoder(recording.sound, draft, serial, expected);
    for (std::size_t i = 0; i < recording.tracks.size(); ++i) {
        auto& track = recording.tracks[i];
        track.at = track.until = done;
        track.cues.clear(), track.words.clear(), track.unspeakable = 0;
        constexpr auto patience = 30s;
        auto wait = 250ms;
        for (auto waited = 0ms;; waited += wait, wait = std::min<std::chrono::milliseconds>(2 * wait, 4s)) {
            const auto last = waited + wait > patience;
            try {
                if (tell(track, begins[i], *encoder,
                         [&](std::uint64_t until) { progress(until, std::max(until, expected)); }))
                    break;
                if (last) throw Failure(Exit::failed, messages::nobody_speaks());
            } catch (const Failure& failure) {
                if (failure.exit_code != Exit::no_daemon || last) throw;
                std::this_thread::sleep_for(wait);
                try {
                    connection_.reconnect(start_);
                } catch (const Failure&) {  // the next try says so
                }
                continue;
            }
            std::this_thread::sleep_for(wait);
        }
        done = track.until;
    }
    if (done == 0) throw Failure(Exit::failed, messages::nothing_speakable());
    encoder->finish();
    encoder.reset();
    recording.samples = done;
    std::ostringstream timing;
    write_timing(timing, recording);
    write_file(path(recording, "times"), timing.view(), Readers::owner);
    draft.commit();  // last: a sound file in the cache has its times
    recording.made = true;
}

fs::path Recorder::path(const Recording& recording, std::string_view ending) const {
    return cache_.directory / fmt::format("{}.{}", recording.key, ending);
}

// Whether it is in the cache; then it is filled in, and counts as used just now.
bool Recorder::find(Recording& recording) {
    const auto sound = path(recording, info(recording.sound).name);
    own::Descriptor file(open(sound.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file) return false;
    std::ifstream timing(path(recording, "times"));
    if (!timing || !read_timing(timing, recording)) {
        for (auto& track : recording.tracks) track.cues.clear(), track.words.clear();
        return false;
    }
    futimens(file.get(), nullptr);
    recording.file = std::move(file);
    return true;
}

Recording Recorder::record(std::span<const std::int64_t> ids, Format format, const Progress& progress) {
    constexpr int tries = 5;
    for (int i = 1;; ++i) {
        Recording recording;
        recording.sound = info(format).sound;
        try {
            std::vector<Begin> begins;
            std::string known{info(format).encoded_as};
            for (const auto id : ids) {
                auto begin = begin_of(id);
                Track track;
                track.article = show(id);
                if (track.article.entry.text_revision != begin.text_revision) throw Changed{};
                known += fmt::format("\n{} {} {}", track.article.entry.uid, begin.text_revision, begin.key);
                recording.tracks.push_back(std::move(track));
                begins.push_back(std::move(begin));
            }
            recording.key = digest(known);
            if (!find(recording)) {
                make(recording, begins, progress);
                recording.file = own::Descriptor(
                    open(path(recording, info(recording.sound).name).c_str(), O_RDONLY | O_CLOEXEC));
                if (!recording.file)
                    throw Failure(Exit::failed, messages::cannot_read(plain(cache_.directory.string()),
                                                                      std::strerror(errno)));
                keep_within_budget();
            }
            return recording;
        } catch (const Changed&) {
            if (i == tries) throw Failure(Exit::failed, messages::changed_all_the_time());
        }
    }
}

void Recorder::keep_within_budget() {
    struct Kept {
        fs::path path;
        std::uint64_t size;
        fs::file_time_type used;
    };
    std::vector<Kept> all;
    std::uint64_t size = 0;
    std::error_code error;
    for (const auto& each : fs::directory_iterator(cache_.directory, error)) {
        const auto name = each.path().filename().string();
        if (name.starts_with('.') || name.ends_with(".times")) continue;
        std::error_code gone;
        const Kept kept{each.path(), each.file_size(gone), each.last_write_time(gone)};
        if (gone) continue;
        size += kept.size;
        all.push_back(kept);
    }
    std::sort(all.begin(), all.end(), [](const Kept& a, const Kept& b) { return a.used < b.used; });
    for (const auto& kept : all) {
        if (size <= cache_.budget) break;
        fs::remove(kept.path, error);
        fs::remove(fs::path(kept.path).replace_extension("times"), error);
        size -= kept.size;
    }
}

}  // namespace vorleser::exporting
