// What went wrong, as an answer: as the daemon's errors are, so that the page says it in its own language.
#pragma once

#include <exception>
#include <string_view>
#include <utility>

#include "client/web/answers.hpp"
#include "locale/translate.hpp"

namespace vorleser::web {

// {"message", "data"?: {"text", "values"}}. `said`: what was said where it went wrong.
Answer problem(unsigned status, std::string_view message, const Said& said);

// The same of one of messages::….
Answer problem(unsigned status, const char* (*message)());

// Wherever it was thrown: what it says.
Answer answer_of(const std::exception_ptr& error, const Said& said);

struct Wrong {
    Answer answer;
};

// `work`, which throws Wrong in place of anything else: in the thread where it was said what went wrong.
template <class Work>
auto telling(Work work) {
    return [work = std::move(work)]() mutable {
        const Said said;
        try {
            return work();
        } catch (...) {
            throw Wrong{answer_of(std::current_exception(), said)};
        }
    };
}

// The exception that is being handled, be it Wrong, Busy or another.
Answer failed();

}  // namespace vorleser::web
