#include "daemon/readers/mime.hpp"

#include <algorithm>

#include <gmime/gmime.h>

#include "daemon/article/characters.hpp"
#include "daemon/article/decode.hpp"
#include "daemon/readers/refusals.hpp"

namespace vorleser::documents {

namespace {

constexpr std::size_t most_parts = 10'000, most_fields = 100'000;
constexpr int deepest = 64;

struct Unref {
    template <class Object>
    void operator()(Object* object) const {
        g_object_unref(object);
    }
};
template <class Object>
using Owned = std::unique_ptr<Object, Unref>;

std::string text_or_none(const char* text) {
    return text ? text : "";
}

// -- bounds, before gmime makes an object of each part and field

bool is_field(std::string_view line) {
    std::size_t at = 0;
    while (at < line.size() && line[at] > ' ' && line[at] != ':') ++at;
    return at > 0 && at < line.size() && line[at] == ':';
}

Result<void> check_bounds(std::string_view bytes) {
    std::size_t borders = 0, fields = 0;
    for (std::size_t at = 0; at < bytes.size();) {
        const std::size_t end = std::min(bytes.find('\n', at), bytes.size());
        constexpr std::size_t looked_at = 80;
        const std::string_view line = bytes.substr(at, std::min(end - at, looked_at));
        if (line.starts_with("--")) ++borders;
        if (is_field(line)) ++fields;
        at = end + 1;
    }
    if (borders > most_parts || fields > most_fields)
        return Error(ErrorKind::unreadable,
                     "it is made of more parts than any honest one: open it, copy its text and add that");
    return {};
}

// -- fields

int hex_of(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

std::string unquoted(std::string_view text) {
    std::string bytes;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool coded =
            text[i] == '=' && i + 2 < text.size() && hex_of(text[i + 1]) >= 0 && hex_of(text[i + 2]) >= 0;
        if (coded) {
            bytes += static_cast<char>(hex_of(text[i + 1]) * 16 + hex_of(text[i + 2]));
            i += 2;
        } else {
            bytes += text[i] == '_' ? ' ' : text[i];
        }
    }
    return bytes;
}

std::string from_base64(std::string_view text) {
    gint state = 0;
    guint32 save = 0;
    std::string bytes(text.size() + 4, '\0');
    const gsize size = g_base64_decode_step(text.data(), text.size(), reinterpret_cast<guchar*>(bytes.data()),
                                            &state, &save);
    bytes.resize(size);
    return bytes;
}

// «=?charset?Q?text?=»
struct EncodedWord {
    std::string charset, bytes;
    std::size_t end = 0;  // behind it
};

bool read_encoded_word(std::string_view raw, std::size_t at, EncodedWord& word) {
    if (!raw.substr(at).starts_with("=?")) return false;
    const std::size_t charset = at + 2, encoding = raw.find('?', charset);
    if (encoding == raw.npos || encoding + 2 >= raw.size() || raw[encoding + 2] != '?') return false;
    const std::size_t text = encoding + 3, end = raw.find("?=", text);
    if (end == raw.npos) return false;
    word.charset = raw.substr(charset, encoding - charset);
    word.charset = word.charset.substr(0, word.charset.find('*'));  // «utf-8*de»: the language
    const std::string_view coded = raw.substr(text, end - text);
    const char kind = static_cast<char>(raw[encoding + 1] | 0x20);
    if (kind != 'q' && kind != 'b') return false;
    word.bytes = kind == 'q' ? unquoted(coded) : from_base64(coded);
    word.end = end + 2;
    return true;
}

std::string date_of(const char* raw) {
    if (!raw) return {};
    GDateTime* date = g_mime_utils_header_decode_date(raw);
    if (!date) return {};
    gint year = 0, month = 0, day = 0;
    g_date_time_get_ymd(date, &year, &month, &day);
    g_date_time_unref(date);
    return year > 1970 ? fmt::format("{:04}-{:02}-{:02}", year, month, day) : std::string();
}

// -- parts

std::string decoded_bytes(GMimePart* part) {
    GMimeDataWrapper* content = g_mime_part_get_content(part);
    if (!content) return {};
    const Owned<GMimeStream> out(g_mime_stream_mem_new());
    g_mime_data_wrapper_write_to_stream(content, out.get());
    const GByteArray* bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(out.get()));
    return bytes && bytes->len > 0 ? std::string(reinterpret_cast<const char*>(bytes->data), bytes->len)
                                   : std::string();
}

const char* raw_field(GMimeObject* object, const char* name) {
    GMimeHeader* header = g_mime_header_list_get_header(g_mime_object_get_header_list(object), name);
    return header ? g_mime_header_get_raw_value(header) : nullptr;
}

std::string field_of(GMimeObject* object, const char* name) {
    const char* raw = raw_field(object, name);
    return raw ? decoded_field(raw) : std::string();
}

MimePart part_of(GMimeObject* object, int depth);

void add_type(MimePart& part, GMimeObject* object) {
    GMimeContentType* type = g_mime_object_get_content_type(object);
    part.type = "text/plain";
    if (!type) return;
    part.type = lower_case(clean_line(text_or_none(g_mime_content_type_get_media_type(type)) + "/" +
                                      text_or_none(g_mime_content_type_get_media_subtype(type))));
    const auto parameter = [&](const char* name) {
        return clean_line(text_or_none(g_mime_content_type_get_parameter(type, name)));
    };
    part.charset = parameter("charset");
    part.start = parameter("start");
    if (part.start.starts_with('<') && part.start.ends_with('>'))
        part.start = part.start.substr(1, part.start.size() - 2);
    part.flowed = lower_case(parameter("format")) == "flowed";
    part.delete_space = lower_case(parameter("delsp")) == "yes";
}

void add_message(MimePart& part, GMimeMessage* message, int depth) {
    part.type = "message/rfc822";
    GMimeObject* object = GMIME_OBJECT(message);
    part.subject = field_of(object, "Subject");
    part.from = text_or_none(raw_field(object, "From"));
    part.date = date_of(raw_field(object, "Date"));
    part.location = field_of(object, "Snapshot-Content-Location");
    if (GMimeObject* root = g_mime_message_get_mime_part(message))
        part.parts.push_back(part_of(root, depth + 1));
}

MimePart part_of(GMimeObject* object, int depth) {
    MimePart part;
    if (depth > deepest) return part;
    add_type(part, object);
    part.id = text_or_none(g_mime_object_get_content_id(object));
    part.location = field_of(object, "Content-Location");
    const char* disposition = g_mime_object_get_disposition(object);
    part.attached = disposition && lower_case(clean_line(disposition)) == "attachment";
    if (GMIME_IS_MULTIPART(object)) {
        GMimeMultipart* multipart = GMIME_MULTIPART(object);
        for (int i = 0; i < g_mime_multipart_get_count(multipart); ++i)
            part.parts.push_back(part_of(g_mime_multipart_get_part(multipart, i), depth + 1));
    } else if (GMIME_IS_MESSAGE_PART(object)) {
        if (GMimeMessage* message = g_mime_message_part_get_message(GMIME_MESSAGE_PART(object)))
            add_message(part, message, depth);
    } else if (GMIME_IS_PART(object) &&
               (part.type.starts_with("text/") || part.is("application/xhtml+xml"))) {
        part.bytes = decoded_bytes(GMIME_PART(object));
    }
    return part;
}

}  // namespace

std::string decoded_field(std::string_view raw) {
    std::string text, charset, bytes;  // `bytes` in `charset`: of words that follow each other
    const auto flush = [&] {
        if (!bytes.empty()) text += to_utf8(bytes, charset);
        bytes.clear();
    };
    std::size_t plain = 0;  // what is not yet in `text` begins here
    for (std::size_t at = 0; at < raw.size();) {
        EncodedWord word;
        if (raw[at] != '=' || !read_encoded_word(raw, at, word)) {
            ++at;
            continue;
        }
        const std::string_view between = raw.substr(plain, at - plain);
        const bool blank = between.find_first_not_of(" \t\r\n") == between.npos;
        if (!(blank && !bytes.empty())) {
            flush();
            text += to_utf8(between);
        }
        if (word.charset != charset) flush();
        charset = word.charset;
        bytes += word.bytes;
        at = plain = word.end;
    }
    flush();
    text += to_utf8(raw.substr(plain));
    return clean_line(text);
}

std::string sender_of(std::string_view raw) {
    std::string_view name = raw.substr(0, raw.find('<'));
    const std::string_view address = raw.substr(std::min(raw.find('<') + 1, raw.size()));
    if (raw.find('<') == raw.npos) {
        const std::size_t comment = raw.find('(');  // «brief@example.org (Die Zeitung)»
        if (comment != raw.npos) name = raw.substr(comment + 1, raw.find(')') - comment - 1);
    }
    std::string decoded = decoded_field(name);
    std::erase(decoded, '"');
    std::erase(decoded, '\\');
    decoded = clean_line(decoded);
    return has_letter_or_digit(decoded) ? decoded : decoded_field(address.substr(0, address.find('>')));
}

void prepare_mime() {
    static const bool once = (g_mime_init(), true);
    (void)once;
}

Result<MimePart> parse_message(std::string_view bytes) {
    if (const auto checked = check_bounds(bytes); !checked) return checked.error();
    prepare_mime();
    const Owned<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(bytes.data(), bytes.size()));
    const Owned<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
    const Owned<GMimeMessage> message(g_mime_parser_construct_message(parser.get(), nullptr));
    if (!message) return damaged();
    MimePart part;
    add_message(part, message.get(), 0);
    return part;
}

}  // namespace vorleser::documents
