// The jobs `terms` and `query_terms` on their way to the child. What comes back is of terms.hpp.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vorleser {

struct PartToFind {
    std::string language;
    std::string text;  // as stored (article/stored.hpp)
    bool operator==(const PartToFind&) const = default;
};

struct WantedWords {
    std::string words;
    bool phrase = false;  // in a row, as they are written
    bool operator==(const WantedWords&) const = default;
};

std::string terms_job(std::span<const PartToFind> parts);
std::string query_job(std::span<const WantedWords> wanted);

// The child's side. The job is the daemon's own: what it did not write ends at what is wrong.
std::vector<PartToFind> parts_of_job(std::string_view job);
std::vector<WantedWords> wanted_of_job(std::string_view job);

}  // namespace vorleser
