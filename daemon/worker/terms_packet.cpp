#include "daemon/worker/terms_packet.hpp"

#include "daemon/base/numbers.hpp"

namespace vorleser {

namespace {

void put(std::string& job, std::string_view text) {
    put_number(job, text.size());
    job += text;
}

bool take(Numbers& job, std::string& text) {
    if (job.rest.empty()) return false;
    const std::size_t size = job.take();
    if (!job.good || size > job.rest.size()) return job.good = false;
    text = job.rest.substr(0, size);
    job.rest.remove_prefix(size);
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

std::vector<PartToFind> parts_of_job(std::string_view packed) {
    Numbers job(packed);
    std::vector<PartToFind> parts;
    for (PartToFind part; take(job, part.language) && take(job, part.text);) parts.push_back(part);
    return parts;
}

std::vector<WantedWords> wanted_of_job(std::string_view packed) {
    Numbers job(packed);
    std::vector<WantedWords> all;
    std::string phrase;
    for (WantedWords wanted; take(job, phrase) && take(job, wanted.words);) {
        wanted.phrase = !phrase.empty();
        all.push_back(wanted);
    }
    return all;
}

}  // namespace vorleser
