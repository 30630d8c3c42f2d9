// Mails. Newsletters are pages, so their HTML is cleaned as a page is; what people write is text, of which
// the mail it answers and the signature go.
#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "daemon/article/characters.hpp"
#include "daemon/article/decode.hpp"
#include "daemon/readers/mime.hpp"
#include "daemon/readers/readers.hpp"

namespace vorleser::documents {

namespace {

using namespace std::string_view_literals;

// -- which part is read

struct MailBody {
    const MimePart* html = nullptr;
    const MimePart* plain = nullptr;
    const MimePart* message = nullptr;  // sent along, as whole mails are forwarded
    bool encrypted = false;
};

bool is_encrypted(const MimePart& part) {
    constexpr std::array types{"multipart/encrypted"sv, "application/pkcs7-mime"sv,
                               "application/x-pkcs7-mime"sv, "application/pgp-encrypted"sv};
    return std::ranges::find(types, part.type) != types.end();
}

// The first text of each kind that is to be read and not a file.
void find_body(const MimePart& part, MailBody& body) {
    if (is_encrypted(part)) {
        body.encrypted = true;
    } else if (part.is("message/rfc822")) {
        if (!body.message) body.message = &part;
    } else if (part.holds_parts()) {
        for (const MimePart& each : part.parts) find_body(each, body);
    } else if (!part.attached && has_letter_or_digit(part.bytes)) {
        if (part.is("text/html") && !body.html) body.html = &part;
        if (part.is("text/plain") && !body.plain) body.plain = &part;
    }
}

// -- plain text

using Lines = std::vector<std::string>;

Lines lines_in(const std::string& text) {
    Lines lines;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        lines.push_back(text.substr(at, end - at));
        if (lines.back().ends_with('\r')) lines.back().pop_back();
        at = end + 1;
    }
    return lines;
}

std::size_t depth_of(std::string_view line) {
    std::size_t at = 0, depth = 0;
    while (at < line.size() && (line[at] == '>' || (line[at] == ' ' && depth > 0)))
        depth += line[at++] == '>';
    return depth;
}

bool is_signature_mark(std::string_view line) {
    return line == "-- " || line == "--";
}

// Undoes format=flowed (RFC 3676): a line that ends with a space goes on in the next one of its depth.
// `flows`: whether any did; there are programs that say so of lines they broke.
Lines unflowed(const Lines& lines, bool delete_space, bool& flows) {
    Lines out;
    bool open = false;
    std::size_t depth_before = 0;
    for (const std::string& line : lines) {
        const std::size_t depth = depth_of(line);
        std::string_view text = line;
        if (depth == 0 && text.starts_with(' ')) text.remove_prefix(1);  // stuffed
        const bool ends = is_signature_mark(text);
        if (open && depth == depth_before && !ends) {
            std::string_view rest = text;
            while (depth > 0 && (rest.starts_with('>') || rest.starts_with(' '))) rest.remove_prefix(1);
            out.back() += rest;
            flows = true;
        } else {
            out.emplace_back(text);
        }
        open = !ends && text.ends_with(' ');
        if (open && delete_space) out.back().pop_back();
        depth_before = depth;
    }
    return out;
}

// «Am 3. März schrieb Ada Ufer:»
bool introduces_quotation(std::string_view line) {
    constexpr std::array words{"schrieb"sv,
                               "wrote"sv,
                               "a \xC3\xA9"
                               "crit"sv,
                               "ha scritto"sv,
                               "escribi\xC3\xB3"sv,
                               "schreef"sv};
    const std::string lower = lower_case(clean_line(line));
    return lower.ends_with(':') &&
           std::ranges::any_of(words, [&](std::string_view word) { return lower.find(word) != lower.npos; });
}

// What programs put above the mail that is answered below one's own words.
bool begins_old_mail(std::string_view line) {
    constexpr std::array begins{"-----urspr\xC3\xBCngliche nachricht"sv, "-----original message"sv,
                                "________________________________"sv, "-----urspr\xC3\xBCnglicher termin"sv};
    const std::string lower = lower_case(clean_line(line));
    return std::ranges::any_of(begins, [&](std::string_view begin) { return lower.starts_with(begin); });
}

std::size_t words_in(const Lines& lines) {
    std::size_t words = 0;
    for (const std::string& line : lines)
        for_each_piece(line, [&](std::string_view piece) { words += has_letter_or_digit(piece); });
    return words;
}

// Without quotations, what introduces them, and the signature. Where nothing would be left, the quotation is
// what was sent: it stays, without its signs.
Lines own_words(const Lines& lines, std::vector<std::string>& dropped) {
    constexpr std::size_t fewest = 5;  // words
    Lines own;
    std::vector<std::string> gone;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const bool quoted = lines[i].starts_with('>');
        if (is_signature_mark(lines[i]) || (begins_old_mail(lines[i]) && words_in(own) >= fewest)) {
            gone.insert(gone.end(), lines.begin() + static_cast<std::ptrdiff_t>(i), lines.end());
            break;
        }
        if (!quoted) {
            own.push_back(lines[i]);
            continue;
        }
        // Above it: who wrote it, in one line or two.
        const bool first = i == 0 || !lines[i - 1].starts_with('>');
        while (first && !own.empty() && own.back().find_first_not_of(' ') == std::string::npos)
            own.pop_back();
        if (first && !own.empty() && introduces_quotation(own.back())) {
            gone.push_back(std::move(own.back()));
            own.pop_back();
            const bool two = !own.empty() && (own.back().starts_with("Am ") || own.back().starts_with("On "));
            if (two) own.pop_back();
        }
        if (first) own.emplace_back();
        gone.push_back(lines[i]);
    }
    if (words_in(own) < fewest && words_in(gone) > words_in(own) &&
        std::ranges::any_of(lines, [](const std::string& line) { return line.starts_with('>'); })) {
        own.clear();
        for (const std::string& line : lines) {
            if (is_signature_mark(line)) break;
            own.push_back(line.substr(std::min(line.find_first_not_of("> "), line.size())));
        }
        return own;
    }
    for (const std::string& line : gone)
        if (const std::string clean = clean_line(line); !clean.empty()) dropped.push_back(clean);
    return own;
}

// «-----BEGIN PGP SIGNED MESSAGE-----»: the text between its lines.
Lines without_armour(const Lines& lines) {
    const auto begin = std::ranges::find(lines, "-----BEGIN PGP SIGNED MESSAGE-----");
    if (begin == lines.end()) return lines;
    const auto text = std::find(begin, lines.end(), "");
    const auto end = std::find(text, lines.end(), "-----BEGIN PGP SIGNATURE-----");
    Lines bare(text, end);
    for (std::string& line : bare)
        if (line.starts_with("- ")) line.erase(0, 2);
    return bare;
}

// With an empty line between paragraphs where they are lines.
std::string text_of(const MimePart& part, std::vector<std::string>& dropped) {
    Lines lines = without_armour(lines_in(to_utf8(part.bytes, part.charset)));
    bool flows = false;
    if (part.flowed) lines = unflowed(lines, part.delete_space, flows);
    std::string text;
    for (const std::string& line : own_words(lines, dropped)) text += line + (flows ? "\n\n" : "\n");
    return text;
}

// -- HTML

// Without the mail that it answers, if something is said above it.
std::string_view without_quotation(std::string_view html) {
    constexpr std::array begins{"<blockquote type=\"cite\""sv, "<div class=\"gmail_quote"sv,
                                "<div id=\"divrplyfwdmsg\""sv, "<div class=\"moz-cite-prefix\""sv,
                                "<div id=\"appendonsend\""sv,  "<div class=\"moz-forward-container"sv};
    const std::string lower = lower_case(html.substr(0, 4 << 20));
    if (lower.size() != std::min<std::size_t>(html.size(), 4 << 20))
        return html;  // letters changed their length
    std::size_t first = lower.npos;
    for (const std::string_view begin : begins) first = std::min(first, lower.find(begin));
    if (first == lower.npos || lower.find("forwarded message", first) < first + 200 ||
        lower.find("weitergeleitete nachricht", first) < first + 200)
        return html;
    std::size_t words = 0;
    bool tag = false, word = false;
    const std::size_t body = std::min(lower.find("<body"), first);
    const std::string above = lower.substr(body, first - body);
    for (const char c : above) {
        if (c == '<') tag = true;
        const bool letter = !tag && static_cast<unsigned char>(c) > ' ' && c != '>';
        words += letter && !word;
        word = letter;
        if (c == '>') tag = false;
    }
    constexpr std::size_t enough = 20;
    return words >= enough ? html.substr(0, first) : html;
}

std::set<std::string> distinct_words(std::string_view text) {
    std::set<std::string> words;
    std::string line = clean_line(text);
    for_each_piece(line, [&](std::string_view piece) {
        if (const auto word = bare_word(piece); !word.empty()) words.insert(lower_case(word));
    });
    return words;
}

std::string all_text(const Article& article) {
    std::string text = article.title + "\n" + article.teaser;
    for (const Block& block : article.body) text += "\n" + block.text;
    return text;
}

// A headline above a newsletter's text; the mail's subject is the title.
void retitle(Article& article, const std::string& subject, std::string_view html) {
    if (subject.empty()) return;
    const std::string headline = std::exchange(article.title, subject);
    const std::string lower = lower_case(html.substr(0, 1 << 16));
    const std::size_t begin = std::min(lower.find("<title"), lower.size());
    const std::string page_title = lower.substr(begin, lower.find("</title", begin) - begin);
    const bool in_it = !article.body.empty() && article.body.front().text == headline;
    const auto words = distinct_words(headline), others = distinct_words(subject);
    const auto shared =
        std::ranges::count_if(words, [&](const std::string& word) { return others.contains(word); });
    if (in_it || headline.empty() || page_title.find(lower_case(headline)) != page_title.npos ||
        shared * 10 >= static_cast<std::ptrdiff_t>(words.size()) * 7)
        return;
    article.body.insert(article.body.begin(), {BlockKind::heading, headline});
}

// -- the whole

Result<Reading> read_plain(const MimePart& part, const MimePart& message, const ReadOptions& options) {
    std::vector<std::string> dropped;
    const std::string text = text_of(part, dropped);
    const bool by_subject = options.title.empty() && has_letter_or_digit(message.subject);
    const std::string title = by_subject ? message.subject : options.title;
    Result<Reading> reading = read_article(text, {As::text, title, options.source, "utf-8", options.url});
    if (reading) reading->dropped = std::move(dropped);
    return reading;
}

Result<Reading> read_newsletter(const MimePart& part, const MimePart& message, const ReadOptions& options) {
    const std::string_view html = without_quotation(part.bytes);
    Result<Reading> reading =
        read_article(html, {As::html, options.title, options.source, part.charset, options.url});
    if (reading && options.title.empty()) retitle(reading->article, message.subject, html);
    return reading;
}

// Pages are cleaned of much: where that took what the same mail's plain text has, that one is read.
bool says_less(const Article& article, const Article& plain) {
    const auto words = distinct_words(all_text(article)), all = distinct_words(all_text(plain));
    const auto kept =
        std::ranges::count_if(all, [&](const std::string& word) { return words.contains(word); });
    return kept * 2 < static_cast<std::ptrdiff_t>(all.size());
}

Result<Reading> read_body(const MimePart& message, const ReadOptions& options, int depth);

Result<Reading> read_best(const MailBody& body, const MimePart& message, const ReadOptions& options,
                          int depth) {
    std::optional<Result<Reading>> html, plain;
    if (body.html) html = read_newsletter(*body.html, message, options);
    if (body.plain) plain = read_plain(*body.plain, message, options);
    const bool html_fails = !html || !*html;
    const bool use_plain = plain && *plain && (html_fails || says_less((*html)->article, (*plain)->article));
    std::optional<Result<Reading>> best = use_plain || !html ? std::move(plain) : std::move(html);
    // Who forwards a mail as a whole says little above it.
    constexpr std::size_t little = 300;  // bytes
    const bool says_little = !best || !*best || all_text((*best)->article).size() < little;
    if (body.message && says_little) {
        Result<Reading> forwarded = read_body(*body.message, options, depth + 1);
        if (forwarded || !best) return forwarded;
    }
    if (best) return std::move(*best);
    if (body.encrypted)
        return Error(ErrorKind::unreadable,
                     "it is encrypted: open it in your mail program, copy its text and add that");
    return Error(ErrorKind::unreadable, "there is no text in it to be read aloud");
}

Result<Reading> read_body(const MimePart& message, const ReadOptions& options, int depth) {
    constexpr int deepest = 8;
    MailBody body;
    for (const MimePart& part : message.parts) find_body(part, body);
    if (depth >= deepest) body.message = nullptr;
    if (body.plain && body.plain->bytes.find("-----BEGIN PGP MESSAGE-----") < 400) {
        body.plain = nullptr;
        body.encrypted = true;
    }
    Result<Reading> reading = read_best(body, message, options, depth);
    if (!reading) return reading;
    Article& article = reading->article;
    if (article.source.empty() || article.source == options.source) article.source = sender_of(message.from);
    if (article.authors.empty()) article.authors = sender_of(message.from);
    if (article.date.empty()) article.date = message.date;
    return reading;
}

}  // namespace

Result<Reading> read_mail(std::string_view bytes, const ReadOptions& options) {
    const Result<MimePart> message = parse_message(bytes);
    if (!message) return message.error();
    return read_body(*message, options, 0);
}

}  // namespace vorleser::documents
