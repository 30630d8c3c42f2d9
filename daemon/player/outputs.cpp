#include "daemon/player/outputs.hpp"

#include <algorithm>
#include <chrono>

namespace vorleser {
namespace {

std::string lower(std::string_view text) {
    std::string all(text);
    for (char& c : all)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return all;
}

std::int64_t now_ms() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

}  // namespace

Outputs::Outputs() : lease_(now_ms()) {}

OutputSeat Outputs::described() const {
    if (!seat_) return {};
    return {seat_->name, true, seat_->remote != nullptr};
}

std::vector<OutputDescription> Outputs::all() const {
    std::vector<OutputDescription> all{{{}, !seat_, nullptr}};
    if (!reachable()) all.push_back({described(), true, nullptr});
    for (const Remote* each : present_) all.push_back({{each->name, true, true}, each == active(), each});
    return all;
}

void Outputs::take_up(std::string name, std::int64_t since, std::int64_t lease) {
    if (!name.empty()) {
        seat_ = Seat{std::move(name), since, nullptr};
        lease_ = lease;  // what it reports with that still counts
    } else {
        lease_ = std::max(lease_, lease);
    }
}

std::string Outputs::free_name(std::string_view wanted, const Remote& of) const {
    const auto taken = [&](const std::string& name) {
        return lower(name) == loudspeaker_name ||
               std::any_of(present_.begin(), present_.end(), [&](const Remote* each) {
                   return each != &of && lower(each->name) == lower(name);
               });
    };
    std::string name(wanted);
    for (int number = 2; taken(name); ++number) name = std::string(wanted) + " " + std::to_string(number);
    return name;
}

void Outputs::offer(Remote& remote, std::string_view name) {
    remote.name = free_name(name, remote);
    if (std::find(present_.begin(), present_.end(), &remote) == present_.end()) present_.push_back(&remote);
    if (active() == &remote) seat_->name = remote.name;
}

bool Outputs::withdraw(const Remote& remote) {
    std::erase(present_, &remote);
    if (active() != &remote) return false;
    seat_->remote = nullptr;
    return true;
}

bool Outputs::of_seat(std::int64_t lease) const {
    return seat_ && seat_->since <= lease && lease <= lease_;
}

void Outputs::sit(Remote& remote) {
    if (seat_->remote && seat_->remote != &remote) std::erase(present_, seat_->remote);
    seat_->remote = &remote;
    seat_->name = remote.name;
}

void Outputs::activate(Remote* remote) {
    lease_ = std::max(lease_ + 1, now_ms());
    if (remote)
        seat_ = Seat{remote->name, lease_, remote};
    else
        seat_.reset();
}

Result<Remote*> Outputs::find(std::string_view name) const {
    const std::string wanted = lower(name);
    if (wanted == loudspeaker_name) return nullptr;
    std::vector<Remote*> found;
    for (Remote* each : present_) {
        if (lower(each->name) == wanted) return each;
        if (lower(each->name).find(wanted) != std::string::npos) found.push_back(each);
    }
    if (!wanted.empty() && loudspeaker_name.find(wanted) != std::string_view::npos) found.push_back(nullptr);
    if (found.size() == 1) return found.front();
    if (found.empty() && !reachable() && lower(seat_->name).find(wanted) != std::string::npos)
        return Error(ErrorKind::conflict, "“{}” is out of reach: open the page there again", seat_->name);
    if (found.empty())
        return Error(ErrorKind::not_found, "there is no output “{}”: `vorleser outputs` lists them", name);
    std::string names;
    for (const Remote* each : found)
        names += (names.empty() ? "" : ", ") + (each ? each->name : std::string(loudspeaker_name));
    return Error(ErrorKind::conflict, "several outputs are called so: {}", names);
}

}  // namespace vorleser
