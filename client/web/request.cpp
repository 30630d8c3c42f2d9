#include "client/web/request.hpp"

#include <algorithm>

#include "client/text.hpp"

namespace vorleser::web {
namespace {

bool is_alphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

std::string lower(std::string_view text) {
    std::string out(text);
    for (auto& c : out)
        if (c >= 'A' && c <= 'Z') c += 'a' - 'A';
    return out;
}

std::string_view trimmed(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t");
    if (begin == text.npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t") + 1 - begin);
}

// Takes what stands before the next `separator`, and the separator.
std::string_view take(std::string_view& rest, char separator) {
    const auto end = rest.find(separator);
    const auto part = rest.substr(0, end);
    rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
    return part;
}

int digit(char c) {
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

// Of a form's name or value.
std::optional<std::string> decoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+') {
            out += ' ';
        } else if (text[i] == '%') {
            if (text.size() - i < 3 || digit(text[i + 1]) < 0 || digit(text[i + 2]) < 0) return {};
            out += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
            i += 2;
        } else {
            out += text[i];
        }
    }
    if (valid_utf8(out) != out) return {};
    return out;
}

}  // namespace

std::optional<Target> parse_target(std::string_view target) {
    if (!target.starts_with('/')) return {};
    if (std::ranges::any_of(target, [](char c) { return c <= ' ' || c > '~' || c == '#'; })) return {};
    const auto query = target.find('?');
    if (query == target.npos) return Target{target, {}};
    return Target{target.substr(0, query), target.substr(query + 1)};
}

std::optional<Host> parse_host(std::string_view header) {
    Host host;
    std::string_view rest = header;
    if (rest.starts_with('[')) {
        const auto end = rest.find(']');
        if (end == rest.npos) return {};
        host.name = lower(rest.substr(1, end - 1));
        if (host.name.empty() || host.name.find_first_not_of("0123456789abcdef:.") != host.name.npos)
            return {};
        rest.remove_prefix(end + 1);
    } else {
        const auto end = std::min(rest.find(':'), rest.size());
        host.name = lower(rest.substr(0, end));
        if (host.name.ends_with('.')) host.name.pop_back();
        if (host.name.empty() || !std::ranges::all_of(host.name, [](char c) {
                return is_alphanumeric(c) || c == '.' || c == '-' || c == '_';
            }))
            return {};
        rest.remove_prefix(end);
    }
    if (rest.empty()) return host;
    host.port = rest.substr(1);
    if (rest.front() != ':' || host.port.empty() || host.port.size() > 5 ||
        host.port.find_first_not_of("0123456789") != host.port.npos)
        return {};
    return host;
}

std::string_view find_cookie(std::string_view header, std::string_view name) {
    std::string_view found;
    bool several = false;
    for (auto rest = header; !rest.empty();) {
        auto pair = take(rest, ';');
        const bool named = pair.find('=') != pair.npos;
        const auto key = trimmed(take(pair, '='));
        if (!named || key != name) continue;
        several = found.data() != nullptr;
        found = trimmed(pair);
        if (several) return {};
    }
    return found;
}

std::optional<std::map<std::string, std::string>> parse_form(std::string_view body) {
    constexpr int most_fields = 16;
    std::map<std::string, std::string> form;
    int fields = 0;
    for (auto rest = body; !rest.empty();) {
        auto pair = take(rest, '&');
        if (pair.empty()) continue;
        if (++fields > most_fields) return {};
        const auto name = decoded(take(pair, '=')), value = decoded(pair);
        if (!name || !value) return {};
        form.emplace(*name, *value);
    }
    return form;
}

std::string shared_address(const std::map<std::string, std::string>& form) {
    for (const char* field : {"url", "text", "title"}) {
        const auto found = form.find(field);
        if (found == form.end()) continue;
        const auto& text = found->second;
        const auto plain = lower(text);
        const auto begin = std::min(plain.find("https://"), plain.find("http://"));
        if (begin == plain.npos) continue;
        return text.substr(begin, text.find_first_of(" \t\r\n\"<>", begin) - begin);
    }
    return {};
}

bool names_etag(std::string_view header, std::string_view etag) {
    for (auto rest = header; !rest.empty();) {
        auto each = trimmed(take(rest, ','));
        if (each.starts_with("W/")) each.remove_prefix(2);
        if (each == etag || each == "*") return true;
    }
    return false;
}

bool accepts_gzip(std::string_view header) {
    for (auto rest = header; !rest.empty();) {
        auto each = take(rest, ',');
        const auto coding = lower(trimmed(take(each, ';')));
        if (coding != "gzip" && coding != "*") continue;
        const auto weight = trimmed(each);
        return !weight.starts_with("q=0") || weight.find_first_of("123456789") != weight.npos;
    }
    return false;
}

}  // namespace vorleser::web
