// One small sample at least of each kind of file that is no article, as its programs write it.
#pragma once

#include <string>
#include <vector>

namespace vorleser::test {

struct FormatSample {
    std::string file;  // a name as such files have
    std::string bytes;
    std::string english, german;  // what it is called to the listener
};

const std::vector<FormatSample>& format_samples();

}  // namespace vorleser::test
