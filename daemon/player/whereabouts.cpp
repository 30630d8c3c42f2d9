// Where the listener is: in time and in the text, also before the sound says so.
#include <algorithm>

#include "daemon/player/shell.hpp"

namespace vorleser {

using namespace narration;

TextSpan Player::Shell::word() const {
    const auto* spot = std::get_if<Spot>(&state.where);
    return spot ? TextSpan{spot->place.code_point, spot->word_end} : TextSpan{};
}

std::uint64_t Player::Shell::instant() const {
    if (const auto* spot = std::get_if<Spot>(&state.where)) return spot->instant;
    if (const auto* target = std::get_if<Instant>(&state.where)) return target->sample;
    if (state.where == Where(Place{}) || !state.entry) return 0;
    const auto entry = playlist.entry(*state.entry);
    // A stored place, not yet found in the sound.
    if (entry && state.where == Where(entry->place)) return from_ms(entry->position_ms);
    if (at_hand()) return passage->timeline().start(utterance());
    if (passage && passage->entry() == state.entry) {
        const Outline& outline = *passage->outline();
        return outline.start(part_of(outline, state.where));
    }
    return entry ? from_ms(entry->position_ms) : 0;
}

bool Player::Shell::place_known() const {
    if (!state.entry || std::holds_alternative<Spot>(state.where) ||
        std::holds_alternative<Instant>(state.where) || at_hand())
        return true;
    const auto* place = std::get_if<Place>(&state.where);
    const auto stored = place ? playlist.entry(*state.entry) : Result<Entry>(Entry{});
    return place && (*place == Place{} || (stored && stored->place == *place));
}

std::uint64_t Player::Shell::duration() const {
    if (passage && state.entry == passage->entry()) return passage->outline()->total();
    const auto entry = state.entry ? playlist.entry(*state.entry) : Result<Entry>(Entry{});
    return entry ? from_ms(entry->duration_ms) : 0;
}

std::uint32_t Player::Shell::code_point() const {
    if (const auto* spot = std::get_if<Spot>(&state.where)) return spot->place.code_point;
    if (const auto* place = std::get_if<Place>(&state.where)) return place->code_point;
    if (const auto* sentence = std::get_if<SentenceStart>(&state.where)) return sentence->code_point;
    if (!passage || passage->entry() != state.entry) return 0;
    if (at_hand()) return passage->utterances()[utterance()].begin;
    const Outline& outline = *passage->outline();
    return outline.begin(part_of(outline, state.where));
}

bool Player::Shell::part_at_hand() const {
    return passage && passage->entry() == state.entry &&
           part_of(*passage->outline(), state.where) == passage->part();
}

bool Player::Shell::at_hand() const {
    return part_at_hand() && !passage->utterances().empty();
}

std::size_t Player::Shell::utterance() const {
    const auto& utterances = passage->utterances();
    if (const auto* spot = std::get_if<Spot>(&state.where))
        return std::min<std::size_t>(spot->utterance, utterances.size() - 1);
    if (const auto* target = std::get_if<Instant>(&state.where))
        return passage->timeline().locate(target->sample).utterance;
    return utterance_at(utterances, code_point());
}

}  // namespace vorleser
