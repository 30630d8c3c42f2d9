// That a crash of what a test starts cannot be missed.
#include "tests/support/crashes.hpp"

#include <csignal>
#include <cstdlib>

#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>

#include "tests/support/running_daemon.hpp"

namespace vorleser::test {
namespace {

const std::string crashing = VORLESER_BINARY_DIR "/tests/crashing";

TEST(Crash, OfAProcessIsToldByItsSignal) {
    EXPECT_NONFATAL_FAILURE(Process({"sh", "-c", "kill -SEGV $$"}, {}, "").wait(), "Segmentation fault");
    EXPECT_NONFATAL_FAILURE(
        {
            Process left_alone({"sh", "-c", "kill -ABRT $$"}, {}, "");
            EXPECT_TRUE(eventually([&] { return left_alone.ended(); }));
        },
        "Aborted");
}

TEST(Crash, IsNoneWhereATestEndsTheProcess) {
    Process process({"sleep", "1000"}, {}, "");
    process.signal(SIGTERM);
    EXPECT_EQ(process.wait(), 128 + SIGTERM);
}

#ifdef VORLESER_SANITIZED

TEST(Crash, IsReportedWhoeverStartedTheProcessAndWhateverBecameOfItsExitCode) {
    EXPECT_EQ(std::system(("(" + crashing + " || true) >/dev/null 2>&1").c_str()), 0);
    EXPECT_NE(sanitizer_reports().find("ABRT"), std::string::npos);
    EXPECT_EQ(sanitizer_reports(), "") << "it is told once";
}

TEST(Crash, InTheLogOfADaemonIsReported) {
    {
        TemporaryDirectory directory;
        const Environment options{{"ASAN_OPTIONS", "handle_abort=1"}, {"TSAN_OPTIONS", "handle_abort=1"}};
        Process({crashing}, options, directory.path() / "log").wait();
    }
    EXPECT_NE(sanitizer_reports().find("ABRT"), std::string::npos);
}

#endif

}  // namespace
}  // namespace vorleser::test
