#include "daemon/audio/sinks.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/post.hpp>
#include <pulse/pulseaudio.h>
#include <unistd.h>

namespace vorleser {
namespace {

constexpr std::string_view placeholder = "auto_null";  // what servers put in for want of a device

std::string text(const char* from) {
    return from ? from : "";
}

}  // namespace

const Sink* Sinks::find(std::string_view name) const {
    const auto found = std::ranges::find(all, name, &Sink::name);
    return found == all.end() ? nullptr : &*found;
}

bool Sinks::any() const {
    return std::ranges::any_of(all, [](const Sink& sink) { return sink.name != placeholder; });
}

Shift shift(const Sinks& before, const Sinks& after, std::string_view chosen) {
    if (const Sink* was = before.find(before.in_use)) {
        const Sink* is = after.find(was->name);
        const auto pulled = [&](const Sink& sink) {
            return std::ranges::find(sink.unplugged, was->port) != sink.unplugged.end();
        };
        if (!is || (!was->port.empty() && pulled(*is) && !pulled(*was))) return Shift::gone;
    }
    if (!chosen.empty() && !before.find(chosen) && after.find(chosen) && after.in_use != chosen)
        return Shift::returned;
    return Shift::none;
}

// Used on libpulse's thread only, but for what is constant and for `listener`.
struct SinkWatch::State : std::enable_shared_from_this<State> {
    State(boost::asio::any_io_executor e, std::function<void(std::optional<Sinks>)> l)
        : executor(std::move(e)), listener(std::move(l)) {}

    const boost::asio::any_io_executor executor;
    std::function<void(std::optional<Sinks>)> listener;  // executor's thread only; empty: nobody listens
    pa_threaded_mainloop* const thread = pa_threaded_mainloop_new();
    const std::string process = std::to_string(getpid());

    pa_context* context = nullptr;
    bool asking = false, ask_again = false;
    Sinks answer;                        // as far as it has come
    std::vector<std::uint32_t> numbers;  // of answer.all
    std::optional<Sinks> last;           // that was told

    void tell(std::optional<Sinks> news) {
        boost::asio::post(executor, [self = shared_from_this(), news = std::move(news)]() mutable {
            const auto to = self->listener;  // a copy: it may end the watch
            if (to) to(std::move(news));
        });
    }

    void connect() {
        context = pa_context_new(pa_threaded_mainloop_get_api(thread), nullptr);
        pa_context_set_state_callback(
            context, [](pa_context*, void* self) { static_cast<State*>(self)->on_state(); }, this);
        pa_context_set_subscribe_callback(
            context,
            [](pa_context*, pa_subscription_event_type_t, std::uint32_t, void* self) {
                static_cast<State*>(self)->ask();
            },
            this);
        if (pa_context_connect(context, nullptr, PA_CONTEXT_NOAUTOSPAWN, nullptr) < 0) tell(std::nullopt);
    }

    void on_state() {
        switch (pa_context_get_state(context)) {
            case PA_CONTEXT_READY: {
                constexpr int mask =
                    PA_SUBSCRIPTION_MASK_SINK | PA_SUBSCRIPTION_MASK_SINK_INPUT | PA_SUBSCRIPTION_MASK_SERVER;
                let_go(pa_context_subscribe(context, static_cast<pa_subscription_mask_t>(mask), nullptr,
                                            nullptr));
                ask();
                break;
            }
            case PA_CONTEXT_FAILED:
            case PA_CONTEXT_TERMINATED:
                tell(std::nullopt);
                break;
            default:
                break;
        }
    }

    static void let_go(pa_operation* operation) {
        if (operation) pa_operation_unref(operation);
    }

    // The server answers in order: what the last of the three finds is told.
    void ask() {
        ask_again = asking;
        if (std::exchange(asking, true)) return;
        answer = {};
        numbers.clear();
        let_go(pa_context_get_server_info(
            context,
            [](pa_context*, const pa_server_info* info, void* self) {
                if (info) static_cast<State*>(self)->answer.standard = text(info->default_sink_name);
            },
            this));
        let_go(pa_context_get_sink_info_list(
            context,
            [](pa_context*, const pa_sink_info* sink, int end, void* self) {
                if (end == 0) static_cast<State*>(self)->add(*sink);
            },
            this));
        let_go(pa_context_get_sink_input_info_list(
            context,
            [](pa_context*, const pa_sink_input_info* input, int end, void* self) {
                if (end == 0)
                    static_cast<State*>(self)->look_at(*input);
                else
                    static_cast<State*>(self)->answered(end > 0);
            },
            this));
    }

    void add(const pa_sink_info& info) {
        Sink sink{text(info.name), text(info.description), "", {}};
        if (info.active_port) sink.port = text(info.active_port->name);
        for (std::uint32_t i = 0; i < info.n_ports; ++i)
            if (info.ports[i]->available == PA_PORT_AVAILABLE_NO)
                sink.unplugged.push_back(text(info.ports[i]->name));
        answer.all.push_back(std::move(sink));
        numbers.push_back(info.index);
    }

    void look_at(const pa_sink_input_info& input) {
        if (text(pa_proplist_gets(input.proplist, PA_PROP_APPLICATION_PROCESS_ID)) != process) return;
        for (std::size_t i = 0; i < answer.all.size(); ++i)
            if (numbers[i] == input.sink) answer.in_use = answer.all[i].name;
        answer.muted = input.mute != 0;
    }

    void answered(bool whole) {
        asking = false;
        if (ask_again) return ask();
        if (!whole || answer == last) return;  // not whole: the server went, as on_state() will say
        last = answer;
        tell(answer);
    }
};

SinkWatch::SinkWatch(boost::asio::any_io_executor executor, std::function<void(std::optional<Sinks>)> changed)
    : state_(std::make_shared<State>(std::move(executor), std::move(changed))) {
    pa_mainloop_api* const api = pa_threaded_mainloop_get_api(state_->thread);
    pa_mainloop_api_once(
        api, [](pa_mainloop_api*, void* self) { static_cast<State*>(self)->connect(); }, state_.get());
    pa_threaded_mainloop_start(state_->thread);
}

SinkWatch::~SinkWatch() {
    state_->listener = nullptr;
    pa_threaded_mainloop_stop(state_->thread);
    if (state_->context) {
        pa_context_set_state_callback(state_->context, nullptr, nullptr);
        pa_context_disconnect(state_->context);
        pa_context_unref(state_->context);
    }
    pa_threaded_mainloop_free(state_->thread);
}

}  // namespace vorleser
