// gzip: one layer, of bounded size, around anything else that is read.
#include <array>
#include <memory>

#include <zlib.h>

#include "daemon/readers/read_document.hpp"
#include "daemon/readers/readers.hpp"
#include "daemon/readers/refusals.hpp"

namespace vorleser::documents {
namespace {

constexpr std::size_t most_bytes = std::size_t{64} << 20;  // unpacked

Result<std::string> unpacked(std::string_view bytes) {
    z_stream stream{};
    constexpr int gzip_only = 16 + MAX_WBITS;
    if (inflateInit2(&stream, gzip_only) != Z_OK)
        return Error(ErrorKind::unreadable, "it is too large to be read");
    const std::unique_ptr<z_stream, int (*)(z_stream*)> end(&stream, inflateEnd);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    std::string content;
    std::array<char, 64 * 1024> buffer;
    for (;;) {
        stream.next_out = reinterpret_cast<Bytef*>(buffer.data());
        stream.avail_out = buffer.size();
        const int how = inflate(&stream, Z_NO_FLUSH);
        content.append(buffer.data(), buffer.size() - stream.avail_out);
        if (content.size() > most_bytes) return larger_within(most_bytes);
        if (how == Z_STREAM_END) {
            // Several may follow each other, and zeros the last.
            const bool another =
                stream.avail_in > 1 && stream.next_in[0] == 0x1F && stream.next_in[1] == 0x8B;
            if (!another || inflateReset(&stream) != Z_OK) return content;
        } else if (how != Z_OK) {
            return damaged();
        }
    }
}

}  // namespace

Result<Reading> read_gzip(std::string_view bytes, const ReadOptions& options) {
    const auto content = unpacked(bytes);
    if (!content) return content.error();
    ReadOptions within = options;
    if (within.source.ends_with(".gz")) within.source.resize(within.source.size() - 3);
    if (const Format* format = document_of(*content, within); format && format->document == Document::gzip)
        return Error(ErrorKind::unreadable,
                     "what is packed in it is packed once more: unpack it and add that");
    return read_document(*content, within);
}

}  // namespace vorleser::documents
