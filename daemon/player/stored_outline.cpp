#include "daemon/player/stored_outline.hpp"

namespace vorleser {

Result<std::shared_ptr<const narration::Outline>> stored_outline(const Playlist& playlist, EntryId entry) {
    auto contents = playlist.contents(entry);
    if (!contents) return contents.error();
    std::string language = contents->language;
    std::vector<PartSize> parts = contents->parts;
    const auto read = [&playlist, contents = std::move(*contents)](std::size_t part) {
        return playlist.part(contents, part);
    };
    return std::make_shared<const narration::Outline>(entry, std::move(language), std::move(parts), read);
}

}  // namespace vorleser
