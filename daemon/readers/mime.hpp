// Messages as mails and saved pages have them: fields, and parts in parts (gmime).
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/error.hpp"

namespace vorleser::documents {

// One part. What holds others (multipart/…, a message) has no bytes.
struct MimePart {
    std::string type;                   // "text/html", in lower case; "text/plain" where nothing is said
    std::string charset, id, location;  // as they are declared; empty: not
    std::string start;      // of multipart/related: the id of the part that it begins with; or empty
    bool attached = false;  // is to be a file, not to be read
    bool flowed = false, delete_space = false;  // format=flowed, delsp=yes (RFC 3676)
    std::string bytes;                          // of text, without transfer encoding, in `charset`
    std::vector<MimePart> parts;
    std::string subject, from,
        date;  // of a message, as decoded_field(); the date as "2024-03-12" where it is one

    bool is(std::string_view whole) const { return type == whole; }
    bool holds_parts() const { return type.starts_with("multipart/"); }
};

// The message with all its parts. At most 10,000 parts, 64 deep, 100,000 fields: beyond, `unreadable`. Only
// text is decoded.
Result<MimePart> parse_message(std::string_view bytes);

// A field's value in one line of UTF-8: «=?utf-8?Q?M=C3=BCll?=» is undone (RFC 2047), also by those who cut
// letters apart.
std::string decoded_field(std::string_view raw);

// Of «"Die Zeitung" <brief@example.org>», decoded or not, the name; where there is none, the address.
std::string sender_of(std::string_view raw);

// Loads what gmime needs, before the process is confined.
void prepare_mime();

}  // namespace vorleser::documents
