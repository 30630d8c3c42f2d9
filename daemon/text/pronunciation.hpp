// German words as eSpeak NG must be given them to say them right.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/text/spoken.hpp"

namespace vorleser {

class Pronunciation {
 public:
    // Reads lexicon.toml of the directories (see load_data()) and what Compounds needs.
    explicit Pronunciation(const std::vector<std::string>& directories);
    ~Pronunciation();
    Pronunciation(Pronunciation&&) noexcept;

    // Compounds are parted by hyphens («Bundes-verfassungs-gericht»), and words and parts in the lexicon
    // respelled («Klaud-anbieter»); `words` still names the article's words. Remembers what it has seen: not
    // for use from two threads at once.
    Spoken pronounced(Spoken spoken) const;

 private:
    struct Data;
    std::unique_ptr<Data> data_;
};

}  // namespace vorleser
