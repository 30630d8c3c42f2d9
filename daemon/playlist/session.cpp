// Where the listener is, in an article and in the list.
#include <limits>

#include "daemon/playlist/state.hpp"

namespace vorleser {

// The same place once more changes nothing of how it came about. place_in is negative where it has moved on
// untold, so that the next one for good is told; -1 instead of 0.
Result<void> Playlist::State::set_place(EntryId id, const Place& place, std::int64_t position_ms, Cause cause,
                                        bool soon) {
    const Untold of_each(*this, soon);
    database.run(
        "UPDATE entry SET code_point = ?2, fraction = ?3, position_ms = ?4,"
        " place_in = CASE WHEN NOT ?7 THEN place_in WHEN place_in = 0 THEN -1 ELSE -abs(place_in) END,"
        " (place_cause, place_device, place_from) ="
        "  (SELECT place_cause, place_device, place_from WHERE code_point = ?2 AND fraction = ?3"
        "   UNION ALL SELECT ?5, ?6, CASE WHEN ?5 = 1 AND place_cause = 1 AND place_device = ?6 THEN "
        "place_from"
        "    WHEN place_in = -1 THEN 0 ELSE abs(place_in) END LIMIT 1),"
        " last_heard_at = CASE WHEN ?2 = 0 AND ?3 = 0 THEN last_heard_at ELSE ?8 END"
        " WHERE id = ?1",
        id, place.code_point, place.fraction, position_ms, cause, device, soon, unix_time());
    if (database.changed() == 0) return no_entry(id);
    return {};
}

Result<void> Playlist::save_place(EntryId id, const Place& place, std::int64_t position_ms, Durable wanted,
                                  Cause cause) {
    State& s = *state_;
    return s.write(wanted, [&] {
        // Within together() it is as durable as all of that.
        return s.set_place(id, place, position_ms, cause, s.durable == Durable::soon);
    });
}

Result<Session> Playlist::session() const {
    return state_->read([&]() -> Result<Session> {
        Session session;
        auto row = state_->database.query(state_->select_session);
        if (!row.step()) return session;
        bool right = row.get<bool>(17);
        const auto checked = [&](int column, const Range& range, auto& value) {
            const auto stored = row.get<std::int64_t>(column);
            if (range.holds(stored))
                value = static_cast<std::remove_reference_t<decltype(value)>>(stored);
            else
                right = false;
        };
        constexpr Range any{0, std::numeric_limits<std::int64_t>::max()};
        if (!row.is_null(0)) session.current = row.get<EntryId>(0);
        checked(1, {0, static_cast<int>(Left::paused)}, session.left);
        session.boot_id = valid(row.get<std::string>(2));
        checked(3, time_range, session.saved_at);
        checked(4, speed_range, session.speed_percent);
        checked(5, volume_range, session.volume_percent);
        session.voice = valid(row.get<std::string>(6));
        checked(7, pitch_range, session.pitch);
        checked(8, {0, static_cast<int>(Repeat::all)}, session.repeat);
        checked(9, any, session.shuffle);
        checked(10, span_range, session.sleep_at);
        checked(11, {0, 1}, session.sleep_at_end);
        session.chosen_device = valid(row.get<std::string>(12));
        session.output = valid(row.get<std::string>(13));
        checked(14, lease_range, session.output_since);
        checked(15, lease_range, session.output_lease);
        int finished = 0;
        checked(16, {0, static_cast<int>(WhenHeard::kept) + 1}, finished);
        if (finished > 0) session.finished = static_cast<WhenHeard>(finished - 1);
        auto interrupted = state_->database.query(
            "SELECT entry, return_to.sum = 0 OR return_to.sum = checksum(depth, entry)"
            " FROM return_to JOIN entry ON id = entry WHERE left_at = 0 ORDER BY depth");
        while (interrupted.step()) {
            if (interrupted.get<bool>(1))
                session.return_to.push_back(interrupted.get<EntryId>(0));
            else
                right = false;
        }
        // It is written anew soon, and is right then.
        state_->session_damaged |= !right;
        return session;
    });
}

Result<void> Playlist::save_session(const Session& session, Durable durable) {
    auto& database = state_->database;
    return state_->write(durable, [&]() -> Result<void> {
        database.run(
            "INSERT OR REPLACE INTO session (id, current, playing, boot_id, saved_at, speed_percent,"
            " volume_percent, voice, pitch, repeat, shuffle, sleep_at, sleep_at_end, device, output,"
            " output_since, output_lease, finished)"
            " VALUES (1, (SELECT id FROM entry WHERE id = ? AND left_at = 0),"
            " ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            session.current.value_or(0), static_cast<int>(session.left), session.boot_id, session.saved_at,
            session.speed_percent, session.volume_percent, session.voice, session.pitch,
            static_cast<int>(session.repeat), session.shuffle, session.sleep_at, session.sleep_at_end,
            session.chosen_device, session.output, session.output_since, session.output_lease,
            session.finished ? static_cast<int>(*session.finished) + 1 : 0);
        database.query("DELETE FROM return_to").step();
        for (const EntryId id : session.return_to) {
            database.run("INSERT INTO return_to (entry) SELECT id FROM entry WHERE id = ? AND left_at = 0",
                         id);
        }
        return {};
    });
}

}  // namespace vorleser
