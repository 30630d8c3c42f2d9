#include "daemon/speech/engine.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <optional>
#include <random>
#include <ranges>
#include <set>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

// eSpeak NG 1.51 reads a dictionary it has freed when a text mixes many alphabets. That is its own; the
// worker's child that speaks has nothing to lose.
extern "C" const char* __asan_default_suppressions();
extern "C" const char* __asan_default_suppressions() {
    return "interceptor_via_lib:libespeak-ng.so";
}

namespace vorleser {
namespace {

struct Spoken {
    std::vector<std::int16_t> samples;
    std::vector<Mark> marks;
    bool operator==(const Spoken&) const = default;
};

Engine& engine() {
    static Engine one;
    return one;
}

const VoiceProfile german{"jonas", "", "de", "de"};

template <class T>
void send(int fd, const std::vector<T>& values) {
    const std::uint64_t count = values.size();
    auto put = [&](const void* data, std::size_t left) {
        for (auto at = static_cast<const char*>(data); left > 0;) {
            const auto n = write(fd, at, left);
            if (n <= 0) _exit(3);
            at += n, left -= static_cast<std::size_t>(n);
        }
    };
    put(&count, sizeof count);
    put(values.data(), count * sizeof(T));
}

template <class T>
bool receive(int fd, std::vector<T>& values) {
    auto get = [&](void* data, std::size_t left) {
        for (auto at = static_cast<char*>(data); left > 0;) {
            const auto n = read(fd, at, left);
            if (n <= 0) return false;
            at += n, left -= static_cast<std::size_t>(n);
        }
        return true;
    };
    std::uint64_t count = 0;
    if (!get(&count, sizeof count)) return false;
    values.resize(count);
    return get(values.data(), count * sizeof(T));
}

// Speaks as the worker does, in a fresh fork; nullopt if the child crashed or failed.
std::optional<Spoken> spoken(const std::string& text, const VoiceProfile& voice = german) {
    engine();
    int pipes[2];
    if (pipe(pipes) != 0) return {};
    const pid_t child = fork();
    if (child == 0) {
        close(pipes[0]);
        if (!engine().use(voice)) _exit(1);
        Spoken result;
        const auto marks = engine().speak(text, [&](std::span<const std::int16_t> piece) {
            result.samples.insert(result.samples.end(), piece.begin(), piece.end());
            return true;
        });
        if (!marks) _exit(2);
        send(pipes[1], result.samples);
        send(pipes[1], *marks);
        _exit(0);
    }
    close(pipes[1]);
    Spoken result;
    const bool whole = receive(pipes[0], result.samples) && receive(pipes[0], result.marks);
    close(pipes[0]);
    int status = 0;
    waitpid(child, &status, 0);
    if (!whole || status != 0) return {};
    return result;
}

std::vector<std::uint32_t> said(const Spoken& spoken) {
    std::vector<std::uint32_t> result;
    for (const Mark& mark : spoken.marks) result.push_back(mark.said);
    return result;
}

std::size_t code_points(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xc0) != 0x80; }));
}

void expect_well_formed(const Spoken& spoken, const std::string& text) {
    ASSERT_FALSE(spoken.marks.empty());
    EXPECT_EQ(spoken.marks.front().sample, 0u);
    for (std::size_t i = 1; i < spoken.marks.size(); ++i) {
        EXPECT_LT(spoken.marks[i - 1].sample, spoken.marks[i].sample) << text;
        EXPECT_LT(spoken.marks[i - 1].said, spoken.marks[i].said) << text;
    }
    if (spoken.marks.size() > 1) {
        EXPECT_LT(spoken.marks.back().sample, spoken.samples.size()) << text;
    }
    EXPECT_LE(spoken.marks.back().said, code_points(text)) << text;
}

TEST(Engine, MarksWhereEachWordBegins) {
    // Code points, not bytes: an umlaut or quotation mark counts one.
    const auto spoken = vorleser::spoken("„Größe“ über Öl, sagt Änne.");
    ASSERT_TRUE(spoken);
    EXPECT_EQ(said(*spoken), (std::vector<std::uint32_t>{1, 8, 13, 17, 22}));
    expect_well_formed(*spoken, "„Größe“ über Öl, sagt Änne.");
}

// The mouth is closed before these words: what is marked is where they are heard.
TEST(Engine, MarksWhereSoundSetsIn) {
    const auto spoken = vorleser::spoken("Das Tor, der Pol und kein Tal.").value();
    ASSERT_EQ(said(spoken).size(), 7u);
    for (const std::size_t word : {1, 3, 5, 6}) {
        const std::size_t at = spoken.marks[word].sample;
        EXPECT_GT(std::abs(spoken.samples[at]), 32) << word;
        for (std::size_t i = at - sample_rate / 100; i < at; ++i)
            ASSERT_LE(std::abs(spoken.samples[i]), 32) << word;
    }
}

TEST(Engine, SaysTheSameBitForBitFromAFreshFork) {
    const std::vector<std::string> texts{"Der erste Satz.", "Und noch einer, der länger ist als der erste!",
                                         "Kurz?", "Heute kosten 3 456 Liter 12,50 Euro."};
    std::vector<Spoken> first;
    for (const auto& text : texts) first.push_back(spoken(text).value());
    for (std::size_t i = texts.size(); i-- > 0;) {
        EXPECT_EQ(spoken(texts[i]), first[i]) << texts[i];
        EXPECT_GT(first[i].samples.size(), sample_rate / 10u) << texts[i];
    }
}

TEST(Engine, EndsWithSound) {
    for (const std::string text : {"Hallo.", "Er sagte: „Gut.“", "Ende", "Satz eins. Satz zwei."}) {
        const auto samples = spoken(text).value().samples;
        ASSERT_FALSE(samples.empty());
        EXPECT_GT(std::abs(samples.back()), 32) << text;
    }
}

TEST(Engine, KeepsTheSilenceInside) {
    const auto apart = spoken("Eins. Zwei.").value(), together = spoken("Eins Zwei").value();
    EXPECT_GT(apart.samples.size(), together.samples.size() + sample_rate / 10u);
}

TEST(Engine, GivesNoSoundForATextWithNothingToSay) {
    for (const std::string text : {"", " ", "…", "–", "\n"}) {
        const auto spoken = vorleser::spoken(text);
        ASSERT_TRUE(spoken) << text;
        EXPECT_TRUE(spoken->samples.empty()) << text;
        EXPECT_EQ(spoken->marks, (std::vector<Mark>{{0, 0}})) << text;
    }
}

TEST(Engine, StopsWhenTheSinkHasEnough) {
    engine();
    const pid_t child = fork();
    if (child == 0) {
        if (!engine().use(german)) _exit(1);
        int calls = 0;
        const auto marks = engine().speak("Ein langer Satz, der nicht zu Ende gesprochen wird.",
                                          [&](auto) { return ++calls < 3; });
        _exit(marks && calls == 3 ? 0 : 2);
    }
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
}

// The first block must come long before the text's end is known.
TEST(Engine, StreamsInSmallPieces) {
    engine();
    const pid_t child = fork();
    if (child == 0) {
        if (!engine().use(german)) _exit(1);
        std::size_t largest = 0;
        (void)engine().speak("Ein Satz ohne große Pausen darin.", [&](std::span<const std::int16_t> piece) {
            largest = std::max(largest, piece.size());
            return true;
        });
        _exit(largest > 0 && largest <= sample_rate / 10 ? 0 : 2);
    }
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
}

// Were it taken for a command, a break or phonemes, the words around it would sound otherwise or be lost.
TEST(Engine, TakesNoTextForMarkup) {
    EXPECT_EQ(said(spoken("Das <break time=\"5s\"/> Ende").value()).back(), 23u);
    EXPECT_LT(spoken("Das <break time=\"30s\"/> Ende").value().samples.size(), 10u * sample_rate);
    EXPECT_EQ(spoken("Ein [[kl'aUd]] Wort"), spoken("Ein [ kl'aUd]] Wort"));
    EXPECT_EQ(spoken("Ein \x01"
                     "20P Wort"),
              spoken("Ein  20P Wort"));
    EXPECT_EQ(spoken(std::string("Ein\0 Wort", 9)), spoken("Ein  Wort"));
}

// Sounds of text/sound.hpp: B begins a group, E ends it, J joins a compound's parts.
const std::string B = "\x02", J = "\x1f", E = "\x03";

std::string phonemes(const std::string& text) {
    EXPECT_TRUE(engine().use(german));
    return engine().phonemes(text);
}

TEST(Sounds, AreReadByTheRulesOfTheirLanguage) {
    EXPECT_EQ(phonemes(B + "en:cloud" + E), "(en) klˈaʊd (de)");
    EXPECT_EQ(phonemes("Der " + B + "en:cloud" + J + "Anbieter" + E + " kommt."),
              "dɛɾ (en) klˈaʊd (de) ˌanbˌiːtɜ kˈɔmt");
    EXPECT_EQ(phonemes(B + "en:download" + J + "/@n/" + E), "(en) dˈaʊnləʊd (de) ən");
    EXPECT_EQ(phonemes(B + "fr:engagement" + E), "(fr) ɑ̃ɡaʒmˈɑ̃ (de)");
    EXPECT_EQ(phonemes(B + "/ZUrnal'Ist/" + E), "ʒʊɐ̯nalˈɪst");
    EXPECT_EQ(phonemes(B + "en:/dZ'0n@T@n/" + E), "(en) dʒˈɒnəθən (de)");
    EXPECT_EQ(phonemes(B + "zz:Haus" + E), "hˈaʊs") << "no such language: as the voice's own";
}

// eSpeak NG alone says «Fluhg-hafen», and stresses each part alike.
TEST(Sounds, OfACompoundAreItsPartsOwn) {
    EXPECT_EQ(phonemes(B + "Flug" + J + "Hafen" + E), "flˈuːkhˌɑːfən");
    EXPECT_EQ(phonemes(B + "Geschichts" + J + "Lehrer" + E), "ɡəʃˈɪçtslˌeːrɜ");
    EXPECT_EQ(phonemes(B + "zwanzig" + J + "mal" + E), "tsvˈantsɪçmˌɑːl") << "not with g";
    EXPECT_EQ(phonemes(B + "König" + J + "Albert" + J + "Platz" + E), "kˈøːnɪçˌalbɜtplˌats");
    EXPECT_EQ(phonemes(B + "Glücks" + J + "Knurren" + E), "ɡlˈyksknˌʊrən");
}

TEST(Sounds, ThatAreMalformedAreNoMarkup) {
    for (const std::string sound : {"", "/kl'aUd", "en:", "/[[kl'aUd]]/", "//", "/_^_en kl'aUd/", "<b>"})
        EXPECT_EQ(spoken("Ein " + B + sound + E + " Wort").value().samples,
                  spoken("Ein  Wort").value().samples)
            << sound;
    EXPECT_EQ(spoken("Ein " + B + "Wort"), spoken("Ein  Wort")) << "no end";
}

TEST(Sounds, AreMarkedWhereTheyBegin) {
    // "Der \2en:cloud\x1fAnbieter\3, ja, \2fr:chef\3 Öl": the code points of what is given.
    const std::string text =
        "Der " + B + "en:cloud" + J + "Anbieter" + E + ", ja, " + B + "fr:chef" + E + " Öl";
    const auto spoken = vorleser::spoken(text).value();
    EXPECT_EQ(said(spoken), (std::vector<std::uint32_t>{0, 4, 25, 29, 39}));
    expect_well_formed(spoken, text);
}

// A foreign word is part of its clause: nothing is silent round it, nothing clicks, and it is as loud as the
// rest.
TEST(Sounds, FlowWithinTheClause) {
    const std::pair<std::string, std::string> pairs[] = {
        {B + "en:cloud" + J + "Anbieter" + E, "Klaud-anbieter"},
        {B + "en:investments" + E, "Inwestments"},
        {B + "en:homepage" + E, "Hompäitsch"},
        {B + "en:open A I" + E, "Open ei ei"},
        {B + "en:jonathan" + E + " " + B + "en:rah" + E, "Dschonneten Rah"},
        {B + "fr:restaurant" + J + "Chef" + E, "Restorang-scheff"},
        {B + "/ZUrnal'Ist/" + J + "/@n/" + E, "Schurnalisten"},
        {B + "fr:engagement" + E, "Angaschmang"},
    };
    const auto longest_silence = [](const Spoken& spoken) {
        std::size_t longest = 0, now = 0;
        for (const auto sample : spoken.samples)
            longest = std::max(longest, now = std::abs(sample) > 32 ? 0 : now + 1);
        return longest;
    };
    const auto steepest = [](const Spoken& spoken) {
        int step = 0;
        for (std::size_t i = 1; i < spoken.samples.size(); ++i)
            step = std::max(step, std::abs(spoken.samples[i] - spoken.samples[i - 1]));
        return step;
    };
    const auto level = [](const Spoken& spoken) {
        double sum = 0;
        for (const auto sample : spoken.samples) sum += double(sample) * sample;
        return std::sqrt(sum / static_cast<double>(spoken.samples.size()));
    };
    for (const auto& [sound, spelling] : pairs) {
        const auto with = spoken("Dann kam " + sound + " noch dazu.").value();
        const auto without = spoken("Dann kam " + spelling + " noch dazu.").value();
        const auto words =
            static_cast<double>(with.samples.size()) / static_cast<double>(without.samples.size());
        EXPECT_GT(words, 0.75) << spelling;
        EXPECT_LT(words, 1.25) << spelling;
        EXPECT_LT(longest_silence(with), longest_silence(without) + sample_rate / 20u) << spelling;
        EXPECT_LT(steepest(with), steepest(without) * 3 / 2) << spelling;
        EXPECT_NEAR(level(with) / level(without), 1, 0.2) << spelling;
    }
}

TEST(Engine, SurvivesAnything) {
    const std::vector<std::string> soup{"<speak>",
                                        "</voice>",
                                        "<voice xml:lang='en'>",
                                        "[[",
                                        "]]",
                                        "_^_en",
                                        "\x02",
                                        "\x03",
                                        "\x1f",
                                        "/kl'aUd/",
                                        "\x02en:/_^/\x03",
                                        "\x02/[[\x03",
                                        "\x02/@/\x1f/_|3?R3/\x03",
                                        "\x02zz:a\x1fn\x03",
                                        "\x02en:cloud\x03",
                                        "&amp;",
                                        "&#0;",
                                        "<",
                                        "<!--",
                                        "\x01",
                                        "\x1b",
                                        "9",
                                        "ß",
                                        "…",
                                        "\u2028",
                                        "\U0001F600",
                                        "\u202e",
                                        "a",
                                        " ",
                                        "1.000,5"};
    const unsigned seed = std::random_device{}();
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    auto below = [&](std::uint32_t n) { return static_cast<std::uint32_t>(random() % n); };
    for (int round = 0; round < 30; ++round) {
        std::string text;
        for (std::size_t length = 0; length < 600; length = code_points(text)) {
            if (round % 3 == 0) {
                text += soup[below(static_cast<std::uint32_t>(soup.size()))];
            } else if (round % 3 == 1) {
                text += static_cast<char>(1 + below(127));
            } else {  // any code point but a surrogate
                std::uint32_t c = 0x80 + below(below(2) ? 0x2000 : 0x10ff00);
                if (c >= 0xd800 && c < 0xe000) c = 0xfffd;
                if (c < 0x800) {
                    text += {static_cast<char>(0xc0 | c >> 6), static_cast<char>(0x80 | (c & 0x3f))};
                } else if (c < 0x10000) {
                    text += {static_cast<char>(0xe0 | c >> 12), static_cast<char>(0x80 | (c >> 6 & 0x3f)),
                             static_cast<char>(0x80 | (c & 0x3f))};
                } else {
                    text += {static_cast<char>(0xf0 | c >> 18), static_cast<char>(0x80 | (c >> 12 & 0x3f)),
                             static_cast<char>(0x80 | (c >> 6 & 0x3f)), static_cast<char>(0x80 | (c & 0x3f))};
                }
            }
        }
        const auto spoken = vorleser::spoken(text);
        ASSERT_TRUE(spoken) << text;
        expect_well_formed(*spoken, text);
    }
    const std::string word(600, 'x'), digits(600, '7'), brackets(600, '[');
    for (const auto& text : {word, digits, brackets}) {
        const auto spoken = vorleser::spoken(text);
        ASSERT_TRUE(spoken) << text;
        expect_well_formed(*spoken, text);
    }
}

TEST(Engine, RefusesAVoiceThatIsNotThere) {
    VoiceProfile voice = german;
    for (const char* name : {"de+nobody", "xx", "de+../../x"}) {
        voice.espeak = name;
        const auto used = engine().use(voice);
        ASSERT_FALSE(used) << name;
        EXPECT_EQ(used.error().kind, ErrorKind::engine);
        EXPECT_NE(used.error().message.find("jonas"), std::string::npos);
    }
    EXPECT_TRUE(engine().use(german));
}

TEST(Engine, KnowsItsVersionAndData) {
    engine();  // the library learns where its data is when it starts
    EXPECT_EQ(Engine::version().substr(0, 2), "1.");
    EXPECT_TRUE(std::filesystem::exists(Engine::data_directory() + "/de_dict"));
}

// Every voice that is shipped speaks, and no two sound the same.
TEST(ShippedVoices, Speak) {
    engine();
    std::vector<VoiceProblem> problems;
    const auto voices = load_voices({VORLESER_SOURCE_DIR "/voices"}, problems);
    EXPECT_TRUE(problems.empty());
    ASSERT_GE(voices.size(), 2u);
    std::set<std::vector<std::int16_t>> sounds;
    for (const auto& voice : voices) {
        EXPECT_FALSE(voice.description.empty()) << voice.name;
        const auto spoken = vorleser::spoken("Guten Abend, hier sind die Nachrichten.", voice);
        ASSERT_TRUE(spoken) << voice.name;
        EXPECT_EQ(said(*spoken), (std::vector<std::uint32_t>{0, 6, 13, 18, 23, 27})) << voice.name;
        EXPECT_GT(spoken->samples.size(), 1u * sample_rate) << voice.name;
        sounds.insert(spoken->samples);
    }
    EXPECT_EQ(sounds.size(), voices.size());
}

// Of what is heard at all, in dB of full scale: 20 ms are silence where they have a twentieth of the loudest.
double level(std::span<const std::int16_t> samples) {
    constexpr std::size_t frame = sample_rate / 50;
    std::vector<double> powers;
    for (std::size_t at = 0; at + frame <= samples.size(); at += frame) {
        double power = 0;
        for (const std::int16_t sample : samples.subspan(at, frame))
            power += static_cast<double>(sample) * sample;
        powers.push_back(power / frame);
    }
    const double heard = *std::ranges::max_element(powers) / 400;
    double sum = 0, count = 0;
    for (const double power : powers)
        if (power > heard) sum += power, ++count;
    return 10 * std::log10(sum / count / (32'768.0 * 32'768.0));
}

TEST(ShippedVoices, AreEquallyLoudAndNoneClips) {
    engine();
    std::vector<VoiceProblem> problems;
    std::map<std::string, double> levels;
    for (const auto& voice : load_voices({VORLESER_SOURCE_DIR "/voices"}, problems)) {
        const auto spoken = vorleser::spoken(voice.sample, voice);
        ASSERT_TRUE(spoken) << voice.name;
        levels[voice.name] = level(spoken->samples);
        EXPECT_LT(std::ranges::max(spoken->samples), 32'767) << voice.name;
        EXPECT_GT(std::ranges::min(spoken->samples), -32'768) << voice.name;
    }
    const auto [least, most] = std::ranges::minmax(levels | std::views::values);
    EXPECT_LT(most - least, 2.0) << "decibels";
}

}  // namespace
}  // namespace vorleser
