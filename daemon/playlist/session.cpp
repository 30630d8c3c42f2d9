// Where the listener is, in an article and in the list.
#include "daemon/playlist/state.hpp"

namespace vorleser {

Result<void> Playlist::save_place(EntryId id, const Place& place, std::int64_t position_ms, Durable durable) {
    return state_->write(durable, [&]() -> Result<void> {
        state_->database.run(
            "UPDATE entry SET code_point = ?, fraction = ?, position_ms = ?, last_heard_at = CASE WHEN ? "
            "THEN ?"
            " ELSE last_heard_at END WHERE id = ?",
            place.code_point, place.fraction, position_ms, place != Place{}, unix_time(), id);
        if (state_->database.changed() == 0) return no_entry(id);
        return {};
    });
}

Result<Session> Playlist::session() const {
    return state_->read([&]() -> Result<Session> {
        Session session;
        auto row = state_->database.query(
            "SELECT (SELECT id FROM entry WHERE id = current AND left_at = 0), playing, boot_id, saved_at, "
            "speed_percent, volume_percent, voice,"
            " pitch, repeat, shuffle, sleep_at, sleep_at_end, device FROM session");
        if (!row.step()) return session;
        if (!row.is_null(0)) session.current = row.get<EntryId>(0);
        session.left = static_cast<Left>(row.get<int>(1));
        session.boot_id = row.get<std::string>(2);
        session.saved_at = row.get<std::int64_t>(3);
        session.speed_percent = row.get<int>(4);
        session.volume_percent = row.get<int>(5);
        session.voice = row.get<std::string>(6);
        session.pitch = row.get<int>(7);
        session.repeat = static_cast<Repeat>(row.get<int>(8));
        session.shuffle = row.get<std::int64_t>(9);
        session.sleep_at = row.get<std::int64_t>(10);
        session.sleep_at_end = row.get<bool>(11);
        session.device = row.get<std::string>(12);
        auto interrupted = state_->database.query(
            "SELECT entry FROM return_to JOIN entry ON id = entry WHERE left_at = 0 ORDER BY depth");
        while (interrupted.step()) session.return_to.push_back(interrupted.get<EntryId>(0));
        return session;
    });
}

Result<void> Playlist::save_session(const Session& session, Durable durable) {
    auto& database = state_->database;
    return state_->write(durable, [&]() -> Result<void> {
        database.run(
            "INSERT OR REPLACE INTO session (id, current, playing, boot_id, saved_at, speed_percent,"
            " volume_percent, voice, pitch, repeat, shuffle, sleep_at, sleep_at_end, device)"
            " VALUES (1, (SELECT id FROM entry WHERE id = ? AND left_at = 0),"
            " ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            session.current.value_or(0), static_cast<int>(session.left), session.boot_id, session.saved_at,
            session.speed_percent, session.volume_percent, session.voice, session.pitch,
            static_cast<int>(session.repeat), session.shuffle, session.sleep_at, session.sleep_at_end,
            session.device);
        database.query("DELETE FROM return_to").step();
        for (const EntryId id : session.return_to) {
            database.run("INSERT INTO return_to (entry) SELECT id FROM entry WHERE id = ? AND left_at = 0",
                         id);
        }
        return {};
    });
}

}  // namespace vorleser
