#include "daemon/filters/filters.hpp"
#include "daemon/filters/said.hpp"
#include "daemon/text/sound.hpp"
#include "daemon/text/utterance.hpp"
#include "locale/streams.hpp"

namespace vorleser {

namespace {

// Sounds with marks that one can see.
void make_visible(std::string& said) {
    for (char& c : said)
        c = c == sound_begin      ? '{'
            : c == sound_end      ? '}'
            : c == compound_joint ? '+'
            : c == equal_joint    ? '|'
                                  : c;
}

void print_utterances(const std::vector<std::string>& directories, Steps steps) {
    const German german = german_from(directories);
    for (std::string line; read_line(line);) {
        std::string said;
        for (const Utterance& utterance : german.utterances({.body = {{BlockKind::paragraph, line}}}, steps))
            said += (said.empty() ? "" : " ") + utterance.say;
        make_visible(said);
        print_out(said + "\n");
    }
}

}  // namespace

int normalize_main(const std::vector<std::string>& directories) {
    print_utterances(directories, Steps::normalization);
    return 0;
}

int explain_main(const std::vector<std::string>& directories) {
    const German german = german_from(directories);
    for (std::string line; read_line(line);) {
        for (auto& sentence : german.readings(line)) {
            for (auto& reading : sentence) {
                make_visible(reading.sounds);
                print_out(reading.written + " → " + reading.said + "  [" + reading.rule + "]" +
                          (reading.sounds == reading.said ? "" : "  " + reading.sounds) + "\n");
            }
            print_out("\n");
        }
    }
    return 0;
}

int sounds_main(const std::vector<std::string>& directories) {
    print_utterances(directories, Steps::all);
    return 0;
}

}  // namespace vorleser
