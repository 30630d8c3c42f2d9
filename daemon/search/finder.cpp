#include "daemon/search/finder.hpp"

#include <algorithm>
#include <set>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "daemon/article/characters.hpp"
#include "daemon/search/locating.hpp"
#include "daemon/search/state.hpp"

namespace vorleser::search {

namespace {

constexpr std::int64_t rows_at_once = 4096;  // looked at between two turns of others: some milliseconds
constexpr std::size_t most_candidates = 20'000;
constexpr std::size_t ordered_together = 50;  // hits whose sentences are compared

bool says_something(const QueryTerm& term) {
    return !term.words.empty();
}

// Words that say little are needed only where there are no others.
std::vector<QueryTerm> telling(std::vector<QueryTerm> terms) {
    std::erase_if(terms, [](const QueryTerm& term) { return !says_something(term); });
    const bool others =
        std::any_of(terms.begin(), terms.end(), [](const auto& term) { return !term.common; });
    if (others) std::erase_if(terms, [](const QueryTerm& term) { return term.common; });
    return terms;
}

}  // namespace

struct Finder::State::Sought {
    Question question;  // tags and sources in lower case
    std::vector<QueryTerm> words, title;
    std::size_t wanted = 0;  // hits
    std::vector<Candidate> chosen;
    std::vector<Located> located;    // where the chosen were found
    std::vector<Nearness> nearness;  // of the chosen
    std::set<EntryId> seen;

    bool filters() const {
        return !question.tags.empty() || !question.sources.empty() || question.after || question.before;
    }
    bool wants(const Document& document) const {
        if (!document.shown) return false;
        if (question.after && document.added_at < *question.after) return false;
        if (question.before && document.added_at >= *question.before) return false;
        for (const auto& source : question.sources)
            if (document.names.find(source) == document.names.npos) return false;
        for (const auto& tag : question.tags)
            if (document.tags.find('\n' + tag + '\n') == document.tags.npos) return false;
        return true;
    }
};

// What went while nobody followed, as when the daemon was killed, is forgotten where it is met.
bool Finder::State::gone(EntryId id) {
    const auto missing = [](const auto& there) {
        return !there && there.error().kind == ErrorKind::not_found;
    };
    if (id < 0 ? !missing(playlist.mark(-id)) : !missing(playlist.entry(id))) return false;
    index->forget(id);
    return true;
}

// Chooses more, as near as this, until there are enough.
asio::awaitable<void> Finder::State::gather(Sought& sought, Nearness nearness) {
    const auto asked = expression(sought.words, sought.title, nearness);
    if (asked.text.empty()) co_return;
    std::vector<Candidate> candidates;
    const auto better = [](const Candidate& a, const Candidate& b) {
        return a.weight != b.weight ? a.weight > b.weight : a.row > b.row;
    };
    for (std::int64_t high = index->last_row(); high > 0; high -= rows_at_once) {
        for (const auto& [row, weight] :
             index->matches(asked.text, asked.phrases, high - rows_at_once, high)) {
            if (sought.filters()) {  // they may leave few of many
                const auto part = index->part(row);
                const auto document = part ? index->document(part->entry) : std::nullopt;
                if (!document || !sought.wants(*document)) continue;
            }
            candidates.push_back({weight, row});
        }
        if (candidates.size() > 2 * most_candidates) {
            const auto middle = candidates.begin() + most_candidates;
            std::nth_element(candidates.begin(), middle, candidates.end(), better);
            candidates.erase(middle, candidates.end());
        }
        co_await others_turn();
        if (ended || !opened()) co_return;
    }
    std::sort(candidates.begin(), candidates.end(), better);
    const std::size_t from = sought.chosen.size();
    std::int64_t count = 0;
    for (Candidate& each : candidates) {
        if (sought.chosen.size() >= sought.wanted) break;
        if (++count % rows_at_once == 0) co_await others_turn();
        if (ended || !opened()) co_return;
        const auto part = index->part(each.row);
        if (!part || !sought.seen.insert(part->entry).second) continue;
        each.entry = part->entry;
        const auto document = index->document(part->entry);
        if (!document || !sought.wants(*document) || gone(part->entry)) continue;
        sought.chosen.push_back(each);
        sought.nearness.push_back(nearness);
    }
    co_await others_turn();
    if (ended || !opened()) co_return;
    order(sought, from, asked);
}

// Finds the sentences of what was chosen last; of hits that stand together the ones with more of what was
// looked for in one sentence go first.
void Finder::State::order(Sought& sought, std::size_t from, const Expression& asked) {
    for (std::size_t i = from; i < sought.chosen.size(); ++i) {
        const auto row = sought.chosen[i].row;
        const auto spots = index->spots(asked.text, row);
        sought.located.push_back(locate(spots, asked.phrases, index->places(row)));
    }
    for (std::size_t begin = from; begin < sought.chosen.size(); begin += ordered_together) {
        const std::size_t end = std::min(begin + ordered_together, sought.chosen.size());
        std::vector<std::pair<Candidate, Located>> together;
        for (std::size_t i = begin; i < end; ++i) {
            sought.chosen[i].weight += sought.located[i].weight;
            together.emplace_back(sought.chosen[i], std::move(sought.located[i]));
        }
        std::stable_sort(together.begin(), together.end(),
                         [](const auto& a, const auto& b) { return a.first.weight > b.first.weight; });
        for (std::size_t i = begin; i < end; ++i) {
            sought.chosen[i] = together[i - begin].first;
            sought.located[i] = std::move(together[i - begin].second);
        }
    }
}

// Where nothing is said but which articles: the newest first.
asio::awaitable<void> Finder::State::gather_all(Sought& sought) {
    std::vector<std::pair<std::int64_t, EntryId>> all;
    EntryId behind = 0;
    for (;;) {
        const auto documents = index->documents(behind, rows_at_once);
        if (documents.empty()) break;
        behind = documents.back().entry;
        for (const Document& each : documents)
            if (sought.wants(each)) all.emplace_back(-each.added_at, -each.entry);
        co_await others_turn();
        if (ended || !opened()) co_return;
    }
    std::sort(all.begin(), all.end());
    for (const auto& [_, id] : all) {
        if (sought.chosen.size() >= sought.wanted) break;
        if (gone(-id)) continue;
        sought.chosen.push_back({0, 0, -id});
        sought.located.emplace_back();
        sought.nearness.push_back(Nearness::exact);
    }
}

std::optional<Hit> Finder::State::hit(const Sought& sought, std::size_t number) {
    const Candidate& candidate = sought.chosen[number];
    if (candidate.entry < 0) return marked_hit(sought, number);
    auto entry = playlist.entry(candidate.entry);
    const auto document = index->document(candidate.entry);
    if (!entry || !document) return {};
    Hit hit{.entry = std::move(*entry),
            .score = candidate.weight,
            .exact = sought.nearness[number] == Nearness::exact};
    const auto part = index->part(candidate.row);
    const std::size_t of = part ? part->number : 0;
    const auto contents = playlist.contents(candidate.entry);
    if (!contents || contents->text != document->text || of >= contents->parts.size()) return {};
    std::uint32_t begin = 0;
    for (std::size_t i = 0; i < of; ++i) begin += contents->parts[i].code_points + 2;
    const auto text = playlist.part(*contents, of);
    auto blocks = text ? blocks_of(*text) : Result<std::vector<Block>>(text.error());
    if (!blocks) return {};
    const auto placed = placed_blocks(std::move(*blocks), begin);
    Located located = sought.located[number];
    if (located.sentence == TextTerms::Span() && !placed.empty())  // no word was looked for: how it begins
        located.sentence.end = static_cast<std::uint32_t>(count_code_points(placed.front().block.text));
    auto shown = excerpt(located, placed, begin);
    hit.sentence = std::move(shown.text);
    hit.begin = shown.begin, hit.end = shown.end;
    hit.matches = std::move(shown.matches);
    return hit;
}

// The mark's sentence, whether that says what was looked for or the note does.
std::optional<Hit> Finder::State::marked_hit(const Sought& sought, std::size_t number) {
    const Candidate& candidate = sought.chosen[number];
    auto mark = playlist.mark(-candidate.entry);
    const auto document = index->document(candidate.entry);
    if (!mark || !document || facts(*mark, {}).text != document->text) return {};
    Hit hit{.score = candidate.weight, .exact = sought.nearness[number] == Nearness::exact};
    if (auto entry = mark->entry ? playlist.entry(*mark->entry) : Result<Entry>(Entry()))
        hit.entry = std::move(*entry);
    const auto length = static_cast<std::uint32_t>(count_code_points(mark->sentence));
    Located located = sought.located[number];
    if (located.sentence.begin >= length) located = {.sentence = {0, length, 0}};
    const auto placed = placed_blocks(blocks_of_mark(*mark), 0);
    auto shown = excerpt(located, placed, 0);
    hit.sentence = std::move(shown.text);
    hit.begin = mark->begin + shown.begin, hit.end = mark->begin + shown.end;
    for (const auto& [begin, end] : shown.matches)
        hit.matches.emplace_back(mark->begin + begin, mark->begin + end);
    hit.mark = std::move(*mark);
    return hit;
}

asio::awaitable<Result<Found>> Finder::State::search(Question question, std::int64_t offset,
                                                     std::int64_t limit) {
    Sought sought;
    std::vector<WantedWords> asked = question.words;
    asked.insert(asked.end(), question.title.begin(), question.title.end());
    if (!asked.empty()) {
        auto terms = co_await worker.query_terms(std::move(asked));
        if (!terms) co_return terms.error();
        const auto middle = terms->begin() + static_cast<std::ptrdiff_t>(question.words.size());
        sought.words = telling({terms->begin(), middle});
        sought.title = telling({middle, terms->end()});
    }
    for (auto* texts : {&question.tags, &question.sources})
        for (auto& each : *texts) each = lower_case(each);
    const bool no_words = question.words.empty() && question.title.empty();
    sought.question = std::move(question);
    const std::size_t all = static_cast<std::size_t>(offset + limit);
    sought.wanted = (all + ordered_together - 1) / ordered_together * ordered_together;
    Found found;
    if (ended || !opened()) {
        found.complete = false;
        co_return found;
    }
    if (no_words) {
        co_await gather_all(sought);
    } else {
        for (const Nearness nearness : {Nearness::exact, Nearness::stem, Nearness::part})
            if (sought.chosen.size() < sought.wanted) co_await gather(sought, nearness);
    }
    if (ended || !opened()) co_return found;
    for (std::size_t i = static_cast<std::size_t>(offset); i < std::min(all, sought.chosen.size()); ++i)
        if (auto next = hit(sought, i)) found.hits.push_back(std::move(*next));
    found.complete = !wanted && !filling && !retry_at;
    co_return found;
}

Finder::Finder(asio::any_io_executor executor, Worker& worker, Playlist& playlist, std::string path)
    : state_(std::make_shared<State>(executor, worker, playlist, std::move(path))) {
    asio::co_spawn(executor, state_->run(), asio::detached);
}

Finder::~Finder() {
    state_->ended = true;
    state_->wake.cancel();
    for (auto& each : state_->waiting) each.cancel();
}

void Finder::follow() {
    state_->follow();
}

bool Finder::idle() const {
    return !state_->wanted && !state_->filling && !state_->index;
}

asio::awaitable<Result<Found>> Finder::find(std::string text, std::int64_t offset, std::int64_t limit) {
    const auto state = state_;
    auto question = parse_question(text);
    if (!question) co_return question.error();
    co_await state->caught_up();
    struct Searching {
        explicit Searching(State& s) : state(s) { ++state.searches; }
        ~Searching() {
            --state.searches;
            state.close_if_idle();
        }
        State& state;
    } searching(*state);
    offset = std::clamp<std::int64_t>(offset, 0, farthest_hit);
    limit = std::clamp<std::int64_t>(limit, 0, most_hits);
    try {
        co_return co_await state->search(std::move(*question), offset, limit);
    } catch (const DatabaseError& error) {
        state->broken(error);
        state->follow();
        Found nothing;
        nothing.complete = false;
        co_return nothing;
    }
}

}  // namespace vorleser::search
