// A printed page is words and their places; how text becomes of it again. Pure.
#pragma once

#include <string>
#include <vector>

#include "daemon/article/read.hpp"

namespace vorleser::documents {

// Lengths are in points; y grows downwards.
struct Box {
    double left = 0, top = 0, right = 0, bottom = 0;
    double width() const { return right - left; }
    double height() const { return bottom - top; }
};

struct PrintedWord {
    Box box;
    double size = 0;  // the font's
    bool bold = false;
    bool space_behind = true;
    std::string text;  // UTF-8, without space
};

struct PrintedLine {
    Box box;
    double size = 0;         // that most of its letters have
    double first_width = 0;  // its first word's
    bool bold = false;       // nearly all of it
    std::string text;
};

struct PrintedPage {
    double width = 0, height = 0;
    std::vector<PrintedLine> lines;  // in reading order
};

// The words of a page in reading order: one column after the other, what spans them where it stands. Takes
// time n · log n.
std::vector<PrintedWord> in_reading_order(std::vector<PrintedWord> words);

// Lines of words that come in reading order. Footnotes' marks, raised and small,
// are left out; a letter that is several lines high goes before the line that it begins.
std::vector<PrintedLine> lines_of(const std::vector<PrintedWord>& words);

// The size of most of the text; 0 without any.
double body_size(const std::vector<PrintedPage>& pages);

// Takes away what stands around the text and goes into `dropped`: lines that several pages have in the same
// place (headers, footers), page numbers, footnotes.
void drop_margins(std::vector<PrintedPage>& pages, std::vector<std::string>& dropped);

// Title, teaser and body of the lines that are left; captions go into `dropped`. `claimed` is the title that
// the file names: it is believed where the text bears it out, or has no large line that could be one; else
// the largest of the first page is taken. Empty: there is none.
Reading put_together(const std::vector<PrintedPage>& pages, const std::string& claimed);

}  // namespace vorleser::documents
