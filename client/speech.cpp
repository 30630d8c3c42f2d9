#include "client/speech.hpp"

#include <stdexcept>

#include <boost/json.hpp>

#include "client/failure.hpp"
#include "client/text.hpp"
#include "client/values.hpp"

namespace vorleser {
namespace {

namespace json = boost::json;

template <class Number>
Number number(const json::object& of, std::string_view name) {
    return of.at(name).to_number<Number>();
}

// Base64 of 16-bit little-endian samples.
void append_samples(std::vector<std::int16_t>& samples, std::string_view text) {
    const auto bytes = from_base64(text);
    if (!bytes) throw std::runtime_error("base64");
    for (std::size_t i = 0; i + 1 < bytes->size(); i += 2)
        samples.push_back(static_cast<std::int16_t>(static_cast<unsigned char>((*bytes)[i]) |
                                                    static_cast<unsigned char>((*bytes)[i + 1]) << 8));
}

Spoken parse_spoken(const json::object& of) {
    Spoken spoken;
    spoken.begin = number<std::uint32_t>(of, "begin");
    spoken.end = number<std::uint32_t>(of, "end");
    spoken.unspeakable = of.contains("unspeakable");
    if (spoken.unspeakable) return spoken;
    spoken.at = number<std::uint64_t>(of, "at");
    spoken.first = number<std::uint64_t>(of, "first");
    spoken.samples = number<std::uint64_t>(of, "samples");
    spoken.pause = number<std::uint64_t>(of, "pause");
    const auto& words = of.at("words").as_array();
    for (const auto& each : words) {
        const auto& word = each.as_object();
        spoken.words.push_back({number<std::uint64_t>(word, "sample"), number<std::uint32_t>(word, "begin"),
                                number<std::uint32_t>(word, "end")});
    }
    return spoken;
}

}  // namespace

Speech::Speech(Connection& connection, const json::object& params)
    : connection_(connection), id_(connection.send("speech", params)) {
    const auto begin = part();
    if (!begin) throw std::runtime_error("speech");
    head_.text_revision = number<std::int64_t>(*begin, "text_revision");
    head_.uid = parse_text(*begin, "uid");
    head_.key = parse_text(*begin, "key");
    head_.samples = number<std::uint64_t>(*begin, "samples");
    head_.exact = begin->at("exact").as_bool();
}

Speech::~Speech() {
    if (!open_) return;
    try {
        connection_.send("cancel", {{"request", id_}});
    } catch (const std::exception&) {  // the connection is gone, and what was asked for with it
    }
}

std::optional<json::object> Speech::part() {
    if (!open_) return {};
    json::value result;
    open_ = false;  // an error is the end, too
    auto got = connection_.next_part(id_, result);
    open_ = got.has_value();
    return got;
}

std::optional<Spoken> Speech::next() {
    auto begin = ahead_ ? std::exchange(ahead_, {}) : part();
    if (!begin) return {};
    auto spoken = parse_spoken(begin->at("utterance").as_object());
    while ((ahead_ = part()) && !ahead_->contains("utterance"))
        append_samples(spoken.sound, ahead_->at("samples").as_string());
    const auto expected = spoken.first < spoken.samples ? spoken.samples - spoken.first : 0;
    if (spoken.sound.size() != expected) throw std::runtime_error("samples");
    return spoken;
}

}  // namespace vorleser
