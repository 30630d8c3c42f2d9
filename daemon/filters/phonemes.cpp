#include <iostream>

#include "daemon/filters/filters.hpp"
#include "daemon/filters/said.hpp"
#include "daemon/speech/engine.hpp"
#include "daemon/text/utterance.hpp"

namespace vorleser {

int phonemes_main(const std::vector<std::string>& directories) {
    const German german(directories);
    Engine engine;
    VoiceProfile voice;
    voice.name = voice.espeak = "de";
    if (const auto used = engine.use(voice); !used) {
        std::cerr << "vorleserd: " << said(used.error().message) << '\n';
        return 1;
    }
    for (std::string line; std::getline(std::cin, line);) {
        Article article;
        article.body.push_back({BlockKind::paragraph, line});
        std::string phonemes;
        for (const Utterance& utterance : german.utterances(article))
            phonemes += (phonemes.empty() ? "" : " ") + engine.phonemes(utterance.say);
        std::cout << phonemes << '\n';
    }
    return 0;
}

}  // namespace vorleser
