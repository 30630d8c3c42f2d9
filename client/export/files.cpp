// Files where the listener wants them: `export` without --folder and --podcast.
#include <cerrno>
#include <cstring>
#include <system_error>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "client/export/digest.hpp"
#include "client/export/draft.hpp"
#include "client/export/exporter.hpp"
#include "client/export/names.hpp"
#include "client/export/transcript.hpp"
#include "client/failure.hpp"
#include "client/messages.hpp"
#include "client/text.hpp"
#include "client/time.hpp"
#include "locale/streams.hpp"

namespace vorleser::exporting {
namespace {

namespace fs = std::filesystem;

// Where a file goes. A name that the listener gave is overwritten as any program would; of names of our own
// choosing the first that is free, or that holds the very same.
struct Target {
    fs::path directory;
    std::string name;  // without its ending; empty: `file` is given
    fs::path file;
};

Target target(const ExportWanted& wanted, bool several, const std::string& title) {
    std::error_code error;
    const fs::path path = wanted.path.empty() ? "." : wanted.path;
    const bool directory = fs::is_directory(path, error);
    if (!directory && several && fs::exists(path, error))
        throw Failure(Exit::failed, messages::not_a_directory(plain(path.string())));
    if (!directory && (several || !path.has_filename())) {
        fs::create_directories(path, error);
        if (error) throw Failure(Exit::failed, messages::cannot_write(plain(path.string()), error.message()));
        return {path, file_name(title), {}};
    }
    if (directory) return {path, file_name(title), {}};
    return {path.parent_path(), {}, path};
}

// Makes a file by `write` under a name that stays no other's. Returns where it is, and whether it was there.
template <class Write>
std::pair<fs::path, bool> place(const Target& target, std::string_view ending, const Write& write) {
    const auto named = [&](int number) {
        const auto again = number == 1 ? std::string() : fmt::format(" ({})", number);
        return target.directory / fmt::format("{}{}.{}", target.name, again, ending);
    };
    Draft draft(target.name.empty() ? target.file : named(1));
    write(draft);
    if (target.name.empty()) {
        draft.commit();
        return {target.file, false};
    }
    for (int number = 1;; ++number) {
        const auto path = named(number);
        std::error_code error;
        if (!fs::exists(fs::symlink_status(path, error))) {
            draft.commit(path);
            return {path, false};
        }
        if (fs::is_regular_file(path, error) && fs::file_size(path, error) == fs::file_size(draft.path()) &&
            file_digest(path) == file_digest(draft.path()))
            return {path, true};
    }
}

void say(const Exporter& exporter, const fs::path& file, bool there, std::uint64_t samples) {
    const auto ms = static_cast<std::int64_t>(milliseconds(samples));
    if (exporter.invocation().json) {
        print_out(boost::json::serialize(
                      boost::json::object{{"file", file.string()}, {"duration_ms", ms}, {"made", !there}}) +
                  "\n");
        return;
    }
    const auto name = plain(file.string()), length = format_time(ms);
    print_out((there ? messages::exported_already(name, length) : messages::exported(name, length)) + "\n");
    flush_out();
}

}  // namespace

void export_files(Exporter& exporter) {
    const auto& wanted = exporter.invocation().exported;
    const auto format = wanted_format(wanted);
    const auto entries = exporter.chosen_entries();
    const fs::path path = wanted.path;
    std::error_code error;
    const bool named = format_named(path.extension().empty() ? "" : path.extension().string().substr(1)) &&
                       !fs::is_directory(path, error);
    // A book takes them all.
    const bool together = entries.size() > 1 && (wanted.one_file || (named && format == Format::epub));
    if (named && entries.size() > 1 && !together)
        throw Failure(Exit::usage, messages::several_in_one_file(plain(path.string())));
    const bool several = entries.size() > 1 && !together;
    const auto title =
        entries.size() == 1
            ? entries.front().title
            : fmt::format("{}: {}", messages::program_title(),
                          messages::articles_together(static_cast<std::int64_t>(entries.size())));
    if (format == Format::epub && !several) {
        std::vector<Recording> recordings;
        std::uint64_t samples = 0;
        for (const auto& entry : entries) {
            recordings.push_back(exporter.record({&entry, 1}, format));
            samples += recordings.back().samples;
        }
        const auto [file, there] = place(target(wanted, false, title), "epub",
                                         [&](Draft& draft) { write_book(recordings, title, draft); });
        return say(exporter, file, there, samples);
    }
    const auto one = [&](const Recording& recording, const std::string& called) {
        const auto where = target(wanted, several, called);
        const auto ending = info(format).name;
        const auto [file, there] = place(where, ending, [&](Draft& draft) {
            if (format == Format::epub)
                write_book({&recording, 1}, called, draft);
            else
                Exporter::write_sound(recording, called, draft);
        });
        if (format != Format::epub) {
            auto transcript = file;
            transcript.replace_extension("vtt");
            if (const auto text = web_vtt(recording); !is_there(transcript, text))
                write_file(transcript, text);
        }
        say(exporter, file, there, recording.samples);
    };
    if (!several) return one(exporter.record(entries, format), title);
    // One article that cannot be had does not keep the others.
    bool missing = false;
    for (const auto& entry : entries)
        if (const auto recording = exporter.try_record(entry, format))
            one(*recording, entry.title);
        else
            missing = true;
    if (missing) throw Reported{};
}

}  // namespace vorleser::exporting
