#include "tests/support/sound_server.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <condition_variable>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <initializer_list>
#include <mutex>
#include <stdexcept>
#include <thread>

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

namespace vorleser {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

std::vector<char*> pointers(std::vector<std::string>& strings) {
    std::vector<char*> out;
    for (auto& string : strings) out.push_back(string.data());
    out.push_back(nullptr);
    return out;
}

// Ends with this process, whatever happens to it. `out`: its standard output, or -1.
pid_t spawn(std::vector<std::string> command, const std::vector<std::string>& changes, const std::string& log,
            int out) {
    std::vector<std::string> variables;
    for (char** variable = environ; *variable != nullptr; ++variable) {
        const std::string_view name = std::string_view(*variable).substr(0, std::strcspn(*variable, "="));
        if (!name.starts_with("PULSE_") && !name.starts_with("ALSA_") && name != "HOME" &&
            !name.starts_with("XDG_") && name != "DBUS_SESSION_BUS_ADDRESS" && name != "LD_PRELOAD")
            variables.emplace_back(*variable);
    }
    variables.insert(variables.end(), changes.begin(), changes.end());
    const auto arguments = pointers(command);
    const auto environment = pointers(variables);
    const int errors = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    const pid_t parent = getpid();
    const pid_t child = fork();
    if (child < 0) throw std::runtime_error("fork: " + std::string(std::strerror(errno)));
    if (child == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent) _exit(1);
        dup2(out >= 0 ? out : errors, STDOUT_FILENO);
        dup2(errors, STDERR_FILENO);
        execvpe(arguments[0], arguments.data(), environment.data());
        _exit(127);
    }
    close(errors);
    return child;
}

void end(pid_t& child) {
    if (child < 0) return;
    ::kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    child = -1;
}

bool accepts(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof(address.sun_path) - 1);
    const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const bool connected = connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
    close(socket);
    return connected;
}

std::string contents(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

SoundServer::SoundServer() {
    std::string name = std::filesystem::temp_directory_path() / "vorleser-sound-XXXXXX";
    if (mkdtemp(name.data()) == nullptr)
        throw std::runtime_error("mkdtemp: " + std::string(std::strerror(errno)));
    directory_ = name;
    const std::string server = "unix:" + (directory_ / "native").string();
    std::ofstream(directory_ / "asound.conf") << "pcm.!default { type pulse server \"" << server << "\" }\n"
                                              << "ctl.!default { type pulse server \"" << server << "\" }\n";
    std::ofstream(directory_ / "client.conf") << "autospawn = no\nenable-shm = no\n";
    try {
        start();
    } catch (...) {
        end(pid_);
        std::filesystem::remove_all(directory_);
        throw;
    }
}

SoundServer::~SoundServer() {
    end(pid_);
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
}

std::vector<std::string> SoundServer::environment() const {
    return {"ALSA_CONFIG_PATH=/usr/share/alsa/alsa.conf:" + (directory_ / "asound.conf").string(),
            "PULSE_SERVER=unix:" + (directory_ / "native").string(),
            "PULSE_COOKIE=" + (directory_ / "cookie").string(),
            "PULSE_CLIENTCONFIG=" + (directory_ / "client.conf").string()};
}

void SoundServer::enter() const {
    for (const auto& variable : environment()) {
        const auto equals = variable.find('=');
        setenv(variable.substr(0, equals).c_str(), variable.substr(equals + 1).c_str(), 1);
    }
}

void SoundServer::start() {
    const std::string socket = directory_ / "native";
    const std::string log = directory_ / "log";
    std::filesystem::remove(socket);
    pid_ = spawn({"pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no",
                  "--realtime=no", "--high-priority=no", "--disable-shm=yes", "-L",
                  "module-null-sink sink_name=out rate=22050 channels=1 channel_map=mono format=s16le", "-L",
                  "module-native-protocol-unix auth-anonymous=1 socket=" + socket},
                 {"HOME=" + directory_.string(), "XDG_RUNTIME_DIR=" + directory_.string(),
                  "PULSE_COOKIE=" + (directory_ / "cookie").string()},
                 log, -1);
    for (const auto limit = Clock::now() + 20s; !accepts(socket); std::this_thread::sleep_for(5ms)) {
        if (Clock::now() > limit || waitpid(pid_, nullptr, WNOHANG) != 0)
            throw std::runtime_error("PulseAudio did not start: " + contents(log));
    }
}

void SoundServer::kill() {
    end(pid_);
}

void SoundServer::restart() {
    end(pid_);
    start();
}

void SoundServer::stop() {
    ::kill(pid_, SIGSTOP);
}
void SoundServer::cont() {
    ::kill(pid_, SIGCONT);
}

std::string SoundServer::control(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "pactl");
    auto variables = environment();
    variables.push_back("HOME=" + directory_.string());
    variables.push_back("XDG_RUNTIME_DIR=" + directory_.string());
    std::array<int, 2> pipe{};
    if (pipe2(pipe.data(), O_CLOEXEC) != 0)
        throw std::runtime_error("pipe: " + std::string(std::strerror(errno)));
    const pid_t pid = spawn(std::move(arguments), variables, directory_ / "pactl.log", pipe[1]);
    close(pipe[1]);
    std::string printed;
    std::array<char, 4096> bytes;
    while (const ssize_t n = ::read(pipe[0], bytes.data(), bytes.size())) {
        if (n < 0 && errno != EINTR) break;
        printed.append(bytes.data(), static_cast<std::size_t>(std::max<ssize_t>(n, 0)));
    }
    close(pipe[0]);
    int status = 0;
    waitpid(pid, &status, 0);
    if (status != 0) throw std::runtime_error("pactl: " + contents(directory_ / "pactl.log"));
    return printed;
}

void SoundServer::plug_in(const std::string& sink) {
    std::string number = control({"load-module", "module-null-sink", "sink_name=" + sink, "rate=22050",
                                  "channels=1", "channel_map=mono", "format=s16le",
                                  "sink_properties=device.description=" + sink + "-described"});
    modules_[sink] = number.substr(0, number.find('\n'));
}

void SoundServer::pull_out(const std::string& sink) {
    const auto module = modules_.find(sink);
    control({"unload-module", module == modules_.end() ? "0" : module->second});  // "out" came first
}

void SoundServer::set_default(const std::string& sink) {
    control({"set-default-source", "out.monitor"});  // or recorders are moved along
    control({"set-default-sink", sink});
}

// --- Recorder
// -----------------------------------------------------------------------------------------------

struct Recorder::State {
    pid_t pid = -1;
    std::thread reader;
    mutable std::mutex mutex;
    mutable std::condition_variable changed;
    Sound samples;
    bool over = false;

    void read(int pipe) {
        std::array<char, 4096> bytes;
        std::size_t held = 0;  // an odd byte may be left over
        for (;;) {
            const ssize_t n = ::read(pipe, bytes.data() + held, bytes.size() - held);
            if (n < 0 && errno == EINTR) continue;
            const std::lock_guard lock(mutex);
            if (n <= 0) break;
            held += static_cast<std::size_t>(n);
            const std::size_t before = samples.size();
            samples.resize(before + held / 2);
            std::memcpy(samples.data() + before, bytes.data(), held / 2 * 2);
            bytes[0] = bytes[held - 1];
            held %= 2;
            changed.notify_all();
        }
        const std::lock_guard lock(mutex);
        over = true;
        changed.notify_all();
        close(pipe);
    }
};

Recorder::Recorder(const SoundServer& server, const std::string& sink) : state_(std::make_unique<State>()) {
    std::array<int, 2> pipe{};
    if (pipe2(pipe.data(), O_CLOEXEC) != 0)
        throw std::runtime_error("pipe: " + std::string(std::strerror(errno)));
    auto variables = server.environment();
    variables.push_back("HOME=" + server.directory().string());
    variables.push_back("XDG_RUNTIME_DIR=" + server.directory().string());
    const std::string log = server.directory() / "recorder.log";
    state_->pid = spawn({"parec", "-d", sink + ".monitor", "--raw", "--latency-msec=5", "--rate=22050",
                         "--channels=1", "--channel-map=mono", "--format=s16le"},
                        variables, log, pipe[1]);
    close(pipe[1]);
    state_->reader = std::thread([this, from = pipe[0]] { state_->read(from); });
    if (!wait_for_samples(2 * rate, 30s)) {
        end(state_->pid);
        state_->reader.join();
        throw std::runtime_error("parec records nothing: " + contents(log));
    }
}

Recorder::~Recorder() {
    end(state_->pid);
    state_->reader.join();
}

std::size_t Recorder::size() const {
    const std::lock_guard lock(state_->mutex);
    return state_->samples.size();
}

std::vector<std::int16_t> Recorder::samples(std::size_t from) const {
    const std::lock_guard lock(state_->mutex);
    const auto& all = state_->samples;
    return {all.begin() + static_cast<std::ptrdiff_t>(std::min(from, all.size())), all.end()};
}

bool Recorder::wait(std::size_t from, const std::function<bool(std::span<const std::int16_t>)>& done,
                    std::chrono::milliseconds limit) const {
    std::unique_lock lock(state_->mutex);
    const auto& all = state_->samples;
    const auto holds = [&] { return done(std::span(all).subspan(std::min(from, all.size()))); };
    state_->changed.wait_for(lock, limit, [&] { return state_->over || holds(); });
    return holds();
}

bool Recorder::wait_for_samples(std::size_t count, std::chrono::milliseconds limit) const {
    return wait(
        0, [&](auto sound) { return sound.size() >= count; }, limit);
}

// --- recordings
// -----------------------------------------------------------------------------------------------

std::size_t onset(std::span<const std::int16_t> sound) {
    const auto found = std::ranges::find_if(sound, [](std::int16_t sample) { return sample != 0; });
    return static_cast<std::size_t>(found - sound.begin());
}

std::size_t silence(std::span<const std::int16_t> sound, std::size_t length, std::size_t from) {
    const auto begin = sound.begin() + static_cast<std::ptrdiff_t>(std::min(from, sound.size()));
    const auto found = std::search_n(begin, sound.end(), length, std::int16_t{0});
    return static_cast<std::size_t>(found - sound.begin());
}

Sound trim(std::span<const std::int16_t> sound) {
    const auto is_sound = [](std::int16_t sample) { return sample != 0; };
    const auto begin = std::ranges::find_if(sound, is_sound);
    const auto end = std::find_if(sound.rbegin(), std::make_reverse_iterator(begin), is_sound).base();
    return {begin, end};
}

Sound without_silence(std::span<const std::int16_t> sound, std::size_t length) {
    Sound out;
    for (std::size_t at = 0; at < sound.size();) {
        const std::size_t gap = silence(sound, length, at);
        out.insert(out.end(), sound.begin() + static_cast<std::ptrdiff_t>(at),
                   sound.begin() + static_cast<std::ptrdiff_t>(gap));
        at = gap + onset(sound.subspan(gap));
    }
    return out;
}

}  // namespace vorleser
