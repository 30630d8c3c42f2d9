// What becomes of an entry that is here when the same article comes with another list, from a backup. Pure.
//
// Nothing of the listener's is lost: what one of the two lists has (in the list, kept, tagged, heard, read),
// both have afterwards, but that what left this list after the other was written stays away. Where both have
// something of which there is only one, the newer counts: the text by its revision, the place by when it was
// heard last. Merging the same once more changes nothing.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "daemon/playlist/playlist.hpp"

namespace vorleser {

struct Merge {
    Entry entry;        // as it is to be; its rank is the list's end where it was not in it
    bool text = false;  // theirs is the newer one
    std::vector<std::string_view>
        what;  // "text", "place", "heard", "listed", "kept", "tags", "read"; empty: nothing
    bool operator==(const Merge&) const = default;
};

// `written_at`: when their list was written down, Unix time in seconds. `read_here`: it is being read, and
// its place stays.
Merge merge(const Entry& mine, const Entry& theirs, std::int64_t written_at, bool read_here);

}  // namespace vorleser
