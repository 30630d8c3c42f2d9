#include "client/web/feeds.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <fstream>
#include <iterator>

#include <boost/json.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client/failure.hpp"
#include "client/messages.hpp"
#include "client/places.hpp"
#include "client/text.hpp"
#include "client/web/devices.hpp"
#include "client/web/messages.hpp"
#include "client/web/telling.hpp"
#include "locale/streams.hpp"
#include "own/files.hpp"

namespace vorleser::web {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using namespace std::chrono_literals;

constexpr std::size_t secret_bytes = 24;
// What stands in the folder's feed for the address that is put in when it is served.
constexpr std::string_view placeholder = "https://feed.invalid/";
constexpr auto fresh = 60s;       // so long a feed is as it is
constexpr auto patience = 10s;    // a client waits as long for what is new
constexpr auto first_time = 25s;  // and so long where there is nothing yet

std::string_view mime_of(std::string_view name) {
    constexpr std::pair<std::string_view, std::string_view> types[] = {
        {"feed.xml", "application/rss+xml"},
        {".png", "image/png"},
        {".mp3", "audio/mpeg"},
        {".vtt", "text/vtt"},
        {".chapters.json", "application/json+chapters"},
        {".json", "application/json"},
    };
    for (const auto& [ending, type] : types)
        if (name.ends_with(ending)) return type;
    return {};
}

// The names that `vorleser-export` gives; no other leads anywhere.
bool is_served(std::string_view name) {
    if (name == "feed.xml" || name == "cover.png") return true;
    constexpr std::string_view folder = "sound/";
    if (!name.starts_with(folder) || mime_of(name).empty()) return false;
    return is_hash(name.substr(folder.size(), name.find('.') - folder.size()));
}

class Text : public Served {
 public:
    Text(std::string bytes, std::string_view mime) : bytes_(std::move(bytes)), mime_(mime) {}
    std::uint64_t size() const override { return bytes_.size(); }
    std::string etag() const override { return fmt::format("\"{}\"", sha256(bytes_).substr(0, 32)); }
    std::string_view mime() const override { return mime_; }
    std::string read(std::uint64_t offset, std::size_t bytes) override {
        return offset < bytes_.size() ? bytes_.substr(offset, bytes) : std::string();
    }

 private:
    const std::string bytes_;
    const std::string_view mime_;
};

// A file whose name is a hash of what is in it.
class File : public Served {
 public:
    File(own::Descriptor file, std::uint64_t size, std::string name)
        : file_(std::move(file)), size_(size), name_(std::move(name)) {}
    std::uint64_t size() const override { return size_; }
    std::string etag() const override { return fmt::format("\"{}\"", name_); }
    std::string_view mime() const override { return mime_of(name_); }
    std::string read(std::uint64_t offset, std::size_t bytes) override {
        std::string read(std::min<std::uint64_t>(bytes, size_ - std::min(size_, offset)), '\0');
        for (std::size_t at = 0; at < read.size();) {
            const auto got =
                pread(file_.get(), read.data() + at, read.size() - at, static_cast<off_t>(offset + at));
            if (got < 0 && errno == EINTR) continue;
            if (got <= 0) throw std::runtime_error("a file of the podcast is shorter than it was");
            at += static_cast<std::size_t>(got);
        }
        return read;
    }

 private:
    const own::Descriptor file_;
    const std::uint64_t size_;
    const std::string name_;
};

// Runs a program to its end. What it complains of goes where the server's own messages go.
void export_by(std::vector<std::string> arguments) {
    std::vector<char*> pointers;
    for (auto& each : arguments) pointers.push_back(each.data());
    pointers.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    for (const int stream : {0, 1})
        posix_spawn_file_actions_addopen(&actions, stream, "/dev/null", O_RDWR, 0);
    pid_t child = 0;
    const int error = posix_spawn(&child, pointers[0], &actions, nullptr, pointers.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (error == 0)
        waitpid(child, nullptr, 0);
    else
        print_err(vorleser::messages::no_program("vorleser-export", std::strerror(error)) + "\n");
}

std::string with_address(std::string text, std::string_view address) {
    std::string out;
    for (std::size_t at = 0;;) {
        const auto found = text.find(placeholder, at);
        out += text.substr(at, found - at);
        if (found == text.npos) return out;
        out += address;
        at = found + placeholder.size();
    }
}

}  // namespace

// A file that makes no sense is nobody's feed.
std::vector<Feed> Feeds::list() const {
    std::ifstream in(file(), std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(in), {});
    std::vector<Feed> feeds;
    try {
        const auto all = text.empty() ? json::value(json::array()) : json::parse(text);
        for (const auto& each : all.as_array())
            feeds.push_back({json::value_to<std::string>(each.at("name")),
                             json::value_to<std::string>(each.at("hash")),
                             each.at("made_at").to_number<std::int64_t>()});
    } catch (const std::exception&) {
        return {};
    }
    return feeds;
}

// The feeds as they are and as they will be, nobody else's change in between.
class Feeds::Change {
 public:
    explicit Change(const Feeds& feeds) : feeds_(feeds) {
        own::private_directory(feeds.directory_);
        lock_ = own::lock(feeds.directory_ / "lock", true);
        all = feeds.list();
    }
    void keep() const {
        json::array list;
        for (const auto& each : all)
            list.push_back({{"name", each.name}, {"hash", each.hash}, {"made_at", each.made_at}});
        write_durably(feeds_.file(), json::serialize(list) + "\n");
    }
    std::vector<Feed> all;

 private:
    const Feeds& feeds_;
    own::Descriptor lock_;
};

std::string Feeds::add(const std::string& name) {
    Change change(*this);
    if (name.empty() || std::ranges::count(change.all, name, &Feed::name) > 0)
        throw Failure(Exit::failed, messages::feed_is_there(plain(name)));
    if (change.all.size() >= most_feeds) throw Failure(Exit::failed, messages::too_many_feeds());
    auto secret = hexadecimal(random_bytes(secret_bytes));
    change.all.push_back({name, sha256(secret), std::time(nullptr)});
    change.keep();
    return secret;
}

bool Feeds::remove(std::string_view name) {
    Change change(*this);
    if (std::erase_if(change.all, [&](const Feed& each) { return each.name == name; }) == 0) return false;
    change.keep();
    return true;
}

bool Feeds::has(std::string_view secret) const {
    if (secret.size() != 2 * secret_bytes) return false;
    const auto hash = sha256(secret);
    bool found = false;
    for (const auto& each : list()) found |= same_secret(each.hash, hash);
    return found;
}

std::unique_ptr<Served> Podcast::open(std::string_view path, std::string_view site) {
    const auto slash = path.find('/');
    if (slash == path.npos || !feeds_.has(path.substr(0, slash))) return {};
    const auto secret = path.substr(0, slash), name = path.substr(slash + 1);
    if (!is_served(name)) return {};
    if (name == "feed.xml") {
        refresh();
        if (!fs::exists(folder_ / name)) throw Unavailable(messages::feed_is_made());
    }
    own::Descriptor file(::open((folder_ / name).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    struct stat info {};
    if (!file || fstat(file.get(), &info) != 0 || !S_ISREG(info.st_mode)) return {};
    auto opened =
        std::make_unique<File>(std::move(file), static_cast<std::uint64_t>(info.st_size), std::string(name));
    if (name.starts_with("sound/")) return opened;
    auto text = opened->read(0, opened->size());
    if (name == "feed.xml") text = with_address(std::move(text), fmt::format("{}/feed/{}/", site, secret));
    return std::make_unique<Text>(std::move(text), mime_of(name));
}

Podcast::Podcast(const Feeds& feeds, fs::path folder, DaemonAddress daemon)
    : feeds_(feeds), folder_(std::move(folder)) {
    std::vector<std::string> arguments{own_program("vorleser-export").string(),
                                       "export",
                                       "--podcast",
                                       folder_.string(),
                                       "--address",
                                       std::string(placeholder)};
    if (!daemon.socket.empty()) arguments.insert(arguments.end(), {"--socket", daemon.socket});
    if (!daemon.start) arguments.emplace_back("--no-start");
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return;
    exporter_ = own::Descriptor(ends[0]);
    own::Descriptor asked(ends[1]);
    if (fork() != 0) return;
    // Nothing else of the server's: what it listens on must be gone with it.
    exporter_ = {};
    dup2(asked.release(), 3);
    close_range(4, ~0U, 0);
    asked = own::Descriptor(3);
    prctl(PR_SET_NAME, "vorleser-feed");
    for (char byte = 0; read(asked.get(), &byte, 1) == 1;) {
        export_by(arguments);
        if (write(asked.get(), &byte, 1) != 1) break;
    }
    _exit(0);
}

void Podcast::refresh() {
    const std::lock_guard lock(mutex_);
    const bool nothing = !fs::exists(folder_ / "feed.xml");
    const auto ended = [&](std::chrono::milliseconds wait) {
        pollfd ending{exporter_.get(), POLLIN, 0};
        char byte = 0;
        if (exporting_ && poll(&ending, 1, static_cast<int>(wait.count())) == 1)
            exporting_ = read(exporter_.get(), &byte, 1) < 0;
        return !exporting_;
    };
    const auto now = std::chrono::steady_clock::now();
    if (ended(0ms) && (nothing || refreshed_ == decltype(refreshed_)() || now - refreshed_ > fresh)) {
        fs::create_directories(folder_.parent_path());
        own::private_directory(folder_);
        constexpr char byte = 1;
        if (!exporter_ || send(exporter_.get(), &byte, 1, MSG_NOSIGNAL) != 1) return;  // it is as it was
        exporting_ = true;
        refreshed_ = now;
    }
    ended(nothing ? first_time : patience);
}

}  // namespace vorleser::web
