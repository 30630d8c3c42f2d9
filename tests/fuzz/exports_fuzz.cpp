// What other services write, or somebody else: exports as they are; and behind «== NAME» lines the files of
// one that is packed, since an archive's checksums would keep the fuzzer out.
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "client/backup/services.hpp"
#include "client/text.hpp"
#include "tests/fuzz/promises.hpp"
#include "tests/support/zip_writer.hpp"

using vorleser::test::expect;

namespace {

std::string packed(std::string_view parts) {
    std::vector<vorleser::test::ZipFile> files;
    constexpr std::size_t most = 20;
    while (parts.starts_with("== ") && files.size() < most) {
        const auto line = std::min(parts.find('\n'), parts.size());
        const std::string name(parts.substr(3, line - 3));
        parts.remove_prefix(std::min(line + 1, parts.size()));
        const auto end = parts.find("\n== ");
        files.push_back({name, std::string(parts.substr(0, end))});
        parts.remove_prefix(end == parts.npos ? parts.size() : end + 1);
    }
    return vorleser::test::zipped(files);
}

void expect_line(const std::string& text, const char* what) {
    expect(text.find('\n') == text.npos && vorleser::valid_utf8(text) == text, what);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace vorleser::backup;
    const std::string_view given(reinterpret_cast<const char*>(data), size);
    const std::string bytes = given.starts_with("== ") ? packed(given) : std::string(given);
    bool begun = false;
    std::size_t count = 0;
    const ExportLimits limits{.text = 10'000, .record = 100'000, .records = 1000, .files = 100};
    try {
        read_export(
            bytes,
            {.texts = true,
             .begin = [&](Service) { expect(!std::exchange(begun, true), "one service"); },
             .take =
                 [&](const Saved& saved) {
                     expect(begun && ++count <= limits.records, "as many as may be");
                     for (const auto* line : {&saved.address, &saved.title, &saved.source, &saved.authors})
                         expect_line(*line, "a line");
                     for (const auto& tag : saved.tags) expect_line(tag, "a tag is a line");
                     expect(saved.html.size() <= 3 * limits.text, "a text");
                     expect(saved.has_text || saved.html.empty(), "a text or none");
                     expect(saved.saved_at >= 0 && saved.read_at >= 0, "a time");
                     expect(vorleser::valid_utf8(saved.html) == saved.html, "UTF-8");
                     for (const auto& quote : saved.quotes)
                         expect(vorleser::valid_utf8(quote.text + quote.note) == quote.text + quote.note,
                                "UTF-8");
                 }},
            limits);
        expect(begun, "whose it is");
    } catch (const BadExport&) {
    }
    return 0;
}
