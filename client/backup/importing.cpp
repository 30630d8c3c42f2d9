#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include <boost/json.hpp>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/backup/archive.hpp"
#include "client/backup/archiving.hpp"
#include "client/backup/exports.hpp"
#include "client/command.hpp"
#include "client/failure.hpp"
#include "client/messages.hpp"
#include "client/terminal.hpp"
#include "client/text.hpp"
#include "locale/streams.hpp"

namespace vorleser::backup {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

// A file that is taken in.
struct Source {
    const own::Descriptor& file;
    fs::path path;
};

// What an import came to, or would.
struct Came {
    std::int64_t added = 0, changed = 0, same = 0, marks = 0, words = 0;
    bool settings = false;
};

// --- our own archive

constexpr std::int64_t known_version = 1;

// Records to the daemon, many at a time.
class Sender {
 public:
    Sender(Connection& connection, json::object common, Came& came)
        : connection_(connection), common_(std::move(common)), came_(came) {}

    // `kind`: "entries" or "marks". `bytes` of it there are.
    void add(std::string_view kind, json::value record, std::size_t bytes) {
        constexpr std::size_t at_once = 64, bytes_at_once = std::size_t{256} << 10;
        if (kind != kind_ || waiting_.size() >= at_once || bytes_ + bytes > bytes_at_once) flush();
        kind_ = kind;
        bytes_ += bytes;
        waiting_.push_back(std::move(record));
    }
    // What is one of its kind.
    void send(std::string_view kind, json::value record) {
        flush();
        call(kind, std::move(record));
    }
    void flush() {
        if (waiting_.empty()) return;
        bytes_ = 0;
        call(kind_, std::exchange(waiting_, {}));
    }

 private:
    void call(std::string_view kind, json::value value) {
        json::object params = common_;
        params[kind] = std::move(value);
        const auto answer = connection_.call("import", params);
        const auto& counts = answer.as_object();
        for (const auto& [name, count] : {std::pair{"added", &came_.added},
                                          {"changed", &came_.changed},
                                          {"same", &came_.same},
                                          {"marks", &came_.marks},
                                          {"words", &came_.words}})
            *count += counts.at(name).to_number<std::int64_t>();
        came_.settings |= counts.at("settings").as_bool();
    }

    Connection& connection_;
    const json::object common_;
    Came& came_;
    std::string kind_;
    json::array waiting_;
    std::size_t bytes_ = 0;
};

[[noreturn]] void malformed(const Source& source, std::uint64_t line) {
    throw Failure(Exit::failed, messages::archive_malformed(plain(source.path.string()), line));
}

// The records of one of our archives, each looked at for what it may be.
class Archive {
 public:
    explicit Archive(const Source& source) : source_(source), reader_(source.file, source.path, Limits()) {
        const auto head = parse(reader_.next());
        const auto* version = head.if_contains("version");
        if (!version || !version->is_int64()) malformed(source_, 1);
        if (version->get_int64() > known_version)
            throw Failure(Exit::failed, messages::archive_of_newer(plain(source_.path.string())));
        const auto* made_at = head.if_contains("made_at");
        if (!made_at || !made_at->is_int64()) malformed(source_, 1);
        made_at_ = made_at->get_int64();
    }

    std::int64_t made_at() const { return made_at_; }
    double part() const { return reader_.part(); }

    struct Record {
        std::string kind;
        json::value value;
        std::size_t bytes = 0;
    };
    // nullopt: that was all, as the last record says, too.
    std::optional<Record> next() {
        const auto line = reader_.next();
        if (!line) malformed(source_, line_ + 1);  // it has no end
        Record record{.bytes = line->size()};
        auto object = parse(line);
        if (object.size() != 1) malformed(source_, line_);
        record.kind = object.begin()->key();
        record.value = std::move(object.begin()->value());
        entries_ += record.kind == "entry";
        marks_ += record.kind == "mark";
        if (record.kind == "end") {
            const auto* end = record.value.if_object();
            if (!end || !is(*end, "entries", entries_) || !is(*end, "marks", marks_) || reader_.next())
                malformed(source_, line_);
            return {};
        }
        static constexpr std::array kinds{"entry", "mark", "settings", "lexicon"};
        if (std::ranges::find(kinds, record.kind) == kinds.end()) malformed(source_, line_);
        return record;
    }
    // The record that next() gave is not right.
    [[noreturn]] void wrong() const { malformed(source_, line_); }

 private:
    static bool is(const json::object& object, std::string_view name, std::int64_t wanted) {
        const auto* value = object.if_contains(name);
        return value && value->is_int64() && value->get_int64() == wanted;
    }
    json::object parse(std::optional<std::string_view> line) {
        ++line_;
        boost::system::error_code error;
        auto value = line ? json::parse(json::string_view(line->data(), line->size()), error) : json::value();
        if (error || !value.is_object()) malformed(source_, line_);
        return std::move(value.get_object());
    }

    const Source& source_;
    ArchiveReader reader_;
    std::int64_t made_at_ = 0, entries_ = 0, marks_ = 0;
    std::uint64_t line_ = 0;
};

// Looks at all of `source`; with `dry` nothing is changed.
Came take_archive(Connection& connection, const Source& source, bool dry, StatusLine& line) {
    Came came;
    Archive archive(source);
    // Removals there are counted on behind those here: undo takes back what was done there last, first.
    const auto here = connection.call("import", {{"dry", true}});
    json::object common{{"written_at", archive.made_at()}, {"removals", here.at("removals")}, {"dry", dry}};
    Sender sender(connection, std::move(common), came);
    while (auto record = archive.next()) {
        const bool entry = record->kind == "entry", mark = record->kind == "mark";
        if (!record->value.is_object() && record->kind != "lexicon") archive.wrong();
        if (record->kind == "lexicon" && !record->value.is_string()) archive.wrong();
        if (entry || mark)
            sender.add(entry ? "entries" : "marks", std::move(record->value), record->bytes);
        else
            sender.send(record->kind, std::move(record->value));
        line.show([&](std::string_view file) {
            const auto percent = static_cast<int>(archive.part() * 100);
            return dry ? messages::looking_through(file, percent) : messages::importing(file, percent);
        });
    }
    sender.flush();
    return came;
}

// --- what a file may be

bool holds_archive(const Source& source) {
    std::array<char, 4096> beginning;
    const auto size = pread(source.file.get(), beginning.data(), beginning.size(), 0);
    if (size < 0)
        throw Failure(Exit::failed, messages::cannot_read(plain(source.path.string()), std::strerror(errno)));
    return is_archive({beginning.data(), static_cast<std::size_t>(size)});
}

void say(const Invocation& invocation, const Came& came, bool dry) {
    if (invocation.json)
        return print_out(json::serialize(json::object{{"dry_run", dry},
                                                      {"added", came.added},
                                                      {"changed", came.changed},
                                                      {"same", came.same},
                                                      {"marks", came.marks},
                                                      {"words", came.words},
                                                      {"settings", came.settings}}) +
                         "\n");
    std::string text = (dry ? messages::would_import(came.added, came.changed, came.same)
                            : messages::imported(came.added, came.changed, came.same)) +
                       "\n";
    if (came.marks > 0) text += messages::imported_marks(came.marks) + "\n";
    if (came.words > 0) text += messages::imported_words(came.words) + "\n";
    if (came.settings) text += std::string(messages::imported_settings()) + "\n";
    print_out(text);
}

}  // namespace

void import_file(Connection& connection, const Invocation& invocation, const IsPublic& is_public) {
    const fs::path path = invocation.archive.file;
    // A pipe would be waited for.
    const own::Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!file) throw Failure(Exit::failed, messages::cannot_read(plain(path.string()), std::strerror(errno)));
    struct stat info {};
    if (fstat(file.get(), &info) != 0 || !S_ISREG(info.st_mode))
        throw Failure(Exit::failed, messages::no_regular_file(plain(path.string())));
    const Source source{file, path};
    const auto name = plain(path.string());
    const auto& wanted = invocation.archive;
    if (!holds_archive(source)) return import_export(connection, invocation, file, name, is_public);
    if (wanted.queue || !wanted.fetch || wanted.unread || !wanted.only.empty())
        throw Failure(Exit::usage, messages::usage(messages::backup_comes_whole(), "import"));
    StatusLine line(name, !invocation.json, invocation.plain);
    const auto would = take_archive(connection, source, true, line);
    say(invocation, wanted.dry_run ? would : take_archive(connection, source, false, line), wanted.dry_run);
}

}  // namespace vorleser::backup
