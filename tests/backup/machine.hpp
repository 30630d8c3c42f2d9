// A machine with a daemon, on which `vorleser` is said.
#pragma once

#include <algorithm>
#include <map>
#include <string>

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "tests/support/running_daemon.hpp"
#include "tests/support/shell.hpp"

namespace vorleser::test {

struct Machine {
    TemporaryDirectory sound;
    RunningDaemon daemon{{}, {"--device", "file:" + (sound.path() / "heard.wav").string()}};
    RpcClient client = daemon.connect();

    std::string command(const std::string& arguments) const {
        std::string all = "env -i LC_ALL=C";
        for (const auto& [name, value] : daemon.environment()) all += " " + name + "='" + value + "'";
        return all + " " VORLESER_BINARY_DIR "/client/vorleser " + arguments;
    }
    Outcome vorleser(const std::string& arguments) const { return shell(command(arguments) + " </dev/null"); }
    boost::json::value json(const std::string& arguments) const {
        const auto got = vorleser("--json " + arguments);
        EXPECT_EQ(got.code, 0) << got.out;
        return boost::json::parse(got.out);
    }
    // Saves everything and tells what it has, as `noticed` says.
    template <class Noticed>
    auto saved(Noticed noticed) {
        EXPECT_EQ(daemon.terminate(), 0) << daemon.log();
        auto all = noticed(daemon);
        daemon.start();
        client = daemon.connect();
        return all;
    }
    void measured() {
        EXPECT_TRUE(eventually([&] {
            const auto list = client.call("list");
            return std::ranges::all_of(list.at("entries").as_array(), [](const boost::json::value& entry) {
                return entry.at("exact").as_bool();
            });
        }));
    }
    std::int64_t id(std::string_view title) {
        const auto list = client.call("list");
        const auto& entries = list.at("entries").as_array();
        for (const auto& entry : entries)
            if (entry.at("title").as_string() == title) return entry.at("id").as_int64();
        ADD_FAILURE() << title << " is not in the list";
        return 0;
    }
    void add(const std::string& text, boost::json::object more = {}) {
        more["text"] = text;
        client.call("add", std::move(more));
    }
};

}  // namespace vorleser::test
