// What other services write into their exports: articles that the listener keeps there. Pure; the bytes are
// foreign, so it is called in a process that can do nothing but compute (confined.hpp).
//
// Read as they are: wallabag (JSON, CSV), Readeck (ZIP, CSV), Omnivore (ZIP, or one of its JSON files),
// Pocket (ZIP, CSV, the older ril_export.html), Instapaper (CSV), and bookmarks as browsers write them.
// README.md says what is taken of each.
//
// Memory is bounded by one article, whatever the export's size; nothing is unpacked but into memory, so that
// names in an archive are only compared.
#pragma once

#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace vorleser::backup {

enum class Service : std::uint8_t { wallabag, readeck, omnivore, pocket, instapaper, browser };

// A passage that the listener marked there.
struct Quote {
    std::string text;  // a paragraph a line
    std::string note;
    std::int64_t made_at = 0;  // Unix time, seconds; 0: not said
    bool operator==(const Quote&) const = default;
};

// All texts are UTF-8; times are Unix time in seconds, 0 where they are not said.
struct Saved {
    std::string address;                       // as it stands there; may be none of the web
    std::string title, source, authors, date;  // of one line; may be empty
    std::int64_t saved_at = 0;
    bool read = false, favourite = false;
    std::int64_t read_at = 0;
    std::vector<std::string> tags;  // of one line
    std::vector<Quote> quotes;
    bool has_text = false;
    std::string html;  // its text, if it is wanted
    bool operator==(const Saved&) const = default;
};

struct ExportLimits {
    std::size_t text = std::size_t{16} << 20;    // bytes of an article's text; a longer one is none
    std::size_t record = std::size_t{64} << 20;  // of what is said of an article, its text included
    std::size_t records = 200'000;
    std::size_t files = 500'000;                                    // in an archive
    std::uint64_t unpacked = std::uint64_t{64} << 20, ratio = 400;  // so many bytes, and for each packed one
};

// Why an export cannot be read.
struct BadExport : std::runtime_error {
    enum class Why : std::uint8_t { unknown, damaged, too_large };  // unknown: it is none that we know
    explicit BadExport(Why why) : std::runtime_error("bad export"), why(why) {}
    Why why;
};

struct ExportTaker {
    bool texts = false;  // whether `html` is wanted
    std::function<void(Service)> begin;
    std::function<void(Saved)> take;
};

// Tells whose export `bytes` is, then each article in it, in its order. Throws BadExport, and what the taker
// throws.
void read_export(std::string_view bytes, const ExportTaker& taker, const ExportLimits& limits = {});

}  // namespace vorleser::backup
