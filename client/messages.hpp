// Every text that a person reads, in one place; tr() gives it in the listener's language
// (locale/translate.hpp). The daemon's errors, the methods' summaries and the voices' descriptions are
// translated where they arrive.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "locale/translate.hpp"

namespace vorleser::messages {

// -- help
inline const char* what_it_is() {
    return tr("vorleser: reads articles aloud, one after the other");
}
inline const char* footer() {
    return tr(R"(Times are 4:31 or 1:02:03; "about" stands before what is still an estimate.

Exit codes:
  0  done
  1  the daemon refused, or a file or a page could not be read
  2  the command line makes no sense
  3  no daemon: not reachable, could not be started, or it ended

Environment:
  VORLESER_SOCKET  the daemon's socket, as --socket
  NO_COLOR         no colour and no bold
  TERM=dumb        as --plain

The daemon's log, if this program started it: $XDG_STATE_HOME/vorleser/vorleserd.log
(without XDG_STATE_HOME: ~/.local/state))");
}
inline const char* command_footer() {
    return tr("Options of all commands and exit codes: vorleser --help");
}
inline const char* option_version() {
    return tr("print the version");
}
inline const char* option_json() {
    return tr("print the daemon's answers as JSON, one a line");
}
inline const char* option_plain() {
    return tr("only lines of words: no bar, no signs, no colour; for screen readers");
}
inline const char* option_socket() {
    return tr(
        "the daemon's socket (default: $XDG_RUNTIME_DIR/vorleser/socket, without XDG_RUNTIME_DIR "
        "/tmp/vorleser-UID/socket)");
}
inline const char* option_no_start() {
    return tr("do not start the daemon when it does not run");
}
inline const char* add_files() {
    return tr(
        "files to read, or addresses (http, https) to fetch, also those in a file of addresses; - or none: "
        "standard input");
}
inline const char* add_clipboard() {
    return tr("what was copied in another program (by wl-paste, xclip or xsel)");
}
inline const char* add_selection() {
    return tr("what is selected in another program, without its being copied");
}
inline const char* add_title() {
    return tr("the article's title");
}
inline const char* add_url() {
    return tr("the article's address, where its page names none");
}
inline const char* add_next() {
    return tr("right after the current article");
}
inline const char* add_play() {
    return tr("read it now, then go back to what it interrupted");
}
inline const char* add_chapters() {
    return tr("of an e-book (EPUB) each chapter is an article; what has none is one, as without");
}
inline const char* add_as() {
    return tr(
        "what it is: auto, html, page (text copied out of a browser), markdown or text (keep every word)");
}
inline const char* article() {
    return tr("the article's number in the list, or words of its title");
}
inline const char* current_article() {
    return tr("the article's number in the list, or words of its title (default: the current one)");
}
inline const char* remove_articles() {
    return tr(
        "the articles' numbers in the list, 2-4 for all of them, or each one's title in quotation marks");
}
inline const char* move_to() {
    return tr("its new number");
}
inline const char* mark_note() {
    return tr("what to remember of it");
}
inline const char* mark_article() {
    return tr("of that article instead of the one being read");
}
inline const char* mark_at() {
    return tr("the sentence at that place of its text, not the one being heard");
}
inline const char* marks_article() {
    return tr("number in the list, or words of the title (without: all marks)");
}
inline const char* marks_all() {
    return tr("all of them, as without an article");
}
inline const char* marks_markdown() {
    return tr("as a text in Markdown, with addresses and times");
}
inline const char* backup_summary() {
    return tr("write lists, texts, places, tags, marks, words and settings into a file");
}
inline const char* import_summary() {
    return tr("take in a backup, or the reading list of another service or browser, besides what is here");
}
inline const char* backup_file() {
    return tr("the file to write; an earlier backup there is replaced");
}
inline const char* backup_replace() {
    return tr("replace whatever file is there");
}
inline const char* import_file() {
    return tr(
        "a file that backup has written, or an export of wallabag, Readeck, Omnivore, Pocket, Instapaper, or "
        "bookmarks");
}
inline const char* import_dry_run() {
    return tr("only say what would come in");
}
inline const char* import_queue() {
    return tr("of another service: queue what is unread, instead of keeping it in the Merkliste");
}
inline const char* import_unread() {
    return tr("of another service: leave away what was read there");
}
inline const char* import_only() {
    return tr("of another service: only what has this tag, or lies in this folder; may be repeated");
}
inline const char* import_no_fetch() {
    return tr("of another service: fetch nothing, take in only what the file has the text of");
}
inline const char* marks_play() {
    return tr("read aloud from that mark on");
}
inline const char* unmark_ids() {
    return tr("the marks to take away, by the numbers that marks shows");
}
inline const char* note_mark() {
    return tr("the mark, by the number that marks shows");
}
inline const char* note_text() {
    return tr("the note (without: none)");
}
inline const char* seek_to() {
    return tr("1:30, 1:02:03, 90 or 1m30s: a time; +15 or -15: that far on or back; 50%: a part");
}
inline const char* seek_text() {
    return tr("to the next place where these words stand");
}
inline const char* seek_sentences() {
    return tr("that many sentences on or back; 0: to the start of this one");
}
inline const char* seek_paragraphs() {
    return tr("that many paragraphs on or back");
}
inline const char* seek_headings() {
    return tr("that many headings on or back");
}
inline const char* pitch_value() {
    return tr("-50 to 50, added to the voice's own");
}
inline const char* repeat_value() {
    return tr("off, one or all");
}
inline const char* finished_value() {
    return tr("stays (in the list), leaves (it), or kept (it leaves the list and is kept)");
}
inline const char* shuffle_value() {
    return tr("on or off");
}
inline const char* sleep_value() {
    return tr("20 or 20m, 1h30m or 1:30 (hours and minutes), 90s; end: at the article's end; off");
}
inline const char* restore_id() {
    return tr("the article's id as history shows it, or words of its title");
}
inline const char* keep_articles() {
    return tr(
        "articles in the list by number, 2-4 for all of them, or title in quotation marks; files and "
        "addresses "
        "as with add (default: the current one)");
}
inline const char* keep_move() {
    return tr("take them off the list");
}
inline const char* keep_tag() {
    return tr("sort them by this word; may be given several times");
}
inline const char* kept_tag() {
    return tr("only what has this tag");
}
inline const char* kept_unread() {
    return tr("only what was not read");
}
inline const char* kept_articles() {
    return tr("the articles' ids as kept shows them, or each one's title in quotation marks");
}
inline const char* queue_articles() {
    return tr("the articles' ids as kept and history show them, or each one's title in quotation marks");
}
inline const char* queue_move() {
    return tr("keep them no longer");
}
inline const char* tag_article() {
    return tr("the article's id as kept shows it, or its title in quotation marks, also of one in the list");
}
inline const char* tag_tags() {
    return tr("tags to give it");
}
inline const char* tag_remove() {
    return tr("take these tags from it");
}
inline const char* read_articles() {
    return tr(
        "the articles' ids as kept shows them, or each one's title in quotation marks, also in the list");
}
inline const char* read_unread() {
    return tr("mark them as unread");
}
inline const char* search_words() {
    return tr("words that are to be found, all of them; several in quotation marks stand in a row");
}
inline const char* search_play() {
    return tr("play this hit, from its sentence");
}
inline const char* search_limit() {
    return tr("show so many hits at most, up to 100 (without: 20)");
}
inline const char* search_footer() {
    return tr(
        "What stands as you typed it comes first, then other forms of the words, then compounds with them. "
        "title:WORD is looked for in titles, source:WORD in source and address, tag:TAG among the tags; "
        "after:2026-07-01 and before:2026-08 say when an article was added.");
}
inline const char* play_at() {
    return tr("begin with the sentence at this place of the text (code points, as search --json tells)");
}
inline const char* list_heard() {
    return tr("what was heard, also what has left the list (as history)");
}
inline const char* only_source() {
    return tr("only articles of this source or site, or a part of its name");
}
inline const char* nothing_of_that_kind() {
    return tr("the list has none of that kind");
}
inline const char* list_unheard() {
    return tr("only what was not yet heard to its end");
}
inline const char* clear_heard() {
    return tr("only what was heard to its end");
}
inline const char* help_summary() {
    return tr("explain the program, or a command");
}
inline const char* help_command() {
    return tr("the command to explain");
}
inline const char* show_dropped() {
    return tr("what was left out of the page instead");
}
inline const char* bad_sleep() {
    return tr("TIME must be like 20, 20m, 1h30m, 1:30 (hours and minutes), end or off, and a day at most");
}
inline const char* speed_value() {
    return tr("0.5 to 4, or 50% to 400%; +0.1 or -0.1: that much faster or slower");
}
inline const char* volume_value() {
    return tr("0 to 100; +5 or -5: that much louder or softer");
}
inline const char* output_name() {
    return tr("where it plays: a device's name or a part of it, or loudspeaker (without: list them)");
}
inline const char* device_name() {
    return tr("the device's name or a part of it; default: the configured one (without: list the devices)");
}
inline const char* voice_name() {
    return tr("the voice's name (default: list the voices)");
}
inline const char* voices_play() {
    return tr("hear a sample of the voice NAME, or of all one after the other");
}
inline const char* pronounce_text() {
    return tr("the word or sentence");
}
inline const char* pronounce_silent() {
    return tr("only show how it is pronounced");
}
inline const char* lexicon_action() {
    return tr(
        "list (or nothing): your words; add WORD SOUND: from now on WORD sounds so; remove WORD. SOUND is a "
        "German "
        "spelling (Klaud), a word of another language (en:cloud) or eSpeak NG's phonemes (/kl'aUd/)");
}
inline const char* bad_lexicon() {
    return tr("say list, add WORD SOUND or remove WORD");
}
inline const char* watch_summary() {
    return tr("read along: show live what is being read, with keys for everything");
}
inline const char* watch_until_stopped() {
    return tr("end when everything has been read, or the daemon ends");
}

// -- wrong command lines
inline const char* bad_seek() {
    return tr("TIME must be like 1:30, 90, 1m30s, +15, -15 or 50%");
}
inline const char* bad_speed() {
    return tr("SPEED must be a factor from 0.5 to 4, 50% to 400%, or a step like +0.1");
}
inline const char* bad_volume() {
    return tr("VOLUME must be a number from 0 to 100, or a step like +5");
}
inline const char* bad_position() {
    return tr("it must be a number from 1 on");
}
inline const char* bad_range() {
    return tr("a range is like 2-4, from 1 on");
}
inline const char* title_for_several() {
    return tr("--title and --url are of one article, but there are several files");
}
inline const char* which_command() {
    return tr("a command is missing");
}
inline std::string unknown_option(std::string_view name) {
    return tr("there is no option {}", name);
}
inline std::string unknown_command(std::string_view name) {
    return tr("there is no command {}", name);
}
inline std::string usage(std::string_view problem, std::string_view command) {
    return tr("{}\nTry: {}", problem,
              fmt::format("vorleser {}{}--help", command, command.empty() ? "" : " "));
}

// -- files
inline const char* paste_now() {
    return tr("Paste the article, then press Enter and Ctrl-D.");
}
inline const char* standard_input() {
    return tr("standard input");
}
inline const char* what_was_copied() {
    return tr("what was copied");
}
inline const char* nothing_copied() {
    return tr("nothing was copied; copy a text (Ctrl-C), then try again");
}
inline const char* nothing_selected() {
    return tr("nothing is selected; select a text with the mouse, then try again");
}
inline std::string no_text_copied(std::string_view types) {
    return tr("what was copied is no text, but {}; copy a text, then try again", types);
}
inline const char* no_desktop() {
    return tr(
        "there is no desktop to ask: neither WAYLAND_DISPLAY nor DISPLAY is set; type “vorleser add” and "
        "paste the text");
}
inline std::string no_clipboard_tool(std::string_view package) {
    return tr("the desktop cannot be asked: install the package {}, then try again", package);
}
inline std::string clipboard_failed(std::string_view program, std::string_view why) {
    return tr("{} failed: {}; type “vorleser add” and paste the text", program, why);
}
inline std::string clipboard_hangs(std::string_view program, std::int64_t limit_ms) {
    return tr(
        "{} did not end within {} s: the program that was copied from does not answer; copy the text again, "
        "or type “vorleser add” and paste it",
        program, (limit_ms + 999) / 1000);
}
inline std::string cannot_read(std::string_view file, std::string_view reason) {
    return tr("cannot read {}: {}", file, reason);
}
// -- web
inline const char* web_summary() {
    return tr("the page for browsers and phones, until Ctrl-C");
}
inline const char* web_what() {
    return tr(
        "devices: which are paired; remove NAME: keep one out from now on; feed NAME: an address for a "
        "podcast client");
}
inline const char* bad_web() {
    return tr("WHAT is devices, or remove or feed and a name");
}
inline const char* web_home() {
    return tr("for all of the local network, by TLS; without it for this machine alone");
}
inline const char* web_port() {
    return tr("where to listen (default: 8642)");
}
inline const char* web_host() {
    return tr(
        "a further name that the page is called by, as behind a reverse proxy; may be given several times");
}
inline const char* web_certificate() {
    return tr("with --home: a certificate of your own (PEM, with those between), instead of one made for it");
}
inline const char* web_key() {
    return tr("the certificate's key (PEM)");
}
inline const char* web_no_browser() {
    return tr("do not open a browser here");
}

// -- feeds
inline const char* subscribe_summary() {
    return tr("subscribe to a feed: what is new in it comes by itself");
}
inline const char* subscribe_address() {
    return tr("the feed's address, or that of a page that names it; or a file with a list of feeds (OPML)");
}
inline const char* subscribe_keep() {
    return tr("keep its articles for later");
}
inline const char* subscribe_queue() {
    return tr("queue its articles, as without --keep");
}
inline const char* subscribe_newest() {
    return tr("at most that many articles at a time, the newest (default: 5)");
}
inline const char* subscribe_with() {
    return tr(
        "only articles with these words in title, subject or teaser, or with words that begin so; may be "
        "given "
        "several times, for one of them; \"\": all again");
}
inline const char* subscribe_without() {
    return tr("no articles with these words; may be given several times");
}
inline const char* unsubscribe_summary() {
    return tr("end a subscription");
}
inline const char* unsubscribe_feed() {
    return tr("the feed's number in the subscriptions, its address, or words of its title");
}
inline const char* subscriptions_summary() {
    return tr("what is subscribed to, and how it is with each");
}
inline const char* subscriptions_what() {
    return tr("pause FEED: nothing comes of it for now; resume FEED: it goes on");
}
inline const char* bad_subscriptions() {
    return tr("WHAT is pause or resume, and a feed");
}
inline const char* subscriptions_opml() {
    return tr("print them as OPML, for other programs");
}
inline const char* fetch_summary() {
    return tr("fetch what is new in the feeds now");
}
inline const char* fetch_feed() {
    return tr("only this feed: its number in the subscriptions, its address, or words of its title");
}
inline const char* fetch_due() {
    return tr("only what is due, and no word where nothing is new; for the timer");
}

// -- export
inline const char* export_summary() {
    return tr("sound files to take along, a podcast of one's own, a book that reads itself aloud");
}
inline const char* export_articles() {
    return tr(
        "the articles' numbers in the list, 2-4 for all of them, or each one's title in quotation marks "
        "(default: the current one)");
}
inline const char* export_all() {
    return tr("all articles in the list");
}
inline const char* export_unheard() {
    return tr("only what was not heard to its end");
}
inline const char* export_output() {
    return tr("the file or the directory to write to (default: here)");
}
inline const char* export_folder() {
    return tr("make a folder hold what is in the list, in its order, and nothing else of ours");
}
inline const char* export_podcast() {
    return tr("make a folder that a web server can give as a podcast");
}
inline const char* export_address() {
    return tr("where that folder is on the web, https://…");
}
inline const char* export_format() {
    return tr("mp3, opus, flac, wav or epub (default: mp3)");
}
inline const char* export_one_file() {
    return tr("all in one file, a chapter each");
}
inline const char* export_follow() {
    return tr("go on, and follow the list until stopped");
}
inline std::string no_program(std::string_view name, std::string_view reason) {
    return tr("cannot start {}: {}; install Vorleser anew", name, reason);
}
inline std::string encoder_failed(std::string_view encoder, std::string_view reason) {
    return tr("{} failed: {}", encoder, reason);
}
inline const char* too_long_for_wav() {
    return tr("a WAV file cannot be larger than 4 GiB: choose another format, e.g. --format flac");
}
inline std::string not_both(std::string_view one, std::string_view other) {
    return tr("either {} or {}, not both", one, other);
}
inline std::string only_for_files(std::string_view option) {
    return tr("{} is for files and addresses, of which none is given", option);
}
inline std::string only_for_the_list(std::string_view option) {
    return tr("{} is for articles of the list, of which none is given", option);
}
inline const char* follow_what() {
    return tr("--follow keeps a folder as the list is: name it with --folder or --podcast");
}
inline const char* nothing_speakable() {
    return tr("no sentence of it can be spoken");
}
inline const char* nobody_speaks() {
    return tr("the speech process does not come back: see the daemon's log, then export again");
}
inline const char* changed_all_the_time() {
    return tr("the article, the voice or the lexicon is changed all the time: export again later");
}
inline const char* nothing_to_export() {
    return tr("no article chosen; name one, or take --all");
}
inline std::string exporting(std::string_view title, std::int64_t percent, std::string_view left) {
    return left.empty() ? tr("{}  {} %", title, percent) : tr("{}  {} %, {} left", title, percent, left);
}
inline std::string exported(std::string_view file, std::string_view length) {
    return tr("{}  {}", file, length);
}
inline std::string exported_already(std::string_view file, std::string_view length) {
    return tr("{}  {}, is there already", file, length);
}
inline std::string unspeakable_sentences(std::string_view title, std::int64_t n) {
    return tr_n(n, "{} sentence of “{}” could not be spoken and is missing",
                "{} sentences of “{}” could not be spoken and are missing", n, title);
}
inline std::string several_in_one_file(std::string_view path) {
    return tr("{} is one file, but there are several articles: take --one-file, or name a directory", path);
}
inline std::string which_format(std::string_view path) {
    return tr(
        "which format {} is to have is not clear: end it in .mp3, .opus, .flac, .wav or .epub, or give "
        "--format with another ending; a folder's name ends in /",
        path);
}
inline const char* podcast_is_sound() {
    return tr(
        "a podcast is made of sound files: take --format mp3 or opus, or make books with --folder or -o");
}
inline std::string not_a_file(std::string_view path) {
    return tr("{} is a device or a pipe, no file: name another", path);
}
inline std::string transcript_is_not_ours(std::string_view path) {
    return tr("{} was not made by Vorleser and stays as it is; the text with its times is missing", path);
}
inline std::string not_a_directory(std::string_view path) {
    return tr("{} is no directory: name one for several files", path);
}
inline const char* no_cache() {
    return tr("no place for what is made: set HOME or XDG_CACHE_HOME");
}
inline std::string folder_done(std::int64_t n, std::int64_t made, std::int64_t gone) {
    return tr("{} in the folder, {} new, {} gone", n, made, gone);
}
inline std::string not_ours(std::string_view file) {
    return tr("{} is somebody else's file: move it away, or take another folder", file);
}
inline const char* podcast_description() {
    return tr("Articles, read aloud");
}
inline const char* podcast_language() {
    return tr("en");
}
inline const char* bad_podcast_address() {
    return tr(
        "the address of a podcast's folder begins with https:// or http:// and a server's name; no space, ? "
        "or # is "
        "in it");
}
inline const char* no_folder() {
    return tr("a folder has a name: give it behind --folder or --podcast");
}
inline const char* all_is_heard() {
    return tr("nothing in the list is unheard");
}
inline const char* program_title() {
    return "Vorleser";
}
inline std::string articles_together(std::int64_t n) {
    return tr_n(n, "{} article", "{} articles", n);
}
inline std::string too_large(std::string_view file, std::int64_t limit_mib) {
    return tr("{} is larger than {} MiB: too much for one article", file, limit_mib);
}

// -- addresses (pages show these, too)
inline std::string fetching(std::string_view address, std::int64_t kilobytes) {
    return tr("fetching {} … {} kB", address, kilobytes);
}
// `why`: one of those that follow.
inline std::string cannot_fetch(std::string_view address, std::string_view why) {
    return tr("{} was not fetched: {}", address, why);
}
inline std::string other_scheme(std::string_view address, std::string_view scheme) {
    return tr("{} was not fetched: only http and https are, not {}", address, scheme);
}
inline std::string no_local_file(std::string_view address) {
    return tr("{} names no file of this machine", address);
}
inline std::string no_scheme(std::string_view name) {
    return tr("there is no file {}; if it is an address, begin it with https://", name);
}
inline const char* no_address() {
    return tr("this is no address; copy it out of the browser once more");
}
inline std::string no_such_host(std::string_view site) {
    return tr("there is no site {}, or this machine has no network", site);
}
inline std::string not_public(std::string_view site) {
    return tr("{} is in your own network; what is there is added on this machine: vorleser add", site);
}
inline std::string not_reachable(std::string_view site) {
    return tr("{} lets nobody connect; try again later", site);
}
inline std::string does_not_answer(std::string_view site) {
    return tr("{} does not answer; try again later", site);
}
inline std::string connection_broke(std::string_view site) {
    return tr("the connection to {} broke off; try again", site);
}
inline std::string no_secure_connection(std::string_view site) {
    return tr("no secure connection to {} could be agreed on; try again later", site);
}
// `why`: certificate().
inline std::string untrusted_site(std::string_view site, std::string_view why) {
    return tr(
        "{} cannot prove that it is {} ({}); nothing was read, since somebody else may stand in between",
        site, site, why);
}
// By OpenSSL's verdict.
inline std::string certificate(std::int64_t verdict) {
    switch (verdict) {
        case 0:
            return tr("its certificate does not hold for it");
        case 9:
            return tr("its certificate does not hold yet: is this machine's clock right?");
        case 10:
            return tr("its certificate has expired: is this machine's clock right?");
        case 18:
        case 19:
        case 20:
        case 21:
            return tr("nobody who is trusted vouches for its certificate");
        default:
            return tr("its certificate does not hold: error {} of OpenSSL", verdict);
    }
}
inline const char* no_certificates() {
    return tr("no site can be trusted, since this machine lacks the package ca-certificates");
}
inline const char* proxy_failed() {
    return tr("the proxy does not answer; is it named rightly in http_proxy or https_proxy?");
}
inline std::string nonsense(std::string_view site) {
    return tr("{} answers with nonsense; save the page in a browser and add that file", site);
}
inline std::string fetch_failed(std::int64_t error) {
    return tr("error {} of libcurl; try again later, or save the page in a browser and add that file", error);
}
inline std::string too_many_redirects(std::int64_t most) {
    return tr("it sends on more than {} times; save the page in a browser and add that file", most);
}
inline const char* redirected_elsewhere() {
    return tr("it sends on to something other than http or https, which is not followed");
}
inline std::string page_too_large(std::int64_t limit_mib) {
    return tr("it is larger than {} MiB: too much for one article", limit_mib);
}
inline std::string no_such_page(std::int64_t status) {
    return tr("there is no such page ({}); is the address complete?", status);
}
inline std::string page_not_given(std::int64_t status) {
    return tr("the site does not give it to this program ({}); save the page in a browser and add that file",
              status);
}
inline std::string page_forbidden_by_law(std::int64_t status) {
    return tr("the site must not show it for legal reasons ({})", status);
}
inline std::string too_many_requests(std::int64_t status) {
    return tr("the site wants fewer requests ({}); try again later", status);
}
inline std::string site_failed(std::int64_t status) {
    return tr("the site has trouble ({}); try again later, or save the page in a browser and add that file",
              status);
}
inline std::string unexpected_status(std::int64_t status) {
    return tr("the site answers with {} instead of the page; save it in a browser and add that file", status);
}
inline std::string page_is_no_text(std::string_view type) {
    return tr("it is {}, in which there is no text to be read; give the address of the article's page", type);
}

// -- the list
inline std::string no_such_number(std::int64_t number, std::size_t size) {
    return size == 0 ? tr("there is no article {}: the list is empty", number)
                     : tr("there is no article {}: the list has {}", number, size);
}
inline std::string no_such_title(std::string_view name) {
    return tr("no title there has “{}” in it; see list", name);
}
// The titles follow, a line each.
inline std::string several_titles(std::string_view name) {
    return tr("several titles have “{}” in them; say which one by its number:", name);
}

// -- the daemon (pages show these, too)
inline std::string not_running(std::string_view socket) {
    return tr("no daemon listens at {}; start it with: vorleserd", socket);
}
inline std::string cannot_start(std::string_view step, std::string_view reason) {
    return tr("cannot start the daemon: {}: {}", step, reason);
}
inline const char* no_vorleserd() {
    return tr("cannot start the daemon: there is no vorleserd beside this program or in PATH");
}
inline std::string daemon_ended(std::string_view log) {
    return log.empty() ? tr("the daemon has gone away") : tr("the daemon has gone away; its log: {}", log);
}
inline std::string daemon_refused_to_start(std::string_view why) {
    return tr("vorleserd did not start: {}", why);
}
inline std::string unexpected_answer(std::string_view problem) {
    return tr("the daemon's answer is not what the protocol says: {}", problem);
}
inline std::string request_too_large(std::int64_t limit_mib) {
    return tr("the request is larger than the daemon takes ({} MiB)", limit_mib);
}

// -- answers
inline std::string queued(std::int64_t number, std::string_view title) {
    return tr("queued as {}: {}", number, title);
}
inline std::string damaged(std::string_view reason) {
    return tr("damaged: {}", reason);
}
inline std::string duplicate(std::int64_t number, std::string_view title) {
    return tr("already queued as {}: {}", number, title);
}
inline std::string paragraphs(std::int64_t n) {
    return tr_n(n, "{} paragraph", "{} paragraphs", n);
}
inline std::string left_out(std::int64_t n) {
    return tr_n(n, "left out: {} line", "left out: {} lines", n);
}
inline std::string removed(std::int64_t number, std::string_view title) {
    return tr("removed {}: {}", number, title);
}
inline std::string moved(std::int64_t from, std::int64_t to) {
    return tr("moved {} to {}", from, to);
}
inline const char* only_the_beginning() {
    return tr("only the beginning: the page keeps the rest for subscribers");
}
inline const char* unchanged() {
    return tr("nothing was changed");
}
inline std::string edited(std::int64_t number) {
    return tr("edited {}", number);
}
inline std::string edited_text_kept(std::string_view path) {
    return tr("what you wrote is kept in {0}; take it over with: vorleser edit --from {0}", path);
}
inline std::string edited_before(std::string_view path) {
    return tr(
        "an earlier edit of this article was not taken over; do that with: vorleser edit --from {0}, or "
        "remove {0}",
        path);
}
inline const char* which_to_edit() {
    return tr("nothing is being read: say which article to edit, by its number in the list");
}
inline const char* edit_from() {
    return tr("take the text from this file instead of from an editor");
}
// How the text that is edited is marked. Lines of up to 80 characters, without "-->".
inline const char* marks() {
    return tr(
        "The first line is the title. A blank line ends a paragraph. At a line's begin\n"
        "  # makes it a heading,\n"
        "  > a quotation,\n"
        "  - a list item, each followed by a space;\n"
        "  \\ takes its meaning from such a mark.\n"
        "**Between two asterisks each** stands the teaser, below the title.");
}
inline const char* comment_is_left_out() {
    return tr("This explanation is not part of the text.");
}
inline std::string editor_failed(std::string_view editor) {
    return tr("the editor did not end well: {}; set VISUAL or EDITOR to one that does", editor);
}
inline std::string cannot_write(std::string_view file, std::string_view reason) {
    return tr("cannot write {}: {}", file, reason);
}
// A length or a place that is not measured yet.
inline std::string about(std::string_view time) {
    return tr("about {}", time);
}
inline const char* cleared() {
    return tr("the list is empty now");
}
inline std::string removed_heard(std::int64_t n) {
    return n == 0 ? tr("nothing in the list was heard to its end")
                  : tr_n(n, "removed {} article that was heard", "removed {} articles that were heard", n);
}
inline const char* still_ending() {
    return tr("the daemon is ending, but takes long for it; try again when it has ended");
}
inline const char* ended() {
    return tr("the daemon has ended");
}
inline const char* list_is_empty() {
    return tr("the list is empty; queue an article with: vorleser add FILE");
}
inline const char* nothing_chosen() {
    return tr("no article chosen");
}
inline std::string list_footer(std::size_t articles, std::string_view left) {
    return tr_n(static_cast<std::int64_t>(articles), "{} article, {} left", "{} articles, {} left", articles,
                left);
}
inline std::string place(std::int64_t number, std::int64_t size) {
    return tr("{} of {}", number, size);
}
// `factor`: as format_factor() writes it.
inline std::string speed(std::string_view factor) {
    return tr("speed {}×", factor);
}
inline std::string volume(std::int64_t percent) {
    return tr("volume {} %", percent);
}
inline std::string pitch(std::int64_t pitch) {
    return tr("pitch {:+}", pitch);
}
inline std::string repeat(std::string_view mode) {
    return mode == "one" ? tr("repeat one") : mode == "all" ? tr("repeat all") : tr("repeat off");
}
inline std::string finished(std::string_view then) {
    return then == "kept"     ? tr("what was heard is kept")
           : then == "leaves" ? tr("what was heard leaves the list")
                              : tr("what was heard stays in the list");
}
inline std::string shuffle(bool on) {
    return on ? tr("shuffle") : tr("shuffle off");
}
inline const char* sleep_at_end() {
    return tr("stops at the article's end");
}
// A while: no more than is not zero.
inline std::string span(std::int64_t hours, std::int64_t minutes, std::int64_t seconds) {
    std::string text;
    const auto add = [&](std::int64_t n, const std::string& part) {
        if (n > 0) text += (text.empty() ? "" : " ") + part;
    };
    add(hours, tr("{} h", hours));
    add(minutes, tr("{} min", minutes));
    add(seconds, tr("{} s", seconds));
    return text.empty() ? tr("{} s", seconds) : text;
}
inline std::string sleep_in(std::string_view time) {
    return tr("pauses in {}", time);
}
inline const char* no_sleep() {
    return tr("no sleep timer");
}
inline const char* nothing_heard() {
    return tr("nothing was heard yet");
}
inline const char* history_footer() {
    return tr("id, when, – if it has left the list (restore ID brings it back)");
}
inline const char* nothing_found() {
    return tr("nothing was found");
}
inline const char* not_all_indexed() {
    return tr("not all articles can be searched yet: ask again in a moment");
}
inline const char* search_hint() {
    return tr("search … --play NUMBER plays a hit from its sentence");
}
inline std::string no_such_hit(std::int64_t number) {
    return tr("there is no hit {}", number);
}
inline std::string hit_in_list(std::int64_t number) {
    return tr("number {}", number);
}
inline const char* hit_kept() {
    return tr("kept");
}
inline std::string hit_marked(std::int64_t id) {
    return tr("mark {}", id);
}
inline const char* article_is_gone() {
    return tr("the article of this mark is gone; its sentence is kept, as search shows it");
}
inline const char* hit_in_history() {
    return tr("in the history");
}
inline const char* nothing_left_out() {
    return tr("nothing was left out");
}
inline std::string undone(std::int64_t n) {
    return tr_n(n, "undone: {} article", "undone: {} articles", n);
}
inline std::string kept(std::int64_t id, std::string_view title) {
    return tr("kept as {}: {}", id, title);
}
inline std::string kept_already(std::int64_t id, std::string_view title) {
    return tr("already kept as {}: {}", id, title);
}
inline std::string in_both(std::int64_t number, std::string_view title) {
    return tr("in the list as {}, and kept: {}", number, title);
}
inline std::string kept_no_longer(std::string_view title) {
    return tr("kept no longer: {}", title);
}
inline std::string queued_again(std::string_view title) {
    return tr("queued: {}", title);
}
inline std::string tagged(std::string_view title, std::string_view tags) {
    return tags.empty() ? tr("no tags: {}", title) : tr("{}: {}", title, tags);
}
inline const char* was_read() {
    return tr("was read");
}
inline std::string marked_read(std::string_view title, bool is_read) {
    return is_read ? tr("read: {}", title) : tr("unread: {}", title);
}
inline std::string listed_as(std::int64_t number) {
    return tr("list {}", number);
}
inline const char* nothing_kept() {
    return tr("nothing is kept; keep an article with: vorleser keep ARTICLE");
}
inline const char* kept_footer() {
    return tr("id, since when, ✓ if it was read (queue ID puts it into the list)");
}
inline const char* no_tags() {
    return tr("there are no tags; give one with: vorleser tag ARTICLE TAG");
}
inline const char* nothing_to_keep() {
    return tr("nothing is being read: say what to keep");
}
inline std::string not_kept(std::string_view name) {
    return tr("no kept article is called “{}”; see kept", name);
}
inline std::string restored(std::int64_t n) {
    return tr_n(n, "{} article back in the list", "{} articles back in the list", n);
}
inline std::string device(std::string_view name) {
    return tr("device {}", name);
}
inline const char* configured_device() {
    return tr("the configured one");
}
inline const char* default_device() {
    return tr("default");
}
inline const char* chosen_device() {
    return tr("chosen");
}
inline const char* no_devices() {
    return tr("there are no sound devices");
}
inline std::string unheard(std::string_view why) {
    return tr("not heard: {}", why);
}
inline std::string lexicon_file(std::string_view file, std::size_t words) {
    return tr_n(static_cast<std::int64_t>(words), "{} word in {}", "{} words in {}", words, file);
}
inline const char* loudspeaker() {
    return tr("loudspeaker");
}
inline std::string on_output(std::string_view name) {
    return tr("on “{}”", name);
}
inline std::string marked(std::int64_t id, std::string_view sentence) {
    return tr("mark {}: “{}”", id, sentence);
}
inline std::string noted(std::int64_t id, std::string_view note) {
    return note.empty() ? tr("mark {} has no note now", id) : tr("mark {}: note: {}", id, note);
}
inline std::string unmarked(std::int64_t count) {
    return tr_n(count, "{} mark taken away; undo brings it back",
                "{} marks taken away; undo brings them back", count);
}
inline const char* no_marks() {
    return tr("no sentence is marked: vorleser mark marks the one being heard");
}
inline std::string no_mark(std::int64_t id) {
    return tr("there is no mark {}; vorleser marks lists them", id);
}
inline std::string mark_without_article(std::string_view title) {
    return tr("the article “{}” is not there any more: only its mark is", title);
}
inline const char* not_in_the_text() {
    return tr("no longer in the text");
}
inline std::string note_of(std::string_view note) {
    return tr("note: {}", note);
}
inline const char* marks_heading() {
    return tr("Marks");
}
inline std::string no_regular_file(std::string_view file) {
    return tr("{} is no file", file);
}
inline std::string not_written_over(std::string_view file) {
    return tr("{} is no backup: choose another name, or write over it with --replace", file);
}
inline std::string archive_damaged(std::string_view file) {
    return tr("{} is damaged, or breaks off: use another copy; nothing was changed", file);
}
inline std::string archive_malformed(std::string_view file, std::uint64_t line) {
    return tr("{} is no whole backup: record {} is not right; use another copy; nothing was changed", file,
              line);
}
inline std::string archive_too_large(std::string_view file) {
    return tr("{} holds more than any backup: it was not made by vorleser; nothing was changed", file);
}
inline std::string archive_of_newer(std::string_view file) {
    return tr("{} was written by a newer Vorleser: install that one; nothing was changed", file);
}
inline std::string cannot_import(std::string_view file) {
    return tr(
        "{} is no file that can be taken in: it takes what vorleser backup has written, exports of wallabag, "
        "Readeck, Omnivore, Pocket and Instapaper, and browsers' bookmarks (HTML)",
        file);
}
inline const char* backup_comes_whole() {
    return tr("this is a backup, which comes whole: only --dry-run goes with it");
}
inline std::string too_long_for_a_backup(std::string_view title) {
    return tr("“{}” is too long for a backup, and is not in it", title);
}
inline std::string damaged_not_backed_up(std::int64_t count) {
    return tr_n(count, "{} article is damaged on the disk, and is not in it",
                "{} articles are damaged on the disk, and are not in it", count);
}
inline std::string articles(std::int64_t count) {
    return tr_n(count, "{} article", "{} articles", count);
}
inline std::string marks(std::int64_t count) {
    return tr_n(count, "{} mark", "{} marks", count);
}
inline std::string backing_up(std::string_view file, std::int64_t entries) {
    return tr("{}: {}", file, articles(entries));
}
inline std::string backed_up(std::string_view file, std::int64_t entries, std::int64_t count) {
    return tr("{}: {}, {}", file, articles(entries), marks(count));
}
inline std::string looking_through(std::string_view file, int percent) {
    return tr("{}: looked through to {} %", file, percent);
}
inline std::string importing(std::string_view file, int percent) {
    return tr("{}: taken in to {} %", file, percent);
}
inline std::string imported(std::int64_t added, std::int64_t changed, std::int64_t same) {
    return tr("new: {}; brought up to date: {}; as they were: {}", articles(added), articles(changed),
              articles(same));
}
inline std::string would_import(std::int64_t added, std::int64_t changed, std::int64_t same) {
    return tr("would be new: {}; would be brought up to date: {}; would stay: {}", articles(added),
              articles(changed), articles(same));
}
inline std::string imported_marks(std::int64_t count) {
    return tr("marks: {}", count);
}
inline std::string imported_words(std::int64_t count) {
    return tr("words of your own: {}", count);
}
inline const char* imported_settings() {
    return tr("settings: those of the backup");
}
inline std::string plays_on(std::string_view name) {
    return tr("plays on “{}” now", name);
}
inline const char* out_of_reach() {
    return tr("out of reach");
}
inline std::string voice(std::string_view name) {
    return tr("voice {}", name);
}
// Signs in words, for --plain.
inline const char* in_use() {
    return tr("in use");
}
inline const char* heard() {
    return tr("heard");
}
inline const char* left() {
    return tr("no longer in the list");
}
inline std::string state(const std::string& state, std::string_view reason) {
    const std::string name = state == "playing"       ? tr("playing")
                             : state == "paused"      ? tr("paused")
                             : state == "stopped"     ? tr("stopped")
                             : state == "interrupted" ? tr("interrupted")
                                                      : state;
    return reason.empty() ? name : fmt::format("{}: {}", name, reason);
}

// -- the live view
inline std::string time_left(std::string_view time) {
    return tr("{} left", time);
}
inline std::string next(std::string_view title) {
    return tr("next: {}", title);
}
inline const char* daemon_gone() {
    return tr("the daemon has ended; waiting until it is back");
}
inline const char* daemon_quit() {
    return tr("the daemon was ended; space starts it again");
}
inline std::string sleep_soon(std::int64_t minutes) {
    return tr("pauses in {} min", minutes);
}
inline std::string sleep_at_once(std::int64_t seconds) {
    return tr("pauses in {} s", seconds);
}
// Keys as they are called, what they do, and the same in a word for the line of keys.
inline const char* key_space() {
    return tr("space");
}
inline const char* key_toggle() {
    return tr("pause, or go on");
}
inline const char* key_toggle_brief() {
    return tr("pause");
}
inline const char* key_seek() {
    return tr("15 seconds back, or on");
}
inline const char* key_seek_brief() {
    return tr("15 s");
}
inline const char* key_sentence() {
    return tr("a sentence back, or on");
}
inline const char* key_sentence_brief() {
    return tr("sentence");
}
inline const char* key_pages() {
    return tr("PgUp PgDn");
}
inline const char* key_paragraph() {
    return tr("a paragraph back, or on; also { }");
}
inline const char* key_paragraph_brief() {
    return tr("paragraph");
}
inline const char* key_article() {
    return tr("the next article; the start of this one, or the one before");
}
inline const char* key_article_brief() {
    return tr("article");
}
inline const char* key_volume() {
    return tr("louder, or softer");
}
inline const char* key_volume_brief() {
    return tr("volume");
}
inline const char* key_speed() {
    return tr("slower, or faster; also [ ]");
}
inline const char* key_speed_brief() {
    return tr("speed");
}
inline const char* key_backspace() {
    return tr("Backspace");
}
inline const char* key_usual_speed() {
    return tr("the usual speed, 1×");
}
inline const char* key_sleep() {
    return tr("sleep timer: 15, 30, 60 minutes, the article's end, off");
}
inline const char* key_sleep_brief() {
    return tr("sleep");
}
inline const char* key_repeat() {
    return tr("repeat: all, this one, off");
}
inline const char* key_shuffle() {
    return tr("shuffle, or not");
}
inline const char* key_mark() {
    return tr("mark this sentence");
}
inline const char* key_list() {
    return tr("the list: choose from it what is read");
}
inline const char* key_list_brief() {
    return tr("list");
}
inline const char* key_help() {
    return tr("these keys");
}
inline const char* key_help_brief() {
    return tr("help");
}
inline const char* key_quit() {
    return tr("end the view; reading goes on");
}
inline const char* key_quit_brief() {
    return tr("quit");
}
inline const char* key_scroll() {
    return tr("a line up, or down");
}
inline const char* key_scroll_brief() {
    return tr("scroll");
}
inline const char* key_page() {
    return tr("a page up, or down");
}
inline const char* key_ends() {
    return tr("Home End");
}
inline const char* key_first_last() {
    return tr("to the first, or the last");
}
inline const char* key_select() {
    return tr("the article before, or the next one");
}
inline const char* key_enter() {
    return tr("Enter");
}
inline const char* key_choose() {
    return tr("read it");
}
inline const char* key_choose_brief() {
    return tr("read");
}
inline const char* key_remove() {
    return tr("take it off the list; also Delete");
}
inline const char* key_remove_brief() {
    return tr("remove");
}
inline const char* key_undo() {
    return tr("bring back what was removed last");
}
inline const char* key_undo_brief() {
    return tr("undo");
}
inline const char* key_escape() {
    return tr("Esc");
}
inline const char* key_close() {
    return tr("back to the text");
}
inline const char* key_close_brief() {
    return tr("back");
}
inline const char* keys_heading() {
    return tr("Keys:");
}
inline const char* key_to_kept() {
    return tr("keep it for later and take it off the list");
}
inline const char* key_to_kept_brief() {
    return tr("keep");
}
inline const char* key_keep() {
    return tr("keep it, and leave it in the list");
}
inline const char* key_kept() {
    return tr("what is kept: choose from it what is read");
}
inline const char* key_to_list() {
    return tr("put it into the list and keep it no longer");
}
inline const char* key_to_list_brief() {
    return tr("queue");
}
inline const char* key_queue() {
    return tr("put it into the list, and keep it");
}
inline const char* key_unkeep() {
    return tr("keep it no longer; also Delete");
}
inline std::string now_kept(std::string_view title) {
    return tr("kept: {}", title);
}
inline const char* kept_keys_heading() {
    return tr("In what is kept:");
}
inline const char* search_keys_heading() {
    return tr("While searching:");
}
inline const char* key_search() {
    return tr("search in all articles");
}
inline const char* key_hit() {
    return tr("the hit before, or the next one");
}
inline const char* key_hit_brief() {
    return tr("choose");
}
inline const char* key_play_hit() {
    return tr("read it from its sentence on");
}
inline const char* key_erase() {
    return tr("take the last letter away");
}
inline const char* search_keys() {
    return tr("words; also title:word, tag:name, source:name, before:2026-01-31, after:2026-01-01");
}
inline std::string hits(std::int64_t n) {
    return tr_n(n, "{} hit", "{} hits", n);
}
inline const char* search_by_command() {
    return tr("type “vorleser search” and the words in another window");
}
inline const char* list_keys_heading() {
    return tr("In the list:");
}

inline constexpr auto program = "vorleser";

}  // namespace vorleser::messages
