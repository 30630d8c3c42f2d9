#include "client/web/words.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

namespace vorleser::web {
namespace json = boost::json;

std::string words_json(const Timing& timing) {
    // By hand: an article may have a million words.
    std::string text = R"({"words":[)";
    for (const auto& word : timing.words) text += fmt::format("[{},{},{}],", word.at, word.begin, word.end);
    if (text.back() == ',') text.pop_back();
    text += R"(],"sentences":[)";
    for (const auto& each : timing.sentences)
        text += fmt::format("[{},{},{},{}],", each.at, each.until, each.begin, each.end);
    if (text.back() == ',') text.pop_back();
    return text + fmt::format(R"(],"samples":{}}})", timing.samples);
}

std::optional<Timing> parse_words(std::string_view text) try {
    const auto all = json::parse(text);
    Timing timing;
    timing.samples = all.at("samples").to_number<std::uint64_t>();
    const auto &words = all.at("words").as_array(), &sentences = all.at("sentences").as_array();
    for (const auto& word : words)
        timing.words.push_back({word.at(0).to_number<std::uint64_t>(), word.at(1).to_number<std::uint32_t>(),
                                word.at(2).to_number<std::uint32_t>()});
    for (const auto& each : sentences)
        timing.sentences.push_back(
            {each.at(0).to_number<std::uint64_t>(), each.at(1).to_number<std::uint64_t>(),
             each.at(2).to_number<std::uint32_t>(), each.at(3).to_number<std::uint32_t>()});
    return timing;
} catch (const std::exception&) {
    return {};
}

}  // namespace vorleser::web
