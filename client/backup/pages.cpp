#include "client/backup/pages.hpp"

#include <utility>

#include "client/url.hpp"

namespace vorleser::backup {
namespace {

constexpr int most_unanswered = 3;

CrowdLimits polite(std::chrono::milliseconds pause) {
    CrowdLimits limits;
    limits.per_site = 1;
    limits.pause = pause;
    return limits;
}

}  // namespace

Pages::Pages(IsPublic is_public, std::chrono::milliseconds pause)
    : crowd_(std::move(is_public), polite(pause)) {}

void Pages::add(std::string address, Saved of) {
    sites_[peer_of(address)].wanted.push_back({std::move(address), std::move(of)});
    ++size_;
}

// The site's next one is sent for.
void Pages::go_on(const std::string& site) {
    const auto& wanted = sites_.at(site).wanted;
    if (wanted.empty()) return;
    under_way_.emplace(++last_tag_, site);
    crowd_.send({.tag = last_tag_, .address = wanted.front().address, .asking = {}});
}

std::optional<Pages::Page> Pages::next() {
    if (!std::exchange(begun_, true))
        for (const auto& each : sites_) go_on(each.first);
    const auto told = [](Site& site, Return back) {
        auto wanted = std::move(site.wanted.front());
        site.wanted.pop_front();
        return Page{std::move(wanted.address), std::move(wanted.of), std::move(back)};
    };
    while (!given_up_.empty()) {
        auto& site = sites_.at(given_up_.front());
        if (!site.wanted.empty()) return told(site, *site.given_up);
        given_up_.pop_front();
    }
    auto back = crowd_.next();
    if (!back) return {};
    const auto name = under_way_.extract(back->tag).mapped();
    auto& site = sites_.at(name);
    constexpr long too_many = 429;
    const bool unanswered = !back->answer && back->status == 0;
    site.unanswered = unanswered ? site.unanswered + 1 : 0;
    auto page = told(site, std::move(*back));
    if (site.unanswered >= most_unanswered || page.back.status == too_many) {
        site.given_up = page.back;
        given_up_.push_back(name);
    } else {
        go_on(name);
    }
    return page;
}

}  // namespace vorleser::backup
