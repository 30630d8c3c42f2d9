#include "daemon/text/data.hpp"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include <fmt/format.h>

namespace vorleser {

namespace {

std::string place(const toml::source_region& source) {
    return (source.path ? *source.path : std::string()) + ":" + std::to_string(source.begin.line);
}

// Nodes are moved, since a copied one has forgotten its file and line.
void lay_over(toml::table& base, toml::table&& own) {
    for (auto&& [key, node] : own) {
        toml::node* old = base.get(key);
        toml::array* list = node.as_array();
        if (old && old->is_table() && node.is_table()) {
            lay_over(*old->as_table(), std::move(*node.as_table()));
        } else if (old && old->is_array() && list) {
            for (toml::node& item : *list)
                item.visit([&](auto& value) { old->as_array()->push_back(std::move(value)); });
        } else {
            node.visit([&](auto& value) { base.insert_or_assign(key, std::move(value)); });
        }
    }
}

}  // namespace

void malformed(const toml::node& node, const std::string& why) {
    throw std::runtime_error(place(node.source()) + ": " + why);
}

toml::table load_data(const std::vector<std::string>& directories, const std::string& name) {
    toml::table table;
    for (auto directory = directories.rbegin(); directory != directories.rend(); ++directory) {
        const std::string path = *directory + "/" + name;
        std::error_code error;
        if (directory != directories.rbegin() && !std::filesystem::exists(path, error)) continue;
        try {
            lay_over(table, toml::parse_file(path));
        } catch (const toml::parse_error& wrong) {
            throw std::runtime_error(place(wrong.source()) + ": " + std::string(wrong.description()));
        }
    }
    return table;
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
        std::ifstream in(file, std::ios::binary);
        const std::string bytes(std::istreambuf_iterator<char>(in), {});
        for (const std::string* each : {&file, &bytes})
            for (const unsigned char byte : *each) hash = (hash ^ byte) * 0x100000001b3;
    }
    return files.empty() ? "" : fmt::format("{:016x}", hash);
}

}  // namespace vorleser
