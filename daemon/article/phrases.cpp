#include "daemon/article/phrases.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <ranges>

#include "daemon/article/characters.hpp"

namespace vorleser {

namespace {

#include "daemon/article/phrases.inc"  // made from phrases.txt when building
static_assert(purpose_count == 28, "a list came or went in phrases.txt: is it asked for below?");

// Phrases as a tree of bytes, level by level: the children of a node stand together. Node 0 is the root.
class Trie {
 public:
    constexpr Trie(const std::uint8_t* bytes, const std::uint16_t* children, const std::uint8_t* sets)
        : bytes_(bytes), children_(children), sets_(sets) {}

    // The child of `node` by that byte, or 0.
    std::size_t next(std::size_t node, char byte) const {
        const std::size_t first = children_[node], count = children_[node + 1] - first;
        const void* const found = std::memchr(bytes_ + first, static_cast<unsigned char>(byte), count);
        return found ? static_cast<std::size_t>(static_cast<const std::uint8_t*>(found) - bytes_) : 0;
    }

    // The purposes of the phrase that ends at `node`, as bits.
    std::uint32_t purposes(std::size_t node) const { return purpose_sets[sets_[node]]; }

 private:
    const std::uint8_t* bytes_;
    const std::uint16_t* children_;
    const std::uint8_t* sets_;
};

constexpr Trie starts(starts_bytes, starts_children, starts_sets);
constexpr Trie inner(within_bytes, within_children, within_sets);
constexpr Trie ends(ends_bytes, ends_children, ends_sets);  // backwards

bool is(std::string_view whole, std::uint32_t purposes) {
    std::size_t node = 0;
    for (const char byte : whole)
        if (node = starts.next(node, byte); node == 0) return false;
    return starts.purposes(node) & purposes;
}

template <class Bytes>
bool on_the_way(const Trie& trie, const Bytes& bytes, std::uint32_t purposes) {
    std::size_t node = 0;
    for (const char byte : bytes) {
        node = trie.next(node, byte);
        if (node == 0) return false;
        if (trie.purposes(node) & purposes) return true;
    }
    return false;
}

bool begins(std::string_view text, std::uint32_t purposes) {
    return on_the_way(starts, text, purposes);
}

bool ends_with(std::string_view text, std::uint32_t purposes) {
    return on_the_way(ends, std::ranges::reverse_view(text), purposes);
}

bool holds(std::string_view text, std::uint32_t purposes) {
    for (; !text.empty(); text.remove_prefix(1))
        if (on_the_way(inner, text, purposes)) return true;
    return false;
}

std::string_view without_end_marks(std::string_view line) {
    while (!line.empty()) {
        if (std::string_view(".!?:> |*+").find(line.back()) != std::string_view::npos) {
            line.remove_suffix(1);
        } else {
            const auto mark = line.size() >= 3 ? line.substr(line.size() - 3) : std::string_view{};
            if (mark != "…" && mark != "›" && mark != "→" && mark != "•") break;
            line.remove_suffix(3);
        }
    }
    return line;
}

std::string_view behind(std::string_view text, std::string_view signs) {
    return text.substr(std::min(text.find_first_not_of(signs), text.size()));
}

constexpr std::string_view marks = "(*[-+> ", digits = " 0123456789";

}  // namespace

bool is_function_word(std::string_view word) {
    return is(word, function_word);
}

bool is_page_evidence(std::string_view line) {
    return is(without_end_marks(line), page_line);
}

bool is_clutter_line(std::string_view line) {
    const std::string_view plain = without_end_marks(line);
    return plain.empty() || is(plain, clutter_line | page_line) || begins(line, clutter_start);
}

bool is_article_end(std::string_view line) {
    return begins(behind(line, digits), article_end);
}

bool is_end_marker(std::string_view line) {
    return begins(line, end_marker);
}

bool is_link_label(std::string_view line) {
    return begins(line, link_label);
}

bool is_list_label(std::string_view line) {
    return begins(line, list_label);
}

bool starts_like_credit(std::string_view line) {
    return begins(line, credit);
}

bool is_service_word(std::string_view word) {
    return is(word, service_word) || begins(word, service_stem);
}

bool is_date_word(std::string_view word) {
    return is(word, date_word);
}

bool is_month(std::string_view word) {
    return is(word, month);
}

bool is_offer(std::string_view line) {
    return holds(line, offer);
}

bool is_agency_note(std::string_view line) {
    return holds(line, agency_note);
}

bool is_read_on(std::string_view line) {
    return line.size() < 30 && begins(line, read_on);
}

bool is_author_title(std::string_view line) {
    return is(without_end_marks(line), author_title);
}

bool is_agency(std::string_view word) {
    return is(word, agency);
}

bool is_role(std::string_view word) {
    return ends_with(word, role);
}

bool is_note(std::string_view block) {
    return begins(behind(block, marks), note) || holds(block, note_inside);
}

bool is_gate(std::string_view block) {
    return begins(behind(block, marks), gate);
}

bool is_page_text(std::string_view block) {
    const std::string_view text = behind(block, marks);
    return begins(text, page_text) ||
           (block.size() < 60 && begins(text, short_page_text) &&
            std::count(block.begin(), block.end(), ' ') < 6 && !ends_like_sentence(block));
}

bool asks_for_consent(std::string_view block) {
    return holds(block, consent);
}

bool asks_for_person(std::string_view block) {
    return holds(block, robot_check);
}

bool is_comments_title(std::string_view block) {
    return begins(behind(behind(block, digits), marks), comments_title);
}

bool ends_with_picture_credit(std::string_view block) {
    return holds(block.substr(block.size() - std::min<std::size_t>(block.size(), 110)), picture_credit);
}

}  // namespace vorleser
