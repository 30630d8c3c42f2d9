// Why a document is not read, as several readers say it; private to the room.
#pragma once

#include <cstddef>

#include "daemon/base/error.hpp"

namespace vorleser::documents {

inline Error damaged() {
    return Error(ErrorKind::unreadable, "it is damaged or incomplete: get it anew and add that");
}

inline Error locked() {
    return Error(ErrorKind::unreadable, "it is protected by a password: save it without one and add that");
}

inline Error larger_within(std::size_t bytes) {
    return Error(ErrorKind::unreadable, "what is packed in it is larger than {} MB, so it is not read",
                 bytes >> 20);
}

}  // namespace vorleser::documents
