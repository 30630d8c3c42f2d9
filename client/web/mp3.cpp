#include "client/web/mp3.hpp"

#include <memory>
#include <new>
#include <stdexcept>
#include <vector>

#include <lame/lame.h>

#include "client/failure.hpp"
#include "client/messages.hpp"
#include "client/speech.hpp"

namespace vorleser::web::mp3 {
namespace {

constexpr int bits_per_second = 56'000;
constexpr std::size_t frames_a_block = 7;

struct Close {
    void operator()(lame_t lame) const { lame_close(lame); }
};
using Lame = std::unique_ptr<lame_global_flags, Close>;

[[noreturn]] void fail(std::string_view reason) {
    throw Failure(Exit::failed, vorleser::messages::encoder_failed("LAME", reason));
}

Lame begin() {
    Lame lame(lame_init());
    if (!lame) throw std::bad_alloc();
    lame_set_in_samplerate(lame.get(), speech_rate);
    lame_set_out_samplerate(lame.get(), speech_rate);
    lame_set_num_channels(lame.get(), 1);
    lame_set_mode(lame.get(), MONO);
    lame_set_VBR(lame.get(), vbr_off);
    lame_set_brate(lame.get(), bits_per_second / 1000);
    lame_set_disable_reservoir(lame.get(), 1);
    lame_set_bWriteVbrTag(lame.get(), 0);
    lame_set_write_id3tag_automatic(lame.get(), 0);
    if (lame_init_params(lame.get()) != 0) fail("init");
    return lame;
}

// Of the frame at the beginning, bytes; 0: there is none of ours.
std::size_t frame_size(std::string_view bytes) {
    if (bytes.size() < 4) return 0;
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
    constexpr unsigned rate = 7, frequency = 0;  // 56 kbit/s, 22,050 Hz
    if (byte(0) != 0xFF || byte(1) != 0xF3 || byte(2) >> 2 != (rate << 2 | frequency)) return 0;
    const std::size_t size = 72 * bits_per_second / speech_rate + (byte(2) >> 1 & 1);
    return size <= bytes.size() ? size : 0;
}

}  // namespace

std::string encode(std::span<const std::int16_t> samples, std::size_t blocks) {
    if (samples.size() != samples_before + blocks * samples_a_block + samples_behind)
        throw std::logic_error("mp3::encode");
    const auto lame = begin();
    std::vector<unsigned char> buffer(samples.size() * 5 / 4 + 7200);  // as lame.h says
    const int size = lame_encode_buffer(lame.get(), samples.data(), nullptr, static_cast<int>(samples.size()),
                                        buffer.data(), static_cast<int>(buffer.size()));
    if (size < 0) fail(std::to_string(size));
    std::string_view made(reinterpret_cast<const char*>(buffer.data()), static_cast<std::size_t>(size));
    for (std::size_t i = 0; i < run_up; ++i) {
        const auto frame = frame_size(made);
        if (frame == 0) fail("frame");
        made.remove_prefix(frame);
    }
    made = made.substr(0, blocks * bytes_a_block);
    if (made.size() != blocks * bytes_a_block || !is_whole(made)) fail("size");
    return std::string(made);
}

bool is_whole(std::string_view bytes) {
    std::size_t frames = 0;
    const auto expected = bytes.size() / bytes_a_block * frames_a_block;
    for (; !bytes.empty(); ++frames) {
        const auto frame = frame_size(bytes);
        if (frame == 0) return false;
        bytes.remove_prefix(frame);
    }
    return frames == expected;
}

}  // namespace vorleser::web::mp3
