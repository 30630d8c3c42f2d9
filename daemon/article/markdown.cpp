// Markdown: text that a person wrote, read as it is meant, without its marks. MD4C knows them; here it is
// decided what is heard: what a link says, not where it leads; of code and pictures nothing.
#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include <gumbo.h>
#include <md4c.h>

#include "daemon/article/characters.hpp"
#include "daemon/article/decode.hpp"
#include "daemon/article/readers.hpp"

namespace vorleser {

namespace {

using namespace std::string_view_literals;

constexpr std::size_t largest = 8 << 20;           // bytes
constexpr std::size_t looked_at = 256 << 10;       // bytes, for marks
constexpr std::string_view star = "\xEF\xB7\x90";  // U+FDD0, which clean() removes: a '*' that is no mark

std::string_view take_line(std::string_view& text) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return line;
}

// -- what stands above the text

struct FrontMatter {
    std::string_view text;  // what follows
    std::string title, author, date;
    bool any = false;
};

// «---», lines as YAML has them, «---»: what many programs keep of a text above it.
FrontMatter front_matter_of(std::string_view text) {
    FrontMatter matter{text, {}, {}, {}};
    constexpr int most_lines = 200;
    if (take_line(text) != "---") return matter;
    FrontMatter found = matter;
    for (int lines = 0; lines < most_lines && !text.empty(); ++lines) {
        const std::string_view line = take_line(text);
        if (line == "---" || line == "...") {
            found.any = lines > 0;
            found.text = text;
            return found.any ? found : matter;
        }
        if (line.empty() || line.starts_with("- ") || line.starts_with('#')) continue;
        const std::size_t colon = line.find(':');
        if (colon == line.npos || line.substr(0, colon).find(' ') != line.npos) return matter;
        std::string_view value = line.substr(colon + 1);
        while (!value.empty() && (value.front() == ' ' || value.front() == '"' || value.front() == '\''))
            value.remove_prefix(1);
        while (!value.empty() && (value.back() == '"' || value.back() == '\'')) value.remove_suffix(1);
        const std::string key = lower_case(line.substr(0, colon));
        if (key == "title") found.title = clean_line(value);
        if (key == "author") found.author = clean_line(value);
        if (key == "date") found.date = clean_line(value);
    }
    return matter;
}

// -- whether it is Markdown

// «[text](address)», «![picture](address)»
bool holds_link(std::string_view line) {
    constexpr std::size_t longest = 1000;  // of text and of address
    for (std::size_t at = line.find("]("); at != line.npos; at = line.find("](", at + 2)) {
        const std::size_t from = at - std::min(at, longest);
        const std::string_view text = line.substr(from, at - from), rest = line.substr(at + 2, longest);
        const std::string_view address = rest.substr(0, rest.find(')'));
        if (text.find('[') == text.npos || address.size() == rest.size()) continue;
        // «[1](siehe dort)» is somebody's own.
        if (address.find_first_of("/.#:") != address.npos && address.find(' ') == address.npos) return true;
    }
    return false;
}

// «**word**», «__word__»
bool holds_strong(std::string_view line) {
    for (const std::string_view mark : {"**"sv, "__"sv}) {
        const std::size_t begin = line.find(mark);
        if (begin == line.npos) continue;
        const std::size_t end = line.find(mark, begin + 3);
        if (end != line.npos && line[begin + 2] != ' ' && line[end - 1] != ' ') return true;
    }
    return false;
}

bool is_heading(std::string_view line) {
    const std::size_t text = line.find_first_not_of('#');
    return text != line.npos && text >= 1 && text <= 6 && line[text] == ' ';
}

// «|---|:--|»
bool is_table_rule(std::string_view line) {
    return line.find_first_not_of("|-: ") == line.npos && line.find('|') != line.npos &&
           line.find("---") != line.npos;
}

// -- what is heard

// What an entity stands for: «&auml;», «&#8222;».
std::string entity_text(std::string_view entity) {
    struct Deleter {
        void operator()(GumboOutput* output) const { gumbo_destroy_output(&kGumboDefaultOptions, output); }
    };
    const std::string markup = "<p>" + std::string(entity);
    const std::unique_ptr<GumboOutput, Deleter> output(gumbo_parse(markup.c_str()));
    const GumboNode* node = output->root;
    while (node && node->type == GUMBO_NODE_ELEMENT) {
        const GumboVector& children = node->v.element.children;
        node = children.length ? static_cast<const GumboNode*>(children.data[children.length - 1]) : nullptr;
    }
    const bool is_text = node && (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE);
    return is_text ? node->v.text.text : std::string(entity);
}

std::string without_tags(std::string_view html) {
    std::string text;
    for (std::size_t at = 0; at < html.size();) {
        const std::size_t tag = std::min(html.find('<', at), html.size());
        text += html.substr(at, tag - at);
        const std::string_view end = html.substr(tag).starts_with("<!--") ? "-->" : ">";
        at = html.find(end, tag);
        at = at == html.npos ? html.size() : at + end.size();
        text += ' ';
    }
    return text;
}

class Blocks {
 public:
    std::vector<Block> body;
    std::vector<std::string> dropped;

    void enter(MD_BLOCKTYPE type) {
        switch (type) {
            case MD_BLOCK_QUOTE:
                ++quotations_;
                break;
            case MD_BLOCK_UL:
            case MD_BLOCK_OL:
                end_block();  // an item's own text ends before a list within it
                ++lists_;
                break;
            case MD_BLOCK_CODE:
            case MD_BLOCK_HTML:
                verbatim_ = type;
                break;
            default:
                break;
        }
    }

    void leave(MD_BLOCKTYPE type) {
        switch (type) {
            case MD_BLOCK_H:
                end_block(BlockKind::heading);
                break;
            case MD_BLOCK_CODE:
                drop_lines(std::exchange(text_, {}));
                break;
            case MD_BLOCK_HTML:
                text_ = without_tags(text_);
                end_block();
                break;
            case MD_BLOCK_TH:
            case MD_BLOCK_TD:
                text_ += cell_end;
                break;
            case MD_BLOCK_TR:
                end_row();
                break;
            case MD_BLOCK_QUOTE:
                end_block();
                --quotations_;
                break;
            case MD_BLOCK_UL:
            case MD_BLOCK_OL:
                end_block();
                --lists_;
                break;
            case MD_BLOCK_P:
            case MD_BLOCK_LI:
                end_block();
                break;
            default:
                break;
        }
        if (type == verbatim_) verbatim_ = MD_BLOCK_DOC;
    }

    void enter(MD_SPANTYPE type) { pictures_ += type == MD_SPAN_IMG; }
    void leave(MD_SPANTYPE type) {
        if (type != MD_SPAN_IMG || --pictures_ > 0) return;
        drop_lines(std::exchange(picture_, {}));
    }

    void add(MD_TEXTTYPE type, std::string_view text) {
        std::string& into = pictures_ > 0 ? picture_ : text_;
        switch (type) {
            case MD_TEXT_NULLCHAR:
                break;
            case MD_TEXT_BR:
            case MD_TEXT_SOFTBR:
                into += ' ';
                break;
            case MD_TEXT_ENTITY:
                into += ++entities_ <= most_entities ? entity_text(text) : std::string(text);
                break;
            case MD_TEXT_HTML:
                if (verbatim_ == MD_BLOCK_HTML)
                    into += text;
                else if (lower_case(text.substr(0, 3)) == "<br")
                    into += ' ';
                break;
            default:
                into += text;
        }
    }

 private:
    static constexpr int most_entities = 10'000;
    static constexpr char cell_end = '\x1F';

    static std::string clean(std::string text) {
        for (std::size_t at = text.find(star); at != text.npos; at = text.find(star, at + 1))
            text.replace(at, star.size(), 1, '*');
        return clean_line(text);
    }

    void end_block(BlockKind kind = BlockKind::paragraph) {
        if (kind == BlockKind::paragraph && quotations_ > 0) kind = BlockKind::quotation;
        if (kind == BlockKind::paragraph && lists_ > 0) kind = BlockKind::list_item;
        std::string text = clean(std::exchange(text_, {}));
        if (has_letter_or_digit(text)) body.push_back({kind, std::move(text)});
    }

    void end_row() {
        std::string row;
        for (std::size_t at = 0; at < text_.size();) {
            const std::size_t end = std::min(text_.find(cell_end, at), text_.size());
            const std::string cell = clean(text_.substr(at, end - at));
            at = end + 1;
            if (has_letter_or_digit(cell)) row += (row.empty() ? "" : ", ") + cell;
        }
        text_ = std::move(row);
        end_block();
    }

    void drop_lines(std::string_view text) {
        while (!text.empty())
            if (std::string line = clean(std::string(take_line(text))); has_letter_or_digit(line))
                dropped.push_back(std::move(line));
    }

    std::string text_, picture_;
    int quotations_ = 0, lists_ = 0, pictures_ = 0, entities_ = 0;
    MD_BLOCKTYPE verbatim_ = MD_BLOCK_DOC;  // within code or HTML
};

// «[^1]», «[^name]» at the beginning of `text`: its size, else 0.
std::size_t note_mark(std::string_view text) {
    constexpr std::size_t longest = 60;
    if (!text.starts_with("[^")) return 0;
    const std::size_t end = text.substr(0, longest).find_first_of("] \n", 2);
    return end == text.npos || end == 2 || text[end] != ']' ? 0 : end + 1;
}

// The text without footnotes and their numbers, which many programs add to Markdown: «[^1]: The note.», which
// goes on up to a blank line. Only where there are notes: «[^1]» alone is somebody's own.
std::string without_notes(std::string_view text, std::vector<std::string>& dropped) {
    std::string kept;
    kept.reserve(text.size());
    bool any = false;
    for (bool within = false; !text.empty();) {
        const std::string_view line = take_line(text);
        const std::size_t mark = note_mark(line);
        const bool begins = mark > 0 && line.substr(mark).starts_with(':');
        within = begins || (within && !line.empty());
        any |= begins;
        if (!within)
            (kept += line) += '\n';
        else if (std::string note = clean_line(begins ? line.substr(mark + 1) : line);
                 has_letter_or_digit(note))
            dropped.push_back(std::move(note));
    }
    if (!any) return kept;
    std::string out;
    out.reserve(kept.size());
    for (std::size_t at = 0; at < kept.size();) {
        if (const std::size_t mark = note_mark(std::string_view(kept).substr(at)); mark > 0)
            at += mark;
        else
            out += kept[at++];
    }
    return out;
}

// A '*' within a word is no mark: «Leser*innen und Autor*innen».
std::string with_stars_in_words(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        std::size_t next = at + 1;
        const bool within =
            text[at] == '*' && at > 0 && next < text.size() && text[next] != '*' && text[at - 1] != '*' &&
            is_letter_or_digit(last_code_point(text.substr(0, at), [](char32_t) { return false; })) &&
            is_letter_or_digit(next_code_point(text, next));
        if (within)
            out += star;
        else
            out += text[at];
    }
    return out;
}

}  // namespace

double markdown_sureness(std::string_view text) {
    if (text.size() > largest) return 0;
    constexpr double sure = 0.8;
    const FrontMatter matter = front_matter_of(text);
    if (matter.any) return sure;
    // Some marks tell by themselves; others a text of one's own may hold, but not two different ones.
    int fences = 0;
    bool heading = false, strong = false, code = false, underlined = false, after_text = false;
    for (std::string_view rest = text.substr(0, looked_at); !rest.empty();) {
        const std::string_view line = take_line(rest);
        const bool fence = line.starts_with("```") || line.starts_with("~~~");
        fences += fence;
        if (fences >= 2 || holds_link(line) || (after_text && is_table_rule(line))) return sure;
        heading |= is_heading(line);
        strong |= holds_strong(line);
        const std::size_t tick = fence ? line.npos : line.find('`');
        code |= tick != line.npos && line.find('`', tick + 1) != line.npos;
        underlined |= after_text && line.size() >= 3 &&
                      (line.find_first_not_of('=') == line.npos || line.find_first_not_of('-') == line.npos);
        after_text = !line.empty();
    }
    return heading + strong + code + underlined >= 2 ? sure : 0;
}

Result<Reading> read_markdown(std::string_view text, const ReadOptions& options) {
    const FrontMatter matter = front_matter_of(text);
    Blocks blocks;
    MD_PARSER parser{};
    // Indentation is gone from clean text; what somebody's own '$' or address is, is text.
    parser.flags = MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_TASKLISTS | MD_FLAG_NOINDENTEDCODEBLOCKS;
    parser.enter_block = [](MD_BLOCKTYPE type, void*, void* to) {
        return static_cast<Blocks*>(to)->enter(type), 0;
    };
    parser.leave_block = [](MD_BLOCKTYPE type, void*, void* to) {
        return static_cast<Blocks*>(to)->leave(type), 0;
    };
    parser.enter_span = [](MD_SPANTYPE type, void*, void* to) {
        return static_cast<Blocks*>(to)->enter(type), 0;
    };
    parser.leave_span = [](MD_SPANTYPE type, void*, void* to) {
        return static_cast<Blocks*>(to)->leave(type), 0;
    };
    parser.text = [](MD_TEXTTYPE type, const MD_CHAR* begin, MD_SIZE size, void* to) {
        return static_cast<Blocks*>(to)->add(type, {begin, size}), 0;
    };
    const std::string marked = with_stars_in_words(without_notes(matter.text, blocks.dropped));
    if (text.size() > largest ||
        md_parse(marked.data(), static_cast<MD_SIZE>(marked.size()), &parser, &blocks) != 0)
        return read_own_text(text, options);

    Reading reading;
    Article& article = reading.article;
    article.title = options.title.empty() ? matter.title : options.title;
    article.authors = matter.author;
    article.date = matter.date;
    std::vector<Block>& body = blocks.body;
    const bool twice = !body.empty() && body.front().text == article.title;
    if (!body.empty() && (article.title.empty() || twice)) {
        std::string& first = body.front().text;
        if (article.title.empty()) article.title = take_title(first, body.front().kind == BlockKind::heading);
        if (twice || first.empty()) body.erase(body.begin());
    }
    if (!has_letter_or_digit(article.title)) {
        return Error(
            ErrorKind::unreadable,
            "there is nothing but code and pictures in it; if it is to be read as it is, add it with "
            "--as text");
    }
    article.body = std::move(body);
    reading.dropped = std::move(blocks.dropped);
    return reading;
}

}  // namespace vorleser
