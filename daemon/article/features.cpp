#include "daemon/article/features.hpp"

#include "daemon/article/phrases.hpp"

namespace vorleser {

Text read_text(std::string_view whole, std::uint32_t words) {
    Text text;
    const std::string_view shown = whole.substr(0, longest_read);
    const std::string lower = lower_case(shown);
    for_each_piece(lower, [&](std::string_view piece) {
        ++text.pieces;
        text.small_words += is_function_word(bare_word(piece));
    });
    for_each_piece(shown, [&](std::string_view piece) { text.capitals += capitalised(piece); });
    for (std::size_t at = 0; at < shown.size(); ++at) {
        const char c = shown[at];
        text.commas += c == ',';
        text.digits += c >= '0' && c <= '9';
        text.letters += c != ' ';
        text.stops += (c == '.' || c == '!' || c == '?') && (at + 1 == shown.size() || shown[at + 1] == ' ');
    }
    const char32_t begin = first_code_point(shown);
    text.starts_small = is_lower(begin);
    text.starts_quoted = opens_quotation(begin);
    text.starts_digit = is_digit(begin);
    text.last = last_code_point(whole, is_closing);
    text.sentence = ends_like_sentence(whole);
    text.role = role_of(whole, words);
    if (whole.size() > longest_read) return text;
    const auto say = [&](bool holds, Phrase phrase) { text.phrases |= holds ? phrase : 0U; };
    say(is_clutter_line(lower), clutter);
    say(starts_like_credit(lower), credit);
    say(is_note(lower), note);
    say(is_page_text(lower), page_text);
    say(is_service(whole, lower, words), service);
    say(is_gate(lower), gate);
    say(is_comments_title(lower), comments_title);
    say(is_end_marker(lower), end_marker);
    say(is_article_end(lower), article_end);
    say(is_link_label(lower), link_label);
    say(is_list_label(lower), list_label);
    say(is_offer(lower), offer);
    say(is_agency_note(lower), agency);
    say(is_read_on(lower), read_on);
    say(is_author_title(lower), author_title);
    say(ends_with_picture_credit(lower), picture_credit);
    say(is_byline(whole, lower, words), byline);
    say(is_date_line(lower), date);
    return text;
}

}  // namespace vorleser
