#include "client/web/saved.hpp"

#include <algorithm>
#include <chrono>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include "client/budget.hpp"
#include "client/web/devices.hpp"
#include "client/web/messages.hpp"

namespace vorleser::web {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr auto patience = 20s;  // so long a client waits

bool is_format(std::string_view name) {
    return name == "mp3" || name == "opus";
}

// In the process beside the server. It trusts nothing that it is asked: "ID DIGEST.FORMAT".
bool make(std::string_view request, const fs::path& directory, std::vector<std::string> arguments,
          std::uint64_t budget) {
    const auto blank = request.find(' '), dot = request.find('.');
    if (blank == request.npos || dot == request.npos || dot < blank) return false;
    const auto id = request.substr(0, blank), format = request.substr(dot + 1);
    if (id.empty() || id.find_first_not_of("0123456789") != id.npos || !is_format(format) ||
        !is_hash(request.substr(blank + 1, dot - blank - 1)))
        return false;
    try {
        fs::create_directories(directory.parent_path());
        own::private_directory(directory);
    } catch (const std::exception&) {
        return false;
    }
    const auto file = directory / request.substr(blank + 1);
    arguments.insert(arguments.end(), {"--id", std::string(id), "--output", file.string()});
    const bool made = run_program(arguments);
    std::error_code none;
    fs::remove(fs::path(file).replace_extension("vtt"), none);
    keep_within_budget(directory, budget, [&](const fs::path& each) { return each != file; });
    return made;
}

}  // namespace

Saved::Saved(fs::path directory, const DaemonAddress& daemon, std::uint64_t budget)
    : directory_(std::move(directory)),
      exporter_("vorleser-save",
                [directory = directory_, arguments = exporter(daemon), budget](std::string_view request) {
                    return make(request, directory, arguments, budget);
                }) {}

std::unique_ptr<Served> Saved::open(std::string_view name, Sounds& sounds) {
    const auto dot = std::min(name.rfind('.'), name.size());
    const auto format = name.substr(std::min(dot + 1, name.size()));
    const auto article = parse_article_name(name.substr(0, dot));
    if (!article || !is_format(format)) return {};
    const auto file = fmt::format("{}.{}", article->digest, format);
    const auto there = [&] {
        return served_file(directory_ / file, format == "mp3" ? "audio/mpeg" : "audio/ogg");
    };
    if (auto made = there()) return made;
    sounds.check(*article);
    const auto until = std::chrono::steady_clock::now() + patience;
    for (;;) {
        const bool mine = exporter_.ask(fmt::format("{} {}", article->id, file));
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
        const bool ended = exporter_.rests(std::max(left, 0ms));
        if (auto made = there()) return made;
        if (!ended) throw NotYet(messages::sound_is_made());
        if (mine || left <= 0ms) throw Unavailable(messages::no_sound_made());
    }
}

}  // namespace vorleser::web
