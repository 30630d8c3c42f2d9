// What an article says, and what of it is heard when: a file beside the sound, written and read piece by
// piece, so that an article may be as long as it likes.
//
// Behind a head (Head, then a Part for each article) lie for each article its blocks, then its cues. The head
// is written last; it holds a digest of the rest and the sound file's size, so that what is damaged is none.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "client/draft.hpp"
#include "client/export/digest.hpp"
#include "client/values.hpp"
#include "own/files.hpp"

namespace vorleser::exporting {

// Times are samples of the sound file, places code points in the article's text.
struct Word {
    std::uint64_t at = 0;
    std::uint32_t begin = 0, end = 0;
};
// A sentence, or a part of one.
struct Cue {
    std::uint64_t at = 0, until = 0;  // without the pause behind it
    std::uint32_t begin = 0, end = 0;
    std::vector<Word> words;
};
// One article of the sound.
struct Part {
    std::uint64_t at = 0, until = 0;           // with the pause behind its end
    std::uint64_t unspeakable = 0;             // sentences that could not be spoken
    std::uint64_t blocks = 0, cues = 0;        // how many there are,
    std::uint64_t blocks_at = 0, cues_at = 0;  // and where in the file
};

// Writes a script of `parts` articles into `draft`, which must last as long. Functions throw Failure.
class ScriptWriter {
 public:
    ScriptWriter(Draft& draft, std::size_t parts);

    // Of article `number`, the next one or again the last, all blocks, then all cues, each in order. What was
    // added to it before is no part of it.
    void begin_part(std::size_t number);
    void add(const ShownBlock& block);
    void add(const Cue& cue);
    // `all`: its times; the sound file has `sound_size` bytes.
    std::vector<Part> finish(const std::vector<Part>& times, std::uint64_t sound_size);

 private:
    void write(std::string_view bytes);

    Draft& draft_;
    Digest digest_;
    std::vector<Part> parts_;
    std::size_t size_;
};

// The articles of a script; nullopt: it is damaged, belongs to another sound, or is of another version.
std::optional<std::vector<Part>> read_script(const own::Descriptor& file, std::uint64_t sound_size);

// A file from some place on. It must last as long.
class Pieces {
 public:
    Pieces(const own::Descriptor& file, std::uint64_t at) : file_(file), at_(at) {}
    // Exactly `size` bytes. Throws Failure: somebody has changed the file since read_script().
    void read(void* to, std::size_t size);
    // What comes next, at most 64 KiB; empty: the end.
    std::string_view next();

 private:
    const own::Descriptor& file_;
    std::uint64_t at_;
    std::string buffer_;
    std::size_t taken_ = 0;
};

// The blocks of an article, from the first on; false behind the last. The script must last as long.
class Blocks {
 public:
    Blocks(const own::Descriptor& script, const Part& part)
        : pieces_(script, part.blocks_at), left_(part.blocks) {}
    bool next(ShownBlock& block);

 private:
    Pieces pieces_;
    std::uint64_t left_;
};

// Its cues, likewise.
class Cues {
 public:
    Cues(const own::Descriptor& script, const Part& part) : pieces_(script, part.cues_at), left_(part.cues) {}
    bool next(Cue& cue);

 private:
    Pieces pieces_;
    std::uint64_t left_;
};

// An article's text by its places, which may only rise.
class Text {
 public:
    Text(const own::Descriptor& script, const Part& part);
    // What stands at [begin, end), as far as it lies in the block of `begin`; until the next call.
    std::string_view at(std::uint32_t begin, std::uint32_t end);

 private:
    Blocks blocks_;
    ShownBlock block_, next_;
    bool more_;
    std::int64_t place_ = 0;  // of byte_ in the block
    std::size_t byte_ = 0;
};

// The byte `count` code points behind `at` in UTF-8.
std::size_t bytes_on(std::string_view text, std::size_t at, std::int64_t count);

}  // namespace vorleser::exporting
