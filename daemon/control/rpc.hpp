// One table of methods, from which dispatch, the protocol page and the client's commands follow.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/describe.hpp>
#include <boost/json.hpp>
#include <boost/mp11.hpp>

#include "daemon/base/error.hpp"

namespace vorleser {

class Player;
class Playlist;
class Worker;

// What the methods may use.
struct Rooms {
    Player& player;
    Playlist& playlist;
    Worker& worker;
    std::string own_lexicon;  // path of the listener's own lexicon.toml
    std::function<void()> quit;
};

struct Param {
    std::string_view name;
    std::string_view type;  // "string", "integer", "boolean", "array" (of strings) or "integers"
    bool optional = false;
};

struct Method {
    std::string_view name, summary;
    std::vector<Param> (*params)();
    // May wait for the worker; requests of one connection wait for each other, those of others do not.
    boost::asio::awaitable<Result<boost::json::value>> (*call)(Rooms&, const boost::json::object&);
    bool aloud =
        false;  // said to whoever asks: it ends when they have gone, and may be cancelled at any wait
};

namespace rpc {

namespace json = boost::json;

template <class T>
struct Type;
template <>
struct Type<std::string> {
    static constexpr std::string_view name = "string";
    static bool get(const json::value& v, std::string& out) {
        return v.is_string() && (out = v.get_string(), true);
    }
};
template <>
struct Type<std::int64_t> {
    static constexpr std::string_view name = "integer";
    static bool get(const json::value& v, std::int64_t& out) {
        boost::system::error_code wrong;
        if (!v.is_int64() && !v.is_uint64()) return false;
        out = v.to_number<std::int64_t>(wrong);
        return !wrong;
    }
};
template <>
struct Type<bool> {
    static constexpr std::string_view name = "boolean";
    static bool get(const json::value& v, bool& out) { return v.is_bool() && (out = v.get_bool(), true); }
};
template <>
struct Type<std::vector<std::string>> {
    static constexpr std::string_view name = "array";
    static bool get(const json::value& v, std::vector<std::string>& out) {
        if (!v.is_array()) return false;
        for (const auto& each : v.get_array()) {
            if (!each.is_string()) return false;
            out.emplace_back(each.get_string());
        }
        return true;
    }
};

template <>
struct Type<std::vector<std::int64_t>> {
    static constexpr std::string_view name = "integers";
    static bool get(const json::value& v, std::vector<std::int64_t>& out) {
        if (!v.is_array()) return false;
        for (const auto& each : v.get_array())
            if (!Type<std::int64_t>::get(each, out.emplace_back())) return false;
        return true;
    }
};

template <class T>
struct Unwrapped {
    using type = T;
    static constexpr bool optional = false;
};
template <class T>
struct Unwrapped<std::optional<T>> {
    using type = T;
    static constexpr bool optional = true;
};

template <class P, class F>
void each_member(F f) {
    boost::mp11::mp_for_each<boost::describe::describe_members<P, boost::describe::mod_public>>(f);
}

template <class P>
std::vector<Param> params_of() {
    std::vector<Param> params;
    each_member<P>([&](auto member) {
        using U = Unwrapped<std::remove_cvref_t<decltype(std::declval<P>().*member.pointer)>>;
        params.push_back({member.name, Type<typename U::type>::name, U::optional});
    });
    return params;
}

// The parameters as a struct; errors name the parameter.
template <class P>
Result<P> decode(const json::object& object) {
    P params{};
    std::optional<Error> wrong;
    std::size_t known = 0;
    each_member<P>([&](auto member) {
        using U = Unwrapped<std::remove_cvref_t<decltype(params.*member.pointer)>>;
        const json::value* value = object.if_contains(member.name);
        known += value != nullptr;
        if (wrong) return;
        if (!value || (U::optional && value->is_null())) {
            if (!U::optional)
                wrong = Error(ErrorKind::invalid_argument, "the parameter “{}” is missing", member.name);
            return;
        }
        typename U::type got{};
        if (Type<typename U::type>::get(*value, got))
            params.*member.pointer = std::move(got);
        else
            wrong = Error(ErrorKind::invalid_argument, "the parameter “{}” must be of type {}", member.name,
                          Type<typename U::type>::name);
    });
    if (!wrong && known != object.size())
        for (const auto& each : object) {
            bool found = false;
            each_member<P>([&](auto member) { found |= each.key() == member.name; });
            if (!found)
                wrong = Error(ErrorKind::invalid_argument, "there is no parameter “{}”",
                              std::string_view(each.key()));
        }
    if (wrong) return *wrong;
    return params;
}

template <class P, auto Handler>
constexpr Method method(std::string_view name, std::string_view summary, bool aloud = false) {
    return {name, summary, &params_of<P>,
            [](Rooms& rooms, const json::object& object) -> boost::asio::awaitable<Result<json::value>> {
                const auto params = decode<P>(object);
                if (!params) co_return params.error();
                if constexpr (std::is_same_v<decltype(Handler(rooms, *params)), Result<json::value>>)
                    co_return Handler(rooms, *params);
                else
                    co_return co_await Handler(rooms, *params);
            },
            aloud};
}

}  // namespace rpc
}  // namespace vorleser
