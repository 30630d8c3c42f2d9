// Files that are there whole or not at all: written under a name of their own, then renamed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>

#include "own/files.hpp"

namespace vorleser::exporting {

// Who may read a file: whom the umask says that the listener had, or its owner alone.
enum class Readers { umask, owner };

// A file that is being written beside the place where it will stand. What ends before commit() leaves nothing
// behind: the destructor deletes it, and so does a signal that ends the program (Ctrl-C). Of one that was
// killed sweep() takes away what it left.
//
// For one thread. Functions throw Failure, which names the file and says what to do, where the disk refuses;
// the draft is as good as gone then.
class Draft {
 public:
    // For a file at `path`, in whose directory it is made.
    explicit Draft(std::filesystem::path path, Readers readers = Readers::umask);
    ~Draft();
    Draft(Draft&& other) noexcept;
    Draft& operator=(Draft&&) = delete;

    // Where it is now, for libraries that open files themselves.
    const std::filesystem::path& path() const { return path_; }
    void write(std::span<const std::byte> bytes);
    void write(std::string_view text) { write(std::as_bytes(std::span(text))); }
    void write_at(std::uint64_t offset, std::span<const std::byte> bytes);

    // All that `from` holds, from its beginning on; shared with it where the file system can.
    void copy(const own::Descriptor& from);

    // On the disk, then at its place; what stood there is replaced.
    void commit();
    // The same, at another place in the same directory.
    void commit(const std::filesystem::path& target);

 private:
    [[noreturn]] void fail(int error) const;

    std::filesystem::path target_, path_;
    own::Descriptor file_;
    Readers readers_;
    int slot_ = -1;  // among those that a signal deletes
};

// Deletes what drafts left in `directory` whose programs were killed.
void sweep(const std::filesystem::path& directory);

// Signals that end the program delete its drafts first. Once, before the first one.
void delete_drafts_at_signals();

// Whole files in one go.
void write_file(const std::filesystem::path& path, std::string_view content,
                Readers readers = Readers::umask);
// Whether it is all that the file holds.
bool is_there(const std::filesystem::path& path, std::string_view content);
// Throws Failure if it cannot be read.
std::string read_file(const std::filesystem::path& path);

}  // namespace vorleser::exporting
