// Where it plays: the loudspeaker, or one of the clients that offered themselves. Exactly one is active.
//
// A lease is what the active client's reports are fenced with: a number that is another with each hand-over
// and each jump, and never the same again, in another run of the daemon neither (it begins at the time). A
// seat is what one client has from one hand-over to the next: all leases from its first on are its own, so
// that it finds its seat again however many jumps it has missed. The seat stays when the client has gone.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/error.hpp"
#include "daemon/player/snapshot.hpp"

namespace vorleser {

// A client that plays, or would.
struct Remote {
    std::string name;
    std::function<void()> changed;  // what it is to be told is another now; tells nothing by itself
};

// One of them, for people.
struct OutputDescription : OutputSeat {
    bool active = false;
    const Remote* remote = nullptr;  // nullptr: the loudspeaker, or it has gone
};

inline constexpr std::string_view loudspeaker_name = "loudspeaker";

// Pure but for the clock that the first lease is taken from. Used from the loop's thread only.
class Outputs {
 public:
    Outputs();

    bool elsewhere() const { return seat_.has_value(); }  // not on the loudspeaker
    Remote* active() const { return seat_ ? seat_->remote : nullptr; }
    bool reachable() const { return !seat_ || seat_->remote; }
    OutputSeat described() const;
    std::vector<OutputDescription> all() const;  // the loudspeaker first

    std::int64_t lease() const { return lease_; }  // the last that was given
    std::int64_t since() const { return seat_ ? seat_->since : 0; }
    void new_lease() { ++lease_; }
    // As a run before left it: its leases are behind, the seat's too. An empty name: the loudspeaker.
    void take_up(std::string name, std::int64_t since, std::int64_t lease);

    // From now on among them, by that name or by one with a number, if that is taken. Once more: renamed.
    void offer(Remote& remote, std::string_view name);
    // Not any more; true if it was the active one, whose seat is empty now.
    bool withdraw(const Remote& remote);
    // Whether that lease is of the seat that is taken now.
    bool of_seat(std::int64_t lease) const;
    // The seat is that client's now, with its leases; whoever had it is among them no more.
    void sit(Remote& remote);
    // nullptr: the loudspeaker. The active one is another from now on; with a new lease.
    void activate(Remote* remote);

    // By its name, or a part of it that only one has, in either case; nullptr: the loudspeaker. Errors:
    // `not_found`, `conflict` (several, or the one that plays has gone).
    Result<Remote*> find(std::string_view name) const;

 private:
    struct Seat {
        std::string name;
        std::int64_t since = 0;  // its first lease
        Remote* remote = nullptr;
    };
    std::string free_name(std::string_view wanted, const Remote& of) const;

    std::vector<Remote*> present_;
    std::optional<Seat> seat_;
    std::int64_t lease_;
};

}  // namespace vorleser
