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

// What a text is made of: a string literal, and nothing that was put together or came from elsewhere, so that
// whatever is said stands in the source, where locale/extract finds it. With {} for each value.
template <class... Values>
struct English {
    fmt::format_string<const Values&...> english;
    template <std::size_t Size>
    consteval English(const char (&literal)[Size]) : english(literal) {}
    const char* text() const { return fmt::string_view(english).data(); }  // a literal, hence with an end
};

// A literal that becomes a Sentence elsewhere: in a table, or on a thread that must not allocate. Only mark()
// makes one.
class Marked {
 public:
    Marked() = default;  // none
    const char* text() const { return literal_; }
    explicit operator bool() const { return literal_ != nullptr; }

 private:
    constexpr explicit Marked(const char* literal) : literal_(literal) {}
    template <std::size_t Size>
    friend consteval Marked mark(const char (&literal)[Size]);
    const char* literal_ = nullptr;
};
template <std::size_t Size>
consteval Marked mark(const char (&literal)[Size]) {
    return Marked(literal);
}

// An English text that remembers what it was made of: a client makes the sentence anew in the listener's
// language (locale/de.po). Values are strings, numbers, or sentences in their turn. Begins with a small
// letter and ends without a full stop, since programs put their name before it.
struct Sentence : std::string {
    std::string pattern;           // with {} for each value; empty: only a value
    std::vector<Sentence> values;  // as they stand in the text

    Sentence() = default;
    explicit Sentence(English<> english) : std::string(english.text()), pattern(english.text()) {}
    explicit Sentence(Marked english) : std::string(english.text()), pattern(english.text()) {}
    template <class First, class... More>
    explicit Sentence(English<std::type_identity_t<First>, std::type_identity_t<More>...> english,
                      const First& first, const More&... more)
        : std::string(fmt::format(english.english, first, more...)),
          pattern(english.text()),
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

struct Error {
    ErrorKind kind = ErrorKind::internal;
    Sentence message;  // says what happened and what to do

    Error() = default;
    Error(ErrorKind kind, Sentence message) : kind(kind), message(std::move(message)) {}
    // Error(ErrorKind::not_found, "there is no voice “{}”", name)
    explicit Error(ErrorKind kind, English<> english) : kind(kind), message(english) {}
    template <class First, class... More>
    explicit Error(ErrorKind kind,
                   English<std::type_identity_t<First>, std::type_identity_t<More>...> english,
                   const First& first, const More&... more)
        : kind(kind), message(english, first, more...) {}
};

template <class T>
using Result = boost::system::result<T, Error>;

// Found by Result::value(): a caller that does not look at the error gets it as an exception.
[[noreturn]] inline void throw_exception_from_error(const Error& error, const boost::source_location&) {
    throw std::runtime_error(error.message);
}

}  // namespace vorleser
