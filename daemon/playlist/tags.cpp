#include "daemon/playlist/tags.hpp"

#include <algorithm>

#include "daemon/article/article.hpp"
#include "daemon/article/characters.hpp"
#include "daemon/article/decode.hpp"

namespace vorleser {

Result<std::string> tag_of(std::string_view written) {
    std::string tag = clean_line(written);
    if (tag.empty()) return Error(ErrorKind::invalid_argument, "a tag is a word or several, not nothing");
    if (count_code_points(tag) > longest_tag)
        return Error(ErrorKind::invalid_argument, "a tag has at most {} characters: “{}” is longer",
                     longest_tag, shortened(tag));
    return tag;
}

std::vector<std::string_view> tags_of(std::string_view lines) {
    std::vector<std::string_view> tags;
    while (!lines.empty()) {
        const auto end = std::min(lines.find('\n'), lines.size());
        if (end > 0) tags.push_back(lines.substr(0, end));
        lines.remove_prefix(std::min(end + 1, lines.size()));
    }
    return tags;
}

std::string_view find_tag(std::string_view lines, std::string_view tag) {
    const auto wanted = lower_case(tag);
    const auto tags = tags_of(lines);
    for (const auto each : tags)
        if (lower_case(each) == wanted) return each;
    return {};
}

std::string with_tag(std::string lines, std::string_view tag) {
    if (find_tag(lines, tag).empty()) lines.append(tag) += '\n';
    return lines;
}

std::string without_tag(std::string_view lines, std::string_view tag) {
    const auto wanted = lower_case(tag);
    const auto tags = tags_of(lines);
    std::string left;
    for (const auto each : tags)
        if (lower_case(each) != wanted) left.append(each) += '\n';
    return left;
}

}  // namespace vorleser
