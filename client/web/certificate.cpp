#include "client/web/certificate.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <memory>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "client/failure.hpp"
#include "client/web/devices.hpp"
#include "client/web/messages.hpp"
#include "own/files.hpp"

namespace vorleser::web {
namespace {

namespace fs = std::filesystem;
namespace ssl = boost::asio::ssl;

template <auto Free>
struct Freed {
    template <class T>
    void operator()(T* pointer) const {
        Free(pointer);
    }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using X = std::unique_ptr<X509, Freed<X509_free>>;
using Bio = std::unique_ptr<BIO, Freed<BIO_free>>;

constexpr long day = 24 * 3600;
constexpr long authority_days = 3650, leaf_days = 397, renew_days = 30;

// What an authority of ours may vouch for.
constexpr std::string_view bounds =
    "critical,permitted;DNS:local,permitted;DNS:localhost,permitted;DNS:lan,permitted;DNS:home,"
    "permitted;DNS:home.arpa,permitted;DNS:internal,permitted;DNS:fritz.box,"
    "permitted;IP:10.0.0.0/255.0.0.0,permitted;IP:172.16.0.0/255.240.0.0,"
    "permitted;IP:192.168.0.0/255.255.0.0,permitted;IP:100.64.0.0/255.192.0.0,"
    "permitted;IP:169.254.0.0/255.255.0.0,permitted;IP:127.0.0.0/255.0.0.0,"
    "permitted;IP:fc00:0:0:0:0:0:0:0/fe00:0:0:0:0:0:0:0,permitted;IP:0:0:0:0:0:0:0:1/"
    "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff";

[[noreturn]] void fail() {
    throw own::Unusable(messages::no_certificate_made(ERR_reason_error_string(ERR_get_error())));
}

std::string read(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::string pem_of(const X509* certificate) {
    const Bio bio(BIO_new(BIO_s_mem()));
    if (!bio || PEM_write_bio_X509(bio.get(), certificate) != 1) fail();
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &data);
    return {data, static_cast<std::size_t>(size)};
}

std::string pem_of(EVP_PKEY* key) {
    const Bio bio(BIO_new(BIO_s_mem()));
    if (!bio || PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) != 1) fail();
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &data);
    return {data, static_cast<std::size_t>(size)};
}

// Null: it holds none.
X certificate_in(const std::string& pem) {
    const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    return X(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
}
Key key_in(const std::string& pem) {
    const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    return Key(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr));
}

struct Pair {
    X certificate;
    Key key;
    explicit operator bool() const { return certificate && key; }
};

Pair pair_in(const std::string& pem) {
    Pair pair{certificate_in(pem), key_in(pem)};
    if (pair && X509_check_private_key(pair.certificate.get(), pair.key.get()) != 1) pair = {};
    ERR_clear_error();
    return pair;
}

void extend(X509* certificate, X509* issuer, int kind, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    const std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION_free>> extension(
        X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
    if (!extension || X509_add_ext(certificate, extension.get(), -1) != 1) fail();
}

// A certificate with a new key, not yet signed.
Pair begun(const std::string& name, std::time_t now, long days) {
    Pair made{X(X509_new()), Key(EVP_EC_gen("P-256"))};
    unsigned char serial[16];
    if (!made || RAND_bytes(serial, sizeof serial) != 1) fail();
    serial[0] &= 0x7F;
    X509* certificate = made.certificate.get();
    X509_set_version(certificate, X509_VERSION_3);
    const std::unique_ptr<BIGNUM, Freed<BN_free>> number(BN_bin2bn(serial, sizeof serial, nullptr));
    BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate));
    std::time_t begin = now - day;  // clocks differ
    X509_time_adj_ex(X509_getm_notBefore(certificate), 0, 0, &begin);
    X509_time_adj_ex(X509_getm_notAfter(certificate), static_cast<int>(days - 1), 0, &now);
    X509_set_pubkey(certificate, made.key.get());
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
    return made;
}

Pair made_authority(const std::string& machine, std::time_t now) {
    auto made = begun("Vorleser on " + machine.substr(0, 40), now, authority_days);
    X509* certificate = made.certificate.get();
    X509_set_issuer_name(certificate, X509_get_subject_name(certificate));
    std::string all(bounds);
    if (machine.find('.') == machine.npos) all += ",permitted;DNS:" + machine;
    // Those of the day it is made, wherever they lie.
    const auto own = own_names();
    for (const auto& address : own.addresses)
        all += fmt::format(",permitted;IP:{}/{}", address,
                           address.find(':') == address.npos ? "255.255.255.255"
                                                             : "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
    extend(certificate, certificate, NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
    extend(certificate, certificate, NID_key_usage, "critical,keyCertSign");
    extend(certificate, certificate, NID_subject_key_identifier, "hash");
    extend(certificate, certificate, NID_name_constraints, all);
    if (X509_sign(certificate, made.key.get(), EVP_sha256()) == 0) fail();
    return made;
}

// Whether `authority` may vouch for what `leaf` names.
bool vouches(const Pair& authority, X509* leaf, std::time_t now) {
    const std::unique_ptr<X509_STORE, Freed<X509_STORE_free>> store(X509_STORE_new());
    const std::unique_ptr<X509_STORE_CTX, Freed<X509_STORE_CTX_free>> check(X509_STORE_CTX_new());
    X509_STORE_add_cert(store.get(), authority.certificate.get());
    X509_STORE_CTX_init(check.get(), store.get(), leaf, nullptr);
    X509_STORE_CTX_set_time(check.get(), 0, now);
    const bool good = X509_verify_cert(check.get()) == 1;
    ERR_clear_error();
    return good;
}

Pair made_leaf(const Pair& authority, const std::vector<std::string>& names, std::time_t now) {
    auto made = begun("Vorleser", now, leaf_days);
    X509* certificate = made.certificate.get();
    X509* issuer = authority.certificate.get();
    X509_set_issuer_name(certificate, X509_get_subject_name(issuer));
    std::string all;
    for (const auto& name : names) all += (all.empty() ? "" : ",") + name;
    extend(certificate, issuer, NID_basic_constraints, "critical,CA:FALSE");
    extend(certificate, issuer, NID_key_usage, "critical,digitalSignature");
    extend(certificate, issuer, NID_ext_key_usage, "serverAuth");
    extend(certificate, issuer, NID_authority_key_identifier, "keyid");
    extend(certificate, issuer, NID_subject_alt_name, all);
    if (X509_sign(certificate, authority.key.get(), EVP_sha256()) == 0) fail();
    return made;
}

TlsContext context_of(const std::string& chain, const std::string& key) {
    auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
    context->set_options(ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1 | ssl::context::no_compression);
    context->use_certificate_chain(boost::asio::buffer(chain));
    context->use_private_key(boost::asio::buffer(key), ssl::context::pem);
    // A connection at rest holds nothing.
    SSL_CTX_set_mode(context->native_handle(), SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_session_cache_mode(context->native_handle(), SSL_SESS_CACHE_OFF);
    return context;
}

bool expires_before(const X509* certificate, std::time_t time) {
    return X509_cmp_time(X509_get0_notAfter(certificate), &time) < 0;
}

class Made final : public Certificate {
 public:
    Made(const fs::path& directory, std::time_t (*now)()) : directory_(directory), now_(now) {
        const auto file = directory_ / "authority.pem";
        machine_ = own_names().names.front();
        authority_ = pair_in(read(file));
        if (!authority_ || expires_before(authority_.certificate.get(), now_() + leaf_days * day)) {
            authority_ = made_authority(machine_, now_());
            write_durably(file, pem_of(authority_.certificate.get()) + pem_of(authority_.key.get()));
        }
        leaf_ = pair_in(read(directory_ / "certificate.pem"));
        if (!is_good()) renew();
        take();
    }

    TlsContext context(const std::string& address) override {
        const bool covers = X509_check_ip_asc(leaf_.certificate.get(), address.c_str(), 0) == 1;
        if (covers) hopeless_.erase(address);
        if (!is_good() || (!covers && hopeless_.insert(address).second)) {
            renew();
            take();
        }
        return context_;
    }

    std::string authority() const override { return pem_of(authority_.certificate.get()); }

 private:
    bool is_good() const {
        return leaf_ && !expires_before(leaf_.certificate.get(), now_() + renew_days * day) &&
               vouches(authority_, leaf_.certificate.get(), now_());
    }

    // With all names that the authority may vouch for.
    void renew() {
        const auto own = own_names();
        std::vector<std::string> wanted, names;
        for (const auto& name : own.names) wanted.push_back("DNS:" + name);
        for (const auto& address : own.addresses) wanted.push_back("IP:" + address);
        for (const auto& each : wanted)
            if (vouches(authority_, made_leaf(authority_, {each}, now_()).certificate.get(), now_()))
                names.push_back(each);
        leaf_ = made_leaf(authority_, names, now_());
        write_durably(directory_ / "certificate.pem",
                      pem_of(leaf_.certificate.get()) + pem_of(leaf_.key.get()));
    }

    void take() { context_ = context_of(pem_of(leaf_.certificate.get()), pem_of(leaf_.key.get())); }

    const fs::path directory_;
    std::time_t (*const now_)();
    std::string machine_;
    Pair authority_, leaf_;
    TlsContext context_;
    std::set<std::string> hopeless_;  // addresses for which one more was made, and in vain
};

class Given final : public Certificate {
 public:
    Given(fs::path certificate, fs::path key) : certificate_(std::move(certificate)), key_(std::move(key)) {
        const auto chain = read(certificate_), secret = read(key_);
        if (!pair_in(chain + "\n" + secret))
            throw Failure(Exit::failed, messages::no_certificate(certificate_.string(), key_.string()));
        written_ = time();
        context_ = context_of(chain, secret);
    }

    TlsContext context(const std::string&) override {
        if (const auto now = time(); now != written_) {
            written_ = now;
            const auto chain = read(certificate_), secret = read(key_);
            if (pair_in(chain + "\n" + secret))
                context_ = context_of(chain, secret);  // not while half renewed
        }
        return context_;
    }

 private:
    std::pair<fs::file_time_type, fs::file_time_type> time() const {
        std::error_code none;
        return {fs::last_write_time(certificate_, none), fs::last_write_time(key_, none)};
    }

    const fs::path certificate_, key_;
    std::pair<fs::file_time_type, fs::file_time_type> written_;
    TlsContext context_;
};

}  // namespace

std::unique_ptr<Certificate> given_certificate(const fs::path& certificate, const fs::path& key) {
    return std::make_unique<Given>(certificate, key);
}

std::unique_ptr<Certificate> made_certificate(const fs::path& directory, std::time_t (*now)()) {
    return std::make_unique<Made>(directory, now);
}

}  // namespace vorleser::web
