// What the reader of PDF documents makes of pages, and of what is none.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "daemon/readers/paper.hpp"
#include "daemon/readers/readers.hpp"

namespace vorleser::documents {
namespace {

// «text» at x, y from the lower left corner; ASCII only.
std::string drawn(double x, double y, double size, const std::string& text, bool bold = false) {
    return "BT /F" + std::string(bold ? "2 " : "1 ") + std::to_string(size) + " Tf 1 0 0 1 " +
           std::to_string(x) + " " + std::to_string(y) + " Tm (" + text + ") Tj ET\n";
}

struct Printed {
    std::vector<std::string> pages;  // their contents; 595 × 842 points each
    std::string info = {}, trailer = {}, count = {};
};

// The document in PDF's own syntax, with two fonts that every reader has.
std::string pdf_of(const Printed& printed) {
    std::string kids;
    for (std::size_t i = 0; i < printed.pages.size(); ++i) kids += std::to_string(6 + 2 * i) + " 0 R ";
    std::vector<std::string> objects{
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[" + kids + "]/Count " +
            (printed.count.empty() ? std::to_string(printed.pages.size()) : printed.count) + ">>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold/Encoding/WinAnsiEncoding>>",
        "<<" + printed.info + ">>"};
    for (std::size_t i = 0; i < printed.pages.size(); ++i) {
        objects.push_back(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R/F2 4 0 "
            "R>>>>/Contents " +
            std::to_string(7 + 2 * i) + " 0 R>>");
        objects.push_back("<</Length " + std::to_string(printed.pages[i].size()) + ">>\nstream\n" +
                          printed.pages[i] + "endstream");
    }
    std::string pdf = "%PDF-1.4\n";
    std::string table = "xref\n0 " + std::to_string(objects.size() + 1) + "\n0000000000 65535 f \n";
    for (std::size_t i = 0; i < objects.size(); ++i) {
        const std::string at = std::to_string(pdf.size());
        table += std::string(10 - at.size(), '0') + at + " 00000 n \n";
        pdf += std::to_string(i + 1) + " 0 obj\n" + objects[i] + "\nendobj\n";
    }
    const std::string begin = std::to_string(pdf.size());
    return pdf + table + "trailer\n<</Size " + std::to_string(objects.size() + 1) + "/Root 1 0 R/Info 5 0 R" +
           printed.trailer + ">>\nstartxref\n" + begin + "\n%%EOF\n";
}

// Lines below each other, 10 points high and 14 apart.
std::string column(double x, double y, const std::vector<std::string>& lines) {
    std::string content;
    for (const std::string& line : lines) {
        content += drawn(x, y, 10, line);
        y -= 14;
    }
    return content;
}

std::string body_of(const Article& article) {
    std::string text;
    for (const Block& block : article.body)
        text += (block.kind == BlockKind::heading     ? "# "
                 : block.kind == BlockKind::list_item ? "- "
                                                      : "") +
                block.text + "\n";
    return text;
}

Article read(const Printed& printed) {
    const Result<Reading> reading = read_pdf(pdf_of(printed), {});
    EXPECT_TRUE(reading) << (reading ? std::string() : reading.error().message);
    return reading ? reading->article : Article();
}

std::string refusal(const std::string& pdf) {
    const Result<Reading> reading = read_pdf(pdf, {});
    EXPECT_FALSE(reading) << body_of(reading->article);
    return reading ? "" : std::string(reading.error().message);
}

const std::vector<std::string> left{
    "Der Stadtrat hat am Dienstag beschlossen,", "den alten Hafen umzubauen und dort neue",
    "Wohnungen zu errichten, obwohl die Kosten", "hoch sind und das Wasser in jedem Win-"};
const std::vector<std::string> right{
    "ter bis an die Speicher steht. Der Umbau", "beginnt im Herbst und dauert vier Jahre,",
    "wie die Baudezernentin auf Anfrage sagte,", "und wird vom Land zum Teil bezahlt."};
const std::string both =
    "Der Stadtrat hat am Dienstag beschlossen, den alten Hafen umzubauen und dort neue Wohnungen zu "
    "errichten, obwohl die "
    "Kosten hoch sind und das Wasser in jedem Winter bis an die Speicher steht. Der Umbau beginnt im Herbst "
    "und dauert vier "
    "Jahre, wie die Baudezernentin auf Anfrage sagte, und wird vom Land zum Teil bezahlt.";

TEST(Pdf, ColumnsAreReadOneAfterTheOther) {
    // Drawn line by line, across both.
    std::string content = drawn(60, 780, 22, "Der Hafen wird umgebaut", true);
    for (std::size_t i = 0; i < left.size(); ++i)
        content += column(60, 740 - 14.0 * static_cast<double>(i), {left[i]}) +
                   column(310, 740 - 14.0 * static_cast<double>(i), {right[i]});
    const Article article = read({{content}});
    EXPECT_EQ(article.title, "Der Hafen wird umgebaut");
    EXPECT_EQ(body_of(article), both + "\n");
}

std::vector<std::string> four_pages() {
    std::vector<std::string> pages;
    for (int i = 1; i <= 4; ++i) {
        const std::string number = std::to_string(i);
        std::string page =
            drawn(60, 810, 9, "Der Morgenbote, Ausgabe vom Dienstag") + drawn(290, 30, 9, number);
        page += drawn(60, 760, 16, "Kapitel " + std::string(1, static_cast<char>('A' + i)), true);
        std::vector<std::string> lines = i % 2 ? left : right;
        lines.front() += " " + std::string(1, static_cast<char>('a' + i));
        pages.push_back(page + column(60, 720, lines) + column(60, 600, i % 2 ? right : left));
    }
    return pages;
}

TEST(Pdf, WhatEveryPageRepeatsIsNotRead) {
    const Article article = read({four_pages()});
    const std::string body = article.title + "\n" + body_of(article);
    EXPECT_EQ(body.find("Morgenbote"), body.npos) << body;
    EXPECT_EQ(body.find("\n1\n"), body.npos) << body;
    for (const char* kept : {"Kapitel B", "# Kapitel C", "# Kapitel E"})
        EXPECT_NE(body.find(kept), body.npos) << body;
}

TEST(Pdf, WhatALineSaysOnOnePageStaysWhereverItStands) {
    const Article article =
        read({{drawn(60, 810, 10, "Ein Satz steht ganz oben auf der Seite.") + column(60, 790, left)}});
    EXPECT_NE(body_of(article).find("ganz oben"), std::string::npos);
}

TEST(Pdf, FootnotesTheirMarksAndCaptionsAreLeftOut) {
    std::string content =
        drawn(60, 780, 22, "Der Hafen", true) + column(60, 740, left) + column(60, 684, right);
    content += drawn(60, 600, 10, "Das sagt ein Gutachten") + drawn(164.5, 604, 6, "1") +
               drawn(170.6, 600, 10, "der Stadt.");
    content += drawn(60, 560, 8, "Abb. 3: Die Speicher im Sommer");
    content += drawn(60, 80, 7, "1 Siehe das Gutachten von 2019.");
    const Result<Reading> reading = read_pdf(pdf_of({{content}}), {});
    ASSERT_TRUE(reading);
    EXPECT_EQ(body_of(reading->article), both + "\nDas sagt ein Gutachten der Stadt.\n");
    EXPECT_EQ(reading->dropped, (std::vector<std::string>{"1 Siehe das Gutachten von 2019.",
                                                          "Abb. 3: Die Speicher im Sommer"}));
}

TEST(Pdf, WhatIsTurnedTinyOrBesideThePageIsLeftOut) {
    std::string content = column(60, 740, left) + column(60, 684, right);
    content += "BT /F1 30 Tf 0 1 -1 0 40 300 Tm (ENTWURF) Tj ET\n";
    content += drawn(60, 500, 1, "Niemand sieht das hier.") + drawn(-300, 500, 10, "Jenseits des Randes");
    EXPECT_EQ(read({{content}}).title + "|" + body_of(read({{content}})), "|" + both + "\n");
}

TEST(Pdf, ParagraphsAreToldByTheirSpaceTheirIndentAndTheirLastLine) {
    std::string content =
        column(60, 780, {"Der erste Absatz endet hier, und zwar ganz", "knapp. Danach kommt etwas Abstand."});
    content += column(60, 742, {"Der zweite Absatz beginnt darunter und er", "endet kurz."});
    content += column(
        60, 714,
        {"Der dritte schliesst sich ohne einen Abstand", "an, und auch sein Ende ist am Rand zu sehen."});
    content += column(75, 686, {"Der vierte ist eingezogen, wie es in einem"}) +
               column(60, 672, {"Buch steht, und endet auch."});
    EXPECT_EQ(body_of(read({{content}})),
              "Der erste Absatz endet hier, und zwar ganz knapp. Danach kommt etwas Abstand.\n"
              "Der zweite Absatz beginnt darunter und er endet kurz.\n"
              "Der dritte schliesst sich ohne einen Abstand an, und auch sein Ende ist am Rand zu sehen.\n"
              "Der vierte ist eingezogen, wie es in einem Buch steht, und endet auch.\n");
}

TEST(Pdf, TheFilesTitleIsBelievedWhereTheTextBearsItOut) {
    const std::string page =
        drawn(60, 780, 22, "Der Hafen wird umgebaut", true) + column(60, 740, left) + column(60, 684, right);
    const auto title = [&](const std::string& info, const std::string& content) {
        return read({{content}, info}).title;
    };
    EXPECT_EQ(title("/Title(Der Hafen wird umgebaut - Morgenbote)", page), "Der Hafen wird umgebaut");
    EXPECT_EQ(title("/Title(Microsoft Word - brief3.doc)", page), "Der Hafen wird umgebaut");
    EXPECT_EQ(title("/Title(Vorlage 2017 der Pressestelle)", page), "Der Hafen wird umgebaut");
    EXPECT_EQ(title("/Title(Der Umbau am Wasser)", column(60, 740, left) + column(60, 684, right)),
              "Der Umbau am Wasser");
    EXPECT_EQ(title("/Title(untitled)", column(60, 740, left)), "");  // complete() finds one
}

TEST(Pdf, TellsItsAuthorAndItsDate) {
    const Article article =
        read({{column(60, 740, left)}, "/Author(Ada Ufer)/CreationDate(D:20240312172600+01'00')"});
    EXPECT_EQ(article.authors, "Ada Ufer");
    EXPECT_EQ(article.date, "2024-03-12");
    EXPECT_EQ(read({{column(60, 740, left)}, "/Author(root)"}).authors, "");
}

TEST(Pdf, OfPicturesSaysSo) {
    const std::string picture = "q 500 0 0 700 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x7F EI Q\n";
    EXPECT_TRUE(refusal(pdf_of({{picture, picture}})).starts_with("it holds pictures of pages, no text"));
}

TEST(Pdf, ThatIsLockedSaysSo) {
    const std::string zeros(64, '0');
    const std::string trailer = "/ID[<" + zeros.substr(32) + "><" + zeros.substr(32) +
                                ">]/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<" + zeros + ">/U<" + zeros +
                                ">>>";
    EXPECT_TRUE(
        refusal(pdf_of({{column(60, 740, left)}, "", trailer})).starts_with("it is locked with a password"));
}

TEST(Pdf, WithMorePagesThanAnyoneHearsIsRefused) {
    const std::string message = refusal(pdf_of({std::vector<std::string>(3001)}));
    EXPECT_TRUE(message.starts_with("it has 3001 pages, more than 3000")) << message;
    // What is only claimed is none.
    EXPECT_TRUE(refusal(pdf_of({{column(60, 740, left)}, "", "", "1000000"}))
                    .starts_with("it is damaged or incomplete"));
}

TEST(Pdf, ThatIsDamagedIsReadAsFarAsItGoesOrRefused) {
    const std::string whole = pdf_of({{column(60, 740, left) + column(60, 684, right)}});
    for (std::size_t size = 5; size < whole.size(); size += 37) {
        const Result<Reading> reading = read_pdf(whole.substr(0, size), {});
        if (!reading) EXPECT_EQ(reading.error().kind, ErrorKind::unreadable);
    }
    // Where its table of objects is not where it says, poppler looks for them.
    std::string lost = whole;
    lost.replace(lost.find("startxref") + 10, 3, "999");
    const Result<Reading> reading = read_pdf(lost, {});
    ASSERT_TRUE(reading) << reading.error().message;
    EXPECT_EQ(body_of(reading->article), both + "\n");
}

TEST(Pdf, DeepObjectsAreNoWayDown) {
    for (const std::string& opened : {std::string(1 << 20, '['), std::string(1 << 20, '(')}) {
        const Printed printed{{column(60, 740, left)}, "/Title " + opened};
        const Result<Reading> reading = read_pdf(pdf_of(printed), {});
        if (!reading) EXPECT_EQ(reading.error().kind, ErrorKind::unreadable);
    }
    std::string deep;
    for (int i = 0; i < 200'000; ++i) deep += "<</A";
    const Result<Reading> reading = read_pdf(pdf_of({{column(60, 740, left)}, "/B " + deep}), {});
    if (!reading) EXPECT_EQ(reading.error().kind, ErrorKind::unreadable);
}

TEST(Pdf, PagesThatLeadToThemselvesEnd) {
    std::string pdf = pdf_of({{column(60, 740, left)}, "", "", "50"});
    const std::size_t kids = pdf.find("/Kids[6 0 R");
    pdf.replace(kids, 8, "/Kids[2");  // its own parent
    const Result<Reading> reading = read_pdf(pdf, {});
    if (!reading) EXPECT_EQ(reading.error().kind, ErrorKind::unreadable);
}

}  // namespace
}  // namespace vorleser::documents
