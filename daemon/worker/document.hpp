// Documents of other formats (EPUB, DOCX …) are read by a program of its own, `vorleser-read`
// (daemon/readers): the libraries for them cost nothing where no document is read, and it is started for one
// document, which it gets in memory, and confines itself before it looks at it.
//
// The daemon starts it, not the worker's child that met the document: that one may neither start programs nor
// load libraries, and giving it the right to would give it to every page. The daemon itself has it, for the
// worker, and looks no closer at the bytes than the lane does.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "daemon/worker/reading_packet.hpp"

namespace vorleser {

// In the program: the bytes of a job to read (reading_job()), and what it answers on, as a lane's child.
inline constexpr int document_descriptor = 3, answer_descriptor = 4;

// Where the program is: beside `executable`, as in a build, or in the libexec of its installation.
std::string reading_program(const std::string& executable = "/proc/self/exe");

// Runs `program` for `job`, which must outlive this; once more where it is gone without an answer, as a
// lane's job. Takes longer than `patience`: killed. Cancelled: killed. Errors: what it answers; `missing`
// where there is no such program; `engine`.
boost::asio::awaitable<Result<StoredReading>> read_document(boost::asio::any_io_executor executor,
                                                            std::string program, std::string_view job,
                                                            std::chrono::milliseconds patience,
                                                            Error missing);

}  // namespace vorleser
