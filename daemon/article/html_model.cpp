#include "daemon/article/html_model.hpp"

#include <utility>

#include "daemon/article/html_features.hpp"

namespace vorleser {

namespace {

#include "daemon/article/html_model.inc"

constexpr Trees rounds[] = {{columns_1, base_1, trees_1, nodes_1, leaves_1},
                            {columns_2, base_2, trees_2, nodes_2, leaves_2}};

SecondFeatures second_of(const HtmlPage& page) {
    return [&page](const std::vector<float>& judged) { return second_features(page, judged); };
}

}  // namespace

std::vector<float> judge_blocks(const HtmlPage& page, const HtmlData& data) {
    return judge(rounds, first_features(page, data), second_of(page));
}

std::vector<Judgement> explain_blocks(const HtmlPage& page, const HtmlData& data) {
    std::vector<std::string> names = first_feature_names();
    for (std::string& name : second_feature_names()) names.push_back(std::move(name));
    return explain(rounds, first_features(page, data), second_of(page), names);
}

}  // namespace vorleser
