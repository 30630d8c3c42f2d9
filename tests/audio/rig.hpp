// An Output that is fed as the player would feed it, for the tests of audio/.
#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <random>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "daemon/audio/output.hpp"
#include "tests/support/sound_server.hpp"

namespace vorleser {

using namespace std::chrono_literals;
using Kind = OutputEvent::Kind;
using Clock = std::chrono::steady_clock;

constexpr std::size_t ramp = Handover::ramp;
constexpr auto patience = 30s;  // for what happens at once on a machine that is not busy

// Noise that is never near zero, so that it still sounds at either end of a ramp.
inline Sound noise(std::size_t samples) {
    std::mt19937 random(7);
    Sound out(samples);
    for (auto& sample : out) {
        const int value = static_cast<int>(random() % 8000) - 4000;
        sample = static_cast<std::int16_t>(value < 0 ? value - 4000 : value + 4000);
    }
    return out;
}

// A loop with an Output that is fed from a tape as the player would.
class Rig {
 public:
    explicit Rig(AudioConfig config = {}) {
        output = std::make_unique<Output>(loop.get_executor(), std::move(config),
                                          [this](const OutputEvent& event) {
                                              // Of which device is in use a server tells when it likes.
                                              if (event.kind != Kind::moved) events.push_back(event);
                                          });
    }

    void feed() {
        while (fed < tape.size()) {
            const std::size_t frames = std::min<std::size_t>(256, tape.size() - fed);
            SoundBlock block{
                .generation = generation, .frames = static_cast<std::uint16_t>(frames), .tape = fed};
            std::copy_n(tape.begin() + static_cast<std::ptrdiff_t>(fed), frames, block.pcm.begin());
            if (!output->push(block)) return;
            fed += frames;
        }
    }

    // Runs the loop until `done`; false if that takes too long.
    bool run(const std::function<bool()>& done, std::chrono::milliseconds limit = patience) {
        const auto end = Clock::now() + limit;
        while (!done()) {
            if (Clock::now() > end) return false;
            feed();
            loop.restart();
            loop.run_one_for(5ms);
            ++turns;
        }
        return true;
    }

    bool run_to(Kind kind, std::chrono::milliseconds limit = patience) {
        return run([&] { return std::ranges::any_of(events, [&](auto& e) { return e.kind == kind; }); },
                   limit);
    }
    bool run_for(std::chrono::milliseconds time) {
        const auto end = Clock::now() + time;
        return run([&] { return Clock::now() >= end; });
    }
    bool run_to_tape(std::uint64_t at) {
        return run([&] { return output->heard().generation == generation && output->heard().tape >= at; });
    }

    boost::asio::io_context loop;
    std::vector<OutputEvent> events;
    std::unique_ptr<Output> output;
    Sound tape;
    std::size_t fed = 0;
    std::uint16_t generation = 0;
    int turns = 0;
};

inline std::vector<Kind> kinds(const std::vector<OutputEvent>& events) {
    std::vector<Kind> out;
    for (const auto& event : events) out.push_back(event.kind);
    return out;
}

struct SoundServerTest : testing::Test {
    SoundServerTest() { server.enter(); }
    SoundServer server;
};

}  // namespace vorleser
