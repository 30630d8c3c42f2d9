// Documents of other formats → read_document(): it must neither crash nor hang nor use much memory, and what
// it returns must keep its promises. Built once for each format (DOCUMENT_FORMAT): an archive's checksums
// would keep the fuzzer out, so it gets the parts of one, each behind a line «== NAME», and they are packed
// here; for «packed», «pdf», «mhtml» and «mail» the bytes are the document.
#include <cstdint>
#include <string>
#include <vector>

#include "daemon/readers/read_document.hpp"
#include "tests/fuzz/reading.hpp"
#include "tests/support/zip_writer.hpp"

namespace {

constexpr std::string_view format = DOCUMENT_FORMAT;

std::string packed(std::string_view parts) {
    using vorleser::test::ZipFile;
    std::vector<ZipFile> files;
    if (format == "epub") files.push_back({"mimetype", "application/epub+zip"});
    if (format == "odt") files.push_back({"mimetype", "application/vnd.oasis.opendocument.text"});
    if (format == "docx") files.push_back({"word/document", ""});
    constexpr std::size_t most = 20;
    while (!parts.empty() && files.size() < most) {
        const bool named = parts.starts_with("== ");
        const std::size_t line = named ? std::min(parts.find('\n'), parts.size()) : 0;
        const std::string name(parts.substr(named ? 3 : 0, named ? line - 3 : 0));
        parts.remove_prefix(std::min(line + named, parts.size()));
        const std::size_t end = parts.find("\n== ");
        files.push_back({name, std::string(parts.substr(0, end))});
        parts.remove_prefix(end == parts.npos ? parts.size() : end + 1);
    }
    return vorleser::test::zipped(files);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace vorleser;
    if (size == 0) return 0;
    const std::string_view given(reinterpret_cast<const char*>(data), size);
    const bool in_parts = format == "epub" || format == "odt" || format == "docx";
    const std::string bytes = in_parts ? packed(given) : std::string(given);
    const Result<Reading> reading = documents::read_document(bytes, {.source = "source"});
    test::expect_promises(reading);
    return 0;
}
