// What can go wrong and what a caller can do about it. Errors a caller is expected to handle travel as
// Result<T>; broken invariants and failed construction are exceptions, caught at the door (a request, a
// session's root, main).
#pragma once

#include <stdexcept>
#include <string>

#include <boost/system/result.hpp>

namespace vorleser {

// Few kinds, chosen by what the caller can do; the message says the rest.
enum class ErrorKind {
    invalid_argument,  // the caller's values are wrong: call again, corrected
    not_found,         // no such entry, voice or method
    unreadable,        // foreign bytes hold no article we can read
    conflict,          // right values, but not in this state (nothing to play, list empty)
    storage,           // the disk refused: nothing was changed
    engine,            // the worker or eSpeak NG failed, also at the second try
    device,            // no sound device, or it was lost
    internal,          // a bug
};

struct Error {
    ErrorKind kind = ErrorKind::internal;
    std::string message;  // English; says what happened and what to do
};

template <class T>
using Result = boost::system::result<T, Error>;

// Found by Result::value(): a caller that does not look at the error gets it as an exception.
[[noreturn]] inline void throw_exception_from_error(const Error& error, const boost::source_location&) {
    throw std::runtime_error(error.message);
}

}  // namespace vorleser
