// What answers and events carry; see Values in PROTOCOL.md.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include "daemon/control/rpc.hpp"
#include "daemon/player/player.hpp"
#include "daemon/playlist/playlist.hpp"

namespace vorleser {

// `number`: the entry's place in the list from 1; 0 if it has left the list.
boost::json::object entry_value(const Entry& entry, std::int64_t number);
boost::json::object mark_value(const MarkedSentence& mark);
// What `changes` says of an entry.
boost::json::object changed_value(const ChangedEntry& changed);
boost::json::object status_value(Rooms& rooms);
// "warnings", and "warnings_data" for translators.
void add_warnings(boost::json::object& value, const std::vector<Sentence>& warnings);
// {"text", "values"}: what a client makes a sentence of its own language from.
boost::json::object sentence_value(const Sentence& sentence);
boost::json::object position_value(Rooms& rooms);
boost::json::object playlist_value(Rooms& rooms);
// What an output is told; empty: it is not known yet.
boost::json::object order_value(Rooms& rooms, const Player::Offering& offering);
boost::json::object output_value(const OutputSeat& seat);  // {"name", "kind", "present"}

// As on the wire: "off", "one", "all".
std::string_view name(Repeat mode);
std::optional<Repeat> repeat_of(std::string_view name);
std::string_view name(WhenHeard then);
std::optional<WhenHeard> finished_of(std::string_view name);

}  // namespace vorleser
