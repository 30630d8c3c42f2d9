#include "client/backup/archive.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <sys/stat.h>
#include <unistd.h>

#include "client/failure.hpp"
#include "client/messages.hpp"
#include "client/text.hpp"

namespace vorleser::backup {
namespace {

constexpr int gzip = 15 + 16;  // the largest window, with a header
constexpr std::size_t at_once = std::size_t{1} << 16;

Bytef* bytes_of(const char* text) {
    return reinterpret_cast<Bytef*>(const_cast<char*>(text));
}

}  // namespace

ArchiveWriter::ArchiveWriter(Draft& draft) : draft_(draft) {
    if (deflateInit2(&packer_, Z_DEFAULT_COMPRESSION, Z_DEFLATED, gzip, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        throw std::bad_alloc();
}

ArchiveWriter::~ArchiveWriter() {
    deflateEnd(&packer_);
}

void ArchiveWriter::pack(std::string_view text, int flush) {
    std::array<char, at_once> packed;
    packer_.next_in = bytes_of(text.data());
    packer_.avail_in = static_cast<uInt>(text.size());
    do {
        packer_.next_out = bytes_of(packed.data());
        packer_.avail_out = packed.size();
        deflate(&packer_, flush);
        draft_.write(std::string_view(packed.data(), packed.size() - packer_.avail_out));
    } while (packer_.avail_out == 0);
}

void ArchiveWriter::write(std::string_view text) {
    while (!text.empty()) {
        const auto piece = text.substr(0, std::size_t{1} << 30);
        pack(piece, Z_NO_FLUSH);
        text.remove_prefix(piece.size());
    }
}

void ArchiveWriter::finish() {
    pack({}, Z_FINISH);
}

bool is_archive(std::string_view beginning) {
    constexpr std::string_view wanted = R"({"vorleser":"backup",)";
    z_stream unpacker{};
    if (inflateInit2(&unpacker, gzip) != Z_OK) return false;
    std::array<char, wanted.size()> start;
    unpacker.next_in = bytes_of(beginning.data());
    unpacker.avail_in = static_cast<uInt>(beginning.size());
    unpacker.next_out = bytes_of(start.data());
    unpacker.avail_out = start.size();
    inflate(&unpacker, Z_SYNC_FLUSH);
    inflateEnd(&unpacker);
    return unpacker.avail_out == 0 && std::string_view(start.data(), start.size()) == wanted;
}

ArchiveReader::ArchiveReader(const own::Descriptor& file, std::filesystem::path path, const Limits& limits)
    : file_(file), path_(std::move(path)), limits_(limits) {
    struct stat info {};
    if (fstat(file_.get(), &info) == 0) size_ = static_cast<std::uint64_t>(info.st_size);
    if (inflateInit2(&unpacker_, gzip) != Z_OK) throw std::bad_alloc();
    packed_.resize(at_once);
}

ArchiveReader::~ArchiveReader() {
    inflateEnd(&unpacker_);
}

void ArchiveReader::damaged() const {
    throw Failure(Exit::failed, messages::archive_damaged(plain(path_.string())));
}

double ArchiveReader::part() const {
    return size_ ? static_cast<double>(std::min(read_, size_)) / static_cast<double>(size_) : 1;
}

// Appends some of what is packed to lines_; false at the archive's end. What follows that is none of it.
bool ArchiveReader::unpack() {
    if (ended_) return false;
    if (unpacker_.avail_in == 0) {
        ssize_t got = 0;
        do got = pread(file_.get(), packed_.data(), packed_.size(), static_cast<off_t>(read_));
        while (got < 0 && errno == EINTR);
        if (got < 0)
            throw Failure(Exit::failed, messages::cannot_read(plain(path_.string()), std::strerror(errno)));
        if (got == 0) damaged();  // it breaks off
        read_ += static_cast<std::uint64_t>(got);
        unpacker_.next_in = bytes_of(packed_.data());
        unpacker_.avail_in = static_cast<uInt>(got);
    }
    std::array<char, at_once> unpacked;
    unpacker_.next_out = bytes_of(unpacked.data());
    unpacker_.avail_out = unpacked.size();
    const int code = inflate(&unpacker_, Z_NO_FLUSH);
    if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR) damaged();
    const std::size_t size = unpacked.size() - unpacker_.avail_out;
    unpacked_ += size;
    if (unpacked_ > limits_.bytes_besides + limits_.ratio * read_)
        throw Failure(Exit::failed, messages::archive_too_large(plain(path_.string())));
    lines_.append(unpacked.data(), size);
    ended_ = code == Z_STREAM_END;
    if (ended_ && (unpacker_.avail_in > 0 || read_ < size_)) damaged();
    return true;
}

std::optional<std::string_view> ArchiveReader::next() {
    for (;;) {
        if (const auto end = lines_.find('\n', std::max(at_, searched_)); end != lines_.npos) {
            const auto line = std::string_view(lines_).substr(at_, end - at_);
            at_ = searched_ = end + 1;
            if (line.size() > limits_.line || ++records_ > limits_.records)
                throw Failure(Exit::failed, messages::archive_too_large(plain(path_.string())));
            return line;
        }
        lines_.erase(0, at_);
        at_ = 0;
        searched_ = lines_.size();
        if (lines_.size() > limits_.line)
            throw Failure(Exit::failed, messages::archive_too_large(plain(path_.string())));
        if (unpack()) continue;
        if (!lines_.empty()) damaged();
        return {};
    }
}

}  // namespace vorleser::backup
