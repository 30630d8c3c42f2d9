// Which sentence is heard, or stands at a place.
#include <algorithm>

#include <boost/asio/use_awaitable.hpp>

#include "daemon/player/shell.hpp"

namespace vorleser {

using namespace narration;

namespace asio = boost::asio;

namespace {

Player::FoundSentence sentence_in(const Passage& passage, std::size_t utterance) {
    const auto& utterances = passage.utterances();
    const std::size_t first = sentence_start(utterances, utterance),
                      next = next_sentence(utterances, utterance).value_or(utterances.size());
    return {.entry = passage.entry(),
            .span = {utterances[first].begin, utterances[next - 1].end},
            .text = passage.written(first, next),
            .position_ms = to_ms(passage.timeline().start(first))};
}

}  // namespace

asio::awaitable<Result<Player::FoundSentence>> Player::sentence(std::optional<EntryId> entry,
                                                                std::optional<std::uint32_t> at) {
    const auto shell = shell_;
    Shell& s = shell->here();
    if (!entry) entry = s.state.entry;
    if (!entry) co_return Error(ErrorKind::conflict, "nothing is being read: say which entry is meant");
    const bool current = entry == s.state.entry && !at;
    const auto stored = s.playlist.entry(*entry);
    if (!stored) co_return stored.error();
    if (current && s.at.at_hand()) co_return sentence_in(*s.at.passage, s.at.utterance());
    const Where where = at ? Where(Place{*at, 0}) : current ? s.state.where : Where(stored->place);
    auto told = tell(*entry, where, {});
    if (!told) co_return told.error();
    Narrator& narrator = *told;
    const auto there = co_await narrator.passage();
    if (!there) co_return there.error();
    if (!*there || (*there)->utterances().empty())
        co_return Error(ErrorKind::conflict, "there is no sentence at this place of entry {}", *entry);
    co_return sentence_in(**there, utterance_of(**there, where));
}

}  // namespace vorleser
