// A list, a worker that knows German, and what finds something in it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "daemon/article/characters.hpp"
#include "daemon/playlist/playlist.hpp"
#include "daemon/search/finder.hpp"
#include "daemon/speech/voice.hpp"
#include "tests/support/loop.hpp"
#include "tests/support/running_daemon.hpp"

namespace vorleser::test {

class Finding : public testing::Test {
 protected:
    static VoiceProfile anna() {
        std::vector<VoiceProblem> problems;
        for (const VoiceProfile& voice :
             load_voices({VORLESER_BINARY_DIR "/share/vorleser/voices"}, problems))
            if (voice.name == "anna") return voice;
        throw std::runtime_error("no voice");
    }

    std::string index_path() const { return (files.path() / "search.db").string(); }

    static NewEntry written(const std::string& title, const std::string& text,
                            const std::string& source = "") {
        Article article{.title = title, .source = source, .language = "de"};
        for (std::size_t at = 0; at < text.size();) {
            const auto end = std::min(text.find('\n', at), text.size());
            if (end > at) article.body.push_back({BlockKind::paragraph, text.substr(at, end - at)});
            at = end + 1;
        }
        return {stored(article), 1000};
    }
    EntryId add(const std::string& title, const std::string& text, const std::string& source = "") {
        const std::vector<NewEntry> entries{written(title, text, source)};
        const auto id = playlist.add(entries).value().at(0);
        finder->follow();
        return id;
    }

    // The sentence of that text, as the player would mark it.
    std::int64_t mark(EntryId entry, const std::string& sentence, const std::string& note = "") {
        std::string text;
        const auto article = playlist.article(entry).value();
        for (const auto& block : article.body) text += block.text + "\n\n";
        const auto title = count_code_points(playlist.entry(entry).value().title) + 2;
        const auto begin = title + count_code_points(text.substr(0, text.find(sentence)));
        MarkedSentence marked{.entry = entry, .sentence = sentence, .note = note};
        marked.begin = static_cast<std::uint32_t>(begin);
        marked.end = static_cast<std::uint32_t>(begin + count_code_points(sentence));
        const auto id = playlist.add_mark(marked).value();
        finder->follow();
        return id;
    }

    void start() { finder.emplace(loop.get_executor(), worker, playlist, index_path()); }
    void settle() {
        turn_until(loop, [&] { return finder->idle(); });
    }

    search::Found find(const std::string& query, std::int64_t offset = 0, std::int64_t limit = 100) {
        return run(loop, finder->find(query, offset, limit)).value();
    }
    std::vector<EntryId> ids(const std::string& query) {
        std::vector<EntryId> ids;
        const auto found = find(query);
        for (const auto& hit : found.hits) ids.push_back(hit.entry.id);
        return ids;
    }

    TemporaryDirectory files;
    boost::asio::io_context loop;
    Playlist playlist{(files.path() / "playlist.db").string()};
    Worker worker{
        loop.get_executor(),
        {VORLESER_BINARY_DIR "/daemon/vorleserd", {VORLESER_BINARY_DIR "/share/vorleser/voices"}, anna()}};
    std::optional<search::Finder> finder{std::in_place, loop.get_executor(), worker, playlist,
                                         (files.path() / "search.db").string()};
};

}  // namespace vorleser::test
