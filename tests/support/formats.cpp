#include "tests/support/formats.hpp"

#include <random>
#include <string_view>

namespace vorleser::test {
namespace {

using namespace std::string_literals;

// What stands behind a signature: bytes of any kind, the same each time.
std::string noise(std::size_t size) {
    std::mt19937 random(7);
    std::string bytes;
    for (std::size_t i = 0; i < size; ++i) bytes += static_cast<char>(random());
    return bytes;
}

// A ZIP archive's beginning with files of these names, their contents «stored».
std::string zip(const std::vector<std::pair<std::string, std::string>>& files) {
    std::string bytes;
    for (const auto& [name, content] : files) {
        bytes += "PK\3\4\24\0\0\0\0\0\0\0\0\0"s + std::string(12, '\0');
        bytes += static_cast<char>(name.size());
        bytes += "\0\0\0"s + name + content;
    }
    return bytes;
}

// An old Office document's beginning, with the name of what it holds.
std::string ole(const std::string& name) {
    std::string bytes = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + noise(600);
    for (const char c : name) (bytes += c) += '\0';
    return bytes + noise(600);
}

const std::string sentence = "Der Stadtrat hat am Dienstag beschlossen, den alten Hafen umzubauen.";
const std::string mail =
    "Return-Path: <erika@example.org>\r\nReceived: from mail.example.org\r\n"
    "\tby mx.example.org; Tue, 12 Mar 2024 17:26:00 +0100\r\nFrom: Erika Muster <erika@example.org>\r\n"
    "To: max@example.org\r\nSubject: Der Hafen\r\nMessage-ID: <1@example.org>\r\nMIME-Version: 1.0\r\n"
    "Content-Type: image/png\r\n\r\n" +  // nothing to be read
    sentence +
    "\r\n";

std::string utf16(const std::string& ascii) {
    std::string bytes = "\xFF\xFE";
    for (const char c : ascii) (bytes += c) += '\0';
    return bytes;
}

}  // namespace

const std::vector<FormatSample>& format_samples() {
    static const std::string picture = "a picture", bild = "ein Bild", sound = "a sound file",
                             klang = "eine Audiodatei", video = "a video", film = "ein Video",
                             archive = "an archive", archiv = "ein Archiv", packed = "compressed data",
                             gepackt = "eine gepackte Datei", program = "a program",
                             programm = "ein Programm", office = "a Microsoft Office document",
                             office_de = "ein Dokument von Microsoft Office", font = "a font",
                             schrift = "eine Schriftart", xml = "an XML file", xml_de = "eine XML-Datei",
                             feed = "a list of articles (RSS, Atom or the like)",
                             feed_de = "eine Liste von Artikeln (RSS, Atom oder dergleichen)", data = "JSON",
                             link = "a link to a page", verweis = "ein Verweis auf eine Seite",
                             subtitles = "a file of subtitles", untertitel = "eine Datei mit Untertiteln",
                             addresses = "a list of addresses", adressen = "eine Liste von Adressen",
                             mhtml = "a page saved as one file (MHTML)",
                             mhtml_de = "eine Seite, die als einzelne Datei gespeichert ist (MHTML)",
                             rtf = "an RTF document", rtf_de = "ein RTF-Dokument";
    static const std::vector<FormatSample> all{
        {"a.pdf", "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n1 0 obj", "a PDF document", "ein PDF-Dokument"},
        {"a.ps", "%!PS-Adobe-3.0\n%%Title: Hafen\n", "a PostScript document", "ein PostScript-Dokument"},
        {"a.djvu", "AT&TFORM\0\0\1\0DJVU"s + noise(200), "a DjVu document", "ein DjVu-Dokument"},
        {"a.png", "\x89PNG\r\n\x1A\n\0\0\0\rIHDR"s + noise(200), picture, bild},
        {"a.jpg", "\xFF\xD8\xFF\xE0\0\x10JFIF\0"s + noise(200), picture, bild},
        {"old.gif", "GIF87a" + noise(200), picture, bild},
        {"a.gif", "GIF89a" + noise(200), picture, bild},
        {"a.webp", "RIFF\xC8\0\0\0WEBPVP8 "s + noise(200), picture, bild},
        {"a.tif", "II*\0"s + noise(200), picture, bild},
        {"big.tif", "MM\0*"s + noise(200), picture, bild},
        {"a.bmp", "BM\x36\x10\0\0\0\0\0\0"s + noise(200), picture, bild},
        {"a.ico", "\0\0\1\0\1\0"s + noise(200), picture, bild},
        {"a.avif", "\0\0\0\x1C"s + "ftypavif" + noise(200), picture, bild},
        {"a.heic", "\0\0\0\x18"s + "ftypheic" + noise(200), picture, bild},
        {"a.svg", "<?xml version=\"1.0\"?>\n<!-- drawn -->\n<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
         picture, bild},
        {"a.wav", "RIFF\xC8\0\0\0WAVEfmt "s + noise(200), sound, klang},
        {"a.aiff", "FORM\0\0\0\xC8"s + "AIFFCOMM" + noise(200), sound, klang},
        {"a.ogg", "OggS\0\2"s + noise(200), sound, klang},
        {"a.flac", "fLaC\0\0\0\x22"s + noise(200), sound, klang},
        {"a.mid", "MThd\0\0\0\6"s + noise(200), sound, klang},
        {"tagged.mp3", "ID3\3\0\0\0"s + noise(200), sound, klang},
        {"a.mp3", "\xFF\xFB\x90\x64"s + noise(200), sound, klang},
        {"b.mp3", "\xFF\xF3\x84\xC4"s + noise(200), sound, klang},
        {"c.mp3", "\xFF\xF2\x84\xC4"s + noise(200), sound, klang},
        {"a.m4a", "\0\0\0\x20"s + "ftypM4A " + noise(200), sound, klang},
        {"a.mp4", "\0\0\0\x20"s + "ftypisom" + noise(200), video, film},
        {"a.avi", "RIFF\xC8\0\0\0"s + "AVI LIST" + noise(200), video, film},
        {"a.mkv", "\x1A\x45\xDF\xA3" + noise(200), video, film},
        {"a.epub", zip({{"mimetype", "application/epub+zip"}, {"OEBPS/a.xhtml", sentence}}),
         "an e-book (EPUB)", "ein E-Book (EPUB)"},
        {"old.epub", zip({{"META-INF/container.xml", noise(300)}, {"OEBPS/content.opf", noise(300)}}),
         "an e-book (EPUB)", "ein E-Book (EPUB)"},
        {"a.odt", zip({{"mimetype", "application/vnd.oasis.opendocument.text"}, {"content.xml", sentence}}),
         "a text document of LibreOffice (ODT)", "ein Textdokument von LibreOffice (ODT)"},
        {"a.ods",
         zip({{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"}, {"content.xml", sentence}}),
         "an OpenDocument file without text, as LibreOffice writes them",
         "eine OpenDocument-Datei ohne Text, wie LibreOffice sie schreibt"},
        {"a.docx", zip({{"[Content_Types].xml", noise(300)}, {"word/document.xml", noise(300)}}),
         "a Word document (DOCX)", "ein Word-Dokument (DOCX)"},
        {"a.xlsx", zip({{"[Content_Types].xml", noise(300)}, {"xl/workbook.xml", noise(300)}}), office,
         office_de},
        {"a.doc", ole("WordDocument"), "an old Word document (.doc)", "ein altes Word-Dokument (.doc)"},
        {"locked.docx", ole("EncryptedPackage"), "an Office document that is protected by a password",
         "ein Office-Dokument, das durch ein Passwort geschützt ist"},
        {"a.xls", ole("Workbook"), office, office_de},
        {"a.mobi", "Der Hafen" + std::string(51, '\0') + "BOOKMOBI" + noise(200), "a Kindle book",
         "ein Kindle-Buch"},
        {"a.webarchive", "bplist00\xD1\1\2_\20\x0FWebMainResource" + noise(200),
         "a web archive of Safari, or another property list",
         "ein Webarchiv von Safari oder eine andere Property-Liste"},
        {"a.zip", zip({{"hafen.txt", sentence}}), archive, archiv},
        {"empty.zip", "PK\5\6" + std::string(18, '\0'), archive, archiv},
        {"a.7z", "7z\xBC\xAF\x27\x1C\0\4"s + noise(200), archive, archiv},
        {"a.rar", "Rar!\x1A\7\1\0"s + noise(200), archive, archiv},
        {"a.tar",
         "hafen.txt" + std::string(248, '\0') + "ustar\0"s + "00" + std::string(247, '\0') + sentence,
         archive, archiv},
        {"a.gz", "\x1F\x8B\x08\0\0\0\0\0\0\3"s + noise(200), "a file packed by gzip",
         "eine mit gzip gepackte Datei"},
        {"a.Z", "\x1F\x9D\x90"s + noise(200), packed, gepackt},
        {"a.bz2", "BZh91AY&SY" + noise(200), packed, gepackt},
        {"a.xz", "\xFD\x37zXZ\0\0\4"s + noise(200), packed, gepackt},
        {"a.zst", "\x28\xB5\x2F\xFD" + noise(200), packed, gepackt},
        {"a.lz4", "\x04\x22\x4D\x18" + noise(200), packed, gepackt},
        {"a", "\x7F\x45LF\2\1\1\0"s + noise(200), program, programm},
        {"a.exe", "MZ\x90\0\3\0\0\0"s + noise(200), program, programm},
        {"a.dylib", "\xCF\xFA\xED\xFE" + noise(200), program, programm},
        {"a.class", "\xCA\xFE\xBA\xBE\0\0\0\x41"s + noise(200), program, programm},
        {"a.wasm", "\0asm\1\0\0\0"s + noise(200), program, programm},
        {"a.db", "SQLite format 3\0\x10\0"s + noise(200), "a database (SQLite)", "eine Datenbank (SQLite)"},
        {"a.ttf", "\0\1\0\0\0\x0C"s + noise(200), font, schrift},
        {"a.otf", "OTTO\0\x0C"s + noise(200), font, schrift},
        {"a.woff", "wOFF" + noise(200), font, schrift},
        {"a.woff2", "wOF2" + noise(200), font, schrift},
        {"a.lnk", "L\0\0\0\1\x14\2\0"s + noise(200), link, verweis},
        {"a.rtf", "{\\rtf1\\ansi\\deff0 {\\fonttbl{\\f0 Arial;}}\n\\f0\\fs24 " + sentence + "\\par\n}", rtf,
         rtf_de},
        {"sixteen.rtf", utf16("{\\rtf1\\ansi Der Hafen}"), rtf, rtf_de},
        {"blink.mhtml",
         "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://example.org/hafen\r\nSubject: Der "
         "Hafen\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\t"
         "boundary=\"----x\"\r\n\r\n\r\n------x\r\nContent-Type: text/css\r\n\r\n<html><body><p>" +
             sentence + "</p></body></html>",
         mhtml, mhtml_de},
        {"old.mht",
         "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=\"x\"\n\n--x\nContent-Type: "
         "text/html\n\n<html>",
         mhtml, mhtml_de},
        {"a.eml", mail, "a mail", "eine E-Mail"},
        {"a.mbox", "From erika@example.org Tue Mar 12 17:26:00 2024\n" + mail, "a mailbox", "ein Postfach"},
        {"a.rss",
         "\xEF\xBB\xBF<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- made by hand -->\n<rss "
         "version=\"2.0\"><channel><title>Neuheim</title><item><description>" +
             sentence + "</description></item></channel></rss>",
         feed, feed_de},
        {"a.atom", "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Neuheim</title></feed>", feed,
         feed_de},
        {"a.rdf",
         "<?xml version=\"1.0\"?><!DOCTYPE rdf:RDF [<!ENTITY % x SYSTEM \"x\">]>\n<rdf:RDF "
         "xmlns=\"http://purl.org/rss/1.0/\"/>",
         feed, feed_de},
        {"sitemap.xml", "<?xml version=\"1.0\"?>\n<urlset><url/></urlset>", feed, feed_de},
        {"a.opml", "<?xml version=\"1.0\"?>\n<opml version=\"2.0\"/>", feed, feed_de},
        {"a.xml", "<?xml version=\"1.0\"?>\n<FictionBook><body><p>" + sentence + "</p></body></FictionBook>",
         xml, xml_de},
        {"a.plist", "<plist version=\"1.0\"><dict/></plist>", xml, xml_de},
        {"a.json", "{\"title\": \"Der Hafen\", \"text\": \"" + sentence + "\"}\n", data, data},
        {"lines.json", "[1, 2]\n{\"text\": \"" + sentence + "\"}\n", data, data},
        {"large.json", "[\"" + std::string(100'000, 'a') + "\"]", data, data},
        {"a.vtt", "WEBVTT\n\n00:00.000 --> 00:02.000\n" + sentence, subtitles, untertitel},
        {"a.srt", "1\r\n00:00:00,000 --> 00:00:02,000\r\n" + sentence, subtitles, untertitel},
        {"a.tex", "% !TeX\n\\documentclass{article}\n\\begin{document}\n" + sentence, "a LaTeX document",
         "ein LaTeX-Dokument"},
        {"a.ics", "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", "a calendar", "ein Kalender"},
        {"a.vcf", "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Erika Muster\r\n", "a contact", "ein Kontakt"},
        {"a.pem", "-----BEGIN CERTIFICATE-----\nMIIB\n", "a key or a certificate",
         "ein Schlüssel oder ein Zertifikat"},
        {"a.sh", "#!/bin/sh\necho Hallo\n", "a script", "ein Skript"},
        {"a.m3u", "#EXTM3U\n#EXTINF:123,Der Hafen\nhafen.mp3\n", "a list of sounds", "eine Titelliste"},
        // The client fetches these when it is given them as files it can make out.
        {"sixteen.url", utf16("[InternetShortcut]\r\nURL=https://example.org/\r\n"), link, verweis},
        {"sixteen.txt",
         utf16("# mine\n\nhttps://example.org/a\nHTTP://example.org/b https://example.org/c\n"), addresses,
         adressen},
    };
    return all;
}

}  // namespace vorleser::test
