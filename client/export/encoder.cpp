#include "client/export/encoder.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <exception>
#include <vector>

#include <boost/crc.hpp>
#include <boost/endian/conversion.hpp>
#include <fmt/format.h>
#include <lame/lame.h>
#include <opusenc.h>
#include <sndfile.h>
#include <unistd.h>

#include "client/failure.hpp"
#include "client/messages.hpp"

namespace vorleser::exporting {
namespace {

// One rate for every frame, so that players seek by arithmetic: with a varying one Chromium lands up to 8 s
// off. Below 56 kbit/s a frame cannot hold the tag by which players drop the encoder's padding.
constexpr int mp3_bits_per_second = 56'000;
// A browser that seeks divides the bytes that the tag names by the time that it names, which is without what
// is dropped at both ends: the less that is, the nearer it lands to the word at the end of the file. So the
// sound ends with a frame, by at most 26 ms of silence.
constexpr std::size_t mp3_frame = 576;
constexpr int opus_bits_per_second = 24'000;  // correlates by 0.976 with what went in; 16 is heard

constexpr FormatInfo table[] = {
    {Format::mp3, "mp3", "audio/mpeg", Format::mp3, "mp3 56 2"},
    {Format::opus, "opus", "audio/ogg", Format::opus, "opus 24"},
    {Format::flac, "flac", "audio/flac", Format::flac, "flac"},
    {Format::wav, "wav", "audio/wav", Format::wav, "wav"},
    {Format::epub, "epub", "application/epub+zip", Format::mp3, "mp3 56 2"},
};

[[noreturn]] void broken(std::string_view encoder, std::string_view reason) {
    throw Failure(Exit::failed, messages::encoder_failed(encoder, reason));
}

// LAME's tag counts its own frame, in which nothing sounds, among the bytes by which players seek. The tag:
// "Info", flags, frames, bytes, 104 bytes of other players', 34 of LAME's, CRC-16 of all before it
// (http://gabriel.mp3-tech.org/mp3infotag.html).
void count_sound_only(std::span<unsigned char> tag_frame) {
    constexpr std::string_view name = "Info";
    const auto tag = std::search(tag_frame.begin(), tag_frame.end(), name.begin(), name.end());
    constexpr std::ptrdiff_t bytes_at = 12, crc_at = 154;
    if (tag_frame.end() - tag < crc_at + 2) broken("LAME", "tag");
    auto* const bytes = &*tag + bytes_at;
    const auto counted = boost::endian::load_big_u32(bytes);
    boost::endian::store_big_u32(bytes, counted - static_cast<std::uint32_t>(tag_frame.size()));
    boost::crc_16_type crc;
    crc.process_block(tag_frame.data(), &*tag + crc_at);
    boost::endian::store_big_u16(&*tag + crc_at, crc.checksum());
}

class Mp3 : public Encoder {
 public:
    explicit Mp3(Draft& draft) : draft_(draft), lame_(lame_init()) {
        if (!lame_) throw std::bad_alloc();
        lame_set_in_samplerate(lame_.get(), sample_rate);
        lame_set_out_samplerate(lame_.get(), sample_rate);
        lame_set_num_channels(lame_.get(), 1);
        lame_set_mode(lame_.get(), MONO);
        lame_set_VBR(lame_.get(), vbr_off);
        lame_set_brate(lame_.get(), mp3_bits_per_second / 1000);
        lame_set_write_id3tag_automatic(lame_.get(), 0);
        if (lame_init_params(lame_.get()) != 0) broken("LAME", "init");
    }
    void write(std::span<const std::int16_t> samples) override {
        constexpr std::size_t at_once = 1 << 15;
        samples_ += samples.size();
        for (; !samples.empty(); samples = samples.subspan(std::min(at_once, samples.size()))) {
            const auto now = std::min(at_once, samples.size());
            bytes_.resize(now * 5 / 4 + 7200);  // as lame.h says
            put(lame_encode_buffer(lame_.get(), samples.data(), nullptr, static_cast<int>(now), bytes_.data(),
                                   static_cast<int>(bytes_.size())));
        }
    }
    void finish() override {
        constexpr std::array<std::int16_t, mp3_frame> silence{};
        if (const auto begun = samples_ % mp3_frame) write(std::span(silence).first(mp3_frame - begun));
        bytes_.resize(7200);
        put(lame_encode_flush(lame_.get(), bytes_.data(), static_cast<int>(bytes_.size())));
        // The first frame: how many samples there are without the encoder's padding.
        const auto size = lame_get_lametag_frame(lame_.get(), bytes_.data(), bytes_.size());
        if (size > bytes_.size()) broken("LAME", "tag");
        count_sound_only(std::span(bytes_).first(size));
        draft_.write_at(0, std::as_bytes(std::span(bytes_).first(size)));
    }

 private:
    void put(int size) {
        if (size < 0) broken("LAME", std::to_string(size));
        draft_.write(std::as_bytes(std::span(bytes_).first(static_cast<std::size_t>(size))));
    }

    struct Close {
        void operator()(lame_t lame) const { lame_close(lame); }
    };
    Draft& draft_;
    std::unique_ptr<lame_global_flags, Close> lame_;
    std::vector<unsigned char> bytes_;
    std::uint64_t samples_ = 0;
};

class Opus : public Encoder {
 public:
    Opus(Draft& draft, std::uint32_t serial) : draft_(draft), comments_(ope_comments_create()) {
        if (!comments_) throw std::bad_alloc();
        int error = 0;
        encoder_.reset(
            ope_encoder_create_callbacks(&callbacks, this, comments_.get(), sample_rate, 1, 0, &error));
        check(error);
        check(ope_encoder_ctl(encoder_.get(), OPUS_SET_BITRATE(opus_bits_per_second)));
        check(ope_encoder_ctl(encoder_.get(), OPUS_SET_SIGNAL(OPUS_SIGNAL_VOICE)));
        check(
            ope_encoder_ctl(encoder_.get(), OPE_SET_SERIALNO(static_cast<opus_int32>(serial & 0x7FFFFFFF))));
    }
    void write(std::span<const std::int16_t> samples) override {
        check(ope_encoder_write(encoder_.get(), samples.data(), static_cast<int>(samples.size())));
    }
    void finish() override { check(ope_encoder_drain(encoder_.get())); }

 private:
    // Called from C: an exception waits until it is back here.
    static int put(void* self, const unsigned char* bytes, opus_int32 size) {
        auto& opus = *static_cast<Opus*>(self);
        try {
            opus.draft_.write(std::as_bytes(std::span(bytes, static_cast<std::size_t>(size))));
            return 0;
        } catch (...) {
            opus.failure_ = std::current_exception();
            return 1;
        }
    }
    static int close(void*) { return 0; }
    void check(int error) {
        if (failure_) std::rethrow_exception(failure_);
        if (error != OPE_OK) broken("libopusenc", ope_strerror(error));
    }

    static constexpr OpusEncCallbacks callbacks{put, close};
    struct DestroyComments {
        void operator()(OggOpusComments* comments) const { ope_comments_destroy(comments); }
    };
    struct DestroyEncoder {
        void operator()(OggOpusEnc* encoder) const { ope_encoder_destroy(encoder); }
    };
    Draft& draft_;
    std::exception_ptr failure_;
    std::unique_ptr<OggOpusComments, DestroyComments> comments_;
    std::unique_ptr<OggOpusEnc, DestroyEncoder> encoder_;
};

// FLAC and WAV: every sample as it was.
class Lossless : public Encoder {
 public:
    Lossless(Draft& draft, Format format, std::uint64_t expected)
        : draft_(draft), wav_(format == Format::wav) {
        check_size(expected);
        SF_INFO wanted{};
        wanted.samplerate = sample_rate;
        wanted.channels = 1;
        wanted.format = (wav_ ? SF_FORMAT_WAV : SF_FORMAT_FLAC) | SF_FORMAT_PCM_16;
        SF_VIRTUAL_IO io{length, seek, read, put, tell};
        file_.reset(sf_open_virtual(&io, SFM_WRITE, &wanted, this));
        if (!file_) fail();
    }
    void write(std::span<const std::int16_t> samples) override {
        check_size(written_ += samples.size());
        const auto size = static_cast<sf_count_t>(samples.size());
        if (sf_write_short(file_.get(), samples.data(), size) != size || failure_) fail();
    }
    void finish() override {
        if (sf_close(file_.release()) != 0 || failure_) fail();
    }

 private:
    void check_size(std::uint64_t samples) const {
        constexpr std::uint64_t largest =
            (std::uint64_t{1} << 32) - (std::uint64_t{1} << 24);  // room for tags
        if (wav_ && samples * sizeof(std::int16_t) > largest)
            throw Failure(Exit::failed, messages::too_long_for_wav());
    }
    [[noreturn]] void fail() {
        if (failure_) std::rethrow_exception(failure_);
        broken("libsndfile", sf_strerror(file_.get()));
    }

    // Called from C, which does not tell of everything that could not be written: an exception waits.
    template <class Result, class Do>
    static Result guarded(void* self, Result failed, const Do& work) {
        auto& lossless = *static_cast<Lossless*>(self);
        try {
            if (!lossless.failure_) return work(lossless);
        } catch (...) {
            lossless.failure_ = std::current_exception();
        }
        return failed;
    }
    static sf_count_t length(void* self) {
        return guarded<sf_count_t>(self, 0,
                                   [](auto& of) { return static_cast<sf_count_t>(of.draft_.length()); });
    }
    static sf_count_t seek(sf_count_t offset, int whence, void* self) {
        return guarded<sf_count_t>(self, -1, [&](auto& of) {
            const auto from = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? of.at_ : length(self);
            return of.at_ = from + offset;
        });
    }
    static sf_count_t read(void* to, sf_count_t size, void* self) {
        return guarded<sf_count_t>(self, 0, [&](auto& of) {
            const auto got = of.draft_.read_at(static_cast<std::uint64_t>(of.at_),
                                               {static_cast<std::byte*>(to), static_cast<std::size_t>(size)});
            of.at_ += static_cast<sf_count_t>(got);
            return static_cast<sf_count_t>(got);
        });
    }
    static sf_count_t put(const void* bytes, sf_count_t size, void* self) {
        return guarded<sf_count_t>(self, 0, [&](auto& of) {
            of.draft_.write_at(static_cast<std::uint64_t>(of.at_),
                               {static_cast<const std::byte*>(bytes), static_cast<std::size_t>(size)});
            of.at_ += size;
            return size;
        });
    }
    static sf_count_t tell(void* self) { return static_cast<Lossless*>(self)->at_; }

    struct Close {
        void operator()(SNDFILE* file) const { sf_close(file); }
    };
    Draft& draft_;
    std::exception_ptr failure_;
    sf_count_t at_ = 0;
    std::unique_ptr<SNDFILE, Close> file_;
    std::uint64_t written_ = 0;
    bool wav_;
};

}  // namespace

std::span<const FormatInfo> formats() {
    return table;
}

const FormatInfo& info(Format format) {
    return *std::find_if(std::begin(table), std::end(table),
                         [format](const FormatInfo& row) { return row.format == format; });
}

std::optional<Format> format_named(std::string_view name) {
    std::string small(name.substr(name.starts_with('.') ? 1 : 0));
    for (char& c : small)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    for (const auto& row : table)
        if (row.name == small) return row.format;
    return {};
}

std::unique_ptr<Encoder> make_encoder(Format sound, Draft& draft, std::uint32_t serial,
                                      std::uint64_t expected) {
    switch (sound) {
        case Format::mp3:
            return std::make_unique<Mp3>(draft);
        case Format::opus:
            return std::make_unique<Opus>(draft, serial);
        default:
            return std::make_unique<Lossless>(draft, sound, expected);
    }
}

}  // namespace vorleser::exporting
