#include <fmt/format.h>

#include "daemon/filters/filters.hpp"
#include "daemon/filters/said.hpp"
#include "daemon/speech/engine.hpp"
#include "daemon/text/utterance.hpp"
#include "locale/streams.hpp"

namespace vorleser {

int phonemes_main(const std::vector<std::string>& directories) {
    const German german = german_from(directories);
    Engine engine;
    VoiceProfile voice;
    voice.name = voice.espeak = "de";
    if (const auto used = engine.use(voice); !used) {
        print_err(fmt::format("vorleserd: {}\n", said(used.error().message)));
        return 1;
    }
    for (std::string line; read_line(line);) {
        Article article;
        article.body.push_back({BlockKind::paragraph, line});
        std::string phonemes;
        for (const Utterance& utterance : german.utterances(article))
            phonemes += (phonemes.empty() ? "" : " ") + engine.phonemes(utterance.say);
        print_out(phonemes + "\n");
    }
    return 0;
}

}  // namespace vorleser
