// The memory that all sessions together may hold for their clients: what arrived and is not yet done, what is
// being done, answers that are not yet read. Used from the loop's thread only.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <utility>

#include <boost/json/memory_resource.hpp>

namespace vorleser::control {

class Budget {
 public:
    // `all`: bytes beyond what each session has for itself, `own`, so that none that keeps small goes short.
    Budget(std::size_t all, std::size_t own) : left_(static_cast<std::ptrdiff_t>(all)), own_(own) {}
    Budget(const Budget&) = delete;
    Budget& operator=(const Budget&) = delete;

 private:
    friend class Share;
    std::ptrdiff_t left_;  // below 0: what had to be said all the same
    const std::size_t own_;
};

// What one session holds of it; given back with the session.
class Share {
 public:
    explicit Share(std::shared_ptr<Budget> budget) : budget_(std::move(budget)) {}
    ~Share() { give(held_); }
    Share(const Share&) = delete;
    Share& operator=(const Share&) = delete;

    // False, and nothing is taken, if there is no more of it.
    bool take(std::size_t bytes) {
        const auto more = static_cast<std::ptrdiff_t>(beyond(held_ + bytes) - beyond(held_));
        if (more > 0 && more > budget_->left_) return false;
        must_take(bytes);
        return true;
    }
    // For the few bytes that are said in any case.
    void must_take(std::size_t bytes) { set(held_ + bytes); }
    void give(std::size_t bytes) { set(held_ - std::min(bytes, held_)); }

 private:
    std::size_t beyond(std::size_t held) const { return held - std::min(held, budget_->own_); }
    void set(std::size_t held) {
        budget_->left_ +=
            static_cast<std::ptrdiff_t>(beyond(held_)) - static_cast<std::ptrdiff_t>(beyond(held));
        held_ = held;
    }

    const std::shared_ptr<Budget> budget_;
    std::size_t held_ = 0;
};

// As long as it lasts, so many bytes of a share are taken.
class Held {
 public:
    Held(Share& share, std::size_t bytes) : share_(share), bytes_(bytes) { share.must_take(bytes); }
    ~Held() { share_.give(bytes_); }
    Held(const Held&) = delete;
    Held& operator=(const Held&) = delete;

 private:
    Share& share_;
    const std::size_t bytes_;
};

// Where a message's values lie: 2 bytes of JSON, «0,», become 24 of memory. Throws std::bad_alloc where the
// share has no more.
class Metered final : public boost::json::memory_resource {
 public:
    explicit Metered(Share& share) : share_(share) {}

 private:
    void* do_allocate(std::size_t bytes, std::size_t) override;
    void do_deallocate(void* memory, std::size_t bytes, std::size_t) override;
    bool do_is_equal(const boost::json::memory_resource& other) const noexcept override {
        return this == &other;
    }

    Share& share_;
};

}  // namespace vorleser::control
