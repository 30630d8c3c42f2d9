// What a server at rest holds in memory.
#pragma once

namespace vorleser::web {

// Gives back what was needed to begin, or for browsers that have gone: freed memory, and the pages of
// programs and libraries, which come again from the disk's cache where they are needed.
void rest();

}  // namespace vorleser::web
