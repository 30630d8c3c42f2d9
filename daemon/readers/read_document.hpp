// Whatever it is → Article. Pure; only for a process of its own (main.cpp).
#pragma once

#include <string_view>

#include "daemon/article/read.hpp"

namespace vorleser::documents {

// What libraries load when they are first asked, before the process is confined and cannot.
void prepare();

// A document of another format (document_of()) by its reader; anything else as read_article(). Errors: as
// read_article(), «this is an e-book (EPUB): it is damaged …» among them.
Result<Reading> read_document(std::string_view bytes, const ReadOptions& options);

}  // namespace vorleser::documents
