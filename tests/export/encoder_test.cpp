// The encoders themselves, where a test by hand would take an article of days.
#include "client/export/encoder.hpp"

#include <gtest/gtest.h>
#include <sys/mman.h>

#include "client/export/names.hpp"
#include "client/failure.hpp"
#include "tests/support/running_daemon.hpp"

namespace vorleser::exporting {
namespace {

TEST(Encoders, AWavFileBeyondItsFormatIsRefusedWithAReason) {
    const test::TemporaryDirectory directory;
    Draft draft(directory.path() / "a.wav");
    constexpr std::uint64_t days = std::uint64_t{sample_rate} * 60 * 60 * 48;
    try {
        make_encoder(Format::wav, draft, 0, days);
        FAIL() << "taken";
    } catch (const Failure& failure) {
        EXPECT_NE(std::string(failure.what()).find("4 GiB"), std::string::npos);
    }
    EXPECT_NO_THROW(make_encoder(Format::flac, draft, 0, days));
    // Where it was thought to be shorter, it ends there, before anything is written.
    const auto encoder = make_encoder(Format::wav, draft, 0, 0);
    void* nothing = mmap(nullptr, days * 2, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    ASSERT_NE(nothing, MAP_FAILED);
    EXPECT_THROW(encoder->write({static_cast<const std::int16_t*>(nothing), days}), Failure);
    munmap(nothing, days * 2);
}

TEST(Names, AreTakenByEveryFileSystem) {
    EXPECT_EQ(file_name("Über Größe"), "Über Größe");
    EXPECT_EQ(file_name("U\xCC\x88"
                        "ber"),
              "Über")
        << "composed";
    EXPECT_EQ(file_name("AC/DC: live"), "AC-DC- live");
    EXPECT_EQ(file_name("  ..a..  "), "a");
    EXPECT_EQ(file_name("-rf"), "rf");
    EXPECT_EQ(file_name("?*<>"), "Vorleser");
    EXPECT_EQ(file_name("Nul.txt"), "Nul.txt_");
    EXPECT_EQ(file_name("COM1"), "COM1_");
    EXPECT_EQ(file_name("a\tb\nc"), "a b c");
    const auto cut = file_name(std::string(100, 'a') + " " + std::string(200, 'b'));
    EXPECT_EQ(cut, std::string(100, 'a') + "…");
    EXPECT_LE(file_name(std::string(300, '\xC3') + "").size(), 180u);
    EXPECT_EQ(folded("ÄRGER"), folded("ärger"));
}

}  // namespace
}  // namespace vorleser::exporting
