#include "daemon/article/html_data.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include <boost/json.hpp>
#include <unicode/bytestream.h>
#include <unicode/idna.h>

#include "daemon/article/characters.hpp"
#include "daemon/article/decode.hpp"
#include "daemon/article/passages.hpp"

namespace vorleser {

namespace json = boost::json;

namespace {

std::vector<std::uint64_t> words_of(std::string_view text) {
    std::vector<std::uint64_t> words;
    add_words(text, words);
    return words;
}

// Data within a script hold entities only by mistake, but often.
std::string without_entities(std::string text) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 8> entities{{{"&quot;", "\""},
                                                                                            {"&#34;", "\""},
                                                                                            {"&#39;", "'"},
                                                                                            {"&#039;", "'"},
                                                                                            {"&apos;", "'"},
                                                                                            {"&nbsp;", " "},
                                                                                            {"&shy;", ""},
                                                                                            {"&amp;", "&"}}};
    if (text.find('&') == text.npos) return text;
    std::string plain;
    for (std::size_t at = 0; at < text.size();) {
        const auto* entity = std::find_if(entities.begin(), entities.end(), [&](const auto& e) {
            return text[at] == '&' && text.compare(at, e.first.size(), e.first) == 0;
        });
        if (entity == entities.end()) {
            plain += text[at++];
        } else {
            plain += entity->second;
            at += entity->first.size();
        }
    }
    return plain;
}

std::string without_tags(std::string_view text) {
    std::string plain;
    bool within = false;
    for (const char c : text) {
        if (c == '<') within = true;
        if (!within) plain += c;
        if (c == '>' && within) {
            within = false;
            plain += ' ';
        }
    }
    return clean_line(without_entities(std::move(plain)));
}

// The paragraphs of a text, which may hold tags.
std::vector<std::string> paragraphs_of(std::string_view text) {
    std::string lines(text);
    for (const std::string_view end : {"</p>", "<br", "</h2>", "</h3>", "</li>"}) {
        for (std::size_t at = lines.find(end); at != lines.npos; at = lines.find(end, at + 1))
            lines[at] = '\n';
    }
    std::vector<std::string> paragraphs;
    for (std::size_t at = 0; at < lines.size() && paragraphs.size() < 5000;) {
        const std::size_t end = std::min(lines.find('\n', at), lines.size());
        std::string_view line = std::string_view(lines).substr(at, end - at);
        // what is left of the tag that ended the line before
        if (at > 0) {
            const std::size_t rest = line.find('>');
            if (rest != line.npos && rest < line.find('<') && rest < 5) line.remove_prefix(rest + 1);
        }
        at = end + 1;
        if (std::string paragraph = without_tags(line); has_letter_or_digit(paragraph))
            paragraphs.push_back(std::move(paragraph));
    }
    return paragraphs;
}

std::string text_of(const json::value* value) {
    if (!value) return {};
    if (const auto* text = value->if_string()) return without_tags(*text);
    if (const auto* list = value->if_array()) {
        std::string joined;
        for (const auto& item : *list) {
            const std::string text = text_of(&item);
            if (text.empty() || joined.size() > 400'000) continue;
            if (!joined.empty()) joined += ", ";
            joined += text;
        }
        return joined;
    }
    if (const auto* object = value->if_object()) return text_of(object->if_contains("name"));
    return {};
}

bool is_article_type(std::string_view type) {
    for (const std::string_view end : {"Article", "Posting", "Report", "LiveBlogPosting", "Review"}) {
        if (type.size() >= end.size() && type.substr(type.size() - end.size()) == end) return true;
    }
    return false;
}

bool is_article(const json::object& object) {
    const auto* type = object.if_contains("@type");
    if (!type) return false;
    if (const auto* text = type->if_string()) return is_article_type(*text);
    if (const auto* list = type->if_array()) {
        return std::any_of(list->begin(), list->end(),
                           [](const auto& t) { return t.is_string() && is_article_type(t.as_string()); });
    }
    return false;
}

void find_articles(const json::value& value, std::vector<const json::object*>& found, int depth = 0) {
    if (depth > 6 || found.size() > 50) return;
    if (const auto* list = value.if_array()) {
        for (const auto& item : *list) find_articles(item, found, depth + 1);
    } else if (const auto* object = value.if_object()) {
        if (is_article(*object)) found.push_back(object);
        for (const char* key : {"@graph", "mainEntity", "mainEntityOfPage"}) {
            if (const auto* inner = object->if_contains(key)) find_articles(*inner, found, depth + 1);
        }
    }
}

bool says_no(const json::value* value) {
    if (!value) return false;
    if (const auto* flag = value->if_bool()) return !*flag;
    const auto* text = value->if_string();
    return text && lower_case(*text) == "false";
}

void add_unique(std::vector<std::string>& list, std::string text) {
    if (!text.empty() && std::find(list.begin(), list.end(), text) == list.end())
        list.push_back(std::move(text));
}

// An address as it may be shown and opened: nothing but http(s), nothing that goes on beyond the line.
std::string web_address(std::string_view text) {
    constexpr std::size_t longest = 2000;
    const std::string start = lower_case(text.substr(0, 8));
    if (start.rfind("http://", 0) != 0 && start.rfind("https://", 0) != 0) return {};
    const bool fit = std::none_of(text.begin(), text.end(), [](unsigned char c) {
        return c <= ' ' || c == 0x7F || c == '<' || c == '>' || c == '"';
    });
    return fit && text.size() <= longest ? std::string(text) : std::string();
}

std::string address_of(const json::object& article) {
    for (const char* key : {"url", "mainEntityOfPage", "@id"}) {
        const auto* value = article.if_contains(key);
        if (const auto* page = value ? value->if_object() : nullptr) value = page->if_contains("@id");
        if (const auto* text = value ? value->if_string() : nullptr)
            if (std::string address = web_address(without_entities(std::string(*text))); !address.empty())
                return address;
    }
    return {};
}

}  // namespace

std::string site_of(std::string_view url) {
    const std::size_t begin = url.find("://");
    if (begin == url.npos) return {};
    url.remove_prefix(begin + 3);
    url = url.substr(0, url.find_first_of("/?#\\"));
    if (const std::size_t user = url.rfind('@'); user != url.npos) url.remove_prefix(user + 1);
    if (!url.starts_with('[')) url = url.substr(0, url.find(':'));
    std::string host = lower_case(url);
    if (host.find("xn--") != host.npos || !std::ranges::all_of(host, [](char c) { return c >= 0; })) {
        UErrorCode status = U_ZERO_ERROR;
        const std::unique_ptr<icu::IDNA> idna(
            icu::IDNA::createUTS46Instance(UIDNA_CHECK_BIDI | UIDNA_NONTRANSITIONAL_TO_UNICODE, status));
        if (U_SUCCESS(status)) {
            std::string unicode;
            icu::StringByteSink<std::string> sink(&unicode);
            icu::IDNAInfo info;
            idna->nameToUnicodeUTF8(host, sink, info, status);
            if (U_SUCCESS(status) && !info.hasErrors()) host = unicode;
        }
    }
    host = clean_line(host);
    return host.starts_with("www.") ? host.substr(4) : host;
}

namespace {

std::string meta(const HtmlPage& page, std::initializer_list<const char*> names) {
    for (const char* name : names)
        if (const auto found = page.meta.find(name); found != page.meta.end()) return found->second.front();
    return {};
}

// Of all articles that the page describes in JSON-LD the one that its title is of.
void read_json(const HtmlPage& page, const std::string& likely_title, HtmlData& data) {
    std::vector<json::value> values;
    std::vector<const json::object*> articles;
    values.reserve(page.data.size());
    for (std::string text : page.data) {
        std::replace(text.begin(), text.end(), '\n', ' ');
        boost::system::error_code error;
        json::parse_options options;
        options.allow_trailing_commas = true;
        values.push_back(json::parse(text, error, {}, options));
        if (!error) find_articles(values.back(), articles);
    }
    const json::object* article = nullptr;
    double best = -1;
    for (const json::object* candidate : articles) {
        const double fit = 2 * similarity(text_of(candidate->if_contains("headline")), likely_title) +
                           (candidate->if_contains("articleBody") ? 0.5 : 0);
        if (fit > best) {
            best = fit;
            article = candidate;
        }
    }
    if (!article) return;
    add_unique(data.titles, text_of(article->if_contains("headline")));
    add_unique(data.descriptions, text_of(article->if_contains("description")));
    data.body = text_of(article->if_contains("articleBody"));
    if (const auto* body = article->if_contains("articleBody"); body && body->is_string())
        data.paragraphs = paragraphs_of(body->as_string());
    data.authors = text_of(article->if_contains("author"));
    data.publisher = text_of(article->if_contains("publisher"));
    data.date = text_of(article->if_contains("datePublished"));
    data.language = text_of(article->if_contains("inLanguage"));
    const auto* count = article->if_contains("wordCount");
    if (const auto* number = count ? count->if_int64() : nullptr)
        data.words = static_cast<std::size_t>(std::max<std::int64_t>(*number, 0));
    data.paid = says_no(article->if_contains("isAccessibleForFree"));
    data.url = address_of(*article);
}

}  // namespace

HtmlData structured_data(const HtmlPage& page) {
    HtmlData data;
    const std::string shared_title = meta(page, {"og:title", "twitter:title"});
    read_json(page, shared_title.empty() ? page.title : shared_title, data);
    for (const char* name : {"og:url", "canonical"})
        if (std::string address = web_address(meta(page, {name})); !address.empty())
            data.url = std::move(address);
    if (data.url.empty()) data.url = web_address(page.saved_from);
    data.base = web_address(meta(page, {"base"}));
    add_unique(data.titles, shared_title);
    add_unique(data.titles, meta(page, {"twitter:title", "headline", "dc.title", "title"}));
    add_unique(data.titles, page.title);
    for (const char* name : {"og:description", "description", "twitter:description", "abstract"})
        add_unique(data.descriptions, meta(page, {name}));
    if (data.authors.empty())
        data.authors = meta(page, {"author", "article:author", "dc.creator", "parsely-author"});
    if (data.authors.rfind("http", 0) == 0) data.authors.clear();
    if (const std::string site = meta(page, {"og:site_name"}); !site.empty()) data.publisher = site;
    if (data.publisher.empty())
        data.publisher = meta(page, {"publisher", "application-name", "dc.publisher"});
    if (data.date.empty())
        data.date =
            meta(page, {"article:published_time", "datepublished", "date", "dc.date", "last-modified"});
    if (data.date.empty()) data.date = page.time;
    if (!page.language.empty()) data.language = page.language;
    if (data.language.empty()) data.language = meta(page, {"og:locale", "language", "content-language"});
    std::replace(data.language.begin(), data.language.end(), '_', '-');
    const std::string tier = lower_case(meta(page, {"article:content_tier", "og:article:content_tier"}));
    data.paid = data.paid || tier == "locked";
    return data;
}

Likeness::Likeness(std::string_view line) : words_(words_of(line)) {
    std::sort(words_.begin(), words_.end());
}

double Likeness::to(const Likeness& other) const {
    if (words_.empty() || other.words_.empty()) return 0;
    std::size_t both = 0;
    for (auto left = words_.begin(), right = other.words_.begin();
         left != words_.end() && right != other.words_.end();) {
        if (*left == *right) {
            ++both, ++left, ++right;
        } else {
            ++(*left < *right ? left : right);
        }
    }
    return 2.0 * static_cast<double>(both) / static_cast<double>(words_.size() + other.words_.size());
}

double similarity(std::string_view a, std::string_view b) {
    return Likeness(a).to(Likeness(b));
}

}  // namespace vorleser
