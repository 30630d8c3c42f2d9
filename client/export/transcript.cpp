#include "client/export/transcript.hpp"

#include <fstream>
#include <utility>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "client/text.hpp"

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

constexpr std::string_view vtt_begin = "WEBVTT Vorleser\n";

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
    // ID3 and Vorbis comments count no further, and no player shows more.
    constexpr std::size_t most = 999, longest_title = 300;
    std::vector<Chapter> chapters;
    std::size_t every = 1, seen = 0;
    const auto add = [&](Chapter chapter) {
        if (seen++ % every != 0) return;
        chapter.title = beginning(std::move(chapter.title), longest_title);
        chapters.push_back(std::move(chapter));
        if (chapters.size() <= most) return;
        for (std::size_t i = 0; 2 * i < chapters.size(); ++i) std::swap(chapters[i], chapters[2 * i]);
        chapters.resize((chapters.size() + 1) / 2);
        every *= 2;
    };
    const bool several = recording.tracks.size() > 1;
    for (const auto& track : recording.tracks) {
        add({track.at, track.until, track.article.entry.title, 0});
        if (several) continue;
        Blocks blocks(recording.script, track);
        Cues cues(recording.script, track);
        Cue cue;
        std::uint64_t number = 0;  // of `cue`
        bool more = cues.next(cue);
        for (ShownBlock block; blocks.next(block);) {
            if (block.kind != "heading") continue;
            for (; more && cue.begin < block.place.begin; ++number) more = cues.next(cue);
            if (!more || cue.begin >= block.place.end || cue.at == track.at) continue;  // it is not said
            add({cue.at, track.until, std::move(block.text), number});
        }
    }
    for (std::size_t i = 0; i + 1 < chapters.size(); ++i) chapters[i].until = chapters[i + 1].at;
    return chapters;
}

const std::string& author_of(const Shown& article) {
    return article.authors.empty() ? article.entry.source : article.authors;
}

std::string beginning(std::string text, std::size_t most) {
    constexpr std::string_view more = "…";
    if (text.size() <= most) return text;
    auto size = whole_characters(text, most - more.size());
    if (const auto space = text.rfind(' ', size); space != text.npos && space > size / 2) size = space;
    text.resize(size);
    return text += more;
}

std::string text_of(const Recording& recording, std::size_t most) {
    std::string text;
    for (const auto& track : recording.tracks) {
        if (!text.empty()) text += "\n\n\n";
        bool first = true;
        Blocks blocks(recording.script, track);
        for (ShownBlock block; text.size() <= most && blocks.next(block);) {
            if (!std::exchange(first, false)) text += "\n\n";
            text += block.text;
        }
    }
    return beginning(std::move(text), most);
}

namespace {

// A sentence with the times of its words in it, as one cue of WebVTT.
std::string vtt_cue(const Cue& cue, std::string_view sentence) {
    auto out = fmt::format("\n{} --> {}\n", clock_time(cue.at), clock_time(cue.until));
    std::size_t written = 0, byte = 0;
    auto place = cue.begin;
    for (const auto& word : cue.words) {
        byte = bytes_on(sentence, byte, std::int64_t{word.begin} - place);
        place = word.begin;
        // Opening quotation marks are the word's.
        const auto space = sentence.substr(0, byte).rfind(' ');
        const auto from = space == sentence.npos || space < written ? written : space + 1;
        out += escaped(sentence.substr(written, from - written));
        written = from;
        if (milliseconds(word.at) > milliseconds(cue.at)) out += "<" + clock_time(word.at) + ">";
    }
    return out + escaped(sentence.substr(written)) + "\n";
}

}  // namespace

void web_vtt(const Recording& recording, const Out& out) {
    out(vtt_begin);
    for (const auto& track : recording.tracks) {
        Text text(recording.script, track);
        Cues cues(recording.script, track);
        for (Cue cue; cues.next(cue);) out(vtt_cue(cue, text.at(cue.begin, cue.end)));
    }
}

bool is_web_vtt_of_ours(const std::filesystem::path& file) {
    std::string begin(vtt_begin.size(), '\0');
    std::ifstream(file, std::ios::binary).read(begin.data(), static_cast<std::streamsize>(begin.size()));
    return begin == vtt_begin;
}

void transcript_json(const Recording& recording, const Out& out) {
    std::string_view between = R"({"version":"1.0.0","segments":[)";
    for (const auto& track : recording.tracks) {
        Text text(recording.script, track);
        Cues cues(recording.script, track);
        for (Cue cue; cues.next(cue); between = ",") {
            out(between);
            out(json::serialize(json::object{{"startTime", static_cast<double>(milliseconds(cue.at)) / 1000},
                                             {"endTime", static_cast<double>(milliseconds(cue.until)) / 1000},
                                             {"body", text.at(cue.begin, cue.end)}}));
        }
    }
    if (between != ",") out(between);
    out("]}\n");
}

std::string chapters_json(const Recording& recording) {
    json::array chapters;
    for (const auto& chapter : chapters_of(recording))
        chapters.push_back(
            {{"startTime", static_cast<double>(milliseconds(chapter.at)) / 1000}, {"title", chapter.title}});
    return json::serialize(json::object{{"version", "1.2.0"}, {"chapters", std::move(chapters)}}) + "\n";
}

}  // namespace vorleser::exporting
