#include "locale/translate.hpp"

#include <clocale>
#include <filesystem>

#include <libintl.h>

namespace vorleser {
namespace {

constexpr auto domain = "vorleser";

}  // namespace

void use_locale(int category) {
    if (!std::setlocale(category, "")) return;
    std::error_code ignored;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", ignored);
    // PREFIX/bin/vorleser and PREFIX/share/locale; the build tree is alike.
    bindtextdomain(domain, (program.parent_path().parent_path() / "share/locale").c_str());
    bind_textdomain_codeset(domain, "UTF-8");
    textdomain(domain);
}

const char* tr(const char* english) {
    return gettext(english);
}

std::string tr_known(const std::string& english) {
    return english.empty() ? english : gettext(english.c_str());  // "" would give the catalogue's header
}

std::string filled(const char* english, const char* translated, fmt::format_args values) {
    try {
        return fmt::vformat(translated, values);
    } catch (const fmt::format_error&) {
        return fmt::vformat(english, values);
    }
}

const char* plural(std::int64_t n, const char* one, const char* many) {
    return ngettext(one, many, static_cast<unsigned long>(n < 0 ? -n : n));
}

}  // namespace vorleser
