#include "client/export/script.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <type_traits>
#include <utility>

#include <sys/stat.h>
#include <unistd.h>

#include "client/failure.hpp"
#include "client/messages.hpp"
#include "client/places.hpp"
#include "client/text.hpp"

namespace vorleser::exporting {
namespace {

struct Head {
    char version[8] = {'V', 'L', 's', 'c', 'r', 'i', 'p', '2'};
    std::uint64_t size = 0, sound_size = 0, parts = 0;  // bytes, bytes, articles
    char digest[32] = {};                               // of all that is behind it
};

struct BlockHead {
    std::uint32_t kind = 0, text = 0;  // bytes
    std::int64_t begin = 0, end = 0;
};

struct CueHead {
    std::uint64_t at = 0, until = 0;
    std::uint32_t begin = 0, end = 0;
    std::uint64_t words = 0;
};

template <class Value>
std::string_view bytes_of(const Value& value) {
    static_assert(std::has_unique_object_representations_v<Value>);
    return {reinterpret_cast<const char*>(&value), sizeof value};
}

std::size_t head_size(std::size_t parts) {
    return sizeof(Head) + parts * sizeof(Part);
}

std::string_view bytes_of(const std::vector<Part>& parts) {
    return {reinterpret_cast<const char*>(parts.data()), parts.size() * sizeof(Part)};
}

}  // namespace

ScriptWriter::ScriptWriter(Draft& draft, std::size_t parts) : draft_(draft), size_(head_size(parts)) {
    draft_.write(std::string(size_, '\0'));
}

void ScriptWriter::begin_part(std::size_t number) {
    parts_.resize(number);
    parts_.emplace_back();
    parts_.back().blocks_at = parts_.back().cues_at = size_;
}

void ScriptWriter::add(const ShownBlock& block) {
    BlockHead head{static_cast<std::uint32_t>(block.kind.size()),
                   static_cast<std::uint32_t>(block.text.size()), block.place.begin, block.place.end};
    write(bytes_of(head)), write(block.kind), write(block.text);
    ++parts_.back().blocks;
    parts_.back().cues_at = size_;
}

void ScriptWriter::add(const Cue& cue) {
    CueHead head{cue.at, cue.until, cue.begin, cue.end, cue.words.size()};
    write(bytes_of(head));
    for (const auto& word : cue.words) write(bytes_of(word));
    ++parts_.back().cues;
}

std::vector<Part> ScriptWriter::finish(const std::vector<Part>& times, std::uint64_t sound_size) {
    for (std::size_t i = 0; i < parts_.size(); ++i) {
        parts_[i].at = times.at(i).at;
        parts_[i].until = times.at(i).until;
        parts_[i].unspeakable = times.at(i).unspeakable;
    }
    digest_.add(bytes_of(parts_));
    Head head;
    head.size = size_, head.sound_size = sound_size, head.parts = parts_.size();
    const auto text = digest_.text();
    std::copy_n(text.begin(), sizeof head.digest, head.digest);
    draft_.write_at(0, std::as_bytes(std::span(bytes_of(head))));
    draft_.write_at(sizeof head, std::as_bytes(std::span(bytes_of(parts_))));
    return parts_;
}

void ScriptWriter::write(std::string_view bytes) {
    draft_.write(bytes);
    digest_.add(bytes);
    size_ += bytes.size();
}

std::optional<std::vector<Part>> read_script(const own::Descriptor& file, std::uint64_t sound_size) {
    struct stat info {};
    Head head;
    const Head ours;
    if (fstat(file.get(), &info) != 0 || info.st_size < static_cast<off_t>(sizeof head)) return {};
    const auto size = static_cast<std::uint64_t>(info.st_size);
    Pieces pieces(file, 0);
    pieces.read(&head, sizeof head);
    if (!std::equal(std::begin(head.version), std::end(head.version), ours.version) || head.size != size ||
        head.sound_size != sound_size || head.parts > (size - sizeof head) / sizeof(Part))
        return {};
    std::vector<Part> parts(head.parts);
    pieces.read(parts.data(), parts.size() * sizeof(Part));
    Digest digest;
    for (auto piece = pieces.next(); !piece.empty(); piece = pieces.next()) digest.add(piece);
    digest.add(bytes_of(parts));
    if (digest.text() != std::string_view(head.digest, sizeof head.digest)) return {};
    return parts;
}

std::string_view Pieces::next() {
    constexpr std::size_t at_once = std::size_t{1} << 16;
    if (taken_ == buffer_.size()) {
        buffer_.resize(at_once);
        ssize_t got = 0;
        while ((got = pread(file_.get(), buffer_.data(), at_once, static_cast<off_t>(at_))) < 0 &&
               errno == EINTR) {
        }
        if (got < 0)
            throw Failure(Exit::failed,
                          messages::cannot_read(plain(cache_directory().string()), std::strerror(errno)));
        buffer_.resize(static_cast<std::size_t>(got));
        at_ += buffer_.size();
        taken_ = 0;
    }
    return std::string_view(buffer_).substr(std::exchange(taken_, buffer_.size()));
}

void Pieces::read(void* to, std::size_t size) {
    for (auto* byte = static_cast<char*>(to); size > 0;) {
        const auto piece = next();
        if (piece.empty())
            throw Failure(Exit::failed,
                          messages::cannot_read(plain(cache_directory().string()), std::strerror(EIO)));
        const auto now = std::min(size, piece.size());
        byte = std::copy_n(piece.data(), now, byte);
        size -= now;
        taken_ -= piece.size() - now;
    }
}

bool Blocks::next(ShownBlock& block) {
    if (left_ == 0) return false;
    --left_;
    BlockHead head;
    pieces_.read(&head, sizeof head);
    block.kind.resize(head.kind), block.text.resize(head.text);
    pieces_.read(block.kind.data(), head.kind);
    pieces_.read(block.text.data(), head.text);
    block.place = {head.begin, head.end};
    return true;
}

bool Cues::next(Cue& cue) {
    if (left_ == 0) return false;
    --left_;
    CueHead head;
    pieces_.read(&head, sizeof head);
    cue.at = head.at, cue.until = head.until, cue.begin = head.begin, cue.end = head.end;
    cue.words.resize(head.words);
    pieces_.read(cue.words.data(), cue.words.size() * sizeof(Word));
    return true;
}

std::size_t bytes_on(std::string_view text, std::size_t at, std::int64_t count) {
    for (; count > 0 && at < text.size(); --count)
        for (++at; at < text.size() && continues(text[at]);) ++at;
    return at;
}

Text::Text(const own::Descriptor& script, const Part& part) : blocks_(script, part) {
    if (blocks_.next(block_)) place_ = block_.place.begin;
    more_ = blocks_.next(next_);
}

std::string_view Text::at(std::uint32_t begin, std::uint32_t end) {
    while (more_ && begin >= next_.place.begin) {
        std::swap(block_, next_);
        place_ = block_.place.begin, byte_ = 0;
        more_ = blocks_.next(next_);
    }
    const std::string_view text = block_.text;
    byte_ = bytes_on(text, byte_, begin - place_);
    place_ = begin;
    return text.substr(byte_, bytes_on(text, byte_, std::int64_t{end} - begin) - byte_);
}

}  // namespace vorleser::exporting
