#include "daemon/worker/refusal.hpp"

#include <boost/json.hpp>

namespace vorleser {
namespace {

namespace json = boost::json;

constexpr int deepest = 3;  // sentences within sentences

std::string_view shortened(std::string_view text) {
    constexpr std::size_t longest = 1000;
    if (text.size() <= longest) return text;
    auto end = longest;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80)
        --end;  // a code point is kept whole
    return text.substr(0, end);
}

json::array to_json(const Sentence& sentence) {
    json::array values;
    for (const Sentence& value : sentence.values) values.push_back(to_json(value));
    return {shortened(sentence), sentence.pattern, std::move(values)};
}

// Throws where the JSON is not of that form.
Sentence from_json(const json::value& value, int depth) {
    const auto& parts = value.as_array();
    if (depth > deepest) throw std::length_error("too deep");
    Sentence sentence;
    sentence.assign(shortened(parts.at(0).as_string()));
    sentence.pattern = shortened(parts.at(1).as_string());
    const auto& values = parts.at(2).as_array();
    for (const auto& each : values) sentence.values.push_back(from_json(each, depth + 1));
    return sentence;
}

}  // namespace

std::string refusal_to_packet(const Error& error) {
    return static_cast<char>(error.kind) + json::serialize(to_json(error.message));
}

Error refusal_from_packet(std::string_view payload) {
    try {
        const auto kind = static_cast<ErrorKind>(payload.at(0));
        if (kind < ErrorKind::invalid_argument || kind > ErrorKind::internal) throw std::out_of_range("kind");
        return {kind, from_json(json::parse(payload.substr(1)), 0)};
    } catch (const std::exception&) {
        return Error(ErrorKind::engine, "the speech process answered nonsense");
    }
}

std::string sentences_to_packet(const std::vector<Sentence>& sentences) {
    constexpr std::size_t most = 20, bytes = 48 * 1024;
    json::array all;
    std::size_t size = 0;
    for (const Sentence& each : sentences) {
        json::array one = to_json(each);
        size += json::serialize(one).size() + 1;
        if (all.size() == most || size > bytes) break;
        all.push_back(std::move(one));
    }
    return json::serialize(all);
}

std::vector<Sentence> sentences_from_packet(std::string_view payload) {
    std::vector<Sentence> sentences;
    try {
        const json::value all = json::parse(payload);
        for (const auto& each : all.as_array()) sentences.push_back(from_json(each, 0));
    } catch (const std::exception&) {
        sentences.clear();
    }
    return sentences;
}

}  // namespace vorleser
