// A file of ours that the server and `vorleser web …` share, as JSON: it is there as a whole or not at all,
// each change is made under a lock and is on the disk before it is answered.
#pragma once

#include <exception>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "own/files.hpp"

namespace vorleser::web {

// Any thread.
class SharedFile {
 public:
    explicit SharedFile(std::filesystem::path path) : path_(std::move(path)) {}

    // What `parse` takes out of it; T() where it is missing, or makes no sense (`parse` throws). Throws
    // own::Unusable where it cannot be read just now: what is in it is not known then.
    template <class T>
    T read(T (*parse)(const boost::json::value&)) const {
        const auto text = bytes();
        if (!text) return T();
        try {
            return parse(boost::json::parse(*text));
        } catch (const std::exception&) {
            return T();
        }
    }

    // Nobody else changes it, or another file beside it, until this is closed. Throws own::Unusable.
    own::Descriptor lock() const;

    // What is there and is no JSON is kept as NAME.damaged. Throws own::Unusable: then it is as it was.
    void write(const boost::json::value& value) const;

 private:
    std::optional<std::string> bytes() const;  // nullopt: it is missing

    const std::filesystem::path path_;
};

}  // namespace vorleser::web
