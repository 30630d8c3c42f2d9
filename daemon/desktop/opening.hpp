// Files that another program asks to be opened by URI.
#pragma once

#include <string>

#include <boost/asio/awaitable.hpp>

#include "daemon/control/rpc.hpp"
#include "daemon/playlist/playlist.hpp"

namespace vorleser {

// Adds the file to the playlist as `add` does. Only regular files of this machine, up to 64 MiB: nothing is
// fetched, no device or pipe is waited for. Their bytes go to the worker unread. `play`: now, and go back
// afterwards. Errors: `invalid_argument` (no such URI or file), else those of `add`.
boost::asio::awaitable<Result<EntryId>> add_file(Rooms& rooms, std::string uri, bool play);

}  // namespace vorleser
