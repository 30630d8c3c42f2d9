#include "client/web/shared_file.hpp"

#include <array>
#include <cerrno>
#include <cstring>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fcntl.h>
#include <unistd.h>

#include "client/web/devices.hpp"
#include "client/web/messages.hpp"

namespace vorleser::web {

std::optional<std::string> SharedFile::bytes() const {
    const auto fail = [&] {
        throw own::Unusable(messages::cannot_read(path_.string(), std::strerror(errno)));
    };
    const own::Descriptor file(open(path_.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file && errno == ENOENT) return {};
    if (!file) fail();
    std::string bytes;
    std::array<char, 16384> piece;
    for (;;) {
        const auto size = ::read(file.get(), piece.data(), piece.size());
        if (size < 0 && errno == EINTR) continue;
        if (size < 0) fail();
        if (size == 0) return bytes;
        bytes.append(piece.data(), static_cast<std::size_t>(size));
    }
}

own::Descriptor SharedFile::lock() const {
    own::private_directory(path_.parent_path());
    return own::lock(path_.parent_path() / "lock", true);
}

void SharedFile::write(const boost::json::value& value) const {
    // What makes no sense may still be mended by hand: it is not overwritten.
    boost::system::error_code damaged;
    if (const auto before = bytes()) boost::json::parse(*before, damaged);
    std::error_code failed;
    if (damaged) std::filesystem::rename(path_, path_.string() + ".damaged", failed);
    if (failed) throw own::Unusable(messages::cannot_read(path_.string(), failed.message()));
    write_durably(path_, boost::json::serialize(value) + "\n");
}

}  // namespace vorleser::web
