#include "client/web/feeds.hpp"

#include <algorithm>
#include <cerrno>
#include <ctime>

#include <boost/json.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/failure.hpp"
#include "client/text.hpp"
#include "client/web/devices.hpp"
#include "client/web/messages.hpp"
#include "client/web/telling.hpp"
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
std::vector<Feed> parse_feeds(const json::value& value) {
    std::vector<Feed> feeds;
    for (const auto& each : value.as_array())
        feeds.push_back({json::value_to<std::string>(each.at("name")),
                         json::value_to<std::string>(each.at("hash")),
                         each.at("made_at").to_number<std::int64_t>()});
    return feeds;
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

std::vector<Feed> Feeds::list() const {
    return file_.read(&parse_feeds);
}

// The feeds as they are and as they will be, nobody else's change in between.
struct Feeds::Change {
    explicit Change(const Feeds& feeds) : file(feeds.file_), lock(file.lock()), all(feeds.list()) {}
    void keep() const {
        json::array list;
        for (const auto& each : all)
            list.push_back({{"name", each.name}, {"hash", each.hash}, {"made_at", each.made_at}});
        file.write(list);
    }
    const SharedFile& file;
    const own::Descriptor lock;
    std::vector<Feed> all;
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
    if (slash == path.npos || !knows(path)) return {};
    const auto secret = path.substr(0, slash), name = path.substr(slash + 1);
    if (!is_served(name)) return {};
    if (name == "feed.xml") {
        refresh();
        if (!fs::exists(folder_ / name)) throw NotYet(messages::feed_is_made());
    }
    auto opened = served_file(folder_ / name, mime_of(name));
    if (!opened || name.starts_with("sound/")) return opened;
    auto text = opened->read(0, opened->size());
    if (name == "feed.xml") text = with_address(std::move(text), fmt::format("{}/feed/{}/", site, secret));
    return std::make_unique<Text>(std::move(text), mime_of(name));
}

std::vector<std::string> Podcast::arguments_of(const fs::path& folder, const DaemonAddress& daemon) {
    auto arguments = exporter(daemon);
    arguments.insert(arguments.end(), {"--podcast", folder.string(), "--address", std::string(placeholder)});
    return arguments;
}

Podcast::Podcast(const Feeds& feeds, fs::path folder, const DaemonAddress& daemon)
    : feeds_(feeds),
      folder_(std::move(folder)),
      exporter_("vorleser-feed", [arguments = arguments_of(folder_, daemon)](std::string_view) {
          return run_program(arguments);
      }) {}

bool Podcast::knows(std::string_view path) const {
    try {
        return feeds_.has(path.substr(0, path.find('/')));
    } catch (const own::Unusable&) {  // not known just now: nobody is let in
        return false;
    }
}

void Podcast::refresh() {
    const bool nothing = !fs::exists(folder_ / "feed.xml");
    {
        const std::lock_guard lock(mutex_);
        const auto now = std::chrono::steady_clock::now();
        if (nothing || refreshed_ == decltype(refreshed_)() || now - refreshed_ > fresh) {
            fs::create_directories(folder_.parent_path());
            own::private_directory(folder_);
            if (exporter_.ask("feed")) refreshed_ = now;
        }
    }
    exporter_.rests(nothing ? first_time : patience);
}

}  // namespace vorleser::web
