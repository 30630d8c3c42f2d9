// German as data: the TOML files in voices/, and the user's own of the same names.
#pragma once

#include <string>
#include <vector>

#include <toml++/toml.h>

namespace vorleser {

// The file `name` of the last directory (the installed one), with those of the directories before it laid
// over it: tables are joined key by key, lists get longer, other values are replaced. Only the last
// directory's file must exist. Throws std::runtime_error that names file and line.
toml::table load_data(const std::vector<std::string>& directories, const std::string& name);

// Changes with every byte of the listener's own files (all directories but the last): stored lengths are
// measured anew then.
std::string own_data_fingerprint(const std::vector<std::string>& directories);

// Throws std::runtime_error: the node's file and line, and what is wrong there.
[[noreturn]] void malformed(const toml::node& node, const std::string& why);

}  // namespace vorleser
