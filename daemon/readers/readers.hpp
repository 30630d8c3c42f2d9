// Readers of documents of other formats. Another is a file with one function, its declaration here, its row
// in read_document.cpp, and what it is recognized by in daemon/article/formats.cpp.
//
// They run in `vorleser-read` (main.cpp), one document a process, confined to computing: 1 GB of memory, the
// worker's patience, no files. A reader is pure and bounds what it does by itself all the same, so that
// whoever gave a document hears what is wrong with it, not that a program was killed.
//
// `body` is filled with headings, paragraphs, quotations and list items whose text went through clean_line();
// `dropped` has what was left out; title, authors, date and language as far as the document has them. What
// all articles have in common is done behind the readers (complete()), and where there is no title, it is
// found. Errors: `unreadable` with a message that goes on behind «this is an e-book (EPUB): ».
#pragma once

#include <string_view>

#include "daemon/article/read.hpp"

namespace vorleser::documents {

// An e-book: the chapters in reading order (epub.cpp).
Result<Reading> read_epub(std::string_view bytes, const ReadOptions& options);

// What Word writes, and others call so (docx.cpp).
Result<Reading> read_docx(std::string_view bytes, const ReadOptions& options);

// What LibreOffice writes (odt.cpp).
Result<Reading> read_odt(std::string_view bytes, const ReadOptions& options);

// One layer around anything that is read otherwise (gzip.cpp).
Result<Reading> read_gzip(std::string_view bytes, const ReadOptions& options);

// By poppler (pdf.cpp).
Result<Reading> read_pdf(std::string_view bytes, const ReadOptions& options);

// A page that a browser saved as one file (mhtml.cpp).
Result<Reading> read_mhtml(std::string_view bytes, const ReadOptions& options);

// A newsletter, or what somebody wrote (mail.cpp).
Result<Reading> read_mail(std::string_view bytes, const ReadOptions& options);

// Loads what poppler would look for in files only when it is asked, as a confined process cannot.
void prepare_pdf();

}  // namespace vorleser::documents
