// The finder's inside; private to the room. filling.cpp keeps the index up to date, finder.cpp asks it.
#pragma once

#include <chrono>
#include <list>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "daemon/search/expression.hpp"
#include "daemon/search/finder.hpp"
#include "daemon/search/index.hpp"
#include "daemon/search/question.hpp"

namespace vorleser::search {

namespace asio = boost::asio;

struct Finder::State : std::enable_shared_from_this<State> {
    using Clock = std::chrono::steady_clock;

    State(asio::any_io_executor on, Worker& with, Playlist& of, std::string where)
        : executor(on), worker(with), playlist(of), path(std::move(where)), wake(on) {}

    // --- filling.cpp

    // Keeps the index up to date for as long as the finder lives.
    asio::awaitable<void> run();
    asio::awaitable<bool> catch_up();
    asio::awaitable<bool> compare_all();
    asio::awaitable<bool> follow_list(std::int64_t revision, std::int64_t since);
    asio::awaitable<bool> compare_marks();
    asio::awaitable<bool> refresh(EntryId entry, std::int64_t text);
    asio::awaitable<bool> enqueue(Document document, const Entry& entry);
    asio::awaitable<bool> flush();
    asio::awaitable<Result<std::vector<TextTerms>>> terms_of(std::vector<PartToFind> parts);
    asio::awaitable<void> others_turn();
    asio::awaitable<void> caught_up();  // until what was added a moment ago is indexed, but not long
    void follow();

    // The index, opened or made anew; null: the disk refuses, which the log says once.
    Index* opened();
    void broken(const DatabaseError& error);  // throws it away, where that helps
    void close_if_idle();

    // What is known of an entry beside its terms.
    static Document facts(const Entry& entry, std::int64_t text);
    static Document facts(const MarkedSentence& mark, const Entry& of);

    // --- finder.cpp

    struct Candidate {
        double weight = 0;
        std::int64_t row = 0;
        EntryId entry = 0;
    };
    struct Sought;  // a search under way
    asio::awaitable<void> gather(Sought& sought, Nearness nearness);
    asio::awaitable<void> gather_all(Sought& sought);
    bool gone(EntryId id);
    asio::awaitable<Result<Found>> search(Question question, std::int64_t offset, std::int64_t limit);
    void order(Sought& sought, std::size_t from, const Expression& asked);
    std::optional<Hit> hit(const Sought& sought, std::size_t number);
    std::optional<Hit> marked_hit(const Sought& sought, std::size_t number);

    asio::any_io_executor executor;
    Worker& worker;
    Playlist& playlist;
    const std::string path;
    std::optional<Index> index;
    int searches = 0;  // under way; none of them holds a statement while others have their turn
    bool wanted = true, filling = false, far_behind = false, refused = false, ended = false;
    bool hurry = false;            // somebody waits for it
    std::uint64_t marks_seen = 0;  // Playlist::marks_revision() of what is indexed; 0: look at all
    asio::steady_timer wake;
    std::list<asio::steady_timer> waiting;  // for what was just added
    std::optional<Clock::time_point> retry_at;

    // Parts on their way to the worker, in the order of their articles.
    struct Pending {
        Document document;  // `whole`: it is the last part
        std::size_t number = 0;
        PartToFind part;
    };
    std::vector<Pending> pending;
    std::size_t pending_bytes = 0;
    TextTerms title;  // of the article whose parts are being stored
};

// A mark's text as it is indexed: its sentence, then its note.
std::vector<Block> blocks_of_mark(const MarkedSentence& mark);

}  // namespace vorleser::search
