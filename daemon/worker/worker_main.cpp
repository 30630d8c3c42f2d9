// The worker's side: a process that loads, locks itself in and forks; and its children, which do the jobs.
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <functional>
#include <optional>
#include <system_error>

#include <boost/json.hpp>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon/text/data.hpp"
#include "daemon/worker/packet.hpp"
#include "daemon/worker/reading_packet.hpp"
#include "daemon/worker/refusal.hpp"
#include "daemon/worker/sandbox.hpp"
#include "daemon/worker/wire.hpp"
#include "daemon/worker/worker.hpp"

namespace vorleser {
namespace {

namespace json = boost::json;

constexpr std::size_t ordinary_page = 1 << 20;  // bytes: what reading a larger one took is given back

struct Tools {
    German german;
    Engine engine;
};

void send_error(Wire& wire, std::uint32_t job, const Error& error) {
    wire.send({job, PacketKind::error}, refusal_to_packet(error));
}

void read(Wire& wire, const Wire::Job& job) {
    const ReadingJob what = reading_job_of(job.payload);
    const auto reading = read_article(what.bytes, what.options);
    if (!reading) {
        const bool document = document_of(what.bytes, what.options);
        return wire.send({job.header.job, document ? PacketKind::document : PacketKind::error},
                         refusal_to_packet(reading.error()));
    }
    send_reading(stored(*reading), [&](std::string_view piece) { wire.send_piece(job.header.job, piece); });
    wire.send_result(job.header.job, {});
}

Result<Article> article_of_part(std::string language, std::string text) {
    StoredArticle part{.language = std::move(language)};
    part.parts.push_back({.text = std::move(text)});
    return article_of(part);
}

void cut(Wire& wire, const Wire::Job& job, const German& german) {
    const auto newline = std::min(job.payload.find('\n'), job.payload.size());
    const auto article = article_of_part(job.payload.substr(0, newline),
                                         job.payload.substr(std::min(newline + 1, job.payload.size())));
    if (!article) return send_error(wire, job.header.job, article.error());
    wire.send_result(job.header.job, to_bytes(german.utterances(*article)));
}

void find_terms(Wire& wire, const Wire::Job& job, const German& german) {
    std::vector<TextTerms> terms;
    for (PartToFind& part : parts_of_job(job.payload)) {
        const auto article = article_of_part(std::move(part.language), std::move(part.text));
        terms.push_back(article ? german.terms(*article) : TextTerms());
    }
    wire.send_result(job.header.job, terms_to_bytes(terms));
}

void find_query_terms(Wire& wire, const Wire::Job& job, const German& german) {
    std::vector<QueryTerm> terms;
    for (const WantedWords& wanted : wanted_of_job(job.payload))
        terms.push_back(german.query_term(wanted.words, wanted.phrase));
    wire.send_result(job.header.job, query_terms_to_bytes(terms));
}

void speak(Wire& wire, const Wire::Job& job, Engine& engine) {
    const auto number = job.header.job;
    const bool with_samples = job.header.kind == PacketKind::speak;
    // Gathered to packets of what the device's ring holds: made in half a millisecond, and a device that
    // fills its buffer at the start finds enough, or the first word would stutter.
    constexpr std::size_t enough = 16'384;
    std::vector<std::int16_t> held;
    std::uint32_t total = 0;
    auto flush = [&] {
        wire.send({number, PacketKind::samples},
                  {reinterpret_cast<const char*>(held.data()), held.size() * sizeof(std::int16_t)});
        held.clear();
    };
    const auto marks = engine.speak(job.payload, [&](std::span<const std::int16_t> samples) {
        if (wire.replaced()) return false;
        total += static_cast<std::uint32_t>(samples.size());
        for (; with_samples && !samples.empty();) {
            const auto n = std::min(samples.size(), max_payload / sizeof(std::int16_t) - held.size());
            held.insert(held.end(), samples.begin(), samples.begin() + static_cast<std::ptrdiff_t>(n));
            samples = samples.subspan(n);
            if (held.size() >= enough) flush();
        }
        return true;
    });
    if (!marks) return send_error(wire, number, marks.error());
    if (!held.empty()) flush();
    std::string result(reinterpret_cast<const char*>(&total), sizeof total);
    result.append(reinterpret_cast<const char*>(marks->data()), marks->size() * sizeof(Mark));
    wire.send_result(number, result);
}

// One child's life. Leaves by _exit: the worker's destructors and buffers are not the child's to run.
[[noreturn]] void serve(Lane lane, int descriptor, Tools& tools) {
    if (lane != Lane::playback) setpriority(PRIO_PROCESS, 0, 5);  // whoever listens goes first
    Wire wire(descriptor);
    for (bool stays = lane == Lane::reading, first = true; first || stays; first = false) {
        const Wire::Job job = wire.receive();
        stays = stays && job.payload.size() < ordinary_page;
        try {
            switch (job.header.kind) {
                case PacketKind::read:
                    read(wire, job);
                    break;
                case PacketKind::utterances:
                    cut(wire, job, tools.german);
                    break;
                case PacketKind::terms:
                    find_terms(wire, job, tools.german);
                    break;
                case PacketKind::query_terms:
                    find_query_terms(wire, job, tools.german);
                    break;
                case PacketKind::speak:
                case PacketKind::measure:
                    speak(wire, job, tools.engine);
                    break;
                case PacketKind::phonemes:
                    wire.send_result(job.header.job,
                                     tools.engine.phonemes(job.payload) + '\n' +
                                         tools.engine.phonemes(job.payload, Engine::Alphabet::own));
                    break;
                default:
                    send_error(wire, job.header.job, Error(ErrorKind::internal, "unknown job"));
            }
        } catch (const std::exception& e) {  // the door of this process: e.g. out of memory
            send_error(wire, job.header.job,
                       Error(ErrorKind::engine, "the speech process failed: {}", e.what()));
        }
    }
    _exit(0);
}

pid_t fork_child(Lane lane, Tools& tools) {
    const pid_t worker = getpid();
    const pid_t child = fork();
    if (child != 0) return child;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != worker) _exit(0);  // it died before the line above
    for (std::size_t i = 0; i < lane_count; ++i)
        if (static_cast<Lane>(i) != lane) close(first_lane_descriptor + static_cast<int>(i));
    close(start_descriptor);
    forbid_forking();
    serve(lane, first_lane_descriptor + static_cast<int>(lane), tools);
}

// Forks a child for each lane and a new one whenever one has ended, until the daemon is gone. `ready` is
// called once all lanes are served.
int keep_lanes_served(Tools& tools, const std::function<void()>& ready) {
    pid_t children[lane_count] = {};
    for (std::size_t i = 0; i < lane_count; ++i) {
        children[i] = fork_child(static_cast<Lane>(i), tools);
        if (children[i] < 0) throw std::system_error(errno, std::generic_category(), "fork");
    }
    ready();
    for (;;) {
        int status = 0;
        const pid_t ended = waitpid(-1, &status, 0);
        if (ended < 0 && errno == EINTR) continue;
        if (ended < 0) return 1;
        for (std::size_t i = 0; i < lane_count; ++i) {
            if (children[i] != ended) continue;
            if (WIFEXITED(status) && WEXITSTATUS(status) == end_of_lane) return 0;
            if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
                // The worker does not know the job: 0 stands for the one under way.
                const std::string how = WIFSIGNALED(status)
                                            ? "signal " + std::to_string(WTERMSIG(status))
                                            : "exit code " + std::to_string(WEXITSTATUS(status));
                Wire(first_lane_descriptor + static_cast<int>(i)).send({0, PacketKind::died}, how);
            }
            children[i] = fork_child(static_cast<Lane>(i), tools);
            if (children[i] < 0) return 1;  // the daemon sees the lanes close and starts us again
        }
    }
}

VoiceProfile voice_from_json(std::string_view text) {
    const auto o = json::parse(text).as_object();
    VoiceProfile voice;
    voice.name = o.at("name").as_string();
    voice.espeak = o.at("espeak").as_string();
    voice.rate = static_cast<int>(o.at("rate").as_int64());
    voice.pitch = static_cast<int>(o.at("pitch").as_int64());
    voice.range = static_cast<int>(o.at("range").as_int64());
    voice.volume = static_cast<int>(o.at("volume").as_int64());
    return voice;
}

// Tells the daemon how the start went.
void tell_start(PacketKind kind, const std::string& payload) {
    Wire(start_descriptor).send({0, kind, true, true}, payload);
    close(start_descriptor);
}

int refuse(const Error& error) {
    std::fprintf(stderr, "<3>worker: %s\n", error.message.c_str());
    tell_start(PacketKind::refused, refusal_to_packet(error));
    return 1;
}

}  // namespace

int worker_main(const std::vector<std::string>& arguments) try {
    if (arguments.size() < 2) {
        std::fputs("vorleserd: --worker is started by vorleserd itself\n", stderr);
        return 2;
    }
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_NAME, "vorleser-worker");
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) std::signal(signal, SIG_IGN);  // ends with the daemon
    const std::vector<std::string> directories(arguments.begin() + 1, arguments.end());
    std::vector<Sentence> left_out;
    Tools tools{German(directories, &left_out), Engine()};
    if (const auto used = tools.engine.use(voice_from_json(arguments[0])); !used) return refuse(used.error());
    // Touch what loads lazily, once for all children.
    read_article("Vorleser. Ein Satz.", {});
    tools.german.utterances({.title = "Vorleser", .body = {{BlockKind::paragraph, "Ein Satz. Noch einer."}}});
    std::vector<std::string> readable = directories;
    readable.push_back(Engine::data_directory());
    enter_sandbox(readable);
    return keep_lanes_served(tools, [&] { tell_start(PacketKind::ready, sentences_to_packet(left_out)); });
} catch (const DataError& wrong) {
    return refuse(Error(ErrorKind::engine, wrong.sentence));
} catch (const std::exception& e) {
    return refuse(Error(ErrorKind::engine, Sentence::value(std::string(e.what()))));
}

}  // namespace vorleser
