// What a sound file device wrote.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/support/running_daemon.hpp"

namespace vorleser::test {

using Samples = std::vector<std::int16_t>;

inline Samples from_wav(const std::filesystem::path& file) {
    const std::string bytes = read_file(file);
    const auto data = bytes.find("data");
    if (data == bytes.npos) throw std::runtime_error(file.string() + " is no WAV");
    Samples samples((bytes.size() - data - 8) / 2);
    if (!samples.empty()) std::memcpy(samples.data(), bytes.data() + data + 8, 2 * samples.size());
    return samples;
}

inline Samples from(const Samples& samples, std::size_t begin) {
    return {samples.begin() + static_cast<std::ptrdiff_t>(std::min(begin, samples.size())), samples.end()};
}

// How many samples of `heard` are not those of `told`. The device begins with a fade of 5 ms, and need not
// play the last silence to its end.
inline std::size_t differing(const Samples& heard, const Samples& told) {
    constexpr std::size_t fade = 110, rest = 22'050 / 5;
    const std::size_t shorter = std::min(heard.size(), told.size());
    const std::size_t longer = std::max(heard.size(), told.size());
    std::size_t different = longer - shorter > rest ? longer - shorter : 0;
    for (std::size_t i = fade; i < longer; ++i)
        different += (i < heard.size() ? heard[i] : 0) != (i < told.size() ? told[i] : 0);
    return different;
}

}  // namespace vorleser::test
