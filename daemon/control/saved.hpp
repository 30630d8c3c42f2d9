// Articles that the listener keeps with another service, as its export has them. Private to the room.
#pragma once

#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/json/object.hpp>

#include "daemon/base/error.hpp"
#include "daemon/control/rpc.hpp"

namespace vorleser {

// What came of one article.
struct SavedTaken {
    bool added = false;  // else it is here already
    std::int64_t marks = 0;
    bool only_the_beginning = false;
};

// Takes one in: its page is read as any, and it is where the record says, with its tags, its dates and what
// was marked in it; all of it or nothing. What is here already, by its address or the same text, stays as it
// is. With `dry` it is read, and nothing is stored. Errors: `invalid_argument`, `unreadable`, `storage`.
boost::asio::awaitable<Result<SavedTaken>> take_saved(Rooms& rooms, const boost::json::object& record,
                                                      bool dry);

// Which of these addresses are here: taken in before, or the address of what is in the list, kept, or has
// left it.
Result<std::vector<bool>> here_already(Rooms& rooms, const std::vector<std::string>& addresses);

}  // namespace vorleser
