#include "client/wire_error.hpp"

#include <boost/json/array.hpp>

#include "client/failure.hpp"

namespace vorleser {
namespace json = boost::json;

namespace {

// A sentence as the daemon sends one: its values may be such sentences again.
json::object sentence_of(const Said::Sentence& sentence, const Said& said) {
    json::array values;
    for (const auto& each : sentence.values) {
        const auto* inner = each.size() < sentence.said.size() ? said.find(each) : nullptr;
        if (inner)
            values.push_back(sentence_of(*inner, said));
        else
            values.emplace_back(each);
    }
    return {{"text", sentence.text}, {"values", std::move(values)}};
}

}  // namespace

json::object wire_error(std::string_view message, const Said& said) {
    json::object error{{"message", message}};
    if (const auto* sentence = said.find(message)) error["data"] = sentence_of(*sentence, said);
    return error;
}

json::object wire_error(const std::exception_ptr& error, const Said& said) {
    try {
        std::rethrow_exception(error);
    } catch (const Refused& refused) {
        return refused.error;
    } catch (const std::exception& other) {
        return wire_error(other.what(), said);
    }
}

}  // namespace vorleser
