// How well PDF documents, saved pages and mails are read that real programs made of known texts.
#include <fstream>
#include <iostream>
#include <iterator>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "daemon/readers/readers.hpp"
#include "tests/readers/made_files.hpp"

namespace vorleser::documents {
namespace {

std::string text_of(const Article& article) {
    std::string text = article.title + "\n" + article.teaser;
    for (const Block& block : article.body) text += "\n" + block.text;
    return text;
}

struct Figures {
    double words = 0, runs = 0, worst = 1;
    std::size_t files = 0, titles = 0;
};

Figures measure(const std::string& suffix, Result<Reading> (*read)(std::string_view, const ReadOptions&)) {
    Figures figures;
    const std::filesystem::path folder = test::made_files();
    for (const test::KnownText& text : test::known_texts()) {
        std::ifstream file(folder / (text.name + suffix), std::ios::binary);
        const std::string bytes{std::istreambuf_iterator<char>(file), {}};
        const Result<Reading> reading = read(bytes, {});
        EXPECT_TRUE(reading) << text.name << suffix << ": "
                             << (reading ? std::string() : reading.error().message);
        std::string wanted = text.title, got = reading ? text_of(reading->article) : "";
        for (const std::string& paragraph : text.paragraphs) wanted += "\n" + paragraph;
        const double words = test::word_f1(wanted, got), runs = test::word_f1(wanted, got, 4);
        if (std::getenv("VORLESER_TEXTS") && runs < 0.98)
            std::cout << text.name << suffix << " " << words << " " << runs << "\n";
        figures.words += words;
        figures.runs += runs;
        figures.worst = std::min(figures.worst, words);
        figures.titles += reading && reading->article.title == text.title;
        ++figures.files;
    }
    figures.words /= static_cast<double>(figures.files);
    figures.runs /= static_cast<double>(figures.files);
    std::cout << fmt::format("| {} | {} | {:.3f} | {:.3f} | {:.3f} | {} |\n", suffix, figures.files,
                             figures.words, figures.runs, figures.worst, figures.titles);
    return figures;
}

TEST(Papers, PdfDocumentsOfRealProgramsAreReadWhole) {
    for (const char* suffix : {".office1.pdf", ".office2.pdf", ".browser1.pdf", ".browser2.pdf"}) {
        const Figures figures = measure(suffix, read_pdf);
        EXPECT_GE(figures.words, 0.95) << suffix;
        EXPECT_GE(figures.runs, 0.95) << suffix;
        EXPECT_EQ(figures.titles, figures.files) << suffix;
    }
}

TEST(Papers, PagesSavedByABrowserAndMailsAreReadWhole) {
    for (const char* suffix : {".mhtml", ".eml"}) {
        const Figures figures = measure(suffix, suffix == std::string(".eml") ? read_mail : read_mhtml);
        EXPECT_GE(figures.words, 0.98) << suffix;
        EXPECT_GE(figures.runs, 0.98) << suffix;
        EXPECT_EQ(figures.titles, figures.files) << suffix;
    }
}

}  // namespace
}  // namespace vorleser::documents
