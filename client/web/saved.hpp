// Articles as sound files for other players: with tags and chapters, as `vorleser export` makes them.
#pragma once

#include <filesystem>
#include <memory>
#include <string_view>

#include "client/connection.hpp"
#include "client/web/helper.hpp"
#include "client/web/served.hpp"
#include "client/web/sound.hpp"

namespace vorleser::web {

// Any thread, but for the constructor: it forks the process that starts the exporter.
class Saved {
 public:
    // What was made stays in `directory`, which is made when needed: `budget` bytes of what was made last.
    Saved(std::filesystem::path directory, const DaemonAddress& daemon,
          std::uint64_t budget = std::uint64_t{512} << 20);

    // By "UID/ID-DIGEST.opus" or ….mp3; `sounds` tells whether the article is still that. Null: there is no
    // such. Making it goes on behind, where that takes longer than a client waits: then NotYet. Blocks;
    // throws Gone, Unavailable.
    std::unique_ptr<Served> open(std::string_view name, Sounds& sounds);

 private:
    const std::filesystem::path directory_;
    Helper exporter_;
};

}  // namespace vorleser::web
