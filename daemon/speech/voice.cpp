#include "daemon/speech/voice.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <map>
#include <optional>
#include <string_view>

#include <sys/wait.h>
#include <toml++/toml.h>
#include <unistd.h>

#include "daemon/speech/engine.hpp"
#include "daemon/text/data.hpp"

namespace vorleser {

namespace {

struct PauseKey {
    const char* key;
    std::uint32_t Pauses::*field;
};
constexpr std::array pause_keys{
    PauseKey{"clause", &Pauses::clause},     PauseKey{"quotation", &Pauses::quotation},
    PauseKey{"sentence", &Pauses::sentence}, PauseKey{"paragraph", &Pauses::paragraph},
    PauseKey{"heading", &Pauses::heading},   PauseKey{"before_heading", &Pauses::before_heading},
    PauseKey{"title", &Pauses::title},       PauseKey{"teaser", &Pauses::teaser},
    PauseKey{"article", &Pauses::article},
};
constexpr int longest_pause = 10'000;  // ms

// The name reaches eSpeak NG as a file's name: it must not lead out of its directories.
bool is_espeak_name(std::string_view name) {
    const auto plain = [](std::string_view part) {
        return !part.empty() && std::ranges::all_of(part, [](unsigned char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                   c == '_';
        });
    };
    const auto plus = name.find('+');
    return plain(name.substr(0, plus)) && (plus == name.npos || plain(name.substr(plus + 1)));
}

// Reads one file; every problem in it is described, so that it can be mended in one go.
class Reader {
 public:
    Reader(std::string name, std::string path, std::vector<VoiceProblem>& problems)
        : name_(std::move(name)), path_(std::move(path)), problems_(problems) {}

    std::optional<VoiceProfile> read() {
        const auto before = problems_.size();
        VoiceProfile voice;
        voice.name = name_;
        const auto file = read_toml(path_);
        if (!file) {
            problems_.push_back({name_, file.error().message});
            return std::nullopt;
        }
        if (!*file) return std::nullopt;  // gone meanwhile
        const toml::table& keys = **file;
        for (const auto& [key, value] : keys) read_key(voice, key.str(), value);
        if (voice.name.empty()) problem(0, Sentence("the file's name holds no voice's name"));
        if (problems_.size() == before) {  // what is malformed is not missing
            if (voice.language.empty()) problem(0, Sentence("`{}` is missing", "language"));
            if (voice.espeak.empty()) problem(0, Sentence("`{}` is missing", "espeak"));
        }
        if (problems_.size() != before) return std::nullopt;
        return voice;
    }

 private:
    void read_key(VoiceProfile& voice, std::string_view key, const toml::node& value) {
        if (key == "description") {
            read_text(voice.description, key, value);
        } else if (key == "language") {
            read_text(voice.language, key, value);
        } else if (key == "espeak") {
            if (read_text(voice.espeak, key, value) && !is_espeak_name(voice.espeak)) {
                problem(value, Sentence("`espeak` must be a voice of eSpeak NG, or one with a variant: "
                                        "\"de\" or \"de+f3\""));
            }
        } else if (key == "rate") {
            read_number(voice.rate, key, value, 80, 450);
        } else if (key == "pitch") {
            read_number(voice.pitch, key, value, 0, 99);
        } else if (key == "range") {
            read_number(voice.range, key, value, 0, 99);
        } else if (key == "volume") {
            read_number(voice.volume, key, value, 1, 200);
        } else if (key == "sample") {
            read_text(voice.sample, key, value);
        } else if (key == "announcement") {
            read_text(voice.announcement, key, value);
        } else if (key == "pauses") {
            read_pauses(voice.pauses, value);
        } else {
            problem(value, Sentence("unknown key `{}`", key));
        }
    }

    void read_pauses(Pauses& pauses, const toml::node& value) {
        const toml::table* table = value.as_table();
        if (!table) return problem(value, Sentence("`{}` must be a section", "pauses"));
        for (const auto& [name, pause] : *table) {
            const auto known = std::ranges::find(pause_keys, name.str(), &PauseKey::key);
            const std::string key = "pauses." + std::string(name.str());
            if (known == pause_keys.end()) {
                problem(pause, Sentence("unknown key `{}`", key));
            } else {
                read_number(pauses.*known->field, key, pause, 0, longest_pause);
            }
        }
    }

    bool read_text(std::string& field, std::string_view key, const toml::node& value) {
        const auto text = value.value_exact<std::string>();
        if (!text || text->empty() || text->find('\n') != text->npos) {
            problem(value, Sentence("`{}` must be one line of text", key));
            return false;
        }
        field = *text;
        return true;
    }

    template <class Number>
    void read_number(Number& field, std::string_view key, const toml::node& value, int least, int most) {
        const auto number = value.value_exact<std::int64_t>();
        if (!number || *number < least || *number > most) {
            problem(value, Sentence("`{}` must be a whole number from {} to {}", key, least, most));
            return;
        }
        field = static_cast<Number>(*number);
    }

    void problem(const toml::node& where, const Sentence& what) { problem(where.source().begin.line, what); }
    void problem(std::size_t line, const Sentence& what) {
        problems_.push_back({name_, at_line(path_, line, what)});
    }

    std::string name_, path_;
    std::vector<VoiceProblem>& problems_;
};

// Whether eSpeak NG can speak so; where it does not start at all that is no fault of the voice's. In a
// process of its own: eSpeak NG starts threads, and ending it may wait for them for ever.
bool is_usable(const VoiceProfile& voice) {
    const pid_t child = fork();
    if (child < 0) return true;
    if (child == 0) {
        try {
            _exit((new Engine())->use(voice) ? 0 : 1);  // never destroyed
        } catch (...) {
            _exit(0);
        }
    }
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return !WIFEXITED(status) || WEXITSTATUS(status) == 0;
}

}  // namespace

std::string VoiceProfile::fingerprint() const {
    std::string print = language + ' ' + espeak;
    for (const int number : {rate, pitch, range, volume}) print += ' ' + std::to_string(number);
    for (const PauseKey& key : pause_keys) print += ' ' + std::to_string(pauses.*key.field);
    return print;
}

std::vector<VoiceProfile> load_voices(const std::vector<std::string>& directories,
                                      std::vector<VoiceProblem>& problems) {
    static constexpr std::string_view suffix = ".voice.toml";
    std::map<std::string, VoiceProfile> voices;
    for (const std::string& directory : directories) {
        std::error_code error;  // a directory that is not there holds no voices
        std::vector<std::string> names;
        for (std::filesystem::directory_iterator file(directory, error), end; !error && file != end;
             file.increment(error)) {
            const std::string name = file->path().filename().string();
            if (name.ends_with(suffix)) names.push_back(name.substr(0, name.size() - suffix.size()));
        }
        std::ranges::sort(names);  // problems come in the same order everywhere
        for (std::string& name : names) {
            if (voices.contains(name)) continue;
            const auto path = (std::filesystem::path(directory) / (name + std::string(suffix))).string();
            auto voice = Reader(name, path, problems).read();
            if (!voice) continue;
            // Those that come with the program are known to be there.
            if (&directory != &directories.back() && !is_usable(*voice))
                problems.push_back(
                    {name, at_line(path, 0, Sentence("eSpeak NG has no voice {}", voice->espeak))});
            else
                voices.emplace(name, std::move(*voice));
        }
    }
    std::vector<VoiceProfile> sorted;
    for (auto& [name, voice] : voices) sorted.push_back(std::move(voice));
    return sorted;
}

}  // namespace vorleser
