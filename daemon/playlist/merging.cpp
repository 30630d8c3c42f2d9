#include "daemon/playlist/merging.hpp"

#include <string>

#include "daemon/playlist/tags.hpp"

namespace vorleser {

namespace {

// Mine, then what only they have, as far as an entry may have them.
std::string together(const std::string& mine, const std::string& theirs) {
    std::string all = mine;
    for (const auto tag : tags_of(theirs))
        if (tags_of(all).size() < most_tags) all = with_tag(std::move(all), tag);
    return all;
}

}  // namespace

Merge merge(const Entry& mine, const Entry& theirs, std::int64_t written_at, bool read_here) {
    Merge merged{.entry = mine, .text = theirs.text_revision > mine.text_revision};
    Entry& entry = merged.entry;
    if (merged.text) {
        entry.text_revision = theirs.text_revision;
        merged.what.emplace_back("text");
    }
    const bool same_text = merged.text || theirs.text_revision == mine.text_revision;
    const bool heard_later = theirs.last_heard_at > mine.last_heard_at && !read_here;
    if (heard_later) entry.last_heard_at = theirs.last_heard_at;
    if (heard_later && same_text && theirs.place != mine.place) {
        entry.place = theirs.place;
        entry.position_ms = theirs.position_ms;
        entry.made = theirs.made;
        merged.what.emplace_back("place");
    }
    entry.heard = mine.heard || theirs.heard;
    if (heard_later || entry.heard != mine.heard) merged.what.emplace_back("heard");
    if (mine.left_at != 0 && theirs.left_at == 0 && mine.left_at <= written_at)
        entry.left_at = 0, merged.what.emplace_back("listed");
    if (mine.kept_at == 0 && theirs.kept_at != 0)
        entry.kept_at = theirs.kept_at, merged.what.emplace_back("kept");
    entry.tags = together(mine.tags, theirs.tags);
    if (entry.tags != mine.tags) merged.what.emplace_back("tags");
    if (mine.read_at == 0 && theirs.read_at != 0)
        entry.read_at = theirs.read_at, merged.what.emplace_back("read");
    return merged;
}

}  // namespace vorleser
