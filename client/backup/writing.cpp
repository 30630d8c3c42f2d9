#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>
#include <vector>

#include <boost/json.hpp>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/backup/archive.hpp"
#include "client/backup/archiving.hpp"
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

// Whether something is at `path`; throws where it is not to be written over.
bool stands_there(const fs::path& path, bool replace) {
    std::error_code error;
    const auto status = fs::symlink_status(path, error);
    if (!fs::exists(status)) return false;
    if (fs::is_directory(status) || (!fs::is_regular_file(path, error) && !fs::is_symlink(status)))
        throw Failure(Exit::failed, messages::no_regular_file(plain(path.string())));
    if (replace) return true;
    const own::Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW));
    char beginning[4096];
    const auto size = file ? read(file.get(), beginning, sizeof beginning) : -1;
    if (size < 0 || !is_archive({beginning, static_cast<std::size_t>(size)}))
        throw Failure(Exit::failed, messages::not_written_over(plain(path.string())));
    return true;
}

struct Written {
    std::int64_t entries = 0, marks = 0, damaged = 0;
    std::vector<std::string> too_long;  // titles
};

// What the daemon tells in parts, as records.
class Records {
 public:
    Records(ArchiveWriter& writer, Written& written) : writer_(writer), written_(written) {}

    void take(json::object part) {
        part.erase("id");
        const std::string kind = part.empty() ? "" : std::string(part.begin()->key());
        if (kind == "text" || kind == "dropped") return append(kind, part.begin()->value().as_string());
        if (kind == "lexicon") {
            lexicon_ += part.begin()->value().as_string();
            return;
        }
        if (kind == "damaged") {
            entry_.clear();
            return;
        }
        flush();
        if (kind == "backup") {
            json::object head{{"vorleser", "backup"}};
            const auto& told = part.begin()->value().as_object();
            for (const auto& each : told) head.insert(each);
            head["program"] = VORLESER_VERSION;
            put(head);
        } else if (kind == "entry") {
            entry_ = std::move(part.begin()->value().as_object());
            entry_["dropped"] = "";
            entry_["text"] = "";
        } else if (kind == "mark" || kind == "settings") {
            written_.marks += kind == "mark";
            put(part);
        }
    }

    void finish() {
        flush();
        put({{"end", {{"entries", written_.entries}, {"marks", written_.marks}}}});
    }

 private:
    void append(std::string_view name, const json::string& text) { entry_.at(name).as_string() += text; }

    void flush() {
        if (!lexicon_.empty()) put({{"lexicon", std::exchange(lexicon_, {})}});
        if (entry_.empty()) return;
        const auto title = json::value_to<std::string>(entry_.at("title"));
        if (put({{"entry", std::exchange(entry_, {})}}))
            ++written_.entries;
        else
            written_.too_long.push_back(plain(title));
    }

    // False: it is longer than a record may be.
    bool put(const json::object& record) {
        const auto line = json::serialize(record);
        if (line.size() > Limits().line) return false;
        writer_.write(line);
        writer_.write("\n");
        return true;
    }

    ArchiveWriter& writer_;
    Written& written_;
    std::string lexicon_;
    json::object entry_;
};

Written write_into(Draft& draft, Connection& connection, StatusLine& line) {
    Written written;
    ArchiveWriter writer(draft);
    Records records(writer, written);
    json::value result;
    const auto request = connection.send("backup");
    while (auto part = connection.next_part(request, result)) {
        records.take(std::move(*part));
        line.show([&](std::string_view file) { return messages::backing_up(file, written.entries); });
    }
    written.damaged = result.at("damaged").to_number<std::int64_t>();
    records.finish();
    writer.finish();
    return written;
}

// What is changed while it is told has to be told anew.
Written write_whole(std::optional<Draft>& draft, const fs::path& path, Connection& connection,
                    StatusLine& line) {
    constexpr int tries = 5;
    for (int i = 1;; ++i) {
        draft.reset();
        draft.emplace(path, Readers::owner);
        try {
            return write_into(*draft, connection, line);
        } catch (const Refused& refused) {
            if (i == tries || kind_of(refused) != "conflict") throw;
        }
    }
}

}  // namespace

void write_backup(Connection& connection, const Invocation& invocation) {
    const fs::path path = invocation.archive.file;
    const bool there = stands_there(path, invocation.archive.replace);
    sweep(path.parent_path());
    StatusLine line(plain(path.string()), !invocation.json, invocation.plain);
    std::optional<Draft> draft;
    const auto written = write_whole(draft, path, connection, line);
    const auto bytes = draft->size();
    if (there)
        draft->commit();
    else if (!draft->commit_new(path))
        throw Failure(Exit::failed, messages::not_written_over(plain(path.string())));
    if (invocation.json)
        print_out(json::serialize(json::object{{"file", path.string()},
                                               {"bytes", bytes},
                                               {"entries", written.entries},
                                               {"marks", written.marks},
                                               {"damaged", written.damaged + written.too_long.size()}}) +
                  "\n");
    else
        print_out(messages::backed_up(plain(path.string()), written.entries, written.marks) + "\n");
    for (const auto& title : written.too_long) complain(messages::too_long_for_a_backup(title));
    if (written.damaged > 0) complain(messages::damaged_not_backed_up(written.damaged));
    if (written.damaged > 0 || !written.too_long.empty()) throw Incomplete();
}

}  // namespace vorleser::backup
