// A listener's own client for a test, run by the shell as a listener does.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "tests/support/running_daemon.hpp"
#include "tests/support/shell.hpp"

namespace vorleser::test {

// The client in directories of its own, with the daemon that it starts there itself.
class Client : public testing::Test {
 protected:
    Client() {
        for (const char* each : {"home", "run", "state", "config", "cache", "tmp"})
            std::filesystem::create_directory(directory.path() / each);
        std::filesystem::permissions(directory.path() / "run", std::filesystem::perms::owner_all);
        std::filesystem::create_directory(directory.path() / "config/vorleser");
        // A sound file as the device: no sound server is needed, and nothing is heard on a developer's
        // machine.
        std::ofstream(directory.path() / "config/vorleser/vorleser.toml")
            << "[audio]\ndevice = \"file:" << (directory.path() / "heard.wav").string() << "\"\n";
    }
    ~Client() override { vorleser("quit"); }

    Outcome vorleser(const std::string& arguments, const std::string& input = "/dev/null") {
        return run("client/vorleser", arguments, input);
    }
    std::string command(const std::string& program, const std::string& arguments) const {
        const std::string root = directory.path().string();
        return "env LC_ALL=" + locale +
               " LOCPATH=" VORLESER_BINARY_DIR "/locales LANGUAGE= no_proxy='*' HOME=" + root +
               "/home XDG_RUNTIME_DIR=" + root + "/run XDG_STATE_HOME=" + root +
               "/state XDG_CONFIG_HOME=" + root + "/config XDG_CACHE_HOME=" + root + "/cache TMPDIR=" + root +
               "/tmp " VORLESER_BINARY_DIR "/" + program + " " + arguments;
    }
    Outcome run(const std::string& program, const std::string& arguments, const std::string& input) {
        return shell(command(program, arguments) + " <" + input);
    }
    boost::json::value json(const std::string& arguments) {
        const Outcome got = vorleser("--json " + arguments);
        EXPECT_EQ(got.code, 0) << got.out;
        return boost::json::parse(got.out);
    }
    std::string file(const std::string& name, const std::string& content) {
        const auto path = directory.path() / name;
        std::ofstream(path, std::ios::binary) << content;
        return path.string();
    }

    TemporaryDirectory directory;
    std::string locale = "C";
    const std::string article = VORLESER_SOURCE_DIR "/tests/articles/spiegel-openai.txt";
};

}  // namespace vorleser::test
