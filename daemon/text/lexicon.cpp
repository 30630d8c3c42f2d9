#include "daemon/text/lexicon.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <vector>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/article/characters.hpp"
#include "daemon/text/compounds.hpp"
#include "daemon/text/data.hpp"
#include "daemon/text/names.hpp"
#include "daemon/text/sound.hpp"

namespace vorleser {

namespace {

// The file: a Head, as many slots, and the entries. A slot is where an entry begins, 0 where none does. An
// entry stands in the slot of its key's hash or in the first free one behind it; it is an Entry, the key (the
// kind as a letter and the word) and the value. Numbers are this machine's.
struct Head {
    std::uint32_t magic;
    std::uint32_t slots;  // a power of two, at most half of them taken
};
struct Entry {
    std::uint16_t key, value;  // bytes
};
constexpr std::uint32_t magic = 0x316c7256;

char letter_of(Lexicon::Kind kind) {
    return static_cast<char>('a' + static_cast<int>(kind));
}

std::uint32_t hash_of(char kind, std::string_view word) {
    std::uint32_t hash = (2166136261U ^ static_cast<unsigned char>(kind)) * 16777619U;  // FNV-1a
    for (const char byte : word) hash = (hash ^ static_cast<unsigned char>(byte)) * 16777619U;
    return hash ^ hash >> 15;
}

template <class Value>
Value read_at(const char* place) {
    Value value;
    std::memcpy(&value, place, sizeof value);
    return value;
}

template <class Value>
void append_to(std::string& bytes, const Value& value) {
    bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
}

const toml::array& list_of(const toml::node& node) {
    const toml::array* list = node.as_array();
    if (!list) malformed(node, Sentence("a list of words is expected"));
    return *list;
}

}  // namespace

Lexicon::~Lexicon() {
    if (mapped_) munmap(const_cast<char*>(mapped_), size_);
}

void Lexicon::map(const std::string& file) {
    const auto wrong = [&](const char* why) {
        throw DataError(Sentence("{} cannot be read ({}): is Vorleser installed whole?", file, why));
    };
    const int descriptor = open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) wrong(std::strerror(errno));
    struct stat status {};
    const bool known = fstat(descriptor, &status) == 0;
    const auto size = known ? static_cast<std::size_t>(status.st_size) : 0;
    void* const mapped =
        size > sizeof(Head) ? mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0) : MAP_FAILED;
    close(descriptor);
    if (mapped == MAP_FAILED) wrong("it is too short");
    mapped_ = static_cast<const char*>(mapped);
    size_ = size;
    const auto head = read_at<Head>(mapped_);
    if (head.magic != magic || head.slots == 0 || (head.slots & (head.slots - 1)) != 0 ||
        (size - sizeof(Head)) / sizeof(std::uint32_t) < head.slots)
        wrong("it is of another version");
}

std::optional<std::string_view> Lexicon::find(Kind kind, std::string_view word) const {
    const auto& learned = learned_[static_cast<std::size_t>(kind)];
    if (!learned.empty())
        if (const auto found = learned.find(word); found != learned.end()) return found->second;
    if (!mapped_) return {};
    const char letter = letter_of(kind);
    const std::uint32_t last = read_at<Head>(mapped_).slots - 1;
    for (std::uint32_t slot = hash_of(letter, word) & last;; slot = (slot + 1) & last) {
        const auto at = read_at<std::uint32_t>(mapped_ + sizeof(Head) + slot * sizeof(std::uint32_t));
        if (at == 0) return {};
        const auto entry = read_at<Entry>(mapped_ + at);
        const char* const key = mapped_ + at + sizeof(Entry);
        if (entry.key == word.size() + 1 && key[0] == letter &&
            std::string_view(key + 1, word.size()) == word)
            return std::string_view(key + entry.key, entry.value);
    }
}

void Lexicon::put(Kind kind, std::string word, std::string value) {
    // Most listeners have none of their own, and look into the file alone.
    if (const auto known = find(kind, word); known && *known == value) return;
    learned_[static_cast<std::size_t>(kind)].insert_or_assign(std::move(word), std::move(value));
}

void Lexicon::learn(const toml::table& data, const Compounds& compounds) {
    const auto learn_word = [&](std::string_view word, const toml::node& node, const std::string& sound) {
        if (!parse_sound(sound))
            malformed(node, Sentence("“{}” is no sound: a German spelling (“Klaud”), a word of another "
                                     "language (“en:cloud”) or phonemes (“/kl'aUd/”) is expected",
                                     sound));
        put(Kind::word, lower_case(word), sound);
    };
    if (const auto* foreign = data["foreign"].as_table())
        for (const auto& [language, value] : *foreign)
            for (const auto& node : list_of(value)) {
                const auto word = node.value<std::string>();
                if (!word) malformed(node, Sentence("a word in quotation marks is expected"));
                learn_word(*word, node, std::string(language.str()) + ":" + *word);
            }
    if (const auto* words = data["words"].as_table())
        for (const auto& [word, node] : *words) {
            const auto sound = node.value<std::string>();
            if (!sound) malformed(node, Sentence("how the word sounds is expected, in quotation marks"));
            learn_word(word.str(), node, *sound);
        }
    if (const auto* names = data["names"].as_table())
        for (const auto& [language, value] : *names) {
            const toml::array& list = list_of(value);
            if (!is_name_language(language.str()))
                malformed(value,
                          Sentence("there are no rules for names of the language “{}”", language.str()));
            for (const auto& node : list) {
                const auto words = node.value<std::string_view>();
                if (!words) malformed(node, Sentence("a word in quotation marks is expected"));
                for (std::size_t at = 0; at < words->size();) {
                    const std::size_t end = std::min(words->find(' ', at), words->size());
                    learn_name(language.str(), lower_case(words->substr(at, end - at)), compounds);
                    at = end + 1;
                }
            }
        }
    if (const auto* whole = data["whole"].as_table())
        for (const auto& [word, node] : *whole) {
            const auto sound = node.value<std::string>();
            if (!sound || !parse_sound(*sound))
                malformed(node, Sentence("how it sounds is expected, in quotation marks"));
            put(Kind::whole, lower_case(word.str()), *sound);
        }
}

// `marked` is in lower case, with an apostrophe before the stressed vowel where need be.
void Lexicon::learn_name(std::string_view language, const std::string& marked, const Compounds& compounds) {
    std::string plain = marked;
    std::erase(plain, '\'');
    if (plain.empty()) return;
    const std::string name = std::string(language) + ":" + marked;
    // Papers without such letters.
    const std::string unmarked = without_marks(plain);
    if (unmarked != plain && !compounds.known(unmarked) && !find(Kind::name, unmarked))
        put(Kind::name, unmarked, name);
    put(Kind::name, std::move(plain), name);
}

std::string Lexicon::table() const {
    struct Item {
        std::string key, value;
    };
    std::vector<Item> items;
    for (std::size_t kind = 0; kind < learned_.size(); ++kind)
        for (const auto& [word, value] : learned_[kind])
            items.push_back({letter_of(static_cast<Kind>(kind)) + word, value});
    std::sort(items.begin(), items.end(), [](const Item& a, const Item& b) { return a.key < b.key; });
    std::uint32_t count = 1;
    while (count < 2 * items.size()) count *= 2;
    std::vector<std::uint32_t> slots(count);
    std::string entries;
    for (const auto& [key, value] : items) {
        std::uint32_t slot = hash_of(key[0], std::string_view(key).substr(1)) & (count - 1);
        while (slots[slot] != 0) slot = (slot + 1) & (count - 1);
        slots[slot] =
            static_cast<std::uint32_t>(sizeof(Head) + count * sizeof(std::uint32_t) + entries.size());
        append_to(entries,
                  Entry{static_cast<std::uint16_t>(key.size()), static_cast<std::uint16_t>(value.size())});
        entries += key;
        entries += value;
    }
    std::string bytes;
    append_to(bytes, Head{magic, count});
    for (const std::uint32_t slot : slots) append_to(bytes, slot);
    bytes += entries;
    return bytes;
}

}  // namespace vorleser
