// Speed with pitch kept, by libsonic. One Stretch per utterance: its small length error cannot add up.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace vorleser {

class Stretch {
 public:
    // speed: 50–400 percent; 100 passes samples through unchanged, bit by bit.
    explicit Stretch(int speed_percent);
    ~Stretch();
    Stretch(Stretch&&) noexcept;
    Stretch& operator=(Stretch&&) noexcept;

    void write(std::span<const std::int16_t> samples);
    void finish();  // no more samples: what is held back (35 ms) becomes readable
    // Appends what is ready, at most `limit` samples, to `out`; returns how many.
    std::size_t read(std::vector<std::int16_t>& out, std::size_t limit);

 private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace vorleser
