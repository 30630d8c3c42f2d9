#include "locale/command_line.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <limits>
#include <memory>
#include <optional>
#include <sstream>

#include <fmt/ranges.h>

#include "locale/translate.hpp"

namespace vorleser {
namespace {

// Columns of text that has no wide characters: code points.
std::size_t columns(std::string_view text) {
    return std::count_if(text.begin(), text.end(),
                         [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; });
}

// Broken at spaces; lines that are there stay.
std::string wrapped(const std::string& text, std::size_t width) {
    std::string out;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        if (!out.empty()) out += '\n';
        std::istringstream words(line);
        std::size_t at = 0;
        for (std::string word; words >> word; at += columns(word)) {
            if (at > 0 && at + 1 + columns(word) > width) {
                out += '\n';
                at = 0;
            } else if (at > 0) {
                out += ' ';
                ++at;
            }
            out += word;
        }
    }
    return out;
}

class Help : public CLI::Formatter {
 public:
    explicit Help(int width) : width_(width) {
        label("Usage", tr("Usage"));
        label("OPTIONS", tr("OPTIONS"));
        label("Positionals", tr("Arguments"));
        label("SUBCOMMAND", tr("COMMAND"));
        label("TEXT", tr("TEXT"));
        label("INT", tr("NUMBER"));
    }

    // What options exclude each other is for the description of the command to say.
    std::string make_description(const CLI::App* app) const override {
        return fitted(app->get_description(), 0) + "\n";
    }
    // "TEXT", "...", "(required)"; what else there is to say, the description says.
    std::string make_option_opts(const CLI::Option* option) const override {
        std::string out;
        if (option->get_type_size() == 0) return out;
        if (!option->get_type_name().empty()) out += " " + get_label(option->get_type_name());
        if (option->get_expected_max() == CLI::detail::expected_max_vector_size) out += " ...";
        if (option->get_required()) out += std::string(" ") + tr("(required)");
        return out;
    }
    std::string make_option(const CLI::Option* option, bool is_positional) const override {
        return row(make_option_name(option, is_positional) + make_option_opts(option),
                   option->get_description());
    }
    // "FILE...", also where CLI11 counts: "WHAT(3x)".
    std::string make_option_usage(const CLI::Option* option) const override {
        const auto name = make_option_name(option, true) + (option->get_expected_max() > 1 ? "..." : "");
        return option->get_required() ? name : "[" + name + "]";
    }
    std::string make_subcommand(const CLI::App* command) const override {
        return row(command->get_display_name(true), command->get_description());
    }

 private:
    // "  NAME      what it is", with the second column aligned.
    std::string row(const std::string& name, const std::string& description) const {
        const auto indent = get_column_width();
        std::string out = "  " + name;
        if (const auto used = columns(out); used + 1 < indent)
            out.append(indent - used, ' ');
        else
            out += "\n" + std::string(indent, ' ');
        for (const char c : fitted(description, indent))
            out += c == '\n' ? "\n" + std::string(indent, ' ') : std::string(1, c);
        return out + "\n";
    }
    std::string fitted(const std::string& text, std::size_t indent) const {
        constexpr std::size_t least = 20;
        if (width_ == 0) return text;
        return wrapped(
            text, std::max(least, static_cast<std::size_t>(width_) - std::min<std::size_t>(indent, width_)));
    }

    int width_;
};

std::optional<std::int64_t> number_in(const std::string& text) {
    std::int64_t number = 0;
    const auto* begin = text.data() + text.starts_with('+');
    const auto* end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(begin, end, number);
    if (error != std::errc() || stopped != end) return std::nullopt;
    return number;
}

CLI::Validator number_check(std::int64_t least, std::int64_t most, std::string wrong_range) {
    CLI::Validator check;
    check.description("").operation([least, most, wrong_range](const std::string& text) -> std::string {
        const auto number = number_in(text);
        if (!number) return tr("“{}” is no whole number", text);
        return *number < least || *number > most ? wrong_range : std::string();
    });
    return check;
}

// "1:30 is required" → "1:30": CLI11 keeps names in its English sentences only.
std::string before(const std::string& sentence, std::string_view end) {
    return sentence.substr(0, sentence.find(end));
}

}  // namespace

void use_language(CLI::App& app, int width) {
    app.formatter(std::make_shared<Help>(width));
    app.option_defaults()->group(tr("Options"));
    app.set_help_flag("-h,--help", tr("print this help"));
}

CLI::App* add_command(CLI::App& app, const std::string& name, const std::string& summary) {
    auto* command = app.add_subcommand(name, summary)->group(tr("Commands"));
    command->get_help_ptr()->group(tr("Options"));
    return command;
}

std::string problem_of(const CLI::App& app, const CLI::ParseError& error) {
    const std::string what = error.what();
    const auto commands = app.get_subcommands();
    if (dynamic_cast<const CLI::ExtrasError*>(&error)) {
        auto extra = app.remaining(true);
        return tr("not expected here: {}", fmt::format("{}", fmt::join(extra, " ")));
    }
    if (dynamic_cast<const CLI::RequiredError*>(&error)) {
        if (!commands.empty() && commands.front()->get_require_option_max() == 1) {
            std::vector<std::string> names;
            const CLI::App& command = *commands.front();
            for (const auto* option : command.get_options({}))
                if (option != command.get_help_ptr()) names.push_back(option->get_name());
            return tr("give one of these, and only one: {}", fmt::format("{}", fmt::join(names, ", ")));
        }
        return tr("{} is missing", before(what, " is required"));
    }
    if (dynamic_cast<const CLI::ArgumentMismatch*>(&error)) {
        const auto name = before(what, ":");
        return what.find("At Most") != what.npos ? tr("{} can be given only once", name)
                                                 : tr("{} needs a value", name);
    }
    if (dynamic_cast<const CLI::ConversionError*>(&error)) {
        // Of a flag, since the values of others have been checked: "Could not convert: --json = x".
        const auto name = what.find(": ");
        return tr("{} takes no value", before(name == what.npos ? what : what.substr(name + 2), " ="));
    }
    if (dynamic_cast<const CLI::ExcludesError*>(&error)) {
        const auto first = before(what, " excludes ");
        return tr("either {} or {}, not both", first, what.substr(first.size() + std::strlen(" excludes ")));
    }
    if (dynamic_cast<const CLI::RequiresError*>(&error)) {
        const auto first = before(what, " requires ");
        return tr("{} needs {}, too", first, what.substr(first.size() + std::strlen(" requires ")));
    }
    return what;  // ValidationError: of a check that complains in the listener's language
}

CLI::Validator whole_number(std::int64_t least, std::int64_t most) {
    return number_check(least, most, tr("it must be from {} to {}", least, most));
}

CLI::Validator whole_number() {
    return number_check(std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max(),
                        "");
}

CLI::Validator position() {
    return number_check(1, std::numeric_limits<std::int64_t>::max(), tr("it must be a number from 1 on"));
}

CLI::Validator one_of(std::vector<std::string> choices) {
    CLI::Validator check;
    check.name(fmt::format("{}", fmt::join(choices, " ")));
    check.description("").operation([choices](const std::string& text) -> std::string {
        if (std::find(choices.begin(), choices.end(), text) != choices.end()) return {};
        return tr("“{}” is none of: {}", text, fmt::format("{}", fmt::join(choices, ", ")));
    });
    return check;
}

std::vector<std::string> choices_of(const CLI::Option& option) {
    std::vector<std::string> choices;
    try {
        // Of our checks only one_of() has a name. CLI11 hands out what it has by a call that is not const.
        std::istringstream names(const_cast<CLI::Option&>(option).get_validator()->get_name());
        for (std::string name; names >> name;) choices.push_back(name);
    } catch (const CLI::OptionNotFound&) {  // it has no checks
    }
    return choices;
}

}  // namespace vorleser
