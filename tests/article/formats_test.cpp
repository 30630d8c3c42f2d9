#include "daemon/article/formats.hpp"

#include <set>

#include <gtest/gtest.h>

#include "daemon/article/read.hpp"
#include "tests/support/formats.hpp"

namespace vorleser {
namespace {

TEST(Format, IsRefusedByNameWithWhatToDo) {
    for (const auto& sample : test::format_samples()) {
        // HTTP may have said anything, and a site may call anything a page.
        for (const auto& [as, encoding] : {std::pair{As::automatic, ""}, std::pair{As::automatic, "utf-8"},
                                           std::pair{As::html, "iso-8859-1"}, std::pair{As::page, ""}}) {
            if (*encoding && sample.file.starts_with("sixteen")) continue;  // they have a mark of their own
            const auto reading = read_article(sample.bytes, {as, "", sample.file, encoding});
            ASSERT_FALSE(reading) << sample.file << ": " << reading->article.title;
            EXPECT_EQ(reading.error().kind, ErrorKind::unreadable);
            EXPECT_TRUE(reading.error().message.starts_with("this is " + sample.english + ": "))
                << sample.file << ": " << reading.error().message;
        }
    }
}

TEST(Format, OfBytesIsRefusedAlsoWhereItIsSaidToBeText) {
    for (const auto& sample : test::format_samples()) {
        const bool binary = format_among(binary_formats(), sample.bytes);
        const auto reading = read_article(sample.bytes, {As::text, "", ""});
        EXPECT_NE(binary, reading.has_value()) << sample.file;
    }
}

TEST(Format, HasASampleEach) {
    std::set<const Format*> seen;
    for (const auto& sample : test::format_samples())
        for (const auto& formats : {binary_formats(), text_formats()})
            seen.insert(format_among(formats, sample.bytes));
    for (const auto& formats : {binary_formats(), text_formats()})
        for (const Format& format : formats) {
            // What only shows once UTF-16 is undone has samples in it.
            const std::string_view name = format.name.text();
            if (name == "a list of addresses" || format.prefix == "[InternetShortcut]") continue;
            EXPECT_TRUE(seen.contains(&format)) << name << " " << format.prefix;
        }
}

TEST(Format, IsNotSeenInSomebodysOwnWords) {
    const std::string sentence = "Der Stadtrat hat am Dienstag beschlossen, den alten Hafen umzubauen.";
    for (const std::string begin : {
             "BMW baut um",
             "MZ: Der Hafen",
             "ID3 von VW im Test",
             "GIF89 war ein Format",
             "OTTO-Katalog",
             "PK des Trainers",
             "From: Erika\nTo: Max\nSubject: Der Hafen\n",
             "Von: Erika\nAn: Max\nBetreff: Der Hafen\n",
             "From the beginning",
             "Received: ein Film von 1999",
             "[1] Siehe dort",
             "[Anmerkung der Redaktion]",
             "{Vorläufig}",
             "[\"So nicht\", sagte er]",
             "1\n2\n3",
             "1) Eins",
             "# Hafen",
             "#1 Der Hafen",
             "-----BEGIN PGP SIGNED MESSAGE-----",
             "<3 für den Hafen",
             "https://example.org/hafen\nein Artikel",
             "https://",
             "RIFF und andere Wörter",
             "FORM und Farbe",
             "II* gibt es nicht",
             "a ftyp b",
             "% Prozent",
             "Ein ustar",
         }) {
        const auto reading = read_article(begin + "\n\n" + sentence, {});
        EXPECT_TRUE(reading) << begin << ": " << reading.error().message;
    }
    const std::string paragraphs =
        "<p>" + sentence +
        "</p><p>Die Bürgermeisterin sprach von einem guten Tag. Kritik kam von den Anwohnern, die mehr Lärm "
        "befürchten und nun vor Gericht ziehen wollen.</p><p>Mit den Arbeiten soll im nächsten Jahr begonnen "
        "werden. Bis dahin will der Rat noch einmal mit allen Beteiligten sprechen.</p>";
    for (const std::string page : {
             "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0\">\n"
             "<html xmlns=\"http://www.w3.org/1999/xhtml\"><body><h1>Hafen</h1>",
             "<?xml version=\"1.0\"?><div><h1>Hafen</h1>",
             "<!-- saved --><html><body><h1>Hafen</h1>",
         }) {
        const auto reading = read_article(page + paragraphs, {});
        ASSERT_TRUE(reading) << page << ": " << reading.error().message;
        EXPECT_EQ(reading->article.title, "Hafen") << page;
    }
}

}  // namespace
}  // namespace vorleser
