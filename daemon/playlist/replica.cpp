#include "daemon/playlist/replica.hpp"

#include <algorithm>
#include <utility>

namespace vorleser {

std::strong_ordering Dot::operator<=>(const Dot& other) const {
    if (const auto order = number <=> other.number; order != 0) return order;
    return device < other.device    ? std::strong_ordering::less
           : device == other.device ? std::strong_ordering::equal
                                    : std::strong_ordering::greater;
}

void Replica::say(const Uid& device, std::string_view name, std::string value) {
    std::int64_t last = 0;
    for (const auto& [_, number] : known_) last = std::max(last, number);
    known_[device] = last + 1;
    auto& beside = said_[std::string(name)];
    beside.clear();
    beside.emplace(Dot{last + 1, device}, std::move(value));
}

void Replica::join(const Replica& other) {
    std::map<std::string, Beside, std::less<>> joined;
    // What both have stays; what one has stays if the other never knew it: else the other knows what took its
    // place.
    const auto take = [&joined](const Replica& from, const Replica& than) {
        for (const auto& [name, beside] : from.said_)
            for (const auto& [dot, value] : beside)
                if (than[name].contains(dot) || !than.knows(dot)) joined[name].emplace(dot, value);
    };
    take(*this, other);
    take(other, *this);
    said_ = std::move(joined);
    for (const auto& [device, number] : other.known_) {
        auto& mine = known_[device];
        mine = std::max(mine, number);
    }
}

bool Replica::knows(const Replica& other) const {
    return std::ranges::all_of(other.known_,
                               [this](const auto& each) { return last_of(each.first) >= each.second; });
}

bool Replica::knows(const Dot& dot) const {
    return last_of(dot.device) >= dot.number;
}

std::int64_t Replica::last_of(const Uid& device) const {
    const auto found = known_.find(device);
    return found == known_.end() ? 0 : found->second;
}

const Replica::Beside& Replica::operator[](std::string_view name) const {
    static const Beside nothing;
    const auto found = said_.find(name);
    return found == said_.end() ? nothing : found->second;
}

}  // namespace vorleser
