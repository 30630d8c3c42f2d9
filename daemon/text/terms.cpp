#include "daemon/text/terms.hpp"

#include <algorithm>

#include <unicode/unistr.h>

#include "daemon/article/characters.hpp"
#include "daemon/base/numbers.hpp"
#include "daemon/text/compounds.hpp"
#include "daemon/text/data.hpp"
#include "daemon/text/folding.hpp"
#include "daemon/text/lexicon.hpp"
#include "daemon/text/lookup.hpp"
#include "daemon/text/sentences.hpp"
#include "daemon/text/stemming.hpp"

namespace vorleser {

namespace {

constexpr std::size_t least_compound = 6, longest_compound = 48;  // bytes
constexpr std::size_t most_remembered = 20'000;                   // words: some megabytes

void append_term(std::string& row, std::string_view term) {
    if (!row.empty()) row += ' ';
    row += term;
}

std::size_t count_terms(std::string_view row) {
    return row.empty() ? 0 : 1 + static_cast<std::size_t>(std::count(row.begin(), row.end(), ' '));
}

}  // namespace

struct Vocabulary::Data {
    explicit Data(DataFiles& files) : compounds(files, lexicon), stemming(files.installed() + "/stems.trie") {
        lexicon.map(files.installed() + "/lexicon.words");
        if (const auto* list = files.load("search.toml")["common"].as_array())
            for (const auto& each : *list) {
                const auto word = each.value<std::string>();
                if (!word) malformed(each, Sentence("a word in quotation marks is expected"));
                common.insert(normalized(*word));
            }
    }

    // What is known of a word of a text.
    struct Known {
        std::string word;                // normalized
        std::vector<std::string> stems;  // of these, those that differ from it
        std::vector<std::string> parts;  // stems, in a row; none: it is no compound
    };

    // The stems of a compound's parts; dictionaries hold compounds, too («Bundestag»).
    std::vector<std::string> parts_of(std::string_view word) const {
        std::vector<std::string> stems;
        const std::string lower = lower_case(word);
        if (lower.size() <= longest_compound) part(lower, stems);
        if (stems.size() < 2) stems.clear();
        return stems;
    }
    void part(std::string_view word, std::vector<std::string>& stems) const {
        const auto parts =
            word.size() < least_compound ? std::vector<std::string_view>() : compounds.parts(word);
        if (parts.size() < 2) return stems.push_back(stemming.german(normalized(word)).front());
        for (const std::string_view each : parts) part(each, stems);
    }

    const Known& known(std::string_view written, bool english) const {
        if (seen.size() >= most_remembered) seen.clear();
        std::string key(written);
        key += english ? '\1' : '\2';
        const auto [place, is_new] = seen.try_emplace(std::move(key));
        Known& known = place->second;
        if (!is_new) return known;
        known.word = normalized(written);
        if (known.word.empty()) return known;
        known.stems = english ? std::vector{stemming.english(known.word)} : stemming.german(known.word);
        std::erase(known.stems, known.word);
        if (!english) known.parts = parts_of(written);
        return known;
    }

    Lexicon lexicon;
    Compounds compounds;
    Stemming stemming;
    SetOf<char> common;
    mutable MapOf<char, Known> seen;
};

Vocabulary::Vocabulary(DataFiles& files) : data_(new Data(files)) {}
Vocabulary::~Vocabulary() = default;
Vocabulary::Vocabulary(Vocabulary&&) noexcept = default;

namespace {

// Gathers the terms of a text, word by word.
class Gathering {
 public:
    explicit Gathering(TextTerms& terms) : terms_(terms) {}

    std::uint32_t count() const { return count_; }

    // `joined`: by a hyphen to the word before.
    template <class Known>
    void add(const Known& known, bool joined) {
        if (!joined) end_chain();
        chain_ += known.word;
        const auto stem = known.stems.empty() ? known.word : known.stems.front();
        if (known.parts.empty())
            chain_parts_.push_back(stem);
        else
            chain_parts_.insert(chain_parts_.end(), known.parts.begin(), known.parts.end());
        ++links_;
        append_term(terms_.words, known.word);
        for (const auto& each : known.stems) add_stem(each, count_);
        ++count_;
    }

    // What hyphens join is found as one word, too: «E-Mail» and «Email», «Corona-Impfung» and
    // «Coronaimpfung».
    void end_chain() {
        constexpr int most_links = 5;
        const auto last = count_ - 1;
        if (links_ > 1 && links_ <= most_links && chain_.size() <= max_term) add_stem(chain_, last);
        if (chain_parts_.size() > 1 && links_ <= most_links)
            for (const auto& part : chain_parts_) add_part(part, last);
        links_ = 0;
        chain_.clear();
        chain_parts_.clear();
    }

 private:
    void add_stem(std::string_view stem, std::uint32_t word) {
        append_term(terms_.stems, stem);
        terms_.stem_words.push_back(word);
    }
    void add_part(std::string_view part, std::uint32_t word) {
        append_term(terms_.parts, part);
        terms_.part_words.push_back(word);
    }

    TextTerms& terms_;
    std::uint32_t count_ = 0;
    std::string chain_;
    std::vector<std::string> chain_parts_;
    int links_ = 0;
};

}  // namespace

TextTerms Vocabulary::terms(const Article& article, Sentences& sentences) const {
    const bool english = article.language.starts_with("en");
    TextTerms terms;
    Gathering gathering(terms);
    for (const PlacedBlock& placed : placed_blocks(article)) {
        const std::string& text = placed.block.text;
        const auto words = words_in(text);
        auto word = words.begin();
        const auto utf16 =
            icu::UnicodeString::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())});
        std::int32_t from = 0;
        std::uint32_t begin = 0;
        for (const std::int32_t to : sentences.ends(utf16)) {
            const std::uint32_t end = begin + static_cast<std::uint32_t>(utf16.countChar32(from, to - from));
            const std::uint32_t first = gathering.count();
            std::uint32_t spoken = end;  // where it begins, without spaces
            for (; word != words.end() && word->begin < end; ++word) {
                const auto& known = data_->known(
                    std::string_view(text).substr(word->byte, word->byte_end - word->byte), english);
                if (known.word.empty()) continue;
                gathering.add(known, word->joined);
            }
            if (gathering.count() > first) {
                spoken = begin;
                std::size_t last = static_cast<std::size_t>(to);
                while (spoken < end && utf16.char32At(utf16.moveIndex32(
                                           from, static_cast<std::int32_t>(spoken - begin))) == ' ')
                    ++spoken;
                std::uint32_t closed = end;
                while (closed > spoken && last > 0 &&
                       utf16.charAt(static_cast<std::int32_t>(last) - 1) == ' ')
                    --closed, --last;
                terms.sentences.push_back({placed.begin + spoken, placed.begin + closed, first});
            }
            from = to, begin = end;
        }
        gathering.end_chain();
        if (placed.block.kind == BlockKind::title) terms.title_words = gathering.count();
    }
    return terms;
}

QueryTerm Vocabulary::query(std::string_view written, bool phrase) const {
    QueryTerm term;
    std::string joined;
    std::vector<std::string> parts;
    std::size_t count = 0;
    for (const WordSpan& span : words_in(written)) {
        const std::string_view each = written.substr(span.byte, span.byte_end - span.byte);
        const auto word = normalized(each);
        if (word.empty()) continue;
        append_term(term.words, word);
        joined += word;
        ++count;
        auto of_word = data_->parts_of(each);
        if (of_word.empty()) of_word = {data_->stemming.german(word).front()};
        parts.insert(parts.end(), of_word.begin(), of_word.end());
        term.common = count == 1 && data_->common.count(word) > 0;
    }
    if (phrase || count == 0) return term;
    const auto add = [](std::vector<std::string>& all, std::string each) {
        if (std::find(all.begin(), all.end(), each) == all.end()) all.push_back(std::move(each));
    };
    if (count == 1) {
        for (auto& stem : data_->stemming.german(joined)) add(term.stems, stem), add(term.parts, stem);
        add(term.stems, data_->stemming.english(joined));
    } else if (joined.size() <= max_term) {
        add(term.stems, joined);
    }
    if (parts.size() > 1) {
        std::string row;
        for (const auto& part : parts) append_term(row, part);
        add(term.parts, std::move(row));
    }
    return term;
}

// --- between processes

namespace {

void put(std::string& bytes, std::uint64_t number) {
    put_number(bytes, number);
}
void put(std::string& bytes, std::string_view text) {
    put(bytes, text.size());
    bytes += text;
}
void put_ascending(std::string& bytes, std::span<const std::uint32_t> numbers) {
    put(bytes, numbers.size());
    std::uint32_t before = 0;
    for (const std::uint32_t number : numbers) put(bytes, number - before), before = number;
}

class Bytes : public Numbers {
 public:
    using Numbers::Numbers;

    // Terms with single spaces between them, and nothing that would be no term.
    std::string terms() {
        const std::string_view text = rest.substr(0, take(rest.size()));
        rest.remove_prefix(text.size());
        char before = ' ';
        for (const char c : text) {
            const auto byte = static_cast<unsigned char>(c);
            if ((c == ' ' && before == ' ') || (byte < 0x80 && c != ' ' && !is_letter_or_digit(byte)))
                good = false;
            before = c;
        }
        if (!text.empty() && before == ' ') good = false;
        return good ? std::string(text) : std::string();
    }
    std::vector<std::uint32_t> ascending(std::size_t wanted, std::size_t below) {
        std::vector<std::uint32_t> numbers;
        const auto size = count(1);
        if (size != wanted) good = false;
        if (good) numbers.reserve(size);
        std::uint64_t before = 0;
        for (std::uint32_t i = 0; good && i < size; ++i) {
            before += take();
            if (before >= below) good = false;
            numbers.push_back(static_cast<std::uint32_t>(before));
        }
        return numbers;
    }
    bool at_end() const { return rest.empty(); }
};

const Error nonsense(ErrorKind::engine, "the speech process answered nonsense");

}  // namespace

std::string terms_to_bytes(std::span<const TextTerms> terms) {
    std::string bytes;
    put(bytes, terms.size());
    for (const TextTerms& text : terms) {
        for (const auto* row : {&text.words, &text.stems, &text.parts}) put(bytes, std::string_view(*row));
        put_ascending(bytes, text.stem_words);
        put_ascending(bytes, text.part_words);
        put(bytes, text.sentences.size());
        TextTerms::Span before;
        for (const auto& span : text.sentences) {
            put(bytes, span.begin - before.end);
            put(bytes, span.end - span.begin);
            put(bytes, span.first_word - before.first_word);
            before = span;
        }
        put(bytes, text.title_words);
    }
    return bytes;
}

Result<std::vector<TextTerms>> terms_from_bytes(std::string_view packed) {
    Bytes bytes(packed);
    std::vector<TextTerms> all;
    const auto size = bytes.count(7);
    for (std::uint32_t i = 0; bytes.good && i < size; ++i) {
        TextTerms& text = all.emplace_back();
        text.words = bytes.terms();
        text.stems = bytes.terms();
        text.parts = bytes.terms();
        const auto words = count_terms(text.words);
        text.stem_words = bytes.ascending(count_terms(text.stems), words);
        text.part_words = bytes.ascending(count_terms(text.parts), words);
        std::uint64_t end = 0, word = 0;
        const auto sentences = bytes.count(3);
        for (std::uint32_t k = 0; bytes.good && k < sentences; ++k) {
            const std::uint64_t begin = end + bytes.take();
            end = begin + bytes.take();
            word += bytes.take();
            if (end > UINT32_MAX / 4 || word >= words) bytes.good = false;
            text.sentences.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end),
                                      static_cast<std::uint32_t>(word)});
        }
        text.title_words = bytes.take(words);
    }
    if (!bytes.good || !bytes.at_end()) return nonsense;
    return all;
}

std::string query_terms_to_bytes(std::span<const QueryTerm> terms) {
    std::string bytes;
    put(bytes, terms.size());
    for (const QueryTerm& term : terms) {
        put(bytes, std::string_view(term.words));
        for (const auto* several : {&term.stems, &term.parts}) {
            put(bytes, several->size());
            for (const auto& each : *several) put(bytes, std::string_view(each));
        }
        put(bytes, std::uint64_t{term.common});
    }
    return bytes;
}

Result<std::vector<QueryTerm>> query_terms_from_bytes(std::string_view packed) {
    Bytes bytes(packed);
    std::vector<QueryTerm> all;
    const auto size = bytes.count(4);
    for (std::uint32_t i = 0; bytes.good && i < size; ++i) {
        QueryTerm& term = all.emplace_back();
        term.words = bytes.terms();
        for (auto* several : {&term.stems, &term.parts})
            for (auto left = bytes.count(1); bytes.good && left > 0; --left)
                several->push_back(bytes.terms());
        term.common = bytes.take(1) != 0;
    }
    if (!bytes.good || !bytes.at_end()) return nonsense;
    return all;
}

}  // namespace vorleser
