// Sound out: a device on a thread of its own, fed through a Handover.
//
// Every PortAudio call is made on the device thread: with a hung sound server (SIGSTOP) open, start, abort
// and close block as long as it hangs. Nothing here waits for it: wishes go in, events come out on the loop.
// After the fade of a pause the stream is closed, since an open one wakes the process 2.5 times a second;
// opening and starting cost 2 ms. No timer runs and no thread wakes while nothing plays.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

#include "daemon/audio/handover.hpp"
#include "daemon/base/error.hpp"

namespace vorleser {

struct AudioConfig {
    std::string device =
        "default";           // PortAudio device name, or "file:PATH" (.wav .flac .ogg): what would be heard
    int latency_ms = 15;     // wished device latency; doubled (up to 120) after underruns
    int pace_percent = 100;  // "file:" only: 100 = real time, 400 = four times as fast, 0 = no pacing
    unsigned new_file_mode = 0666;  // "file:" only: what the listener orders by name follows the umask
};

struct SoundDevice {
    std::string name;         // as ALSA takes it; of a sound server's device "pulse:" and the server's name
    std::string description;  // for people
    bool standard = false;    // the sound server's default
    bool in_use = false;      // sound goes there now
    bool operator==(const SoundDevice&) const = default;
};

struct OutputEvent {
    enum class Kind {
        started,   // sound flows (also: flows again after a hang)
        lost,      // no device, it does not answer, or nobody could hear it; play() tries again
        gone,      // the device in use was taken away; the sound server may play on elsewhere
        rest,      // pause()'s fade is over, heard() is final and the stream is closed
        returned,  // after lost: there is a device again, play() may find it
        moved,     // in_use() changed
    };
    Kind kind = Kind::rest;
    Sentence reason;  // lost, gone: what happened
};

// Used from the loop's thread only.
class Output {
 public:
    // `listener` is called on `executor`'s thread, never from within a call of ours.
    Output(boost::asio::any_io_executor executor, AudioConfig config,
           std::function<void(OutputEvent)> listener);
    ~Output();  // as finish()

    // The end: fades out as pause() does and ends the device thread. Waits for that at most one second; a
    // thread that hangs in PortAudio is left behind (`main` then leaves by _exit). Then heard() is final, and
    // there are no events any more.
    void finish();

    void play();   // open the device if needed, fade in; → started or lost
    void pause();  // fade out (5 ms), drain one latency, close; → rest. Nothing is skipped or heard twice.

    // From now on sound goes to the device of this name, and to the configured one where it cannot be opened;
    // empty: to the configured one. While playing the stream fades out, is opened there, and goes on at the
    // very sample. Without effect on a sound file.
    void choose(std::string name);
    // The devices there are: the sound server's, else ALSA's. Within a second; error `device`: none of the
    // two answers.
    void list(std::function<void(Result<std::vector<SoundDevice>>)> answer);
    // The sound server's device that plays us, as far as it is known: only while playing.
    std::optional<SoundDevice> in_use() const;

    // The loop's half of the hand-over.
    std::uint16_t flush();
    bool push(const SoundBlock& block);
    std::size_t free_blocks() const;
    void set_volume(int percent);

    // How far the listener has heard: handed over, less the device's latency (never before the first sample
    // of the generation). Exact once at rest. After a stream broke off: what had been heard by then; flush()
    // and push from there, or what the device had taken and not played is left out.
    Handed heard() const;
    // How far sound was handed over: from here on nothing has been given to the device.
    Handed handed() const;

 private:
    struct State;
    std::shared_ptr<State> state_;  // shared with the device thread, which may outlive us when it hangs
};

}  // namespace vorleser
