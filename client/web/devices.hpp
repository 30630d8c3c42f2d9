// Who may come in: paired devices, and the codes that pair the next one.
//
// A device has a token of 32 random bytes as its cookie; only the token's SHA-256 is kept, so that whoever
// reads the file (0600, in a directory of ours) cannot come in with it. A code has 40 bits, is good for ten
// minutes and for one device; after five wrong ones, from wherever, all codes are void: guessing one has a
// chance of 5 : 2^40. Both are compared by their hashes in constant time.
//
// The server and `vorleser web …` share the file: each change is made under a lock and is on the disk before
// it is answered; the server learns of the others' by inotify (watch()). One thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/web/shared_file.hpp"
#include "own/files.hpp"

namespace vorleser::web {

struct Device {
    std::string name;            // no other device's
    std::string hash;            // of its token, hexadecimal
    std::int64_t paired_at = 0;  // Unix time, seconds
};

enum class Refusal {
    wrong_code,  // or one that was used, or has expired
    no_code,     // there is none that could be right: a new one is needed
    too_many,    // devices: one is to be removed
};

class Devices {
 public:
    static constexpr std::int64_t code_seconds = 600;
    static constexpr int most_wrong = 5;
    static constexpr std::size_t most_devices = 64, most_codes = 4;

    // `directory` is made if it is missing. Throws own::Unusable, also all the others where the disk refuses:
    // then nothing is changed. A file that makes no sense is none of a device's: nobody is let in by it.
    explicit Devices(std::filesystem::path directory);

    // A new code beside those there are, the oldest of which goes where they are too many.
    std::string new_code();

    struct Paired {
        Device device;
        std::string token;  // of 43 characters, for the cookie
    };
    // `code` as a person types it: small letters, blanks and hyphens are fine. `name` is made harmless, and
    // another than the others'. On failure the refusal.
    std::optional<Paired> pair(std::string_view code, std::string_view name, Refusal& refusal);

    // The device with this token. As of the last reload().
    const Device* find(std::string_view token) const;
    // Whether a device with this hash is still there.
    bool has(std::string_view hash) const;
    const std::vector<Device>& list() const { return known_.devices; }

    // False: there is no such device.
    bool remove(std::string_view name);
    bool remove_hash(std::string_view hash);

    // Throws own::Unusable where the file cannot be read just now: what was known stays.
    void reload();
    // Becomes readable whenever somebody changes the file; read away what is there, then reload().
    own::Descriptor watch() const;

 private:
    struct Code {
        std::string hash;
        std::int64_t until = 0;
    };
    struct Known {
        std::vector<Device> devices;
        std::vector<Code> codes;
        int wrong = 0;
    };
    class Change;

    static Known parse(const boost::json::value& value);
    boost::json::value stored() const;

    const std::filesystem::path directory_;
    const SharedFile file_;
    Known known_;
};

// SHA-256 as hexadecimal digits.
std::string sha256(std::string_view bytes);

// Bytes that nobody can guess. Throws own::Unusable where there are none.
std::string random_bytes(std::size_t size);

std::string hexadecimal(std::string_view bytes);  // two digits a byte

// Whether it may be one of our names for what is in a file: 32 hexadecimal digits.
bool is_hash(std::string_view text);

// Without a moment's difference by where they differ.
bool same_secret(std::string_view a, std::string_view b);

// Writes a file of ours (0600) that is whole or not there, and on the disk on return. Throws own::Unusable.
void write_durably(const std::filesystem::path& path, std::string_view bytes);

}  // namespace vorleser::web
