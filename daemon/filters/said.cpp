#include "daemon/filters/said.hpp"

#include "locale/translate.hpp"

namespace vorleser {

std::string said(const Sentence& sentence) {
    const std::string& english = sentence;
    if (sentence.pattern.empty()) return english;
    std::vector<std::string> values;
    for (const auto& value : sentence.values) values.push_back(said(value));
    if (!values.empty() && sentence.pattern.ends_with(": {}")) values.back() = tr_system_error(values.back());
    const auto text = tr_sentence(sentence.pattern, values);
    return text.empty() ? english : text;
}

}  // namespace vorleser
