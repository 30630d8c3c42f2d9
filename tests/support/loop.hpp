// Coroutines run by a test on a loop of its own.
#pragma once

#include <chrono>
#include <exception>
#include <functional>
#include <optional>
#include <stdexcept>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

namespace vorleser::test {

// Runs the loop until `happened`; throws after a minute in which nothing did.
inline void turn_until(boost::asio::io_context& loop, const std::function<bool()>& happened) {
    loop.restart();
    while (!happened())
        if (loop.run_one_for(std::chrono::seconds(60)) == 0)
            throw std::runtime_error("nothing happens for a minute");
}

// Runs the loop until `work` has its result, which is returned.
template <class T>
T run(boost::asio::io_context& loop, boost::asio::awaitable<T> work) {
    std::optional<T> result;
    boost::asio::co_spawn(loop, std::move(work), [&](std::exception_ptr failed, T got) {
        if (failed) std::rethrow_exception(failed);
        result.emplace(std::move(got));
    });
    turn_until(loop, [&] { return result.has_value(); });
    return std::move(*result);
}

}  // namespace vorleser::test
