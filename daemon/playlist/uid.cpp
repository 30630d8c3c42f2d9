#include "daemon/playlist/uid.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <system_error>

#include <boost/uuid/name_generator_sha1.hpp>
#include <boost/uuid/string_generator.hpp>
#include <boost/uuid/uuid_io.hpp>
#include <sys/random.h>

namespace vorleser {
namespace {

Uid chance(std::uint8_t version) {
    Uid uid;
    // So few bytes come whole or not at all.
    if (getrandom(uid.data, sizeof uid.data, 0) != static_cast<ssize_t>(sizeof uid.data))
        throw std::system_error(errno, std::generic_category(), "getrandom");
    uid.data[6] = static_cast<std::uint8_t>((uid.data[6] & 0x0f) | version << 4);
    uid.data[8] = static_cast<std::uint8_t>((uid.data[8] & 0x3f) | 0x80);
    return uid;
}

}  // namespace

Uid uid_of(std::int64_t unix_ms) {
    Uid uid = chance(7);
    for (int i = 0; i < 6; ++i) uid.data[i] = static_cast<std::uint8_t>(unix_ms >> (40 - 8 * i));
    return uid;
}

Uid next_uid() {
    static Uid last{};
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const Uid uid = uid_of(std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
    if (uid > last) return last = uid;
    // In the same millisecond, or the clock was set back: the one before and one more, in its last 56 bits.
    for (auto* byte = last.end(); --byte > last.begin() + 8 && ++*byte == 0;) {
    }
    return last;
}

Uid uid_of_address(std::string_view address) {
    return uid_within(boost::uuids::ns::url(), address);
}

Uid uid_within(const Uid& space, std::string_view name) {
    return boost::uuids::name_generator_sha1(space)(name.data(), name.size());
}

Uid random_uid() {
    return chance(4);
}

std::optional<Uid> uid_from(std::string_view text) {
    // As to_text() writes it: the library takes braces and capitals, too, and throws.
    if (text.size() != 36 || text.find_first_not_of("0123456789abcdef-") != text.npos) return {};
    try {
        const Uid uid = boost::uuids::string_generator()(text.begin(), text.end());
        return to_text(uid) == text ? std::optional(uid) : std::nullopt;
    } catch (const std::runtime_error&) {
        return {};
    }
}

std::string to_text(const Uid& uid) {
    return boost::uuids::to_string(uid);
}

}  // namespace vorleser
