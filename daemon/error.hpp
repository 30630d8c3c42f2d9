// What can go wrong and what a caller can do about it. Errors a caller is expected to handle travel as
// Result<T>; broken invariants and failed construction are exceptions, caught at the door (a request, a
// session's root, main).
#pragma once

#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

#include <boost/system/result.hpp>
#include <fmt/core.h>

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

// An English text that remembers what it was made of: a client makes the sentence anew in the listener's
// language (locale/de.po). Values are strings, numbers, or sentences in their turn. Begins with a small
// letter and ends without a full stop, since programs put their name before it.
struct Sentence : std::string {
    std::string pattern;           // with {} for each value; empty: only a value
    std::vector<Sentence> values;  // as they stand in the text

    Sentence() = default;
    Sentence(const char* literal) : std::string(literal), pattern(literal) {}  // without values and braces
    template <class First, class... More>
    explicit Sentence(fmt::format_string<const First&, const More&...> english, const First& first,
                      const More&... more)
        : std::string(fmt::format(english, first, more...)),
          pattern(fmt::string_view(english).data()),
          values{value(first), value(more)...} {}

    template <class T>
    static Sentence value(const T& it) {
        if constexpr (std::is_same_v<T, Sentence>) {
            return it;
        } else {
            Sentence plain;
            plain.assign(fmt::format("{}", it));
            return plain;
        }
    }
};

// Marks a literal that becomes a Sentence elsewhere, for locale/extract.
constexpr const char* mark(const char* literal) {
    return literal;
}

struct Error {
    ErrorKind kind = ErrorKind::internal;
    Sentence message;  // says what happened and what to do

    Error() = default;
    Error(ErrorKind kind, Sentence message) : kind(kind), message(std::move(message)) {}
    // Error(ErrorKind::not_found, "there is no voice “{}”", name): locale/extract finds the literal.
    template <class First, class... More>
    Error(ErrorKind kind, fmt::format_string<const First&, const More&...> english, const First& first,
          const More&... more)
        : kind(kind), message(english, first, more...) {}
};

template <class T>
using Result = boost::system::result<T, Error>;

// Found by Result::value(): a caller that does not look at the error gets it as an exception.
[[noreturn]] inline void throw_exception_from_error(const Error& error, const boost::source_location&) {
    throw std::runtime_error(error.message);
}

}  // namespace vorleser
