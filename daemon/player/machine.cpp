#include "daemon/player/machine.hpp"

#include <algorithm>

namespace vorleser {
namespace {

template <class... F>
struct Overloaded : F... {
    using F::operator()...;
};
template <class... F>
Overloaded(F...) -> Overloaded<F...>;

void enter(State& s, EntryId entry, const Where& where) {
    s.entry = entry;
    s.where = where;
    std::erase(s.return_to, entry);  // we are there
}

// What the input does to the state; the entries it completed go to `heard`.
void apply(State& s, std::vector<EntryId>& heard, const Input& input) {
    std::visit(Overloaded{
                   [&](const Want& want) { s.wish = want.wish; },
                   [&](const Jump& jump) {
                       if (jump.interrupting && s.wish == Wish::play && s.entry && s.entry != jump.entry)
                           s.return_to.push_back(*s.entry);
                       enter(s, jump.entry, jump.where);
                       s.wish = jump.wish.value_or(s.wish);
                       ++s.generation;
                   },
                   [&](const Vanished& vanished) {
                       if (vanished.successor) {
                           enter(s, *vanished.successor, vanished.where);
                       } else {
                           s.entry.reset();
                           s.where = Place{};
                           s.wish = Wish::stop;
                       }
                       ++s.generation;
                   },
                   [&](const Forgotten& forgotten) { std::erase(s.return_to, forgotten.entry); },
                   [&](const Rerender&) { ++s.generation; },
                   [&](const Obstacle& obstacle) { s.obstacle = obstacle.reason; },
                   [&](const Speechless& speechless) { s.speechless = speechless.reason; },
                   [&](const Heard& news) {
                       if (news.generation != s.generation || !s.entry) return;
                       // After the end the fade may take a few frames of the start that was gone back to.
                       if (s.wish == Wish::stop && s.where == Where(Place{})) return;
                       if (news.entry != *s.entry) heard.push_back(*s.entry);
                       enter(s, news.entry, news.where);
                   },
                   [&](const Finished& finished) {
                       if (finished.generation != s.generation || !s.entry) return;
                       heard.push_back(*s.entry);
                       s.where = Place{};
                       s.wish = Wish::stop;
                       ++s.generation;
                   },
                   // No jump: reading has gone past it already, and would meet the same again.
                   [&](const Skipped& skipped) {
                       if (skipped.generation != s.generation || !s.entry) return;
                       if (skipped.successor)
                           enter(s, *skipped.successor, skipped.where);
                       else
                           s.wish = Wish::stop;
                   },
               },
               input);
}

}  // namespace

Status status(const State& state) {
    switch (state.wish) {
        case Wish::stop:
            return Status::stopped;
        case Wish::pause:
            return Status::paused;
        case Wish::play:
            break;
    }
    return state.obstacle || state.speechless ? Status::interrupted : Status::playing;
}

Step step(const State& before, const Input& input) {
    State s = before;
    std::vector<EntryId> heard;
    apply(s, heard, input);

    // All effects follow from the difference, so that no branch above can forget one.
    std::vector<Effect> out;
    const bool entry_changed = s.entry != before.entry, jumped = s.generation != before.generation;
    const bool moved = entry_changed || s.where != before.where;
    const bool gone = std::holds_alternative<Vanished>(input);
    // Sound first: the listener waits for it, not for the disk.
    if (jumped && s.entry) out.push_back(Render{*s.entry, s.where, s.generation});
    if (jumped && !s.entry) out.push_back(Silence{s.generation});
    const bool asked_again = std::holds_alternative<Want>(input) || std::holds_alternative<Jump>(input);
    // Without speech the device is given back.
    const auto audible = [](const State& state) { return state.wish == Wish::play && !state.speechless; };
    const bool play = audible(s);
    if (play != audible(before) || (play && s.obstacle && asked_again)) out.push_back(Audible{play});
    for (const EntryId entry : heard) out.push_back(MarkHeard{entry});
    // What is left behind is saved for good, unless marking as heard has already set it back to its start.
    if (entry_changed && before.entry && heard.empty() && !gone)
        out.push_back(SavePlace{*before.entry, before.where, Durable::yes});
    if (s.entry && heard.empty()) {
        const bool answered = jumped || s.wish != before.wish;  // somebody was told «ok»
        if (moved || s.wish != before.wish)
            out.push_back(SavePlace{*s.entry, s.where, answered ? Durable::yes : Durable::soon});
    }
    if (entry_changed || s.wish != before.wish || s.return_to != before.return_to)
        out.push_back(SaveSession{});
    return {s, out};
}

}  // namespace vorleser
