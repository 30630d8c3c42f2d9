// The methods. Adding one: a struct with its parameters, a handler and a row in one of the files
// *_methods.cpp.
#pragma once

#include <span>

#include <boost/json.hpp>

#include "daemon/article/read.hpp"
#include "daemon/control/rpc.hpp"

namespace vorleser {

std::span<const Method> methods();

// What `add` does, for a door that has an article's bytes at hand; the same answer.
struct Addition {
    std::string bytes;
    ReadOptions options;
    bool next = false, play = false;
    bool listed = true, kept = false;  // where it is to be
    std::vector<std::string> tags = {};
};
boost::asio::awaitable<Result<boost::json::value>> add_article(Rooms& rooms, Addition addition);

// The rows as JSON: what `vorleserd --protocol` prints and the client is built from.
boost::json::array protocol();

}  // namespace vorleser
