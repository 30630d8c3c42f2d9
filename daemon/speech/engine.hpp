// eSpeak NG: text → samples and word marks.
//
// eSpeak NG keeps state between utterances: lengths vary by up to 200 ms with what was spoken before. From a
// freshly forked process the same text gives bit-identical samples. So an Engine is initialised once in the
// worker and only ever speaks in a forked child (see worker/).
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/error.hpp"
#include "daemon/speech/voice.hpp"

namespace vorleser {

struct Prepared;

// Where a word begins: `sample` from the utterance's first sample, `said` in code points of the text given.
struct Mark {
    std::uint32_t sample = 0, said = 0;
    bool operator==(const Mark&) const = default;
};

// One process can hold one Engine (eSpeak NG's state is global); single-threaded.
class Engine {
 public:
    // Loads eSpeak NG's data. Throws std::runtime_error saying which package is missing.
    Engine();
    ~Engine();
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    // Makes `voice` the one that speaks. Loads its dictionary (5–40 ms the first time).
    Result<void> use(const VoiceProfile& voice);

    // Speaks `text` (UTF-8; the sounds of text/sound.hpp in it are spoken as they say, all other markup,
    // `[[`, SSML and control characters are harmless). A mark of a sound is its first code point. `samples`
    // gets the sound piece by piece as it is made, the first within about 1 ms; it returns false to stop,
    // which is no error. The silence that eSpeak NG puts before and after is cut: 12 ms at the start, which
    // the listener would wait for, and pauses, which are the player's. Silence between words stays. A text
    // with nothing to say ("…") gives no samples. Returns the marks, strictly ascending in both fields and
    // within the sound, never empty, first sample 0.
    Result<std::vector<Mark>> speak(std::string_view text,
                                    const std::function<bool(std::span<const std::int16_t>)>& samples);

    // How the voice in use would pronounce a text.
    enum class Alphabet { international, own };  // eSpeak NG's own is what sounds are given in
    std::string phonemes(std::string_view text, Alphabet alphabet = Alphabet::international);

    // eSpeak NG's version, "1.51": part of the key of stored lengths.
    static std::string_view version();

    // Where eSpeak NG's data lies, "…/espeak-ng-data": voices and dictionaries are read from there on use().
    static std::string data_directory();

 private:
    Prepared prepared(std::string_view text);

    VoiceProfile voice_;
};

}  // namespace vorleser
