#include "daemon/article/article.hpp"

#include <array>
#include <optional>
#include <utility>

#include <boost/json.hpp>

#include "daemon/article/characters.hpp"
#include "daemon/base/characters.hpp"

namespace vorleser {

namespace json = boost::json;

namespace {

constexpr std::array<std::pair<BlockKind, std::string_view>, 6> kinds{{
    {BlockKind::title, "title"},
    {BlockKind::teaser, "teaser"},
    {BlockKind::heading, "heading"},
    {BlockKind::paragraph, "paragraph"},
    {BlockKind::quotation, "quotation"},
    {BlockKind::list_item, "list_item"},
}};

// The article's plain fields with their names on the wire; both directions walk this one list.
constexpr std::array<std::pair<std::string_view, std::string Article::*>, 8> fields{{
    {"title", &Article::title},
    {"kicker", &Article::kicker},
    {"teaser", &Article::teaser},
    {"authors", &Article::authors},
    {"source", &Article::source},
    {"url", &Article::url},
    {"date", &Article::date},
    {"language", &Article::language},
}};

std::optional<BlockKind> body_kind(std::string_view name) {
    for (const auto& [kind, spelled] : kinds) {
        if (spelled == name && kind != BlockKind::title && kind != BlockKind::teaser) return kind;
    }
    return std::nullopt;
}

}  // namespace

std::string_view name(BlockKind kind) {
    for (const auto& [known, spelled] : kinds) {
        if (known == kind) return spelled;
    }
    throw std::logic_error("block kind without a name");
}

std::string shortened(std::string_view name) {
    constexpr std::string_view rest = "…";
    if (name.size() <= longest_name) return std::string(name);
    return std::string(name.substr(0, whole_characters(name, longest_name - rest.size()))).append(rest);
}

std::vector<PlacedBlock> placed_blocks(const Article& article) {
    std::vector<PlacedBlock> placed;
    placed.reserve(article.body.size() + 2);
    std::uint32_t at = 0;
    auto place = [&](const Block& block) {
        if (block.text.empty()) return;
        if (!placed.empty()) at += 2;  // the blank line between blocks
        const auto end = at + static_cast<std::uint32_t>(count_code_points(block.text));
        placed.push_back({block, at, end});
        at = end;
    };
    place({BlockKind::title, article.title});
    place({BlockKind::teaser, article.teaser});
    for (const Block& block : article.body) place(block);
    return placed;
}

std::string to_json(const Article& article) {
    json::object object;
    for (const auto& [key, field] : fields) object[key] = article.*field;
    json::array& body = object["body"].emplace_array();
    body.reserve(article.body.size());
    for (const Block& block : article.body) {
        body.push_back({{"kind", name(block.kind)}, {"text", block.text}});
    }
    return json::serialize(object);
}

Result<Article> article_from_json(std::string_view text) {
    const auto unreadable = [](const std::string& why) {
        return Error(ErrorKind::unreadable, "not a stored article: {}", why);
    };
    json::error_code error;
    const json::value value = json::parse({text.data(), text.size()}, error);
    if (error) return unreadable(error.message());
    const json::object* object = value.if_object();
    if (!object) return unreadable("not an object");

    Article article;
    std::size_t known = 1;  // the body
    for (const auto& [key, field] : fields) {
        const json::value* found = object->if_contains(key);
        if (!found && key == "url") continue;  // stored before it was kept
        ++known;
        if (!found || !found->is_string()) return unreadable("\"" + std::string(key) + "\" is no string");
        article.*field = std::string(found->get_string());
    }
    const json::value* body = object->if_contains("body");
    if (!body || !body->is_array()) return unreadable("\"body\" is no array");
    article.body.reserve(body->get_array().size());
    for (const json::value& item : body->get_array()) {
        const json::object* block = item.if_object();
        const json::value* kind_name = block ? block->if_contains("kind") : nullptr;
        const json::value* block_text = block ? block->if_contains("text") : nullptr;
        if (!kind_name || !kind_name->is_string() || !block_text || !block_text->is_string()) {
            return unreadable("a block lacks its kind or text");
        }
        const auto kind = body_kind(kind_name->get_string());
        if (!kind) return unreadable("unknown kind of block");
        article.body.push_back({*kind, std::string(block_text->get_string())});
    }
    if (object->size() != known) return unreadable("unknown field");
    return article;
}

}  // namespace vorleser
