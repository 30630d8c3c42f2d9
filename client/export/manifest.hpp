// Which files in a folder are ours: written down in the folder itself, before they are made.
#pragma once

#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <map>
#include <string>

#include "client/draft.hpp"

namespace vorleser::exporting {

struct Made {
    std::string uid;                // of the article
    std::string key;                // what it was made of: another one, other bytes
    std::uint64_t size = 0;         // bytes; another size: somebody else's file by now
    std::int64_t unused_since = 0;  // Unix time, seconds; 0: it is used
};

// By name within the folder, with '/' between directories.
using Files = std::map<std::string, Made>;

// One program at a time may change a folder. Functions throw Failure.
class Manifest {
 public:
    // Waits for others that are changing the folder; makes it if it is missing.
    explicit Manifest(std::filesystem::path folder);
    ~Manifest();

    const std::filesystem::path& folder() const { return folder_; }
    const Files& files() const { return files_; }
    // Ours and as we made it: it may be replaced, renamed, deleted.
    bool is_ours(const std::string& name) const;
    // Ours, whole, and made of what `key` stands for.
    bool has(const std::string& name, const std::string& key) const;
    // No file's name, or one of ours.
    bool is_free(const std::string& name) const;
    // Throws Failure if one is somebody else's.
    void claim(std::initializer_list<std::string> names) const;

    // These are ours from here on, whatever size they have, and what was already. On the disk when it
    // returns: then they may be made.
    void expect(const Files& files);
    // Makes a file of ours out of `draft`, unless it holds the very same, and returns `as` with its size.
    // Throws Failure if the name is somebody else's.
    Made put(Draft& draft, const std::string& name, Made as);
    Made put(const std::string& name, Made as, const Writes& content);
    // Only these are. On the disk when it returns.
    void keep(Files files);

 private:
    void save();

    std::filesystem::path folder_;
    Files files_;
    int lock_ = -1;
};

}  // namespace vorleser::exporting
