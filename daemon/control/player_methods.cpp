// Methods on what is being read: where, and how.
#include <algorithm>
#include <limits>
#include <tuple>

#include <boost/asio/use_awaitable.hpp>

#include "daemon/control/handlers.hpp"
#include "daemon/player/player.hpp"

namespace vorleser {
namespace {

namespace json = boost::json;
using boost::asio::awaitable;

struct Play {
    std::optional<std::int64_t> id, number, at;
};
BOOST_DESCRIBE_STRUCT(Play, (), (id, number, at))

struct Seek {
    std::optional<std::int64_t> to_ms, by_ms, percent, by_sentences, by_paragraphs, by_headings;
    std::optional<std::string> to_text;
};
BOOST_DESCRIBE_STRUCT(Seek, (), (to_ms, by_ms, percent, by_sentences, by_paragraphs, by_headings, to_text))

struct HeardPlace {
    std::optional<std::int64_t> id, number;
    std::int64_t revision = 0;
    std::int64_t code_point = 0;
    std::optional<std::int64_t> millionths, position_ms;
    std::optional<bool> heard;
};
BOOST_DESCRIBE_STRUCT(HeardPlace, (), (id, number, revision, code_point, millionths, position_ms, heard))

struct Percent {
    std::optional<std::int64_t> percent, by;
};
BOOST_DESCRIBE_STRUCT(Percent, (), (percent, by))

struct Pitch {
    std::optional<std::int64_t> pitch;
};
BOOST_DESCRIBE_STRUCT(Pitch, (), (pitch))

struct Name {
    std::optional<std::string> name;
};
BOOST_DESCRIBE_STRUCT(Name, (), (name))

struct RepeatMode {
    std::optional<std::string> mode;
};
BOOST_DESCRIBE_STRUCT(RepeatMode, (), (mode))

struct Finished {
    std::optional<std::string> then;
};
BOOST_DESCRIBE_STRUCT(Finished, (), (then))

struct Shuffle {
    std::optional<bool> on;
};
BOOST_DESCRIBE_STRUCT(Shuffle, (), (on))

struct Sleep {
    std::optional<std::int64_t> after_ms;
    std::optional<bool> at_end, off;
};
BOOST_DESCRIBE_STRUCT(Sleep, (), (after_ms, at_end, off))

constexpr Range code_points{0, std::numeric_limits<std::uint32_t>::max()};

Answer status(Rooms& rooms, const None&) {
    return json::value(status_value(rooms));
}

awaitable<Answer> play(Rooms& rooms, Play params) {
    const auto id = chosen(rooms, params);
    if (!id) co_return id.error();
    if (!params.at) co_return status_after(rooms, rooms.player.play(*id));
    constexpr Range places{0, std::numeric_limits<std::uint32_t>::max() / 4};
    if (const auto right = within(places, "at", params.at); !right) co_return right.error();
    const auto sentence = co_await rooms.player.sentence(*id, static_cast<std::uint32_t>(*params.at));
    if (!sentence) co_return sentence.error();
    const auto done = rooms.player.play_from(*sentence);
    if (done) co_await rooms.player.placed();
    co_return status_after(rooms, done);
}

Answer pause(Rooms& rooms, const None&) {
    return status_after(rooms, rooms.player.pause());
}

Answer resume(Rooms& rooms, const None&) {
    return status_after(rooms, rooms.player.resume());
}

Answer toggle(Rooms& rooms, const None&) {
    return status_after(rooms, rooms.player.toggle());
}

Answer stop(Rooms& rooms, const None&) {
    return status_after(rooms, rooms.player.stop());
}

Answer next(Rooms& rooms, const None&) {
    return status_after(rooms, rooms.player.next());
}

Answer previous(Rooms& rooms, const None&) {
    return status_after(rooms, rooms.player.previous());
}

awaitable<Answer> seek(Rooms& rooms, Seek params) {
    constexpr std::int64_t far = span_range.high;  // keeps sums from overflowing
    const auto& p = params;
    if (p.to_ms.has_value() + p.by_ms.has_value() + p.percent.has_value() + p.to_text.has_value() +
            p.by_sentences.has_value() + p.by_paragraphs.has_value() + p.by_headings.has_value() !=
        1)
        co_return Error(ErrorKind::invalid_argument,
                        "give one of \"to_ms\", \"by_ms\", \"percent\", \"to_text\", \"by_sentences\", "
                        "\"by_paragraphs\" and \"by_headings\"");
    constexpr Range whole{0, 100};
    if (const auto right = within(whole, "percent", p.percent); !right) co_return right.error();
    if (p.to_ms && *p.to_ms < 0)
        co_return Error(ErrorKind::invalid_argument, "\"to_ms\" must not be negative");
    Player& player = rooms.player;
    Result<void> done;
    if (p.percent) done = player.seek_percent(static_cast<int>(*p.percent));
    if (p.to_ms) done = player.seek_to(std::min(*p.to_ms, far));
    if (p.by_ms) done = player.seek_by(std::clamp(*p.by_ms, -far, far));
    if (p.to_text) done = co_await player.seek_text(*p.to_text);
    if (done && (p.percent || p.to_ms || p.by_ms || p.to_text)) co_await player.placed();
    const std::pair<narration::Unit, std::optional<std::int64_t>> units[] = {
        {narration::Unit::sentence, p.by_sentences},
        {narration::Unit::paragraph, p.by_paragraphs},
        {narration::Unit::heading, p.by_headings}};
    for (const auto& [unit, by] : units)
        if (by) {
            const auto steps = static_cast<int>(std::clamp<std::int64_t>(*by, -1'000'000, 1'000'000));
            done = co_await player.seek_unit(unit, steps);
        }
    co_return status_after(rooms, done);
}

awaitable<Answer> place(Rooms& rooms, HeardPlace params) {
    const auto id = required(rooms, params);
    if (!id) co_return id.error();
    constexpr Range millionths{0, 999'999};
    const auto part = params.millionths.value_or(0);
    for (const auto& [range, name, value] : {std::tuple(code_points, "code_point", params.code_point),
                                             std::tuple(millionths, "millionths", part)})
        if (const auto right = within(range, name, value); !right) co_return right.error();
    const Player::HeardAway heard{
        .entry = *id,
        .since = params.revision,
        .place = {static_cast<std::uint32_t>(params.code_point), static_cast<double>(part) / 1e6},
        .position_ms = std::clamp<std::int64_t>(params.position_ms.value_or(0), 0, span_range.high),
        .to_the_end = params.heard.value_or(false)};
    const auto taken = rooms.player.heard_away(heard);
    if (taken) co_await rooms.player.placed();
    co_return revision_after(rooms, taken);
}

// The percentage that is wanted where there are `now`; as far as it goes, if it was asked for as a step.
Result<std::optional<int>> wanted(const Percent& params, int now, const Range& range) {
    if (params.percent && params.by)
        return Error(ErrorKind::invalid_argument, "give \"percent\" or \"by\", not both");
    if (params.by)
        return std::optional(static_cast<int>(std::clamp<std::int64_t>(
            std::clamp<std::int64_t>(*params.by, -range.high, range.high) + now, range.low, range.high)));
    if (!params.percent) return std::optional<int>();
    if (const auto right = within(range, "percent", params.percent); !right) return right.error();
    return std::optional(static_cast<int>(*params.percent));
}

Answer speed(Rooms& rooms, const Percent& params) {
    const auto percent = wanted(params, rooms.player.report().speed_percent, speed_range);
    if (!percent) return percent.error();
    if (!*percent) return json::value(status_value(rooms));
    return status_after(rooms, rooms.player.set_speed(**percent));
}

Answer pitch(Rooms& rooms, const Pitch& params) {
    if (!params.pitch) return json::value(status_value(rooms));
    if (const auto right = within(pitch_range, "pitch", params.pitch); !right) return right.error();
    return status_after(rooms, rooms.player.set_pitch(static_cast<int>(*params.pitch)));
}

Answer volume(Rooms& rooms, const Percent& params) {
    const auto percent = wanted(params, rooms.player.report().volume_percent, volume_range);
    if (!percent) return percent.error();
    if (!*percent) return json::value(status_value(rooms));
    return status_after(rooms, rooms.player.set_volume(**percent));
}

Answer voice(Rooms& rooms, const Name& params) {
    if (!params.name) return json::value(status_value(rooms));
    return status_after(rooms, rooms.player.set_voice(*params.name));
}

Answer voices(Rooms& rooms, const None&) {
    json::array values;
    for (const VoiceProfile& voice : rooms.player.voices())
        values.push_back(
            {{"name", voice.name}, {"description", voice.description}, {"language", voice.language}});
    return json::value{{"voices", std::move(values)}, {"current", rooms.player.report().voice}};
}

awaitable<Answer> device(Rooms& rooms, Name params) {
    if (!params.name) co_return json::value(status_value(rooms));
    co_return status_after(rooms, co_await rooms.player.set_device(std::move(*params.name)));
}

awaitable<Answer> devices(Rooms& rooms, None) {
    const auto all = co_await rooms.player.devices();
    if (!all) co_return all.error();
    json::array values;
    for (const SoundDevice& device : *all)
        values.push_back({{"name", device.name},
                          {"description", device.description},
                          {"default", device.standard},
                          {"in_use", device.in_use}});
    const auto chosen = rooms.player.report().chosen_device;
    co_return json::value{{"devices", std::move(values)},
                          {"chosen", chosen.empty() ? json::value(nullptr) : json::value(chosen)}};
}

Answer repeat(Rooms& rooms, const RepeatMode& params) {
    if (!params.mode) return json::value(status_value(rooms));
    if (const auto mode = repeat_of(*params.mode)) return status_after(rooms, rooms.player.set_repeat(*mode));
    return Error(ErrorKind::invalid_argument, "\"mode\" must be \"off\", \"one\" or \"all\"");
}

Answer shuffle(Rooms& rooms, const Shuffle& params) {
    if (!params.on) return json::value(status_value(rooms));
    return status_after(rooms, rooms.player.set_shuffle(*params.on));
}

Answer finished(Rooms& rooms, const Finished& params) {
    if (!params.then) return json::value(status_value(rooms));
    if (const auto then = finished_of(*params.then))
        return status_after(rooms, rooms.player.set_finished(*then));
    return Error(ErrorKind::invalid_argument, "\"then\" must be \"stays\", \"leaves\" or \"kept\"");
}

Answer sleep(Rooms& rooms, const Sleep& params) {
    if (params.after_ms.has_value() + params.at_end.value_or(false) + params.off.value_or(false) > 1)
        return Error(ErrorKind::invalid_argument, "give one of \"after_ms\", \"at_end\" and \"off\"");
    if (const auto right = within(sleep_range, "after_ms", params.after_ms); !right) return right.error();
    if (params.after_ms) rooms.player.sleep_after(std::chrono::milliseconds(*params.after_ms));
    if (params.at_end.value_or(false)) rooms.player.sleep_at_end();
    if (params.off.value_or(false)) rooms.player.no_sleep();
    return json::value(status_value(rooms));
}

constexpr Method rows[] = {
    rpc::method<None, status>("status", "what is being read, and where"),
    rpc::method<Play, play>("play", "play an entry, from a place in its text perhaps, or go on"),
    rpc::method<None, pause>("pause", "pause at the very sample"),
    rpc::method<None, resume>("resume", "go on where it was paused"),
    rpc::method<None, toggle>("toggle", "pause or go on"),
    rpc::method<None, stop>("stop", "stop; play goes on at the same place"),
    rpc::method<None, next>("next", "go to the next article"),
    rpc::method<None, previous>("previous", "go to the start of the article, or to the one before"),
    rpc::method<Seek, seek>("seek", "go to a time, a sentence, a paragraph, a heading or a word"),
    rpc::method<HeardPlace, place>("place", "tell where an entry was heard to while there was no connection"),
    rpc::method<Percent, speed>("speed", "show or set the speed, in percent"),
    rpc::method<Pitch, pitch>("pitch", "show or set the pitch, added to the voice's own"),
    rpc::method<Percent, volume>("volume", "show or set the volume, in percent"),
    rpc::method<Name, voice>("voice", "show or set the voice"),
    rpc::method<None, voices>("voices", "the voices there are"),
    rpc::method<Name, device>("device", "show or choose the sound device"),
    rpc::method<None, devices>("devices", "the sound devices there are"),
    rpc::method<RepeatMode, repeat>("repeat", "show or set what follows: off, one or all"),
    rpc::method<Shuffle, shuffle>("shuffle", "show or set whether articles follow in an order by chance"),
    rpc::method<Finished, finished>("finished", "show or set what becomes of what was heard to its end"),
    rpc::method<Sleep, sleep>("sleep", "pause after a while, or at the article's end"),
};

}  // namespace

std::span<const Method> player_methods() {
    return rows;
}

}  // namespace vorleser
