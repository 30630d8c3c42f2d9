// Measures what is queued, in the background, so that durations and positions are exact and not guessed.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include <boost/asio/any_io_executor.hpp>

#include "daemon/narration/speakers.hpp"
#include "daemon/playlist/playlist.hpp"

namespace vorleser {

class Measurer {
 public:
    // `measured` is called on the loop after an entry's lengths were stored.
    Measurer(boost::asio::any_io_executor executor, narration::Speakers& speakers, Playlist& playlist,
             std::function<void(EntryId)> measured);
    ~Measurer();

    // Measures all entries not measured with these voices, those from `from` on first. Called again, it
    // starts over with what is new then. It begins a moment after the last call, so that a batch of adds goes
    // first.
    void measure(EntryId from);

 private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace vorleser
