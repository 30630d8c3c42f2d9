// The playlist's tables and how older files become new ones.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "daemon/playlist/database.hpp"

namespace vorleser {

// Checks that the file is ours, takes it for this process alone and brings its tables up to date, all in one
// transaction. A file that is refused is left as it was. From then on each row's sum follows its changes, and
// so do an entry's revisions, for which the connection needs the functions untold() and next_revision()
// (state.hpp). A statement on many entries may say the sum itself, which costs half as much. Throws
// DatabaseError, or std::runtime_error that says what to do.
void prepare_schema(Database& database);

// What a row's sum is over: all of its columns but the sum, in their order; the same separated by commas.
std::vector<std::string> column_list(Database& database, std::string_view table);
std::string summed_columns(Database& database, std::string_view table);

}  // namespace vorleser
