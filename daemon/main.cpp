// vorleserd: builds the rooms and wires them.
#include <algorithm>
#include <chrono>
#include <clocale>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include <CLI/CLI.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <malloc.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <unistd.h>

#include "daemon/config.hpp"
#include "daemon/control/methods.hpp"
#include "daemon/control/server.hpp"
#include "daemon/desktop/bus.hpp"
#include "daemon/desktop/logind.hpp"
#include "daemon/desktop/mpris.hpp"
#include "daemon/filters/filters.hpp"
#include "daemon/player/player.hpp"
#include "daemon/playlist/playlist.hpp"
#include "daemon/search/finder.hpp"
#include "daemon/service_manager.hpp"
#include "daemon/speech/voice.hpp"
#include "daemon/worker/worker.hpp"
#include "locale/command_line.hpp"
#include "locale/streams.hpp"
#include "locale/translate.hpp"
#include "own/files.hpp"
#include "own/socket.hpp"

namespace vorleser {
namespace {

// «<6>text» on stderr: journald reads the priority (sd-daemon(3)); on a terminal the level is a word.
class StderrSink : public spdlog::sinks::base_sink<std::mutex> {
 protected:
    void sink_it_(const spdlog::details::log_msg& message) override {
        static const bool terminal = isatty(STDERR_FILENO);
        static constexpr int priorities[] = {7, 7, 6, 4, 3, 2, 6};
        const std::string_view text(message.payload.data(), message.payload.size());
        const auto level = spdlog::level::to_string_view(message.level);
        const std::string line =
            terminal ? fmt::format("vorleserd: {}: {}\n", std::string_view(level.data(), level.size()), text)
                     : fmt::format("<{}>{}\n", priorities[message.level], text);
        [[maybe_unused]] const auto written = write(STDERR_FILENO, line.data(), line.size());
    }
    void flush_() override {}
};

// One instance per state directory: the lock dies with the process, also by kill -9. It is on the directory
// and on a file in it: who deletes the file does not open the way for a second one, and where a directory
// cannot be locked (NFS), the file can.
class InstanceLock {
 public:
    explicit InstanceLock(const std::string& directory)
        : path_(directory + "/lock"),
          directory_(open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
        using namespace std::chrono_literals;
        const auto patience = std::chrono::steady_clock::now() + 10s;
        while (!take()) {
            const auto holder = content();
            // One that is ending takes no requests any more, so whoever sent one has started us for it.
            if (!holder.ends_with(ending_mark) || std::chrono::steady_clock::now() > patience)
                throw std::runtime_error(tr("vorleserd runs already (process {}); `vorleser quit` ends it",
                                            holder.substr(0, holder.find(' '))));
            std::this_thread::sleep_for(10ms);
        }
        if (!write("")) throw std::runtime_error(tr("cannot write {}: {}", path_, std::strerror(errno)));
    }
    InstanceLock(const InstanceLock&) = delete;
    InstanceLock& operator=(const InstanceLock&) = delete;

    // On a full disk nobody waits for us; that is all.
    void ending() { [[maybe_unused]] const bool written = write(ending_mark); }

 private:
    static constexpr std::string_view ending_mark = " ending";

    bool take() {
        if (flock(directory_.get(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) return false;
        file_ = own::lock(path_, false);
        return static_cast<bool>(file_);
    }
    // Of the file that another has locked.
    std::string content() const {
        std::string line;
        std::getline(std::ifstream(path_), line);
        return line;
    }
    bool write(std::string_view state) {
        const std::string line = fmt::format("{}{}\n", getpid(), state);
        const auto size = static_cast<ssize_t>(line.size());  // never empty in between, for who reads it
        return pwrite(file_.get(), line.data(), line.size(), 0) == size && ftruncate(file_.get(), size) == 0;
    }

    const std::string path_;
    const own::Descriptor directory_;
    own::Descriptor file_;
};

int listening_socket(const Config& config) {
    if (const auto inherited = inherited_socket()) return *inherited;
    const auto path = socket_path(config);
    auto listening = own::listen_on(path);
    if (!listening)
        throw std::runtime_error(
            tr("another vorleserd answers at {} already; `vorleser quit` ends it", path));
    return listening.release();
}

// The voice that the configuration names. One of the listener's own that was left out costs itself only.
std::string configured_voice(const Config& config, const std::vector<VoiceProfile>& voices,
                             const std::vector<VoiceProblem>& problems) {
    std::string names;
    for (const VoiceProfile& each : voices) {
        if (each.name == config.voice) return each.name;
        names += (names.empty() ? "" : ", ") + each.name;
    }
    const bool left_out = std::any_of(problems.begin(), problems.end(),
                                      [&](const VoiceProblem& each) { return each.name == config.voice; });
    if (!config.voice_set_at.empty() && !left_out)
        throw std::runtime_error(
            tr("{}: there is no voice “{}”; there are: {}", config.voice_set_at, config.voice, names));
    const std::string usual = Config().voice;
    const bool there = std::any_of(voices.begin(), voices.end(),
                                   [&](const VoiceProfile& each) { return each.name == usual; });
    return there ? usual : voices.front().name;
}

// What can be searched follows the list as doors do.
class Following : public Door {
 public:
    explicit Following(search::Finder& finder) : finder_(finder) {}
    void announce(const Snapshot& before, const Snapshot& after) override {
        if (before.list != after.list || before.marks != after.marks) finder_.follow();
    }

 private:
    search::Finder& finder_;
};

// Texts that an earlier version stored become known to who looks for copies of them, a few at a time.
boost::asio::awaitable<void> sketch_all(Playlist& playlist) {
    for (bool more = true; more;) {
        co_await boost::asio::post(boost::asio::use_awaitable);
        const auto some = playlist.sketch_some();
        more = some && *some;
    }
}

// Lets the doors tell what has changed.
struct Telling {
    void tell() {
        constexpr int rounds = 4;  // a door asks where the listener is, and so may bring on a change itself
        for (int i = 0; i < rounds; ++i) {
            const Snapshot after = player.snapshot(before);
            if (after == before) break;
            for (Door* door : doors) door->announce(before, after);
            before = after;
        }
        due = false;
    }

    const Player& player;
    const std::vector<Door*> doors;
    Snapshot before = player.snapshot({});
    bool due = false;
};

// Runs the loop until it is stopped, and lets the doors tell what has changed after each turn. They tell it
// from within the loop: Asio cancels a coroutine at once only there, else later, when it may be gone.
void turn(boost::asio::io_context& loop, const Player& player, std::vector<Door*> doors) {
    constexpr int at_once = 16;  // handlers that a comparison may wait for; it takes some microseconds
    const auto telling = std::make_shared<Telling>(Telling{player, std::move(doors)});
    while (loop.run_one() > 0) {
        for (int i = 1; i < at_once && loop.poll_one() > 0; ++i) {
        }
        telling->due = true;
        boost::asio::post(loop, [telling] { telling->tell(); });
        while (telling->due && loop.run_one() > 0) {
        }
    }
}

int run(Config config) {
    // What is large goes back to the system once it is freed, and grows without being copied. By itself glibc
    // keeps blocks of up to 32 MiB, in pieces between which others lie.
    mallopt(M_MMAP_THRESHOLD, 128 << 10);
    own::keep_private();
    config.audio.new_file_mode = 0666 & ~own::listeners_umask();
    std::signal(SIGPIPE, SIG_IGN);
    spdlog::set_default_logger(std::make_shared<spdlog::logger>("", std::make_shared<StderrSink>()));
    spdlog::set_level(spdlog::level::from_str(config.log_level));

    // 256 clients and what the libraries need, whatever the shell's limit was.
    rlimit files{};
    if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < 1024 && files.rlim_max >= 1024) {
        files.rlim_cur = 1024;
        setrlimit(RLIMIT_NOFILE, &files);
    }

    const std::string state = state_directory(config);
    InstanceLock lock(state);
    const int listening = listening_socket(config);
    std::vector<VoiceProblem> problems;
    const auto directories = voice_directories(config);
    const auto own_lexicon = directories.front() + "/lexicon.toml";
    own::private_file(own_lexicon);  // it may show what was read, and an earlier version left it open
    PlayerConfig player_config{.audio = config.audio,
                               .voices = load_voices(directories, problems),
                               .voice = config.voice,
                               .resume_within_s = config.resume_within_s,
                               .back_to_sentence_after_s = config.back_to_sentence_after_s,
                               .when_heard = config.keep_heard     ? WhenHeard::kept
                                             : config.remove_heard ? WhenHeard::leaves
                                                                   : WhenHeard::stays,
                               .announce = config.announce,
                               .pause_when_device_is_gone = config.pause_when_device_is_gone,
                               .pause_after_suspend = config.pause_after_suspend};
    for (const auto& problem : problems) {
        spdlog::warn("voice left out: {}", problem.what);
        player_config.problems.push_back(problem.what);
    }
    if (player_config.voices.empty())
        throw std::runtime_error(
            tr("no voice was found in {}: is Vorleser installed whole?", directories.back()));
    player_config.voice = configured_voice(config, player_config.voices, problems);
    std::setlocale(LC_MESSAGES, "C");  // what is logged and sent from here on is English

    boost::asio::io_context loop(1);
    Playlist playlist(state + "/playlist.db");
    // Started with the voice that will speak: another would mean starting it twice.
    const auto session = playlist.session();
    const VoiceProfile* voice = &player_config.voices.front();
    const auto chosen = session ? session->voice : std::string();
    for (const std::string& wanted : {player_config.voice, chosen.substr(0, chosen.find(' '))})
        for (const auto& each : player_config.voices)
            if (each.name == wanted) voice = &each;
    player_config.worker = {"/proc/self/exe", directories, *voice};
    Worker worker(loop.get_executor(), player_config.worker);
    std::optional<Server> server;
    Player player(loop.get_executor(), worker, playlist, std::move(player_config));
    search::Finder finder(loop.get_executor(), worker, playlist, state + "/search.db");
    boost::asio::co_spawn(loop, sketch_all(playlist), boost::asio::detached);
    Following following(finder);
    Rooms rooms{player, playlist, worker, finder, own_lexicon, [&] {
                    if (server) server->say_goodbye();
                    loop.stop();
                }};
    server.emplace(loop.get_executor(), listening, rooms, ServerLimits{});
    server->start();
    Mpris mpris(loop.get_executor(), rooms, session_bus_address());
    Logind logind(loop.get_executor(), player, SleepConfig{config.keep_awake, config.pause_after_suspend},
                  system_bus_address());
    boost::asio::signal_set signals(loop, SIGTERM, SIGINT);
    signals.async_wait([&](boost::system::error_code, int) { loop.stop(); });
    ServiceManager manager(player);
    spdlog::info("vorleserd {} is ready", VORLESER_VERSION);
    turn(loop, player, {&*server, &mpris, &logind, &manager, &following});
    manager.stopping();
    loop.restart();
    loop.poll();  // the answer to `quit`, and the event
    lock.ending();
    server.reset();  // whoever comes now starts the next one, which waits for our lock
    if (const auto saved = player.save())
        spdlog::info("saved, ending");
    else
        spdlog::error("ending; place and settings could not be saved: {}", saved.error().message);
    return 0;
}

void complain(std::string_view begin, std::string_view message) {
    print_err(fmt::format("{}{}\n", begin, message));
}

// What the command line asks for; the exit code. `serves`: it became the daemon.
int run_program(int argc, char** argv, bool& serves) {
    if (argc > 1 && std::string_view(argv[1]) == "--extract") return extract_main({argv + 2, argv + argc});
    CLI::App app(tr("Reads news articles aloud from a durable playlist. Controlled by vorleser."),
                 "vorleserd");
    use_language(app, 0);
    std::string config_file, device;
    bool print_protocol = false, print_config = false, normalize = false, sounds = false, explain = false,
         phonemes = false, extract = false;
    app.set_version_flag("--version", std::string("vorleserd ") + VORLESER_VERSION, tr("print the version"));
    auto* config_option =
        app.add_option("--config", config_file, tr("the configuration to read instead of {}", config_path()))
            ->type_name(tr("PATH"));
    auto* device_option =
        app.add_option("--device", device, tr("sound device, or file:PATH, instead of the configured one"))
            ->type_name(tr("NAME"));
    // One of these, and what has no meaning beside it is not swallowed.
    std::vector<CLI::Option*> modes;
    const auto mode = [&](const char* name, bool& wanted, const std::string& help) {
        auto* option = app.add_flag(name, wanted, help)->excludes(device_option);
        for (auto* other : modes) option->excludes(other);
        modes.push_back(option);
        return option;
    };
    mode("--protocol", print_protocol, tr("print the protocol's methods as JSON and end"))
        ->excludes(config_option);
    mode("--default-config", print_config, tr("print the default configuration and end"))
        ->excludes(config_option);
    mode("--phonemes", phonemes,
         tr("print the lines of standard input as they would be pronounced (IPA), and end"));
    mode("--normalize", normalize, tr("print the lines of standard input as they would be said, and end"));
    mode("--sounds", sounds, tr("print the lines of standard input as eSpeak NG is given them, and end"));
    mode("--explain", explain, tr("print which rule reads what in the lines of standard input, and end"));
    mode("--extract", extract, tr("print the cleaned text of files, and end (--extract --help)"))
        ->excludes(config_option);
    try {
        app.parse(argc, argv);
    } catch (const CLI::CallForVersion& version) {
        return print_out(std::string(version.what()) + "\n"), 0;
    } catch (const CLI::Success&) {
        return print_out(app.help()), 0;
    } catch (const CLI::ParseError& error) {
        complain("vorleserd: ", tr("{}\nTry: {}", problem_of(app, error), std::string("vorleserd --help")));
        return 2;
    }
    if (print_protocol) return print_out(boost::json::serialize(protocol()) + "\n"), 0;
    if (print_config) return print_out(default_config()), 0;
    Config config = load_config(config_file.empty() ? config_path() : config_file, config_file.empty());
    if (normalize) return normalize_main(voice_directories(config));
    if (sounds) return sounds_main(voice_directories(config));
    if (explain) return explain_main(voice_directories(config));
    if (phonemes) return phonemes_main(voice_directories(config));
    if (!device.empty()) config.audio.device = device;
    serves = true;
    return run(config);
}

}  // namespace
}  // namespace vorleser

int main(int argc, char** argv) {
    using namespace vorleser;
    open_standard_streams();
    // Not by return: nothing is left to be done, and a leak sanitizer needs calls that the sandbox forbids.
    if (argc > 1 && std::string_view(argv[1]) == "--worker") _exit(worker_main({argv + 2, argv + argc}));
    use_locale(LC_MESSAGES);
    bool serves = false;
    int status = 1;
    try {
        status = run_program(argc, argv, serves);
        flush_out();
    } catch (const OutputFailed& failed) {
        status = 1;
        if (const auto problem = output_problem(failed); !problem.empty()) complain("vorleserd: ", problem);
    } catch (const std::exception& e) {
        // The form journald likes; a person sees the same line.
        complain(isatty(STDERR_FILENO) ? "vorleserd: " : "<3>", e.what());
    }
    // Not by return: a device thread hung in the sound server's library must not hold up the exit.
    if (serves) _exit(status);
    return status;
}
