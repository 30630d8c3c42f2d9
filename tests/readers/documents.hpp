// Small documents, by hand.
#pragma once

#include <string>
#include <vector>

#include "tests/support/zip_writer.hpp"

namespace vorleser::test {

inline const std::string sentence = "Der Stadtrat hat am Dienstag beschlossen, den alten Hafen umzubauen.";

inline ZipFile container() {
    return {"META-INF/container.xml",
            "<?xml version=\"1.0\"?><container xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\">"
            "<rootfiles><rootfile full-path=\"OEBPS/a.opf\" media-type=\"application/oebps-package+xml\"/>"
            "</rootfiles></container>"};
}

inline std::string xhtml(const std::string& body) {
    return "<?xml version=\"1.0\" encoding=\"utf-8\"?><!DOCTYPE html><html "
           "xmlns=\"http://www.w3.org/1999/xhtml\" "
           "xmlns:epub=\"http://www.idpf.org/2007/ops\"><head><title/></head>" +
           body + "</html>";
}

// Chapters c0.xhtml … below «OEBPS/text dir/», in a book with a table of contents of EPUB 3.
inline std::vector<ZipFile> book_files(const std::vector<std::string>& chapters,
                                       const std::string& contents = "", const std::string& guide = "") {
    std::string manifest =
        "<item id=\"nav\" href=\"nav.xhtml\" media-type=\"application/xhtml+xml\" properties=\"nav\"/>";
    std::string spine = "<itemref idref=\"nav\"/>";
    std::vector<ZipFile> files{{"mimetype", "application/epub+zip"}, container()};
    for (std::size_t i = 0; i < chapters.size(); ++i) {
        const std::string n = std::to_string(i);
        manifest += "<item id=\"c" + n + "\" href=\"text%20dir/c" + n +
                    ".xhtml\" media-type=\"application/xhtml+xml\"/>";
        spine += "<itemref idref=\"c" + n + "\"/>";
        files.push_back({"OEBPS/text dir/c" + n + ".xhtml", chapters[i], true});
    }
    files.push_back({"OEBPS/nav.xhtml", xhtml("<body><nav epub:type=\"toc\"><h1>Inhalt</h1><ol>" + contents +
                                              "</ol></nav></body>")});
    files.push_back({"OEBPS/a.opf",
                     "<package xmlns=\"http://www.idpf.org/2007/opf\" "
                     "xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><metadata>"
                     "<dc:title>Der Hafen</dc:title><dc:creator>Erika Muster</dc:creator><dc:creator>Max "
                     "Muster</dc:creator>"
                     "<dc:language>de</dc:language><dc:date>2024-03-12</dc:date></metadata><manifest>" +
                         manifest + "</manifest><spine>" + spine + "</spine><guide>" + guide +
                         "</guide></package>"});
    return files;
}

inline std::string book(const std::vector<std::string>& chapters, const std::string& contents = "",
                        const std::string& guide = "") {
    return zipped(book_files(chapters, contents, guide));
}

// word/document.xml with this in its body, and styles as Word names them in German.
inline std::vector<ZipFile> word_files(const std::string& body) {
    const std::string w = " xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";
    const auto style = [](const std::string& id, const std::string& name, const std::string& based = "") {
        return "<w:style w:type=\"paragraph\" w:styleId=\"" + id + "\"><w:name w:val=\"" + name + "\"/>" +
               (based.empty() ? "" : "<w:basedOn w:val=\"" + based + "\"/>") + "</w:style>";
    };
    return {{"[Content_Types].xml", "<Types/>"},
            {"word/document.xml",
             "<?xml version=\"1.0\"?><w:document" + w + "><w:body>" + body + "</w:body></w:document>", true},
            {"word/styles.xml", "<w:styles" + w +
                                    "><w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val=\"de-DE\"/></w:rPr>"
                                    "</w:rPrDefault></w:docDefaults>" +
                                    style("Titel", "Title") + style("berschrift1", "heading 1") +
                                    style("Eigene", "Kapitel", "berschrift1") + style("Zitat", "Quote") +
                                    style("Verzeichnis1", "toc 1") + style("Beschriftung", "caption") +
                                    "</w:styles>"},
            {"docProps/core.xml",
             "<cp:coreProperties xmlns:cp=\"c\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
             "xmlns:dcterms=\"t\">"
             "<dc:title>Vorlage 7</dc:title><dc:creator>Erika "
             "Muster</dc:creator><dcterms:created>2024-03-12T10:00:00Z"
             "</dcterms:created></cp:coreProperties>"}};
}

inline std::string word(const std::string& body) {
    return zipped(word_files(body));
}

// A paragraph of Word's.
inline std::string wp(const std::string& text, const std::string& style = "") {
    return "<w:p>" + (style.empty() ? "" : "<w:pPr><w:pStyle w:val=\"" + style + "\"/></w:pPr>") +
           "<w:r><w:t xml:space=\"preserve\">" + text + "</w:t></w:r></w:p>";
}

// content.xml with this as its text.
inline std::vector<ZipFile> odt_files(const std::string& text) {
    return {
        {"mimetype", "application/vnd.oasis.opendocument.text"},
        {"content.xml",
         "<?xml version=\"1.0\"?><office:document-content xmlns:office=\"o\" xmlns:text=\"t\" "
         "xmlns:table=\"b\" "
         "xmlns:style=\"s\" xmlns:draw=\"d\" xmlns:svg=\"v\"><office:automatic-styles>"
         "<style:style style:name=\"P1\" style:family=\"paragraph\" style:parent-style-name=\"Quotations\"/>"
         "<style:style style:name=\"P2\" style:family=\"paragraph\" style:parent-style-name=\"Title\"/>"
         "</office:automatic-styles><office:body><office:text>" +
             text + "</office:text></office:body></office:document-content>",
         true},
        {"meta.xml",
         "<office:document-meta xmlns:office=\"o\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
         "xmlns:meta=\"m\">"
         "<office:meta><dc:title>Vorlage 7</dc:title><meta:initial-creator>Erika "
         "Muster</meta:initial-creator>"
         "<dc:date>2024-03-12</dc:date><dc:language>de-DE</dc:language></office:meta></"
         "office:document-meta>"}};
}

inline std::string odt(const std::string& text) {
    return zipped(odt_files(text));
}

}  // namespace vorleser::test
