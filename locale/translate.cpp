#include "locale/translate.hpp"

#include <algorithm>
#include <clocale>
#include <filesystem>
#include <utility>

#include <libintl.h>

namespace vorleser {
namespace {

constexpr auto domain = "vorleser";
constinit thread_local Said* saying = nullptr;

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
    const char* translated = gettext(english);
    Said::keep({translated, english, {}});
    return translated;
}

std::string tr_known(const std::string& english) {
    return english.empty() ? english : gettext(english.c_str());  // "" would give the catalogue's header
}

std::string filled(const char* english, const char* translated, fmt::format_args values) {
    std::string text;
    try {
        text = fmt::vformat(translated, values);
    } catch (const fmt::format_error&) {
        text = fmt::vformat(english, values);
    }
    if (saying) {
        Said::Sentence sentence{text, english, {}};
        for (int i = 0; values.get(i); ++i)
            sentence.values.push_back(fmt::vformat(fmt::format("{{{}}}", i), values));
        Said::keep(std::move(sentence));
    }
    return text;
}

Said::Said() : before_(std::exchange(saying, this)) {}
Said::~Said() {
    saying = before_;
}

void Said::keep(Sentence sentence) {
    if (saying) saying->sentences_.push_back(std::move(sentence));
}

// What was said last first: a text without values may be the same as one with.
const Said::Sentence* Said::find(std::string_view said) const {
    const auto found = std::find_if(sentences_.rbegin(), sentences_.rend(),
                                    [&](const Sentence& each) { return each.said == said; });
    return found == sentences_.rend() ? nullptr : &*found;
}

// Not by fmt: a pattern from outside could ask it for widths of gigabytes.
std::string tr_sentence(const std::string& pattern, const std::vector<std::string>& values) {
    const std::string text = tr_known(pattern);
    std::string out;
    std::size_t next = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if ((c == '{' || c == '}') && text.substr(i, 2) == std::string(2, c)) {
            out += text[i++];
        } else if (c == '{') {
            const auto end = text.find('}', i);
            if (end == text.npos || end > i + 2) return {};
            const auto index = end == i + 1 ? next++ : static_cast<std::size_t>(text[i + 1] - '0');
            if (index >= values.size()) return {};
            out += values[index];
            i = end;
        } else {
            out += c;
        }
    }
    return out;
}

std::string tr_system_error(const std::string& english) {
    return english.empty() ? english : dgettext("libc", english.c_str());
}

const char* plural(std::int64_t n, const char* one, const char* many) {
    return ngettext(one, many, static_cast<unsigned long>(n < 0 ? -n : n));
}

}  // namespace vorleser
