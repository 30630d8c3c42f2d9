// What an article or a machine is known by elsewhere: UUIDs (RFC 9562).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/uuid/uuid.hpp>

namespace vorleser {

using Uid = boost::uuids::uuid;

// Version 7: the time, then chance. Throws std::system_error where the kernel gives no random bytes.
Uid uid_of(std::int64_t unix_ms);

// Version 7 of now, each greater than all before it in this process.
Uid next_uid();

// Version 5: what came from another service is known by its address, wherever it is taken in; and what was
// marked in it by its words.
Uid uid_of_address(std::string_view address);
Uid uid_within(const Uid& space, std::string_view name);

// Version 4: chance alone.
Uid random_uid();

std::optional<Uid> uid_from(std::string_view text);  // to_text()'s; nullopt: it is none
std::string to_text(const Uid& uid);                 // "0192f5a0-…", 36 characters

}  // namespace vorleser
