// The memory that all sessions together may hold for their clients: what arrived and is not yet done, what is
// being done, answers that are not yet read. Used from the loop's thread only.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include <boost/json/memory_resource.hpp>

namespace vorleser::control {

// Whoever holds something of it that may be taken away where it is short.
class Holder {
 public:
    virtual std::size_t idle() const = 0;  // bytes that wait for nobody
    virtual void dismiss() = 0;            // gives them back, and will hold none again

 protected:
    ~Holder() = default;
};

class Share;

class Budget {
 public:
    // `all`: bytes beyond what each session has for itself, `own`, so that none that keeps small goes short.
    Budget(std::size_t all, std::size_t own) : left_(static_cast<std::ptrdiff_t>(all)), own_(own) {}
    Budget(const Budget&) = delete;
    Budget& operator=(const Budget&) = delete;

 private:
    friend class Share;
    bool make_room(std::ptrdiff_t bytes, const Share& asking);

    std::ptrdiff_t left_;  // below 0: what had to be said all the same
    const std::size_t own_;
    std::vector<Share*> shares_;
};

// What one session holds of it; given back with the session.
class Share {
 public:
    // `holder` outlives it.
    Share(std::shared_ptr<Budget> budget, Holder& holder) : budget_(std::move(budget)), holder_(holder) {
        budget_->shares_.push_back(this);
    }
    ~Share() {
        give(held_);
        std::erase(budget_->shares_, this);
    }
    Share(const Share&) = delete;
    Share& operator=(const Share&) = delete;

    // False, and nothing is taken, if there is no more of it, and no others have enough that is idle: of
    // those the one that has most is dismissed first.
    bool take(std::size_t bytes) {
        const auto more = static_cast<std::ptrdiff_t>(beyond(held_ + bytes) - beyond(held_));
        if (more > 0 && !budget_->make_room(more, *this)) return false;
        must_take(bytes);
        return true;
    }
    // For the few bytes that are said in any case.
    void must_take(std::size_t bytes) { set(held_ + bytes); }
    void give(std::size_t bytes) { set(held_ - std::min(bytes, held_)); }

 private:
    friend class Budget;
    std::size_t beyond(std::size_t held) const { return held - std::min(held, budget_->own_); }
    void set(std::size_t held) {
        budget_->left_ +=
            static_cast<std::ptrdiff_t>(beyond(held_)) - static_cast<std::ptrdiff_t>(beyond(held));
        held_ = held;
    }

    const std::shared_ptr<Budget> budget_;
    Holder& holder_;
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
