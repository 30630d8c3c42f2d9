// Who reads which language: voices, and the workers that speak with them.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

#include "daemon/base/error.hpp"
#include "daemon/narration/narrator.hpp"
#include "daemon/speech/voice.hpp"
#include "daemon/worker/worker.hpp"

namespace vorleser::narration {

// An article is read by the voice chosen for its language; by the home voice where the language is unknown or
// has none. Used from the loop's thread only.
class Speakers {
 public:
    // `home` speaks with the voice called `voice`; for other languages workers like it are started when they
    // are needed first. `voices` must hold `voice`.
    Speakers(boost::asio::any_io_executor executor, Worker& home, WorkerConfig like,
             std::vector<VoiceProfile> voices, const std::string& voice);

    // Makes the voice its language's. Error: `not_found`.
    Result<void> choose(const std::string& name);
    // Added to every voice's own pitch, −50…50.
    void set_pitch(int pitch);

    // The listener's data (lexicon …) changed: all workers take it up.
    void reload();

    // All workers that cannot start try again with the next job.
    void retry();
    // What is wrong in the listener's own files and was left out, each once.
    std::vector<Sentence> left_out() const;

    // Whether the files that something is wrong with have changed since they were read.
    bool mended() const;

    // That no voice reads this language, and which one does instead.
    std::optional<Sentence> makeshift(std::string_view language) const;

    const VoiceProfile& voice_for(std::string_view language) const;
    Worker& worker_for(std::string_view language);

    // Who reads that language, to be used as long as this lasts.
    Reader reader(std::string_view language);
    // Whoever `voice` names, with the pitch added, else who reads that language. Error: `not_found`.
    Result<Reader> reader(std::string_view language, const std::optional<std::string>& voice);

    const std::vector<VoiceProfile>& voices() const { return voices_; }
    std::string chosen() const;  // the names of the chosen voices, separated by spaces, home first
    void choose_all(
        const std::string& chosen);  // what chosen() returned once; names that are gone are left out

    // The key of stored lengths: they hold for these voices, one engine and one set of rules.
    std::string lengths_key() const;

 private:
    std::string rules_key() const;  // what all voices' samples depend on
    Reader reading(std::shared_ptr<Worker> worker, const VoiceProfile& voice) const;
    // With the pitch added. Error: `not_found`.
    Result<VoiceProfile> voice_named(const std::string& name) const;
    WorkerConfig like(const VoiceProfile& voice) const;
    // Home's and all others, guests among them for as long as somebody listens to them.
    std::vector<std::shared_ptr<Worker>> all() const;

    boost::asio::any_io_executor executor_;
    Worker& home_;
    WorkerConfig like_;
    std::vector<VoiceProfile> voices_;
    std::string home_language_;
    int pitch_ = 0;
    std::string own_data_;                                              // see own_data_fingerprint()
    std::map<std::string, VoiceProfile, std::less<>> chosen_;           // by language, with the pitch added
    std::map<std::string, std::weak_ptr<Worker>, std::less<>> guests_;  // by the voice that was asked for
    std::map<std::string, std::unique_ptr<Worker>, std::less<>> workers_;  // by language, but home's
};

}  // namespace vorleser::narration
