// Loudspeakers, by PortAudio's ALSA half (which reaches PulseAudio and PipeWire by ALSA's pulse plugin).
//
// Initialising makes ALSA open every device its configuration names, loading a plugin for each: 25 MB and a
// quarter of a second. Without those nobody plays speech on it is 10 MB and 11–26 ms, so they are taken out
// of the configuration in memory first. It is done when the device thread starts, off the path of a command,
// and again after a failure: a server that has come back is seen only then.
#include <algorithm>
#include <cstdlib>
#include <utility>

#include <alsa/asoundlib.h>
#include <dlfcn.h>
#include <pa_linux_alsa.h>
#include <portaudio.h>

#include "daemon/audio/device.hpp"

namespace vorleser {
namespace {

constexpr const char* expensive_devices[] = {"a52",     "jack",  "oss",        "speex",    "speexrate",
                                             "lavrate", "upmix", "samplerate", "vdownmix", "usbstream"};

void say_nothing(const char*, int, const char*, int, const char*, ...) {}

// Debian's PortAudio brings JACK along, which complains to stderr when its server does not run.
void silence_libraries() {
    snd_lib_error_set_handler(&say_nothing);
    using Handler = void (*)(const char*);
    for (const char* setter : {"jack_set_error_function", "jack_set_info_function"}) {
        if (void* const found = dlsym(RTLD_DEFAULT, setter))
            reinterpret_cast<void (*)(Handler)>(found)([](const char*) {});
    }
}

void prune_configuration() {
    if (snd_config_update() < 0) return;
    for (const char* name : expensive_devices) {
        snd_config_t* node = nullptr;
        if (snd_config_search(snd_config, (std::string("pcm.") + name).c_str(), &node) == 0)
            snd_config_delete(node);
    }
}

class PortAudioDevice final : public Device {
 public:
    PortAudioDevice() {
        silence_libraries();
        initialise();
    }
    ~PortAudioDevice() override {
        if (initialised_) Pa_Terminate();
    }
    PortAudioDevice(const PortAudioDevice&) = delete;
    PortAudioDevice& operator=(const PortAudioDevice&) = delete;

    Result<void> start(std::span<const std::string> names, std::chrono::milliseconds latency,
                       Feed& feed) override {
        feed_ = &feed;
        auto opened = open_one(names, latency);
        if (!opened) {
            initialise();
            opened = open_one(names, latency);
        }
        return opened;
    }

    void stop() override {
        // Not Pa_StopStream: it waits for the device to drain, up to seconds.
        Pa_AbortStream(stream_);
        Pa_CloseStream(std::exchange(stream_, nullptr));
    }

 private:
    void initialise() {
        if (initialised_) Pa_Terminate();
        prune_configuration();
        initialised_ = Pa_Initialize() == paNoError;
    }

    Result<void> open_one(std::span<const std::string> names, std::chrono::milliseconds latency) {
        Result<void> opened;
        for (const std::string& name : names) {
            opened = open(name, latency);
            if (opened) break;
        }
        return opened;
    }

    Result<void> open(const std::string& name, std::chrono::milliseconds latency) {
        const auto failure = [&](const char* reason) {
            return Error(ErrorKind::device, "no sound device “{}”: {}", name, reason);
        };
        // PortAudio reports a failed open on stderr and knows no reason; ALSA tells it.
        snd_pcm_t* probe = nullptr;
        if (const int error = snd_pcm_open(&probe, name.c_str(), SND_PCM_STREAM_PLAYBACK, SND_PCM_NONBLOCK);
            error < 0)
            return failure(snd_strerror(error));
        snd_pcm_close(probe);

        // By name rather than by index: ALSA takes names with arguments, too (pulse:SINK, plughw:1,0).
        PaAlsaStreamInfo info{};
        PaAlsa_InitializeStreamInfo(&info);
        info.deviceString = name.c_str();
        PaStreamParameters parameters{};
        parameters.device = paUseHostApiSpecificDeviceSpecification;
        parameters.channelCount = 1;
        parameters.sampleFormat = paInt16;
        parameters.suggestedLatency = std::chrono::duration<double>(latency).count();
        parameters.hostApiSpecificStreamInfo = &info;
        PaError error =
            Pa_OpenStream(&stream_, nullptr, &parameters, sample_rate, paFramesPerBufferUnspecified, paNoFlag,
                          &PortAudioDevice::callback, this);
        if (error != paNoError) return failure(Pa_GetErrorText(error));
        Pa_SetStreamFinishedCallback(stream_, &PortAudioDevice::finished);
        error = Pa_StartStream(stream_);
        if (error == paNoError) return {};
        Pa_CloseStream(std::exchange(stream_, nullptr));
        return failure(Pa_GetErrorText(error));
    }

    static int callback(const void*, void* out, unsigned long frames, const PaStreamCallbackTimeInfo* time,
                        PaStreamCallbackFlags flags, void* self) {
        const std::chrono::duration<double> latency(
            std::max(0.0, time->outputBufferDacTime - time->currentTime));
        static_cast<PortAudioDevice*>(self)->feed_->fill(
            {static_cast<std::int16_t*>(out), frames},
            std::chrono::duration_cast<std::chrono::nanoseconds>(latency), (flags & paOutputUnderflow) != 0);
        return paContinue;
    }

    static void finished(void* self) {
        static_cast<PortAudioDevice*>(self)->feed_->ended(mark("the sound device went away"));
    }

    bool initialised_ = false;
    PaStream* stream_ = nullptr;
    Feed* feed_ = nullptr;
};

}  // namespace

std::unique_ptr<Device> make_portaudio_device() {
    return std::make_unique<PortAudioDevice>();
}

std::vector<SoundDevice> alsa_devices() {
    std::vector<SoundDevice> devices;
    void** hints = nullptr;
    if (snd_device_name_hint(-1, "pcm", &hints) < 0) return devices;
    const auto value = [](void* hint, const char* of) {
        char* const text = snd_device_name_get_hint(hint, of);
        std::string copy = text ? text : "";
        std::free(text);
        return copy;
    };
    for (void** hint = hints; *hint; ++hint) {
        std::string name = value(*hint, "NAME");
        // Those that take any rate and any number of channels, and no plugins.
        const bool of_use =
            name.starts_with("sysdefault:") || name.starts_with("hdmi:") || name.starts_with("iec958:");
        if (!of_use || value(*hint, "IOID") == "Input") continue;
        std::string description = value(*hint, "DESC");
        std::ranges::replace(description, '\n', ' ');
        devices.push_back({.name = std::move(name), .description = std::move(description)});
    }
    snd_device_name_free_hint(hints);
    return devices;
}

void introduce_to_sound_server() {
    // How the mixer shows us, or it is «ALSA plug-in». Of the roles it is «music» that desktops turn down or
    // mute while somebody is called; «a11y» and none at all would talk into the call.
    setenv("PULSE_PROP_OVERRIDE", "application.name=Vorleser application.icon_name=vorleser media.role=music",
           0);
    setenv("JACK_NO_START_SERVER", "1", 0);
}

}  // namespace vorleser
