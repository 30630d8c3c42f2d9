#include "client/web/telling.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "client/failure.hpp"
#include "client/values.hpp"
#include "client/web/devices.hpp"
#include "client/web/messages.hpp"

namespace vorleser::web {
namespace {

namespace json = boost::json;

// As large as makes beginning anew cheaper than going on.
constexpr std::uint64_t far = std::uint64_t{20} * speech_rate;

[[noreturn]] void changed() {
    throw Gone(messages::read_differently());
}

void check(const Narrated& article, const Speech::Head& head) {
    if (head.uid != article.uid || head.text_revision != article.text_revision || head.key != article.key ||
        (head.exact && article.samples > 0 && head.samples != article.samples))
        changed();
}

}  // namespace

std::string Narrated::digest() const {
    // The first number is of the encoding: another one whenever the same samples become other bytes.
    return sha256(fmt::format("1 {} {} {} {}", uid, text_revision, samples, key)).substr(0, 32);
}

template <class Do>
auto Teller::patiently(Do&& what) -> decltype(what()) {
    using namespace std::chrono_literals;
    constexpr auto patience = 5s;
    auto wait = 50ms;
    for (auto waited = 0ms;; waited += wait, wait *= 2) {
        try {
            if (!connection_) connection_.emplace(address_);
            return what();
        } catch (const Refused& refused) {
            speech_.reset();
            const auto kind = kind_of(refused);
            if (kind == "not_found") throw Gone(refused.what(), refused.error);
            // The voice was changed: asked anew, it says whether that matters here.
            if (kind != "conflict" && kind != "engine") throw;
            if (waited > patience) throw Unavailable(refused.what(), refused.error);
        } catch (const Failure& failure) {
            speech_.reset();
            connection_.reset();
            if (failure.exit_code != Exit::no_daemon || waited > patience) throw Unavailable(failure.what());
        }
        std::this_thread::sleep_for(wait);
    }
}

json::value Teller::call(std::string_view method, const json::object& params) {
    speech_.reset();
    return patiently([&] { return connection_->call(method, params); });
}

Speech::Head Teller::head(std::int64_t id) {
    speech_.reset();
    return patiently([&] { return Speech(*connection_, {{"id", id}}).head(); });
}

Timing Teller::timing(const Narrated& article) {
    speech_.reset();
    return patiently([&] {
        Speech speech(*connection_, {{"id", article.id}});
        check(article, speech.head());
        Timing timing;
        while (const auto spoken = speech.next()) {
            if (spoken->unspeakable) continue;
            timing.sentences.push_back(
                {timing.samples, timing.samples + spoken->samples, spoken->begin, spoken->end});
            for (const auto& word : spoken->words)
                timing.words.push_back({timing.samples + word.at, word.begin, word.end});
            timing.samples += spoken->samples + spoken->pause;
        }
        if (article.samples > 0 && timing.samples != article.samples) changed();
        return timing;
    });
}

// Sets the article about to be told at a sample that is not behind `at`.
void Teller::begin(const Narrated& article, std::uint64_t at, const std::function<Timing()>& timing) {
    const auto from = [&](json::object params) {
        params["id"] = article.id;
        speech_.reset();
        speech_.emplace(*connection_, params);
        check(article, speech_->head());
    };
    reading_ = article;
    samples_.clear();
    from_ = 0;
    from({{"from_ms", at * 1000 / speech_rate}});
    exact_ = speech_->head().exact;
    std::uint64_t sentence_at = 0;
    if (!exact_) {
        const auto& sentences = timing().sentences;
        auto sentence =
            std::upper_bound(sentences.begin(), sentences.end(), at,
                             [](std::uint64_t sample, const Sentence& each) { return sample < each.at; });
        if (sentence == sentences.begin()) changed();
        sentence_at = (--sentence)->at;
        from({{"from", sentence->begin}});
    }
    auto spoken = speech_->next();
    while (spoken && spoken->unspeakable) spoken = speech_->next();
    if (!spoken) changed();
    from_ = (exact_ ? spoken->at : sentence_at) + spoken->first;
    if (from_ > at) changed();
    take(*spoken);
}

void Teller::take(Spoken& spoken) {
    samples_.insert(samples_.end(), spoken.sound.begin(), spoken.sound.end());
    samples_.resize(samples_.size() + spoken.samples + spoken.pause - std::max(spoken.first, spoken.samples));
    if (told() > reading_.samples) changed();
}

void Teller::more() {
    auto spoken = speech_->next();
    if (!spoken) changed();  // sooner than it was measured
    if (spoken->unspeakable) return;
    if (exact_ && spoken->at != told()) changed();
    take(*spoken);
}

void Teller::read(const Narrated& article, std::int64_t first, std::span<std::int16_t> into,
                  const std::function<Timing()>& timing) {
    std::fill(into.begin(), into.end(), std::int16_t{0});
    const auto behind = first + static_cast<std::int64_t>(into.size());
    if (behind <= 0 || first >= static_cast<std::int64_t>(article.samples)) return;
    const auto from = static_cast<std::uint64_t>(std::max<std::int64_t>(0, first));
    const auto until = std::min(static_cast<std::uint64_t>(behind), article.samples);
    patiently([&] {
        const bool goes_on =
            reading_ == article && from >= from_ && (until <= told() || (speech_ && from <= told() + far));
        if (!goes_on) begin(article, from, timing);
        while (told() < until) more();
    });
    const auto at = samples_.begin() + static_cast<std::ptrdiff_t>(from - from_);
    std::copy_n(at, until - from, into.begin() + (static_cast<std::int64_t>(from) - first));
    // What comes next begins a little before where this ended.
    constexpr std::uint64_t kept = 8'192, most = std::uint64_t{4} * speech_rate;
    if (until - from_ > most) {
        samples_.erase(samples_.begin(),
                       samples_.begin() + static_cast<std::ptrdiff_t>(until - kept - from_));
        from_ = until - kept;
    }
}

}  // namespace vorleser::web
