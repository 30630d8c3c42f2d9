// Files where the listener wants them: `export` without --folder and --podcast.
#include <cerrno>
#include <cstring>
#include <system_error>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "client/command.hpp"
#include "client/draft.hpp"
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
    fs::path path = wanted.path.empty() ? "." : wanted.path;
    const bool directory = fs::is_directory(path, error);
    if (!directory && several && fs::exists(path, error))
        throw Failure(Exit::failed, messages::not_a_directory(plain(path.string())));
    if (!directory && (several || !path.has_filename())) {
        make_directories(path);
        return {path, file_name(title), {}};
    }
    if (directory) return {path, file_name(title), {}};
    // Renaming would put a file in a device's place.
    if (fs::exists(path, error) && !fs::is_regular_file(path, error))
        throw Failure(Exit::failed, messages::not_a_file(plain(path.string())));
    // A link is the listener's own arrangement and stays.
    for (int links = 0; links < 40 && fs::is_symlink(path, error); ++links)
        path = path.parent_path() / fs::read_symlink(path, error);
    return {path.parent_path(), {}, path};
}

fs::path transcript_of(fs::path file) {
    return file.replace_extension("vtt");
}

// No transcript, or one of ours.
bool transcript_is_free(const fs::path& file) {
    std::error_code error;
    const auto transcript = transcript_of(file);
    return !fs::exists(fs::symlink_status(transcript, error)) ||
           (fs::is_regular_file(fs::symlink_status(transcript, error)) && is_web_vtt_of_ours(transcript));
}

// Makes a file by `write` under a name that stays no other's. Returns where it is, and whether it was there.
template <class Write>
std::pair<fs::path, bool> place(const Target& target, Format format, const Write& write) {
    const auto named = [&](int number) {
        const auto again = number == 1 ? std::string() : fmt::format(" ({})", number);
        return target.directory / fmt::format("{}{}.{}", target.name, again, info(format).name);
    };
    sweep(target.name.empty() ? target.file.parent_path() : target.directory);
    Draft draft(target.name.empty() ? target.file : named(1));
    write(draft);
    if (target.name.empty()) {
        draft.commit();
        return {target.file, false};
    }
    for (int number = 1;; ++number) {
        const auto path = named(number);
        if (format != Format::epub && !transcript_is_free(path)) continue;
        if (draft.is_at(path)) return {path, true};
        if (draft.commit_new(path)) return {path, false};
    }
}

void write_transcript(const Recording& recording, const fs::path& sound) {
    const auto file = transcript_of(sound);
    if (transcript_is_free(sound))
        write_file(file, [&](const Out& out) { web_vtt(recording, out); });
    else
        complain(messages::transcript_is_not_ours(plain(file.string())));
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
    if (entries.empty())
        throw Failure(Exit::failed, wanted.unheard ? messages::all_is_heard() : messages::list_is_empty());
    const fs::path path = wanted.path;
    std::error_code error;
    const bool named =
        path.has_filename() && format_named(path.extension().string()) && !fs::is_directory(path, error);
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
        const auto [file, there] = place(target(wanted, false, title), format,
                                         [&](Draft& draft) { write_book(recordings, title, draft); });
        return say(exporter, file, there, samples);
    }
    const auto one = [&](const Recording& recording, const std::string& called) {
        const auto [file, there] = place(target(wanted, several, called), format, [&](Draft& draft) {
            Exporter::write(recording, format, called, draft);
        });
        if (format != Format::epub) write_transcript(recording, file);
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
