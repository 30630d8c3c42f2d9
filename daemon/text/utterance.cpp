#include "daemon/text/utterance.hpp"

#include <functional>

#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include "daemon/article/characters.hpp"
#include "daemon/text/as_written.hpp"
#include "daemon/text/data.hpp"
#include "daemon/text/pronunciation.hpp"
#include "daemon/text/sentences.hpp"
#include "daemon/text/spoken.hpp"

namespace vorleser {

struct German::Data {
    Sentences sentences;
    Normalizer normalizer;
    Pronunciation pronunciation;
    Vocabulary vocabulary;
};

German::German(const std::vector<std::string>& directories, std::vector<Sentence>* left_out) {
    DataFiles files(directories);
    while (!data_) {
        try {
            data_.reset(
                new Data{Sentences(files), Normalizer(files), Pronunciation(files), Vocabulary(files)});
        } catch (const Malformed& wrong) {
            if (!files.leave_out(wrong)) throw;
        }
    }
    if (left_out) *left_out = files.problems();
}
German::~German() = default;
German::German(German&&) noexcept = default;

namespace {

// How good a place behind `c` is for cutting an over-long sentence, if a space follows; 0: no clause ends.
int clause_rank(char32_t c) {
    if (c == ';' || c == ':') return 3;
    if (c == U'–' || c == U'—') return 3;
    if (c == ',') return 2;
    return 0;
}

// Number words begin with plain small letters.
bool begins_with_number(std::string_view written) {
    for (std::size_t at = 0; at < written.size();) {
        const char32_t c = next_code_point(written, at);
        if (is_letter_or_digit(c)) return is_digit(c);
    }
    return false;
}

bool is_quotation_mark(char32_t c) {
    return c == U'»' || c == U'«' || c == U'„' || c == U'“' || c == U'”' || c == '"';
}

// What to say for a part of the text that begins at a code point.
using Say = std::function<Spoken(std::string_view written, std::uint32_t begin)>;

// Cuts a block's sentences out of its text, byte by byte and code point by code point in step.
class Cutter {
 public:
    Cutter(const PlacedBlock& placed, const Say& say, std::vector<Utterance>& utterances)
        : say_(say),
          placed_(placed),
          text_(placed.block.text),
          code_point_(placed.begin),
          utterances_(utterances) {}

    // Takes `code_points` more of the text as one sentence; direct speech in it is set off.
    void sentence(std::uint32_t code_points) {
        std::uint32_t taken = 0;
        for (const std::uint32_t edge : speech_edges(code_points)) {
            part(edge - taken, Boundary::quotation);
            taken = edge;
        }
        part(code_points - taken, Boundary::sentence);
    }

 private:
    void part(std::uint32_t left, Boundary boundary) {
        while (left > max_utterance) {
            const std::uint32_t piece = piece_length();
            take(piece, Boundary::clause);
            left -= piece;
        }
        if (left > 0) take(left, boundary);
    }

    // Where direct speech begins behind a colon, and where it ends before «, sagte sie» or behind its own
    // full stop, as code points from here; not of a quotation that is part of its clause («nannte das
    // »gut««), nor of a few words.
    std::vector<std::uint32_t> speech_edges(std::uint32_t code_points) const {
        constexpr int least_quoted = 4, least_beside = 1;  // spaces between words
        std::vector<std::uint32_t> edges;
        std::uint32_t opened = 0, introduced = 0;  // the mark's place; 0: a sentence begins with it
        bool open = false;
        int spaces = 0, spaces_before = 0;
        char32_t before = 0, marked = 0;  // the character before; the last that is no space
        std::size_t at = byte_;
        for (std::uint32_t i = 0; i < code_points; ++i) {
            const char32_t c = next_code_point(text_, at);
            if (is_quotation_mark(c)) {
                if (!open && (i == 0 || before == ' ')) {
                    open = true;
                    opened = i;
                    introduced = marked == ':' ? i : 0;
                    spaces_before = spaces;
                    spaces = 0;
                } else if (open && before != ' ') {
                    open = false;
                    std::size_t next = at;
                    const bool comma = next < text_.size() && next_code_point(text_, next) == ',';
                    const bool ended =
                        before == '.' || before == '!' || before == '?' || before == U'…' || before == ',';
                    const bool long_enough = spaces >= least_quoted;
                    if (long_enough && introduced && spaces_before > least_beside) edges.push_back(opened);
                    const bool speech = opened == 0 || introduced;
                    std::uint32_t end = i + (comma ? 2 : 1);
                    if (long_enough && speech && (comma || ended) && end + 4 < code_points)
                        edges.push_back(end);
                    spaces = 0;
                }
            }
            if (c == ' ') ++spaces;
            if (c != ' ') marked = c;
            before = c;
        }
        return edges;
    }

    // Code points up to the best place to cut within the next max_utterance; there are more than that.
    std::uint32_t piece_length() const {
        std::uint32_t count = 0, clause = 0, space = 0, whole = 0;
        int rank = 0;
        char32_t before = 0;
        for (std::size_t at = byte_; at < text_.size();) {
            const char32_t c = next_code_point(text_, at);
            if (c == ' ') {
                space = count + 1;
                // A later place is better than an early one, and a semicolon better than a comma, unless it
                // leaves a stub.
                const int here = clause_rank(before);
                if (here > 0 && count > max_utterance / 3 && here >= rank) {
                    rank = here;
                    clause = count + 1;
                }
            }
            if (count >= max_utterance) break;
            // Accents stay with their letter.
            const auto type = u_charType(static_cast<UChar32>(c));
            if (type != U_NON_SPACING_MARK && type != U_ENCLOSING_MARK && type != U_COMBINING_SPACING_MARK)
                whole = count;
            ++count;
            before = c;
        }
        if (clause && clause <= max_utterance) return clause;
        if (space && space <= max_utterance) return space;
        return whole ? whole : max_utterance;
    }

    void take(std::uint32_t code_points, Boundary boundary) {
        std::size_t end = byte_;
        for (std::uint32_t i = 0; i < code_points; ++i) next_code_point(text_, end);
        std::string_view written = text_.substr(byte_, end - byte_);
        std::uint32_t begin = code_point_;
        byte_ = end;
        code_point_ += code_points;

        const std::size_t first = written.find_first_not_of(' ');
        if (first == written.npos) return;
        begin += static_cast<std::uint32_t>(first);
        written.remove_prefix(first);
        written = written.substr(0, written.find_last_not_of(' ') + 1);
        Spoken said = say_(written, begin);
        if (said.words.empty()) return;  // mere punctuation
        const auto written_end = begin + static_cast<std::uint32_t>(count_code_points(written));
        utterances_.push_back(
            {std::move(said.say), begin, written_end, placed_.block.kind, boundary, std::move(said.words)});
    }

    const Say& say_;
    const PlacedBlock& placed_;
    std::string_view text_;
    std::size_t byte_ = 0;
    std::uint32_t code_point_;
    std::vector<Utterance>& utterances_;
};

}  // namespace

std::vector<std::vector<German::Reading>> German::readings(std::string_view text) const {
    const auto utf16 = icu::UnicodeString::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())});
    std::vector<std::vector<Reading>> sentences;
    std::int32_t begin = 0;
    for (const std::int32_t end : data_->sentences.ends(utf16)) {
        std::string sentence;
        utf16.tempSubStringBetween(begin, end).toUTF8String(sentence);
        begin = end;
        auto& readings = sentences.emplace_back();
        for (auto& reading : data_->normalizer.readings(sentence)) {
            std::string sounds = data_->pronunciation.pronounced(as_written(reading.said, 0)).say;
            readings.push_back(
                {std::move(reading.written), std::move(reading.said), reading.rule, std::move(sounds)});
        }
    }
    return sentences;
}

TextTerms German::terms(const Article& article) const {
    return data_->vocabulary.terms(article, data_->sentences);
}

QueryTerm German::query_term(std::string_view words, bool phrase) const {
    return data_->vocabulary.query(words, phrase);
}

std::vector<Utterance> German::utterances(const Article& article, Steps steps) const {
    const bool german = article.language.empty() || article.language.starts_with("de");
    bool opens = false;  // what is said next opens a sentence
    const Say say = [&](std::string_view written, std::uint32_t begin) {
        if (!german) return as_written(written, begin);
        Spoken spoken = data_->normalizer.spoken(written, begin);
        if (opens && !spoken.words.empty() && begins_with_number(written))
            spoken.say[0] = static_cast<char>(u_toupper(spoken.say[0]));  // «2019 kehrte …»
        opens = false;
        return steps == Steps::normalization ? spoken : data_->pronunciation.pronounced(std::move(spoken));
    };
    std::vector<Utterance> utterances;
    for (const PlacedBlock& placed : placed_blocks(article)) {
        const std::size_t before = utterances.size();
        const auto text = icu::UnicodeString::fromUTF8(
            {placed.block.text.data(), static_cast<std::int32_t>(placed.block.text.size())});
        Cutter cutter(placed, say, utterances);
        std::int32_t begin = 0;
        for (const std::int32_t end : data_->sentences.ends(text)) {
            opens = true;
            cutter.sentence(static_cast<std::uint32_t>(text.countChar32(begin, end - begin)));
            begin = end;
        }
        if (utterances.size() > before) utterances.back().boundary = Boundary::block;
    }
    return utterances;
}

}  // namespace vorleser
