// A text in the listener's own editor.
#pragma once

#include <string>
#include <string_view>

namespace vorleser {

// A file that is gone at the end, but for what keep() saved. Mode 0600: what people read is their own matter.
class EditedFile {
 public:
    // Throws Failure when it cannot be written.
    explicit EditedFile(std::string_view text);
    ~EditedFile();
    EditedFile(const EditedFile&) = delete;
    EditedFile& operator=(const EditedFile&) = delete;

    // Runs $VISUAL, $EDITOR or vi on it and waits. Returns the file's text then; throws Failure when the
    // editor fails, and keeps the file.
    std::string edit() const;
    void keep() const { kept_ = true; }
    const std::string& path() const { return path_; }

 private:
    std::string path_;
    mutable bool kept_ = false;
};

}  // namespace vorleser
