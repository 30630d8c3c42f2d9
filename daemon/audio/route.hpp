// Which device sound goes to: what the listener chose, and what the sound server makes of it. Private to
// audio/.
//
// The server itself moves sound to a new default device, to the very sample, and moves it on when a device is
// taken away. We only see to the rest: what was taken away is told, what was chosen and comes back is
// returned to, and sound that nobody can hear (muted, or no device at all) is held back rather than lost.
//
// Used from the loop's thread only.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

#include "daemon/audio/output.hpp"
#include "daemon/audio/sinks.hpp"

namespace vorleser {

class Route {
 public:
    enum class News {
        moved,     // another device is in use
        gone,      // see Shift
        returned,  // open names() anew
        muted,
        unmuted,
        nowhere,    // no device is left
        somewhere,  // there is one again
    };
    // `configured`: ALSA's name of the device to use until another is chosen. `told` may be called while
    // watched, from the executor; it may end the watch.
    Route(boost::asio::any_io_executor executor, std::string configured, std::function<void(News)> told);

    void choose(std::string name) { chosen_ = std::move(name); }  // as ALSA names it; empty: the configured
    std::vector<std::string> names() const;                       // what to open, the best first

    void watch();    // from now on, if a server is there
    void unwatch();  // lists that were asked for are still answered
    bool watched() const { return wanted_; }
    bool served() const { return served_; }  // a server answered since watch()
    bool nowhere() const { return sinks_ && !sinks_->any(); }
    std::optional<SoundDevice> in_use() const;                // as far as it is known
    std::string last_in_use() const { return last_in_use_; }  // for people; also when it is gone

    // The server's devices; nullopt: no server. May be called at once.
    void list(std::function<void(std::optional<std::vector<SoundDevice>>)> answer);

 private:
    void start();
    void learn(std::optional<Sinks> now);
    std::vector<SoundDevice> devices() const;

    const boost::asio::any_io_executor executor_;
    const std::string configured_;
    const std::function<void(News)> told_;
    std::string chosen_;
    bool wanted_ = false, served_ = false;
    std::unique_ptr<SinkWatch> watch_;
    std::optional<Sinks> sinks_;  // nullopt: not known
    std::string last_in_use_;
    std::vector<std::function<void(std::optional<std::vector<SoundDevice>>)>> asked_;
};

}  // namespace vorleser
