#include "daemon/audio/route.hpp"

#include <utility>

namespace vorleser {
namespace {

constexpr std::string_view by_server = "pulse:";  // before a sink's name it makes a name for ALSA

}  // namespace

Route::Route(boost::asio::any_io_executor executor, std::string configured, std::function<void(News)> told)
    : executor_(std::move(executor)), configured_(std::move(configured)), told_(std::move(told)) {}

std::vector<std::string> Route::names() const {
    if (chosen_.empty() || chosen_ == configured_) return {configured_};
    return {chosen_, configured_};
}

void Route::watch() {
    if (!std::exchange(wanted_, true)) served_ = sinks_.has_value();
    start();
}

void Route::unwatch() {
    wanted_ = false;
    if (!asked_.empty()) return;
    watch_.reset();
    sinks_.reset();
}

void Route::start() {
    if (!watch_)
        watch_ = std::make_unique<SinkWatch>(executor_,
                                             [this](std::optional<Sinks> now) { learn(std::move(now)); });
}

void Route::list(std::function<void(std::optional<std::vector<SoundDevice>>)> answer) {
    if (sinks_) return answer(devices());
    asked_.push_back(std::move(answer));
    start();
}

std::optional<SoundDevice> Route::in_use() const {
    if (sinks_)
        for (const SoundDevice& device : devices())
            if (device.in_use) return device;
    return {};
}

std::vector<SoundDevice> Route::devices() const {
    std::vector<SoundDevice> all;
    for (const Sink& sink : sinks_->all)
        all.push_back({.name = std::string(by_server) + sink.name,
                       .description = sink.description,
                       .standard = sink.name == sinks_->standard,
                       .in_use = sink.name == sinks_->in_use});
    return all;
}

void Route::learn(std::optional<Sinks> now) {
    const std::optional<Sinks> before = std::exchange(sinks_, std::move(now));
    if (!sinks_) watch_.reset();
    for (auto& answer : std::exchange(asked_, {})) answer(sinks_ ? std::optional(devices()) : std::nullopt);
    if (!wanted_) return unwatch();
    if (!sinks_) return;
    served_ = true;
    // Between two streams no device is in use; it may be taken away all the same.
    if (before && sinks_->in_use.empty() && sinks_->find(before->in_use)) sinks_->in_use = before->in_use;
    const Sinks was = before.value_or(Sinks{}), is = *sinks_;
    const std::string& name = chosen_.empty() ? configured_ : chosen_;
    const Shift shifted =
        before ? shift(was, is, name.starts_with(by_server) ? name.substr(by_server.size()) : "")
               : Shift::none;

    // Whoever is told may end the watch, and with it what follows.
    const auto tell = [this](News news) {
        if (wanted_) told_(news);
    };
    if (shifted == Shift::gone) {
        last_in_use_ = was.find(was.in_use)->description;
        tell(News::gone);
    }
    if (is.any() != (!before || was.any())) tell(is.any() ? News::somewhere : News::nowhere);
    if (is.muted != was.muted) tell(is.muted ? News::muted : News::unmuted);
    if (shifted == Shift::returned) tell(News::returned);
    if (is.in_use != was.in_use) tell(News::moved);
}

}  // namespace vorleser
