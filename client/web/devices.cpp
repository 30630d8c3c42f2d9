#include "client/web/devices.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>

#include <boost/json.hpp>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "client/text.hpp"
#include "client/web/messages.hpp"
#include "locale/translate.hpp"

namespace vorleser::web {
namespace {

namespace json = boost::json;

// Without letters that are taken for digits or for one another (Crockford).
constexpr std::string_view code_letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t code_length = 8;  // of 5 bits each

// The code as it was made of what a person typed.
std::string as_made(std::string_view typed) {
    std::string code;
    for (char c : typed.substr(0, 64)) {
        if (c >= 'a' && c <= 'z') c -= 'a' - 'A';
        if (c == 'O') c = '0';
        if (c == 'I' || c == 'L') c = '1';
        if (c != ' ' && c != '-') code += c;
    }
    return code;
}

// What a page calls itself, harmless on a terminal and no longer than a name is.
std::string harmless(std::string_view name) {
    constexpr int most_columns = 40;
    auto text = fit(plain(name.substr(0, 400)), most_columns);
    text.erase(0, text.find_first_not_of(' '));
    text.erase(text.find_last_not_of(' ') + 1);
    return text.empty() ? tr("device") : text;
}

std::int64_t now() {
    return std::time(nullptr);
}

}  // namespace

std::string sha256(std::string_view bytes) {
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest;
    SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest.data());
    return hexadecimal({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

std::string random_bytes(std::size_t size) {
    std::string bytes(size, '\0');
    if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(size)) != 1)
        throw own::Unusable(messages::no_random_numbers());
    return bytes;
}

std::string hexadecimal(std::string_view bytes) {
    std::string text;
    for (const unsigned char byte : bytes) text += fmt::format("{:02x}", byte);
    return text;
}

bool is_hash(std::string_view text) {
    return text.size() == 32 && text.find_first_not_of("0123456789abcdef") == text.npos;
}

bool same_secret(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

void write_durably(const std::filesystem::path& path, std::string_view bytes) {
    const auto fail = [&] {
        throw own::Unusable(messages::cannot_write(path.string(), std::strerror(errno)));
    };
    const auto draft = path.string() + ".new";
    const own::Descriptor file(
        open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!file) fail();
    for (auto rest = bytes; !rest.empty();) {
        const auto written = write(file.get(), rest.data(), rest.size());
        if (written < 0 && errno != EINTR) fail();
        if (written > 0) rest.remove_prefix(static_cast<std::size_t>(written));
    }
    if (fsync(file.get()) != 0 || rename(draft.c_str(), path.c_str()) != 0) fail();
    const own::Descriptor directory(open(path.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!directory || fsync(directory.get()) != 0) fail();
}

// A change from the file as it is to the file as it will be, nobody else's in between. Without keep() all is
// as before.
class Devices::Change {
 public:
    explicit Change(Devices& devices) : devices_(devices), lock_(devices.file_.lock()) {
        devices_.reload();
        before_ = devices_.known_;
        std::erase_if(devices_.known_.codes, [](const Code& code) {
            return code.until <= now() || code.until > now() + code_seconds;  // a clock set back
        });
    }
    void keep() {
        try {
            devices_.file_.write(devices_.stored());
        } catch (...) {
            devices_.known_ = before_;
            throw;
        }
    }

 private:
    Devices& devices_;
    const own::Descriptor lock_;
    Known before_;
};

Devices::Devices(std::filesystem::path directory)
    : directory_(std::move(directory)), file_(directory_ / "devices.json") {
    own::private_directory(directory_);
    reload();
}

json::value Devices::stored() const {
    json::array devices, codes;
    for (const auto& each : known_.devices)
        devices.push_back({{"name", each.name}, {"hash", each.hash}, {"paired_at", each.paired_at}});
    for (const auto& each : known_.codes) codes.push_back({{"hash", each.hash}, {"until", each.until}});
    return {{"devices", devices}, {"codes", codes}, {"wrong", known_.wrong}};
}

Devices::Known Devices::parse(const json::value& value) {
    Known known;
    const auto& listed = value.at("devices").as_array();
    for (const auto& each : listed)
        known.devices.push_back({json::value_to<std::string>(each.at("name")),
                                 json::value_to<std::string>(each.at("hash")),
                                 each.at("paired_at").to_number<std::int64_t>()});
    const auto& given = value.at("codes").as_array();
    for (const auto& each : given)
        known.codes.push_back(
            {json::value_to<std::string>(each.at("hash")), each.at("until").to_number<std::int64_t>()});
    known.wrong = value.at("wrong").to_number<int>();
    return known;
}

void Devices::reload() {
    known_ = file_.read(&parse);
}

std::string Devices::new_code() {
    Change change(*this);
    std::string code;
    for (const unsigned char byte : random_bytes(code_length))
        code += code_letters[byte % code_letters.size()];
    if (known_.codes.size() == most_codes) known_.codes.erase(known_.codes.begin());
    known_.codes.push_back({sha256(code), now() + code_seconds});
    known_.wrong = 0;
    change.keep();
    return code;
}

std::optional<Devices::Paired> Devices::pair(std::string_view code, std::string_view name, Refusal& refusal) {
    Change change(*this);
    if (known_.codes.empty()) return refusal = Refusal::no_code, std::nullopt;
    const auto hash = sha256(as_made(code));
    // All are looked at, so that how long it takes says nothing.
    const bool right =
        std::erase_if(known_.codes, [&](const Code& each) { return same_secret(each.hash, hash); }) > 0;
    if (!right) {
        if (++known_.wrong >= most_wrong) known_.codes.clear();
        change.keep();
        refusal = Refusal::wrong_code;
        return {};
    }
    if (known_.devices.size() >= most_devices) return reload(), refusal = Refusal::too_many, std::nullopt;
    const auto wanted = harmless(name);
    Paired paired;
    paired.device.name = wanted;
    const auto taken = [&](const Device& each) { return each.name == paired.device.name; };
    for (int number = 2; std::ranges::any_of(known_.devices, taken); ++number)
        paired.device.name = fmt::format("{} {}", wanted, number);
    paired.token = base64(random_bytes(32));
    paired.token.erase(paired.token.find('='));
    std::ranges::replace(paired.token, '+', '-');
    std::ranges::replace(paired.token, '/', '_');
    paired.device.hash = sha256(paired.token);
    paired.device.paired_at = now();
    known_.devices.push_back(paired.device);
    change.keep();
    return paired;
}

const Device* Devices::find(std::string_view token) const {
    const auto hash = sha256(token);
    const Device* found = nullptr;
    for (const auto& each : known_.devices)
        if (same_secret(each.hash, hash)) found = &each;
    return found;
}

bool Devices::has(std::string_view hash) const {
    return std::ranges::any_of(known_.devices, [&](const Device& each) { return each.hash == hash; });
}

bool Devices::remove(std::string_view name) {
    Change change(*this);
    const bool found =
        std::erase_if(known_.devices, [&](const Device& each) { return each.name == name; }) > 0;
    if (found) change.keep();
    return found;
}

bool Devices::remove_hash(std::string_view hash) {
    Change change(*this);
    const bool found =
        std::erase_if(known_.devices, [&](const Device& each) { return each.hash == hash; }) > 0;
    if (found) change.keep();
    return found;
}

own::Descriptor Devices::watch() const {
    own::Descriptor watching(inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
    if (!watching || inotify_add_watch(watching.get(), directory_.c_str(), IN_MOVED_TO | IN_DELETE) < 0)
        throw own::Unusable(tr("cannot watch {}: {}", directory_.string(), std::strerror(errno)));
    return watching;
}

}  // namespace vorleser::web
