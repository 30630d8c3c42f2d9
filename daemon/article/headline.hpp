// A headline and the kicker that a browser glued to its front.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace vorleser {

struct Headline {
    std::string kicker;  // empty if there was none
    std::string title;
};

// Splits «Supercomputer für ChatGPT und DALL-E Microsoft investiert weitere Milliarden in OpenAI» where a
// noun phrase without a verb is followed by a subject and its verb, and the article's `body` (its
// paragraphs) bears it out: it has both words at the joint, but never one behind the other. In doubt the line
// stays whole: a kicker read with the title is harmless, half a title is not.
Headline split_headline(std::string_view line, const std::vector<std::string_view>& body);

}  // namespace vorleser
