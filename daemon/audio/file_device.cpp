// "file:PATH": what would be heard, written to a sound file, paced as a loudspeaker would be or faster.
//
// It waits for sound rather than write a gap that a loudspeaker would have had. While paused nothing is
// written; the file stays open from the first play on, so that the next one appends.
#include <algorithm>
#include <array>
#include <cctype>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <sndfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/audio/device.hpp"

namespace vorleser {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr std::size_t chunk = 256;
constexpr auto polling = 5ms;         // while there is nothing to write
constexpr auto end_patience = 500ms;  // no more came for so long: what is left is the end
constexpr auto sync_period = 1s;

struct CloseFile {
    void operator()(SNDFILE* file) const { sf_close(file); }
};

int format_of(const std::string& path) {
    std::string extension = std::filesystem::path(path).extension();
    std::ranges::transform(extension, extension.begin(), [](unsigned char c) { return std::tolower(c); });
    if (extension == ".wav") return SF_FORMAT_WAV | SF_FORMAT_PCM_16;
    if (extension == ".flac") return SF_FORMAT_FLAC | SF_FORMAT_PCM_16;
    if (extension == ".ogg") return SF_FORMAT_OGG | SF_FORMAT_VORBIS;
    return 0;
}

class FileDevice final : public Device {
 public:
    FileDevice(std::string path, int pace_percent, unsigned new_file_mode)
        : path_(std::move(path)), pace_percent_(pace_percent), new_file_mode_(new_file_mode) {}
    ~FileDevice() override = default;

    Result<void> start(std::span<const std::string>, std::chrono::milliseconds, Feed& feed) override {
        if (!file_) {
            SF_INFO info{};
            info.samplerate = sample_rate;
            info.channels = 1;
            info.format = format_of(path_);
            if (info.format == 0)
                return Error(ErrorKind::device, "{}: a sound file ends in .wav, .flac or .ogg", path_);
            if (const int fresh = open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
                fresh >= 0) {
                fchmod(fresh, new_file_mode_);
                close(fresh);
            }
            file_.reset(sf_open(path_.c_str(), SFM_WRITE, &info));
            if (!file_)
                return Error(ErrorKind::device, "cannot write the sound file {}: {}", path_,
                             sf_strerror(nullptr));
            // A header that is always right: what was written is readable whatever becomes of us. (Ogg would
            // begin a new stream with each.)
            if ((info.format & SF_FORMAT_TYPEMASK) == SF_FORMAT_WAV)
                sf_command(file_.get(), SFC_SET_UPDATE_HEADER_AUTO, nullptr, SF_TRUE);
        }
        stopping_ = false;
        writer_ = std::thread([this, &feed] { write(feed); });
        return {};
    }

    void stop() override {
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
        }
        changed_.notify_all();
        writer_.join();
        sf_write_sync(file_.get());
    }

 private:
    void write(Feed& feed) {
        std::array<std::int16_t, chunk> pcm;
        auto due = Clock::now();
        auto last_sound = due;
        auto last_sync = due;
        while (wait_until(due)) {
            const auto now = Clock::now();
            const Feed::Supply supply = feed.supply(pcm.size());
            if (supply != Feed::Supply::enough) {
                if (supply == Feed::Supply::none || now - last_sound < end_patience) {
                    due = now + polling;
                    continue;
                }
            }
            feed.fill(pcm, 0ns, false);
            if (sf_write_short(file_.get(), pcm.data(), pcm.size()) != static_cast<sf_count_t>(pcm.size()))
                return feed.ended(mark("the sound file cannot be written"));
            last_sound = now;
            if (now - last_sync > sync_period) {
                sf_write_sync(file_.get());
                last_sync = now;
            }
            // Late by little is made up for, by more (we were stopped, or there was no sound) is not.
            if (pace_percent_ > 0)
                due =
                    std::max(due, now - 100ms) + 1'000'000'000ns * chunk / sample_rate * 100 / pace_percent_;
        }
    }

    bool wait_until(Clock::time_point due) {  // false: stop
        std::unique_lock lock(mutex_);
        return !changed_.wait_until(lock, due, [&] { return stopping_; });
    }

    const std::string path_;
    const int pace_percent_;
    const unsigned new_file_mode_;
    std::unique_ptr<SNDFILE, CloseFile> file_;  // writer_ only while it runs
    std::thread writer_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool stopping_ = false;
};

}  // namespace

std::unique_ptr<Device> make_file_device(std::string path, int pace_percent, unsigned new_file_mode) {
    return std::make_unique<FileDevice>(std::move(path), pace_percent, new_file_mode);
}

}  // namespace vorleser
