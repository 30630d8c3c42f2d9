// What keys of `vorleser watch` ask the daemon for. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include "client/keys.hpp"
#include "client/values.hpp"

namespace vorleser {

struct Request {
    std::string_view method;
    boost::json::object params = {};
    std::string notice = {};  // what the listener is told at once; empty: they see it
};

// The request of a key; none if it asks for nothing. `wanted`: what is so once all keys before it are
// answered, and is then what is so after this one. `selected`: in the panel that shows a list; null: nothing.
std::optional<Request> request_of(Action action, Panel panel, Status& wanted, const Entry* selected);

// What reads a hit from its sentence on, one after the other; the last one is answered with a Status. None
// where it is a mark whose article is gone.
std::vector<Request> requests_of(const Hit& hit);

}  // namespace vorleser
