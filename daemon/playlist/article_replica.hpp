// What machines know of an article that is on several of them, and what they make of it. Pure.
//
// Each saying of an article counts until somebody who knew it says otherwise. Where machines said things
// without knowing of each other, all make the same of it:
//  - in the list beats out of it, kept not kept, heard unheard, read unread, a tag its removal;
//  - what left the list while it was listened to elsewhere is in it;
//  - a place that somebody jumped to beats one where it was heard to its end, that beats one where listening
//  got to,
//    and of two such the farther one counts; what did not count can be had from `places`;
//  - of two texts, titles or ranks the one that came of more counts, then the same one everywhere.
// Times (Unix, seconds) are what the machines' clocks said. They are shown, and decide nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "daemon/playlist/playlist.hpp"
#include "daemon/playlist/replica.hpp"

namespace vorleser {

struct SharedPlace {
    Place place;
    std::int64_t position_ms = 0;  // of `place`, at speed 1
    Cause cause = Cause::none;
    std::string text;  // the one that it is a place of
    bool operator==(const SharedPlace&) const = default;
};

struct SharedArticle {
    std::string title, kicker, source, url, language;
    std::int64_t added_at = 0;
    std::string text;  // what its text is known by
    // Orders the list (shared_rank.hpp), with the article's uid where two are the same; nullopt: it left it.
    std::optional<std::string> rank;
    SharedPlace place;
    std::int64_t heard_at = 0;  // when it was last heard; 0: never
    bool heard = false;         // to its end
    std::int64_t kept_at = 0;   // 0: it is not in the Merkliste
    std::int64_t read_at = 0;   // 0: unread
    std::string tags;           // lines, each with its end ('\n'), in the order of the letters
    bool operator==(const SharedArticle&) const = default;
};

// A place that some machine said and no other knew of.
struct PlaceBeside {
    Dot dot;
    SharedPlace place;
};

// What counts. Whatever a value holds: what cannot be read is its type's default.
SharedArticle shared_article(const Replica& replica);

// Whether it is in the list only because it was listened to elsewhere when it was taken out.
bool listened_to_elsewhere(const Replica& replica);

// All places that stand beside each other, the one that counts first.
std::vector<PlaceBeside> places(const Replica& replica);

// That machine has it so now: says what is another than what counts.
void say(Replica& replica, const Uid& device, const SharedArticle& now);

}  // namespace vorleser
