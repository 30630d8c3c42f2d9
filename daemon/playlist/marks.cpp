// The listener's marks: sentences of articles, with notes.
#include <algorithm>

#include "daemon/article/characters.hpp"
#include "daemon/base/characters.hpp"
#include "daemon/playlist/state.hpp"

namespace vorleser {

namespace {

constexpr std::string_view select_mark =
    "SELECT id, uid, entry, entry_uid, begins, ends, sentence, note, title, source, url, made_at, changed_at,"
    " position_ms FROM mark WHERE id = ? AND departure = 0";
constexpr std::string_view select_marks =
    "SELECT id, uid, entry, entry_uid, begins, ends, sentence, note, title, source, url, made_at, changed_at,"
    " position_ms FROM mark WHERE departure = 0 ORDER BY made_at DESC, id DESC";
constexpr std::string_view select_marks_of =
    "SELECT id, uid, entry, entry_uid, begins, ends, sentence, note, title, source, url, made_at, changed_at,"
    " position_ms FROM mark WHERE departure = 0 AND entry = ? ORDER BY begins, id";
// Those that were taken away, too.
constexpr std::string_view select_all_marks_of =
    "SELECT id, uid, entry, entry_uid, begins, ends, sentence, note, title, source, url, made_at, changed_at,"
    " position_ms FROM mark WHERE entry = ?";

// What is out of its range is the default: a mark is its sentence and its note.
MarkedSentence read_mark(const Query& row) {
    MarkedSentence mark;
    mark.id = row.get<std::int64_t>(0);
    mark.uid = row.get<Uid>(1);
    if (!row.is_null(2)) mark.entry = row.get<EntryId>(2);
    mark.entry_uid = row.get<Uid>(3);
    constexpr Range places{0, UINT32_MAX};
    if (places.holds(row.get<std::int64_t>(4)) && places.holds(row.get<std::int64_t>(5)))
        mark.begin = row.get<std::uint32_t>(4), mark.end = row.get<std::uint32_t>(5);
    int column = 6;
    for (auto* text : {&mark.sentence, &mark.note, &mark.title, &mark.source, &mark.url})
        *text = valid(row.get<std::string>(column++));
    for (auto* time : {&mark.made_at, &mark.changed_at})
        if (const auto stored = row.get<std::int64_t>(column++); time_range.holds(stored)) *time = stored;
    if (const auto stored = row.get<std::int64_t>(column); span_range.holds(stored))
        mark.position_ms = stored;
    return mark;
}

// Its beginning, of so many bytes at most.
void cut_to(std::string& text, std::size_t bytes) {
    text.resize(whole_characters(text, bytes));
}

Error no_mark(std::int64_t id) {
    return Error(ErrorKind::not_found, "there is no mark {}", id);
}

// Where `sentence` stands in an article's text, nearest to `near`; both in bytes. The text as its parts have
// it, in a row: a sentence does not begin with the letter of a block's kind, behind a line's end.
std::optional<std::size_t> nearest(std::string_view text, std::string_view sentence, std::size_t near) {
    if (sentence.empty()) return {};
    std::optional<std::size_t> best;
    const auto distance = [&](std::size_t at) { return at > near ? at - near : near - at; };
    for (auto at = text.find(sentence); at != text.npos; at = text.find(sentence, at + 1)) {
        if (at > 0 && text[at - 1] == '\n') continue;
        if (!best || distance(at) < distance(*best)) best = at;
        if (at > near) break;  // the others are farther
    }
    return best;
}

}  // namespace

std::int64_t Playlist::State::insert_mark(const MarkedSentence& mark) {
    auto row = database.query(
        "INSERT INTO mark (uid, entry, entry_uid, begins, ends, sentence, note, title, source, url, made_at,"
        " changed_at, position_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    row.bind(mark.uid);
    if (mark.entry)
        row.bind(*mark.entry);
    else
        row.skip();
    row.bind(mark.entry_uid).bind(mark.begin).bind(mark.end);
    for (const auto* text : {&mark.sentence, &mark.note, &mark.title, &mark.source, &mark.url})
        row.bind(std::string_view(*text));
    row.bind(mark.made_at).bind(mark.changed_at).bind(mark.position_ms);
    row.step();
    return database.last_id();
}

void Playlist::State::place_mark(std::int64_t id, const MarkedSentence& mark, std::string_view text,
                                 std::uint32_t about, std::int64_t duration_ms) {
    if (!text.empty()) text = text.substr(1, text.size() - 2);
    const auto code_points = static_cast<std::int64_t>(count_code_points(text));
    const auto found = nearest(text, mark.sentence, byte_of(text, about));
    const auto begin =
        found ? static_cast<std::int64_t>(count_code_points(text.substr(0, *found))) : std::int64_t{about};
    const auto end = begin + (found ? static_cast<std::int64_t>(count_code_points(mark.sentence)) : 0);
    const auto position_ms =
        begin == mark.begin
            ? mark.position_ms
            : std::min(duration_ms, duration_ms * begin / std::max<std::int64_t>(code_points, 1));
    database.run("UPDATE mark SET begins = ?, ends = ?, position_ms = ? WHERE id = ?", begin, end,
                 position_ms, id);
}

void Playlist::State::move_marks(EntryId entry, std::string_view title, std::string_view before,
                                 std::string_view after, std::int64_t duration_ms) {
    std::vector<MarkedSentence> marks;
    {
        auto row = database.query(select_all_marks_of, entry);
        while (row.step()) marks.push_back(read_mark(row));
    }
    if (marks.empty()) return;
    for (const MarkedSentence& mark : marks) {
        // As the listener's place moves, then to where the sentence is.
        const auto about = before.empty() ? Place{} : moved({mark.begin, 0}, before, after);
        place_mark(mark.id, mark, after, about.code_point, duration_ms);
        database.run("UPDATE mark SET title = ? WHERE id = ?", title, mark.id);
    }
    ++marks_changed;
}

Result<MarkedSentence> Playlist::mark(std::int64_t id) const {
    return state_->read([&]() -> Result<MarkedSentence> {
        auto row = state_->database.query(select_mark, id);
        if (!row.step()) return no_mark(id);
        return read_mark(row);
    });
}

Result<std::vector<MarkedSentence>> Playlist::marks(std::optional<EntryId> of) const {
    return state_->read([&]() -> Result<std::vector<MarkedSentence>> {
        std::vector<MarkedSentence> marks;
        auto row = of ? state_->database.query(select_marks_of, *of) : state_->database.query(select_marks);
        while (row.step()) marks.push_back(read_mark(row));
        return marks;
    });
}

Result<std::int64_t> Playlist::add_mark(MarkedSentence mark) {
    auto& database = state_->database;
    return state_->write(Durable::yes, [&]() -> Result<std::int64_t> {
        if (!mark.entry) return Error(ErrorKind::invalid_argument, "a mark belongs to an article");
        const auto of = entry(*mark.entry);
        if (!of) return of.error();
        const auto now = unix_time();
        ++state_->marks_changed;
        if (const auto there = database.number(
                "SELECT id FROM mark WHERE entry = ? AND begins = ? AND ends = ? AND departure = 0",
                *mark.entry, mark.begin, mark.end)) {
            if (!mark.note.empty())
                database.run("UPDATE mark SET note = ?, changed_at = ? WHERE id = ?",
                             std::string_view(mark.note), now, there);
            return there;
        }
        cut_to(mark.sentence, longest_sentence);
        mark.uid = next_uid();
        mark.entry_uid = of->uid;
        mark.title = of->title;
        mark.source = of->source;
        mark.url = of->url;
        mark.made_at = mark.changed_at = now;
        return state_->insert_mark(mark);
    });
}

Result<void> Playlist::set_note(std::int64_t id, std::string_view note) {
    auto& database = state_->database;
    return state_->write(Durable::yes, [&]() -> Result<void> {
        database.run("UPDATE mark SET note = ?, changed_at = ? WHERE id = ? AND departure = 0", note,
                     unix_time(), id);
        if (database.changed() == 0) return no_mark(id);
        ++state_->marks_changed;
        return {};
    });
}

Result<void> Playlist::remove_marks(std::span<const std::int64_t> ids) {
    auto& database = state_->database;
    return state_->write(Durable::yes, [&]() -> Result<void> {
        const auto departure = state_->next_departure();
        for (const auto id : ids) {
            database.run("UPDATE mark SET departure = ? WHERE id = ? AND departure = 0", departure, id);
            if (database.changed() == 0) return no_mark(id);
        }
        // What was taken away long ago nobody brings back.
        database.run(
            "DELETE FROM mark WHERE departure <> 0 AND id NOT IN"
            " (SELECT id FROM mark WHERE departure <> 0 ORDER BY departure DESC LIMIT ?)",
            std::int64_t{1000});
        ++state_->marks_changed;
        return {};
    });
}

std::uint64_t Playlist::marks_revision() const {
    return state_->marks_changed;
}

}  // namespace vorleser
