#pragma once

namespace vorleser {

// Samples a second, from eSpeak NG, whose own it is, to the device: mono, 16 bit.
inline constexpr int sample_rate = 22'050;

}  // namespace vorleser
