#include "daemon/desktop/mpris.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <fmt/format.h>
#include <sdbus-c++/sdbus-c++.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include "daemon/desktop/bus.hpp"
#include "daemon/desktop/opening.hpp"
#include "daemon/desktop/tracks.hpp"
#include "daemon/playlist/playlist.hpp"

namespace vorleser {

namespace asio = boost::asio;

namespace {

const std::string root = "org.mpris.MediaPlayer2";
const std::string player_interface = root + ".Player";
const std::string list_interface = root + ".TrackList";
const std::string object_path = "/org/mpris/MediaPlayer2";

constexpr std::pair<Repeat, const char*> loop_names[] = {
    {Repeat::off, "None"}, {Repeat::one, "Track"}, {Repeat::all, "Playlist"}};

constexpr int slowest = speed_range.low, fastest = speed_range.high;  // percent
constexpr std::int64_t near_the_start_us = 1'000'000;  // a desktop expects a new track at its start
constexpr std::size_t most_asked = 1000;               // tracks in one request

// What the properties depend on, so that a change is told once and nothing else is.
struct Shown {
    Status status = Status::stopped;
    Repeat repeat = Repeat::off;
    int speed = 100, volume = 100;
    bool shuffle = false, can_play = false, can_go_next = false, can_go_previous = false;
    std::optional<Track> track;
    std::int64_t position_us = 0;  // no part of what is compared
};

sdbus::Error failure(const char* name, const std::string& message) {
    return sdbus::Error(std::string("org.freedesktop.DBus.Error.") + name, message);
}

sdbus::Error failure(const Error& error) {
    return failure(error.kind == ErrorKind::invalid_argument ? "InvalidArgs" : "Failed", error.message);
}

// MPRIS: what is not possible in this state has no effect.
void answer(const Result<void>& done) {
    if (!done && done.error().kind != ErrorKind::conflict) throw failure(done.error());
}

}  // namespace

struct Mpris::State : std::enable_shared_from_this<State> {
    State(asio::any_io_executor on, Rooms& r, std::string address)
        : executor(on),
          rooms(r),
          bus(
              on, std::move(address), [this](sdbus::IConnection& connection) { join(connection); },
              [this] { part(); }) {}

    // --- on the bus and off it ---

    void join(sdbus::IConnection& connection) {
        object = sdbus::createObject(connection, object_path);
        add_root();
        add_player();
        add_track_list();
        object->finishRegistration();
        shown = look();
        tracks = tracks_around(rooms.playlist, current());
        names = sdbus::createProxy(connection, "org.freedesktop.DBus", "/org/freedesktop/DBus");
        request_name("org.mpris.MediaPlayer2.vorleser", true);
    }

    void request_name(const std::string& name, bool another_follows) {
        constexpr std::uint32_t do_not_queue = 4, owner = 1;
        names->callMethodAsync("RequestName")
            .onInterface("org.freedesktop.DBus")
            .withArguments(name, do_not_queue)
            .uponReplyInvoke([this, name, another_follows](const sdbus::Error* failed, std::uint32_t result) {
                if (!failed && result == owner)
                    spdlog::debug("mpris: this is {} on the session bus", name);
                else if (!failed && another_follows)
                    request_name(fmt::format("{}.instance{}", name, getpid()), false);
                else
                    spdlog::warn("mpris: the session bus refuses the name {}: {}", name,
                                 failed ? failed->getMessage() : "it is taken");
            });
        bus.sent();
    }

    void part() {
        names.reset();
        object.reset();
    }

    // --- properties and methods ---

    // `changes`: told by PropertiesChanged; else only asked for.
    template <class Get>
    void property(const std::string& interface, const char* name, Get get,
                  sdbus::Flags::PropertyUpdateBehaviorFlags changes = sdbus::Flags::EMITS_CHANGE_SIGNAL) {
        object->registerProperty(name).onInterface(interface).withGetter(get).withUpdateBehavior(changes);
    }
    template <class Value>
    void constant(const std::string& interface, const char* name, Value value) {
        property(
            interface, name, [value] { return value; }, sdbus::Flags::CONST_PROPERTY_VALUE);
    }
    template <class Get, class Set>
    void settable(const char* name, Get get, Set set) {
        object->registerProperty(name).onInterface(player_interface).withGetter(get).withSetter(set);
    }
    template <class Do>
    void method(const std::string& interface, const char* name, Do act, std::vector<std::string> in = {},
                std::vector<std::string> out = {}) {
        object->registerMethod(name)
            .onInterface(interface)
            .implementedAs(act)
            .withInputParamNames(std::move(in))
            .withOutputParamNames(std::move(out));
    }

    void add_root() {
        method(root, "Raise", [] {});  // there is no window
        method(root, "Quit", [this] { rooms.quit(); });
        constant(root, "CanQuit", true);
        constant(root, "CanRaise", false);
        constant(root, "HasTrackList", true);
        constant(root, "Identity", std::string("Vorleser"));
        constant(root, "DesktopEntry", std::string("vorleser"));
        constant(root, "SupportedUriSchemes", std::vector<std::string>{"file"});
        constant(root, "SupportedMimeTypes",
                 std::vector<std::string>{
                     "text/html", "application/xhtml+xml", "text/plain", "text/markdown", "application/pdf",
                     "application/epub+zip", "application/vnd.oasis.opendocument.text",
                     "application/vnd.openxmlformats-officedocument.wordprocessingml.document"});
    }

    void add_player() {
        const auto& of = player_interface;
        Player& player = rooms.player;
        method(of, "Next", [&player] { answer(player.next()); });
        method(of, "Previous", [&player] {
            if (player.has_previous()) answer(player.previous());
        });
        method(of, "Pause", [&player] { answer(player.pause()); });
        // By what is shown: an interruption looks like a pause, and is ended by trying again.
        method(of, "PlayPause", [&player] {
            answer(player.report().status == Status::playing ? player.pause() : player.play({}));
        });
        method(of, "Stop", [&player] { answer(player.stop()); });
        method(of, "Play", [&player] {
            if (player.report().status != Status::playing) answer(player.play({}));
        });
        method(of, "Seek", [this](std::int64_t offset_us) { seek_by(offset_us); }, {"Offset"});
        method(of, "SetPosition",
               [this](const sdbus::ObjectPath& track, std::int64_t position_us) {
                   set_position(track, position_us);
               },
               {"TrackId", "Position"});
        object->registerMethod("OpenUri").onInterface(of).withInputParamNames("Uri").implementedAs(
            [this](sdbus::Result<>&& reply, std::string uri) {
                spawn(open_uri(shared_from_this(), std::move(reply), std::move(uri)));
            });
        object->registerSignal("Seeked").onInterface(of).withParameters<std::int64_t>("Position");

        property(of, "PlaybackStatus", [this] { return std::string(status_name(look().status)); });
        settable(
            "LoopStatus", [this] { return loop_name(look().repeat); },
            [this](const std::string& name) { set_loop(name); });
        settable(
            "Rate", [this] { return look().speed / 100.0; }, [this](double rate) { set_rate(rate); });
        settable(
            "Shuffle", [this] { return look().shuffle; },
            [&player](bool on) { answer(player.set_shuffle(on)); });
        property(of, "Metadata", [this] {
            const auto track = look().track;
            return track ? metadata_of(*track) : std::map<std::string, sdbus::Variant>{};
        });
        settable(
            "Volume", [this] { return look().volume / 100.0; },
            [this](double volume) { set_volume(volume); });
        property(
            of, "Position", [this] { return look().position_us; }, sdbus::Flags::EMITS_NO_SIGNAL);
        constant(of, "MinimumRate", slowest / 100.0);
        constant(of, "MaximumRate", fastest / 100.0);
        property(of, "CanGoNext", [this] { return look().can_go_next; });
        property(of, "CanGoPrevious", [this] { return look().can_go_previous; });
        property(of, "CanPlay", [this] { return look().can_play; });
        property(of, "CanPause", [this] { return look().track.has_value(); });
        property(of, "CanSeek", [this] { return look().track.has_value(); });
        // As the specification has it: not told, not even that it is constant.
        property(
            of, "CanControl", [] { return true; }, sdbus::Flags::EMITS_NO_SIGNAL);
    }

    void add_track_list() {
        using Metadata = std::map<std::string, sdbus::Variant>;
        const auto& of = list_interface;
        method(of, "GetTracksMetadata",
               [this](const std::vector<sdbus::ObjectPath>& wanted) {
                   std::vector<Metadata> found;
                   for (const auto& path : wanted) {
                       if (found.size() == most_asked) break;
                       if (const auto entry = listed(path)) found.push_back(metadata_of(track_of(*entry)));
                   }
                   return found;
               },
               {"TrackIds"}, {"Metadata"});
        object->registerMethod("AddTrack")
            .onInterface(of)
            .withInputParamNames("Uri", "AfterTrack", "SetAsCurrent")
            .implementedAs(
                [this](sdbus::Result<>&& reply, std::string uri, sdbus::ObjectPath after, bool play) {
                    spawn(add_track(shared_from_this(), std::move(reply), std::move(uri), std::move(after),
                                    play));
                });
        method(of, "RemoveTrack",
               [this](const sdbus::ObjectPath& track) {
                   if (const auto entry = listed(track))
                       answer(rooms.player.remove(std::span(&entry->id, 1)));
               },
               {"TrackId"});
        method(of, "GoTo",
               [this](const sdbus::ObjectPath& track) {
                   if (const auto entry = listed(track)) answer(rooms.player.play(entry->id));
               },
               {"TrackId"});
        object->registerSignal("TrackListReplaced")
            .onInterface(of)
            .withParameters<std::vector<sdbus::ObjectPath>, sdbus::ObjectPath>("Tracks", "CurrentTrack");
        object->registerSignal("TrackAdded")
            .onInterface(of)
            .withParameters<Metadata, sdbus::ObjectPath>("Metadata", "AfterTrack");
        object->registerSignal("TrackRemoved").onInterface(of).withParameters<sdbus::ObjectPath>("TrackId");
        object->registerSignal("TrackMetadataChanged")
            .onInterface(of)
            .withParameters<sdbus::ObjectPath, Metadata>("TrackId", "Metadata");
        property(
            of, "Tracks", [this] { return paths(tracks_around(rooms.playlist, current())); },
            sdbus::Flags::EMITS_INVALIDATION_SIGNAL);
        constant(of, "CanEditTracks", true);
    }

    // --- what is shown ---

    Shown look() {
        const Report report = rooms.player.report();
        Shown now{.status = report.status,
                  .repeat = report.repeat,
                  .speed = report.speed_percent,
                  .volume = report.volume_percent,
                  .shuffle = report.shuffle != 0};
        if (report.entry) {
            now.track = track_of(*report.entry);
            now.position_us = report.entry->position_ms * 1000;
            now.can_go_next = rooms.player.has_next();
            now.can_go_previous = rooms.player.has_previous();
        }
        const auto first = rooms.playlist.after({});
        now.can_play = now.track || (first && *first);
        return now;
    }

    std::optional<EntryId> current() const {
        return shown.track ? std::optional(shown.track->id) : std::nullopt;
    }

    static const char* status_name(Status status) {
        switch (status) {
            case Status::playing:
                return "Playing";
            case Status::stopped:
                return "Stopped";
            // Time stands still, as far as MPRIS can tell.
            case Status::interrupted:
            case Status::paused:
                break;
        }
        return "Paused";
    }

    static std::string loop_name(Repeat repeat) {
        for (const auto& [each, name] : loop_names)
            if (each == repeat) return name;
        return "None";
    }

    static std::vector<sdbus::ObjectPath> paths(const std::vector<Track>& tracks) {
        std::vector<sdbus::ObjectPath> paths;
        for (const Track& track : tracks) paths.push_back(path_of(track.id));
        return paths;
    }

    // The entry of that path that is in the list: others may have been removed meanwhile, or never were.
    std::optional<Entry> listed(const std::string& path) const {
        const auto id = entry_at(path);
        const auto entry = id ? rooms.playlist.entry(*id) : Result<Entry>(Entry{.left_at = 1});
        return entry && entry->left_at == 0 ? std::optional(*entry) : std::nullopt;
    }

    // --- commands ---

    void set_loop(const std::string& wanted) {
        for (const auto& [repeat, name] : loop_names)
            if (wanted == name) return answer(rooms.player.set_repeat(repeat));
        throw failure("InvalidArgs", "LoopStatus is None, Track or Playlist, not " + wanted);
    }

    void set_rate(double rate) {
        if (!(rate >= 0)) throw failure("InvalidArgs", "a Rate below 0 is not possible");
        if (rate == 0) return answer(rooms.player.pause());  // as the specification has it
        const double percent = std::clamp(rate * 100, double{slowest}, double{fastest});
        answer(rooms.player.set_speed(static_cast<int>(std::lround(percent))));
    }

    void set_volume(double volume) {
        if (std::isnan(volume)) throw failure("InvalidArgs", "this Volume is no number");
        answer(rooms.player.set_volume(static_cast<int>(std::lround(std::clamp(volume, 0.0, 1.0) * 100))));
    }

    void seek_by(std::int64_t offset_us) {
        const Shown now = look();
        if (!now.track) return;
        const auto ms = offset_us / 1000;
        // Past the end: as Next. While playing it is the same, and the article counts as heard.
        const bool past = now.track->length_us > 0 && ms > (now.track->length_us - now.position_us) / 1000;
        if (past && now.status != Status::playing && now.can_go_next) return answer(rooms.player.next());
        constexpr std::int64_t far = 1'000'000'000'000;
        answer(rooms.player.seek_by(std::clamp(ms, -far, far)));
    }

    void set_position(const std::string& track, std::int64_t position_us) {
        const Shown now = look();
        // The desktop means a track that has ended meanwhile, or a place that is none.
        if (!now.track || track != path_of(now.track->id) || position_us < 0 ||
            (now.track->length_us > 0 && position_us > now.track->length_us))
            return;
        answer(rooms.player.seek_to(position_us / 1000));
    }

    void spawn(asio::awaitable<void> work) {
        asio::co_spawn(executor, std::move(work), [](std::exception_ptr failed) {
            if (failed) spdlog::error("mpris: a request ended without an answer");
        });
    }

    // Answers when `work` is done. The bus may be gone by then, the caller with it.
    static asio::awaitable<void> open_uri(std::shared_ptr<State> self, sdbus::Result<> reply,
                                          std::string uri) {
        const auto added = co_await add_file(self->rooms, std::move(uri), true);
        self->finish(std::move(reply), added ? Result<void>() : added.error());
    }

    static asio::awaitable<void> add_track(std::shared_ptr<State> self, sdbus::Result<> reply,
                                           std::string uri, std::string after, bool play) {
        Rooms& rooms = self->rooms;
        const auto added = co_await add_file(rooms, std::move(uri), false);
        Result<void> done = added ? Result<void>() : added.error();
        // Behind a track that is gone means at the end, where it is.
        const auto before = self->listed(after);
        if (done && (before || after == no_track)) {
            const auto number = before ? rooms.playlist.number_of(before->id) : Result<std::int64_t>(0);
            const auto own = rooms.playlist.number_of(*added);
            if (!number || !own) done = number ? own.error() : number.error();
            // Its own place is free once it moves: what stands behind it moves up.
            if (done) done = rooms.playlist.move(*added, *number + (*own > *number ? 1 : 0));
            if (done) rooms.player.list_changed();
        }
        if (done && play) done = rooms.player.play(*added);
        self->finish(std::move(reply), done);
    }

    void finish(sdbus::Result<> reply, const Result<void>& done) {
        if (!object) return;
        try {
            if (done || done.error().kind == ErrorKind::conflict)
                reply.returnResults();
            else
                reply.returnError(failure(done.error()));
        } catch (const sdbus::Error& e) {
            spdlog::debug("mpris: an answer could not be sent: {}", e.what());
        }
        bus.sent();
    }

    // --- events ---

    void announce(const Snapshot& before, const Snapshot& after) {
        const bool state = before.state != after.state, list = before.list != after.list,
                   jumped = before.jumps != after.jumps;
        if (state && !object) bus.look_again();
        // The next word, many times a minute, changes nothing but what the start of an article allows.
        if (object && (state || list || jumped || !shown.can_go_previous)) update(list, jumped);
    }

    void update(bool listed_anew, bool jumped) {
        try {
            const Shown now = look();
            const Shown before = std::exchange(shown, now);
            tell_properties(before);
            const bool same = before.track && now.track && before.track->id == now.track->id;
            // A new track is expected to begin at its start; many go on where they were left.
            if (same ? jumped : now.track && now.position_us > near_the_start_us)
                object->emitSignal("Seeked").onInterface(player_interface).withArguments(now.position_us);
            if (listed_anew || !same) tell_tracks();
        } catch (const sdbus::Error& e) {
            spdlog::debug("mpris: the session bus takes no more: {}", e.what());
        }
        bus.sent();
    }

    void tell_properties(const Shown& before) {
        const std::pair<const char*, bool> properties[] = {
            {"PlaybackStatus", std::string_view(status_name(shown.status)) != status_name(before.status)},
            {"LoopStatus", shown.repeat != before.repeat},
            {"Rate", shown.speed != before.speed},
            {"Shuffle", shown.shuffle != before.shuffle},
            {"Metadata", shown.track != before.track},
            {"Volume", shown.volume != before.volume},
            {"CanGoNext", shown.can_go_next != before.can_go_next},
            {"CanGoPrevious", shown.can_go_previous != before.can_go_previous},
            {"CanPlay", shown.can_play != before.can_play},
            {"CanPause", shown.track.has_value() != before.track.has_value()},
            {"CanSeek", shown.track.has_value() != before.track.has_value()}};
        std::vector<std::string> names;
        for (const auto& [name, changed] : properties)
            if (changed) names.emplace_back(name);
        if (!names.empty()) object->emitPropertiesChangedSignal(player_interface, names);
    }

    void tell_tracks() {
        const std::vector<Track> now = tracks_around(rooms.playlist, current());
        const std::vector<Track> before = std::exchange(tracks, now);
        if (now == before) return;
        const auto find = [](const std::vector<Track>& in, EntryId id) {
            return std::ranges::find(in, id, &Track::id);
        };
        const auto common = [&](const std::vector<Track>& of, const std::vector<Track>& with) {
            std::vector<EntryId> ids;
            for (const Track& track : of)
                if (find(with, track.id) != with.end()) ids.push_back(track.id);
            return ids;
        };
        const auto stayed = common(before, now);
        if (before.size() != stayed.size() || now.size() != stayed.size() || stayed != common(now, before))
            object->emitPropertiesChangedSignal(list_interface, {"Tracks"});
        if (stayed.empty() || stayed != common(now, before)) {
            object->emitSignal("TrackListReplaced")
                .onInterface(list_interface)
                .withArguments(paths(now), current() ? path_of(*current()) : sdbus::ObjectPath(no_track));
            return;
        }
        for (const Track& track : before)
            if (find(now, track.id) == now.end())
                object->emitSignal("TrackRemoved")
                    .onInterface(list_interface)
                    .withArguments(path_of(track.id));
        sdbus::ObjectPath after = no_track;
        for (const Track& track : now) {
            const auto old = find(before, track.id);
            if (old == before.end())
                object->emitSignal("TrackAdded")
                    .onInterface(list_interface)
                    .withArguments(metadata_of(track), after);
            else if (*old != track)
                object->emitSignal("TrackMetadataChanged")
                    .onInterface(list_interface)
                    .withArguments(path_of(track.id), metadata_of(track));
            after = path_of(track.id);
        }
    }

    asio::any_io_executor executor;
    Rooms& rooms;
    std::unique_ptr<sdbus::IObject> object;  // there while the bus is, as `names` is
    std::unique_ptr<sdbus::IProxy> names;    // the bus's own
    Shown shown;                             // as told last
    std::vector<Track> tracks;               // as told last
    Bus bus;                                 // last: it begins to call
};

Mpris::Mpris(asio::any_io_executor executor, Rooms& rooms, std::string address)
    : state_(std::make_shared<State>(executor, rooms, std::move(address))) {}

Mpris::~Mpris() {
    state_->part();
}

void Mpris::announce(const Snapshot& before, const Snapshot& after) {
    state_->announce(before, after);
}

}  // namespace vorleser
