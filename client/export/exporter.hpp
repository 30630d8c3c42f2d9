// What all ways of taking along share: the list, the recorder, what the listener sees meanwhile.
#pragma once

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
#include "client/draft.hpp"
#include "client/export/recording.hpp"
#include "client/values.hpp"

namespace vorleser::exporting {

// Something failed, and was said already.
struct Reported {};

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

    // The recording in `format`, a sound file with its tags or a book, into `draft`; at `file`, whose size in
    // bytes is returned.
    static void write(const Recording& recording, Format format, const std::string& title, Draft& draft);
    static std::uint64_t write(const Recording& recording, Format format, const std::string& title,
                               const std::filesystem::path& file);

 private:
    const Invocation& invocation_;
    Connection connection_;
    Recorder recorder_;
};

// What the articles become, after what was asked for; by the path's ending, if it is a file's. Throws Failure
// where both differ, or neither says it.
Format wanted_format(const ExportWanted& wanted);

// Another one whenever the tagged file's bytes may be others.
std::string tagged_key(const Recording& recording, Format format, const std::string& title);

// Each way once: brings what is there in line with the list.
void export_files(Exporter& exporter);
void export_folder(Exporter& exporter);
void export_podcast(Exporter& exporter);

// An EPUB 3 with Media Overlays into `draft`, a chapter each. The same recordings give the same bytes.
void write_book(std::span<const Recording> recordings, const std::string& title, Draft& draft);

}  // namespace vorleser::exporting
