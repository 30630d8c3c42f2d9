// German words as eSpeak NG must be given them to say them right.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/text/spoken.hpp"

namespace vorleser {

class DataFiles;

class WordSounds;

class Pronunciation {
 public:
    // Reads what WordSounds needs.
    explicit Pronunciation(DataFiles& files);
    ~Pronunciation();
    Pronunciation(Pronunciation&&) noexcept;

    // Words of the lexicon are respelled («Klaud»), or become sounds (sound.hpp), as compounds do of whose
    // parts each is read by itself («Bundes», «verfassungs», «gericht»). Control characters become spaces, so
    // that sounds come from here alone. `words` still names the article's words. Remembers what it has seen:
    // not for use from two threads at once.
    Spoken pronounced(Spoken spoken) const;

 private:
    std::unique_ptr<const WordSounds> sounds_;
};

}  // namespace vorleser
