// What is said when, in the forms that players read. Pure.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "client/draft.hpp"
#include "client/export/recording.hpp"

namespace vorleser::exporting {

struct Chapter {
    std::uint64_t at = 0, until = 0;  // samples
    std::string title;
    std::uint64_t cue = 0;  // its first one, among the article's
};

// Of one article: its title, then its headings, each from where it is said on; of several: an article each.
// Of very many only every so manyth; titles of a length that a line can show.
std::vector<Chapter> chapters_of(const Recording& recording);

// Who wrote it, else where it was published; empty: neither is known.
const std::string& author_of(const Shown& article);

// `text`, or as much of its beginning as `most` bytes hold with "…" behind it.
std::string beginning(std::string text, std::size_t most);

// All of the articles as text, their blocks parted by blank lines; at most about `most` bytes of it.
std::string text_of(const Recording& recording, std::size_t most);

// https://www.w3.org/TR/webvtt1/: a cue a sentence, its words timed within it.
void web_vtt(const Recording& recording, const Out& out);
// Whether a file is one of these, by its first line.
bool is_web_vtt_of_ours(const std::filesystem::path& file);
// The Podcasting 2.0 forms (https://github.com/Podcastindex-org/podcast-namespace): transcript, and chapters.
void transcript_json(const Recording& recording, const Out& out);
std::string chapters_json(const Recording& recording);

// Seconds of `samples`, with as many places as hold a sample apart: "12.345".
std::string seconds(std::uint64_t samples);
std::uint64_t milliseconds(std::uint64_t samples);   // rounded
std::uint64_t whole_seconds(std::uint64_t samples);  // rounded
std::string clock_time(std::uint64_t samples);       // "00:01:02.345", as WebVTT and Vorbis chapters have it

}  // namespace vorleser::exporting
