// Files that are there whole or not at all: written under a name of their own, then renamed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "own/files.hpp"

namespace vorleser {

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

    // Where it is now, for libraries that open files themselves: what was written before is in it.
    const std::filesystem::path& path();
    const std::filesystem::path& target() const { return target_; }
    void write(std::span<const std::byte> bytes) {
        write({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    }
    void write(std::string_view text);
    void write_at(std::uint64_t offset, std::span<const std::byte> bytes);
    // How many bytes were read: fewer at the end of what was written.
    std::size_t read_at(std::uint64_t offset, std::span<std::byte> bytes);
    std::uint64_t length();  // of the file, whoever wrote it
    void truncate(std::uint64_t length);
    std::uint64_t size() const { return flushed_ + waiting_.size(); }  // of what write() was given

    // All that `from` holds, from its beginning on; shared with it where the file system can.
    void copy(const own::Descriptor& from);

    // On the disk, then at its place; what stood there is replaced.
    void commit();
    // The same, at another place in the same directory.
    void commit(const std::filesystem::path& target);
    // The same, unless something stands there: then false.
    bool commit_new(const std::filesystem::path& target);
    // Whether `path` is a file that holds the very same.
    bool is_at(const std::filesystem::path& path);

 private:
    [[noreturn]] void fail(int error) const;
    void put(std::string_view bytes);
    void flush();
    void save();

    std::filesystem::path target_, path_;
    own::Descriptor file_;
    std::string waiting_;  // written, but not yet into the file
    std::uint64_t flushed_ = 0;
    Readers readers_;
    int slot_ = -1;  // among those that a signal deletes
};

// Deletes what drafts left in `directory` whose programs were killed.
void sweep(const std::filesystem::path& directory);

// Signals that end the program delete its drafts first. Once, before the first one.
void delete_drafts_at_signals();

// A directory that the listener ordered, with those above it, as readable as the umask says that the listener
// had. Throws Failure.
void make_directories(const std::filesystem::path& path);

// Where a text goes that is made piece by piece, and what makes it.
using Out = std::function<void(std::string_view)>;
using Writes = std::function<void(const Out&)>;

// A whole file, unless it holds the very same already.
void write_file(const std::filesystem::path& path, const Writes& content, Readers readers = Readers::umask);
void write_file(const std::filesystem::path& path, std::string_view content,
                Readers readers = Readers::umask);

}  // namespace vorleser
