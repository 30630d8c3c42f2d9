// What all ways of taking along share: the list, the recorder, what the listener sees meanwhile.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include "client/commands.hpp"
#include "client/connection.hpp"
#include "client/export/draft.hpp"
#include "client/export/recording.hpp"
#include "client/terminal.hpp"
#include "client/values.hpp"

namespace vorleser::exporting {

// Something failed, and was said already.
struct Reported {};

// One line on the terminal that tells how far it is, and how long it takes; it is gone at the end.
class ProgressLine {
 public:
    ProgressLine(const Invocation& invocation, std::string title);
    ~ProgressLine();
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;
    void show(std::uint64_t done, std::uint64_t all);

 private:
    const Terminal terminal_;
    const std::string title_;
    const std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
    std::chrono::steady_clock::time_point last_ = begin_;
    bool wanted_, shown_ = false;
};

// For one thread. Functions throw Failure.
class Exporter {
 public:
    explicit Exporter(const Invocation& invocation);

    const Invocation& invocation() const { return invocation_; }
    Connection& connection() { return connection_; }

    // The list as it is now, or what the listener chose from it.
    std::vector<Entry> list();
    std::vector<Entry> chosen_entries();

    // As record(), of one; nullopt where it cannot be had (removed meanwhile, damaged), which is said.
    std::optional<Recording> try_record(const Entry& entry, Format format);

    // The articles in one file, with a line that tells how far it is. What could not be spoken is said.
    Recording record(std::span<const Entry> entries, Format format);

    // What became of a folder: how many articles are in it, how many are new, how many gone. With --json one
    // object, with `more` in it; while it is followed only if something changed.
    void say_folder(std::size_t articles, std::int64_t made, std::int64_t gone,
                    boost::json::object more = {}) const;

    // The recording as a sound file with its tags, into `draft`; at `file`, whose size in bytes is returned.
    static void write_sound(const Recording& recording, const std::string& title, Draft& draft);
    std::uint64_t write_sound(const Recording& recording, const std::string& title,
                              const std::filesystem::path& file);

 private:
    const Invocation& invocation_;
    Connection connection_;
    Recorder recorder_;
};

// The file that the articles become, "mp3" …, after what was asked for; by the path's ending, if it has one.
Format wanted_format(const ExportWanted& wanted);

// Another one whenever the tagged file's bytes may be others.
std::string tagged_key(const Recording& recording, const std::string& title);

// Each way once: brings what is there in line with the list.
void export_files(Exporter& exporter);
void export_folder(Exporter& exporter);
void export_podcast(Exporter& exporter);

// An EPUB 3 with Media Overlays into `draft`, a chapter each. The same recordings give the same bytes.
void write_book(std::span<const Recording> recordings, const std::string& title, Draft& draft);

}  // namespace vorleser::exporting
