#include "daemon/worker/terms_packet.hpp"

#include <charconv>

#include <fmt/format.h>

namespace vorleser {

namespace {

// «LENGTH\n», then so many bytes.
void put(std::string& job, std::string_view text) {
    fmt::format_to(std::back_inserter(job), "{}\n", text.size());
    job += text;
}

bool take(std::string_view& job, std::string& text) {
    std::size_t size = 0;
    const auto [end, failed] = std::from_chars(job.data(), job.data() + job.size(), size);
    const auto at = static_cast<std::size_t>(end - job.data());
    if (failed != std::errc() || at >= job.size() || job[at] != '\n' || size > job.size() - at - 1)
        return false;
    text = job.substr(at + 1, size);
    job.remove_prefix(at + 1 + size);
    return true;
}

}  // namespace

std::string terms_job(std::span<const PartToFind> parts) {
    std::string job;
    for (const PartToFind& part : parts) put(job, part.language), put(job, part.text);
    return job;
}

std::string query_job(std::span<const WantedWords> wanted) {
    std::string job;
    for (const WantedWords& each : wanted) put(job, each.phrase ? "phrase" : ""), put(job, each.words);
    return job;
}

std::vector<PartToFind> parts_of_job(std::string_view job) {
    std::vector<PartToFind> parts;
    for (PartToFind part; take(job, part.language) && take(job, part.text);) parts.push_back(part);
    return parts;
}

std::vector<WantedWords> wanted_of_job(std::string_view job) {
    std::vector<WantedWords> all;
    std::string phrase;
    for (WantedWords wanted; take(job, phrase) && take(job, wanted.words);) {
        wanted.phrase = !phrase.empty();
        all.push_back(wanted);
    }
    return all;
}

}  // namespace vorleser
