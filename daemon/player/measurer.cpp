#include "daemon/player/measurer.hpp"

#include <algorithm>
#include <optional>
#include <set>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <spdlog/spdlog.h>

#include "daemon/narration/narrator.hpp"
#include "daemon/player/stored_outline.hpp"

namespace vorleser {

using namespace narration;

namespace asio = boost::asio;

namespace {
constexpr auto moment = std::chrono::milliseconds(80);
constexpr std::size_t at_once = 500;
constexpr std::chrono::seconds longest_backoff(60);

bool holds(const Piece& piece, const Place& place) {
    const Passage& passage = *piece.passage;
    return place != Place{} && passage.outline()->part_at(place.code_point) == passage.part() &&
           utterance_at(passage.utterances(), place.code_point) == piece.index;
}

}  // namespace

struct Measurer::State : std::enable_shared_from_this<State> {
    using Clock = std::chrono::steady_clock;

    State(asio::any_io_executor executor, Speakers& s, Playlist& p, std::function<void(EntryId)> m)
        : speakers(s), playlist(p), measured(std::move(m)), wake(executor) {}

    asio::awaitable<void> run() {
        const auto self = shared_from_this();
        while (!ended) {
            if (wanted || blocked_until) {
                // Nobody can speak just now: later, and what was asked for meanwhile then, too.
                wake.expires_at(std::max(Clock::now() + moment, blocked_until.value_or(Clock::time_point())));
                if (const auto [cancelled] = co_await wake.async_wait(asio::as_tuple(asio::use_awaitable));
                    cancelled || ended)
                    continue;  // asked again: wait for a quiet moment
                wanted = false;
                blocked_until.reset();
                co_await measure_all();
                continue;
            }
            wake.expires_at(asio::steady_timer::time_point::max());
            co_await wake.async_wait(asio::as_tuple(asio::use_awaitable));
        }
    }

    asio::awaitable<void> measure_all() {
        const auto self = shared_from_this();
        std::set<EntryId> tried;  // each once: what cannot be measured stays unmeasured
        for (bool more = true; more;) {
            // Finding them costs a look at the whole list: not for each alone.
            const auto batch = playlist.unmeasured(speakers.lengths_key(), from,
                                                   static_cast<std::int64_t>(at_once + tried.size()));
            if (!batch) spdlog::error("playlist: {}", batch.error().message);
            if (!batch) co_return;
            more = false;
            for (const EntryId id : *batch) {
                if (!tried.insert(id).second) continue;
                more = true;
                co_await measure_entry(id);
                // An article that cannot be read waits for nothing, and there may be many.
                co_await asio::post(wake.get_executor(), asio::use_awaitable);
                if (wanted || blocked_until || ended) co_return;
            }
        }
    }

    asio::awaitable<void> measure_entry(EntryId id) {
        const auto key = speakers.lengths_key();
        const auto stored = stored_outline(playlist, id);
        const auto entry = playlist.entry(id);
        if (!stored && stored.error().kind != ErrorKind::not_found)
            spdlog::warn("entry {} cannot be measured: {}", id, stored.error().message);
        if (!stored || !entry) co_return;
        const auto outline = *stored;
        const Reader reader = speakers.reader(outline->language());
        Narrator narrator(reader, outline, Place{}, Lane::background);
        std::vector<PartLengths> measured_parts(outline->parts());
        std::uint64_t total = 0, position = 0;
        for (;;) {
            auto next = co_await narrator.next();
            if (ended || wanted) co_return;  // asked anew: perhaps with another voice
            if (next && !*next) break;
            auto known = Result<void>();
            if (next) known = co_await narrator.measure(**next);
            if (ended || wanted) co_return;
            if (!next || !known) {  // nobody can speak, and no text is to blame
                blocked_until = reader.worker->retry_at();
                co_return;
            }
            const Piece& piece = **next;
            if (piece.unspeakable) spdlog::warn("«{}»: {}", entry->title, piece.unspeakable->message);
            if (!piece.passage && piece.unspeakable->kind == ErrorKind::storage) co_return;  // damaged
            if (!piece.passage) continue;
            const auto all_samples = piece.unspeakable ? 0 : piece.samples + piece.pause;
            if (holds(piece, entry->place))
                position = total + (piece.unspeakable ? 0
                                                      : sample_of(piece.utterance(), piece.sound->marks,
                                                                  all_samples, entry->place));
            PartLengths& lengths = measured_parts[piece.passage->part()];
            lengths.samples.push_back(piece.unspeakable ? unspeakable : piece.samples);
            lengths.total += all_samples;
            total += all_samples;
        }
        // Until the disk takes it, or it is asked for anew.
        const Lengths lengths{key, to_numbers(measured_parts)};
        for (std::chrono::seconds backoff(1);; backoff = std::min(2 * backoff, longest_backoff)) {
            // Read on meanwhile: its position was saved with the place.
            const auto now = playlist.entry(id);
            const auto position_ms = now && now->place != entry->place ? now->position_ms : to_ms(position);
            const auto saved = playlist.save_lengths(id, lengths, position_ms, to_ms(total));
            if (saved) co_return measured(id);
            if (saved.error().kind == ErrorKind::not_found) co_return;  // removed meanwhile
            if (backoff == std::chrono::seconds(1))
                spdlog::error("a length is not stored yet: {}", saved.error().message);
            wake.expires_after(backoff);
            co_await wake.async_wait(asio::as_tuple(asio::use_awaitable));
            if (ended || wanted) co_return;
        }
    }

    Speakers& speakers;
    Playlist& playlist;
    std::function<void(EntryId)> measured;
    asio::steady_timer wake;
    EntryId from = 0;
    std::optional<Clock::time_point> blocked_until;
    bool wanted = false, ended = false;
};

Measurer::Measurer(asio::any_io_executor executor, Speakers& speakers, Playlist& playlist,
                   std::function<void(EntryId)> measured)
    : state_(std::make_shared<State>(executor, speakers, playlist, std::move(measured))) {
    asio::co_spawn(executor, state_->run(), asio::detached);
}

Measurer::~Measurer() {
    state_->ended = true;
    state_->wake.cancel();
}

void Measurer::measure(EntryId from) {
    state_->from = from;
    state_->wanted = true;
    state_->wake.cancel();
}

}  // namespace vorleser
