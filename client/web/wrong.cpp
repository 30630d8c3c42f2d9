#include "client/web/wrong.hpp"

#include <boost/json.hpp>

#include "client/failure.hpp"
#include "client/web/messages.hpp"
#include "client/wire_error.hpp"

namespace vorleser::web {

Answer problem(unsigned status, std::string_view message, const Said& said) {
    return json_answer(wire_error(message, said), status);
}

Answer problem(unsigned status, const char* (*message)()) {
    const Said said;
    return problem(status, message(), said);
}

Answer answer_of(const std::exception_ptr& error, const Said& said) {
    try {
        std::rethrow_exception(error);
    } catch (const Gone& gone) {
        return gone.error.empty() ? problem(410, gone.what(), said) : json_answer(gone.error, 410);
    } catch (const NotYet& not_yet) {
        auto answer = problem(503, not_yet.what(), said);
        answer.fields.emplace_back("Retry-After", "2");
        return answer;
    } catch (const Unavailable& away) {
        return away.error.empty() ? problem(503, away.what(), said) : json_answer(away.error, 503);
    } catch (const Refused& refused) {
        return json_answer(refused.error, 422);
    } catch (const Failure& failure) {
        return problem(failure.exit_code == Exit::no_daemon ? 503 : 502, failure.what(), said);
    } catch (const own::Unusable& unusable) {
        return problem(500, unusable.what(), said);
    } catch (const std::exception&) {
        return problem(400, &messages::no_such_path);
    }
}

Answer failed() {
    const auto error = std::current_exception();
    try {
        std::rethrow_exception(error);
    } catch (const Wrong& wrong) {
        return wrong.answer;
    } catch (const Busy&) {
        return problem(503, &messages::busy);
    } catch (...) {
        return answer_of(error, Said());
    }
}

}  // namespace vorleser::web
