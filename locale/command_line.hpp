// CLI11 in the listener's language: its help, its complaints, and checks of values that complain likewise.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace vorleser {

// Before options and commands are added: `app` speaks the language of the locale. `width`: columns that
// descriptions are wrapped to; 0: they are not.
void use_language(CLI::App& app, int width);
CLI::App* add_command(CLI::App& app, const std::string& name, const std::string& summary);

// What is wrong with the command line that `app` could not parse; one line.
std::string problem_of(const CLI::App& app, const CLI::ParseError& error);

// Checks for CLI::Option::check().
CLI::Validator whole_number(std::int64_t least, std::int64_t most);
CLI::Validator whole_number();  // any that fits 64 bits
CLI::Validator position();      // a number from 1 on
CLI::Validator one_of(std::vector<std::string> choices);

// Those of a one_of() that checks `option`; empty without one.
std::vector<std::string> choices_of(const CLI::Option& option);

}  // namespace vorleser
