// Documents of other formats, made by hand: what is heard of them, and what hostile ones cost.
#include <functional>

#include <gtest/gtest.h>

#include "daemon/readers/archive.hpp"
#include "daemon/readers/read_document.hpp"
#include "tests/readers/documents.hpp"
#include "tests/support/formats.hpp"

namespace vorleser::documents {
namespace {

using namespace test;

// «H Der Hafen | P Ein Absatz. | …»: kinds and texts of what is heard behind the title.
std::string heard(const Result<Reading>& reading) {
    if (!reading) return "error: " + reading.error().message;
    std::string all;
    for (const Block& block : reading->article.body) {
        const char kind = block.kind == BlockKind::heading     ? 'H'
                          : block.kind == BlockKind::quotation ? 'Q'
                          : block.kind == BlockKind::list_item ? 'L'
                                                               : 'P';
        all += (all.empty() ? "" : " | ") + std::string(1, kind) + ' ' + block.text;
    }
    return all;
}

std::string error_of(const std::string& bytes, const ReadOptions& options = {}) {
    const auto reading = read_document(bytes, options);
    EXPECT_FALSE(reading) << reading->article.title;
    if (reading) return "";
    EXPECT_EQ(reading.error().kind, ErrorKind::unreadable);
    return reading.error().message;
}

constexpr const char* damaged = "it is damaged or incomplete: get it anew and add that";

// -- EPUB

TEST(Epub, ReadsTheChaptersInOrderWithTheirTitles) {
    const auto reading = read_document(
        book({xhtml("<body><h1>Eins</h1><p>Erster&nbsp;Absatz.</p></body>"),
              xhtml("<body><p>Ohne Überschrift.</p></body>"),
              xhtml("<body><div class=\"t\">DRITTES  KAPITEL</div><p>Dritter Absatz.</p></body>")},
             "<li><a href=\"text%20dir/c0.xhtml\">1 Eins</a></li><li><a "
             "href=\"text%20dir/c1.xhtml#x\">Zwei</a></li>"
             "<li><a href=\"text%20dir/c2.xhtml\">Drittes Kapitel</a></li>"),
        {});
    EXPECT_EQ(
        heard(reading),
        "H Eins | P Erster Absatz. | H Zwei | P Ohne Überschrift. | H DRITTES KAPITEL | P Dritter Absatz.");
    ASSERT_TRUE(reading);
    EXPECT_EQ(reading->article.title, "Der Hafen");
    EXPECT_EQ(reading->article.authors, "Erika Muster, Max Muster");
    EXPECT_EQ(reading->article.date, "2024-03-12");
    EXPECT_EQ(reading->article.language, "de");
    EXPECT_EQ(reading->dropped, std::vector<std::string>{"Inhalt1 EinsZweiDrittes Kapitel"})
        << "the contents";
}

// «Titel: P Ein Absatz. || …», of each article.
std::string chapters(const Result<Reading>& reading) {
    if (!reading) return heard(reading);
    std::string all = reading->article.title + ": " + heard(reading);
    for (const Reading& each : reading->further)
        all += " || " + each.article.title + ": " + heard(Result<Reading>(each));
    return all;
}

TEST(Epub, EachChapterIsAnArticleWhereThatIsWanted) {
    const std::vector<std::string> pages{
        xhtml("<body><p>Für Erika.</p></body>"), xhtml("<body><h1>Eins</h1><p>Erster Absatz.</p></body>"),
        xhtml("<body><p>Und er geht weiter.</p></body>"), xhtml("<body><p>* * *</p></body>"),
        xhtml("<body><div class=\"t\">ZWEI</div><p>Zweiter Absatz.</p></body>")};
    const std::string contents =
        "<li><a href=\"text%20dir/c1.xhtml\">Eins</a></li><li><a href=\"text%20dir/c4.xhtml\">Zwei</a></li>";
    const ReadOptions wanted{.source = "buch.epub", .chapters = true};
    const auto reading = read_document(book(pages, contents), wanted);
    EXPECT_EQ(chapters(reading),
              "Für Erika.:  || Eins: P Erster Absatz. | P Und er geht weiter. || Zwei: H ZWEI | P "
              "Zweiter Absatz.");
    ASSERT_TRUE(reading);
    for (const auto* each : {&reading->article, &reading->further.back().article}) {
        EXPECT_EQ(each->kicker, "Der Hafen");
        EXPECT_EQ(each->source, "Der Hafen");
        EXPECT_EQ(each->authors, "Erika Muster, Max Muster");
        EXPECT_EQ(each->language, "de");
    }
    EXPECT_EQ(reading->dropped.size(), 1u) << "the contents";
    // Packed, too, and the listener's title is the book's.
    auto titled = wanted;
    titled.title = "Mein Buch";
    const auto packed = read_document(gzipped(book(pages, contents)), titled);
    EXPECT_EQ(chapters(packed), chapters(reading));
    ASSERT_TRUE(packed);
    EXPECT_EQ(packed->further.back().article.kicker, "Mein Buch");
    // Not asked for, it is one.
    EXPECT_TRUE(read_document(book(pages, contents), {})->further.empty());
}

TEST(Epub, WithoutContentsEachPageIsAChapterAndOneAloneIsTheBook) {
    const ReadOptions wanted{.chapters = true};
    const auto page = [](const std::string& n) {
        return xhtml("<body><h2>Teil " + n + "</h2><p>Text " + n + ".</p></body>");
    };
    EXPECT_EQ(chapters(read_document(book({page("1"), page("2")}), wanted)),
              "Teil 1: P Text 1. || Teil 2: P Text 2.");
    EXPECT_EQ(chapters(read_document(book({page("1")}), wanted)), "Der Hafen: H Teil 1 | P Text 1.");
    EXPECT_EQ(chapters(read_document(word(wp("Der Bericht", "Titel") + wp("Er ist kurz.")), wanted)),
              "Der Bericht: P Er ist kurz.");
    EXPECT_EQ(error_of(book(std::vector<std::string>(most_chapters + 1, page("1"))), wanted),
              "this is an e-book (EPUB): it has more than 2000 chapters: add it as one article");
}

TEST(Epub, LeavesOutWhatOnlyEyesNeed) {
    EXPECT_EQ(
        heard(read_document(
            book({xhtml("<body epub:type=\"titlepage\"><p>Der Hafen</p></body>"),
                  xhtml("<body><section epub:type=\"copyright-page\"><p>© Verlag</p></section></body>"),
                  xhtml("<body><h2>Eins</h2><p>Am Hafen<a epub:type=\"noteref\" href=\"#n\">1</a> steht"
                        "<sup><a href=\"#m\">2</a></sup> ein Kran<a href=\"#o\"><sup>[3]</sup></a>."
                        "<span epub:type=\"pagebreak\" title=\"7\">7</span> 40 m<sup>2</sup>.</p>"
                        "<figure><img src=\"a.png\" alt=\"Bild\"/><figcaption>Der Kran</figcaption></figure>"
                        "<aside epub:type=\"footnote\"><p>Eine Fußnote.</p></aside>"
                        "<p>Siehe Kapitel <a href=\"#c3\">3</a>.<a href=\"#fn1\" "
                        "class=\"footnote-ref\">1</a></p>"
                        "<p><span class=\"pagenum\">[12]</span>Danach.</p></body>")}),
            {})),
        "H Eins | P Am Hafen steht ein Kran. 40 m2. | P Siehe Kapitel 3. | P Danach.");
}

TEST(Epub, ATitleWithoutAWordIsNone) {
    auto files = book_files({xhtml("<body><h1>Am Kai</h1><p>" + sentence + "</p></body>")}, "", "");
    for (auto& file : files)
        if (const auto at = file.content.find("<dc:title>Der Hafen"); at != file.content.npos)
            file.content.replace(at, std::string("<dc:title>Der Hafen").size(), "<dc:title>–");
    const auto reading = read_document(zipped(files), {});
    ASSERT_TRUE(reading) << reading.error().message;
    EXPECT_EQ(reading->article.title, "Am Kai");
    const auto refused = read_document(zipped(files), {.title = "***"});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::invalid_argument) << refused.error().message;
}

TEST(Epub, KeepsListsQuotationsAndTables) {
    EXPECT_EQ(heard(read_document(
                  book({xhtml("<body><ul><li>Eins</li><li><p>Zwei</p></li></ul>"
                              "<blockquote><p>Ein Zitat.</p></blockquote>"
                              "<table><tr><th>Jahr</th><th>Schiffe</th></tr><tr><td><p>2023</p></td>"
                              "<td>12</td></tr></table><p>Schluss.</p></body>")}),
                  {})),
              "L Eins | L Zwei | Q Ein Zitat. | P Jahr, Schiffe | P 2023, 12 | P Schluss.");
}

TEST(Epub, OfTheSecondVersionIsReadByItsContents) {
    std::vector<ZipFile> files{{"mimetype", "application/epub+zip"}, container()};
    files.push_back({"OEBPS/a.html", xhtml("<body><p>Umschlag</p></body>")});
    files.push_back({"OEBPS/b.html", xhtml("<body><p>" + sentence + "</p></body>")});
    files.push_back(
        {"OEBPS/toc.ncx",
         "<ncx xmlns=\"n\"><navMap><navPoint><navLabel><text>Kapitel 1</text></navLabel><content "
         "src=\"b.html#a\"/></navPoint></navMap><pageList><navPoint><navLabel><text>5</text></navLabel>"
         "<content src=\"b.html\"/></navPoint></pageList></ncx>"});
    files.push_back(
        {"OEBPS/a.opf",
         "<opf:package xmlns:opf=\"o\" xmlns:dc=\"d\"><opf:metadata><opf:dc-metadata><dc:title>Hafen"
         "</dc:title></opf:dc-metadata></opf:metadata><opf:manifest>"
         "<opf:item id=\"a\" href=\"a.html\" media-type=\"application/xhtml+xml\"/>"
         "<opf:item id=\"b\" href=\"./x/../b.html\" media-type=\"application/xhtml+xml\"/>"
         "<opf:item id=\"n\" href=\"toc.ncx\" media-type=\"application/x-dtbncx+xml\"/></opf:manifest>"
         "<opf:spine toc=\"n\"><opf:itemref idref=\"a\"/><opf:itemref idref=\"b\"/>"
         "<opf:itemref idref=\"a\" linear=\"no\"/></opf:spine>"
         "<opf:guide><opf:reference type=\"cover\" href=\"a.html\"/></opf:guide></opf:package>"});
    const auto reading = read_document(zipped(files), {});
    EXPECT_EQ(heard(reading), "H Kapitel 1 | P " + sentence);
    ASSERT_TRUE(reading);
    EXPECT_EQ(reading->article.title, "Hafen");
}

TEST(Epub, ThatIsNotWellFormedIsReadAsBrowsersDo) {
    EXPECT_EQ(heard(read_document(
                  book({"<html><body><h1>Eins</h1><p>Ein Absatz<br>mit <b>Fehlern.<p>Noch einer."}), {})),
              "H Eins | P Ein Absatz mit Fehlern. | P Noch einer.");
}

TEST(Epub, ThatIsProtectedSaysSo) {
    auto files = book_files({xhtml("<body><p>geheim</p></body>")});
    const std::size_t without = files.size();
    const auto encryption = [](const std::string& path) {
        return ZipFile{
            "META-INF/encryption.xml",
            "<encryption xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\"><enc:EncryptedData "
            "xmlns:enc=\"e\"><enc:CipherData><enc:CipherReference URI=\"" +
                path + "\"/></enc:CipherData></enc:EncryptedData></encryption>"};
    };
    files.push_back(encryption("OEBPS/text%20dir/c0.xhtml"));
    EXPECT_TRUE(error_of(zipped(files))
                    .starts_with("this is an e-book (EPUB): it is protected against copying (DRM)"));
    files.resize(without);
    files.push_back({"META-INF/rights.xml", "<rights/>"});
    EXPECT_TRUE(error_of(zipped(files))
                    .starts_with("this is an e-book (EPUB): it is protected against copying (DRM)"));
    files.resize(without);
    files.push_back(encryption("OEBPS/fonts/a.otf"));
    EXPECT_EQ(heard(read_document(zipped(files), {})), "P geheim")
        << "fonts alone are encrypted in many books";
}

// -- DOCX

TEST(Docx, ReadsTitleHeadingsQuotationsListsAndTables) {
    const auto reading =
        read_document(word(wp("Der Hafen", "Titel") + wp("Anfang", "berschrift1") + wp(sentence) +
                           wp("Ein Zitat.", "Zitat") + wp("Mehr", "Eigene") +
                           "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId "
                           "w:val=\"2\"/></w:numPr></w:pPr><w:r><w:t>Punkt</w:t></w:r></w:p>"
                           "<w:tbl><w:tr><w:tc>" +
                           wp("Jahr") + "</w:tc><w:tc>" + wp("Schiffe") + "</w:tc></w:tr><w:tr><w:tc>" +
                           wp("2023") + "</w:tc><w:tc>" + wp("12") + wp("groß") + "</w:tc></w:tr></w:tbl>"),
                      {});
    EXPECT_EQ(heard(reading), "H Anfang | P " + sentence +
                                  " | Q Ein Zitat. | H Mehr | L Punkt | P Jahr, Schiffe | P 2023, 12 groß");
    ASSERT_TRUE(reading);
    EXPECT_EQ(reading->article.title, "Der Hafen");
    EXPECT_EQ(reading->article.authors, "Erika Muster");
    EXPECT_EQ(reading->article.date, "2024-03-12T10:00:00Z");
    EXPECT_EQ(reading->article.language, "de-DE");
}

TEST(Docx, LeavesOutWhatWasDeletedHiddenOrMadeByTheProgram) {
    EXPECT_EQ(
        heard(read_document(
            word("<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val=\"Table of "
                 "Contents\"/></w:docPartObj></w:sdtPr>"
                 "<w:sdtContent>" +
                 wp("Inhalt") + "</w:sdtContent></w:sdt>" + wp("Kapitel 1 … 5", "Verzeichnis1") +
                 wp("Der Hafen", "berschrift1") +
                 "<w:p><w:r><w:t>Der Rat</w:t></w:r><w:del><w:r><w:delText> nie</w:delText></w:r></w:del>"
                 "<w:ins><w:r><w:t xml:space=\"preserve\"> "
                 "stets</w:t></w:r></w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t>geheim</w:t></w:r>"
                 "<w:r><w:rPr><w:vanish w:val=\"0\"/></w:rPr><w:t xml:space=\"preserve\"> hat</w:t></w:r>"
                 "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>"
                 "<w:r><w:footnoteReference "
                 "w:id=\"1\"/></w:r><w:r><w:t>­</w:t><w:tab/><w:t>be</w:t><w:softHyphen/><w:t>schlossen.</"
                 "w:t></w:r></w:p>" +
                 wp("Bild 1: Der Kran", "Beschriftung")),
            {})),
        "P Der Rat stets hat beschlossen.");
}

TEST(Docx, ReadsABoxOnceWhereItIsAnchored) {
    EXPECT_EQ(
        heard(read_document(
            word(wp("Der Hafen", "Titel") +
                 "<w:p><w:r><w:t>Davor </w:t></w:r><w:r><mc:AlternateContent "
                 "xmlns:mc=\"m\"><mc:Choice><w:drawing>"
                 "<wps:txbx xmlns:wps=\"x\"><w:txbxContent>" +
                 wp("Im Kasten.") + wp("Bild 1", "Beschriftung") +
                 "</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent>" +
                 wp("Im Kasten.") +
                 "</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
                 "<w:r><w:t>danach.</w:t></w:r></w:p>"),
            {})),
        "P Davor | P Im Kasten. | P danach.");
}

TEST(Docx, TakesItsTitleFromItsTextBeforeWhatTheProgramKept) {
    EXPECT_EQ(read_document(word(wp("Anfang", "berschrift1") + wp(sentence)), {})->article.title, "Anfang");
    EXPECT_EQ(read_document(word(wp(sentence)), {})->article.title, "Vorlage 7");
    EXPECT_EQ(read_document(word(wp(sentence)), {.title = "Meiner"})->article.title, "Meiner");
}

// -- ODT

TEST(Odt, ReadsTitleHeadingsQuotationsListsAndTables) {
    const auto reading = read_document(
        odt("<text:p text:style-name=\"P2\">Der Hafen</text:p><text:h "
            "text:outline-level=\"1\">Anfang</text:h>"
            "<text:p>Der<text:s text:c=\"3\"/>Rat<text:tab/>tagt<text:line-break/>heute.</text:p>"
            "<text:p text:style-name=\"P1\">Ein "
            "Zitat.</text:p><text:list><text:list-item><text:p>Eins</text:p>"
            "<text:list><text:list-item><text:p>Zwei</text:p></text:list-item></text:list></text:list-item></"
            "text:list>"
            "<table:table><table:table-row><table:table-cell><text:p>Jahr</text:p></"
            "table:table-cell><table:table-cell>"
            "<text:p>Schiffe</text:p></table:table-cell><table:covered-table-cell/></table:table-row></"
            "table:table>"),
        {});
    EXPECT_EQ(heard(reading),
              "H Anfang | P Der Rat tagt heute. | Q Ein Zitat. | L Eins | L Zwei | P Jahr, Schiffe");
    ASSERT_TRUE(reading);
    EXPECT_EQ(reading->article.title, "Der Hafen");
    EXPECT_EQ(reading->article.authors, "Erika Muster");
    EXPECT_EQ(reading->article.date, "2024-03-12");
    EXPECT_EQ(reading->article.language, "de-DE");
}

TEST(Odt, LeavesOutNotesCommentsWhatWasDeletedAndContents) {
    EXPECT_EQ(
        heard(read_document(
            odt("<text:tracked-changes><text:changed-region><text:deletion><text:p>Weg "
                "damit.</text:p></text:deletion>"
                "</text:changed-region></text:tracked-changes><text:table-of-content><text:p>Inhalt</text:p>"
                "</text:table-of-content><text:h>Anfang</text:h><text:p>Am "
                "Hafen<text:note><text:note-citation>1"
                "</text:note-citation><text:note-body><text:p>Fußnote</text:p></text:note-body></text:note> "
                "steht"
                "<office:annotation><text:p>Stimmt das?</text:p></office:annotation> ein "
                "<text:ruby><text:ruby-base>"
                "Kran</text:ruby-base><text:ruby-text>kran</text:ruby-text></"
                "text:ruby>.<draw:frame><svg:title>Bild"
                "</svg:title><draw:text-box><text:p text:style-name=\"Illustration\">Der Kran</text:p>"
                "<text:p>Ein Kasten.</text:p></draw:text-box></draw:frame> Und mehr.</text:p>"
                "<text:section text:display=\"none\"><text:p>geheim</text:p></text:section>"),
            {})),
        "P Am Hafen steht ein Kran. | P Ein Kasten. | P Und mehr.");
}

TEST(Odt, ThatHasAPasswordSaysSo) {
    auto files = odt_files("<text:p>geheim</text:p>");
    files.push_back(
        {"META-INF/manifest.xml",
         "<manifest:manifest xmlns:manifest=\"m\"><manifest:file-entry manifest:full-path=\"content.xml\">"
         "<manifest:encryption-data/></manifest:file-entry></manifest:manifest>"});
    EXPECT_EQ(error_of(zipped(files)),
              "this is a text document of LibreOffice (ODT): it is protected by a password: "
              "save it without one and add that");
}

// -- gzip

TEST(Gzip, IsReadAsWhatIsInIt) {
    const auto text = read_document(gzipped("Der Hafen\n\n" + sentence + "\n"), {.source = "hafen.txt.gz"});
    EXPECT_EQ(heard(text), "P " + sentence);
    ASSERT_TRUE(text);
    EXPECT_EQ(text->article.title, "Der Hafen");
    EXPECT_EQ(text->article.source, "hafen.txt");
    EXPECT_EQ(heard(read_document(gzipped("**Der Hafen**\n\n" + sentence), {.source = "hafen.md.gz"})),
              "P " + sentence)
        << "Markdown by its name";
    EXPECT_EQ(heard(read_document(gzipped(word(wp("Der Hafen", "Titel") + wp(sentence))), {})),
              "P " + sentence);
    EXPECT_EQ(heard(read_document(gzipped("Der Hafen\n\n") + gzipped(sentence), {})), "P " + sentence)
        << "several, one behind the other";
}

TEST(Gzip, IsOneLayerOfABoundedSize) {
    EXPECT_EQ(
        error_of(gzipped(gzipped(sentence))),
        "this is a file packed by gzip: what is packed in it is packed once more: unpack it and add that");
    EXPECT_EQ(error_of(gzipped(std::string(80 << 20, 'a'))),
              "this is a file packed by gzip: what is packed in it is larger than 64 MB, so it is not read");
    std::string cut = gzipped(std::string(10'000, 'a') + sentence);
    cut.resize(cut.size() / 2);
    EXPECT_EQ(error_of(cut), std::string("this is a file packed by gzip: ") + damaged);
    EXPECT_EQ(error_of(gzipped("%PDF-1.7 …")).substr(0, 44), "this is a file packed by gzip: this is a PDF");
}

// -- what archives may do

TEST(Archive, OfManyOrLargeFilesIsBounded) {
    const std::string bomb(70 << 20, ' ');
    EXPECT_EQ(error_of(zipped({{"mimetype", "application/epub+zip"},
                               container(),
                               {"OEBPS/a.opf", "<package>" + bomb + "</package>", true}})),
              "this is an e-book (EPUB): " + std::string(damaged))
        << "one that is large, but not too large, holds no chapters";
    const std::string chapter = xhtml("<body>" + bomb + "</body>");
    EXPECT_EQ(error_of(book({chapter, chapter})),
              "this is an e-book (EPUB): what is packed in it is larger than 128 MB, so it is not read");
    std::vector<ZipFile> many = odt_files("<text:p>" + sentence + "</text:p>");
    for (int i = 0; i < 1000; ++i) many.push_back({"Pictures/" + std::to_string(i), ""});
    EXPECT_EQ(heard(read_document(zipped(many), {})), "P " + sentence);
    for (int i = 1000; i <= 20'000; ++i) many.push_back({"Pictures/" + std::to_string(i), ""});
    EXPECT_EQ(error_of(zipped(many)),
              "this is a text document of LibreOffice (ODT): more than 20000 files are packed in it, so it "
              "is not read");
}

TEST(Archive, ThatSaysLessThanItHoldsIsNotBelieved) {
    std::string bytes = zipped({{"content.xml", std::string(Archive::most_bytes + 1, 'a'), true}});
    for (std::size_t at : {bytes.find("PK\3\4") + 22, bytes.find("PK\1\2") + 24})
        bytes.replace(at, 4, "\x10\0\0\0", 4);
    auto archive = Archive::open(bytes);
    ASSERT_TRUE(archive);
    const auto content = archive->read("content.xml");
    ASSERT_FALSE(content);
    EXPECT_NE(content.error().message.find("larger than 128 MB"), std::string::npos);
}

TEST(Archive, DamageAndPasswordsAreSaid) {
    auto files = odt_files("<text:p>" + sentence + "</text:p>");
    const std::string whole = zipped(files);
    for (const std::size_t size : {whole.size() - 1, whole.size() / 2, std::size_t{80}})
        EXPECT_EQ(error_of(whole.substr(0, size)),
                  std::string("this is a text document of LibreOffice (ODT): ") + damaged);
    files[1].broken = true;
    EXPECT_EQ(error_of(zipped(files)),
              std::string("this is a text document of LibreOffice (ODT): ") + damaged);
    files[1].broken = false;
    files[1].encrypted = true;
    EXPECT_NE(error_of(zipped(files)).find("protected by a password"), std::string::npos);
    files.erase(files.begin() + 1);
    EXPECT_EQ(error_of(zipped(files)),
              std::string("this is a text document of LibreOffice (ODT): ") + damaged);
}

// Names lead nowhere: they are looked up in the archive only.
TEST(Archive, PathsDoNotLeadOutOfIt) {
    for (const std::string path : {"/etc/passwd", "../../../../etc/passwd", "..%2f..%2fetc/passwd"}) {
        std::vector<ZipFile> files{{"mimetype", "application/epub+zip"}, container()};
        files.push_back(
            {"OEBPS/a.opf", "<package><manifest><item id=\"a\" href=\"" + path +
                                "\" media-type=\"application/xhtml+xml\"/></manifest><spine><itemref "
                                "idref=\"a\"/></spine></package>"});
        EXPECT_EQ(error_of(zipped(files)), "this is an e-book (EPUB): " + std::string(damaged)) << path;
        files.push_back({"etc/passwd", xhtml("<body><p>" + sentence + "</p></body>")});
        EXPECT_TRUE(read_document(zipped(files), {})) << path << " within it";
    }
}

TEST(Xml, EntitiesOfADocumentTypeAreNeitherExpandedNorFetched) {
    const std::string type =
        "<!DOCTYPE x [<!ENTITY a \"geheim\"><!ENTITY b SYSTEM \"file:///etc/passwd\">"
        "<!ENTITY c \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY % d SYSTEM \"http://localhost/\"> %d;]>";
    auto files = odt_files("");
    std::string& content = files[1].content;
    content.replace(content.find("?>") + 2, 0, type);
    content.replace(content.find("<office:text>") + 13, 0, "<text:p>" + sentence + " &a; &b; &c;</text:p>");
    const auto reading = read_document(zipped(files), {});
    EXPECT_EQ(heard(reading), "P " + sentence + " &a; &b; &c;");
    const auto chapter =
        "<?xml version=\"1.0\"?>" + type + "<html><body><p>" + sentence + " &a; &b;</p></body></html>";
    EXPECT_EQ(heard(read_document(book({chapter}), {})), "P " + sentence + " &a; &b;");
}

TEST(Xml, AMillionParagraphsAndDeepNestingAreBounded) {
    std::string many;
    for (int i = 0; i < 1'000'000; ++i) many += "<text:p>Wort</text:p>";
    const auto reading = read_document(odt(many), {});
    ASSERT_TRUE(reading) << reading.error().message;
    EXPECT_EQ(reading->article.body.size(), 1'000'000u);
    std::string deep = "<text:p>" + sentence + "</text:p>", boxes;
    for (int i = 0; i < 500'000; ++i) boxes += "<text:span>";
    deep += "<text:p>Oben" + boxes + "unten";
    for (int i = 0; i < 500'000; ++i) deep += "</text:span>";
    EXPECT_EQ(heard(read_document(odt(deep + "</text:p>"), {})), "P " + sentence + " | P Oben");
    // The same as a page that is not even closed.
    std::string divs = "<html><body><p>" + sentence + "</p>";
    for (int i = 0; i < 200'000; ++i) divs += "<div>";
    EXPECT_EQ(heard(read_document(book({divs + "Unten"}), {})).substr(0, 20),
              ("P " + sentence).substr(0, 20));
}

TEST(Document, WithoutWordsSaysSo) {
    const std::string nothing = "there is no text in it to be read aloud";
    auto files = odt_files("<text:p>***</text:p>");
    files.pop_back();
    EXPECT_EQ(error_of(zipped(files)), "this is a text document of LibreOffice (ODT): " + nothing);
    auto pictures = book_files({xhtml("<body><img src=\"a.png\"/></body>")});
    EXPECT_EQ(read_document(zipped(pictures), {})->article.title, "Der Hafen") << "a title is heard";
}

// What is no document is read or refused as ever.
TEST(Document, IsToldByItsContent) {
    EXPECT_EQ(heard(read_document("Der Hafen\n\n" + sentence, {.source = "a.epub"})), "P " + sentence);
    for (const auto& sample : format_samples())
        EXPECT_TRUE(error_of(sample.bytes).starts_with("this is " + sample.english + ": ")) << sample.file;
}

}  // namespace
}  // namespace vorleser::documents
