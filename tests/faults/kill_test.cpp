// kill -9 and power cuts at every step of every command, in the manner of SQLite's own tests: the steps are
// counted, not timed. Whatever is killed when, the list is as it was before the command or as after it; and
// as after it if the command was answered.
#include <algorithm>
#include <cstdlib>
#include <set>
#include <thread>

#include <gtest/gtest.h>

#include "tests/faults/commands.hpp"
#include "tests/support/chance.hpp"

namespace vorleser::test {
namespace {

namespace json = boost::json;

// Some of the steps, chosen by chance; under the sanitizer everything takes several times as long. All of
// them: with 1 in the environment's STEPS_ONE_IN.
#ifdef VORLESER_SANITIZED
constexpr std::int64_t usually_one_in = 16, steps_at_most = 5;
#else
constexpr std::int64_t usually_one_in = 4, steps_at_most = 12;
#endif

struct Totals {
    std::int64_t kills = 0, power_cuts = 0, lost = 0;
} totals;

class Report : public testing::Environment {
    void TearDown() override {
        if (totals.kills > 0)
            std::cout << "kill -9 at " << totals.kills << " steps of the commands, power cuts at "
                      << totals.power_cuts
                      << ", states that were neither before nor after, or answered and lost: " << totals.lost
                      << '\n';
    }
};
[[maybe_unused]] const auto* const report = testing::AddGlobalTestEnvironment(new Report);

class Kill : public testing::TestWithParam<Command> {
 protected:
    Faults faults;
    TemporaryDirectory sound;
    RunningDaemon daemon{faults.environment(), {"--device", "file:" + (sound.path() / "heard.wav").string()}};

    struct Run {
        bool answered = false;
        Situation before, after;      // after: if it was answered and none was killed
        std::int64_t operations = 0;  // until all that the command began was done
        bool killed = false;
    };

    // Starts from `files`, lets the command meet a kill at its `at`th operation (0: none), and ends. How the
    // daemon ends is a command of its own, Quit.
    Run run(const Files& files, std::int64_t at, std::int64_t operations) {
        Run run;
        faults.put(daemon, files);
        daemon.start();
        RpcClient client = daemon.connect();
        enter(client, GetParam().before);
        run.before = situation(client);
        faults.arm(at ? Fault::kill : Fault::none, at);
        try {
            client.call_raw(GetParam().method, GetParam().params);
            run.answered = true;
            if (at == 0) {
                run.operations = settled();
                if (!daemon.ended()) run.after = situation(client);
            } else if (at <= operations) {
                eventually([&] { return daemon.ended() || faults.operations() >= operations; }, 20);
            }                                  // else it is killed at once, with the answer just come
        } catch (const std::runtime_error&) {  // the connection broke
        }
        run.killed = faults.page().struck;
        EXPECT_TRUE(!run.killed || eventually([&] { return daemon.ended(); }));
        run.killed |= at > operations;
        faults.disarm();
        daemon.kill();
        return run;
    }

    // Waits until nothing was written for a while. While playing it is saved once a second: that is no end to
    // wait for.
    std::int64_t settled() {
        std::int64_t last = -1;
        for (int quiet = 0; quiet < 20;) {
            const auto operations = faults.operations();
            quiet = operations == last ? quiet + 1 : 0;
            last = operations;
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        return last;
    }

    Situation restarted(const Files& files) {
        faults.put(daemon, files);
        daemon.start();
        RpcClient client = daemon.connect();
        const Situation found = situation(client);
        daemon.kill();
        return found;
    }

    void check(const char* how, const Files& files, const Run& run, const Situation& after) {
        SCOPED_TRACE(how);
        EXPECT_EQ(integrity(files), "");
        const Situation found = restarted(files);
        const bool is_after = same(after, found, run.before.playing);
        const bool right = is_after || (!run.answered && same(run.before, found));
        totals.lost += !right;
        EXPECT_TRUE(right) << (run.answered ? "answered" : "not answered") << "\nfound  " << found
                           << "\nbefore " << run.before << "\nafter  " << after << '\n'
                           << daemon.log();
    }
};

TEST_P(Kill, AtAnyStepLeavesTheListAsBeforeOrAfterTheCommand) {
    const Files files = prepared(faults, daemon, GetParam().before);
    ASSERT_EQ(integrity(files), "");

    Run whole = run(files, 0, 0);
    ASSERT_TRUE(whole.answered || GetParam().method == "quit");
    if (GetParam().method == "quit") whole.after = whole.before;

    const char* given = std::getenv("STEPS_ONE_IN");
    const std::int64_t steps = whole.operations + 1;  // the last: with the answer just come
    const std::int64_t fewest = std::max(usually_one_in, (steps + steps_at_most - 1) / steps_at_most);
    const std::int64_t one_in = given ? std::max(1, std::atoi(given)) : std::min(steps, fewest);
    std::int64_t kills = 0;
    for (std::int64_t n = 1 + seed() % one_in; n <= steps; n += one_in) {
        SCOPED_TRACE("killed at operation " + std::to_string(n) + " of about " +
                     std::to_string(whole.operations));
        const Run killed = run(files, n, whole.operations);
        const Files left = Faults::files(daemon), synced = faults.synced_files();
        check("kill -9", left, killed, whole.after);
        if (!killed.killed) continue;  // it took fewer steps
        if (synced != left) check("power cut", synced, killed, whole.after);
        ++kills;
        if (HasFailure()) break;
    }
    std::cout << "killed at " << kills << " steps, one in " << one_in << '\n';
    totals.kills += kills;
    totals.power_cuts += kills;
}

INSTANTIATE_TEST_SUITE_P(Every, Kill, testing::ValuesIn(commands()),
                         [](const auto& info) { return info.param.name; });

// A method that is added to the protocol is missed here.
TEST(Commands, AreAllThatTheProtocolHas) {
    std::set<std::string> known, there;
    for (const Command& command : commands()) known.insert(command.method);
    TemporaryDirectory directory;
    const std::string listing = (directory.path() / "protocol").string();
    ASSERT_EQ(std::system((VORLESER_BINARY_DIR "/daemon/vorleserd --protocol > " + listing).c_str()), 0);
    const json::value rows = json::parse(read_file(listing));
    for (const auto& row : rows.as_array()) there.insert(std::string(row.at("name").as_string()));
    EXPECT_EQ(known, there) << "tests/faults/commands.cpp has a command for every method";
}

}  // namespace
}  // namespace vorleser::test
