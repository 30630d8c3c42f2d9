#include "client/export/tags.hpp"

#include <fmt/format.h>
#include <taglib/attachedpictureframe.h>
#include <taglib/chapterframe.h>
#include <taglib/commentsframe.h>
#include <taglib/flacfile.h>
#include <taglib/flacpicture.h>
#include <taglib/id3v2framefactory.h>
#include <taglib/id3v2tag.h>
#include <taglib/mpegfile.h>
#include <taglib/opusfile.h>
#include <taglib/tableofcontentsframe.h>
#include <taglib/textidentificationframe.h>
#include <taglib/unsynchronizedlyricsframe.h>
#include <taglib/urllinkframe.h>
#include <taglib/wavfile.h>
#include <taglib/xiphcomment.h>
#include <unicode/locid.h>

#include "client/export/tag_stream.hpp"
#include "client/export/transcript.hpp"
#include "client/failure.hpp"
#include "client/messages.hpp"

namespace vorleser::exporting {
namespace {

namespace id3 = TagLib::ID3v2;

constexpr auto album = "Vorleser", genre = "Podcast";
// Five hours of it: players read tags into memory, and FLAC has no room for more than 16 MiB. The whole text
// is in the transcript.
constexpr std::size_t longest_text = std::size_t{1} << 18;

TagLib::String utf8(std::string_view text) {
    return {std::string(text), TagLib::String::UTF8};
}

// What both kinds of tags say. Of several articles only what holds for the file.
struct Said {
    std::string title, kicker, artist, source, date, url, language, text;
};

Said said_of(const Recording& recording, const std::string& title) {
    Said said;
    said.title = title;
    said.text = text_of(recording, longest_text);
    said.language = recording.tracks.front().article.entry.language;
    if (recording.tracks.size() != 1) {
        said.artist = album;
        return said;
    }
    const auto& article = recording.tracks.front().article;
    said.kicker = article.entry.kicker;
    said.source = article.entry.source;
    said.artist = author_of(article).empty() ? album : author_of(article);
    said.date = article.date;
    said.url = article.entry.url;
    return said;
}

// ISO 639-2, as ID3 wants it.
std::string language3(const std::string& language) {
    const icu::Locale locale(language.c_str());
    const std::string three = locale.getISO3Language();
    return three.empty() ? "und" : three;
}

// The beginning of an ISO 8601 time that ID3v2.4 allows ("2026-11-28T07:31"); of anything else nothing.
std::string timestamp(const std::string& date) {
    const std::string_view form = "0000-00-00T00:00";
    std::size_t size = 0;
    while (size < date.size() && size < form.size() &&
           (form[size] == '0' ? date[size] >= '0' && date[size] <= '9' : date[size] == form[size]))
        ++size;
    for (const std::size_t whole : {16, 10, 7, 4})
        if (size >= whole) return date.substr(0, whole);
    return {};
}

id3::TextIdentificationFrame* text_frame(const char* id, std::string_view text) {
    auto* frame = new id3::TextIdentificationFrame(id, TagLib::String::UTF8);
    frame->setText(utf8(text));
    return frame;
}

TagLib::ByteVector element_id(const std::string& name) {
    return {name.c_str(), static_cast<unsigned>(name.size())};
}

// A table of contents counts what is in it by one byte: more are in tables within the table.
void add_contents(id3::Tag& tag, const TagLib::ByteVectorList& ids) {
    constexpr unsigned most = 255;
    const auto add = [&](const std::string& name, const TagLib::ByteVectorList& in, bool top) {
        auto* contents = new id3::TableOfContentsFrame(element_id(name), in);
        contents->setIsTopLevel(top);
        contents->setIsOrdered(true);
        tag.addFrame(contents);
    };
    if (ids.size() <= most) return add("contents", ids, true);
    TagLib::ByteVectorList tables, in;
    for (const auto& id : ids) {
        in.append(id);
        if (in.size() < most && id != ids.back()) continue;
        const auto name = fmt::format("contents{}", tables.size() + 1);
        add(name, in, false);
        tables.append(element_id(name));
        in.clear();
    }
    add("contents", tables, true);
}

void fill(id3::Tag& tag, const Said& said, const std::vector<Chapter>& chapters) {
    // The tag owns its frames.
    const auto add = [&](const char* id, std::string_view text) {
        if (!text.empty()) tag.addFrame(text_frame(id, text));
    };
    const auto language = language3(said.language);
    add("TIT2", said.title);
    add("TIT3", said.kicker);
    add("TPE1", said.artist);
    add("TALB", album);
    add("TPUB", said.source);
    add("TCON", genre);
    add("TDRC", timestamp(said.date));
    add("TLAN", language);
    if (!said.url.empty()) {
        auto* link = new id3::UrlLinkFrame("WOAF");
        link->setUrl(utf8(said.url));
        tag.addFrame(link);
        auto* comment = new id3::CommentsFrame(TagLib::String::UTF8);
        comment->setLanguage(language.c_str());
        comment->setText(utf8(said.url));
        tag.addFrame(comment);
    }
    auto* lyrics = new id3::UnsynchronizedLyricsFrame(TagLib::String::UTF8);
    lyrics->setLanguage(language.c_str());
    lyrics->setText(utf8(said.text));
    tag.addFrame(lyrics);

    TagLib::ByteVectorList ids;
    for (std::size_t i = 0; i < chapters.size(); ++i) {
        const auto& chapter = chapters[i];
        const auto element = element_id(fmt::format("chapter{}", i + 1));
        constexpr unsigned no_offset = 0xFFFF'FFFF;  // by time, not by byte
        auto* frame =
            new id3::ChapterFrame(element, static_cast<unsigned>(milliseconds(chapter.at)),
                                  static_cast<unsigned>(milliseconds(chapter.until)), no_offset, no_offset);
        frame->addEmbeddedFrame(text_frame("TIT2", chapter.title));
        tag.addFrame(frame);
        ids.append(element);
    }
    add_contents(tag, ids);

    const auto png = cover_png();
    auto* cover = new id3::AttachedPictureFrame;
    cover->setMimeType("image/png");
    cover->setType(id3::AttachedPictureFrame::FrontCover);
    cover->setPicture(TagLib::ByteVector(png.data(), static_cast<unsigned>(png.size())));
    tag.addFrame(cover);
}

void fill(TagLib::Ogg::XiphComment& comment, const Said& said, const std::vector<Chapter>& chapters) {
    const auto add = [&](const std::string& name, std::string_view text) {
        if (!text.empty()) comment.addField(name, utf8(text));
    };
    add("TITLE", said.title);
    add("SUBTITLE", said.kicker);
    add("ARTIST", said.artist);
    add("ALBUM", album);
    add("ORGANIZATION", said.source);
    add("GENRE", genre);
    add("DATE", timestamp(said.date));
    add("LANGUAGE", language3(said.language));
    add("CONTACT", said.url);
    add("LYRICS", said.text);
    for (std::size_t i = 0; i < chapters.size(); ++i) {
        const auto name = fmt::format("CHAPTER{:03}", i);
        add(name, clock_time(chapters[i].at));
        add(name + "NAME", chapters[i].title);
    }
}

TagLib::FLAC::Picture* picture() {
    const auto png = cover_png();
    auto* cover = new TagLib::FLAC::Picture;
    cover->setType(TagLib::FLAC::Picture::FrontCover);
    cover->setMimeType("image/png");
    cover->setWidth(1400), cover->setHeight(1400), cover->setColorDepth(24);
    cover->setData(TagLib::ByteVector(png.data(), static_cast<unsigned>(png.size())));
    return cover;
}

}  // namespace

void write_tags(Draft& draft, const Recording& recording, const std::string& title) {
    const auto said = said_of(recording, title);
    const auto chapters = chapters_of(recording);
    TagStream stream(draft);
    bool saved = false;
    switch (recording.sound) {
        case Format::opus: {
            TagLib::Ogg::Opus::File opened(&stream, false);
            if (!opened.isValid() || !opened.tag()) break;
            fill(*opened.tag(), said, chapters);
            opened.tag()->addPicture(picture());
            saved = opened.save();
            break;
        }
        case Format::flac: {
            TagLib::FLAC::File opened(&stream, id3::FrameFactory::instance(), false);
            if (!opened.isValid()) break;
            fill(*opened.xiphComment(true), said, chapters);
            opened.addPicture(picture());
            saved = opened.save();
            break;
        }
        case Format::wav: {
            TagLib::RIFF::WAV::File opened(&stream, false);
            if (!opened.isValid()) break;
            fill(*opened.ID3v2Tag(), said, chapters);
            saved = opened.save(TagLib::RIFF::WAV::File::ID3v2);
            break;
        }
        default: {
            TagLib::MPEG::File opened(&stream, id3::FrameFactory::instance(), false);
            if (!opened.isValid()) break;
            fill(*opened.ID3v2Tag(true), said, chapters);
            saved = opened.save(TagLib::MPEG::File::ID3v2);
        }
    }
    if (!saved) throw Failure(Exit::failed, messages::encoder_failed("TagLib", "save"));
}

}  // namespace vorleser::exporting
