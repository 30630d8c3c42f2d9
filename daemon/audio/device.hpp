// What Output plays on. A device has no state of sound: fades, jumps and positions live in the hand-over.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "daemon/audio/output.hpp"
#include "daemon/base/error.hpp"
#include "daemon/base/sample_rate.hpp"

namespace vorleser {

// Where a device gets its sound from.
class Feed {
 public:
    // The device's callback: no lock, no allocation, no I/O in it. Fills all of `out`, whose first frame is
    // heard after `latency`. `underrun`: the device ran dry before this call.
    virtual void fill(std::span<std::int16_t> out, std::chrono::nanoseconds latency,
                      bool underrun) noexcept = 0;
    // For a device that can wait rather than run dry: what fill() of so many frames would find. Asking is a
    // sign of life.
    enum class Supply {
        enough,  // also when fading out
        scarce,  // fill() would fade out: more may come, or it is the end
        none,    // also at rest
    };
    virtual Supply supply(std::size_t frames) noexcept = 0;
    // The stream ended by itself. From any thread of the device, also during stop().
    virtual void ended(Marked reason) noexcept = 0;

 protected:
    ~Feed() = default;
};

// All calls come from one thread, the device thread; any of them may block while a sound server hangs.
class Device {
 public:
    virtual ~Device() = default;  // only when stopped
    // Opens the first of `names` that can be opened and starts it; `feed` is asked from here on until stop()
    // returns. Failed: nothing is left open.
    virtual Result<void> start(std::span<const std::string> names, std::chrono::milliseconds latency,
                               Feed& feed) = 0;
    virtual void stop() = 0;  // at once, without playing what is buffered; closes
};

// Whatever the names. A file that is not there yet gets `new_file_mode`, whatever the umask is.
std::unique_ptr<Device> make_file_device(std::string path, int pace_percent, unsigned new_file_mode);
std::unique_ptr<Device> make_portaudio_device();
// What ALSA names, for machines without a sound server. On the device thread.
std::vector<SoundDevice> alsa_devices();
// Sets variables of the environment that PortAudio's libraries read. Before other threads run.
void introduce_to_sound_server();

}  // namespace vorleser
