// Keeping the index up to date.
#include <algorithm>
#include <set>

#include <spdlog/spdlog.h>

#include "daemon/article/characters.hpp"
#include "daemon/search/state.hpp"

namespace vorleser::search {

namespace {

constexpr auto moment = std::chrono::milliseconds(150);    // a batch of adds goes first
constexpr auto patience = std::chrono::milliseconds(700);  // of a search, for what was just added
constexpr auto after_refusal = std::chrono::seconds(60);   // of the disk
constexpr std::size_t at_once = 128 * 1024;                // bytes of text in one job
constexpr std::size_t page = 200;                          // entries looked at between two turns of others
constexpr std::size_t few = 20;                            // changes that a search waits for

bool is_damage_of_index(int code) {
    return code == SQLITE_CORRUPT || code == SQLITE_NOTADB || code == SQLITE_FORMAT || code == SQLITE_ERROR ||
           code == file_is_gone;
}

}  // namespace

Document Finder::State::facts(const Entry& entry, std::int64_t text) {
    return {.entry = entry.id,
            .text = text,
            .whole = true,
            .shown = entry.left_at == 0 || entry.kept_at != 0 || entry.last_heard_at != 0 || entry.heard,
            .added_at = entry.added_at,
            .names = lower_case(entry.source) + '\n' + lower_case(entry.url),
            .tags = '\n' + lower_case(entry.tags)};
}

std::vector<Block> blocks_of_mark(const MarkedSentence& mark) {
    std::vector<Block> blocks;
    for (std::string text : {mark.sentence, mark.note}) {
        std::ranges::replace(text, '\n', ' ');
        if (!text.empty()) blocks.push_back({BlockKind::paragraph, std::move(text)});
    }
    return blocks;
}

Document Finder::State::facts(const MarkedSentence& mark, const Entry& of) {
    std::uint64_t digest = 1469598103934665603ULL;  // FNV-1a
    for (const char c : part_text(blocks_of_mark(mark)))
        digest = (digest ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    return {.entry = -mark.id,
            .text = static_cast<std::int64_t>(digest),
            .whole = true,
            .shown = true,
            .added_at = mark.made_at,
            .names = lower_case(mark.source) + '\n' + lower_case(mark.url),
            .tags = '\n' + lower_case(of.tags)};
}

void Finder::State::follow() {
    wanted = true;
    wake.cancel();
}

Index* Finder::State::opened() {
    for (int tries = 0; !index && tries < 2; ++tries) {
        try {
            index.emplace(path, playlist.device());
            refused = false;
        } catch (const DatabaseError& error) {
            broken(error);
        }
    }
    return index ? &*index : nullptr;
}

void Finder::State::broken(const DatabaseError& error) {
    index.reset();
    if (is_damage_of_index(error.code)) {
        spdlog::info("the search index is made anew: {}", error.what());
        Index::remove(path);
        return;
    }
    if (!refused) spdlog::warn("the search index {} cannot be written: {}", path, error.what());
    refused = true;
}

void Finder::State::close_if_idle() {
    if (searches == 0 && !filling) index.reset();
}

asio::awaitable<void> Finder::State::others_turn() {
    co_await asio::post(executor, asio::use_awaitable);
}

asio::awaitable<void> Finder::State::caught_up() {
    if ((!wanted && !filling) || far_behind || retry_at) co_return;
    hurry = true;
    wake.cancel();
    const auto mine = waiting.emplace(waiting.end(), executor, patience);
    co_await mine->async_wait(asio::as_tuple(asio::use_awaitable));
    waiting.erase(mine);
}

asio::awaitable<void> Finder::State::run() {
    const auto self = shared_from_this();
    while (!ended) {
        if (!wanted) {
            wake.expires_at(retry_at.value_or(Clock::time_point::max()));
            co_await wake.async_wait(asio::as_tuple(asio::use_awaitable));
            if (retry_at && Clock::now() >= *retry_at) wanted = true;
            continue;
        }
        if (!hurry) {
            wake.expires_after(moment);
            const auto [cancelled] = co_await wake.async_wait(asio::as_tuple(asio::use_awaitable));
            if (cancelled && !hurry) continue;  // another change: wait for a quiet moment
            if (ended) co_return;
        }
        wanted = false;
        retry_at.reset();
        filling = true;
        bool done = false;
        try {
            done = co_await catch_up();
        } catch (const DatabaseError& error) {
            broken(error);
            wanted = !refused;  // once more, from the start
        }
        filling = false;
        pending.clear();
        pending_bytes = 0;
        title = {};
        if (ended) co_return;
        if (!done && !wanted)
            retry_at = std::max(Clock::now() + std::chrono::seconds(1),
                                refused ? Clock::now() + after_refusal : worker.retry_at());
        if (wanted) continue;
        hurry = far_behind = false;
        for (auto& each : waiting) each.cancel();
        close_if_idle();
    }
}

// Whether the index has all that the list had when it began.
asio::awaitable<bool> Finder::State::catch_up() {
    if (ended || !opened()) co_return false;
    if (index->worn_out()) {
        spdlog::info("the search index is made anew: much of it is of articles that are gone");
        index.reset();
        Index::remove(path);
        if (!opened()) co_return false;
    }
    const auto forgotten = playlist.take_forgotten();
    for (const EntryId each : forgotten) gone(each);
    const auto revision = playlist.revision(), since = index->revision();
    const auto marks = playlist.marks_revision();
    if (since == 0) marks_seen = 0;
    if (since != revision && !co_await follow_list(revision, since)) co_return false;
    if (marks != marks_seen && !co_await compare_marks()) co_return false;
    if (!co_await flush()) co_return false;
    if (ended || !opened()) co_return false;
    if (since != revision) index->set_revision(revision);
    marks_seen = marks;
    co_return true;
}

asio::awaitable<bool> Finder::State::follow_list(std::int64_t revision, std::int64_t since) {
    const auto changed =
        since == 0 ? Result<ChangedSince>(ChangedSince{true, {}}) : playlist.changed_since(since);
    if (!changed) {
        spdlog::error("playlist: {}", changed.error().message);
        co_return false;
    }
    far_behind = changed->entries.size() > few;
    if (changed->whole) {
        const auto some = playlist.texts(0, few + 1);
        far_behind = !some || some->size() > few;
    }
    if (far_behind)
        for (auto& each : waiting) each.cancel();
    if (changed->whole) {
        marks_seen = 0;
        co_return co_await compare_all();
    }
    const auto& entries = changed->entries;
    for (const ChangedEntry& each : entries) {
        if (std::ranges::count(each.what, "tags")) marks_seen = 0;  // they are the marks', too
        const auto texts = playlist.texts(each.entry.id - 1, 1);
        if (!texts) co_return false;
        const bool there = !texts->empty() && texts->front().entry == each.entry.id;
        if (!co_await refresh(each.entry.id, there ? texts->front().text : 0)) co_return false;
    }
    co_return true;
}

// All marks with all that are indexed: they are few.
asio::awaitable<bool> Finder::State::compare_marks() {
    const auto marks = playlist.marks();
    if (!marks) co_return false;
    std::set<EntryId> there;
    const auto& all = *marks;
    for (const MarkedSentence& mark : all) {
        if (there.size() % page == 0) co_await others_turn();
        if (ended || !opened()) co_return false;
        const auto entry = mark.entry ? playlist.entry(*mark.entry) : Result<Entry>(Entry());
        const Entry of = entry ? *entry : Entry();
        const Document document = facts(mark, of);
        there.insert(document.entry);
        const auto known = index->document(document.entry);
        if (known && known->text == document.text) {
            if (*known != document) index->update(document);
            continue;
        }
        pending.push_back({document, 0, {of.language, part_text(blocks_of_mark(mark))}});
        pending_bytes += pending.back().part.text.size();
        if (pending_bytes >= at_once && !co_await flush()) co_return false;
    }
    for (EntryId behind = INT64_MIN; behind < 0;) {
        if (ended || !opened()) co_return false;
        const auto known = index->documents(behind, page);
        behind = known.empty() ? 0 : known.back().entry;
        for (const Document& each : known)
            if (each.entry < 0 && !there.contains(each.entry)) index->forget(each.entry);
        co_await others_turn();
    }
    co_return true;
}

// All entries with all that is indexed.
asio::awaitable<bool> Finder::State::compare_all() {
    EntryId behind = 0;
    for (;;) {
        const auto texts = playlist.texts(behind, page);
        if (!texts) co_return false;
        if (ended || !opened()) co_return false;
        const EntryId last = texts->empty() ? INT64_MAX : texts->back().entry;
        std::set<EntryId> there;
        for (const TextOf& each : *texts) there.insert(each.entry);
        for (bool more = true; more;) {
            const auto known = index->documents(behind, page);
            more = false;
            for (const Document& each : known) {
                if (each.entry > last) break;
                behind = each.entry;
                more = &each == &known.back();
                if (!there.contains(each.entry)) index->forget(each.entry);
            }
        }
        if (texts->empty()) co_return true;
        for (const TextOf& each : *texts)
            if (!co_await refresh(each.entry, each.text)) co_return false;
        behind = last;
        co_await others_turn();
    }
}

asio::awaitable<bool> Finder::State::refresh(EntryId id, std::int64_t text) {
    if (ended || !opened()) co_return false;
    const auto known = index->document(id);
    const auto entry = playlist.entry(id);
    if (!entry && entry.error().kind != ErrorKind::not_found) co_return false;
    if (!entry || text == 0) {
        if (known) index->forget(id);
        co_return true;
    }
    Document document = facts(*entry, text);
    if (known && known->text == text && known->whole) {
        if (*known != document) index->update(document);
        co_return true;
    }
    co_return co_await enqueue(std::move(document), *entry);
}

asio::awaitable<bool> Finder::State::enqueue(Document document, const Entry& entry) {
    const auto contents = playlist.contents(entry.id);
    if (!contents) co_return true;  // damaged: there is nothing to find in it
    for (std::size_t number = 0; number < contents->parts.size(); ++number) {
        auto text = playlist.part(*contents, number);
        if (!text && text.error().kind == ErrorKind::conflict)
            co_return true;  // edited: the list is another now
        document.text = contents->text;
        document.whole = number + 1 == contents->parts.size();
        pending_bytes += text ? text->size() : 0;
        PartToFind part{contents->language, text ? std::move(*text) : std::string()};
        pending.push_back({document, number, std::move(part)});
        if (pending_bytes >= at_once && !co_await flush()) co_return false;
    }
    co_return true;
}

// Of several one may be to blame for all: then one by one, and that one has none. Error: nobody can tell now.
asio::awaitable<Result<std::vector<TextTerms>>> Finder::State::terms_of(std::vector<PartToFind> parts) {
    auto all = co_await worker.terms(parts);
    if (all || worker.obstacle()) co_return all;
    std::vector<TextTerms> terms;
    for (const PartToFind& part : parts) {
        std::vector<PartToFind> alone(1, part);
        auto one = co_await worker.terms(std::move(alone));
        if (!one && worker.obstacle()) co_return one.error();
        if (!one) spdlog::warn("a part of an article cannot be searched: {}", one.error().message);
        terms.push_back(one ? std::move(one->front()) : TextTerms());
    }
    co_return terms;
}

asio::awaitable<bool> Finder::State::flush() {
    if (pending.empty()) co_return true;
    std::vector<Pending> batch;
    batch.swap(pending);
    pending_bytes = 0;
    std::vector<PartToFind> parts;
    for (Pending& each : batch) parts.push_back(std::move(each.part));
    const auto terms = co_await terms_of(std::move(parts));
    if (ended || !terms) co_return false;
    for (std::size_t i = 0; i < batch.size(); ++i) {
        if (ended || !opened()) co_return false;
        const auto& [document, number, part] = batch[i];
        const TextTerms& of_part = (*terms)[i];
        if (number == 0) title = of_part.title_words ? of_part : TextTerms();
        index->store(document, number, of_part, title);
        if (document.whole) title = {};
        co_await others_turn();
    }
    co_return true;
}

}  // namespace vorleser::search
