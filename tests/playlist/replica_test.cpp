// Several machines change a thing without each other and tell each other of it in any order.
#include "daemon/playlist/replica.hpp"

#include <algorithm>
#include <functional>
#include <random>
#include <set>

#include <gtest/gtest.h>

#include "tests/support/chance.hpp"

namespace vorleser {
namespace {

constexpr std::string_view names[] = {"a", "b", "c"};

Uid machine(std::size_t number) {
    Uid uid{};
    uid.data[15] = static_cast<std::uint8_t>(number + 1);
    return uid;
}

// One thing that happens: a machine says something, or hears what another once told.
struct Step {
    bool says = false;
    std::size_t machine = 0;
    std::size_t name = 0;     // that it says
    std::size_t message = 0;  // that it hears: of all that were told before, modulo their number
};

// What should be known, by sets of everything that was ever said.
struct Saying {
    std::size_t name = 0;
    std::string value;
    std::set<std::size_t> knew;  // of the sayings before, by number
};

struct World {
    explicit World(std::size_t machines) : replicas(machines), known(machines) {}

    void take(const Step& step) {
        auto& replica = replicas[step.machine];
        auto& knows = known[step.machine];
        if (step.says) {
            const auto value = std::to_string(sayings.size());
            sayings.push_back({step.name, value, knows});
            knows.insert(sayings.size() - 1);
            replica.say(machine(step.machine), names[step.name], value);
            told.emplace_back(replica, knows);
        } else if (!told.empty()) {
            const auto& [what, all] = told[step.message % told.size()];
            replica.join(what);
            knows.insert(all.begin(), all.end());
            told.emplace_back(replica, knows);
        }
    }

    // What stands of a name where so much is known.
    std::set<std::string> standing(std::size_t name, const std::set<std::size_t>& knows) const {
        std::set<std::string> values;
        for (const auto each : knows) {
            if (sayings[each].name != name) continue;
            if (std::ranges::none_of(knows, [&](std::size_t other) {
                    return sayings[other].name == name && sayings[other].knew.contains(each);
                }))
                values.insert(sayings[each].value);
        }
        return values;
    }

    std::string wrong() const {
        for (std::size_t m = 0; m < replicas.size(); ++m)
            for (std::size_t name = 0; name < std::size(names); ++name) {
                std::set<std::string> values;
                for (const auto& [_, value] : replicas[m][names[name]]) values.insert(value);
                if (values != standing(name, known[m]))
                    return "machine " + std::to_string(m) + " has something else of " +
                           std::string(names[name]);
            }
        return "";
    }

    std::vector<Replica> replicas;
    std::vector<std::set<std::size_t>> known;
    std::vector<Saying> sayings;
    std::vector<std::pair<Replica, std::set<std::size_t>>> told;
};

std::string wrong_in(std::size_t machines, const std::vector<Step>& steps, std::mt19937& random) {
    World world(machines);
    for (const Step& step : steps) world.take(step);
    if (auto wrong = world.wrong(); !wrong.empty()) return wrong;
    // All hear everything, each in an order of its own and some of it twice.
    std::set<std::size_t> all;
    for (const auto& each : world.known) all.insert(each.begin(), each.end());
    for (std::size_t m = 0; m < machines; ++m) {
        std::vector<std::size_t> order(world.told.size() * 2);
        for (std::size_t i = 0; i < order.size(); ++i) order[i] = i % world.told.size();
        std::ranges::shuffle(order, random);
        for (const auto each : order) world.replicas[m].join(world.told[each].first);
        world.known[m] = all;
        if (world.replicas[m] != world.replicas[0]) return "two that know the same differ";
        for (const auto& [told, _] : world.told)
            if (!world.replicas[m].knows(told)) return "what was told is not known";
    }
    return world.wrong();
}

std::string text_of(const std::vector<Step>& steps) {
    std::string text;
    for (const Step& step : steps)
        text +=
            step.says
                ? "{true, " + std::to_string(step.machine) + ", " + std::to_string(step.name) + ", 0},\n"
                : "{false, " + std::to_string(step.machine) + ", 0, " + std::to_string(step.message) + "},\n";
    return text;
}

TEST(Replica, InAnyOrderPartitionAndRepetitionIsTheSame) {
    std::mt19937 random(test::seed());
    const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
    for (int history = 0; history < 2'000; ++history) {
        const std::size_t machines = 2 + below(4);
        std::vector<Step> steps(3 + below(25));
        for (Step& step : steps)
            step = {below(3) > 0, below(machines), below(std::size(names)), below(1'000)};
        if (wrong_in(machines, steps, random).empty()) continue;
        for (std::size_t i = 0; i < steps.size();) {  // what is wrong with as little as may be
            auto fewer = steps;
            fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
            if (wrong_in(machines, fewer, random).empty())
                ++i;
            else
                steps = std::move(fewer), i = 0;
        }
        FAIL() << wrong_in(machines, steps, random) << ", of " << machines << " machines, after\n"
               << text_of(steps);
    }
}

TEST(Replica, WhatSomebodyKnewIsOverruledByHimAlone) {
    Replica one, other;
    one.say(machine(0), "a", "first");
    other.join(one);
    other.say(machine(1), "a", "then");
    one.join(other);
    EXPECT_EQ(one["a"], (Replica::Beside{{{2, machine(1)}, "then"}}));
    EXPECT_EQ(one, other);
    one.say(machine(0), "a", "here");
    other.say(machine(1), "a", "there");
    one.join(other), other.join(one);
    EXPECT_EQ(one["a"].size(), 2u) << "neither knew the other's";
    EXPECT_EQ(one, other);
    one.say(machine(0), "a", "both");
    EXPECT_EQ(one["a"].size(), 1u);
    EXPECT_TRUE(one.knows(other));
    EXPECT_FALSE(other.knows(one));
    EXPECT_EQ(one["z"].size(), 0u);
}

}  // namespace
}  // namespace vorleser
