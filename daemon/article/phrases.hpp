// What news pages say around an article, in ten languages: general phrases only, no site's name. They stand
// in phrases.txt, which is compiled in; here is what is asked about them.
#pragma once

#include <string_view>

namespace vorleser {

// All take lower-case text: a word, a line, or a whole block of a page. Time grows with its length only, not
// with the number of phrases.

// A word that gives no topic away («und», «der», «wird»).
bool is_function_word(std::string_view word);

// A whole line of a page's machinery («jetzt anmelden», «merkliste»). Punctuation at its end is ignored.
bool is_clutter_line(std::string_view line);

// Such a line that is found on pages only, never in somebody's own text: evidence that a text was copied.
bool is_page_evidence(std::string_view line);

// A line that leads to other articles or to the page's foot («mehr zum thema»).
bool is_end_marker(std::string_view line);

// The label of a link to another article («lesen sie auch»).
bool is_link_label(std::string_view line);

// The label of several («mehr zum thema»).
bool is_list_label(std::string_view line);

// A line behind which no article goes on («kommentare», «12 kommentare», «verwandte artikel»).
bool is_article_end(std::string_view line);

// A line beginning like a photo credit («foto: …», «© …»).
bool starts_like_credit(std::string_view line);

// A word stem of accounts, subscriptions and players («abonn», «merkliste»).
bool is_service_word(std::string_view word);

// A word that may stand in a line of date and reading time («uhr», «lesedauer», «montag»).
bool is_date_word(std::string_view word);

bool is_month(std::string_view word);

// What a publication promises its readers («die besten geschichten der woche»), or asks of them.
bool is_offer(std::string_view line);

// That a text was taken over from an agency.
bool is_agency_note(std::string_view line);

// A line that leads from a teaser to its article («weiterlesen»).
bool is_read_on(std::string_view line);

// Somebody's work at the publication, in a line of its own («redakteurin»).
bool is_author_title(std::string_view line);

// A news agency's short name («dpa», «reuters»).
bool is_agency(std::string_view word);

// A role or profession before a name («kanzler», «…-chefin»).
bool is_role(std::string_view word);

// What editors say about an article: who edited and translated it, where it was first published.
bool is_note(std::string_view block);

// The offer to read on for money or an account.
bool is_gate(std::string_view block);

// A block in which the page speaks of itself: embedded content, newsletters, links to other articles.
bool is_page_text(std::string_view block);

// What stands on a page that asks for consent to advertising and cookies («mit Ihrer Zustimmung»).
bool asks_for_consent(std::string_view block);

// What a server shows to whom it takes for a program («verify you are human»).
bool asks_for_person(std::string_view block);

// What follows is by the readers.
bool is_comments_title(std::string_view block);

// A caption that ends with its picture's credit («… am Ufer Foto: Ada Ufer/dpa»).
bool ends_with_picture_credit(std::string_view block);

}  // namespace vorleser
