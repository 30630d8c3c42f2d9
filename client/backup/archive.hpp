// The file that `vorleser backup` writes: gzip, in it JSON, one record a line (README.md has the format).
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <zlib.h>

#include "client/draft.hpp"
#include "own/files.hpp"

namespace vorleser::backup {

// What an archive may hold: whoever reads one believes nothing of it. Bytes are those of the records.
struct Limits {
    std::size_t line = std::size_t{63} << 20;  // of one record: as it goes to the daemon
    std::uint64_t records = 2'000'000;
    std::uint64_t bytes_besides = std::uint64_t{64} << 20;  // all records together may have so many bytes …
    std::uint64_t ratio = 400;                              // … and so many for each byte of the file
};

// Records into a draft, packed. Functions throw Failure where the disk refuses.
class ArchiveWriter {
 public:
    explicit ArchiveWriter(Draft& draft);
    ~ArchiveWriter();
    ArchiveWriter(const ArchiveWriter&) = delete;
    ArchiveWriter& operator=(const ArchiveWriter&) = delete;

    // A record may come in pieces; its newline is one of them.
    void write(std::string_view text);
    // Nothing is written afterwards.
    void finish();

 private:
    void pack(std::string_view text, int flush);

    Draft& draft_;
    z_stream packer_{};
};

// Whether `beginning`, the first kilobytes of a file, is that of an archive.
bool is_archive(std::string_view beginning);

// The records of an archive, one after the other, in bounded memory. For one thread. Functions throw Failure,
// which names the file, where it cannot be read, is damaged, or is larger than anything honest.
class ArchiveReader {
 public:
    // The file is read from its start; `file` outlives this.
    ArchiveReader(const own::Descriptor& file, std::filesystem::path path, const Limits& limits);
    ~ArchiveReader();
    ArchiveReader(const ArchiveReader&) = delete;
    ArchiveReader& operator=(const ArchiveReader&) = delete;

    // The next record without its newline, good until the next call; nullopt at the end.
    std::optional<std::string_view> next();
    // How much of the file was read, from 0 to 1.
    [[nodiscard]] double part() const;

 private:
    bool unpack();
    [[noreturn]] void damaged() const;

    const own::Descriptor& file_;
    std::filesystem::path path_;
    Limits limits_;
    std::uint64_t size_ = 0, read_ = 0, unpacked_ = 0, records_ = 0;
    std::string packed_, lines_;
    std::size_t at_ = 0;        // in lines_: behind what next() gave
    std::size_t searched_ = 0;  // in lines_: no newline is before it, from at_ on
    z_stream unpacker_{};
    bool ended_ = false;  // a gzip member has ended, and nothing follows
};

}  // namespace vorleser::backup
