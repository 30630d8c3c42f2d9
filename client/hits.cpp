// What a search found, as text.
#include <algorithm>

#include "client/messages.hpp"
#include "client/print.hpp"
#include "client/text.hpp"
#include "client/time.hpp"

namespace vorleser {
namespace {

// The sentence in lines, with what matches set off: on a terminal by its style, in plain lines not at all.
std::vector<std::string> sentence_lines(const Hit& hit, const std::string& lead, int width,
                                        const Terminal& terminal) {
    std::vector<std::string> lines;
    std::int64_t at = hit.begin;  // code point of what comes next
    const char* end_of_last = hit.sentence.data();
    for (const auto line : wrap(hit.sentence, width)) {
        at += count_code_points({end_of_last, static_cast<std::size_t>(line.data() - end_of_last)});
        end_of_last = line.data() + line.size();
        std::string out = lead, piece;
        bool set_off = false;
        const auto put = [&] {
            out += set_off ? terminal.styled(piece, {.bold = true, .underlined = true}) : piece;
            piece.clear();
        };
        for (std::size_t i = 0; i < line.size(); ++at) {
            const bool within = std::any_of(hit.matches.begin(), hit.matches.end(), [&](const Range& match) {
                return match.begin <= at && at < match.end;
            });
            if (within != set_off) put();
            set_off = within;
            do piece += line[i++];
            while (i < line.size() && continues(line[i]));
        }
        put();
        lines.push_back(std::move(out));
    }
    return lines;
}

}  // namespace

std::vector<std::string> hit_rows(const Hit& hit, const std::string& lead, const Terminal& terminal) {
    const auto& source = hit.mark ? hit.mark->source : hit.entry.source;
    const std::vector<std::string> about{hit.mark              ? messages::hit_marked(hit.mark->id)
                                         : hit.where == "list" ? messages::hit_in_list(hit.entry.number)
                                         : hit.where == "kept" ? messages::hit_kept()
                                                               : messages::hit_in_history(),
                                         format_date(hit.mark ? hit.mark->made_at : hit.entry.added_at),
                                         source};
    constexpr int least_title = 20;
    auto title = hit.mark ? hit.mark->title : hit.entry.title, rest = " · " + joined(about);
    if (terminal.width > 0) {
        const int room = std::max(terminal.width - display_width(lead), 1);
        title = fit(title, std::min(room, std::max(room - display_width(rest), least_title)));
        rest = fit(rest, room - display_width(title));
    }
    std::vector<std::string> rows{lead + terminal.bold(title) + terminal.dim(rest)};
    const std::string under(display_width(lead), ' ');
    const int width = terminal.width ? std::max(1, terminal.width - display_width(under)) : 0;
    for (auto& line : sentence_lines(hit, under, width, terminal)) rows.push_back(std::move(line));
    if (hit.mark && !hit.mark->note.empty()) {
        const auto note = messages::note_of(hit.mark->note);
        for (const auto line : wrap(note, width)) rows.push_back(under + std::string(line));
    }
    return rows;
}

std::string hits_text(const FoundHits& found, const Terminal& terminal) {
    std::string out;
    std::size_t number = 0;
    const auto digits = std::to_string(found.hits.size()).size();
    for (const Hit& hit : found.hits) {
        const auto lead = pad(std::to_string(++number), static_cast<int>(digits), Align::right) + "  ";
        for (const auto& row : hit_rows(hit, lead, terminal)) out += row + "\n";
    }
    if (found.hits.empty()) out += cut(messages::nothing_found(), terminal) + "\n";
    if (!found.complete) out += cut(messages::not_all_indexed(), terminal) + "\n";
    if (terminal.width > 0 && !found.hits.empty())
        out += terminal.dim(cut(messages::search_hint(), terminal)) + "\n";
    return out;
}

}  // namespace vorleser
