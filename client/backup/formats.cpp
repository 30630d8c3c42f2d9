#include "client/backup/formats.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <boost/json.hpp>
#include <zip.h>

#include "client/foreign_text.hpp"
#include "client/text.hpp"
#include "client/url.hpp"

namespace vorleser::backup {
namespace {

namespace json = boost::json;

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF", blanks = " \t\r\n";

[[noreturn]] void damaged() {
    throw BadExport(BadExport::Why::damaged);
}
[[noreturn]] void too_large() {
    throw BadExport(BadExport::Why::too_large);
}

void skip_blanks(std::string_view& text) {
    text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
}

// Where the value ends that `text` begins with: before the comma or the bracket behind it.
std::size_t end_of_value(std::string_view text) {
    std::size_t depth = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        switch (text[at]) {
            case '"':
                do at = text.find_first_of("\"\\", at + 1);
                while (at != text.npos && text[at] == '\\' && ++at < text.size());
                if (at >= text.size()) damaged();
                break;
            case '[':
            case '{':
                ++depth;
                break;
            case ']':
            case '}':
                if (depth == 0) return at;
                --depth;
                break;
            case ',':
                if (depth == 0) return at;
                break;
            default:
                break;
        }
    }
    damaged();  // it breaks off
}

json::value value_of(std::string_view text) {
    boost::system::error_code error;
    auto value = json::parse(json::string_view(text.data(), text.size()), error);
    if (error) damaged();
    return value;
}

const json::value* member(const json::object& object, std::string_view name) {
    return object.if_contains(json::string_view(name.data(), name.size()));
}

std::string text_of(const json::value& value) {
    if (const auto* text = value.if_string()) return valid_utf8({text->data(), text->size()});
    if (value.is_int64() || value.is_uint64()) return json::serialize(value);
    return {};
}

}  // namespace

void objects_of(std::string_view text, const ExportLimits& limits,
                const std::function<void(const json::object&)>& each) {
    if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    skip_blanks(text);
    if (!text.starts_with('[')) damaged();
    text.remove_prefix(1);
    for (;;) {
        skip_blanks(text);
        if (text.starts_with(']')) return;
        const auto end = end_of_value(text);
        if (end > limits.record) too_large();
        const auto value = value_of(text.substr(0, end));
        if (const auto* object = value.if_object()) each(*object);
        text.remove_prefix(end);
        if (text.starts_with(',')) text.remove_prefix(1);
    }
}

json::object object_of(std::string_view text) {
    auto value = value_of(text);
    if (!value.is_object()) damaged();
    return std::move(value.get_object());
}

std::string text_in(const json::object& object, std::string_view name) {
    const auto* value = member(object, name);
    return value ? text_of(*value) : std::string();
}

std::vector<std::string> texts_in(const json::object& object, std::string_view name) {
    std::vector<std::string> all;
    const auto* value = member(object, name);
    if (const auto* array = value ? value->if_array() : nullptr)
        for (const auto& each : *array) {
            const auto* labelled = each.if_object();
            all.push_back(labelled ? text_in(*labelled, "label") : text_of(each));
        }
    else if (value && value->is_string())
        all.push_back(text_of(*value));
    return all;
}

bool flag_in(const json::object& object, std::string_view name) {
    const auto* value = member(object, name);
    if (value && value->is_bool()) return value->get_bool();
    const auto text = value ? text_of(*value) : std::string();
    return !text.empty() && text != "0" && text != "false";
}

std::int64_t time_in(const json::object& object, std::string_view name) {
    return time_of(text_in(object, name));
}

std::vector<json::object> objects_in(const json::object& object, std::string_view name) {
    std::vector<json::object> all;
    const auto* value = member(object, name);
    if (const auto* array = value ? value->if_array() : nullptr)
        for (const auto& each : *array)
            if (each.is_object()) all.push_back(each.get_object());
    return all;
}

std::vector<std::string> texts_of(std::string_view text) {
    boost::system::error_code error;
    const auto value = json::parse(json::string_view(text.data(), text.size()), error);
    return error ? std::vector<std::string>() : texts_in({{"all", value}}, "all");
}

std::int64_t time_of(std::string_view text) {
    text = trimmed(text);
    std::int64_t number = 0;
    const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (wrong != std::errc() || end != text.data() + text.size())
        return std::max<std::int64_t>(parse_date(text), 0);
    constexpr std::int64_t latest = 253'402'300'799;  // the year 9999
    while (number > latest) number /= 1000;
    return std::max<std::int64_t>(number, 0);
}

// -- CSV

Table::Table(std::string_view bytes, char separator, const ExportLimits& limits)
    : left_(bytes), separator_(separator), limits_(limits) {
    if (left_.starts_with(byte_order_mark)) left_.remove_prefix(byte_order_mark.size());
    if (!read_row()) return;
    for (std::size_t i = 0; i < row_.size(); ++i) columns_.emplace(lower_ascii(trimmed(row_[i])), i);
}

bool Table::next() {
    while (read_row())
        if (row_.size() > 1 || !row_.front().empty()) return true;
    return false;
}

bool Table::read_row() {
    constexpr std::size_t most_columns = 100;
    row_.clear();
    if (left_.empty()) return false;
    for (;;) {
        if (row_.size() == most_columns) damaged();
        auto& value = row_.emplace_back();
        if (left_.starts_with('"')) {
            left_.remove_prefix(1);
            for (;;) {
                const auto end = left_.find('"');
                if (end == left_.npos) damaged();
                value += left_.substr(0, end);
                if (value.size() > limits_.record) too_large();
                left_.remove_prefix(end + 1);
                if (!left_.starts_with('"')) break;
                value += '"';
                left_.remove_prefix(1);
            }
        }
        const char stops[] = {separator_, '\r', '\n'};
        const auto end = std::min(left_.find_first_of(std::string_view(stops, sizeof stops)), left_.size());
        value += left_.substr(0, end);
        if (value.size() > limits_.record) too_large();
        left_.remove_prefix(end);
        if (!left_.starts_with(separator_)) break;
        left_.remove_prefix(1);
    }
    if (left_.starts_with('\r')) left_.remove_prefix(1);
    if (left_.starts_with('\n')) left_.remove_prefix(1);
    return true;
}

std::string_view Table::operator[](std::string_view column) const {
    const auto found = columns_.find(column);
    return found == columns_.end() || found->second >= row_.size() ? std::string_view() : row_[found->second];
}

// -- ZIP

void Zipped::Close::operator()(zip* archive) const {
    zip_discard(archive);
}

Zipped::Zipped(std::string_view bytes, const ExportLimits& limits)
    : left_(limits.unpacked + limits.ratio * bytes.size()) {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
    zip_.reset(source ? zip_open_from_source(source, ZIP_RDONLY, &error) : nullptr);
    zip_error_fini(&error);
    if (!zip_) {
        zip_source_free(source);
        damaged();
    }
    size_ = static_cast<std::size_t>(zip_get_num_entries(zip_.get(), 0));
    if (size_ > limits.files) too_large();
}

std::string_view Zipped::name(std::size_t file) const {
    const char* name = zip_get_name(zip_.get(), file, ZIP_FL_ENC_GUESS);
    return name ? std::string_view(name) : std::string_view();
}

std::optional<std::size_t> Zipped::find(const std::string& name) const {
    const auto found = zip_name_locate(zip_.get(), name.c_str(), 0);
    return found < 0 ? std::nullopt : std::optional(static_cast<std::size_t>(found));
}

std::optional<std::string> Zipped::read(std::size_t file, std::size_t most) {
    struct CloseFile {
        void operator()(zip_file_t* opened) const { zip_fclose(opened); }
    };
    const std::unique_ptr<zip_file_t, CloseFile> opened(zip_fopen_index(zip_.get(), file, 0));
    if (!opened) return {};
    // What it says of its size is not believed.
    std::string content;
    std::array<char, 64 * 1024> buffer;
    for (zip_int64_t n = 0; (n = zip_fread(opened.get(), buffer.data(), buffer.size())) != 0;) {
        if (n < 0) return {};
        const auto size = static_cast<std::size_t>(n);
        if (size > left_) too_large();
        left_ -= size;
        if (content.size() + size > most) return {};
        content.append(buffer.data(), size);
    }
    return content;
}

}  // namespace vorleser::backup
