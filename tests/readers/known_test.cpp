// How well documents are read that real programs made of known texts: LibreOffice and pandoc.
// daemon/readers/README.md has the table that this prints.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "daemon/article/characters.hpp"
#include "daemon/readers/read_document.hpp"
#include "tests/support/running_daemon.hpp"
#include "tests/support/shell.hpp"

namespace vorleser::documents {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words;
    std::string word;
    for (std::size_t at = 0; at <= text.size();) {
        const char32_t c = at < text.size() ? next_code_point(text, at) : (++at, U' ');
        if (is_letter_or_digit(c))
            append(word, c);
        else if (!word.empty())
            words.push_back(lower_case(std::exchange(word, {})));
    }
    return words;
}

// Harmonic mean of precision and recall, of words or of some words in a row.
double f1(std::string_view expected, std::string_view got, std::size_t in_a_row) {
    std::map<std::string, int> counts;
    const auto count = [&](std::string_view text, int by) {
        const auto words = words_of(text);
        std::size_t number = 0;
        for (std::size_t i = 0; i + in_a_row <= words.size(); ++i, ++number) {
            std::string run;
            for (std::size_t k = 0; k < in_a_row; ++k) run += words[i + k] + ' ';
            counts[run] += by;
        }
        return static_cast<double>(number);
    };
    const double all = count(expected, 1) + count(got, -1);
    double wrong = 0;
    for (const auto& [run, left] : counts) wrong += std::abs(left);
    return all > 0 ? 1 - wrong / all : 0;
}

std::string text_of(const Article& article) {
    std::string text;
    for (const auto& placed : placed_blocks(article)) text += placed.block.text + "\n";
    return text;
}

std::string read(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

// An article as a person writes it in Markdown.
std::string markdown_of(const Article& article) {
    std::string text = "# " + article.title + "\n\n";
    if (!article.teaser.empty()) text += article.teaser + "\n\n";
    for (const Block& block : article.body)
        text += (block.kind == BlockKind::heading     ? "## "
                 : block.kind == BlockKind::list_item ? "- "
                 : block.kind == BlockKind::quotation ? "> "
                                                      : "") +
                block.text + "\n\n";
    return text;
}

class Known : public testing::Test {
 protected:
    // Made by the programs once for all tests; LibreOffice starts once for each format.
    static void SetUpTestSuite() {
        directory = new test::TemporaryDirectory;
        const fs::path dir = directory->path(), source = VORLESER_SOURCE_DIR;
        const auto news = read_article(read(source / "tests/articles/spiegel-openai.txt"), {});
        ASSERT_TRUE(news);
        expected["news"] = text_of(news->article);
        std::ofstream(dir / "news.md") << markdown_of(news->article);
        fs::copy(source / "tests/readers/harbour.md", dir / "harbour.md");
        const auto harbour = read_article(read(source / "tests/readers/harbour.txt"), {.as = As::marked});
        ASSERT_TRUE(harbour);
        expected["harbour"] = text_of(harbour->article);
        const test::Outcome made =
            test::shell("cd " + dir.string() +
                        " && export HOME=$PWD LC_ALL=C.UTF-8 && for text in news harbour; do"
                        "  for to in docx odt epub2 epub3 gfm; do"
                        "    mkdir -p pandoc-$to && pandoc -s --shift-heading-level-by=-1 --metadata lang=de "
                        "-o pandoc-$to/$text.${to%[23]} -t $to $text.md || exit 1;"
                        "  done;"
                        "done && office() { soffice --headless -env:UserInstallation=file://$PWD/profile "
                        "\"$@\" >office.log 2>&1; } &&"
                        " office --convert-to odt --outdir office-odt pandoc-docx/*.docx &&"
                        " office --convert-to docx --outdir office-docx pandoc-odt/*.odt &&"
                        " office --convert-to epub --outdir office-epub office-odt/*.odt");
        ASSERT_EQ(made.code, 0) << made.out;
    }
    static void TearDownTestSuite() { delete directory; }

    static void expect_good(const std::string& folder, const std::string& ending) {
        for (const auto& [name, text] : expected) {
            const auto path = fs::path(directory->path()) / folder / (name + "." + ending);
            const auto reading = read_document(read(path), {.source = path.filename()});
            ASSERT_TRUE(reading) << path << ": " << reading.error().message;
            const std::string got = text_of(reading->article);
            const double words = f1(text, got, 1), rows = f1(text, got, 4);
            std::printf("| %s | %s | %.3f | %.3f |\n", folder.c_str(), name.c_str(), words, rows);
            EXPECT_GE(words, 0.98) << got;
            EXPECT_GE(rows, 0.95) << got;
        }
    }

    static inline test::TemporaryDirectory* directory = nullptr;
    static inline std::map<std::string, std::string> expected;
};

// One test, since ctest starts a process for each and the programs take their time.
TEST_F(Known, TextsAreReadAsTheyWereWritten) {
    for (const char* by : {"pandoc", "office"}) {
        expect_good(std::string(by) + "-docx", "docx");
        expect_good(std::string(by) + "-odt", "odt");
    }
    for (const char* folder : {"pandoc-epub2", "pandoc-epub3", "office-epub"}) expect_good(folder, "epub");
    expect_good(".", "md");
    expect_good("pandoc-gfm", "gfm");
}

}  // namespace
}  // namespace vorleser::documents
