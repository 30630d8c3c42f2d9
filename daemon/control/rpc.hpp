// One table of methods, from which dispatch, the protocol page and the client's commands follow.
#pragma once

#include <cstdint>
#include <functional>
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
namespace search {
class Finder;
}

// What the methods may use.
struct Rooms {
    Player& player;
    Playlist& playlist;
    Worker& worker;
    search::Finder& finder;
    std::string own_lexicon;  // path of the listener's own lexicon.toml
    std::function<void()> quit;
};

struct Param {
    std::string_view name;
    std::string_view type;  // "string", "integer", "boolean", "array" (of strings), "integers", "object" or
                            // "objects"
    bool optional = false;
};

namespace control {
class Session;
}

// Who asks. A handler that wants to know it takes it behind the rooms.
struct Caller {
    control::Session& session;
    std::int64_t id = 0;  // of a request that is answered in parts
};

struct Method {
    enum class Kind {
        plain,
        aloud,      // said to whoever asks: it ends when they have gone, and may be cancelled at any wait
        streaming,  // the same; it answers in parts (Session::send_part), and beside other requests
    };
    std::string_view name, summary;
    std::vector<Param> (*params)();
    // The result as JSON. May wait for the worker; requests of one connection wait for each other, those of
    // others do not.
    boost::asio::awaitable<Result<std::string>> (*call)(Rooms&, Caller, boost::json::object);
    Kind kind = Kind::plain;
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

template <>
struct Type<json::object> {
    static constexpr std::string_view name = "object";
    static bool get(const json::value& v, json::object& out) {
        return v.is_object() && (out = v.get_object(), true);
    }
};
template <>
struct Type<std::vector<json::object>> {
    static constexpr std::string_view name = "objects";
    static bool get(const json::value& v, std::vector<json::object>& out) {
        if (!v.is_array()) return false;
        for (const auto& each : v.get_array())
            if (!Type<json::object>::get(each, out.emplace_back())) return false;
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

inline Result<std::string> as_text(const Result<json::value>& result) {
    if (!result) return result.error();
    return json::serialize(*result);
}
inline Result<std::string> as_text(Result<std::string> result) {
    return result;
}

template <class T>
struct IsAwaitable : std::false_type {};
template <class T>
struct IsAwaitable<boost::asio::awaitable<T>> : std::true_type {};

// Handler: (Rooms&, P) or (Rooms&, Caller, P); it returns a Result of a value, or of JSON where a value would
// be much larger than its text; or an awaitable of it.
template <class P, auto Handler>
constexpr Method method(std::string_view name, std::string_view summary,
                        Method::Kind kind = Method::Kind::plain) {
    return {
        name, summary, &params_of<P>,
        [](Rooms& rooms, Caller caller, json::object object) -> boost::asio::awaitable<Result<std::string>> {
            auto params = decode<P>(object);
            object.clear();  // it may be large
            if (!params) co_return params.error();
            const auto handle = [&]() {
                if constexpr (std::is_invocable_v<decltype(Handler), Rooms&, Caller, P>)
                    return Handler(rooms, caller, std::move(*params));
                else
                    return Handler(rooms, std::move(*params));
            };
            if constexpr (IsAwaitable<decltype(handle())>::value)
                co_return as_text(co_await handle());
            else
                co_return as_text(handle());
        },
        kind};
}

}  // namespace rpc
}  // namespace vorleser
