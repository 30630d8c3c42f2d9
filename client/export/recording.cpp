#include "client/export/recording.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <optional>
#include <thread>

#include <boost/json.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/budget.hpp"
#include "client/draft.hpp"
#include "client/export/digest.hpp"
#include "client/failure.hpp"
#include "client/messages.hpp"
#include "client/text.hpp"

namespace vorleser::exporting {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr std::string_view script_ending = "script";

// The text, the voice or the lexicon was changed since it was asked for: begin again.
struct Changed {};

}  // namespace

Shown head_of_article(Connection& connection, std::int64_t id) {
    return parse_head(connection.call("show", {{"id", id}}, "blocks", [](const json::value&) {}));
}

// A recording on its way.
struct Recorder::Making {
    Encoder& encoder;
    ScriptWriter& script;
    std::size_t number = 0;  // of the track
    Track* track = nullptr;
    const Speech::Head* head = nullptr;
    std::optional<std::uint32_t> told;  // where the last utterance of it begins that has come whole
    std::function<void(std::uint64_t)> more;
};

Recorder::Recorder(Connection& connection, bool start, CacheConfig cache)
    : connection_(connection), start_(start), cache_(std::move(cache)) {
    if (sodium_init() < 0) throw std::runtime_error("libsodium");
    fs::create_directories(cache_.directory.parent_path());
    own::private_directory(cache_.directory);
    sweep(cache_.directory);
}

Speech::Head Recorder::head_of(std::int64_t id) {
    return Speech(connection_, {{"id", id}}).head();
}

void Recorder::write_text(Making& making) {
    making.script.begin_part(making.number);
    const auto shown =
        connection_.call("show", {{"id", making.track->article.entry.id}}, "blocks",
                         [&](const json::value& block) { making.script.add(parse_block(block)); });
    if (parse_head(shown).entry.text_revision != making.head->text_revision) throw Changed{};
}

// Tells the rest of the article, from behind what was told on. False: it is to be asked again, since nobody
// can speak just now.
bool Recorder::tell(Making& making) {
    static const std::vector<std::int16_t> silence(sample_rate);
    auto& track = *making.track;
    json::object params{{"id", track.article.entry.id}};
    const auto behind = making.told;  // what was told already is skipped
    if (behind) params["from"] = *behind;
    try {
        Speech speech(connection_, params);
        if (speech.head().key != making.head->key ||
            speech.head().text_revision != making.head->text_revision)
            throw Changed{};
        while (const auto spoken = speech.next()) {
            if (behind && spoken->begin <= *behind) continue;
            if (spoken->unspeakable) {
                ++track.unspeakable;
                continue;
            }
            making.encoder.write(spoken->sound);
            for (auto left = spoken->pause; left > 0; left -= std::min<std::uint64_t>(left, silence.size()))
                making.encoder.write(std::span(silence).first(std::min<std::uint64_t>(left, silence.size())));
            Cue cue{track.until, track.until + spoken->samples, spoken->begin, spoken->end, {}};
            for (const auto& word : spoken->words)
                cue.words.push_back({track.until + word.at, word.begin, word.end});
            making.script.add(cue);
            making.told = cue.begin;
            track.until += spoken->samples + spoken->pause;
            making.more(track.until);
        }
        return true;
    } catch (const Refused& refused) {
        const auto kind = kind_of(refused);
        if (kind == "conflict") throw Changed{};
        if (kind != "engine") throw;
        return false;
    }
}

// Tells the article, whoever may be gone for a while.
void Recorder::tell_all(Making& making) {
    using namespace std::chrono_literals;
    constexpr auto patience = 30s;
    auto wait = 250ms;
    bool written = false;
    for (auto waited = 0ms;; waited += wait, wait = std::min<std::chrono::milliseconds>(2 * wait, 4s)) {
        const auto last = waited + wait > patience;
        try {
            if (!written) write_text(making);
            written = true;
            if (tell(making)) return;
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
}

void Recorder::make(Recording& recording, const std::vector<Speech::Head>& begins, const Progress& progress) {
    std::uint64_t expected = 0, done = 0;
    for (const auto& begin : begins) expected += begin.samples;
    Draft sound(path(recording, info(recording.sound).name), Readers::owner);
    Draft text(path(recording, script_ending), Readers::owner);
    const auto serial = static_cast<std::uint32_t>(std::stoul(recording.key.substr(0, 8), nullptr, 16));
    auto encoder = make_encoder(recording.sound, sound, serial, expected);
    ScriptWriter script(text, recording.tracks.size());
    Making making{.encoder = *encoder, .script = script, .more = [&](std::uint64_t until) {
                      progress(until, std::max(until, expected));
                  }};
    std::vector<Part> times;
    for (std::size_t i = 0; i < recording.tracks.size(); ++i) {
        auto& track = recording.tracks[i];
        track.at = track.until = done;
        making.number = i, making.track = &track, making.head = &begins[i], making.told = {};
        tell_all(making);
        done = track.until;
        times.push_back(track);
    }
    if (done == 0) throw Failure(Exit::failed, messages::nothing_speakable());
    encoder->finish();
    encoder.reset();
    script.finish(times, fs::file_size(sound.path()));
    text.commit();
    sound.commit();  // last: a sound file in the cache has its script
    recording.made = true;
}

fs::path Recorder::path(const Recording& recording, std::string_view ending) const {
    return cache_.directory / fmt::format("{}.{}", recording.key, ending);
}

// Whether it is in the cache; then it is filled in, and counts as used just now.
bool Recorder::find(Recording& recording) {
    const auto opened = [&](std::string_view ending) {
        return own::Descriptor(open(path(recording, ending).c_str(), O_RDONLY | O_CLOEXEC));
    };
    auto file = opened(info(recording.sound).name), script = opened(script_ending);
    struct stat sound {};
    if (!file || !script || fstat(file.get(), &sound) != 0) return false;
    const auto parts = read_script(script, static_cast<std::uint64_t>(sound.st_size));
    if (!parts || parts->size() != recording.tracks.size()) return false;
    for (std::size_t i = 0; i < parts->size(); ++i) static_cast<Part&>(recording.tracks[i]) = (*parts)[i];
    recording.samples = recording.tracks.back().until;
    futimens(file.get(), nullptr);
    recording.file = std::move(file);
    recording.script = std::move(script);
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
                track.article = head_of_article(connection_, id);
                if (track.article.entry.text_revision != begin.text_revision) throw Changed{};
                known += fmt::format("\n{} {} {}", track.article.entry.uid, begin.text_revision, begin.key);
                recording.tracks.push_back(std::move(track));
                begins.push_back(std::move(begin));
            }
            recording.key = digest(known);
            if (!find(recording)) {
                make(recording, begins, progress);
                if (!find(recording))
                    throw Failure(Exit::failed, messages::cannot_read(plain(cache_.directory.string()),
                                                                      std::strerror(errno)));
                keep_within_budget(
                    cache_.directory, cache_.budget,
                    [&](const fs::path& each) {
                        const auto name = each.filename().string();
                        return !name.starts_with('.') && !name.ends_with(script_ending) &&
                               each.stem() != recording.key;
                    },
                    [](fs::path sound) {
                        std::error_code error;
                        fs::remove(sound.replace_extension(script_ending), error);
                    });
            }
            return recording;
        } catch (const Changed&) {
            if (i == tries) throw Failure(Exit::failed, messages::changed_all_the_time());
        }
    }
}

}  // namespace vorleser::exporting
