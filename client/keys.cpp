#include "client/keys.hpp"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "client/messages.hpp"
#include "client/text.hpp"

namespace vorleser {
namespace {

struct Sequence {
    std::string_view bytes, key;
};
constexpr Sequence sequences[] = {
    {" ", "space"},        {"\r", "enter"},        {"\n", "enter"},          {"\x7f", "backspace"},
    {"\x08", "backspace"}, {"\x1b[A", "up"},       {"\x1b[B", "down"},       {"\x1b[C", "right"},
    {"\x1b[D", "left"},    {"\x1bOA", "up"},       {"\x1bOB", "down"},       {"\x1bOC", "right"},
    {"\x1bOD", "left"},    {"\x1b[5~", "page_up"}, {"\x1b[6~", "page_down"}, {"\x1b[3~", "delete"},
    {"\x1b[H", "home"},    {"\x1b[1~", "home"},    {"\x1b[7~", "home"},      {"\x1bOH", "home"},
    {"\x1b[F", "end"},     {"\x1b[4~", "end"},     {"\x1b[8~", "end"},       {"\x1bOF", "end"},
};

struct Binding {
    std::string_view key;
    Action action;
};
constexpr Binding while_reading[] = {
    {"space", Action::toggle},
    {"left", Action::back},
    {"right", Action::forward},
    {",", Action::sentence_back},
    {".", Action::sentence_forward},
    {"page_up", Action::paragraph_back},
    {"page_down", Action::paragraph_forward},
    {"{", Action::paragraph_back},
    {"}", Action::paragraph_forward},
    {"n", Action::next},
    {"p", Action::previous},
    {"up", Action::louder},
    {"down", Action::quieter},
    {"-", Action::slower},
    {"+", Action::faster},
    {"[", Action::slower},
    {"]", Action::faster},
    {"backspace", Action::usual_speed},
    {"t", Action::sleep},
    {"r", Action::repeat},
    {"s", Action::shuffle},
    {"b", Action::move_to_kept},
    {"B", Action::keep},
    {"m", Action::mark},
    {"l", Action::list},
    {"k", Action::kept},
    {"/", Action::search},
    {"?", Action::help},
    {"h", Action::help},
    {"q", Action::quit},
};
constexpr Binding in_list[] = {
    {"up", Action::up},           {"k", Action::up},
    {"down", Action::down},       {"j", Action::down},
    {"page_up", Action::page_up}, {"page_down", Action::page_down},
    {"home", Action::first},      {"end", Action::last},
    {"enter", Action::choose},    {"delete", Action::remove},
    {"x", Action::remove},        {"u", Action::undo},
    {"b", Action::move_to_kept},  {"B", Action::keep},
    {"space", Action::toggle},    {"escape", Action::close},
    {"l", Action::close},         {"/", Action::search},
    {"?", Action::help},          {"q", Action::quit},
};
constexpr Binding only_in_kept[] = {{"l", Action::list}};  // else as in the list
// Every letter belongs to the words.
constexpr Binding in_search[] = {
    {"up", Action::up},           {"down", Action::down},
    {"page_up", Action::page_up}, {"page_down", Action::page_down},
    {"home", Action::first},      {"end", Action::last},
    {"enter", Action::choose},    {"backspace", Action::erase},
    {"escape", Action::close},
};
constexpr Binding in_help[] = {
    {"up", Action::up},           {"k", Action::up},
    {"down", Action::down},       {"j", Action::down},
    {"page_up", Action::page_up}, {"page_down", Action::page_down},
    {"home", Action::first},      {"end", Action::last},
    {"space", Action::toggle},    {"escape", Action::close},
    {"?", Action::close},         {"h", Action::close},
    {"q", Action::quit},
};

// How many bytes `bytes`, which begins with an escape, has of a sequence; 0: it is not complete.
std::size_t sequence_size(std::string_view bytes) {
    if (bytes.size() < 2) return 0;
    if (bytes[1] == 'O') return bytes.size() < 3 ? 0 : 3;
    if (bytes[1] != '[') return 2;  // a key with Alt
    const auto final =
        std::find_if(bytes.begin() + 2, bytes.end(), [](char c) { return c >= '@' && c <= '~'; });
    return final == bytes.end() ? 0 : static_cast<std::size_t>(final - bytes.begin()) + 1;
}

// How many bytes `bytes` has of a character in UTF-8; 0: it is not complete. What is none is skipped.
std::size_t character_size(std::string_view bytes) {
    const auto first = static_cast<unsigned char>(bytes.front());
    const std::size_t size = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    for (std::size_t i = 1; i < size; ++i) {
        if (i == bytes.size()) return 0;
        if (!continues(bytes[i])) return i;
    }
    return size;
}

bool is_letter(std::string_view key) {
    const auto first = static_cast<unsigned char>(key.front());
    if (key.size() == 1) return first > ' ' && first <= '~';
    return first >= 0xC0 && character_size(key) == key.size() && valid_utf8(key) == key && plain(key) == key;
}

}  // namespace

std::vector<std::string> KeyReader::read(std::string_view bytes) {
    constexpr std::size_t longest = 64;  // of a sequence; what is longer is none
    begun_ += bytes;
    std::vector<std::string> keys;
    std::string_view rest = begun_;
    while (!rest.empty()) {
        const auto size = rest.front() == '\x1b' ? sequence_size(rest) : character_size(rest);
        if (size == 0 && rest.size() < longest) break;
        const auto one = rest.substr(0, size == 0 ? rest.size() : size);
        const auto* const known = std::find_if(std::begin(sequences), std::end(sequences),
                                               [&](const Sequence& each) { return each.bytes == one; });
        if (known != std::end(sequences))
            keys.emplace_back(known->key);
        else if (is_letter(one))
            keys.emplace_back(one);
        rest.remove_prefix(one.size());
    }
    begun_ = std::string(rest);
    return keys;
}

std::vector<std::string> KeyReader::give_up_waiting() {
    const bool escape = begun_ == "\x1b";
    begun_.clear();
    return escape ? std::vector<std::string>{"escape"} : std::vector<std::string>{};
}

bool moves(Action action) {
    return action >= Action::up && action <= Action::last;
}

std::int64_t moved(Action action, std::int64_t at, std::int64_t page, std::int64_t size) {
    switch (action) {
        case Action::up:
            at -= 1;
            break;
        case Action::down:
            at += 1;
            break;
        case Action::page_up:
            at -= page;
            break;
        case Action::page_down:
            at += page;
            break;
        case Action::first:
            at = 0;
            break;
        case Action::last:
            at = size - 1;
            break;
        default:
            break;
    }
    return std::clamp<std::int64_t>(at, 0, std::max<std::int64_t>(size - 1, 0));
}

std::optional<Action> action_of(Panel panel, std::string_view key) {
    const auto find = [&](const auto& bindings) -> std::optional<Action> {
        for (const Binding& binding : bindings)
            if (binding.key == key) return binding.action;
        return std::nullopt;
    };
    const auto in_kept = [&] {
        const auto only = find(only_in_kept);
        return only ? only : find(in_list);
    };
    return panel == Panel::reading  ? find(while_reading)
           : panel == Panel::list   ? find(in_list)
           : panel == Panel::kept   ? in_kept()
           : panel == Panel::search ? find(in_search)
                                    : find(in_help);
}

std::string_view typed(std::string_view key) {
    if (key == "space") return " ";
    return is_letter(key) ? key : "";
}

std::vector<Hint> hints(Panel panel) {
    using A = Action;
    using namespace messages;
    const Hint help{{A::help}, "?", key_help(), key_help_brief(), 1};
    const Hint quit{{A::quit}, "q", key_quit(), key_quit_brief(), 1};
    const Hint close{{A::close}, key_escape(), key_close(), key_close_brief(), 2};
    const Hint page{{A::page_up, A::page_down}, key_pages(), key_page(), "", 0};
    const Hint ends{{A::first, A::last}, key_ends(), key_first_last(), "", 0};
    const Hint toggle{{A::toggle}, key_space(), key_toggle(), key_toggle_brief(), 2};
    const Hint search{{A::search}, "/", key_search(), "", 0};
    if (panel == Panel::help)
        return {
            {{A::up, A::down}, "↑↓", key_scroll(), key_scroll_brief(), 3}, page, ends, toggle, close, quit};
    if (panel == Panel::list)
        return {{{A::up, A::down}, "↑↓", key_select(), "", 0},
                page,
                ends,
                {{A::choose}, key_enter(), key_choose(), key_choose_brief(), 3},
                {{A::remove}, "x", key_remove(), key_remove_brief(), 4},
                {{A::undo}, "u", key_undo(), key_undo_brief(), 5},
                {{A::move_to_kept}, "b", key_to_kept(), key_to_kept_brief(), 6},
                {{A::keep}, "B", key_keep(), "", 0},
                toggle,
                close,
                search,
                help,
                quit};
    if (panel == Panel::search)
        return {{{A::up, A::down}, "↑↓", key_hit(), key_hit_brief(), 2},
                page,
                ends,
                {{A::choose}, key_enter(), key_play_hit(), key_choose_brief(), 1},
                {{A::erase}, key_backspace(), key_erase(), "", 0},
                close};
    if (panel == Panel::kept)
        return {{{A::up, A::down}, "↑↓", key_select(), "", 0},
                page,
                ends,
                {{A::choose}, key_enter(), key_choose(), key_choose_brief(), 3},
                {{A::move_to_kept}, "b", key_to_list(), key_to_list_brief(), 4},
                {{A::keep}, "B", key_queue(), "", 0},
                {{A::remove}, "x", key_unkeep(), key_remove_brief(), 5},
                {{A::undo}, "u", key_undo(), key_undo_brief(), 6},
                toggle,
                close,
                {{A::list}, "l", key_list(), "", 0},
                search,
                help,
                quit};
    return {
        toggle,
        {{A::back, A::forward}, "←→", key_seek(), key_seek_brief(), 3},
        {{A::sentence_back, A::sentence_forward}, ", .", key_sentence(), key_sentence_brief(), 5},
        {{A::paragraph_back, A::paragraph_forward}, key_pages(), key_paragraph(), key_paragraph_brief(), 10},
        {{A::next, A::previous}, "n p", key_article(), key_article_brief(), 6},
        {{A::louder, A::quieter}, "↑↓", key_volume(), key_volume_brief(), 9},
        {{A::slower, A::faster}, "- +", key_speed(), key_speed_brief(), 7},
        {{A::usual_speed}, key_backspace(), key_usual_speed(), "", 0},
        {{A::sleep}, "t", key_sleep(), key_sleep_brief(), 8},
        {{A::repeat}, "r", key_repeat(), "", 0},
        {{A::shuffle}, "s", key_shuffle(), "", 0},
        {{A::move_to_kept}, "b", key_to_kept(), key_to_kept_brief(), 8},
        {{A::keep}, "B", key_keep(), "", 0},
        {{A::mark}, "m", key_mark(), "", 0},
        {{A::list}, "l", key_list(), key_list_brief(), 4},
        {{A::kept}, "k", key_kept(), "", 0},
        search,
        help,
        quit};
}

std::string keys_line(Panel panel, int width) {
    auto all = hints(panel);
    std::erase_if(all, [](const Hint& hint) { return hint.brief.empty(); });
    for (;;) {
        std::string line;
        for (const auto& hint : all)
            line += fmt::format("{}{} {}", line.empty() ? "" : " · ", hint.keys, hint.brief);
        if (display_width(line) <= width || all.empty()) return line;
        all.erase(std::max_element(all.begin(), all.end(),
                                   [](const Hint& a, const Hint& b) { return a.rank < b.rank; }));
    }
}

std::string keys_help() {
    std::string text = messages::keys_heading();
    text += '\n';
    const auto add = [&](Panel panel) {
        std::vector<std::vector<std::string>> rows;
        for (const auto& hint : hints(panel)) rows.push_back({"  " + hint.keys, hint.meaning});
        for (const auto& line : table(rows, {{}, {}}, 0)) text += line + "\n";
    };
    add(Panel::reading);
    text += fmt::format("\n{}\n", messages::search_keys_heading());
    add(Panel::search);
    text += fmt::format("\n{}\n", messages::list_keys_heading());
    add(Panel::list);
    text += fmt::format("\n{}\n", messages::kept_keys_heading());
    add(Panel::kept);
    return text;
}

}  // namespace vorleser
