// A folder that any web server can give as a podcast: RSS 2.0, with what Apple and Podcasting 2.0 add.
//
// https://cyber.harvard.edu/rss/rss.html, https://podcasters.apple.com/support/823-podcast-requirements,
// https://github.com/Podcastindex-org/podcast-namespace
#include <algorithm>
#include <array>
#include <ctime>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "client/draft.hpp"
#include "client/export/digest.hpp"
#include "client/export/exporter.hpp"
#include "client/export/manifest.hpp"
#include "client/export/tags.hpp"
#include "client/export/transcript.hpp"
#include "client/export/xml.hpp"
#include "client/failure.hpp"
#include "client/messages.hpp"
#include "client/text.hpp"

namespace vorleser::exporting {
namespace {

namespace fs = std::filesystem;

// Whoever read the feed before it changed may still be fetching what it named.
constexpr std::int64_t kept_unused = 24 * 60 * 60;  // seconds

bool is_folder_address(std::string_view address) {
    const auto server = address.find("://");
    if (server == address.npos ||
        (address.substr(0, server) != "https" && address.substr(0, server) != "http"))
        return false;
    address.remove_prefix(server + 3);
    const auto forbidden = [](char c) {
        return (c >= 0 && c <= ' ') || c == 0x7F ||
               std::string_view(R"("<>\^`{|}?#)").find(c) != std::string_view::npos;
    };
    return !address.empty() && address.front() != '/' &&
           std::none_of(address.begin(), address.end(), forbidden);
}

// RFC 822, whatever the locale.
std::string date_of(std::int64_t seconds) {
    constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto time = static_cast<std::time_t>(seconds);
    std::tm utc{};
    gmtime_r(&time, &utc);
    return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} +0000", days[static_cast<std::size_t>(utc.tm_wday)],
                       utc.tm_mday, months[static_cast<std::size_t>(utc.tm_mon)], utc.tm_year + 1900,
                       utc.tm_hour, utc.tm_min, utc.tm_sec);
}

// The article as HTML, for those who would rather read. Apps load a feed whole, each time: of what is very
// long only the beginning.
std::string show_notes(const Recording& recording) {
    constexpr std::size_t most = std::size_t{1} << 16;
    const auto& track = recording.tracks.front();
    pugi::xml_document document;
    auto root = document.append_child("div");
    pugi::xml_node list;
    std::size_t size = 0;
    Blocks blocks(recording.script, track);
    for (ShownBlock block; size < most && blocks.next(block);) {
        if (block.kind != "list_item") list = {};
        if (block.kind == "title") continue;
        size += block.text.size();
        const auto text =
            size < most ? block.text : beginning(block.text, block.text.size() - (size - most)) + "…";
        if (block.kind == "list_item") {
            if (!list) list = root.append_child("ul");
            add_text(list, "li", text);
        } else if (block.kind == "quotation") {
            add_text(root.append_child("blockquote"), "p", text);
        } else if (block.kind == "teaser") {
            add_text(root.append_child("p"), "strong", text);
        } else {
            add_text(root, block.kind == "heading" ? "h3" : "p", text);
        }
    }
    if (const auto& url = track.article.entry.url; !url.empty())
        add_text(root.append_child("p"), "a", url).append_attribute("href") = xml_text(url).c_str();
    std::string html;
    for (const auto& child : root.children()) html += xml_fragment(child);
    return html;
}

std::string teaser_of(const Recording& recording) {
    constexpr std::size_t most = 4000;  // as directories take it
    const auto& track = recording.tracks.front();
    std::string text = track.article.entry.title;
    bool paragraph = false;
    Blocks blocks(recording.script, track);
    for (ShownBlock block; blocks.next(block);) {
        const bool teaser = block.kind == "teaser";
        if (!teaser && (paragraph || block.kind != "paragraph")) continue;
        text = beginning(std::move(block.text), most);
        paragraph = true;
        if (teaser) break;
    }
    return text;
}

// Goes into its file item by item, however long the list is.
class Feed {
 public:
    Feed(const fs::path& file, std::string address) : address_(std::move(address)), draft_(file) {
        pugi::xml_document document;
        auto rss = document.append_child("rss");
        rss.append_attribute("version") = "2.0";
        for (const auto& [name, uri] :
             {std::pair{"xmlns:itunes", "http://www.itunes.com/dtds/podcast-1.0.dtd"},
              {"xmlns:content", "http://purl.org/rss/1.0/modules/content/"},
              {"xmlns:atom", "http://www.w3.org/2005/Atom"},
              {"xmlns:podcast", "https://podcastindex.org/namespace/1.0"}})
            rss.append_attribute(name) = uri;
        auto channel = rss.append_child("channel");
        add_text(channel, "title", messages::program_title());
        add_text(channel, "link", address_);
        auto self = channel.append_child("atom:link");
        self.append_attribute("href") = at("feed.xml").c_str();
        self.append_attribute("rel") = "self";
        self.append_attribute("type") = "application/rss+xml";
        add_text(channel, "description", messages::podcast_description());
        add_text(channel, "language", messages::podcast_language());
        add_text(channel, "itunes:author", messages::program_title());
        add_text(channel, "itunes:explicit", "false");
        add_text(channel, "itunes:block", "Yes");  // a listener's own: no directory is to show it
        add_text(channel, "itunes:type", "episodic");
        channel.append_child("itunes:category").append_attribute("text") = "News";
        channel.append_child("itunes:image").append_attribute("href") = at("cover.png").c_str();
        auto image = channel.append_child("image");
        add_text(image, "url", at("cover.png"));
        add_text(image, "title", messages::program_title());
        add_text(image, "link", address_);
        const auto all = xml_document(document);
        const auto end = all.rfind("  </channel>");
        draft_.write(all.substr(0, end));
        end_ = all.substr(end);
    }

    // `name`: of the sound file within the folder, without its ending.
    void add(const Recording& recording, const std::string& name, Format format, std::uint64_t size) {
        const auto& article = recording.tracks.front().article;
        const auto& entry = article.entry;
        pugi::xml_document document;
        auto item = document.append_child("item");
        add_text(item, "title", entry.title);
        auto guid = add_text(item, "guid", entry.uid);
        guid.append_attribute("isPermaLink") = "false";
        if (!entry.url.empty()) add_text(item, "link", entry.url);
        add_text(item, "pubDate", date_of(entry.added_at));
        add_text(item, "description", teaser_of(recording));
        add_text(item, "content:encoded", show_notes(recording));
        auto enclosure = item.append_child("enclosure");
        enclosure.append_attribute("url") = at(fmt::format("{}.{}", name, info(format).name)).c_str();
        enclosure.append_attribute("length") = std::to_string(size).c_str();
        enclosure.append_attribute("type") = info(format).mime.data();
        add_text(item, "itunes:duration", std::to_string(whole_seconds(recording.samples)));
        const auto& author = author_of(article);
        if (!author.empty()) add_text(item, "itunes:author", author);
        if (!entry.kicker.empty()) add_text(item, "itunes:subtitle", entry.kicker);
        add_text(item, "itunes:explicit", "false");
        for (const auto& [ending, type] : {std::pair{"vtt", "text/vtt"}, {"json", "application/json"}}) {
            auto transcript = item.append_child("podcast:transcript");
            transcript.append_attribute("url") = at(fmt::format("{}.{}", name, ending)).c_str();
            transcript.append_attribute("type") = type;
            if (!entry.language.empty())
                transcript.append_attribute("language") = xml_text(entry.language).c_str();
        }
        auto chapters = item.append_child("podcast:chapters");
        chapters.append_attribute("url") = at(name + ".chapters.json").c_str();
        chapters.append_attribute("type") = "application/json+chapters";
        draft_.write(xml_fragment(item, 2));
    }

    // To be committed where it is another than what is there.
    Draft& finish() {
        draft_.write(end_);
        return draft_;
    }

 private:
    std::string at(std::string_view name) const { return fmt::format("{}{}", address_, name); }

    std::string address_, end_;
    Draft draft_;
};

}  // namespace

void export_podcast(Exporter& exporter) {
    const auto& options = exporter.invocation().exported;
    auto address = options.address;
    if (!is_folder_address(address)) throw Failure(Exit::usage, messages::bad_podcast_address());
    if (!address.ends_with('/')) address += '/';
    const auto format = wanted_format(options);
    Manifest manifest(options.path);
    const auto& folder = manifest.folder();
    std::error_code error;
    make_directories(folder / "sound");
    manifest.claim({"feed.xml", "cover.png"});  // before hours of work

    auto entries = exporter.list();
    std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
        return std::pair(a.added_at, a.id) > std::pair(b.added_at, b.id);
    });
    Feed feed(folder / "feed.xml", address);
    Files files;
    std::int64_t made = 0;
    for (const auto& entry : entries) {
        const auto had = exporter.try_record(entry, format);
        if (!had) continue;
        const auto& recording = *had;
        const auto& title = recording.tracks.front().article.entry.title;
        const auto key = tagged_key(recording, format, title);
        const auto ending = fmt::format(".{}", info(format).name);
        const auto sound =
            std::find_if(manifest.files().begin(), manifest.files().end(), [&](const auto& each) {
                return each.first.ends_with(ending) && each.second.uid == entry.uid &&
                       manifest.has(each.first, key);
            });
        // All of an article's files have one name, its sound's digest: what is at an address never changes.
        std::string name;
        if (sound != manifest.files().end()) {
            name = sound->first.substr(0, sound->first.size() - ending.size());
            files[sound->first] = sound->second;
        } else {
            Draft draft(folder / "sound/new");
            Exporter::write(recording, format, title, draft);
            name = "sound/" + file_digest(draft.path());
            files[name + ending] = manifest.put(draft, name + ending, {entry.uid, key, 0, 0});
            ++made;
        }
        const auto put = [&](const std::string& file, const Writes& content) {
            if (manifest.has(file, key))
                files[file] = manifest.files().at(file);
            else
                files[file] = manifest.put(file, {entry.uid, key, 0, 0}, content);
        };
        put(name + ".vtt", [&](const Out& out) { web_vtt(recording, out); });
        put(name + ".json", [&](const Out& out) { transcript_json(recording, out); });
        put(name + ".chapters.json", [&](const Out& out) { out(chapters_json(recording)); });
        feed.add(recording, name, format, files[name + ending].size);
    }
    files["cover.png"] = manifest.put("cover.png", {}, [](const Out& out) { out(cover_png()); });
    files["feed.xml"] = manifest.put(feed.finish(), "feed.xml", {});  // last: what it names is there
    // What no feed names any more stays for a day.
    const auto now = static_cast<std::int64_t>(std::time(nullptr));
    std::int64_t gone = 0;
    for (const auto& [name, of] : manifest.files()) {
        if (files.contains(name) || !manifest.is_ours(name)) continue;
        const auto since = of.unused_since > 0 ? of.unused_since : now;
        if (of.unused_since == 0 && name.ends_with(fmt::format(".{}", info(format).name))) ++gone;
        if (of.size > 0 && now - since < kept_unused)
            files[name] = {of.uid, of.key, of.size, since};
        else
            fs::remove(folder / name, error);
    }
    manifest.keep(files);
    exporter.say_folder(entries.size(), made, gone, {{"feed", address + "feed.xml"}});
}

}  // namespace vorleser::exporting
