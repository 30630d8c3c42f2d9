// A text in the listener's own editor.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vorleser {

// The file in which a text is edited, in a directory of the listener's own. It stays, whatever becomes of
// client, editor and daemon, until discard(): whoever calls that has what was written somewhere else.
//
// At its top stands a comment on the marks, which is no part of the text. All functions throw Failure.
class EditedFile {
 public:
    // A new file for the article `id`.
    EditedFile(std::int64_t id, std::string_view text);
    // One that is there already. It is discarded only if it is an EditedFile of earlier.
    explicit EditedFile(const std::filesystem::path& path) : path_(path) {}

    // The article it was made for, if it is an EditedFile.
    std::optional<std::int64_t> article() const;
    // What earlier edits of the article left behind.
    static std::vector<std::filesystem::path> left_behind(std::int64_t id);

    // Runs $VISUAL, $EDITOR or vi on it and waits; true if it ended well.
    bool edit() const;
    std::string text() const;
    void discard() const;
    const std::filesystem::path& path() const { return path_; }

 private:
    std::filesystem::path path_;
};

// $VISUAL, $EDITOR or vi.
std::string editor();

}  // namespace vorleser
