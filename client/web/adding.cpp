#include "client/web/adding.hpp"

#include <boost/json.hpp>

#include "client/commands.hpp"
#include "client/fetch.hpp"
#include "client/messages.hpp"
#include "client/reach.hpp"
#include "client/web/messages.hpp"
#include "client/web/wrong.hpp"

namespace vorleser::web {
namespace {

namespace json = boost::json;

// A page takes four times its size until the daemon has it. Three at once, and whoever asks is not at this
// machine.
const FetchLimits limits{
    .bytes = 8 << 20, .connect_seconds = 10, .stall_seconds = 20, .seconds = 60, .may_connect = is_public};

}  // namespace

Answer add_address(const std::string& address, const std::string& to, const DaemonAddress& daemon) {
    const Said said;
    try {
        if (place_of(address) != Place::address) return problem(400, &messages::no_address_given);
        const auto page = fetch(address, limits);
        const json::object where = to.empty() ? json::object{} : json::object{{"to", to}};
        return json_answer(Connection(daemon).call("add", add_params(where, page)));
    } catch (const std::exception&) {
        return answer_of(std::current_exception(), said);
    }
}

}  // namespace vorleser::web
