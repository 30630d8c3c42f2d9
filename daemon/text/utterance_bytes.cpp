// Utterances on their way between two processes of the same program: numbers of one to five bytes, seven bits
// each, the lowest first. Half the size of JSON, and no tree of values is built at either end, which a long
// article would pay with a quarter of its time and twice its memory.
#include <algorithm>

#include "daemon/article/characters.hpp"
#include "daemon/base/numbers.hpp"
#include "daemon/text/utterance.hpp"

namespace vorleser {

namespace {

constexpr std::uint32_t limit = 0x7FFFFFFF;  // of every number

// Reads numbers and texts.
class Bytes : public Numbers {
 public:
    using Numbers::Numbers;

    std::uint32_t number(std::uint32_t most = limit) { return take(most); }
    std::string_view text() {
        const std::string_view text = rest.substr(0, take(std::min<std::size_t>(rest.size(), limit)));
        rest.remove_prefix(text.size());
        return text;
    }
    bool at_end() const { return rest.empty(); }
};

// Code points; 0 where the text is not UTF-8.
std::uint32_t code_points(std::string_view text) {
    std::uint32_t count = 0;
    for (std::size_t at = 0; at < text.size(); ++count) {
        const auto from = at;
        if (next_code_point(text, at) == 0xFFFD && text.substr(from, at - from) != "\uFFFD") return 0;
    }
    return count;
}

}  // namespace

std::string to_bytes(std::span<const Utterance> utterances) {
    std::size_t size = 8;
    for (const Utterance& u : utterances) size += u.say.size() + 16 + u.words.size() * 4;
    std::string bytes;
    bytes.reserve(size);
    put_number(bytes, utterances.size());
    std::uint32_t end = 0;
    for (const Utterance& u : utterances) {
        put_number(bytes, u.say.size());
        bytes += u.say;
        put_number(bytes, u.begin - end);
        put_number(bytes, u.end - u.begin);
        end = u.end;
        put_number(bytes, static_cast<std::uint32_t>(u.kind));
        put_number(bytes, static_cast<std::uint32_t>(u.boundary));
        put_number(bytes, u.words.size());
        Word before{0, u.begin, u.begin};
        for (const Word& word : u.words) {
            put_number(bytes, word.said - before.said);
            put_number(bytes, word.begin - before.end);
            put_number(bytes, word.end - word.begin);
            before = word;
        }
    }
    return bytes;
}

// The sender may be a process that foreign bytes took over, so what the header promises is checked.
Result<std::vector<Utterance>> utterances_from_bytes(std::string_view text) {
    const Error wrong(ErrorKind::unreadable, "not a list of utterances");
    Bytes bytes(text);
    std::vector<Utterance> utterances;
    std::uint32_t end = 0;
    for (std::uint32_t left = bytes.number(); bytes.good && left > 0; --left) {
        Utterance& u = utterances.emplace_back();
        u.say = bytes.text();
        u.begin = bytes.number(limit - end) + end;
        u.end = bytes.number(limit - u.begin) + u.begin;
        u.kind = static_cast<BlockKind>(bytes.number(static_cast<std::uint32_t>(BlockKind::list_item)));
        u.boundary = static_cast<Boundary>(bytes.number(static_cast<std::uint32_t>(Boundary::block)));
        const std::uint32_t length = code_points(u.say);
        u.words.resize(bytes.number(length));  // each begins at another code point of `say`
        if (!bytes.good || u.begin >= u.end || u.words.empty()) return wrong;
        Word before{0, u.begin, u.begin};
        for (Word& word : u.words) {
            word.said = bytes.number(limit - before.said) + before.said;
            word.begin = bytes.number(limit - before.end) + before.end;
            word.end = bytes.number(limit - word.begin) + word.begin;
            const bool ascending = &word == u.words.data() || word.said > before.said;
            if (!bytes.good || !ascending || word.begin >= word.end || word.end > u.end ||
                word.said >= length)
                return wrong;
            before = word;
        }
        end = u.end;
    }
    if (!bytes.good || !bytes.at_end()) return wrong;
    return utterances;
}

}  // namespace vorleser
