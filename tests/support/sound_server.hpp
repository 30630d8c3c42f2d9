// A private sound server for tests, and what a listener would hear of it.
//
// PulseAudio with a null sink of 22,050 Hz mono: paced in real time, nothing is resampled, so that a
// recording holds the very samples that were played. Each has its own directory and socket: tests may run in
// parallel.
//
//     SoundServer server;                    // up and accepting when constructed
//     Recorder recorder(server);             // trustworthy when constructed (2 s)
//     run_daemon(server.environment(), …);   // or server.enter() for sound played by this process
//     auto heard = trim(recorder.samples());
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <sys/types.h>

namespace vorleser {

class SoundServer {
 public:
    SoundServer();  // throws std::runtime_error when PulseAudio does not come up
    ~SoundServer();
    SoundServer(const SoundServer&) = delete;
    SoundServer& operator=(const SoundServer&) = delete;

    // KEY=VALUE for a child process: its ALSA "default" and its libpulse are this server. HOME and the XDG
    // directories are left to the test.
    std::vector<std::string> environment() const;
    // The same for this process. Before any other thread runs.
    void enter() const;

    void kill();     // SIGKILL; recorders end
    void restart();  // a new server on the same socket, after kill(); recorders have to be made anew
    void stop();     // SIGSTOP: hangs
    void cont();     // SIGCONT

    // A further null sink like "out", the device of a stranger's headphones. Of no use while it hangs.
    void plug_in(const std::string& sink);
    void pull_out(const std::string& sink);  // also "out"
    void set_default(const std::string& sink);
    // Runs `pactl` with these arguments; what it printed. Throws std::runtime_error if it fails.
    std::string control(std::vector<std::string> arguments) const;

    pid_t pid() const { return pid_; }
    const std::filesystem::path& directory() const { return directory_; }

 private:
    void start();

    std::filesystem::path directory_;
    pid_t pid_ = -1;
    std::map<std::string, std::string> modules_;  // of the sinks
};

// Records what the null sink plays, from construction to destruction: also the silence.
class Recorder {
 public:
    static constexpr int rate = 22050;

    // Returns when 2 s were recorded: a sink nobody listens to renders that much ahead, and what is played
    // before would be heard late.
    explicit Recorder(const SoundServer& server, const std::string& sink = "out");
    ~Recorder();
    Recorder(const Recorder&) = delete;
    Recorder& operator=(const Recorder&) = delete;

    std::size_t size() const;  // samples so far
    std::vector<std::int16_t> samples(std::size_t from = 0) const;
    // Waits until `done` holds of the samples from `from` on, asked with each piece that arrives. False:
    // it does not within `limit`, or the server is gone.
    bool wait(std::size_t from, const std::function<bool(std::span<const std::int16_t>)>& done,
              std::chrono::milliseconds limit) const;
    bool wait_for_samples(std::size_t count,
                          std::chrono::milliseconds limit = std::chrono::seconds(60)) const;

 private:
    struct State;
    std::unique_ptr<State> state_;
};

// --- looking at recordings; silence is digital silence: zeros ----------------------------------------------

using Sound = std::vector<std::int16_t>;

// The first sample that is not zero; size() if none.
std::size_t onset(std::span<const std::int16_t> sound);
// Where the first run of at least `length` zeros begins, at or after `from`; size() if there is none.
std::size_t silence(std::span<const std::int16_t> sound, std::size_t length, std::size_t from = 0);
// Without the zeros at both ends.
Sound trim(std::span<const std::int16_t> sound);
// Without all runs of at least `length` zeros.
Sound without_silence(std::span<const std::int16_t> sound, std::size_t length);

}  // namespace vorleser
