// What is said in between, on the listener's demand: how a word sounds, how a voice does.
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "daemon/player/shell.hpp"

namespace vorleser {

using namespace narration;

namespace asio = boost::asio;

namespace {

constexpr std::uint32_t silence_after = sample_rate / 5;  // samples, so that the end is not faded out
constexpr auto period = std::chrono::milliseconds(20);
constexpr auto patience = std::chrono::seconds(5);  // beyond the sound's own length

std::shared_ptr<const Outline> outline_of(std::string language, std::string text) {
    const Article article{.language = std::move(language), .body = {{BlockKind::paragraph, std::move(text)}}};
    return std::make_shared<const Outline>(0, stored(article));
}

}  // namespace

// A run of its own that no tape belongs to: the machine does not move meanwhile, and reading is laid out anew
// from where it was heard.
asio::awaitable<Result<void>> Player::Shell::say_aside(Narrator narrator) {
    const auto self = shared_from_this();
    if (elsewhere())
        co_return Error(ErrorKind::device,
                        "the sound plays on “{}” now: choose the loudspeaker first (`vorleser output "
                        "loudspeaker`)",
                        outputs.described().name);
    look();
    start_run(state.generation);
    const auto run = current_run;
    run->aside = true;
    const Wish wish = state.wish;
    struct Back {  // also when whoever asked is gone
        Player::Shell& shell;
        std::shared_ptr<Run> run;
        ~Back() {
            const bool replaced = shell.current_run != run;
            if (shell.ended || (replaced && (shell.elsewhere() || shell.current_run->aside)))
                return;  // another took over
            if (shell.state.wish != Wish::play) shell.output.pause();
            if (!replaced) shell.feed(Rerender{});
        }
    } back{*this, run};
    // What waits for its device tries it now: the next try of its own may be half a minute away.
    if (wish != Wish::play || state.obstacle) output.play();

    Feeder feeder(run->blocks, 0, settings.speed_percent);
    std::uint64_t end = silence_after;
    for (;;) {
        auto piece = co_await narrator.next();
        if (!piece) co_return piece.error();
        if (!*piece) break;
        if (const auto spoken = co_await narrator.speak(**piece); !spoken) co_return spoken.error();
        if ((*piece)->unspeakable) co_return *(*piece)->unspeakable;
        feeder.write((*piece)->sound->samples);
        end += (*piece)->samples;
    }
    feeder.finish();
    feeder.silence(silence_after);
    const auto deadline =
        Clock::now() + patience +
        std::chrono::milliseconds(to_ms(end) * 100 / static_cast<unsigned>(settings.speed_percent));
    asio::steady_timer wait(executor);
    for (;;) {
        if (run != current_run || state.wish != wish || ended) co_return Result<void>();  // cut short
        if (run->lost) co_return Error(ErrorKind::device, *run->lost);
        const bool all = feeder.pump(output);
        const Handed heard = output.heard();
        if (all && heard.generation == run->blocks && heard.tape + silence_after / 2 >= end) break;
        if (Clock::now() > deadline) co_return Error(ErrorKind::device, "the sound device takes no sound");
        wait.expires_after(period);
        co_await wait.async_wait(asio::as_tuple(asio::use_awaitable));
    }
    co_return Result<void>();
}

asio::awaitable<Result<Player::Pronounced>> Player::pronounce(std::string text, bool silently) {
    const auto shell = shell_;
    const Reader reader = shell->speakers.reader("de");
    reader.worker->retry();  // the listener waits for it
    const auto outline = outline_of("de", std::move(text));
    Narrator narrator(reader, outline, Place{}, Lane::background);
    Pronounced pronounced;
    for (;;) {
        const auto piece = co_await narrator.next();
        if (!piece) co_return piece.error();
        if (!*piece) break;
        if ((*piece)->unspeakable) co_return *(*piece)->unspeakable;
        const auto phonemes = co_await reader.worker->phonemes((*piece)->utterance().say);
        if (!phonemes) co_return phonemes.error();
        const char* space = pronounced.phonemes.own.empty() ? "" : " ";
        pronounced.phonemes.international += space + phonemes->international;
        pronounced.phonemes.own += space + phonemes->own;
    }
    if (pronounced.phonemes.own.empty())
        co_return Error(ErrorKind::invalid_argument, "there is nothing in it to be said");
    if (!silently && !shell->ended) {
        Narrator aside(reader, outline, Place{}, Lane::playback);
        const auto heard = co_await shell->say_aside(std::move(aside));
        if (!heard && heard.error().kind != ErrorKind::device) co_return heard.error();
        if (!heard) pronounced.unheard = heard.error().message;
    }
    co_return pronounced;
}

asio::awaitable<Result<void>> Player::play_sample(std::string name) {
    const auto shell = shell_;
    for (const VoiceProfile& voice : shell->speakers.voices()) {
        if (voice.name != name) continue;
        WorkerConfig config = shell->config.worker;
        config.voice = voice;
        const std::string text = voice.sample.empty() ? voice.description : voice.sample;
        Narrator narrator({std::make_shared<Worker>(shell->executor, std::move(config)), voice},
                          outline_of(voice.language, text), Place{}, Lane::playback);
        // What is being read is not held up until the voice is ready.
        if (const auto ready = co_await narrator.passage(); !ready) co_return ready.error();
        if (shell->ended) co_return Result<void>();
        co_return co_await shell->say_aside(std::move(narrator));
    }
    co_return Error(ErrorKind::not_found, "there is no voice “{}”: see voices", name);
}

Result<narration::Narrator> Player::tell(EntryId entry, const Where& from,
                                         const std::optional<std::string>& voice) {
    Shell& s = *shell_;
    auto stored = stored_outline(s.playlist, entry);
    if (!stored) return stored.error();
    auto outline = std::move(*stored);
    auto reader = s.speakers.reader(outline->language(), voice);
    if (!reader) return reader.error();
    reader->worker->retry();
    // Measured by the listener's own voices.
    if (reader->voice == s.speakers.voice_for(outline->language())) outline = s.measured(std::move(outline));
    return narration::Narrator(std::move(*reader), std::move(outline), from, Lane::narration);
}

void Player::data_changed() {
    Shell& s = *shell_;
    s.look();
    s.speakers.reload();
    s.voices_changed();
}

}  // namespace vorleser
