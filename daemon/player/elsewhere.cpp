// What is played by a client: it is told where to play, and tells what it has heard.
#include <algorithm>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "daemon/player/shell.hpp"

namespace vorleser {

using namespace narration;

namespace asio = boost::asio;

namespace {

constexpr std::size_t name_limit = 100;  // bytes

Sentence out_of_reach(const std::string& name) {
    return Sentence("“{}” is out of reach: `play` goes on at the loudspeaker", name);
}

const Word& word_at(const Utterance& utterance, std::uint32_t code_point) {
    const auto behind = std::find_if(utterance.words.begin(), utterance.words.end(),
                                     [&](const Word& each) { return each.begin > code_point; });
    return behind == utterance.words.begin() ? *behind : *std::prev(behind);
}

// The word that is about so far into the utterance: nobody has heard it here.
const Word& word_near(const Utterance& utterance, double part) {
    const auto length = static_cast<double>(utterance.end - utterance.begin);
    return word_at(utterance, utterance.begin + static_cast<std::uint32_t>(length * part));
}

// Where that is, as exactly as can be said without hearing it. `word`: where the word begins, if it is known.
// The passage has utterances.
Spot spot_in(const Passage& passage, const Where& where, std::optional<std::uint32_t> word = {}) {
    if (const auto* spot = std::get_if<Spot>(&where)) return *spot;
    const auto& all = passage.utterances();
    const Timeline& timeline = passage.timeline();
    if (const auto* sentence = std::get_if<SentenceStart>(&where))
        return spot_of(passage, sentence_start(all, utterance_at(all, sentence->code_point)));
    const auto* instant = std::get_if<Instant>(&where);
    const auto* place = std::get_if<Place>(&where);
    if (place) word = place->code_point;
    const std::size_t index = word ? utterance_at(all, *word) : timeline.locate(instant->sample).utterance;
    const Utterance& utterance = all[index];
    const auto start = timeline.start(index);
    const auto end = index + 1 < all.size() ? timeline.start(index + 1) : timeline.end();
    const auto spoken = static_cast<double>(std::max<std::uint64_t>(end - start - timeline.pause(index), 1));
    Spot spot = spot_of(passage, index);
    std::uint64_t offset = 0;
    if (instant) {
        offset =
            std::min(instant->sample - std::min(instant->sample, start), end > start ? end - start - 1 : 0);
    } else {
        const auto before = word_at(utterance, *word).begin - utterance.begin;
        offset = static_cast<std::uint64_t>(spoken * before / std::max(utterance.end - utterance.begin, 1u));
    }
    const Word& heard = word ? word_at(utterance, *word)
                             : word_near(utterance, std::min(static_cast<double>(offset) / spoken, 1.0));
    spot.sample = static_cast<std::uint32_t>(offset);
    spot.instant = start + offset;
    spot.place = {heard.begin, place ? place->fraction : 0};
    spot.word_end = heard.end;
    return spot;
}

}  // namespace

// --- what it is told

void Player::Shell::tell_output() {
    if (Remote* active = outputs.active()) active->changed();
}

void Player::Shell::send_there() {
    outputs.new_lease();
    word_guessed = false;
    seeking = false;
    loaded.cancel();
    save_session(Durable::yes);
    settled = !state.entry;
    if (settled) return tell_output();
    asio::co_spawn(executor, settle(state.generation), asio::detached);
}

asio::awaitable<Result<std::shared_ptr<const Passage>>> Player::Shell::passage_at(EntryId entry,
                                                                                  Where where) {
    const auto self = shared_from_this();
    const auto outlined = outline(entry);
    if (!outlined) co_return outlined.error();
    if ((*outlined)->parts() == 0) co_return Error(ErrorKind::unreadable, "there is nothing to read in it");
    co_return co_await cut(speakers.reader((*outlined)->language()), *outlined, part_of(**outlined, where),
                           Lane::playback, at.passage);
}

Spot Player::Shell::spot_at_hand() const {
    const auto* place = std::get_if<Place>(&state.where);
    const auto entry = place && *place != Place{} ? playlist.entry(*state.entry) : Result<Entry>(Entry{});
    if (!place || !entry || entry->place != *place) return spot_in(*at.passage, state.where);
    // A stored place: its time is known, too.
    Spot spot = spot_in(*at.passage, Instant{from_ms(entry->position_ms)}, place->code_point);
    spot.place = *place;
    return spot;
}

asio::awaitable<void> Player::Shell::settle(std::uint16_t generation) {
    const auto self = shared_from_this();
    // Not amid the command that jumped.
    co_await asio::post(executor, asio::use_awaitable);
    const auto left = [&] { return ended || !elsewhere() || generation != state.generation || !state.entry; };
    if (left()) co_return;
    const EntryId entry = *state.entry;
    const auto there = co_await passage_at(entry, state.where);
    if (left()) co_return;
    word_guessed = std::holds_alternative<Instant>(state.where);
    if (there) {
        at.passage = *there;
        if (at.at_hand()) feed(Heard{generation, entry, spot_at_hand()});
    }
    if (std::exchange(seeking, false)) carry_out(SavePlace{entry, state.where, Durable::yes});
    settled = true;
    loaded.cancel();
    tell_output();
}

// --- which one plays

void Player::Shell::take_up(EntryId entry, const Place& place, Wish wish) {
    state.entry = entry;
    state.where = place;
    state.wish = wish;
    state.obstacle = out_of_reach(outputs.described().name);
    settled = false;
    asio::co_spawn(executor, settle(state.generation), asio::detached);
}

void Player::Shell::leave_loudspeaker() {
    retry.cancel();
    output.pause();  // it comes to rest, and is closed
    if (current_run) current_run->stop.emit(asio::cancellation_type::all);
    current_run.reset();
}

void Player::Shell::hand_over(Remote* to) {
    look();
    if (outputs.reachable() && outputs.active() == to) return;
    Remote* const before = outputs.active();
    if (!elsewhere()) leave_loudspeaker();
    outputs.activate(to);
    // Only what was measured says to the sample where a client was.
    const auto* spot = std::get_if<Spot>(&state.where);
    if (!to && spot && state.entry && !(at.at_hand() && at.passage->timeline().exact()))
        feed(Heard{state.generation, *state.entry, spot->place});
    feed(Obstacle{});
    feed(Speechless{});
    settled = true;
    if (state.entry) feed(Rerender{});  // with what there is to be told
    if (elsewhere() || state.wish == Wish::play) carry_out(Audible{state.wish == Wish::play});
    save_session(Durable::yes);
    if (before) before->changed();
}

std::optional<std::int64_t> Player::Shell::offer(Remote& remote, const std::string& name,
                                                 std::optional<std::int64_t> lease) {
    const bool was_active = outputs.active() == &remote;
    if (!was_active && lease && outputs.of_seat(*lease)) {
        Remote* const before = outputs.active();
        if (before) outputs.withdraw(*before);
        outputs.offer(remote, name);
        outputs.sit(remote);
        feed(Obstacle{});
        save_session(Durable::yes);
        remote.changed();
        if (before) before->changed();
        return outputs.lease();
    }
    outputs.offer(remote, name);
    if (was_active) {
        save_session(Durable::yes);
        return outputs.lease();
    }
    if (lease) remote.changed();  // that it is not active any more
    return {};
}

void Player::Shell::withdraw(const Remote& remote) {
    if (!outputs.withdraw(remote)) return;
    feed(Obstacle{out_of_reach(remote.name)});
    if (state.entry) carry_out(SavePlace{*state.entry, state.where, Durable::yes});
}

// --- what it tells

asio::awaitable<Result<std::int64_t>> Player::Shell::hear(std::shared_ptr<Remote> from, OutputReport report) {
    const auto self = shared_from_this();
    const auto stale = [&] {
        return ended || outputs.active() != from.get() || report.lease != outputs.lease() || !state.entry;
    };
    const Error conflict(ErrorKind::conflict,
                         "another output plays now, or it was to go elsewhere: this changes nothing");
    if (stale()) co_return conflict;
    const auto entry = playlist.entry(report.entry);
    if (!entry) co_return entry.error();
    std::shared_ptr<const Passage> there;
    if (!entry->left_at) {
        const Where where =
            report.word ? Where(Place{*report.word, 0}) : Instant{from_ms(report.position_ms)};
        const auto found = co_await passage_at(report.entry, where);
        if (stale()) co_return conflict;
        if (found) there = *found;
    }
    believe(report, std::move(there));
    co_return outputs.lease();
}

// `there`: the part that it is in; nullptr: it could not be cut, or the entry has left the list.
void Player::Shell::believe(const OutputReport& report, std::shared_ptr<const Passage> there) {
    const auto entry = playlist.entry(report.entry);
    const bool another = report.entry != *state.entry;
    // What it had laid out is not what is to follow.
    if (another && (settings.sleep_at_end || !entry || entry->left_at)) return after_the_end();
    const Instant instant{from_ms(report.position_ms)};
    Where where = instant;
    if (there) at.passage = there;
    if (there && !there->utterances().empty()) where = spot_in(*there, instant, report.word);
    word_guessed = !report.word;
    const auto before = state.where;
    feed(Heard{state.generation, report.entry, where});
    switch (report.state) {
        case OutputReport::State::unknown:
            break;
        case OutputReport::State::playing:
            if (state.obstacle) feed(Obstacle{});
            break;
        case OutputReport::State::blocked:
            feed(
                Obstacle{Sentence("“{}” waits for a press on its page: its browser begins no sound by itself",
                                  outputs.described().name)});
            break;
        case OutputReport::State::paused:
            if (state.wish == Wish::play)
                pause_because(Sentence("“{}” paused by itself", outputs.described().name));
            break;
        case OutputReport::State::ended:
            return after_the_end();
    }
    if (state.wish != Wish::play && state.entry && state.where != before) save_rest();
}

void Player::Shell::after_the_end() {
    const auto next = successor({*state.entry});
    if (!next) return feed(Finished{state.generation});
    const auto entry = playlist.entry(*next);
    const bool again = *next == *state.entry || !entry;
    feed(Heard{state.generation, *next, again ? Place{} : entry->place});
    feed(Rerender{});
}

// --- the player's

Player::Offering::Offering(Player& player, std::function<void()> changed)
    : shell_(player.shell_), remote_(std::make_shared<Remote>(Remote{"", std::move(changed)})) {}

Player::Offering::~Offering() {
    if (const auto shell = shell_.lock(); shell && !shell->ended) shell->withdraw(*remote_);
}

Result<std::optional<std::int64_t>> Player::Offering::offer(std::string name,
                                                            std::optional<std::int64_t> lease) {
    for (char& c : name)
        if (static_cast<unsigned char>(c) < ' ' || c == 0x7f) c = ' ';
    name.erase(0, std::min(name.find_first_not_of(' '), name.size()));
    name.erase(name.find_last_not_of(' ') + 1);
    if (name.empty() || name.size() > name_limit)
        return Error(ErrorKind::invalid_argument, "\"name\" must have from 1 to {} bytes", name_limit);
    const auto shell = shell_.lock();
    if (!shell || shell->ended) return Error(ErrorKind::conflict, "vorleserd ends");
    return shell->offer(*remote_, name, lease);
}

bool Player::Offering::active() const {
    const auto shell = shell_.lock();
    return shell && shell->outputs.active() == remote_.get();
}

std::optional<Order> Player::Offering::order() const {
    const auto shell = shell_.lock();
    if (!shell || shell->outputs.active() != remote_.get() || !shell->settled) return {};
    const Shell& s = *shell;
    Order order{.lease = s.outputs.lease(),
                .play = s.state.wish == Wish::play && s.state.entry,
                .entry = s.state.entry,
                .position_ms = s.state.entry ? to_ms(s.at.instant()) : 0,
                .word = {},
                .speed_percent = s.settings.speed_percent};
    if (std::holds_alternative<Spot>(s.state.where) && s.at.at_hand() && !s.word_guessed)
        order.word = s.at.word();
    return order;
}

asio::awaitable<Result<std::int64_t>> Player::Offering::heard(OutputReport report) {
    const auto shell = shell_.lock();
    if (!shell) co_return Error(ErrorKind::conflict, "vorleserd ends");
    co_return co_await shell->hear(remote_, report);
}

std::vector<OutputDescription> Player::outputs() const {
    return shell_->outputs.all();
}

Result<void> Player::set_output(const std::string& name) {
    const auto found = shell_->outputs.find(name);
    if (!found) return found.error();
    shell_->hand_over(*found);
    return {};
}

}  // namespace vorleser
