// Samples into a sound file's bytes, one encoder a format. No tags and no cover: tags.hpp writes those into
// the file that has become whole.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "client/draft.hpp"

namespace vorleser::exporting {

inline constexpr int sample_rate = 22'050;  // of the daemon's sound, one channel

enum class Format { mp3, opus, flac, wav, epub };

struct FormatInfo {
    Format format;
    std::string_view name;  // as the listener gives it, and the file's ending
    std::string_view mime;
    Format sound;                 // the format of the sound in it
    std::string_view encoded_as;  // another word whenever the encoder's settings are others
};
std::span<const FormatInfo> formats();
const FormatInfo& info(Format format);
std::optional<Format> format_named(std::string_view name);  // also as a file's ending, ".MP3"

class Encoder {
 public:
    virtual ~Encoder() = default;
    // Throws Failure where the disk refuses, or the file would be larger than its format allows.
    virtual void write(std::span<const std::int16_t> samples) = 0;
    // Writes what is left; nothing can follow.
    virtual void finish() = 0;

 protected:
    Encoder() = default;
    Encoder(const Encoder&) = delete;
    Encoder& operator=(const Encoder&) = delete;
};

// Writes into `draft`, which must last as long. The same samples and `serial` always give the same bytes;
// `serial` tells Ogg streams from each other. `expected`: about how many samples will come. Throws Failure.
std::unique_ptr<Encoder> make_encoder(Format sound, Draft& draft, std::uint32_t serial,
                                      std::uint64_t expected);

}  // namespace vorleser::exporting
