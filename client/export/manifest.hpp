// Which files in a folder are ours: written down in the folder itself, before they are made.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

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
    // No file's name, or one of ours.
    bool is_free(const std::string& name) const;

    // These are ours from here on, whatever size they have, and what was already. On the disk when it
    // returns: then they may be made.
    void expect(const Files& files);
    // Only these are. On the disk when it returns.
    void keep(Files files);

 private:
    void save();

    std::filesystem::path folder_;
    Files files_;
    int lock_ = -1;
};

}  // namespace vorleser::exporting
