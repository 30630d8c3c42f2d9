// Subscribing: to a feed, to what a page names, to what a file lists.
#pragma once

#include <filesystem>
#include <string>

#include "client/commands.hpp"
#include "client/crowd.hpp"
#include "client/feeds/store.hpp"

namespace vorleser::feeds {

// `vorleser subscribe`. Throws Failure.
int subscribe(const Invocation& invocation, Store& store, const std::filesystem::path& directory,
              const IsPublic& is_public);

// All subscriptions as OPML.
std::string opml(Store& store);

// Stores that beside the state, for when it is damaged; a disk that refuses is said.
void keep_copy(Store& store);

}  // namespace vorleser::feeds
