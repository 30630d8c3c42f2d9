#include "daemon/article/html_scan.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <deque>
#include <unordered_map>

namespace vorleser {

namespace {

constexpr std::size_t most_levels = 256, most_tags = 60'000, longest_value = 4096, most_names = 2000;
constexpr std::size_t most_before_note = 4096;         // of a page, before what a browser that saved it noted
constexpr std::size_t longest_walk = 2 * most_levels;  // open elements looked at for an end tag's start

constexpr bool is_space(char c) {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}
constexpr bool is_ascii_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
constexpr char ascii_lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

template <std::size_t n>
constexpr bool is_one_of(std::string_view word, const std::array<std::string_view, n>& words) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

template <class... Words>
constexpr std::array<std::string_view, sizeof...(Words)> words(Words... word) {
    return {std::string_view(word)...};
}

// Elements that are cut with all they hold.
constexpr auto cut = words("script", "style", "svg", "noscript", "template", "iframe", "object", "canvas",
                           "math", "video", "audio", "select", "textarea", "map", "applet", "noframes");
constexpr auto void_elements = words("area", "base", "br", "col", "embed", "hr", "img", "input", "link",
                                     "meta", "param", "source", "track", "wbr");
// Those of no use here: only text, its links and the page's own description matter.
constexpr auto useless =
    words("area", "base", "col", "embed", "img", "input", "link", "param", "source", "track", "wbr");
constexpr auto bold = words("b", "strong");
constexpr auto formatting = words("i", "em", "font", "u", "small", "big", "tt", "nobr", "code", "mark");
constexpr auto struck_out = words("s", "strike");
constexpr auto inline_elements =
    words("a", "span", "bold", "abbr", "cite", "q", "sub", "sup", "time", "label", "del", "ins", "bdi", "bdo",
          "kbd", "var", "samp", "dfn", "data");
constexpr auto table_parts = words("table", "caption", "tbody", "thead", "tfoot", "tr", "td", "th");
constexpr auto kept_attributes = words("class", "id", "itemprop", "itemtype", "role", "hidden", "content",
                                       "name", "property", "lang", "href", "datetime", "aria-hidden", "rel");
// data-testid, data-gu-name, data-component: what pages without telling classes call their parts.
constexpr auto naming_data = words("testid", "component", "type", "block", "module", "name", "region");
constexpr int most_data = 4;  // of these, a tag

class Scanner {
 public:
    explicit Scanner(std::string_view page) : page_(page) {
        out_.markup.reserve(page.size() / 2);
        out_.markup = "<!DOCTYPE html>";
    }

    ScannedHtml scan() {
        while (at_ < page_.size()) {
            const std::size_t tag = std::min(page_.find('<', at_), page_.size());
            text(page_.substr(at_, tag - at_));
            at_ = tag;
            if (at_ >= page_.size()) break;
            const char next = at_ + 1 < page_.size() ? page_[at_ + 1] : ' ';
            if (is_ascii_letter(next)) {
                start_tag();
            } else if (next == '/') {
                end_tag();
            } else if (page_.substr(at_, 4) == "<!--") {
                if (out_.saved_from.empty() && at_ < most_before_note) note_of_browser();
                skip_behind("-->", at_ + 4);
            } else if (next == '!' || next == '?') {
                skip_behind(">", at_ + 1);
            } else {
                // With a space, lest it begins a tag with what is left of the page; a run of them is one.
                if (out_.markup.size() < 2 || out_.markup.compare(out_.markup.size() - 2, 2, "< ") != 0)
                    out_.markup += "< ";
                ++at_;
            }
        }
        return std::move(out_);
    }

 private:
    // What is known of elements of one name.
    struct Tag {
        std::string_view name;
        std::uint32_t open = 0;  // elements
        bool cut = false, empty = false, useless = false, within_line = false, table_part = false;
    };
    struct Open {
        Tag* tag;
        bool emitted;
    };

    void text(std::string_view run) {
        if (run.size() < 40 || run.find('&') != run.npos || run.find_first_not_of(" \n") == run.npos) {
            out_.markup += run;
        } else {
            ((out_.markup += "\xEF\xBF\xB9") += std::to_string(out_.texts.size())) += "\xEF\xBF\xB9";
            out_.texts.push_back(run);
        }
    }

    // «<!-- saved from url=(0031)https://example.org/hafen -->» (Chromium, Internet Explorer), «<!-- Page
    // saved with SingleFile url: https://example.org/hafen …» (an add-on for browsers).
    void note_of_browser() {
        std::string_view comment = page_.substr(at_, longest_value);
        comment = comment.substr(0, comment.find("-->"));
        if (comment.find("saved from url=(") == comment.npos &&
            comment.find("saved with SingleFile") == comment.npos)
            return;
        const std::size_t begin = comment.find("http");
        if (begin == comment.npos) return;
        comment.remove_prefix(begin);
        out_.saved_from = comment.substr(0, comment.find_first_of(" \n"));
    }

    void skip_behind(std::string_view mark, std::size_t from) {
        std::size_t& nowhere = mark == ">" ? no_bracket_ : no_comment_end_;
        const std::size_t end = from >= nowhere ? page_.npos : page_.find(mark, from);
        if (end == page_.npos) {
            nowhere = std::min(nowhere, from);
            at_ = from;
        } else {
            at_ = end + mark.size();
        }
    }

    Tag& tag_at(std::size_t& from) {
        name_.clear();
        while (from < page_.size() && !is_space(page_[from]) && page_[from] != '>' && page_[from] != '/') {
            if (name_.size() < 40) name_ += ascii_lower(page_[from]);
            ++from;
        }
        return tag_named(name_);
    }

    Tag& tag_named(const std::string& written) {
        if (const auto known = tags_by_name_.find(written); known != tags_by_name_.end())
            return *known->second;
        // No page needs more names, and each would be remembered.
        if (tags_by_name_.size() >= most_names && written != "span") return tag_named("span");
        const auto made = tags_by_name_.emplace(written, nullptr).first;
        Tag*& tag = made->second;  // stays where it is, the iterator may not
        const std::string_view name = made->first;
        // What formats a line shares tags.
        if (is_one_of(name, bold)) return *(tag = &tag_named("bold"));
        if (is_one_of(name, formatting)) return *(tag = &tag_named("span"));
        if (is_one_of(name, struck_out)) return *(tag = &tag_named("del"));
        known_.push_back({name, 0, is_one_of(name, cut), is_one_of(name, void_elements),
                          is_one_of(name, useless), is_one_of(name, inline_elements),
                          is_one_of(name, table_parts)});
        return *(tag = &known_.back());
    }

    // Moves `at` behind the tag's '>' and shows each attribute (name in lower case, value as written).
    template <class Visit>
    void attributes(std::size_t& at, Visit visit) {
        std::string name;
        while (at < page_.size() && page_[at] != '>') {
            if (is_space(page_[at]) || page_[at] == '/') {
                ++at;
                continue;
            }
            name.clear();
            const std::size_t begin = at;
            while (at < page_.size() && !is_space(page_[at]) && page_[at] != '>' && page_[at] != '/' &&
                   (page_[at] != '=' || at == begin)) {
                if (name.size() < 40) name += ascii_lower(page_[at]);
                ++at;
            }
            std::size_t value = at;
            while (value < page_.size() && is_space(page_[value])) ++value;
            if (value >= page_.size() || page_[value] != '=') {
                at = value;
                visit(name, std::string_view{});
                continue;
            }
            ++value;
            while (value < page_.size() && is_space(page_[value])) ++value;
            std::size_t end = value;
            if (value < page_.size() && (page_[value] == '"' || page_[value] == '\'')) {
                end = std::min(page_.find(page_[value], value + 1), page_.size());
                visit(name, page_.substr(value + 1, end - value - 1));
                at = std::min(end + 1, page_.size());
            } else {
                while (end < page_.size() && !is_space(page_[end]) && page_[end] != '>') ++end;
                visit(name, page_.substr(value, end - value));
                at = end;
            }
        }
        if (at < page_.size()) ++at;
    }

    // Where the element that was opened before `from` ends; npos if it never does.
    std::size_t end_of(std::string_view name, std::size_t from) {
        std::size_t& nowhere = no_end_.try_emplace(std::string(name), page_.npos).first->second;
        if (from >= nowhere) return page_.npos;
        for (std::size_t at = page_.find("</", from); at != page_.npos; at = page_.find("</", at + 2)) {
            const std::string_view found = page_.substr(at + 2, name.size());
            if (std::equal(found.begin(), found.end(), name.begin(), name.end(),
                           [](char a, char b) { return ascii_lower(a) == b; })) {
                return at;
            }
        }
        nowhere = from;
        return page_.npos;
    }

    static bool names_a_part(std::string_view attribute) {
        if (!attribute.starts_with("data-")) return false;
        return std::any_of(naming_data.begin(), naming_data.end(),
                           [&](std::string_view end) { return attribute.ends_with(end); });
    }

    void start_tag() {
        std::size_t at = at_ + 1;
        Tag& tag = tag_at(at);
        const std::string_view name = tag.name;
        std::array<bool, kept_attributes.size()> seen{};
        std::string kept, address;
        bool json = false, is_canonical = false, shadow = false;
        int data = 0;
        attributes(at, [&](std::string_view attribute, std::string_view value) {
            if (attribute == "type" && name == "script") {
                json = value.substr(0, 19) == "application/ld+json";
            } else if (attribute == "shadowrootmode" && name == "template") {
                shadow = true;
            } else if (attribute == "style") {
                if (value.size() < longest_value && hides(value)) kept += " hidden";
            } else {
                const auto* known = std::find(kept_attributes.begin(), kept_attributes.end(), attribute);
                if (known == kept_attributes.end()) {
                    if (!names_a_part(attribute) || ++data > most_data) return;
                } else {
                    bool& before = seen[static_cast<std::size_t>(known - kept_attributes.begin())];
                    if (before) return;
                    before = true;
                }
                if (attribute == "rel") is_canonical = value == "canonical";
                if (attribute == "href" && (name == "link" || name == "base")) address = value;
                if (attribute == "href") value = value.substr(0, 120);
                if (value.size() > longest_value) return;
                const char quote = value.find('"') == value.npos ? '"' : '\'';
                if (quote == '\'' && value.find('\'') != value.npos) return;
                kept += ' ';
                kept += attribute;
                if (!value.empty()) ((kept += '=') += quote).append(value) += quote;
            }
        });
        at_ = at;
        // A declarative shadow root is what its element shows.
        if (shadow) return open(tag_named("shadow-root"), kept);
        if (tag.cut) {
            const std::size_t end = end_of(name, at_);
            if (end == page_.npos) return;
            if (json && out_.data.size() < 64) out_.data.emplace_back(page_.substr(at_, end - at_));
            at_ = end;  // the end tag has no open element and goes by itself
            out_.markup += ' ';
            return;
        }
        if ((is_canonical || name == "base") && address.size() < longest_value &&
            address.find('"') == address.npos)
            ((out_.markup += is_canonical ? "<meta name=canonical" : "<meta name=base") += " content=\"") +=
                address + "\">";
        if (tag.useless) return;
        open(tag, kept);
    }

    void open(Tag& tag, const std::string& attributes) {
        while (!open_.empty() && ends_by_itself(*open_.back().tag, tag)) pop();
        const bool emit = levels_ < most_levels && tags_ < most_tags;
        if (emit) {
            ++tags_;
            ((out_.markup += '<').append(tag.name) += attributes) += '>';
        } else {
            out_.markup += ' ';
        }
        if (tag.empty) return;
        open_.push_back({&tag, emit});
        levels_ += emit;
        ++tag.open;
    }

    void end_tag() {
        std::size_t at = at_ + 2;
        const Tag& written = tag_at(at);
        const Tag& tag = written.name == "template" ? tag_named("shadow-root") : written;
        skip_behind(">", at);
        if (tag.name == "br") out_.markup += "<br>";
        if (tag.open == 0) return;
        // As the parser does: a block does not end within an inner table's cell, an inline element not across
        // the border of a block.
        std::size_t found = open_.size();
        for (std::size_t walked = 0; found > 0 && walked < longest_walk; ++walked) {
            const Tag& open = *open_[--found].tag;
            if (&open == &tag) {
                const bool emitted = open_[found].emitted;
                while (open_.size() > found) pop();
                if (emitted) ((out_.markup += "</").append(tag.name)) += '>';
                return;
            }
            if (tag.within_line && !open.within_line) return;
            if (!tag.table_part && (open.name == "td" || open.name == "th" || open.name == "table")) return;
        }
    }

    void pop() {
        levels_ -= open_.back().emitted;
        --open_.back().tag->open;
        open_.pop_back();
    }

    // Whether a start tag ends an open element that needs no end tag of its own.
    static bool ends_by_itself(const Tag& open, const Tag& next) {
        const std::string_view name = open.name;
        if (name == "p") return !next.within_line;
        if (&open == &next) return name == "li" || name == "td" || name == "th" || name == "tr";
        if (name == "dt" || name == "dd") return next.name == "dt" || next.name == "dd";
        if (name == "td" || name == "th") return next.name == "td" || next.name == "th" || next.name == "tr";
        return false;
    }

    static bool hides(std::string_view style) {
        std::string plain;
        for (const char c : style) {
            if (!is_space(c)) plain += ascii_lower(c);
        }
        return plain.find("display:none") != plain.npos || plain.find("visibility:hidden") != plain.npos;
    }

    std::string_view page_;
    std::size_t at_ = 0;
    ScannedHtml out_;
    std::string name_;
    std::vector<Open> open_;
    std::deque<Tag> known_;
    std::unordered_map<std::string, Tag*> tags_by_name_;  // as written
    std::unordered_map<std::string, std::size_t>
        no_end_;  // from where on an element's end tag is found nowhere
    std::size_t no_comment_end_ = std::string_view::npos, no_bracket_ = std::string_view::npos;
    std::size_t levels_ = 0, tags_ = 0;
};

}  // namespace

ScannedHtml scan_html(std::string_view page) {
    return Scanner(page).scan();
}

std::string declared_encoding(std::string_view bytes) {
    const std::string_view start = bytes.substr(0, 4096);
    std::string lower(start.size(), ' ');
    std::transform(start.begin(), start.end(), lower.begin(), ascii_lower);
    if (lower.find("<html") == lower.npos && lower.find("<head") == lower.npos &&
        lower.find("<!doctype html") == lower.npos && lower.find("<meta") == lower.npos) {
        return {};
    }
    const bool xml = lower.rfind("<?xml", 0) == 0;
    std::size_t at = lower.find("charset=");
    std::size_t length = 8;
    if (at != lower.npos && lower.rfind("<meta", at) == lower.npos) at = lower.npos;
    if (at == lower.npos && xml) {
        at = lower.find("encoding=");
        length = 9;
        if (at != lower.npos && at > lower.find("?>")) at = lower.npos;
    }
    if (at == lower.npos) return {};
    at += length;
    while (at < lower.size() && (lower[at] == '"' || lower[at] == '\'' || lower[at] == ' ')) ++at;
    const std::size_t end = std::min(lower.find_first_of("\"' ;/>?", at), lower.size());
    return lower.substr(at, std::min<std::size_t>(end - at, 40));
}

}  // namespace vorleser
