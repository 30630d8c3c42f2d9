#include "daemon/worker/reading_packet.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include <boost/json.hpp>

namespace vorleser {

namespace {

namespace json = boost::json;

constexpr std::array<std::pair<std::string_view, std::string StoredArticle::*>, 9> fields{{
    {"title", &StoredArticle::title},
    {"kicker", &StoredArticle::kicker},
    {"authors", &StoredArticle::authors},
    {"source", &StoredArticle::source},
    {"url", &StoredArticle::url},
    {"date", &StoredArticle::date},
    {"language", &StoredArticle::language},
    {"digest", &StoredArticle::digest},
    {"sketch", &StoredArticle::sketch},
}};
constexpr std::size_t longest_head = std::size_t{1} << 20;  // bytes; of the longest text a tenth of it

bool take_size(const json::value* value, std::size_t& size) {
    if (!value || !value->is_int64() || value->get_int64() < 0) return false;
    size = static_cast<std::size_t>(value->get_int64());
    return size < UINT32_MAX;
}

std::size_t count_lines(std::string_view text) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

std::string reading_job(const ReadOptions& options, std::string bytes) {
    bytes.insert(0, json::serialize(json::object{{"as", static_cast<int>(options.as)},
                                                 {"title", options.title},
                                                 {"source", options.source},
                                                 {"url", options.url},
                                                 {"encoding", options.encoding},
                                                 {"chapters", options.chapters}}) +
                        '\n');
    return bytes;
}

ReadingJob reading_job_of(std::string_view payload) {
    const auto newline = payload.find('\n');
    const auto options = json::parse(payload.substr(0, newline)).as_object();
    const auto option = [&](const char* name) { return std::string(options.at(name).as_string()); };
    return {{.as = static_cast<As>(options.at("as").as_int64()),
             .title = option("title"),
             .source = option("source"),
             .encoding = option("encoding"),
             .url = option("url"),
             .chapters = options.at("chapters").as_bool()},
            payload.substr(newline + 1)};
}

StoredReading stored(const Reading& reading) {
    StoredReading to{.article = stored(reading.article)};
    for (std::string* name : {&to.article.authors, &to.article.date, &to.article.language})
        *name = shortened(*name);
    for (std::string line : reading.dropped) {
        std::replace(line.begin(), line.end(), '\n', ' ');
        to.dropped += line += '\n';
    }
    to.dropped_lines = reading.dropped.size();
    to.body = reading.article.body.size();
    to.only_the_beginning = reading.only_the_beginning;
    for (const Reading& each : reading.further) to.further.push_back(stored(each));
    return to;
}

std::string reading_head(const StoredReading& reading) {
    json::object head;
    for (const auto& [key, field] : fields) head[key] = reading.article.*field;
    head["body"] = reading.body;
    head["only_the_beginning"] = reading.only_the_beginning;
    head["further"] = reading.further.size();
    json::array& sizes = head["sizes"].emplace_array();
    sizes.push_back(reading.dropped.size());
    for (const StoredPart& part : reading.article.parts) sizes.push_back(part.text.size());
    return json::serialize(head) + '\n';
}

void ReadingPacket::take(std::string_view piece) {
    while (!nonsense_ && !piece.empty()) {
        if (begun_ && next_ == sizes_.size()) next_reading();
        if (nonsense_) return;
        if (!begun_) {
            const auto newline = piece.find('\n');
            line_ += piece.substr(0, newline);
            nonsense_ = line_.size() > longest_head;
            if (newline == piece.npos || nonsense_) return;
            piece.remove_prefix(newline + 1);
            begun_ = true;
            nonsense_ = !begin();
            line_ = {};
            finish_part();
            continue;
        }
        auto& parts = reading_.article.parts;
        if (next_ > parts.size()) parts.emplace_back();
        std::string& to = next_ == 0 ? reading_.dropped : parts.back().text;
        if (to.empty()) to.reserve(std::min<std::size_t>(sizes_[next_], std::size_t{1} << 20));
        const auto some = piece.substr(0, sizes_[next_] - to.size());
        to += some;
        piece.remove_prefix(some.size());
        finish_part();
    }
}

// One has come whole, and there is more.
void ReadingPacket::next_reading() {
    nonsense_ = further_ == 0 || !is_whole();
    if (nonsense_) return;
    --further_;
    before_.push_back(std::move(reading_));
    reading_ = {};
    sizes_.clear();
    next_ = 0;
    begun_ = false;
}

bool ReadingPacket::is_whole() const {
    return begun_ && next_ == sizes_.size() && !reading_.article.title.empty() &&
           !reading_.article.parts.empty() && reading_.article.digest.size() == 16;
}

// What has come whole is left behind.
void ReadingPacket::finish_part() {
    while (!nonsense_ && next_ < sizes_.size()) {
        auto& parts = reading_.article.parts;
        const bool is_part = next_ > 0;
        if (is_part && next_ > parts.size()) return;  // nothing of it yet
        const std::string& text = is_part ? parts.back().text : reading_.dropped;
        if (text.size() < sizes_[next_]) return;
        if (is_part) {
            const auto size = size_of(text);
            nonsense_ = !size;
            if (size) parts.back().size = *size;
        } else {
            nonsense_ = !text.empty() && text.back() != '\n';
            reading_.dropped_lines = count_lines(text);
        }
        ++next_;
    }
}

bool ReadingPacket::begin() {
    boost::system::error_code failed;
    const auto parsed = json::parse(line_, failed);
    const json::object* head = failed ? nullptr : parsed.if_object();
    if (!head) return false;
    for (const auto& [key, field] : fields) {
        const json::value* value = head->if_contains(key);
        if (!value || !value->is_string()) return false;
        reading_.article.*field = std::string(value->get_string());
    }
    const json::value* beginning = head->if_contains("only_the_beginning");
    const json::value* sizes = head->if_contains("sizes");
    if (!beginning || !beginning->is_bool() || !sizes || !sizes->is_array() || sizes->get_array().empty() ||
        !take_size(head->if_contains("body"), reading_.body))
        return false;
    reading_.only_the_beginning = beginning->get_bool();
    std::size_t further = 0;
    if (!take_size(head->if_contains("further"), further) || further > most_chapters) return false;
    if (before_.empty()) further_ = further;  // the first one says it for all
    std::uint64_t all = 0;
    for (const json::value& size : sizes->get_array()) {
        if (!take_size(&size, sizes_.emplace_back())) return false;
        if (sizes_.size() > 1 && sizes_.back() == 0) return false;
        all += sizes_.back();
    }
    return all < UINT32_MAX / 4;
}

Result<StoredReading> ReadingPacket::finish() {
    if (nonsense_ || further_ > 0 || !is_whole())
        return Error(ErrorKind::engine, "the speech process answered nonsense");
    if (before_.empty()) return std::move(reading_);
    StoredReading first = std::move(before_.front());
    first.further.assign(std::make_move_iterator(before_.begin() + 1),
                         std::make_move_iterator(before_.end()));
    first.further.push_back(std::move(reading_));
    return first;
}

}  // namespace vorleser
