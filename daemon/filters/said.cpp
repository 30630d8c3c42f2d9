#include "daemon/filters/said.hpp"

#include "locale/streams.hpp"
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

German german_from(const std::vector<std::string>& directories) {
    std::vector<Sentence> left_out;
    German german(directories, &left_out);
    for (const Sentence& each : left_out) print_err("vorleserd: " + said(each) + "\n");
    return german;
}

}  // namespace vorleser
