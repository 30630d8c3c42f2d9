#include "daemon/article/line_model.hpp"

#include <algorithm>
#include <cstddef>

#include "daemon/article/line_features.hpp"

namespace vorleser {

namespace {

#include "daemon/article/line_model.inc"

constexpr Trees rounds[] = {{columns_1, base_1, trees_1, nodes_1, leaves_1},
                            {columns_2, base_2, trees_2, nodes_2, leaves_2}};

SecondFeatures second_of(const std::vector<Line>& lines) {
    return [&lines](const std::vector<float>& judged) { return second_features(lines, judged); };
}

// No page has as many lines; of a longer text those around its best run are judged, the rest by their look.
constexpr std::size_t most_lines = 20000, most_above = 2000;

constexpr Trees title_trees{columns_3, base_3, trees_3, nodes_3, leaves_3};

std::vector<float> evidence_in(const std::vector<Line>& lines) {
    std::vector<float> evidence;
    for (const Line& line : lines) evidence.push_back(evidence_of(line.text, {clues, clue_weights}));
    return evidence;
}

}  // namespace

std::vector<float> judge_lines(const std::vector<Line>& lines) {
    if (lines.size() <= most_lines)
        return judge(rounds, first_features(lines, evidence_in(lines)), second_of(lines));
    const LineRun run = best_run(lines);
    std::vector<float> judged = judge_by_look(lines, run);
    const std::size_t begin = run.begin > most_above ? run.begin - most_above : 0,
                      end = std::min(begin + most_lines, lines.size());
    const std::vector<Line> those(lines.begin() + static_cast<std::ptrdiff_t>(begin),
                                  lines.begin() + static_cast<std::ptrdiff_t>(end));
    const std::vector<float> of_those = judge_lines(those);
    std::copy(of_those.begin(), of_those.end(), judged.begin() + static_cast<std::ptrdiff_t>(begin));
    return judged;
}

std::vector<Judgement> explain_lines(const std::vector<Line>& lines) {
    return explain(rounds, first_features(lines, evidence_in(lines)), second_of(lines), line_feature_names());
}

std::vector<float> judge_titles(const std::vector<Line>& lines, const std::vector<float>& judged) {
    std::vector<float> titles(lines.size(), 0);
    const std::vector<std::size_t> candidates = title_candidates(lines, judged);
    const std::vector<float> likely = judge(title_trees, title_features(lines, judged, candidates));
    for (std::size_t c = 0; c < candidates.size(); ++c) titles[candidates[c]] = likely[c];
    return titles;
}

}  // namespace vorleser
