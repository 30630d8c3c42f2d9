// Says by its exit status whether the compiler destroys each temporary of a co_await expression once: 0 if
// so. CMake runs it before it builds anything; GCC 12 destroys `Held` twice (its bug 99576).
#include <coroutine>
#include <utility>

int held = 0;

struct Held {
    Held() { ++held; }
    Held(const Held&) { ++held; }
    ~Held() { --held; }
};

struct Task {
    struct promise_type {
        Task get_return_object() { return {}; }
        std::suspend_never initial_suspend() { return {}; }
        std::suspend_never final_suspend() noexcept { return {}; }
        void return_void() {}
        void unhandled_exception() {}
    };
};

// As asio::async_initiate makes one: an awaitable that keeps what it was given.
template <class F>
struct Awaited {
    F run;
    bool await_ready() { return true; }
    void await_suspend(std::coroutine_handle<>) {}
    void await_resume() { run(); }
};
template <class F>
Awaited<F> awaited(F run) {
    return {std::move(run)};
}

struct Aggregate {
    Held held;
};
Awaited<void (*)()> awaited_with(Aggregate) {
    return {[] {}};
}

Task captures(Held outer) {
    co_await awaited([outer] {});
    co_await awaited_with(Aggregate{outer});
}

int main() {
    captures({});
    return held != 0;
}
