#include "daemon/article/formats.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include <boost/json.hpp>

#include "daemon/article/characters.hpp"

namespace vorleser {

namespace {

using namespace std::string_view_literals;

constexpr std::size_t beginning = 64 << 10;  // as far as text is looked at

// -- what a row says

constexpr Marked save_it = mark("save it as text or HTML and add that");
constexpr Marked copy_it = mark("open it, copy its text and add that");
constexpr Marked unpack_it = mark("unpack it and add what is in it");
constexpr Marked no_text = mark("there is no text in it to be read aloud");
constexpr Marked no_article = mark("it holds data, no article");
constexpr Marked name_its_articles = mark("add the addresses of its articles");
constexpr Marked as_text = mark("if it is to be read as it is, add it with --as text");
constexpr Marked reader_missing =
    mark("the program that reads it, vorleser-read, is missing: install Vorleser anew");
constexpr Marked fetch_it = mark("only “vorleser add” fetches, give it the address");

constexpr Marked picture = mark("a picture");
constexpr Marked sound = mark("a sound file");
constexpr Marked video = mark("a video");
constexpr Marked program = mark("a program");
constexpr Marked compressed = mark("compressed data");
constexpr Marked archive = mark("an archive");
constexpr Marked font = mark("a font");
constexpr Marked link = mark("a link to a page");

// -- bytes

bool holds(std::string_view bytes, std::size_t at, std::string_view what) {
    return bytes.size() >= at && bytes.substr(at).starts_with(what);
}

template <std::size_t at, const std::string_view& what>
bool has(std::string_view bytes) {
    return holds(bytes, at, what);
}

constexpr auto webp = "WEBP"sv, wave = "WAVE"sv, avi = "AVI "sv, aiff = "AIF"sv, ustar = "ustar"sv,
               mobi = "BOOKMOBI"sv, ftyp = "ftyp"sv, zeros = "\0\0\0\0"sv, djvu = "FORM"sv;

// Names of files stand uncompressed in a ZIP archive, each before the file and once more at the end.
bool zip_names(std::string_view bytes, std::string_view name) {
    constexpr std::size_t far = 1 << 20;
    return bytes.substr(0, far).find(name) != bytes.npos ||
           (bytes.size() > far && bytes.substr(bytes.size() - far).find(name) != bytes.npos);
}

// What an EPUB or OpenDocument file says it is stands uncompressed at its beginning. Some programs compress
// it, or put it elsewhere: then the names of its files tell.
bool is_epub(std::string_view bytes) {
    return zip_names(bytes.substr(0, 256), "application/epub+zip") ||
           (zip_names(bytes, "META-INF/container.xml") && zip_names(bytes, ".opf"));
}

bool is_odt(std::string_view bytes) {
    constexpr std::string_view text = "application/vnd.oasis.opendocument.text";
    const std::string_view start = bytes.substr(0, 256);
    const std::size_t at = start.find(text);
    // Its templates, and documents made of several, too; «.textmaster» holds no text.
    return at != start.npos && !start.substr(at + text.size()).starts_with("-master");
}

// The names of what an old Office document holds, in UTF-16.
bool ole_names(std::string_view bytes, std::string_view name) {
    std::string wide;
    for (const char c : name) (wide += c) += '\0';
    return bytes.find(wide) != bytes.npos;
}

bool has_nul(std::string_view bytes) {
    return bytes.substr(0, 128).find('\0') != bytes.npos;
}

constexpr auto binary = std::to_array<Format>({
    {mark("a PDF document"), reader_missing, "%PDF-"sv, nullptr, Document::pdf},
    {mark("a PostScript document"), copy_it, "%!PS"sv},
    {mark("a DjVu document"), copy_it, "AT&T"sv, has<4, djvu>},
    {picture, no_text, "\x89PNG"sv},
    {picture, no_text, "\xFF\xD8\xFF"sv},
    {picture, no_text, "GIF87a"sv},
    {picture, no_text, "GIF89a"sv},
    {picture, no_text, "RIFF"sv, has<8, webp>},
    {picture, no_text, "II*\0"sv},
    {picture, no_text, "MM\0*"sv},
    {picture, no_text, "BM"sv, has<6, zeros>},
    {picture, no_text, "\0\0\1\0"sv},
    {picture, no_text, ""sv, [](auto b) { return holds(b, 4, "ftypavif") || holds(b, 4, "ftyphei"); }},
    {sound, no_text, "RIFF"sv, has<8, wave>},
    {sound, no_text, "FORM"sv, has<8, aiff>},
    {sound, no_text, "OggS\0"sv},
    {sound, no_text, "fLaC\0"sv},
    {sound, no_text, "MThd\0"sv},
    // A version behind it, or «ID3 von VW im Test» would be one.
    {sound, no_text, "ID3"sv, [](auto b) { return b.size() > 3 && b[3] >= 2 && b[3] <= 4; }},
    {sound, no_text, "\xFF\xFB"sv},
    {sound, no_text, "\xFF\xF3"sv},
    {sound, no_text, "\xFF\xF2"sv},
    {sound, no_text, ""sv, [](auto b) { return holds(b, 4, "ftypM4A"); }},
    {video, no_text, ""sv, has<4, ftyp>},
    {video, no_text, "RIFF"sv, has<8, avi>},
    {video, no_text, "\x1A\x45\xDF\xA3"sv},
    {mark("an e-book (EPUB)"), reader_missing, "PK\3\4"sv, is_epub, Document::epub},
    {mark("a text document of LibreOffice (ODT)"), reader_missing, "PK\3\4"sv, is_odt, Document::odt},
    {mark("an OpenDocument file without text, as LibreOffice writes them"), save_it, "PK\3\4"sv,
     [](auto b) { return zip_names(b.substr(0, 256), "application/vnd.oasis.opendocument"); }},
    {mark("a Word document (DOCX)"), reader_missing, "PK\3\4"sv,
     [](auto b) { return zip_names(b, "word/document"); }, Document::docx},
    {mark("a Microsoft Office document"), save_it, "PK\3\4"sv,
     [](auto b) { return zip_names(b, "[Content_Types].xml"); }},
    {mark("an Office document that is protected by a password"),
     mark("save it without the password and add that"), "\xD0\xCF\x11\xE0"sv,
     [](auto b) { return ole_names(b, "EncryptedPackage"); }},
    {mark("an old Word document (.doc)"), mark("save it as .docx or .odt and add that"), "\xD0\xCF\x11\xE0"sv,
     [](auto b) { return ole_names(b, "WordDocument"); }},
    {mark("a Microsoft Office document"), save_it, "\xD0\xCF\x11\xE0"sv},
    {mark("a Kindle book"), save_it, ""sv, has<60, mobi>},
    {mark("a web archive of Safari, or another property list"), save_it, "bplist0"sv},
    {archive, unpack_it, "PK\3\4"sv},
    {archive, unpack_it, "PK\5\6"sv},
    {archive, unpack_it, "7z\xBC\xAF\x27\x1C"sv},
    {archive, unpack_it, "Rar!\x1A\7"sv},
    {archive, unpack_it, ""sv, has<257, ustar>},
    {mark("a file packed by gzip"), reader_missing, "\x1F\x8B"sv, nullptr, Document::gzip},
    {compressed, unpack_it, "\x1F\x9D"sv},
    {compressed, unpack_it, "BZh"sv, [](auto b) { return holds(b, 4, "1AY&SY"); }},
    {compressed, unpack_it, "\xFD\x37zXZ"sv},
    {compressed, unpack_it, "\x28\xB5\x2F\xFD"sv},
    {compressed, unpack_it, "\x04\x22\x4D\x18"sv},
    {program, no_text, "\x7F\x45LF"sv},
    {program, no_text, "MZ"sv, has_nul},
    {program, no_text, "\xCF\xFA\xED\xFE"sv},
    {program, no_text, "\xCA\xFE\xBA\xBE"sv},
    {program, no_text, "\0asm"sv},
    {mark("a database (SQLite)"), no_article, "SQLite format 3\0"sv},
    {font, no_text, "\0\1\0\0"sv},
    {font, no_text, "OTTO\0"sv},
    {font, no_text, "wOFF"sv},
    {font, no_text, "wOF2"sv},
    {link, fetch_it, "L\0\0\0\1\x14\2\0"sv},
});

// -- text

constexpr bool is_blank(char c) {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

std::string_view behind_blanks(std::string_view text) {
    const auto* begin = std::find_if_not(text.begin(), text.end(), is_blank);
    return text.substr(static_cast<std::size_t>(begin - text.begin()));
}

// Takes the first line off, without its end.
std::string_view take_line(std::string_view& text) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

// The fields that a message begins with (RFC 822), in lower case; none if it does not begin with fields only.
std::vector<std::string> fields_of(std::string_view text) {
    std::vector<std::string> fields;
    text = text.substr(0, beginning);
    while (!text.empty()) {
        const std::string_view line = take_line(text);
        if (line.empty()) return fields;
        if (line.front() == ' ' || line.front() == '\t') {
            if (fields.empty()) return {};
            fields.back() += lower_case(line);
            continue;
        }
        const std::size_t name =
            line.find_first_not_of("-_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");
        if (name == line.npos || name == 0 || line[name] != ':') return {};
        fields.push_back(lower_case(line));
    }
    return fields;
}

bool has_field(const std::vector<std::string>& fields, std::string_view begin) {
    return std::any_of(fields.begin(), fields.end(),
                       [&](const std::string& field) { return field.starts_with(begin); });
}

// With a field that no person writes: «From:» and «Subject:» may stand above a letter, too.
bool is_mail(std::string_view text) {
    const auto fields = fields_of(text);
    if (fields.size() < 2) return false;
    constexpr std::array technical{"message-id:"sv,   "received:"sv,    "mime-version:"sv,
                                   "return-path:"sv,  "references:"sv,  "dkim-signature:"sv,
                                   "delivered-to:"sv, "in-reply-to:"sv, "content-type:"sv};
    return std::any_of(technical.begin(), technical.end(),
                       [&](std::string_view name) { return has_field(fields, name); });
}

bool is_mhtml(std::string_view text) {
    const auto fields = fields_of(text);
    return has_field(fields, "snapshot-content-location:") ||
           std::any_of(fields.begin(), fields.end(), [](const std::string& field) {
               return field.starts_with("content-type:") && field.find("multipart/related") != field.npos;
           });
}

bool is_mailbox(std::string_view text) {
    take_line(text);  // «From someone@example.org Sat Jan  3 01:05:34 1996»
    return is_mail(text);
}

struct Xml {
    bool declared = false;  // <?xml …?>
    std::string root;       // in lower case; empty: it does not begin with an element
};

Xml xml_of(std::string_view text) {
    Xml xml;
    text = behind_blanks(text.substr(0, beginning));
    while (text.starts_with("<?") || text.starts_with("<!")) {
        xml.declared |= text.starts_with("<?xml");
        const bool comment = text.starts_with("<!--");
        const std::string_view mark = comment ? "-->" : text[1] == '?' ? "?>" : ">";
        std::size_t from = text.find(mark, 2);
        // A document type may hold declarations of its own: <!DOCTYPE rss [ … ]>
        if (mark == ">" && text.substr(0, from).find('[') != text.npos) from = text.find("]>", 2);
        const std::size_t end = text.find('>', std::min(from, text.size()));
        if (end == text.npos) return xml;
        text = behind_blanks(text.substr(end + 1));
    }
    if (!text.starts_with('<')) return xml;
    xml.root = lower_case(text.substr(1, std::min(text.find_first_of(" \t\r\n/>", 1), std::size_t{60}) - 1));
    return xml;
}

template <std::size_t n>
bool is_one_of(std::string_view word, const std::array<std::string_view, n>& words) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_feed(std::string_view text) {
    constexpr std::array feeds{"rss"sv, "feed"sv, "rdf:rdf"sv, "opml"sv, "urlset"sv, "sitemapindex"sv};
    return is_one_of(xml_of(text).root, feeds);
}

bool is_drawing(std::string_view text) {
    return xml_of(text).root == "svg";
}

// Any other root that is no page's, or no part of one.
bool is_xml(std::string_view text) {
    constexpr std::array pages{"html"sv,    "head"sv, "body"sv,  "div"sv,     "p"sv,    "article"sv,
                               "section"sv, "main"sv, "h1"sv,    "h2"sv,      "span"sv, "meta"sv,
                               "link"sv,    "nav"sv,  "table"sv, "!doctype"sv};
    const Xml xml = xml_of(text);
    return (xml.declared && !xml.root.empty() && !is_one_of(xml.root, pages)) || xml.root == "plist";
}

bool is_json(std::string_view text) {
    text = behind_blanks(text);
    if (!text.starts_with('{') && !text.starts_with('[')) return false;
    const std::string_view start = text.substr(0, beginning);
    namespace json = boost::json;
    json::stream_parser parser({}, {.max_depth = 200});
    json::error_code error;
    const std::size_t taken = parser.write_some(start.data(), start.size(), error);
    if (error) return false;
    if (!parser.done()) return text.size() > start.size();
    // Behind it nothing, or one more in the next line: «[1] Siehe dort» is a remark.
    const std::string_view rest = behind_blanks(start.substr(taken));
    return rest.empty() || rest.front() == '{' || rest.front() == '[';
}

bool is_subtitles(std::string_view text) {
    text = behind_blanks(text);
    const std::string_view number = take_line(text), times = take_line(text);
    return !number.empty() && number.find_first_not_of("0123456789") == number.npos && !times.empty() &&
           times.find_first_not_of("0123456789:,.-> ") == times.npos && times.find(" --> ") != times.npos;
}

bool is_latex(std::string_view text) {
    text = behind_blanks(text.substr(0, beginning));
    while (text.starts_with('%')) {
        take_line(text);
        text = behind_blanks(text);
    }
    return text.starts_with("\\documentclass");
}

bool is_address(std::string_view word) {
    const std::string start = lower_case(word.substr(0, 8));
    for (const std::string_view scheme : {"http://"sv, "https://"sv})
        if (start.starts_with(scheme)) return word.size() > scheme.size();
    return false;
}

// Addresses and nothing else, but for blank lines and those that begin with '#'.
bool is_list_of_addresses(std::string_view text) {
    bool any = false;
    while (!text.empty()) {
        std::string_view line = behind_blanks(take_line(text));
        if (line.starts_with('#')) continue;
        for (; !line.empty(); line = behind_blanks(line)) {
            const auto* end = std::find_if(line.begin(), line.end(), is_blank);
            const auto size = static_cast<std::size_t>(end - line.begin());
            if (!is_address(line.substr(0, size))) return false;
            any = true;
            line.remove_prefix(size);
        }
    }
    return any;
}

constexpr auto text_kinds = std::to_array<Format>({
    {mark("an RTF document"), save_it, "{\\rtf"sv},
    {mark("a page saved as one file (MHTML)"), reader_missing, ""sv, is_mhtml, Document::mhtml},
    {mark("a mailbox"), save_it, "From "sv, is_mailbox},
    {mark("a mail"), reader_missing, ""sv, is_mail, Document::mail},
    {mark("a list of articles (RSS, Atom or the like)"), name_its_articles, ""sv, is_feed},
    {picture, no_text, ""sv, is_drawing},
    {mark("an XML file"), save_it, ""sv, is_xml},
    {mark("JSON"), no_article, ""sv, is_json},
    {mark("a file of subtitles"), as_text, "WEBVTT"sv},
    {mark("a file of subtitles"), as_text, ""sv, is_subtitles},
    {mark("a LaTeX document"), save_it, ""sv, is_latex},
    {mark("a calendar"), no_article, "BEGIN:VCALENDAR"sv},
    {mark("a contact"), no_article, "BEGIN:VCARD"sv},
    {mark("a key or a certificate"), no_article, "-----BEGIN "sv,
     [](auto text) {
         const auto line = take_line(text);
         return line.ends_with("KEY-----") || line.ends_with("CERTIFICATE-----");
     }},
    {mark("a script"), as_text, "#!/"sv},
    {mark("a list of sounds"), no_article, "#EXTM3U"sv},
    {link, fetch_it, "[InternetShortcut]"sv},
    {mark("a list of addresses"), mark("only “vorleser add” fetches them, a file with nothing else will do"),
     ""sv, is_list_of_addresses},
});

}  // namespace

std::span<const Format> binary_formats() {
    return binary;
}

std::span<const Format> text_formats() {
    return text_kinds;
}

const Format* format_among(std::span<const Format> formats, std::string_view bytes) {
    const auto found = std::find_if(formats.begin(), formats.end(), [&](const Format& format) {
        return bytes.starts_with(format.prefix) && (!format.also || format.also(bytes));
    });
    return found == formats.end() ? nullptr : &*found;
}

Error refusal_of(const Format& format) {
    return Error(ErrorKind::unreadable, "this is {}: {}", Sentence(format.name), Sentence(format.advice));
}

}  // namespace vorleser
