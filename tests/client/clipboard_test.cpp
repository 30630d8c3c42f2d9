// What was copied in another program, had by the desktop's own tools from a real X server and a real
// compositor.
#include "client/clipboard.hpp"

#include <csignal>
#include <cstdlib>
#include <fstream>

#include <gtest/gtest.h>

#include "client/failure.hpp"
#include "tests/support/display.hpp"

namespace vorleser {
namespace {

using namespace std::chrono_literals;
using test::Display;
using Kind = Display::Kind;

constexpr PasteLimits patient{.bytes = 1 << 20, .time = 60s};

class Pasting : public testing::Test {
 protected:
    Pasting() {
        unsetenv("DISPLAY");
        unsetenv("WAYLAND_DISPLAY");
    }
    ~Pasting() override { setenv("PATH", path_.c_str(), 1); }

    static void at(const Display& display) {
        for (const auto& [name, value] : display.environment()) setenv(name.c_str(), value.c_str(), 1);
    }
    // As if nothing but `tools` were installed.
    void only(const std::vector<std::string>& tools) {
        for (const auto& each : tools)
            std::filesystem::create_symlink("/usr/bin/" + each, directory_.path() / each);
        setenv("PATH", directory_.path().c_str(), 1);
    }
    static std::string problem(Clipboard from = Clipboard::copied, const PasteLimits& limits = patient) {
        try {
            const auto pasted = paste(from, limits);
            ADD_FAILURE() << pasted.text << pasted.html;
        } catch (const Failure& failure) {
            EXPECT_EQ(failure.exit_code, Exit::failed);
            return failure.what();
        }
        return {};
    }
    static std::string children() {
        std::string all;
        for (const auto& task : std::filesystem::directory_iterator("/proc/self/task"))
            all += test::read_file(task.path() / "children");
        return all;
    }

 private:
    const std::string path_ = std::getenv("PATH");
    test::TemporaryDirectory directory_;
};

TEST_F(Pasting, SaysWhatIsMissing) {
    EXPECT_NE(problem().find("neither WAYLAND_DISPLAY nor DISPLAY"), std::string::npos);
    only({});
    setenv("DISPLAY", ":0", 1);
    EXPECT_NE(problem().find("install the package xclip,"), std::string::npos);
    setenv("WAYLAND_DISPLAY", "wayland-0", 1);
    EXPECT_NE(problem().find("install the package wl-clipboard,"), std::string::npos);
}

TEST_F(Pasting, TakesWhatWasCopiedUnderX) {
    const Display display(Kind::x);
    at(display);
    EXPECT_NE(problem().find("nothing was copied"), std::string::npos);
    EXPECT_NE(problem(Clipboard::selected).find("nothing is selected"), std::string::npos);
    const auto page = display.copy("<h1>Über Köln</h1>", "text/html");
    EXPECT_EQ(paste(Clipboard::copied, patient).html, "<h1>Über Köln</h1>");
    const auto picture = display.copy("\x89PNG", "image/png");
    EXPECT_NE(problem().find("no text, but image/png;"), std::string::npos);
    const auto text = display.copy("Grüße");
    const auto selected = display.copy("Größe", "", true);
    only({"xsel"});
    EXPECT_EQ(paste(Clipboard::copied, patient).text, "Grüße");
    EXPECT_EQ(paste(Clipboard::selected, patient).text, "Größe");
}

TEST_F(Pasting, TakesWhatWasCopiedUnderWayland) {
    const Display display(Kind::wayland);
    at(display);
    EXPECT_NE(problem().find("nothing was copied"), std::string::npos);
    const auto page = display.copy("<h1>Über Köln</h1>", "text/html");
    EXPECT_EQ(paste(Clipboard::copied, patient).html, "<h1>Über Köln</h1>");
    const auto selected = display.copy("Größe", "", true);
    EXPECT_EQ(paste(Clipboard::selected, patient).text, "Größe");
    EXPECT_EQ(paste(Clipboard::selected, patient).html, "");
    const auto picture = display.copy("\x89PNG", "image/png");
    EXPECT_NE(problem().find("no text, but image/png;"), std::string::npos);
}

TEST_F(Pasting, IsBoundedInTimeAndSize) {
    const Display display(Kind::x);
    at(display);
    const auto owner = display.copy(std::string(100'000, 'a'));
    EXPECT_NE(problem(Clipboard::copied, {.bytes = 50'000, .time = 60s}).find("too much for one article"),
              std::string::npos);
    const auto before = children();
    owner.signal(SIGSTOP);  // hangs
    EXPECT_NE(problem(Clipboard::copied, {.bytes = 1 << 20, .time = 200ms}).find("xclip did not end"),
              std::string::npos);
    EXPECT_EQ(children(), before) << "a process was left behind";
}

TEST_F(Pasting, SaysWhyAToolFails) {
    setenv("DISPLAY", ":does-not-exist", 1);
    EXPECT_NE(problem().find("xclip failed: Error: Can't open display"), std::string::npos);
}

}  // namespace
}  // namespace vorleser
