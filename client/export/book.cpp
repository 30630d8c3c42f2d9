// EPUB 3.3 with Media Overlays: text, sound, and which sentence is heard when.
//
// https://www.w3.org/TR/epub-33/
#include <algorithm>
#include <ctime>
#include <string_view>

#include <fmt/format.h>
#include <zip.h>

#include "client/draft.hpp"
#include "client/export/digest.hpp"
#include "client/export/exporter.hpp"
#include "client/export/tags.hpp"
#include "client/export/transcript.hpp"
#include "client/export/xml.hpp"
#include "client/failure.hpp"
#include "client/messages.hpp"
#include "client/text.hpp"

namespace vorleser::exporting {
namespace {

namespace fs = std::filesystem;
using pugi::xml_node;

constexpr auto active_class = "-epub-media-overlay-active";
constexpr std::string_view style = R"(body { line-height: 1.5; margin: 5%; }
h1 { line-height: 1.2; }
.kicker, .about { color: #555; font-size: 0.9em; }
.teaser { font-weight: bold; }
.-epub-media-overlay-active { background: #ffe9a8; color: #000; }
)";

constexpr std::string_view container = R"(<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
  <rootfiles>
    <rootfile full-path="book/package.opf" media-type="application/oebps-package+xml"/>
  </rootfiles>
</container>
)";

std::string clock(std::uint64_t samples) {
    return seconds(samples) + "s";
}

std::string language_of(const Shown& article) {
    return article.entry.language.empty() ? "und" : xml_text(article.entry.language);
}

// The archive's parts wait in a file beside it until it is written.
class Archive {
 public:
    explicit Archive(Draft& draft) : target_(draft.target()), waiting_(target_) {
        int error = 0;
        zip_ = zip_open(draft.path().c_str(), ZIP_CREATE | ZIP_TRUNCATE, &error);
        if (!zip_) {
            zip_error_t why;
            zip_error_init_with_code(&why, error);
            const std::string reason = zip_error_strerror(&why);
            zip_error_fini(&why);
            throw Failure(Exit::failed, messages::cannot_write(plain(target_.string()), reason));
        }
    }
    ~Archive() {
        if (zip_) zip_discard(zip_);
    }
    Archive(const Archive&) = delete;
    Archive& operator=(const Archive&) = delete;

    // `squeezed`: compressed. The first one is to be "mimetype", not compressed.
    void add(const std::string& name, const Writes& content, bool squeezed = true) {
        const auto from = waiting_.size();
        content([&](std::string_view text) { waiting_.write(text); });
        add(name,
            zip_source_file(zip_, waiting_.path().c_str(), from,
                            static_cast<zip_int64_t>(waiting_.size() - from)),
            squeezed);
    }
    void add(const std::string& name, std::string_view content, bool squeezed = true) {
        add(
            name, [&](const Out& out) { out(content); }, squeezed);
    }
    void add(const std::string& name, const own::Descriptor& file) {
        add(name, zip_source_file(zip_, fmt::format("/proc/self/fd/{}", file.get()).c_str(), 0, -1), false);
    }
    void write() {
        if (zip_close(zip_) != 0) fail();
        zip_ = nullptr;
    }

 private:
    void add(const std::string& name, zip_source_t* source, bool squeezed) {
        const auto index = source ? zip_file_add(zip_, name.c_str(), source, ZIP_FL_ENC_UTF_8) : -1;
        if (index < 0) {
            if (source) zip_source_free(source);
            fail();
        }
        const auto at = static_cast<zip_uint64_t>(index);
        zip_set_file_compression(zip_, at, squeezed ? ZIP_CM_DEFLATE : ZIP_CM_STORE, 0);
        constexpr zip_uint16_t midnight = 0, first_day = 1 << 5 | 1;  // 1980: the same bytes at any time
        zip_file_set_dostime(zip_, at, midnight, first_day, 0);
    }
    [[noreturn]] void fail() {
        throw Failure(Exit::failed, messages::cannot_write(plain(target_.string()), zip_strerror(zip_)));
    }

    const fs::path target_;
    Draft waiting_;
    zip_t* zip_;
};

struct Root {
    pugi::xml_document document;
    xml_node html, body;

    Root(std::string_view title, const std::string& language) {
        auto declaration = document.append_child(pugi::node_declaration);
        declaration.append_attribute("version") = "1.0";
        declaration.append_attribute("encoding") = "UTF-8";
        html = document.append_child("html");
        html.append_attribute("xmlns") = "http://www.w3.org/1999/xhtml";
        html.append_attribute("xmlns:epub") = "http://www.idpf.org/2007/ops";
        html.append_attribute("lang") = language.c_str();
        html.append_attribute("xml:lang") = language.c_str();
        auto head = html.append_child("head");
        add_text(head, "title", title);
        auto link = head.append_child("link");
        link.append_attribute("rel") = "stylesheet";
        link.append_attribute("type") = "text/css";
        link.append_attribute("href") = "style.css";
        body = html.append_child("body");
    }
};

// What elements a block stands in, from the outermost on.
struct Elements {
    std::string_view begin, end;
};
Elements elements_of(std::string_view kind) {
    if (kind == "title") return {"<h1>", "</h1>"};
    if (kind == "heading") return {"<h2>", "</h2>"};
    if (kind == "teaser") return {R"(<p class="teaser">)", "</p>"};
    if (kind == "quotation") return {"<blockquote><p>", "</p></blockquote>"};
    if (kind == "list_item") return {"<li>", "</li>"};
    return {"<p>", "</p>"};
}

std::string about_of(const Shown& article) {
    std::string about;
    for (const auto& part : {article.authors, article.entry.source, article.date})
        if (!part.empty()) about += (about.empty() ? "" : " · ") + part;
    return about.empty() ? about : fmt::format("<p class=\"about\">{}</p>\n", xml_escaped(about));
}

// A chapter's text, each sentence that is heard in an element of its own, "cN".
void write_chapter(const Recording& recording, const Out& out) {
    const auto& track = recording.tracks.front();
    const auto& article = track.article;
    Root root(article.entry.title, language_of(article));
    root.body.append_attribute("id") = "all";
    root.body.append_child(pugi::node_pcdata).set_value("\n");
    const auto page = xml_document(root.document, true);
    const auto end = page.rfind("</body>");
    out(page.substr(0, end));
    if (!article.entry.kicker.empty())
        out(fmt::format("<p class=\"kicker\">{}</p>\n", xml_escaped(article.entry.kicker)));
    Blocks blocks(recording.script, track);
    Cues cues(recording.script, track);
    Cue cue;
    std::size_t number = 0;  // of `cue`
    bool more = cues.next(cue), list = false;
    for (ShownBlock block; blocks.next(block);) {
        const bool item = block.kind == "list_item";
        if (item != list) out(item ? "<ul>\n" : "</ul>\n");
        list = item;
        const auto elements = elements_of(block.kind);
        out(elements.begin);
        std::size_t byte = 0;
        auto at = block.place.begin;
        const auto write = [&](std::int64_t until) {
            const auto next = bytes_on(block.text, byte, until - at);
            out(xml_escaped(std::string_view(block.text).substr(byte, next - byte)));
            byte = next, at = std::max(at, until);
        };
        for (; more && cue.begin < block.place.end; more = cues.next(cue), ++number) {
            write(cue.begin);
            out(fmt::format("<span id=\"c{}\">", number));
            write(std::min<std::int64_t>(cue.end, block.place.end));
            out("</span>");
        }
        write(block.place.end);
        out(elements.end);
        out("\n");
        if (block.kind == "title") out(about_of(article));
    }
    if (list) out("</ul>\n");
    if (const auto url = xml_escaped(article.entry.url); !url.empty())
        out(fmt::format("<p class=\"about\"><a href=\"{0}\">{0}</a></p>\n", url));
    out(page.substr(end));
}

void write_overlay(const Recording& recording, const std::string& name, const Out& out) {
    const auto& track = recording.tracks.front();
    out(fmt::format(R"(<?xml version="1.0" encoding="UTF-8"?>
<smil xmlns="http://www.w3.org/ns/SMIL" xmlns:epub="http://www.idpf.org/2007/ops" version="3.0">
<body><seq id="all" epub:textref="{}.xhtml#all">
)",
                    name));
    Cues cues(recording.script, track);
    Cue cue, next;
    std::size_t number = 0;
    for (bool more = cues.next(cue); more; std::swap(cue, next), ++number) {
        more = cues.next(next);
        // The silence behind a sentence is a part of it: players go on by themselves.
        const auto until = more ? next.at : track.until;
        out(fmt::format(
            "<par id=\"p{0}\"><text src=\"{1}.xhtml#c{0}\"/><audio src=\"{1}.mp3\" clipBegin=\"{2}\" "
            "clipEnd=\"{3}\"/></par>\n",
            number, name, clock(cue.at), clock(until)));
    }
    out("</seq></body>\n</smil>\n");
}

// What the overlay lasts: its clips together, as rounded as they are.
std::uint64_t lasting(const Recording& recording) {
    const auto& track = recording.tracks.front();
    return track.until - track.at;
}

std::string contents(std::span<const Recording> recordings, const std::string& title) {
    Root root(title, language_of(recordings.front().tracks.front().article));
    auto nav = root.body.append_child("nav");
    nav.append_attribute("epub:type") = "toc";
    nav.append_attribute("id") = "toc";
    add_text(nav, "h1", title);
    auto list = nav.append_child("ol");
    for (std::size_t i = 0; i < recordings.size(); ++i) {
        const auto& track = recordings[i].tracks.front();
        const auto link = [&](xml_node of, const std::string& place, std::string_view text) {
            add_text(of, "a", text).append_attribute("href") =
                fmt::format("a{}.xhtml{}", i + 1, place).c_str();
        };
        auto chapter = list.append_child("li");
        link(chapter, "", track.article.entry.title);
        xml_node within;
        const auto headings = chapters_of(recordings[i]);
        for (std::size_t j = 1; j < headings.size(); ++j) {
            if (!within) within = chapter.append_child("ol");
            link(within.append_child("li"), fmt::format("#c{}", headings[j].cue), headings[j].title);
        }
    }
    return xml_document(root.document, true);
}

std::string package(std::span<const Recording> recordings, const std::string& title) {
    const auto& first = recordings.front().tracks.front().article;
    pugi::xml_document document;
    auto root = document.append_child("package");
    root.append_attribute("xmlns") = "http://www.idpf.org/2007/opf";
    root.append_attribute("version") = "3.0";
    root.append_attribute("unique-identifier") = "id";
    auto metadata = root.append_child("metadata");
    metadata.append_attribute("xmlns:dc") = "http://purl.org/dc/elements/1.1/";
    std::string all;
    std::int64_t added = 0;
    std::uint64_t lasts = 0;
    for (const auto& recording : recordings) {
        all += recording.tracks.front().article.entry.uid + "\n";
        added = std::max(added, recording.tracks.front().article.entry.added_at);
        lasts += lasting(recording);
    }
    const auto identifier =
        recordings.size() == 1 ? "urn:uuid:" + first.entry.uid : "urn:vorleser:" + digest(all);
    add_text(metadata, "dc:identifier", identifier).append_attribute("id") = "id";
    add_text(metadata, "dc:title", title);
    add_text(metadata, "dc:language", language_of(first));
    if (recordings.size() == 1) {
        const auto& author = author_of(first);
        if (!author.empty()) add_text(metadata, "dc:creator", author);
        if (!first.entry.source.empty()) add_text(metadata, "dc:publisher", first.entry.source);
        if (!first.entry.url.empty()) add_text(metadata, "dc:source", first.entry.url);
    }
    const auto meta = [&](const char* property, const std::string& value) {
        auto node = add_text(metadata, "meta", value);
        node.append_attribute("property") = property;
        return node;
    };
    std::tm utc{};
    const auto time = static_cast<std::time_t>(added);
    gmtime_r(&time, &utc);
    meta("dcterms:modified", fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", utc.tm_year + 1900,
                                         utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec));
    meta("media:duration", clock(lasts));
    meta("media:active-class", active_class);
    meta("media:narrator", messages::program_title());
    auto manifest = root.append_child("manifest"), spine = root.append_child("spine");
    const auto item = [&](const std::string& id, const std::string& href, const char* type) {
        auto node = manifest.append_child("item");
        node.append_attribute("id") = id.c_str();
        node.append_attribute("href") = href.c_str();
        node.append_attribute("media-type") = type;
        return node;
    };
    item("toc", "contents.xhtml", "application/xhtml+xml").append_attribute("properties") = "nav";
    item("cover", "cover.png", "image/png").append_attribute("properties") = "cover-image";
    item("style", "style.css", "text/css");
    for (std::size_t i = 1; i <= recordings.size(); ++i) {
        const auto name = fmt::format("a{}", i);
        const bool heard = recordings[i - 1].tracks.front().cues > 0;
        auto chapter = item(name, name + ".xhtml", "application/xhtml+xml");
        spine.append_child("itemref").append_attribute("idref") = name.c_str();
        if (!heard) continue;
        chapter.append_attribute("media-overlay") = (name + "-overlay").c_str();
        item(name + "-overlay", name + ".smil", "application/smil+xml");
        item(name + "-sound", name + ".mp3", "audio/mpeg");
        meta("media:duration", clock(lasting(recordings[i - 1]))).append_attribute("refines") =
            fmt::format("#{}-overlay", name).c_str();
    }
    return xml_document(document);
}

}  // namespace

void write_book(std::span<const Recording> recordings, const std::string& title, Draft& draft) {
    Archive archive(draft);
    archive.add("mimetype", info(Format::epub).mime, false);
    archive.add("META-INF/container.xml", container);
    archive.add("book/package.opf", package(recordings, title));
    archive.add("book/contents.xhtml", contents(recordings, title));
    archive.add("book/style.css", style);
    archive.add("book/cover.png", cover_png(), false);
    for (std::size_t i = 0; i < recordings.size(); ++i) {
        const auto& recording = recordings[i];
        const auto name = fmt::format("a{}", i + 1);
        archive.add(fmt::format("book/{}.xhtml", name),
                    [&](const Out& out) { write_chapter(recording, out); });
        if (recording.tracks.front().cues == 0) continue;
        archive.add(fmt::format("book/{}.smil", name),
                    [&](const Out& out) { write_overlay(recording, name, out); });
        archive.add(fmt::format("book/{}.mp3", name), recording.file);
    }
    archive.write();
}

}  // namespace vorleser::exporting
