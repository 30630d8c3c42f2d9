// What is said when, in the forms that players read. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "client/export/recording.hpp"

namespace vorleser::exporting {

struct Chapter {
    std::uint64_t at = 0, until = 0;  // samples
    std::string title;
};

// Of one article: its title, then its headings, each from where it is said on; of several: an article each.
std::vector<Chapter> chapters_of(const Recording& recording);

// Who wrote it, else where it was published; empty: neither is known.
const std::string& author_of(const Shown& article);

// All of the article as text, its blocks parted by blank lines.
std::string text_of(const Shown& article);

// An article's text by its places; from one to a later one it takes no longer than what is between.
class Text {
 public:
    // `article` must last as long.
    explicit Text(const Shown& article) : article_(article) {}
    // What stands at [begin, end), as far as it lies in the block of `begin`.
    std::string_view at(std::uint32_t begin, std::uint32_t end);

 private:
    const Shown& article_;
    std::size_t block_ = 0;
    std::int64_t place_ = -1;  // of byte_ in that block; before: nowhere
    std::size_t byte_ = 0;
};

// https://www.w3.org/TR/webvtt1/: a cue a sentence, its words timed within it.
std::string web_vtt(const Recording& recording);
// The Podcasting 2.0 forms (https://github.com/Podcastindex-org/podcast-namespace): transcript, and chapters.
std::string transcript_json(const Recording& recording);
std::string chapters_json(const Recording& recording);

// Seconds of `samples`, with as many places as hold a sample apart: "12.345".
std::string seconds(std::uint64_t samples);
std::uint64_t milliseconds(std::uint64_t samples);   // rounded
std::uint64_t whole_seconds(std::uint64_t samples);  // rounded
std::string clock_time(std::uint64_t samples);       // "00:01:02.345", as WebVTT and Vorbis chapters have it

}  // namespace vorleser::exporting
