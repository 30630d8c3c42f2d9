#include "daemon/text/data.hpp"

#include <algorithm>
#include <cstdint>
#include <filesystem>

#include <fmt/format.h>

#include "daemon/base/file.hpp"

namespace vorleser {

namespace {

constexpr std::size_t most_attempts = 8;  // each reads everything anew: then the whole file is left out

std::string path_of(const toml::source_region& source) {
    return source.path ? *source.path : std::string();
}

Sentence kind_of(const toml::node& node) {
    return node.is_table()   ? Sentence("a section")
           : node.is_array() ? Sentence("a list")
                             : Sentence("a text in quotation marks");
}

// What stands in these sections is blanked but for the first line with an entry; all lines keep their
// numbers.
std::string without_sections(std::string_view text, std::span<const std::string_view> sections) {
    std::string rest;
    bool within = false, first = false;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(end);
        if (line.starts_with('[')) {
            const std::string_view name = line.substr(1, line.find(']') - 1);
            within = first = std::find(sections.begin(), sections.end(), name) != sections.end();
            rest += line;
        } else if (within && !(first && line.find("= \"") != line.npos)) {
            rest += '\n';
        } else {
            rest += line;
            first = false;
        }
    }
    return rest;
}

}  // namespace

Sentence at_line(const std::string& path, std::size_t line, const Sentence& why) {
    return line ? Sentence("{}, line {}: {}", path, line, why) : Sentence("{}: {}", path, why);
}

Result<std::optional<toml::table>> read_toml(const std::string& path,
                                             std::span<const std::string_view> compiled) {
    auto text = read_own_file(path);
    if (!text) return text.error();
    if (!*text) return std::optional<toml::table>();
    if (!compiled.empty()) **text = without_sections(**text, compiled);
    try {
        return std::optional<toml::table>(toml::parse(**text, path));
    } catch (const toml::parse_error& wrong) {
        const Sentence why = Sentence::value(std::string(wrong.description()));
        return Error(ErrorKind::unreadable, at_line(path, wrong.source().begin.line, why));
    }
}

Malformed::Malformed(const toml::source_region& where, const Sentence& why)
    : DataError(at_line(path_of(where), where.begin.line, why)),
      path(path_of(where)),
      position(where.begin) {}

void malformed(const toml::node& node, const Sentence& why) {
    throw Malformed(node.source(), why);
}

// Nodes are moved, since a copied one has forgotten its file and line.
void DataFiles::lay_over(toml::table& base, toml::table&& own, std::string_view section) {
    // What stands in the section already says what may be added to it.
    const auto like = base.begin() == base.end() ? nullptr : &base.begin()->second;
    const auto wrong = [&](const toml::node& node, const Sentence& why) {
        add_problem(at_line(path_of(node.source()), node.source().begin.line, why));
    };
    for (auto&& [key, node] : own) {
        const auto at = node.source().begin;
        if (left_out_.contains({path_of(node.source()), at.line, at.column})) continue;
        toml::node* const old = base.get(key);
        // Lists are asked for by their names, but for those of words by their language.
        const bool fixed =
            section.empty() || (like && like->is_array() && section != "foreign" && section != "names");
        if (!old && fixed) {
            wrong(node, Sentence("there is no “{}” in such a file", key.str()));
            continue;
        }
        if (const toml::node* as = old ? old : like; as && as->type() != node.type()) {
            wrong(node, Sentence("“{}” must be {}", key.str(), kind_of(*as)));
            continue;
        }
        if (old && old->is_table()) {
            lay_over(*old->as_table(), std::move(*node.as_table()), key.str());
        } else if (node.is_array()) {
            toml::array* list =
                old ? old->as_array() : &base.emplace<toml::array>(key).first->second.ref<toml::array>();
            toml::array& added = *node.as_array();
            for (toml::node& item : added) {
                const auto place = item.source().begin;
                if (left_out_.contains({path_of(item.source()), place.line, place.column})) continue;
                if (item.is_string())
                    list->push_back(std::move(*item.as_string()));
                else
                    wrong(item, Sentence("a word in quotation marks is expected"));
            }
        } else {
            node.visit([&](auto& value) { base.insert_or_assign(key, std::move(value)); });
        }
    }
}

void DataFiles::add_problem(const Sentence& problem) {
    if (std::find(problems_.begin(), problems_.end(), problem) == problems_.end())
        problems_.push_back(problem);
}

const toml::table& DataFiles::load(const std::string& name, std::span<const std::string_view> compiled) {
    const auto found = loaded_.find(name);
    return found != loaded_.end() ? found->second : loaded_.emplace(name, read(name, compiled)).first->second;
}

toml::table DataFiles::read(const std::string& name, std::span<const std::string_view> compiled) {
    const std::string installed = directories_.back() + "/" + name;
    auto base = read_toml(installed, compiled);
    if (!base) throw DataError(base.error().message);
    if (!*base) throw DataError(Sentence("{} is missing: is Vorleser installed whole?", installed));
    for (auto directory = directories_.rbegin() + 1; directory != directories_.rend(); ++directory) {
        const std::string path = *directory + "/" + name;
        if (files_left_out_.contains(path)) continue;
        auto own = read_toml(path);
        if (!own)
            add_problem(own.error().message);
        else if (*own)
            lay_over(**base, std::move(**own), "");
    }
    return std::move(**base);
}

bool DataFiles::leave_out(const Malformed& wrong) {
    if (std::filesystem::path(wrong.path).parent_path() == std::filesystem::path(directories_.back()))
        return false;
    loaded_.clear();
    add_problem(wrong.sentence);
    if (++attempts_ < most_attempts) {
        left_out_.emplace(wrong.path, wrong.position.line, wrong.position.column);
    } else {
        add_problem(Sentence("{} has many mistakes: it is left out until they are mended", wrong.path));
        files_left_out_.insert(wrong.path);
    }
    return true;
}

std::string own_data_fingerprint(const std::vector<std::string>& directories) {
    std::vector<std::string> files;
    for (std::size_t i = 0; i + 1 < directories.size(); ++i) {
        std::error_code error;
        for (std::filesystem::directory_iterator file(directories[i], error), end; !error && file != end;
             file.increment(error)) {
            const std::string name = file->path().filename().string();
            // Voices have a fingerprint of their own.
            if (name.ends_with(".toml") && !name.ends_with(".voice.toml"))
                files.push_back(file->path().string());
        }
    }
    std::sort(files.begin(), files.end());
    std::uint64_t hash = 0xcbf29ce484222325;  // FNV-1a
    for (const std::string& file : files) {
        const auto read = read_own_file(file);
        const std::string bytes = read && *read ? **read : std::string();
        for (const std::string* each : {&file, &bytes})
            for (const unsigned char byte : *each) hash = (hash ^ byte) * 0x100000001b3;
    }
    return files.empty() ? "" : fmt::format("{:016x}", hash);
}

}  // namespace vorleser
