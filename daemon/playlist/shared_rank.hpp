// Where in a list that several machines order without each other. Pure.
//
// A rank is a number from 0 to below 1, written as the digits behind its point to the base of 62 ('0'–'9',
// 'A'–'Z', 'a'–'z'), so that ranks are ordered as their bytes are. Between any two there is room for another:
// nothing else ever has to be numbered anew. Chance keeps two machines from giving the same.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace vorleser {

// One between the two, for an entry that is put there. Empty: there is none on that side. `chance`: any
// number, the next one another. It is behind `low` also where the two are not in order.
//
// At an end of the list all ranks are of 8 digits for some ten million entries; between the same two each
// further one costs about a third of a digit.
std::string rank_between(std::string_view low, std::string_view high, std::uint64_t chance);

}  // namespace vorleser
