// An article's sound for a client's own ears, in parts.
#include <array>
#include <chrono>

#include <boost/asio/use_awaitable.hpp>

#include "daemon/base/sample_rate.hpp"
#include "daemon/control/base64.hpp"
#include "daemon/control/handlers.hpp"
#include "daemon/control/session.hpp"
#include "daemon/narration/narrator.hpp"
#include "daemon/player/player.hpp"

namespace vorleser {
namespace {

namespace json = boost::json;
using boost::asio::awaitable;
using narration::Piece;

struct Speech {
    std::optional<std::int64_t> id, number, from, from_ms;
    std::optional<std::string> voice;
};
BOOST_DESCRIBE_STRUCT(Speech, (), (id, number, from, from_ms, voice))

constexpr std::size_t samples_at_once = 16 * 1024;  // of a part: 3/4 s

// 16-bit, little-endian, whatever this machine is.
std::string base64_of(std::span<const std::int16_t> samples) {
    std::array<unsigned char, 2 * samples_at_once> bytes;
    std::size_t size = 0;
    for (const std::int16_t sample : samples) {
        bytes[size++] = static_cast<unsigned char>(sample & 0xFF);
        bytes[size++] = static_cast<unsigned char>(static_cast<std::uint16_t>(sample) >> 8);
    }
    return to_base64(std::span(bytes).first(size));
}

// Where each of the article's words begins in the sound.
json::array words_of(const Piece& piece) {
    json::array words;
    std::uint32_t last = UINT32_MAX;
    for (const Mark& mark : piece.sound->marks) {
        const auto spot =
            narration::spot_at(piece.utterance(), piece.sound->marks, piece.samples, mark.sample);
        if (std::exchange(last, spot.place.code_point) == spot.place.code_point) continue;
        words.push_back({{"sample", mark.sample}, {"begin", spot.place.code_point}, {"end", spot.word_end}});
    }
    return words;
}

awaitable<Answer> speech(Rooms& rooms, Caller caller, Speech params) {
    constexpr Range offsets{0, UINT32_MAX};
    const auto id = required(rooms, params);
    if (!id) co_return id.error();
    if (params.from && params.from_ms)
        co_return Error(ErrorKind::invalid_argument, "give \"from\" or \"from_ms\", not both");
    for (const auto& [name, value, range] :
         {std::tuple{"from", params.from, offsets}, {"from_ms", params.from_ms, span_range}})
        if (const auto right = within(range, name, value); !right) co_return right.error();
    narration::Where from = Place{static_cast<std::uint32_t>(params.from.value_or(0)), 0};
    if (params.from_ms) from = narration::Instant{narration::from_ms(*params.from_ms)};
    auto told = rooms.player.tell(*id, from, params.voice);
    if (!told) co_return told.error();
    narration::Narrator& narrator = *told;

    const auto entry = rooms.playlist.entry(*id);
    if (!entry) co_return entry.error();
    json::object begin{{"entry", *id},
                       {"uid", entry->uid.is_nil() ? json::value(nullptr) : json::value(to_text(entry->uid))},
                       {"text_revision", entry->text_revision},
                       {"voice", narrator.reader().voice.name},
                       {"key", narrator.reader().key},
                       {"rate", sample_rate},
                       {"samples", narrator.outline()->total()},
                       {"exact", narrator.outline()->exact()}};
    co_await caller.session.send_part(caller.id, std::move(begin));
    std::uint64_t samples = 0;
    std::int64_t unspeakable = 0;
    for (;;) {
        auto next = co_await narrator.next();
        if (!next) co_return next.error();
        if (!*next) break;
        Piece& piece = **next;
        const auto spoken = co_await narrator.speak(piece);
        if (!spoken) co_return spoken.error();
        json::object told_of{{"begin", piece.begin}, {"end", piece.end}};
        if (piece.unspeakable) {
            ++unspeakable;
            told_of["unspeakable"] = std::string_view(piece.unspeakable->message);
            told_of["unspeakable_data"] = sentence_value(piece.unspeakable->message);
            json::object part{{"utterance", std::move(told_of)}};
            co_await caller.session.send_part(caller.id, std::move(part));
            continue;
        }
        const std::uint32_t all = piece.samples + piece.pause, first = std::min(piece.first, all);
        told_of["at"] = piece.passage->timeline().start(piece.index);
        told_of["first"] = first;
        told_of["samples"] = piece.samples;
        told_of["pause"] = piece.pause;
        told_of["words"] = words_of(piece);
        json::object part{{"utterance", std::move(told_of)}};
        co_await caller.session.send_part(caller.id, std::move(part));
        const std::span<const std::int16_t> sound(piece.sound->samples);
        for (std::size_t at = first; at < sound.size(); at += samples_at_once) {
            json::object piece_of_sound{
                {"samples", base64_of(sound.subspan(at, std::min(samples_at_once, sound.size() - at)))}};
            co_await caller.session.send_part(caller.id, std::move(piece_of_sound));
        }
        samples += all - first;
    }
    co_return json::value{{"samples", samples}, {"unspeakable", unspeakable}};
}

constexpr Method rows[] = {
    rpc::method<Speech, speech>("speech", "the sound of an entry, as samples with the times of its words",
                                Method::Kind::streaming),
};

}  // namespace

std::span<const Method> speech_methods() {
    return rows;
}

}  // namespace vorleser
