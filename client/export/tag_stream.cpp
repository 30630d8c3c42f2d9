#include "client/export/tag_stream.hpp"

#include <algorithm>
#include <span>
#include <vector>

namespace vorleser::exporting {
namespace {

// Moves what lies from `from` on to `to`.
void move_rest(Draft& draft, std::uint64_t from, std::uint64_t to) {
    std::vector<std::byte> piece(std::size_t{1} << 18);
    const auto end = draft.length();
    const auto move = [&](std::uint64_t at, std::size_t size) {
        const auto bytes = std::span(piece).first(size);
        draft.read_at(at, bytes);
        draft.write_at(to + (at - from), bytes);
    };
    if (to > from)
        for (auto at = end; at > from;) {
            const auto size = std::min<std::uint64_t>(piece.size(), at - from);
            at -= size;
            move(at, size);
        }
    if (to < from) {
        for (auto at = from; at < end; at += piece.size())
            move(at, std::min<std::uint64_t>(piece.size(), end - at));
        draft.truncate(end - (from - to));
    }
}

}  // namespace

TagLib::ByteVector TagStream::readBlock(unsigned long size) {
    const auto left = std::max(0L, length() - at_);
    TagLib::ByteVector data(
        static_cast<unsigned>(std::min<unsigned long>(size, static_cast<unsigned long>(left))), 0);
    const auto got = draft_.read_at(static_cast<std::uint64_t>(at_),
                                    std::as_writable_bytes(std::span(data.data(), data.size())));
    data.resize(static_cast<unsigned>(got));
    at_ += static_cast<long>(got);
    return data;
}

void TagStream::writeBlock(const TagLib::ByteVector& data) {
    draft_.write_at(static_cast<std::uint64_t>(at_), std::as_bytes(std::span(data.data(), data.size())));
    at_ += static_cast<long>(data.size());
}

void TagStream::insert(const TagLib::ByteVector& data, unsigned long start, unsigned long replace) {
    const auto rest = std::min<std::uint64_t>(start + replace, draft_.length());
    move_rest(draft_, rest, start + data.size());
    at_ = static_cast<long>(start);
    writeBlock(data);
}

void TagStream::removeBlock(unsigned long start, unsigned long size) {
    move_rest(draft_, std::min<std::uint64_t>(start + size, draft_.length()), start);
}

void TagStream::seek(long offset, Position from) {
    at_ = std::max(0L, offset + (from == Current ? at_ : from == End ? length() : 0));
}

}  // namespace vorleser::exporting
