#include "client/export/transcript.hpp"

#include <algorithm>

#include <boost/json.hpp>
#include <fmt/format.h>

namespace vorleser::exporting {
namespace {

namespace json = boost::json;

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else
            out += c;
    }
    return out;
}

// The byte `count` code points behind `at` in UTF-8.
std::size_t on(std::string_view text, std::size_t at, std::int64_t count) {
    for (; count > 0 && at < text.size(); --count)
        for (++at; at < text.size() && (text[at] & 0xC0) == 0x80;) ++at;
    return at;
}

}  // namespace

std::uint64_t milliseconds(std::uint64_t samples) {
    return (samples * 1000 + sample_rate / 2) / sample_rate;
}

std::uint64_t whole_seconds(std::uint64_t samples) {
    return (milliseconds(samples) + 500) / 1000;
}

std::string clock_time(std::uint64_t samples) {
    const auto ms = milliseconds(samples);
    return fmt::format("{:02}:{:02}:{:02}.{:03}", ms / 3'600'000, ms / 60'000 % 60, ms / 1000 % 60,
                       ms % 1000);
}

std::string seconds(std::uint64_t samples) {
    return fmt::format("{}.{:03}", milliseconds(samples) / 1000, milliseconds(samples) % 1000);
}

std::vector<Chapter> chapters_of(const Recording& recording) {
    std::vector<Chapter> chapters;
    const bool several = recording.tracks.size() > 1;
    for (const auto& track : recording.tracks) {
        chapters.push_back({track.at, track.until, track.article.entry.title});
        if (several) continue;
        for (const auto& block : track.article.blocks) {
            if (block.kind != "heading") continue;
            const auto cue =
                std::lower_bound(track.cues.begin(), track.cues.end(), block.place.begin,
                                 [](const Cue& each, std::int64_t begin) { return each.begin < begin; });
            if (cue == track.cues.end() || cue->begin >= block.place.end) continue;  // it is not said
            if (cue->at == chapters.back().at) continue;
            chapters.back().until = cue->at;
            chapters.push_back({cue->at, track.until, block.text});
        }
    }
    return chapters;
}

const std::string& author_of(const Shown& article) {
    return article.authors.empty() ? article.entry.source : article.authors;
}

std::string text_of(const Shown& article) {
    std::string text;
    for (const auto& block : article.blocks) text += (text.empty() ? "" : "\n\n") + block.text;
    return text;
}

std::string_view Text::at(std::uint32_t begin, std::uint32_t end) {
    const auto& blocks = article_.blocks;
    if (place_ < 0 || begin < place_) block_ = 0, place_ = -1;
    while (block_ + 1 < blocks.size() && begin >= blocks[block_ + 1].place.begin) ++block_, place_ = -1;
    if (block_ >= blocks.size()) return {};
    const auto& [kind, text, place] = blocks[block_];
    if (place_ < 0) place_ = place.begin, byte_ = 0;
    byte_ = on(text, byte_, begin - place_);
    place_ = begin;
    return std::string_view(text).substr(byte_, on(text, byte_, std::int64_t{end} - begin) - byte_);
}

std::string web_vtt(const Recording& recording) {
    std::string out = "WEBVTT\n";
    for (const auto& track : recording.tracks) {
        Text text(track.article);
        for (const auto& cue : track.cues) {
            out += fmt::format("\n{} --> {}\n", clock_time(cue.at), clock_time(cue.until));
            const auto sentence = text.at(cue.begin, cue.end);
            std::size_t written = 0, byte = 0;
            auto place = cue.begin;
            for (const auto& word : track.words_of(cue)) {
                byte = on(sentence, byte, std::int64_t{word.begin} - place);
                place = word.begin;
                // Opening quotation marks are the word's.
                const auto space = sentence.substr(0, byte).rfind(' ');
                const auto from = space == sentence.npos || space < written ? written : space + 1;
                out += escaped(sentence.substr(written, from - written));
                written = from;
                if (milliseconds(word.at) > milliseconds(cue.at)) out += "<" + clock_time(word.at) + ">";
            }
            out += escaped(sentence.substr(written)) + "\n";
        }
    }
    return out;
}

std::string transcript_json(const Recording& recording) {
    json::array segments;
    for (const auto& track : recording.tracks) {
        Text text(track.article);
        for (const auto& cue : track.cues)
            segments.push_back({{"startTime", static_cast<double>(milliseconds(cue.at)) / 1000},
                                {"endTime", static_cast<double>(milliseconds(cue.until)) / 1000},
                                {"body", text.at(cue.begin, cue.end)}});
    }
    return json::serialize(json::object{{"version", "1.0.0"}, {"segments", std::move(segments)}}) + "\n";
}

std::string chapters_json(const Recording& recording) {
    json::array chapters;
    for (const auto& chapter : chapters_of(recording))
        chapters.push_back(
            {{"startTime", static_cast<double>(milliseconds(chapter.at)) / 1000}, {"title", chapter.title}});
    return json::serialize(json::object{{"version", "1.2.0"}, {"chapters", std::move(chapters)}}) + "\n";
}

}  // namespace vorleser::exporting
