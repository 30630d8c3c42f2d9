// A thing that several machines have and each may change without the others: what each says of it, and what
// each knew when it said so. Pure.
//
// Whatever machines tell each other of it, in any order, as often as they like, those that know the same say
// the same; and nothing that was said is overruled by somebody who did not know it, whatever the clocks say.
// That is an observed-remove map of multi-value registers under one causal context, as in Almeida, Shoker,
// Baquero: Delta State Replicated Data Types, J. Parallel Distrib. Comput. 111 (2018), with a version vector
// for the context, since what is told is always the whole of a thing.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "daemon/playlist/uid.hpp"

namespace vorleser {

// A saying: the `number`th of its machine, of this thing. It is greater than those of all sayings that its
// machine knew of the thing, so that what came of another is greater than that.
struct Dot {
    std::int64_t number = 0;  // from 1
    Uid device{};
    std::strong_ordering operator<=>(const Dot& other) const;
    bool operator==(const Dot&) const = default;
};

class Replica {
 public:
    // What stands beside each other: sayings of machines of which none knew the other's.
    using Beside = std::map<Dot, std::string>;

    // That machine says of `name` what counts from now on, in place of all that stands there.
    void say(const Uid& device, std::string_view name, std::string value);

    // Takes in what another knows. Associative, commutative, and the same once more changes nothing.
    void join(const Replica& other);

    // Whether all that the other knows is known here.
    bool knows(const Replica& other) const;
    bool knows(const Dot& dot) const;

    // The last number of that machine that is known here; 0: none.
    std::int64_t last_of(const Uid& device) const;

    // What is said of `name`: nothing, one thing, or several beside each other.
    const Beside& operator[](std::string_view name) const;
    const std::map<std::string, Beside, std::less<>>& all() const { return said_; }

    bool operator==(const Replica&) const = default;

 private:
    std::map<Uid, std::int64_t> known_;  // by machine: the number of its last saying, and so all before it
    std::map<std::string, Beside, std::less<>> said_;
};

}  // namespace vorleser
