// What a person reads of `vorleser import` where another service wrote the file; see client/messages.hpp.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "client/backup/services.hpp"
#include "locale/translate.hpp"

namespace vorleser::backup::messages {

inline const char* name(Service service) {
    switch (service) {
        case Service::wallabag:
            return "wallabag";
        case Service::readeck:
            return "Readeck";
        case Service::omnivore:
            return "Omnivore";
        case Service::pocket:
            return "Pocket";
        case Service::instapaper:
            return "Instapaper";
        case Service::browser:
            break;
    }
    return tr("bookmarks");
}

// -- what is in it
inline std::string found(Service service, std::int64_t articles) {
    return tr_n(articles, "{1}: {0} article", "{1}: {0} articles", articles, name(service));
}
inline std::string with_text(std::int64_t count) {
    return tr_n(count, "{} with its text", "{} with their text", count);
}
inline std::string to_fetch(std::int64_t count) {
    return tr_n(count, "{} to be fetched", "{} to be fetched", count);
}
inline std::string not_to_fetch(std::int64_t count) {
    return tr_n(count, "{} without its text", "{} without their text", count);
}
inline std::string here(std::int64_t count) {
    return tr_n(count, "{} here already", "{} here already", count);
}
inline std::string no_page(std::int64_t count) {
    return tr_n(count, "{} address that is no page of the web, left out",
                "{} addresses that are no pages of the web, left out", count);
}
inline const char* favourite() {
    return tr("favourite");
}

// -- what is done
inline std::string looking_through(std::string_view file, std::size_t articles) {
    return tr("{} is looked through: {}", file, articles);
}
inline std::string taking_in(std::string_view file, std::size_t done, std::size_t all) {
    return tr("taking in {}: {} of {}", file, done, all);
}
inline std::string fetching(std::size_t done, std::size_t all) {
    return tr("fetching: {} of {}", done, all);
}
inline std::string not_had(std::string_view article, std::string_view why) {
    return tr("“{}”: {}", article, why);
}

// -- what came of it
inline std::string came(std::int64_t listed, std::int64_t kept) {
    if (listed == 0)
        return tr_n(kept, "{} article came into the Merkliste", "{} articles came into the Merkliste", kept);
    const auto first =
        tr_n(listed, "{} article came into the playlist", "{} articles came into the playlist", listed);
    return kept == 0 ? first
                     : first + ", " + tr_n(kept, "{} into the Merkliste", "{} into the Merkliste", kept);
}
inline std::string same_text(std::int64_t count) {
    return tr_n(count, "{} was here under another address", "{} were here under another address", count);
}
inline std::string marks(std::int64_t count) {
    return tr_n(count, "{} mark", "{} marks", count);
}
inline std::string beginnings(std::int64_t count) {
    return tr_n(count, "{} gives only its beginning away", "{} give only their beginning away", count);
}
inline std::string not_all(std::int64_t count) {
    return tr_n(count, "{} could not be had, see above; the same command tries it once more",
                "{} could not be had, see above; the same command tries them once more", count);
}

// -- what is wrong
inline std::string damaged(std::string_view file) {
    return tr("{} is damaged or breaks off: export it once more", file);
}
inline std::string too_large(std::string_view file) {
    return tr("{} holds more than any reading list: it is not taken in", file);
}
inline std::string cannot_begin(std::string_view file, std::string_view why) {
    return tr("{} cannot be read in a confined process: {}", file, why);
}

}  // namespace vorleser::backup::messages
