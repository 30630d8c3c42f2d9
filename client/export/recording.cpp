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

Speech::Head Recorder::head_of(std::int64_t id) {
    return Speech(connection_, {{"id", id}}).head();
}

// Tells the rest of the article, from behind the track's last cue on. False: it is to be asked again, since
// nobody can speak just now.
bool Recorder::tell(Track& track, const Speech::Head& head, Encoder& encoder,
                    const std::function<void(std::uint64_t)>& more) {
    static const std::vector<std::int16_t> silence(sample_rate);
    json::object params{{"id", track.article.entry.id}};
    std::optional<std::uint32_t> behind;  // what was told already is skipped
    if (!track.cues.empty()) {
        behind = track.cues.back().begin;
        params["from"] = *behind;
    }
    try {
        Speech speech(connection_, params);
        if (speech.head().key != head.key || speech.head().text_revision != head.text_revision)
            throw Changed{};
        while (const auto spoken = speech.next()) {
            if (behind && spoken->begin <= *behind) continue;
            if (spoken->unspeakable) {
                ++track.unspeakable;
                continue;
            }
            encoder.write(spoken->sound);
            for (auto left = spoken->pause; left > 0; left -= std::min<std::uint64_t>(left, silence.size()))
                encoder.write(std::span(silence).first(std::min<std::uint64_t>(left, silence.size())));
            track.cues.push_back({track.until, track.until + spoken->samples, spoken->begin, spoken->end,
                                  static_cast<std::uint32_t>(track.words.size()),
                                  static_cast<std::uint32_t>(spoken->words.size())});
            for (const auto& word : spoken->words)
                track.words.push_back({track.until + word.at, word.begin, word.end});
            track.until += spoken->samples + spoken->pause;
            more(track.until);
        }
        return true;
    } catch (const Refused& refused) {
        const auto& data = refused.error.at("data").as_object();
        const auto kind = parse_text(data, "kind");
        if (kind == "conflict") throw Changed{};
        if (kind != "engine") throw;
        return false;
    }
}

void Recorder::make(Recording& recording, const std::vector<Speech::Head>& begins, const Progress& progress) {
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
            std::vector<Speech::Head> begins;
            std::string known{info(format).encoded_as};
            for (const auto id : ids) {
                auto begin = head_of(id);
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
