// Threads for what blocks: fetching, speaking, encoding. Begun when first needed; they step back behind
// whatever plays.
#pragma once

#include <cstddef>
#include <optional>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <sys/resource.h>
#include <unistd.h>

namespace vorleser::web {

struct Busy {};  // more is waiting already than can be done soon

// For one loop.
class Pool {
 public:
    Pool(std::size_t threads, std::size_t most) : size_(threads), most_(most) {}

    // The result of `work`, which one of the threads does. Throws Busy, and what `work` throws.
    template <class Work>
    boost::asio::awaitable<decltype(std::declval<Work>()())> run(Work work) {
        if (tasks_ >= most_) throw Busy{};
        if (!threads_) threads_.emplace(size_);
        const Counted counted(tasks_);
        auto task = [work = std::move(work)]() mutable -> boost::asio::awaitable<decltype(work())> {
            setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), niceness);
            co_return work();
        };
        co_return co_await boost::asio::co_spawn(threads_->get_executor(), std::move(task),
                                                 boost::asio::use_awaitable);
    }

 private:
    static constexpr int niceness = 10;
    struct Counted {
        explicit Counted(std::size_t& tasks) : tasks(tasks) { ++tasks; }
        ~Counted() { --tasks; }
        Counted(const Counted&) = delete;
        Counted& operator=(const Counted&) = delete;
        std::size_t& tasks;
    };

    const std::size_t size_, most_;
    std::size_t tasks_ = 0;
    std::optional<boost::asio::thread_pool> threads_;
};

}  // namespace vorleser::web
