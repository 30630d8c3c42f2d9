#include "daemon/config.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <string_view>
#include <variant>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>
#include <unistd.h>

#include "daemon/filters/said.hpp"
#include "daemon/text/data.hpp"
#include "locale/translate.hpp"
#include "own/files.hpp"

namespace vorleser {
namespace {

namespace fs = std::filesystem;

// What a text must look like. Path: empty or absolute; device: a file among them ends as a sound file does.
enum class Text { any, path, device };

struct Field {
    std::string_view section, key;
    const char* comment;  // in the listener's language
    std::variant<std::string*, int*, bool*> value;
    int least = 0, most = 0;  // of a number
    Text text = Text::any;
    std::vector<std::string> one_of = {};  // of a text, where only these are allowed
};

const std::vector<std::string> levels{"trace", "debug", "info", "warn", "error"};

std::vector<Field> fields(Config& c) {
    return {
        {"audio", "device", tr("sound device as PortAudio names it, or file:PATH (.wav, .flac, .ogg)"),
         &c.audio.device, 0, 0, Text::device},
        {"audio", "latency_ms", tr("wished latency of the device; doubled after underruns"),
         &c.audio.latency_ms, 5, 500},
        {"audio", "pause_when_device_is_gone",
         tr("pause when the device in use is taken away (headphones pulled out); false: go on on another"),
         &c.pause_when_device_is_gone},
        {"audio", "pace_percent",
         tr("file: only: 100 is real time, 400 four times as fast, 0 as fast as possible"),
         &c.audio.pace_percent, 0, 10'000},
        {"playback", "voice", tr("voice until another is chosen (vorleser voice)"), &c.voice},
        {"playback", "resume_within_s",
         tr("go on by itself when restarted in the same boot within this; 0: never"), &c.resume_within_s, 0,
         86'400},
        {"playback", "back_to_sentence_after_s",
         tr("after a pause this long go on at the start of the sentence; 0: always at the very word"),
         &c.back_to_sentence_after_s, 0, 86'400},
        {"playback", "pause_after_suspend",
         tr("wait, paused, after the machine was suspended; false: go on by itself"), &c.pause_after_suspend},
        {"playback", "remove_heard", tr("what was heard to its end leaves the list (vorleser history)"),
         &c.remove_heard},
        {"playback", "keep_heard",
         tr("what was heard to its end leaves the list and is kept (vorleser kept)"), &c.keep_heard},
        {"playback", "keep_awake", tr("the machine does not suspend by itself while an article is read"),
         &c.keep_awake},
        {"playback", "announce", tr("say where an article comes from before it follows another"),
         &c.announce},
        {"paths", "socket", tr("empty: $XDG_RUNTIME_DIR/vorleser/socket"), &c.socket, 0, 0, Text::path},
        {"paths", "state", tr("empty: $XDG_STATE_HOME/vorleser"), &c.state_directory, 0, 0, Text::path},
        {"paths", "voices", tr("empty: the installed voices"), &c.voices_directory, 0, 0, Text::path},
        {"log", "level", tr("trace, debug, info, warn or error"), &c.log_level, 0, 0, Text::any, levels},
    };
}

bool is_sound_file(const std::string& path) {
    std::string ending = fs::path(path).extension();
    for (char& c : ending) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return ending == ".wav" || ending == ".flac" || ending == ".ogg";
}

fs::path home() {
    const char* home = std::getenv("HOME");
    return home && *home ? fs::path(home) : fs::path("/");
}

fs::path xdg(const char* variable, const char* fallback) {
    const char* value = std::getenv(variable);
    return value && *value == '/' ? fs::path(value) : home() / fallback;
}

// Beside the program: PREFIX/bin/vorleserd and PREFIX/share/vorleser/voices; the build tree is alike.
std::string installed_voices() {
    return fs::weakly_canonical(fs::read_symlink("/proc/self/exe").parent_path() /
                                "../share/vorleser/voices");
}

}  // namespace

Config load_config(const std::string& path, bool may_be_missing) {
    Config config;
    auto file = read_toml(path);
    if (!file) throw std::runtime_error(said(file.error().message));
    if (!*file && may_be_missing) return config;
    if (!*file) throw std::runtime_error(tr("cannot read {}: {}", path, std::strerror(ENOENT)));
    toml::table& table = **file;
    auto all = fields(config);
    auto wrong = [&](const toml::node& at, const std::string& what) {
        throw std::runtime_error(said(at_line(path, at.source().begin.line, Sentence::value(what))));
    };
    for (auto&& [section, node] : table) {
        const auto* keys = node.as_table();
        if (!keys) wrong(node, tr("{} stands outside a section such as [audio]", section.str()));
        for (auto&& [key, value] : *keys) {
            const auto field = std::find_if(all.begin(), all.end(), [&](const Field& f) {
                return f.section == section.str() && f.key == key.str();
            });
            if (field == all.end())
                wrong(value, tr("unknown key {}.{} (vorleserd --default-config lists all)", section.str(),
                                key.str()));
            if (auto* const* text = std::get_if<std::string*>(&field->value)) {
                if (!value.is_string()) wrong(value, tr("{}.{} must be a string", section.str(), key.str()));
                **text = value.value_or(std::string());
                if (field->text == Text::path && !(*text)->empty() && !(*text)->starts_with('/'))
                    wrong(value, tr("{}.{} must be an absolute path, from / on", section.str(), key.str()));
                if (field->text == Text::device && (*text)->starts_with("file:") && !is_sound_file(**text))
                    wrong(value, tr("{}: a sound file ends in .wav, .flac or .ogg", **text));
                if (const auto& allowed = field->one_of;
                    !allowed.empty() && std::find(allowed.begin(), allowed.end(), **text) == allowed.end())
                    wrong(value, tr("{}.{} must be one of: {}", section.str(), key.str(),
                                    fmt::format("{}", fmt::join(allowed, ", "))));
                if (*text == &config.voice)
                    config.voice_set_at = said(Sentence("{}, line {}", path, value.source().begin.line));
            } else if (auto* const* flag = std::get_if<bool*>(&field->value)) {
                if (!value.is_boolean())
                    wrong(value, tr("{}.{} must be true or false", section.str(), key.str()));
                **flag = value.value_or(false);
            } else {
                const auto number = value.value<std::int64_t>();
                if (!value.is_integer() || *number < field->least || *number > field->most)
                    wrong(value, tr("{}.{} must be a whole number from {} to {}", section.str(), key.str(),
                                    field->least, field->most));
                *std::get<int*>(field->value) = static_cast<int>(*number);
            }
        }
    }
    return config;
}

std::string default_config() {
    Config defaults;
    std::string out = std::string("# ") +
                      tr("Vorleser's configuration: ~/.config/vorleser/vorleser.toml. Every line shows its "
                         "default.") +
                      "\n";
    std::string_view section;
    for (const Field& field : fields(defaults)) {
        if (field.section != section) out += fmt::format("\n[{}]\n", section = field.section);
        if (auto* const* text = std::get_if<std::string*>(&field.value))
            out += fmt::format("# {}\n#{} = \"{}\"\n", field.comment, field.key, **text);
        else if (auto* const* flag = std::get_if<bool*>(&field.value))
            out += fmt::format("# {}\n#{} = {}\n", field.comment, field.key, **flag);
        else
            out +=
                fmt::format("# {}\n#{} = {}\n", tr("{} ({} to {})", field.comment, field.least, field.most),
                            field.key, *std::get<int*>(field.value));
    }
    return out;
}

std::string config_path() {
    return xdg("XDG_CONFIG_HOME", ".config") / "vorleser" / "vorleser.toml";
}

std::string state_directory(const Config& config) {
    const char* home = std::getenv("HOME");
    const char* states = std::getenv("XDG_STATE_HOME");
    if (config.state_directory.empty() && !(home && *home) && !(states && *states == '/'))
        throw std::runtime_error(
            tr("there is no place for the playlist, since HOME is not set: set HOME or XDG_STATE_HOME"));
    const fs::path path = config.state_directory.empty() ? xdg("XDG_STATE_HOME", ".local/state") / "vorleser"
                                                         : fs::path(config.state_directory);
    own::private_directory(path, {"playlist.db", "search.db", "lock", "vorleserd.log", "edits"});
    return path;
}

std::string socket_path(const Config& config) {
    if (!config.socket.empty()) return config.socket;
    const char* runtime = std::getenv("XDG_RUNTIME_DIR");
    const fs::path directory = runtime && *runtime == '/'
                                   ? fs::path(runtime) / "vorleser"
                                   : fs::path(fmt::format("/tmp/vorleser-{}", getuid()));
    own::private_directory(directory, {"socket"});
    return directory / "socket";
}

std::vector<std::string> voice_directories(const Config& config) {
    return {xdg("XDG_CONFIG_HOME", ".config") / "vorleser" / "voices",
            config.voices_directory.empty() ? installed_voices() : config.voices_directory};
}

}  // namespace vorleser
