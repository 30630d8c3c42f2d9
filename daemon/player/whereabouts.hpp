// Where the listener is: in time and in the text, also before the sound says so.
#pragma once

#include <cstdint>
#include <memory>

#include "daemon/narration/outline.hpp"
#include "daemon/player/machine.hpp"
#include "daemon/player/snapshot.hpp"
#include "daemon/playlist/playlist.hpp"

namespace vorleser {

// In a passage that has some: the utterance at a place, wherever in the article that is.
std::size_t utterance_of(const narration::Passage& passage, const narration::Where& where);

// Of `state`, as far as what was cut and what is stored tell. Used from the loop's thread only.
class Whereabouts {
 public:
    Whereabouts(const State& state, const Playlist& playlist) : state_(state), playlist_(playlist) {}

    // The part of an article that the listener is in, or was in last. nullptr: none was cut yet.
    std::shared_ptr<const narration::Passage> passage;

    bool in(EntryId entry) const { return passage && passage->entry() == entry; }
    bool part_at_hand() const;      // whether `passage` is the part that state.where is in
    bool at_hand() const;           // and has utterances, so that one of them is there
    std::size_t utterance() const;  // in `passage`, if that is at hand

    TextSpan word() const;             // that is heard; empty: not known
    std::uint32_t code_point() const;  // of the article's text, as far as it is known
    std::uint64_t instant() const;     // samples from the article's start; not yet read: what was stored
    bool place_known() const;          // false: instant() is about to be known better, the text is on its way
    std::uint64_t duration() const;    // samples; 0: not known

 private:
    const State& state_;
    const Playlist& playlist_;
};

}  // namespace vorleser
