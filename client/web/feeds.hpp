// The list as a podcast: one folder that `vorleser-export --podcast` keeps in the cache, and a secret address
// for each who subscribes.
//
// Podcast clients know no cookies, and some fetch from servers of their own: whoever has the address gets in,
// so each subscriber has another one, which can be revoked. Of the secret only a hash is kept; the folder
// knows none of them: in the feed's text the address is put in when it is served.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "client/connection.hpp"
#include "client/web/helper.hpp"
#include "client/web/served.hpp"
#include "client/web/shared_file.hpp"

namespace vorleser::web {

struct Feed {
    std::string name;          // no other feed's
    std::string hash;          // SHA-256 of its secret, hexadecimal
    std::int64_t made_at = 0;  // Unix time, seconds
};

// Any thread. The server and `vorleser web feed …` share the file: changes are made under a lock, and are on
// the disk before they are answered.
class Feeds {
 public:
    static constexpr std::size_t most_feeds = 64;

    // In this directory, which is made when needed.
    explicit Feeds(const std::filesystem::path& directory) : file_(directory / "feeds.json") {}

    // Throws own::Unusable where the file cannot be read just now; one that makes no sense is nobody's feed.
    std::vector<Feed> list() const;
    // The secret of a new feed, 48 characters that an address may have. Throws Failure where the name is
    // empty or taken, or there are too many; own::Unusable where the disk refuses.
    std::string add(const std::string& name);
    bool remove(std::string_view name);  // false: there is none
    bool has(std::string_view secret) const;

 private:
    struct Change;

    const SharedFile file_;
};

// What is behind the addresses. Any thread, but for the constructor: it forks the process that starts the
// exporter, before there are threads and before the server confines itself.
class Podcast {
 public:
    Podcast(const Feeds& feeds, std::filesystem::path folder, const DaemonAddress& daemon);

    // Whether the path begins with a feed's secret.
    bool knows(std::string_view path) const;

    // What stands at "/feed/" + `path`, "SECRET/feed.xml" …, of a server that is called `site`
    // ("https://host:port"); null: nothing, or no such secret. The feed itself is brought in line with the
    // list before, once a minute at most; where that takes long it goes on behind, and what there is comes at
    // once.
    std::unique_ptr<Served> open(std::string_view path, std::string_view site);

 private:
    static std::vector<std::string> arguments_of(const std::filesystem::path& folder,
                                                 const DaemonAddress& daemon);
    void refresh();

    const Feeds& feeds_;
    const std::filesystem::path folder_;
    Helper exporter_;
    std::mutex mutex_;  // guards what follows
    std::chrono::steady_clock::time_point refreshed_;
};

}  // namespace vorleser::web
