#include "daemon/player/whereabouts.hpp"

#include <algorithm>

#include "daemon/narration/narrator.hpp"

namespace vorleser {

using namespace narration;

std::size_t utterance_of(const Passage& passage, const Where& where) {
    const auto& utterances = passage.utterances();
    if (const auto* spot = std::get_if<Spot>(&where); spot && spot->part == passage.part())
        return std::min<std::size_t>(spot->utterance, utterances.size() - 1);
    if (const auto* target = std::get_if<Instant>(&where))
        return passage.timeline().locate(target->sample).utterance;
    const auto* place = std::get_if<Place>(&where);
    const auto* sentence = std::get_if<SentenceStart>(&where);
    return utterance_at(utterances, place ? place->code_point : sentence ? sentence->code_point : 0);
}

TextSpan Whereabouts::word() const {
    const auto* spot = std::get_if<Spot>(&state_.where);
    return spot ? TextSpan{spot->place.code_point, spot->word_end} : TextSpan{};
}

std::uint64_t Whereabouts::instant() const {
    if (const auto* spot = std::get_if<Spot>(&state_.where)) return spot->instant;
    if (const auto* target = std::get_if<Instant>(&state_.where)) return target->sample;
    if (state_.where == Where(Place{}) || !state_.entry) return 0;
    const auto entry = playlist_.entry(*state_.entry);
    // A stored place, not yet found in the sound.
    if (entry && state_.where == Where(entry->place)) return from_ms(entry->position_ms);
    if (at_hand()) return passage->timeline().start(utterance());
    if (passage && passage->entry() == state_.entry) {
        const Outline& outline = *passage->outline();
        return outline.start(part_of(outline, state_.where));
    }
    return entry ? from_ms(entry->position_ms) : 0;
}

bool Whereabouts::place_known() const {
    if (!state_.entry || std::holds_alternative<Spot>(state_.where) ||
        std::holds_alternative<Instant>(state_.where) || at_hand())
        return true;
    const auto* place = std::get_if<Place>(&state_.where);
    const auto stored = place ? playlist_.entry(*state_.entry) : Result<Entry>(Entry{});
    return place && (*place == Place{} || (stored && stored->place == *place));
}

std::uint64_t Whereabouts::duration() const {
    if (passage && state_.entry == passage->entry()) return passage->outline()->total();
    const auto entry = state_.entry ? playlist_.entry(*state_.entry) : Result<Entry>(Entry{});
    return entry ? from_ms(entry->duration_ms) : 0;
}

std::uint32_t Whereabouts::code_point() const {
    if (const auto* spot = std::get_if<Spot>(&state_.where)) return spot->place.code_point;
    if (const auto* place = std::get_if<Place>(&state_.where)) return place->code_point;
    if (const auto* sentence = std::get_if<SentenceStart>(&state_.where)) return sentence->code_point;
    if (!passage || passage->entry() != state_.entry) return 0;
    if (at_hand()) return passage->utterances()[utterance()].begin;
    const Outline& outline = *passage->outline();
    return outline.begin(part_of(outline, state_.where));
}

bool Whereabouts::part_at_hand() const {
    return passage && passage->entry() == state_.entry &&
           part_of(*passage->outline(), state_.where) == passage->part();
}

bool Whereabouts::at_hand() const {
    return part_at_hand() && !passage->utterances().empty();
}

std::size_t Whereabouts::utterance() const {
    return utterance_of(*passage, state_.where);
}

}  // namespace vorleser
