#include <iostream>

#include "daemon/filters/filters.hpp"
#include "daemon/text/utterance.hpp"

namespace vorleser {

int normalize_main(const std::vector<std::string>& directories) {
    const German german(directories);
    for (std::string line; std::getline(std::cin, line);) {
        std::string said;
        for (const Utterance& utterance :
             german.utterances({.body = {{BlockKind::paragraph, line}}}, Steps::normalization))
            said += (said.empty() ? "" : " ") + utterance.say;
        std::cout << said << '\n';
    }
    return 0;
}

}  // namespace vorleser
