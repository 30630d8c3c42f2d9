// main() of every test program. A test in which a process crashed fails, whoever started that process and
// whatever became of its exit code: the sanitizers of all of them report to files that are looked for after
// each test.
#include <cstdlib>
#include <iostream>

#include <gtest/gtest.h>

#include "tests/support/crashes.hpp"

namespace vorleser::test {
namespace {

class Crashes : public testing::EmptyTestEventListener {
    void OnTestEnd(const testing::TestInfo&) override {
        if (const std::string found = sanitizer_reports(); !found.empty())
            ADD_FAILURE() << "a process that this test started has crashed\n" << found;
    }
};

}  // namespace
}  // namespace vorleser::test

int main(int argc, char** argv) {
    testing::InitGoogleTest(&argc, argv);
    vorleser::test::collect_sanitizer_reports();
    testing::UnitTest::GetInstance()->listeners().Append(new vorleser::test::Crashes);
    return RUN_ALL_TESTS();
}
