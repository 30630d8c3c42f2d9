// Methods on where it plays: the loudspeaker, or a client that offers itself.
#include <algorithm>

#include "daemon/control/handlers.hpp"
#include "daemon/control/session.hpp"
#include "daemon/player/player.hpp"

namespace vorleser {
namespace {

namespace json = boost::json;
using boost::asio::awaitable;

struct Offer {
    std::string name;
    std::optional<std::int64_t> lease;
};
BOOST_DESCRIBE_STRUCT(Offer, (), (name, lease))

struct Output {
    std::optional<std::string> name;
    std::optional<bool> play;
};
BOOST_DESCRIBE_STRUCT(Output, (), (name, play))

struct Heard {
    std::int64_t lease = 0, id = 0, position_ms = 0;
    std::optional<std::int64_t> word;
    std::optional<std::string> state;
};
BOOST_DESCRIBE_STRUCT(Heard, (), (lease, id, position_ms, word, state))

using State = std::pair<std::string_view, OutputReport::State>;
constexpr State states[] = {{"playing", OutputReport::State::playing},
                            {"paused", OutputReport::State::paused},
                            {"blocked", OutputReport::State::blocked},
                            {"ended", OutputReport::State::ended}};

Answer offer(Rooms&, Caller caller, const Offer& params) {
    const auto lease = caller.session.offer(params.name, params.lease);
    if (!lease) return lease.error();
    return json::value{{"name", caller.session.offering()->name()},
                       {"lease", *lease ? json::value(**lease) : json::value(nullptr)}};
}

Answer outputs(Rooms& rooms, Caller caller, const None&) {
    const auto* own = caller.session.offering();
    json::array values;
    for (const OutputDescription& each : rooms.player.outputs()) {
        json::object value = output_value(each);
        value["active"] = each.active;
        value["here"] = own && own->is(each);
        values.push_back(std::move(value));
    }
    return json::value{{"outputs", std::move(values)}};
}

Answer output(Rooms& rooms, const Output& params) {
    if (params.name)
        if (const auto done = rooms.player.set_output(*params.name); !done) return done.error();
    Result<void> done;
    if (params.play) done = *params.play ? rooms.player.play({}) : rooms.player.pause();
    return status_after(rooms, done);
}

awaitable<Answer> heard(Rooms&, Caller caller, Heard params) {
    OutputReport report{.lease = params.lease, .entry = params.id, .position_ms = params.position_ms};
    constexpr Range words{0, UINT32_MAX};
    for (const auto& right :
         {within(span_range, "position_ms", params.position_ms), within(words, "word", params.word)})
        if (!right) co_return right.error();
    if (params.word) report.word = static_cast<std::uint32_t>(*params.word);
    if (params.state) {
        const auto* found = std::ranges::find(states, *params.state, &State::first);
        if (found == std::end(states))
            co_return Error(ErrorKind::invalid_argument,
                            "\"state\" must be \"playing\", \"paused\", \"blocked\" or \"ended\"");
        report.state = found->second;
    }
    auto* own = caller.session.offering();
    if (!own)
        co_return Error(ErrorKind::conflict, "this connection is no output: it has to offer itself first");
    const auto lease = co_await own->heard(report);
    if (!lease) co_return lease.error();
    co_return json::value{{"lease", *lease}};
}

constexpr Method rows[] = {
    rpc::method<Offer, offer>("offer", "be an output, until the connection closes"),
    rpc::method<None, outputs>("outputs", "where it can be heard"),
    rpc::method<Output, output>("output", "show or choose where it is heard"),
    rpc::method<Heard, heard>("heard", "tell what an output has played"),
};

}  // namespace

std::span<const Method> output_methods() {
    return rows;
}

}  // namespace vorleser
