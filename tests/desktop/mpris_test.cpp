// MPRIS as desktops use it: the real daemon on a real bus, driven by the real playerctl and by D-Bus calls.
#include <cmath>
#include <set>

#include <sys/wait.h>

#include "tests/desktop/desktop.hpp"
#include "tests/support/shell.hpp"

namespace vorleser::test {
namespace {

namespace json = boost::json;
using Properties = std::map<std::string, sdbus::Variant>;
using Paths = std::vector<sdbus::ObjectPath>;

const std::string bus_name = "org.mpris.MediaPlayer2.vorleser";
const std::string object_path = "/org/mpris/MediaPlayer2";
const std::string root = "org.mpris.MediaPlayer2";
const std::string player = "org.mpris.MediaPlayer2.Player";
const std::string track_list = "org.mpris.MediaPlayer2.TrackList";
const std::string no_track = "/org/mpris/MediaPlayer2/TrackList/NoTrack";

// About 20 s of speech.
const std::string long_text =
    "Am Morgen fuhr der erste Zug seit Wochen wieder über die alte Brücke. Viele Menschen standen am Ufer "
    "und winkten.\n\nDie Reparatur hatte länger gedauert als geplant, weil ein wichtiges Bauteil fehlte. "
    "Niemand wusste, woher es kommen sollte. Schließlich fand es sich in einer Werkstatt hinter dem Bahnhof.";

struct Signal {
    std::string name;
    Properties changed;                    // PropertiesChanged
    std::vector<std::string> invalidated;  // the same
    std::int64_t position = 0;             // Seeked
    Paths paths;                           // of TrackList's, in the order of their arguments
};

class Mpris : public testing::Test {
 protected:
    ~Mpris() override {
        if (connection) connection->leaveEventLoop();
    }

    void start(const std::string& config = "") {
        quiet.emplace(Environment{{"DBUS_SESSION_BUS_ADDRESS", bus.address()}}, config);
        client.emplace(quiet->daemon->connect());
        connect();
    }

    void connect() {
        if (connection) connection->leaveEventLoop();
        proxy.reset();
        connection = sdbus::createSessionBusConnectionWithAddress(bus.address());
        proxy = sdbus::createProxy(*connection, bus_name, object_path);
        proxy->uponSignal("PropertiesChanged")
            .onInterface("org.freedesktop.DBus.Properties")
            .call(
                [this](const std::string&, const Properties& changed, const std::vector<std::string>& gone) {
                    signals.put({"PropertiesChanged", changed, gone, 0, {}});
                });
        proxy->uponSignal("Seeked").onInterface(player).call([this](std::int64_t position) {
            signals.put({"Seeked", {}, {}, position, {}});
        });
        proxy->uponSignal("TrackListReplaced")
            .onInterface(track_list)
            .call([this](Paths tracks, const sdbus::ObjectPath& current) {
                tracks.push_back(current);
                signals.put({"TrackListReplaced", {}, {}, 0, tracks});
            });
        proxy->uponSignal("TrackAdded")
            .onInterface(track_list)
            .call([this](const Properties& track, const sdbus::ObjectPath& after) {
                signals.put({"TrackAdded", track, {}, 0, {id_of(track), after}});
            });
        proxy->uponSignal("TrackRemoved")
            .onInterface(track_list)
            .call([this](const sdbus::ObjectPath& track) {
                signals.put({"TrackRemoved", {}, {}, 0, {track}});
            });
        proxy->uponSignal("TrackMetadataChanged")
            .onInterface(track_list)
            .call([this](const sdbus::ObjectPath& track, const Properties& metadata) {
                signals.put({"TrackMetadataChanged", metadata, {}, 0, {track}});
            });
        proxy->finishRegistration();
        connection->enterEventLoopAsync();
        ASSERT_TRUE(eventually([&] { return owned(bus_name); })) << quiet->daemon->log();
    }

    bool owned(const std::string& name) {
        auto names = sdbus::createProxy(*connection, "org.freedesktop.DBus", "/org/freedesktop/DBus");
        bool has = false;
        names->callMethod("NameHasOwner")
            .onInterface("org.freedesktop.DBus")
            .withArguments(name)
            .storeResultsTo(has);
        return has;
    }

    // --- calls ---

    template <class... Arguments>
    void call(const std::string& interface, const std::string& method, const Arguments&... arguments) {
        proxy->callMethod(method).onInterface(interface).withArguments(arguments...);
    }
    template <class T>
    T get(const std::string& name, const std::string& interface = player) {
        return proxy->getProperty(name).onInterface(interface).get<T>();
    }
    template <class T>
    void set(const std::string& name, const T& value) {
        proxy->setProperty(name).onInterface(player).toValue(value);
    }
    template <class Call>
    bool refused(Call call) {
        try {
            call();
            return false;
        } catch (const sdbus::Error&) {
            return true;
        }
    }
    Properties metadata() { return get<Properties>("Metadata"); }
    Paths tracks() { return get<Paths>("Tracks", track_list); }
    static sdbus::ObjectPath id_of(const Properties& track) {
        return track.at("mpris:trackid").get<sdbus::ObjectPath>();
    }
    std::string title() {
        const auto now = metadata();
        return now.contains("xesam:title") ? now.at("xesam:title").get<std::string>() : "";
    }

    // What playerctl prints, without the line's end; its exit code in front if it fails.
    std::string playerctl(const std::string& arguments) {
        const std::string command = "LC_ALL=C.UTF-8 DBUS_SESSION_BUS_ADDRESS='" + bus.address() +
                                    "' playerctl -p vorleser " + arguments;
        auto [code, out] = shell(command);
        while (!out.empty() && out.back() == '\n') out.pop_back();
        return code == 0 ? out : std::to_string(code) + ": " + out;
    }

    // --- the daemon's other door ---

    std::int64_t add(const std::string& title, json::object more = {}) {
        more["text"] =
            title + "\n\n" + long_text + "\n\nDas war «" + title + "».";  // the same text is the same article
        more["title"] = title;
        more["as"] = "text";
        return client->call("add", more).at("entry").at("id").to_number<std::int64_t>();
    }
    json::value status() { return client->call("status"); }
    void measured() {
        ASSERT_TRUE(eventually([&] {
            const auto list = client->call("list");
            return std::ranges::all_of(list.at("entries").as_array(),
                                       [](const json::value& entry) { return entry.at("exact").as_bool(); });
        }));
        settle();
    }
    // A change that is told behind all that is under way.
    double mark() {
        percent = percent % 90 + 1;
        set("Volume", percent / 100.0);
        return percent / 100.0;
    }
    static bool is_mark(const Signal& signal, double volume) {
        return signal.changed.contains("Volume") &&
               std::abs(signal.changed.at("Volume").get<double>() - volume) < 0.001;
    }
    void settle() {
        const double last = mark();
        ASSERT_TRUE(signals.wait([&](const Signal& signal) { return is_mark(signal, last); }));
    }
    std::optional<Signal> changed(const std::string& property) {
        return signals.wait([&](const Signal& signal) { return signal.changed.contains(property); });
    }
    std::optional<Signal> named(const std::string& name) {
        return signals.wait([&](const Signal& signal) { return signal.name == name; });
    }

    MessageBus bus;
    std::optional<QuietDaemon> quiet;
    std::optional<RpcClient> client;
    Inbox<Signal> signals;
    int percent = 0;
    std::unique_ptr<sdbus::IConnection> connection;
    std::unique_ptr<sdbus::IProxy> proxy;
};

// Whichever plays, the keys and the desktop act on it, and are told of it.
TEST_F(Mpris, AClientThatPlaysIsShownAndControlledAsTheLoudspeakerIs) {
    start();
    const auto first = add("Eins"), second = add("Zwei");
    measured();
    RpcClient phone = quiet->daemon->connect();
    phone.call("offer", {{"name", "Telefon"}});
    client->call("output", {{"name", "Telefon"}});
    const auto order = [&] {
        for (;;) {
            const json::object event = phone.event();
            if (event.at("method") == "output" && event.at("params").at("entry").is_object())
                return event.at("params").as_object();
        }
    };
    call(player, "Play");
    auto told = order();
    EXPECT_EQ(told.at("play"), true);
    ASSERT_TRUE(changed("PlaybackStatus"));
    EXPECT_EQ(get<std::string>("PlaybackStatus"), "Playing");
    const auto heard = [&](std::int64_t id, std::int64_t ms, const char* state) {
        phone.call("heard", {{"lease", told.at("lease")}, {"id", id}, {"position_ms", ms}, {"state", state}});
    };
    heard(first, 2000, "playing");
    EXPECT_EQ(get<std::int64_t>("Position"), 2'000'000);
    call(player, "Pause");
    EXPECT_EQ(order().at("play"), false);
    call(player, "PlayPause");
    EXPECT_EQ(order().at("play"), true);
    set("Rate", 1.5);
    EXPECT_EQ(order().at("speed"), 150);
    call(player, "Seek", std::int64_t{3'000'000});
    told = order();
    EXPECT_EQ(told.at("position_ms"), 5000);
    ASSERT_TRUE(named("Seeked"));
    heard(second, 300, "playing");
    EXPECT_EQ(title(), "Zwei");
    heard(second, 400, "blocked");
    EXPECT_EQ(get<std::string>("PlaybackStatus"), "Paused");
    heard(second, 500, "playing");
    call(player, "Previous");
    EXPECT_EQ(order().at("entry").at("id"), first);
    { const RpcClient gone = std::move(phone); }
    ASSERT_TRUE(eventually([&] { return get<std::string>("PlaybackStatus") == "Paused"; }));
    call(player, "Play");
    EXPECT_EQ(get<std::string>("PlaybackStatus"), "Playing");
    EXPECT_EQ(status().at("output").at("kind"), "loudspeaker");
}

TEST_F(Mpris, EveryPropertyIsRightWhereThereIsNothingToRead) {
    start();
    EXPECT_EQ(get<std::string>("PlaybackStatus"), "Stopped");
    EXPECT_TRUE(metadata().empty());
    EXPECT_EQ(get<std::int64_t>("Position"), 0);
    for (const char* name : {"CanPlay", "CanPause", "CanSeek", "CanGoNext", "CanGoPrevious"})
        EXPECT_FALSE(get<bool>(name)) << name;
    EXPECT_TRUE(get<bool>("CanControl"));
    EXPECT_TRUE(tracks().empty());
    for (const char* method : {"Play", "Pause", "PlayPause", "Stop", "Next", "Previous"})
        call(player, method);
    call(player, "Seek", std::int64_t{5'000'000});
    EXPECT_EQ(get<std::string>("PlaybackStatus"), "Stopped") << "nothing is possible, nothing is refused";
}

TEST_F(Mpris, PropertiesAreRightInEveryState) {
    start();
    const auto id = add("Der Zug", {{"source", "Flussbote"}, {"url", "https://fluss.example/zug"}});
    EXPECT_TRUE(changed("CanPlay"));
    EXPECT_TRUE(get<bool>("CanPlay"));
    EXPECT_FALSE(get<bool>("CanPause")) << "no track is current";
    measured();

    call(player, "Play");
    ASSERT_TRUE(changed("PlaybackStatus"));
    EXPECT_EQ(get<std::string>("PlaybackStatus"), "Playing");
    for (const char* name : {"CanPlay", "CanPause", "CanSeek"}) EXPECT_TRUE(get<bool>(name)) << name;
    EXPECT_FALSE(get<bool>("CanGoNext"));
    EXPECT_FALSE(get<bool>("CanGoPrevious")) << "the first article at its start";
    const auto track = metadata();
    EXPECT_EQ(track.at("xesam:title").get<std::string>(), "Der Zug");
    EXPECT_EQ(track.at("xesam:artist").get<std::vector<std::string>>(),
              std::vector<std::string>{"Flussbote"});
    EXPECT_EQ(track.at("xesam:url").get<std::string>(), "https://fluss.example/zug");
    EXPECT_EQ(track.at("mpris:length").get<std::int64_t>(),
              status().at("duration_ms").to_number<std::int64_t>() * 1000);
    EXPECT_EQ(id_of(track), "/vorleser/entry/" + std::to_string(id));

    call(player, "Pause");
    EXPECT_EQ(get<std::string>("PlaybackStatus"), "Paused");
    std::int64_t position = -1;  // until the fade is over
    ASSERT_TRUE(eventually([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        const auto before = std::exchange(position, get<std::int64_t>("Position"));
        return before == position;
    }));
    EXPECT_EQ(position, status().at("position_ms").to_number<std::int64_t>() * 1000);
    EXPECT_EQ(get<std::int64_t>("Position"), position) << "time stands still";
    EXPECT_TRUE(get<bool>("CanPlay") && get<bool>("CanPause") && get<bool>("CanSeek"));

    call(player, "Seek", std::int64_t{4'000'000});
    EXPECT_TRUE(get<bool>("CanGoPrevious")) << "back to the start";
    position = get<std::int64_t>("Position");
    call(player, "Stop");
    EXPECT_EQ(get<std::string>("PlaybackStatus"), "Stopped");
    EXPECT_EQ(get<std::int64_t>("Position"), position) << "stop keeps the place";
    EXPECT_TRUE(get<bool>("CanPlay") && get<bool>("CanPause"));

    add("Der Fluss");
    EXPECT_TRUE(changed("CanGoNext")->changed.at("CanGoNext").get<bool>());
    client->call("clear");
    EXPECT_TRUE(changed("Metadata"));
    EXPECT_TRUE(metadata().empty());
    EXPECT_FALSE(get<bool>("CanPlay") || get<bool>("CanPause") || get<bool>("CanSeek"));
}

TEST_F(Mpris, PlayerctlDrivesEverything) {
    start();
    add("Der Zug", {{"source", "Flussbote"}, {"url", "https://fluss.example/zug"}});
    add("Der Fluss");
    measured();
    EXPECT_EQ(playerctl("status"), "Stopped");
    EXPECT_EQ(playerctl("play"), "");
    EXPECT_EQ(playerctl("status"), "Playing");
    EXPECT_EQ(playerctl("pause"), "");
    EXPECT_EQ(playerctl("status"), "Paused");
    EXPECT_EQ(playerctl("play-pause"), "");
    EXPECT_EQ(status().at("state"), "playing");
    EXPECT_EQ(playerctl("play-pause"), "");
    EXPECT_EQ(status().at("state"), "paused");

    EXPECT_EQ(playerctl("metadata title"), "Der Zug");
    EXPECT_EQ(playerctl("metadata --format '{{artist}} {{xesam:url}}'"),
              "Flussbote https://fluss.example/zug");
    EXPECT_EQ(playerctl("metadata mpris:length"),
              std::to_string(status().at("duration_ms").to_number<std::int64_t>() * 1000));

    EXPECT_EQ(playerctl("position 5"), "");
    EXPECT_EQ(status().at("position_ms").to_number<int>(), 5000);
    EXPECT_EQ(playerctl("position 2.5+"), "");
    EXPECT_EQ(status().at("position_ms").to_number<int>(), 7500);
    EXPECT_EQ(playerctl("position 2-"), "");
    EXPECT_EQ(playerctl("position"), "5.500000");

    EXPECT_EQ(playerctl("volume 0.4"), "");
    EXPECT_EQ(status().at("volume").to_number<int>(), 40);
    EXPECT_EQ(playerctl("volume 0.1+"), "");
    EXPECT_EQ(playerctl("volume"), "0.500000");
    EXPECT_EQ(playerctl("loop"), "None");
    EXPECT_EQ(playerctl("loop Track"), "");
    EXPECT_EQ(status().at("repeat"), "one");
    EXPECT_EQ(playerctl("loop Playlist"), "");
    EXPECT_EQ(status().at("repeat"), "all");
    EXPECT_EQ(playerctl("loop None"), "");
    EXPECT_EQ(playerctl("shuffle On"), "");
    EXPECT_EQ(playerctl("shuffle"), "On");
    EXPECT_EQ(playerctl("shuffle Toggle"), "");
    EXPECT_FALSE(status().at("shuffle").as_bool());

    EXPECT_EQ(playerctl("next"), "");
    EXPECT_EQ(playerctl("metadata title"), "Der Fluss");
    EXPECT_EQ(playerctl("previous"), "");
    EXPECT_EQ(playerctl("metadata title"), "Der Zug");
    EXPECT_EQ(playerctl("stop"), "");
    EXPECT_EQ(playerctl("status"), "Stopped");

    TemporaryDirectory files;
    const auto file = files.path() / "Ein schöner Tag.txt";
    std::ofstream(file) << "Die Sonne\n\nSie scheint.";
    EXPECT_EQ(playerctl("open '" + file.string() + "'"), "");
    EXPECT_TRUE(eventually([&] { return title() == "Die Sonne"; }));
    EXPECT_EQ(playerctl("status"), "Playing");
    EXPECT_EQ(playerctl("metadata artist"), "Ein schöner Tag.txt");
}

TEST_F(Mpris, PlayerctlFollows) {
    start();
    add("Der Zug");
    add("Der Fluss");
    measured();
    TemporaryDirectory directory;
    const std::string out = (directory.path() / "out").string();
    const char* path = std::getenv("PATH");
    Process follower(
        {"sh", "-c", "exec playerctl -p vorleser --follow metadata --format '{{status}} {{title}}' >" + out},
        {{"DBUS_SESSION_BUS_ADDRESS", bus.address()}, {"PATH", path ? path : "/usr/bin:/bin"}}, "");
    const auto says = [&](const std::string& wanted) {
        EXPECT_TRUE(eventually([&] { return read_file(out).ends_with(wanted + "\n"); }, 20))
            << read_file(out);
    };
    client->call("play");
    says("Playing Der Zug");
    client->call("next");
    says("Playing Der Fluss");
    client->call("pause");
    says("Paused Der Fluss");
    client->call("seek", {{"to_ms", 9000}});
    client->call("stop");
    says("Stopped Der Fluss");
}

TEST_F(Mpris, TellsWhatChangedAndNothingElse) {
    start();
    add("Der Zug");
    add("Der Fluss");
    measured();
    signals.take();
    // The properties told of while `act` is done.
    const auto told = [&](auto act) {
        act();
        const double last = mark();
        std::multiset<std::string> names;
        for (bool marked = false; !marked;) {
            const auto signal = signals.wait([](const Signal&) { return true; });
            if (!signal) throw std::runtime_error("the mark was not told");
            for (const auto& [name, value] : signal->changed)
                if (name != "Volume") names.insert(name);
            marked = is_mark(*signal, last);
        }
        return names;
    };
    using Names = std::multiset<std::string>;
    EXPECT_EQ(told([&] { client->call("play"); }),
              (Names{"PlaybackStatus", "Metadata", "CanGoNext", "CanPause", "CanSeek"}));
    EXPECT_EQ(told([&] { client->call("speed", {{"percent", 150}}); }), Names{"Rate"});
    EXPECT_EQ(told([&] { client->call("speed", {{"percent", 150}}); }), Names{});
    EXPECT_EQ(told([&] { client->call("pause"); }), Names{"PlaybackStatus"});
    EXPECT_EQ(told([&] { client->call("pause"); }), Names{});
    EXPECT_EQ(told([&] { client->call("seek", {{"by_ms", 500}}); }), Names{}) << "Position is never in it";
    EXPECT_EQ(told([&] { client->call("repeat", {{"mode", "one"}}); }), Names{"LoopStatus"});
    EXPECT_EQ(told([&] { client->call("repeat", {{"mode", "off"}}); }), Names{"LoopStatus"});
    EXPECT_EQ(told([&] { client->call("pitch", {{"pitch", 0}}); }), Names{});
}

TEST_F(Mpris, ReadingOnTellsNothing) {
    start();
    add("Der Zug");
    measured();
    call(player, "Play");
    call(player, "SetPosition", id_of(metadata()),
         std::int64_t{4'000'000});  // Previous is possible from here on
    ASSERT_TRUE(named("Seeked"));
    settle();
    // Ten words are heard meanwhile.
    RpcClient listener = quiet->daemon->connect();
    listener.call("subscribe", {{"events", {"position"}}});
    for (int words = 0; words < 10; ++words) listener.event();
    EXPECT_TRUE(signals.take().empty());
    EXPECT_GT(get<std::int64_t>("Position"), 4'000'000);
}

TEST_F(Mpris, SeekedIsSentForJumpsOnly) {
    start();
    add("Der Zug");
    const auto second = add("Der Fluss");
    measured();
    call(player, "Play");
    call(player, "Pause");
    settle();
    signals.take();
    call(player, "Seek", std::int64_t{1'000'000});
    const auto position = get<std::int64_t>("Position");
    EXPECT_EQ(named("Seeked")->position, position);
    client->call("seek", {{"to_ms", 6000}});
    EXPECT_EQ(named("Seeked")->position, 6'000'000);
    client->call("seek", {{"by_sentences", -1}});
    EXPECT_EQ(named("Seeked")->position, status().at("position_ms").to_number<std::int64_t>() * 1000);
    call(player, "Seek", std::int64_t{-3'600'000'000});
    EXPECT_EQ(named("Seeked")->position, 0);
    // Neither of these is one: the speed, going on, a new track at its start.
    set("Rate", 2.0);
    call(player, "Play");
    call(player, "Pause");
    call(player, "Next");
    ASSERT_TRUE(changed("Metadata"));
    settle();
    for (const Signal& signal : signals.take()) EXPECT_NE(signal.name, "Seeked");
    // A track that goes on where it was left is one.
    client->call("seek", {{"to_ms", 5000}});
    ASSERT_TRUE(eventually([&] { return !status().at("sentence").is_null(); }));
    client->call("play", {{"number", 1}});
    settle();
    signals.take();
    client->call("play", {{"id", second}});
    EXPECT_GE(named("Seeked")->position, 5'000'000);
}

TEST_F(Mpris, RequestsOutOfPlaceHaveNoEffect) {
    start();
    const auto first = add("Der Zug");
    add("Der Fluss");
    measured();
    call(player, "Play");
    call(player, "Pause");
    const auto here = get<std::int64_t>("Position");
    const auto length = metadata().at("mpris:length").get<std::int64_t>();
    const sdbus::ObjectPath track = id_of(metadata()), other("/vorleser/entry/2");
    call(player, "SetPosition", other, std::int64_t{3'000'000});
    call(player, "SetPosition", sdbus::ObjectPath(no_track), std::int64_t{3'000'000});
    call(player, "SetPosition", track, std::int64_t{-1});
    call(player, "SetPosition", track, length + 1'000'000);
    call(player, "Previous");
    EXPECT_EQ(get<std::int64_t>("Position"), here);
    call(player, "SetPosition", track, std::int64_t{3'000'000});
    EXPECT_EQ(get<std::int64_t>("Position"), 3'000'000);

    set("Rate", 10.0);
    EXPECT_EQ(get<double>("Rate"), get<double>("MaximumRate"));
    set("Rate", 0.01);
    EXPECT_EQ(get<double>("Rate"), get<double>("MinimumRate"));
    set("Volume", -1.0);
    EXPECT_EQ(get<double>("Volume"), 0);
    set("Volume", 7.0);
    EXPECT_EQ(get<double>("Volume"), 1);
    EXPECT_TRUE(refused([&] { set("Rate", -1.0); }));
    EXPECT_TRUE(refused([&] { set("Rate", std::nan("")); }));
    EXPECT_TRUE(refused([&] { set("LoopStatus", std::string("Sometimes")); }));
    EXPECT_EQ(get<double>("Rate"), get<double>("MinimumRate"));
    call(player, "Play");
    set("Rate", 0.0);
    EXPECT_EQ(get<std::string>("PlaybackStatus"), "Paused");

    // Past the end of the track is the next one; past the last there is none.
    call(player, "Seek", length);
    EXPECT_EQ(title(), "Der Fluss");
    call(player, "Next");
    EXPECT_EQ(title(), "Der Fluss");
    EXPECT_EQ(get<std::string>("PlaybackStatus"), "Paused");
    set("LoopStatus", std::string("Playlist"));
    EXPECT_TRUE(get<bool>("CanGoNext"));
    call(player, "Next");
    EXPECT_EQ(id_of(metadata()), "/vorleser/entry/" + std::to_string(first));
}

TEST_F(Mpris, OpensOnlyFilesOfThisMachine) {
    start();
    TemporaryDirectory files;
    const auto open = [&](const std::string& uri) { call(player, "OpenUri", uri); };
    const std::string here = "file://" + files.path().string();
    for (const std::string& uri :
         {std::string("https://fluss.example/zug"), std::string("zug.txt"),
          std::string("file://elsewhere/etc/passwd"), std::string("file:///dev/zero"),
          std::string("file://localhost/nowhere%00.txt"), here, here + "/missing"})
        EXPECT_TRUE(refused([&] { open(uri); })) << uri;
    ASSERT_EQ(mkfifo((files.path() / "pipe").c_str(), 0600), 0);
    EXPECT_TRUE(refused([&] { open(here + "/pipe"); }));
    std::ofstream(files.path() / "binary") << std::string(1000, '\0');
    EXPECT_TRUE(refused([&] { open(here + "/binary"); }));
    std::ofstream(files.path() / "link.url") << "[InternetShortcut]\r\nURL=https://fluss.example/\r\n";
    EXPECT_TRUE(refused([&] { open(here + "/link.url"); })) << "the daemon fetches nothing";
    std::ofstream(files.path() / "addresses") << "https://fluss.example/a\nhttps://fluss.example/b\n";
    EXPECT_TRUE(refused([&] { open(here + "/addresses"); }));
    EXPECT_EQ(status().at("size").to_number<int>(), 0);
    std::ofstream(files.path() / "Straße 1.html")
        << "<html><head><link rel=canonical href='https://fluss.example/sonne'></head><body><article><h1>Die "
           "Sonne</h1><p>" +
               long_text + "</p></article></body></html>";
    open(here + "/Stra%C3%9Fe%201.html");
    EXPECT_EQ(status().at("state"), "playing");
    EXPECT_EQ(metadata().at("xesam:url").get<std::string>(), "https://fluss.example/sonne");
    std::ofstream(files.path() / "latin.txt") << "Die Br\xfc"
                                                 "cke\n\nSie ist f\xfcr alle ge\xf6"
                                                 "ffnet.\n";
    open(here + "/latin.txt");
    EXPECT_EQ(metadata().at("xesam:title").get<std::string>(), "Die Brücke");
}

TEST_F(Mpris, TheTrackListIsAWindowOfTheList) {
    start();
    for (int i = 1; i <= 60; ++i) add("Artikel " + std::to_string(i));
    client->call("play", {{"number", 30}});
    client->call("pause");
    measured();
    ASSERT_TRUE(get<bool>("CanEditTracks", track_list));
    EXPECT_TRUE(get<bool>("HasTrackList", root));
    const auto window = tracks();
    ASSERT_EQ(window.size(), 31u);
    EXPECT_EQ(window[10], id_of(metadata()));
    std::vector<Properties> found;
    proxy->callMethod("GetTracksMetadata")
        .onInterface(track_list)
        .withArguments(Paths{window[0], sdbus::ObjectPath(no_track), window[30]})
        .storeResultsTo(found);
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(found[0].at("xesam:title").get<std::string>(), "Artikel 20");
    EXPECT_EQ(found[1].at("xesam:title").get<std::string>(), "Artikel 50");

    signals.take();
    call(track_list, "RemoveTrack", window[11]);
    EXPECT_EQ(named("PropertiesChanged")->invalidated, std::vector<std::string>{"Tracks"});
    EXPECT_EQ(named("TrackRemoved")->paths, Paths{window[11]});
    EXPECT_EQ(named("TrackAdded")->paths, (Paths{sdbus::ObjectPath("/vorleser/entry/51"), window[30]}));
    call(track_list, "RemoveTrack", window[11]);
    EXPECT_EQ(status().at("size").to_number<int>(), 59) << "once";

    call(track_list, "GoTo", window[12]);
    EXPECT_EQ(id_of(metadata()), window[12]);
    EXPECT_EQ(status().at("state"), "playing");
    call(player, "Pause");
    client->call("move", {{"number", 31}, {"to", 20}});
    const auto replaced = named("TrackListReplaced");
    ASSERT_TRUE(replaced);
    EXPECT_EQ(replaced->paths.back(), id_of(metadata())) << "the current track is named";

    TemporaryDirectory files;
    std::ofstream(files.path() / "neu.txt") << "Das Neue\n\nEs ist da.";
    const std::string uri = "file://" + (files.path() / "neu.txt").string();
    const auto before = tracks();
    call(track_list, "AddTrack", uri, before[3], false);
    const auto added = named("TrackAdded");
    ASSERT_TRUE(added);
    EXPECT_EQ(added->changed.at("xesam:title").get<std::string>(), "Das Neue");
    EXPECT_EQ(added->paths.back(), before[3]);
    EXPECT_NE(title(), "Das Neue");
    EXPECT_EQ(named("TrackMetadataChanged")->paths, Paths{added->paths.front()}) << "its length is known";
    call(track_list, "AddTrack", uri, sdbus::ObjectPath(no_track), true);
    EXPECT_EQ(title(), "Das Neue");
    EXPECT_EQ(status().at("entry").at("number").to_number<int>(), 1) << "what was on the list has moved";
    EXPECT_TRUE(refused([&] { call(track_list, "AddTrack", uri + "x", before[3], false); }));
}

// Desktops offer for a file what its desktop entry says, remote controls what the bus says.
TEST_F(Mpris, OpensWhatItsDesktopEntryOpens) {
    start();
    std::string types;
    for (const auto& type : get<std::vector<std::string>>("SupportedMimeTypes", root)) types += type + ";";
    std::ifstream entry(std::string(VORLESER_SOURCE_DIR "/client/desktop/") +
                        get<std::string>("DesktopEntry", root) + ".desktop");
    std::string line;
    while (std::getline(entry, line) && !line.starts_with("MimeType=")) continue;
    EXPECT_EQ(line, "MimeType=" + types);
}

TEST_F(Mpris, DescribesItselfAsTheSpecificationDoes) {
    start();
    std::string xml;
    proxy->callMethod("Introspect").onInterface("org.freedesktop.DBus.Introspectable").storeResultsTo(xml);
    // Every member of MPRIS 2.2 but the optional Fullscreen, CanSetFullscreen.
    const std::set<std::string> specified{"method Raise",
                                          "method Quit",
                                          "property CanQuit b read",
                                          "property CanRaise b read",
                                          "property HasTrackList b read",
                                          "property Identity s read",
                                          "property DesktopEntry s read",
                                          "property SupportedUriSchemes as read",
                                          "property SupportedMimeTypes as read",
                                          "method Next",
                                          "method Previous",
                                          "method Pause",
                                          "method PlayPause",
                                          "method Stop",
                                          "method Play",
                                          "method Seek x",
                                          "method SetPosition ox",
                                          "method OpenUri s",
                                          "signal Seeked x",
                                          "property PlaybackStatus s read",
                                          "property LoopStatus s readwrite",
                                          "property Rate d readwrite",
                                          "property Shuffle b readwrite",
                                          "property Metadata a{sv} read",
                                          "property Volume d readwrite",
                                          "property Position x read",
                                          "property MinimumRate d read",
                                          "property MaximumRate d read",
                                          "property CanGoNext b read",
                                          "property CanGoPrevious b read",
                                          "property CanPlay b read",
                                          "property CanPause b read",
                                          "property CanSeek b read",
                                          "property CanControl b read",
                                          "method GetTracksMetadata ao aa{sv}",
                                          "method AddTrack sob",
                                          "method RemoveTrack o",
                                          "method GoTo o",
                                          "signal TrackListReplaced aoo",
                                          "signal TrackAdded a{sv}o",
                                          "signal TrackRemoved o",
                                          "signal TrackMetadataChanged oa{sv}",
                                          "property Tracks ao read",
                                          "property CanEditTracks b read"};
    // busctl parses what the daemon says of itself, and lists it.
    const std::string command =
        "busctl --no-pager --address='" + bus.address() + "' introspect " + bus_name + " " + object_path;
    std::FILE* pipe = popen(command.c_str(), "r");
    std::set<std::string> found;
    char line[1024];
    std::string interface;
    const std::string dash = "-";
    while (std::fgets(line, sizeof line, pipe)) {
        std::istringstream words(line);
        std::string name, type, signature, result, flags;
        words >> name >> type;
        if (type == "interface") interface = name;
        if (!interface.starts_with(root) || type == "interface") continue;
        words >> signature;
        std::string member = type + " " + name.substr(1);
        if (type == "property") {
            const std::string rest = line;
            member += " " + signature + (rest.find("writable") != rest.npos ? " readwrite" : " read");
        } else {
            words >> result;
            if (signature != dash) member += " " + signature;
            if (result != dash) member += " " + result;
        }
        found.insert(member);
    }
    EXPECT_EQ(pclose(pipe), 0);
    EXPECT_EQ(found, specified) << xml;
}

TEST_F(Mpris, ASecondInstanceHasANameOfItsOwn) {
    start();
    QuietDaemon second({{"DBUS_SESSION_BUS_ADDRESS", bus.address()}});
    const auto name = bus_name + ".instance" + std::to_string(second.daemon->pid());
    EXPECT_TRUE(eventually([&] { return owned(name); })) << second.daemon->log();
    EXPECT_EQ(second.daemon->terminate(), 0);
    EXPECT_TRUE(eventually([&] { return !owned(name); }));
}

TEST_F(Mpris, JoinsABusThatComesLateAndOneThatComesBack) {
    bus.kill();
    quiet.emplace(Environment{{"DBUS_SESSION_BUS_ADDRESS", bus.address()}});
    client.emplace(quiet->daemon->connect());
    add("Der Zug");
    client->call("play");
    EXPECT_EQ(status().at("state"), "playing") << "without a bus everything else works";
    bus.start();
    connect();
    EXPECT_EQ(get<std::string>("PlaybackStatus"), "Playing");
    connection->leaveEventLoop();
    proxy.reset();
    connection.reset();
    bus.kill();
    client->call("pause");
    EXPECT_EQ(status().at("state"), "paused");
    bus.start();
    connect();
    EXPECT_EQ(get<std::string>("PlaybackStatus"), "Paused");
}

TEST_F(Mpris, ABusThatHangsHoldsUpNothing) {
    bus.stop();
    quiet.emplace(Environment{{"DBUS_SESSION_BUS_ADDRESS", bus.address()}});
    client.emplace(quiet->daemon->connect());
    add("Der Zug");
    client->call("play");
    EXPECT_EQ(status().at("state"), "playing");
    bus.cont();
    connect();
    bus.stop();
    for (int i = 0; i < 20; ++i) client->call("toggle");
    client->call("pause");
    EXPECT_EQ(status().at("state"), "paused");
    bus.cont();
    EXPECT_EQ(get<std::string>("PlaybackStatus"), "Paused");
}

TEST_F(Mpris, QuitEndsTheDaemon) {
    start();
    add("Der Zug");
    call(root, "Raise");
    call(root, "Quit");
    EXPECT_TRUE(eventually([&] { return !owned(bus_name); }));
}

// Times the daemon's threads gave up the processor: each is a wake-up.
std::int64_t wake_ups(pid_t pid) {
    std::int64_t sum = 0;
    for (const auto& task : std::filesystem::directory_iterator("/proc/" + std::to_string(pid) + "/task")) {
        std::ifstream file(task.path() / "status");
        for (std::string line; std::getline(file, line);)
            if (line.starts_with("voluntary_ctxt_switches:"))
                sum += std::stoll(line.substr(line.find(':') + 1));
    }
    return sum;
}

TEST_F(Mpris, NothingWakesAPausedDaemon) {
    start();
    add("Der Zug");
    measured();
    call(player, "Play");
    ASSERT_TRUE(changed("PlaybackStatus"));
    call(player, "Pause");
    ASSERT_TRUE(changed("PlaybackStatus"));
    const auto pid = quiet->daemon->pid();
    // What is still under way comes to rest; then three seconds in a row without a single wake-up.
    EXPECT_TRUE(eventually([&] {
        const auto before = wake_ups(pid);
        std::this_thread::sleep_for(std::chrono::seconds(3));
        return wake_ups(pid) == before;
    }));
}

}  // namespace
}  // namespace vorleser::test
