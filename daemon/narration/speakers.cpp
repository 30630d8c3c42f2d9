#include "daemon/narration/speakers.hpp"

#include <algorithm>
#include <sstream>

#include <fmt/format.h>

#include "daemon/speech/engine.hpp"
#include "daemon/text/data.hpp"
#include "daemon/text/utterance.hpp"

namespace vorleser::narration {

namespace {

// The language without region and script: «de-AT» is read by whoever reads German.
std::string_view primary(std::string_view language) {
    return language.substr(0, language.find('-'));
}

}  // namespace

Speakers::Speakers(boost::asio::any_io_executor executor, Worker& home, WorkerConfig like,
                   std::vector<VoiceProfile> voices, const std::string& voice)
    : executor_(std::move(executor)), home_(home), like_(std::move(like)), voices_(std::move(voices)) {
    own_data_ = own_data_fingerprint(like_.german);
    home_language_ = primary(voices_.front().language);
    for (const VoiceProfile& each : voices_)
        if (each.name == voice) home_language_ = primary(each.language);
    // Other languages by their first voice.
    for (const VoiceProfile& each : voices_) chosen_.try_emplace(std::string(primary(each.language)), each);
    [[maybe_unused]] const auto there = choose(voice);
}

Result<VoiceProfile> Speakers::voice_named(const std::string& name) const {
    const auto voice = std::ranges::find(voices_, name, &VoiceProfile::name);
    if (voice == voices_.end())
        return Error(ErrorKind::not_found, "there is no voice “{}”: see voices", name);
    VoiceProfile tuned = *voice;
    tuned.pitch = std::clamp(voice->pitch + pitch_, 0, 99);
    return tuned;
}

WorkerConfig Speakers::like(const VoiceProfile& voice) const {
    WorkerConfig config = like_;
    config.voice = voice;
    return config;
}

std::vector<std::shared_ptr<Worker>> Speakers::all() const {
    const auto lasting = [](Worker& worker) {
        return std::shared_ptr<Worker>(std::shared_ptr<void>(), &worker);
    };
    std::vector<std::shared_ptr<Worker>> workers{lasting(home_)};
    for (const auto& [language, worker] : workers_) workers.push_back(lasting(*worker));
    for (const auto& [voice, guest] : guests_)
        if (auto worker = guest.lock()) workers.push_back(std::move(worker));
    return workers;
}

Result<void> Speakers::choose(const std::string& name) {
    const auto voice = voice_named(name);
    if (!voice) return voice.error();
    const std::string language(primary(voice->language));
    chosen_[language] = *voice;
    if (language == home_language_)
        home_.set_voice(*voice);
    else if (const auto worker = workers_.find(language); worker != workers_.end())
        worker->second->set_voice(*voice);
    return {};
}

void Speakers::set_pitch(int pitch) {
    pitch_ = pitch;
    choose_all(chosen());
}

void Speakers::reload() {
    own_data_ = own_data_fingerprint(like_.german);
    for (const auto& worker : all()) worker->reload();
}

void Speakers::retry() {
    for (const auto& worker : all()) worker->retry();
}

std::vector<Sentence> Speakers::left_out() const {
    std::vector<Sentence> found;
    for (const auto& worker : all())
        for (const Sentence& each : worker->left_out())
            if (std::find(found.begin(), found.end(), each) == found.end()) found.push_back(each);
    return found;
}

bool Speakers::mended() const {
    return !left_out().empty() && own_data_fingerprint(like_.german) != own_data_;
}

std::optional<Sentence> Speakers::makeshift(std::string_view language) const {
    if (language.empty() || chosen_.find(primary(language)) != chosen_.end()) return {};
    return Sentence("there is no voice for the language “{}”: {} reads it, as if it were “{}”", language,
                    voice_for(language).name, voice_for(language).language);
}

const VoiceProfile& Speakers::voice_for(std::string_view language) const {
    const auto found = chosen_.find(primary(language));
    return found != chosen_.end() ? found->second : chosen_.find(home_language_)->second;
}

Worker& Speakers::worker_for(std::string_view language) {
    const VoiceProfile& voice = voice_for(language);
    const auto key = primary(voice.language);
    if (key == home_language_) return home_;
    auto found = workers_.find(key);
    if (found == workers_.end())
        found = workers_.emplace(key, std::make_unique<Worker>(executor_, like(voice))).first;
    return *found->second;
}

Reader Speakers::reader(std::string_view language) {
    // Those workers last as long as this does.
    return reading(std::shared_ptr<Worker>(std::shared_ptr<void>(), &worker_for(language)),
                   voice_for(language));
}

Result<Reader> Speakers::reader(std::string_view language, const std::optional<std::string>& voice) {
    if (!voice || *voice == voice_for(language).name) return reader(language);
    const auto named = voice_named(*voice);
    if (!named) return named.error();
    auto worker = guests_[*voice].lock();
    if (!worker) {
        worker = std::make_shared<Worker>(executor_, like(*named));
        guests_[*voice] = worker;
    }
    worker->set_voice(*named);
    return reading(worker, *named);
}

Reader Speakers::reading(std::shared_ptr<Worker> worker, const VoiceProfile& voice) const {
    return {std::move(worker), voice, rules_key() + " " + voice.fingerprint()};
}

std::string Speakers::chosen() const {
    std::string names = voice_for({}).name;
    for (const auto& [language, voice] : chosen_)
        if (language != home_language_) names += " " + voice.name;
    return names;
}

void Speakers::choose_all(const std::string& chosen) {
    std::istringstream names(chosen);
    for (std::string name; names >> name;) [[maybe_unused]] const auto there = choose(name);
}

std::string Speakers::rules_key() const {
    std::string key = fmt::format("{} {}", Engine::version(), text_rules_version);
    if (!own_data_.empty()) key += " " + own_data_;
    return key;
}

std::string Speakers::lengths_key() const {
    std::string key = rules_key();
    for (const auto& [language, voice] : chosen_) key += " " + voice.fingerprint();
    return key;
}

}  // namespace vorleser::narration
