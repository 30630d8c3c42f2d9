// The certificate by which phones in the local network know this machine: given, or made for it.
//
// What is made: an authority of this machine alone (EC P-256, ten years), which a phone may be told to trust
// once, and a certificate by it with the machine's names and addresses (397 days, as browsers want it),
// renewed a month before it ends and whenever the machine has another address. The authority is bound to
// names and addresses of local networks: whoever steals its key cannot pass for any other site.
#pragma once

#include <ctime>
#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <boost/asio/ssl/context.hpp>

namespace vorleser::web {

using TlsContext = std::shared_ptr<boost::asio::ssl::context>;

class Certificate {
 public:
    virtual ~Certificate() = default;
    // For a connection that came in at `address`. In the loop's thread; some milliseconds when it is renewed.
    virtual TlsContext context(const std::string& address) = 0;
    // The authority that a phone is to trust, PEM; empty: whose it is.
    virtual std::string authority() const { return {}; }
};

// Files of the listener's, PEM; read anew when they change. Throws Failure where they make no certificate.
std::unique_ptr<Certificate> given_certificate(const std::filesystem::path& certificate,
                                               const std::filesystem::path& key);

// Kept in `directory`. `now`: the time, for tests. Throws own::Unusable.
std::unique_ptr<Certificate> made_certificate(
    const std::filesystem::path& directory, std::time_t (*now)() = [] { return std::time(nullptr); });

// Names and addresses of this machine in its networks, those first that others reach best.
struct OwnNames {
    std::vector<std::string> names, addresses;
};
OwnNames own_names();

}  // namespace vorleser::web
