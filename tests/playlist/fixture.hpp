// A directory for a playlist's file and entries to put into it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <sqlite3.h>
#include <stdlib.h>

#include "daemon/playlist/playlist.hpp"

namespace vorleser {

class PlaylistTest : public testing::Test {
 protected:
    PlaylistTest() {
        std::string pattern = testing::TempDir() + "playlist_XXXXXX";
        if (!mkdtemp(pattern.data())) throw std::runtime_error("no temporary directory");
        directory_ = pattern;
    }
    ~PlaylistTest() override { std::filesystem::remove_all(directory_); }

    std::string path() const { return directory_ + "/playlist.db"; }

    // On the file, as another program would.
    void run_sql(const std::string& sql) const { run_sql(sql, path()); }
    static void run_sql(const std::string& sql, const std::string& path) {
        sqlite3* db = nullptr;
        ASSERT_EQ(sqlite3_open(path.c_str(), &db), SQLITE_OK);
        EXPECT_EQ(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(db);
        sqlite3_close(db);
    }

    // As it would come from a page.
    struct Page {
        Article article;
        std::string dropped = {};
        operator NewEntry() const { return {stored(article), 61'000, dropped}; }
    };

    static Page entry(const std::string& title) {
        Page entry;
        entry.article.title = title;
        entry.article.kicker = "Dachzeile";
        entry.article.teaser = "Worum es geht.";
        entry.article.source = "quelle.txt";
        entry.article.language = "de";
        entry.article.body = {{BlockKind::heading, "Zwischen"},
                              {BlockKind::paragraph, "Ein Absatz über Öl."}};
        return entry;
    }

    static EntryId add(Playlist& playlist, const std::string& title, std::optional<EntryId> before = {}) {
        const std::vector<NewEntry> entries{entry(title)};
        return playlist.add(entries, before).value().at(0);
    }

    static std::vector<EntryId> ids(const Playlist& playlist) {
        std::vector<EntryId> ids;
        const auto entries = playlist.list(0, 1'000'000);
        for (const Entry& entry : entries.value()) ids.push_back(entry.id);
        return ids;
    }

    static std::vector<std::string> titles(const Playlist& playlist) {
        std::vector<std::string> titles;
        const auto entries = playlist.list(0, 1'000'000);
        for (const Entry& entry : entries.value()) titles.push_back(entry.title);
        return titles;
    }

    std::string directory_;
};

}  // namespace vorleser
