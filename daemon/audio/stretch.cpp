#include "daemon/audio/stretch.hpp"

#include <algorithm>
#include <new>

#include <sonic.h>

#include "daemon/base/sample_rate.hpp"

namespace vorleser {
namespace {

struct DestroyStream {
    void operator()(sonicStream stream) const { sonicDestroyStream(stream); }
};

}  // namespace

struct Stretch::State {
    std::unique_ptr<sonicStreamStruct, DestroyStream> sonic;  // none at 100 percent
    std::vector<std::int16_t> plain;                          // at 100 percent: what was written
    std::size_t taken = 0;                                    // … and how much of it was read
};

Stretch::Stretch(int speed_percent) : state_(std::make_unique<State>()) {
    if (speed_percent == 100) return;
    state_->sonic.reset(sonicCreateStream(sample_rate, 1));
    if (!state_->sonic) throw std::bad_alloc();
    sonicSetSpeed(state_->sonic.get(), static_cast<float>(speed_percent) / 100);
}

Stretch::~Stretch() = default;
Stretch::Stretch(Stretch&&) noexcept = default;
Stretch& Stretch::operator=(Stretch&&) noexcept = default;

void Stretch::write(std::span<const std::int16_t> samples) {
    State& s = *state_;
    if (!s.sonic) {
        s.plain.insert(s.plain.end(), samples.begin(), samples.end());
    } else if (!sonicWriteShortToStream(s.sonic.get(), const_cast<short*>(samples.data()),  // only reads them
                                        static_cast<int>(samples.size()))) {
        throw std::bad_alloc();
    }
}

void Stretch::finish() {
    if (state_->sonic && !sonicFlushStream(state_->sonic.get())) throw std::bad_alloc();
}

std::size_t Stretch::read(std::vector<std::int16_t>& out, std::size_t limit) {
    State& s = *state_;
    if (s.sonic) {
        const std::size_t n =
            std::min(limit, static_cast<std::size_t>(std::max(0, sonicSamplesAvailable(s.sonic.get()))));
        out.resize(out.size() + n);
        sonicReadShortFromStream(s.sonic.get(), out.data() + out.size() - n, static_cast<int>(n));
        return n;
    }
    const std::size_t n = std::min(limit, s.plain.size() - s.taken);
    const auto from = s.plain.begin() + static_cast<std::ptrdiff_t>(s.taken);
    out.insert(out.end(), from, from + static_cast<std::ptrdiff_t>(n));
    s.taken += n;
    if (s.taken == s.plain.size()) {
        s.plain.clear();
        s.taken = 0;
    }
    return n;
}

}  // namespace vorleser
