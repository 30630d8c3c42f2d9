// An Error as the payload of PacketKind::error: one byte ErrorKind, then JSON. Sentences alone: JSON.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/error.hpp"

namespace vorleser {

// Long values are cut, so that it fits a packet.
std::string refusal_to_packet(const Error& error);

// The sender may be a process that foreign bytes took over: whatever does not fit is an error `engine`.
Error refusal_from_packet(std::string_view payload);

// As many as fit a packet.
std::string sentences_to_packet(const std::vector<Sentence>& sentences);
std::vector<Sentence> sentences_from_packet(std::string_view payload);

}  // namespace vorleser
