#include "daemon/control/foreign.hpp"

namespace vorleser::control {

namespace json = boost::json;

void Foreign::wrong(std::string_view name) {
    if (!problem_) problem_ = Error(ErrorKind::invalid_argument, "the record's “{}” is not right", name);
}

const json::value* Foreign::find(std::string_view name, bool (*right)(const json::value&)) {
    const auto* value = record_->if_contains(name);
    if (value && right(*value)) return value;
    wrong(name);
    return nullptr;
}

std::string Foreign::text(std::string_view name, std::size_t longest) {
    const auto* value = find(name, [](const json::value& v) { return v.is_string(); });
    if (!value) return {};
    if (value->get_string().size() > longest) return wrong(name), std::string();
    return std::string(value->get_string());
}

std::vector<std::string> Foreign::texts(std::string_view name, std::size_t most_of_them) {
    const auto* value = find(name, [](const json::value& v) { return v.is_array(); });
    std::vector<std::string> all;
    if (!value) return all;
    if (value->get_array().size() > most_of_them) return wrong(name), all;
    for (const auto& each : value->get_array()) {
        if (!each.is_string()) return wrong(name), all;
        all.emplace_back(each.get_string());
    }
    return all;
}

std::int64_t Foreign::number(std::string_view name, const Range& range) {
    const auto* value = find(name, [](const json::value& v) { return v.is_int64() || v.is_uint64(); });
    if (!value) return 0;
    boost::system::error_code error;
    const auto number = value->to_number<std::int64_t>(error);
    if (!error && range.holds(number)) return number;
    wrong(name);
    return 0;
}

bool Foreign::flag(std::string_view name) {
    const auto* value = find(name, [](const json::value& v) { return v.is_bool(); });
    return value && value->get_bool();
}

Uid Foreign::any_uid(std::string_view name) {
    const auto* value = find(name, [](const json::value& v) { return v.is_string() || v.is_null(); });
    if (!value || value->is_null()) return {};
    if (const auto uid = uid_from({value->get_string().data(), value->get_string().size()})) return *uid;
    wrong(name);
    return {};
}

Uid Foreign::uid(std::string_view name) {
    const Uid uid = any_uid(name);
    if (uid.is_nil()) wrong(name);
    return uid;
}

Foreign Foreign::object(std::string_view name) {
    const auto* value = find(name, [](const json::value& v) { return v.is_object(); });
    static const json::object none;
    return Foreign(value ? value->get_object() : none);
}

std::vector<Foreign> Foreign::objects(std::string_view name, std::size_t most_of_them) {
    const auto* value = find(name, [](const json::value& v) { return v.is_array(); });
    std::vector<Foreign> all;
    if (!value) return all;
    if (value->get_array().size() > most_of_them) return wrong(name), all;
    for (const auto& each : value->get_array()) {
        if (!each.is_object()) return wrong(name), all;
        all.emplace_back(each.get_object());
    }
    return all;
}

}  // namespace vorleser::control
