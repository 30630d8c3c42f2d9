#include "daemon/speech/engine.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

#include <espeak-ng/espeak_ng.h>
#include <espeak-ng/speak_lib.h>

#include "daemon/speech/prepared.hpp"

namespace vorleser {

namespace {

// Samples come in blocks of this length: small, since the first one is what a listener waits for.
constexpr int block_ms = 60;

// What stays below this (-60 dB) at the end of an utterance is cut: usually 7 ms of digital silence, 300 ms
// after a closing quotation mark.
constexpr int silent = 32;

// Before «p», «t» and «k» the mouth is closed for some 50 ms. eSpeak NG's word begins there, the listener's
// where sound sets in: so marks that lie in silence, or a little before it, are moved to its end.
constexpr std::uint32_t closure = sample_rate / 100;

std::string message_of(espeak_ng_STATUS status) {
    char message[512] = "";
    espeak_ng_GetStatusCodeMessage(status, message, sizeof message);
    return message;
}

// One speak() in progress; a global below, since eSpeak NG's callback gets no pointer of ours.
struct Utterance {
    const std::function<bool(std::span<const std::int16_t>)>* sink;
    std::vector<Mark> marks;
    std::span<const std::uint32_t> places;  // see Prepared
    std::vector<std::int16_t> held;         // the silence at the end so far: passed on once a sound follows
    std::uint32_t passed_on = 0;            // samples
    std::uint32_t skipped = 0;              // silence before the first sound
    struct Silence {
        std::uint32_t begin = 0, end = 0;
    };
    std::vector<Silence> silences;  // in what was passed on
    std::uint32_t sounded = 0;      // to here
    bool stopped = false;

    bool pass_on(std::span<const std::int16_t> block) {
        if (block.empty()) return true;
        for (const std::int16_t sample : block) {
            if (sample > silent || sample < -silent) {
                if (passed_on - sounded >= closure) silences.push_back({sounded, passed_on});
                sounded = passed_on + 1;
            }
            ++passed_on;
        }
        stopped = !(*sink)(block);
        return !stopped;
    }

    bool take(std::span<const std::int16_t> block) {
        const auto last = std::find_if(block.rbegin(), block.rend(),
                                       [](std::int16_t s) { return s > silent || s < -silent; });
        auto sound = block.first(static_cast<std::size_t>(block.rend() - last));
        if (!sound.empty()) {
            if (passed_on == 0) {
                const auto first = std::find_if(sound.begin(), sound.end(),
                                                [](std::int16_t s) { return s > silent || s < -silent; });
                const auto before = static_cast<std::size_t>(first - sound.begin());
                skipped = static_cast<std::uint32_t>(held.size() + before);
                held.clear();
                sound = sound.subspan(before);
                block = block.subspan(before);
            }
            if (!pass_on(held)) return false;
            held.clear();
            if (!pass_on(sound)) return false;
        }
        const auto silence = block.subspan(sound.size());
        held.insert(held.end(), silence.begin(), silence.end());
        return true;
    }

    void take(const espeak_EVENT& event) {
        if (event.type != espeakEVENT_WORD || event.text_position < 1 || event.sample < 0) return;
        const auto position = static_cast<std::size_t>(event.text_position) - 1;
        if (position >= places.size()) return;
        const Mark mark{static_cast<std::uint32_t>(event.sample), places[position]};
        // A word that makes no sound gives way to the one after it; the parts of one word are one.
        if (!marks.empty() && mark.said <= marks.back().said) return;
        while (!marks.empty() && mark.sample <= marks.back().sample) marks.pop_back();
        marks.push_back(mark);
    }
};

Utterance* speaking = nullptr;

int on_synth(short* samples, int count, espeak_EVENT* events) {
    if (!speaking || speaking->stopped) return 1;
    for (; events->type != espeakEVENT_LIST_TERMINATED; ++events) speaking->take(*events);
    if (samples && count > 0 && !speaking->take({samples, static_cast<std::size_t>(count)})) return 1;
    return 0;
}

// `mode` as espeak_TextToPhonemes takes it.
std::string transcription(const std::string& text, int mode) {
    std::string all;
    // One call a clause; it moves the pointer on, and to null behind the last.
    for (const void* rest = text.c_str(); rest;) {
        const char* clause = espeak_TextToPhonemes(&rest, espeakCHARS_UTF8, mode);
        if (clause && *clause) all += (all.empty() ? "" : " ") + std::string(clause);
    }
    return all;
}

}  // namespace

Engine::Engine() {
    espeak_ng_InitializePath(nullptr);
    espeak_ng_ERROR_CONTEXT context = nullptr;
    auto status = espeak_ng_Initialize(&context);
    espeak_ng_ClearErrorContext(&context);
    if (status == ENS_OK) status = espeak_ng_InitializeOutput(ENOUTPUT_MODE_SYNCHRONOUS, block_ms, nullptr);
    if (status != ENS_OK) {
        throw std::runtime_error("eSpeak NG does not start (" + message_of(status) +
                                 "): install the package " + "espeak-ng-data; it was looked for in " +
                                 data_directory());
    }
    if (espeak_ng_GetSampleRate() != sample_rate) {
        throw std::runtime_error("eSpeak NG's data is not made for " + std::to_string(sample_rate) +
                                 " Hz: install Debian's espeak-ng-data");
    }
    espeak_SetSynthCallback(on_synth);
}

Engine::~Engine() {
    espeak_ng_Terminate();
}

Result<void> Engine::use(const VoiceProfile& voice) {
    const auto fail = [&](const Sentence& why) {
        return Error(ErrorKind::engine, "voice {}: {}", voice.name, why);
    };
    // eSpeak NG speaks on without a word if there is no such variant.
    if (const auto plus = voice.espeak.find('+'); plus != std::string::npos) {
        const auto variant = voice.espeak.substr(plus + 1);
        if (!std::filesystem::is_regular_file(data_directory() + "/voices/!v/" + variant)) {
            return fail(Sentence("eSpeak NG has no variant {}", variant));
        }
    }
    if (const auto status = espeak_ng_SetVoiceByName(voice.espeak.c_str()); status != ENS_OK) {
        return fail(Sentence("eSpeak NG cannot speak as {} ({})", voice.espeak, message_of(status)));
    }
    if (espeak_ng_GetSampleRate() != sample_rate) {
        return fail(Sentence("{} does not speak at {} Hz", voice.espeak, sample_rate));
    }
    voice_ = voice;
    const std::pair<espeak_PARAMETER, int> parameters[] = {{espeakRATE, voice.rate},
                                                           {espeakPITCH, voice.pitch},
                                                           {espeakRANGE, voice.range},
                                                           {espeakVOLUME, voice.volume}};
    for (const auto& [parameter, value] : parameters) {
        if (const auto status = espeak_ng_SetParameter(parameter, value, 0); status != ENS_OK) {
            return fail(Sentence::value(message_of(status)));
        }
    }
    return {};
}

// Other languages are read by the voice that eSpeak NG names after them; a switch costs some 0.1 ms.
Prepared Engine::prepared(std::string_view text) {
    const std::string home = voice_.espeak.substr(0, voice_.espeak.find('+'));
    std::string now = home;  // the language in use; empty: none
    const auto change_to = [&](const std::string& language) {
        if (language == now) return true;
        now = language;
        const bool done = language == home ? static_cast<bool>(use(VoiceProfile(voice_)))
                                           : espeak_ng_SetVoiceByName(language.c_str()) == ENS_OK;
        if (!done) now.clear();
        return done;
    };
    auto result =
        prepare(text, {home, change_to, [&](const std::string& spelling, const std::string& language) {
                           change_to(language);
                           return transcription(spelling, 0);
                       }});
    change_to(home);
    return result;
}

Result<std::vector<Mark>> Engine::speak(std::string_view text,
                                        const std::function<bool(std::span<const std::int16_t>)>& samples) {
    const Prepared said = prepared(text);
    Utterance utterance{&samples, {}, said.places, {}};
    speaking = &utterance;
    const unsigned flags = espeakCHARS_UTF8 | (said.phonemes ? espeakPHONEMES : 0u);
    const auto status = espeak_ng_Synthesize(said.text.c_str(), said.text.size() + 1, 0, POS_CHARACTER, 0,
                                             flags, nullptr, nullptr);
    speaking = nullptr;
    if (status != ENS_OK && !utterance.stopped)
        return Error(ErrorKind::engine, "eSpeak NG: {}", message_of(status));

    auto& marks = utterance.marks;
    for (Mark& mark : marks) {
        mark.sample -= std::min(mark.sample, utterance.skipped);
        for (const auto& silence : utterance.silences)
            if (silence.begin <= mark.sample + closure && mark.sample < silence.end)
                mark.sample = silence.end;
    }
    if (marks.empty()) marks.push_back({});
    marks.front().sample = 0;
    // Of several at one place all but the last make no sound.
    marks.erase(marks.begin(), std::unique(marks.rbegin(), marks.rend(), [](const Mark& a, const Mark& b) {
                                   return a.sample == b.sample;
                               }).base());
    while (marks.size() > 1 && marks.back().sample >= utterance.passed_on) marks.pop_back();
    return std::move(marks);
}

std::string Engine::phonemes(std::string_view text, Alphabet alphabet) {
    const Prepared said = prepared(text);
    // Whether `[[` begins phonemes is a setting of eSpeak NG's that only speaking changes.
    espeak_ng_Synthesize("", 1, 0, POS_CHARACTER, 0, espeakCHARS_UTF8 | (said.phonemes ? espeakPHONEMES : 0u),
                         nullptr, nullptr);
    std::string phonemes = transcription(said.text, alphabet == Alphabet::international ? 0x02 : 0);
    // eSpeak NG 1.51 has no letters for its phoneme UR («kurz»).
    for (std::size_t at = 0; (at = phonemes.find("??", at)) != phonemes.npos;) phonemes.replace(at, 2, "ʊɐ̯");
    return phonemes;
}

std::string_view Engine::version() {
    return espeak_Info(nullptr);
}

std::string Engine::data_directory() {
    const char* path = nullptr;
    espeak_Info(&path);
    return path ? path : "";
}

}  // namespace vorleser
