// make_page OUT FILE…: the page's files as they are sent, compressed, in a table that is compiled in. NAME.in
// is filled in and becomes NAME.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>

#include <openssl/sha.h>
#include <zlib.h>

namespace {

namespace fs = std::filesystem;

std::string_view type_of(const fs::path& file) {
    static const std::map<std::string, std::string_view> types{
        {".html", "text/html; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".json", "application/json"},
        {".webmanifest", "application/manifest+json"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".ico", "image/vnd.microsoft.icon"},
        {".txt", "text/plain; charset=utf-8"},
        {".mo", "application/octet-stream"},
        {".woff2", "font/woff2"},
    };
    const auto found = types.find(file.extension().string());
    if (found == types.end()) throw std::runtime_error(file.string() + ": no type is known for its ending");
    return found->second;
}

// As gzip does it, without name and time: the same bytes each time.
std::string compressed(const std::string& bytes) {
    z_stream stream{};
    constexpr int gzip = 16;
    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, MAX_WBITS + gzip, 9, Z_DEFAULT_STRATEGY) !=
        Z_OK)
        throw std::runtime_error("zlib");
    std::string out(deflateBound(&stream, bytes.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    if (deflate(&stream, Z_FINISH) != Z_STREAM_END) throw std::runtime_error("zlib");
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

std::string hexadecimal(std::string_view bytes, std::string_view before) {
    std::string out;
    char digits[3];
    for (const unsigned char byte : bytes) {
        std::snprintf(digits, sizeof digits, "%02x", byte);
        (out += before) += digits;
    }
    return out;
}

std::string read(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error(path.string() + ": cannot be read");
    return {std::istreambuf_iterator<char>(file), {}};
}

// 24 hexadecimal digits.
std::string digest(std::string_view bytes) {
    unsigned char all[SHA256_DIGEST_LENGTH];
    SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), all);
    return hexadecimal({reinterpret_cast<const char*>(all), 12}, "");
}

void replace(std::string& text, std::string_view what, std::string_view by) {
    for (auto at = text.find(what); at != text.npos; at = text.find(what, at + by.size()))
        text.replace(at, what.size(), by);
}

using Files = std::map<std::string, std::string>;  // in order: the same files give the same table

// A file that tells of the others: "@FILES@" is their addresses (JSON), @VERSION@ another for other bytes.
std::string filled_in(std::string text, const Files& others) {
    std::string list = "[\"/\"", all;
    for (const auto& [name, bytes] : others) {
        all += name + '\0' + digest(bytes);
        if (name != "index.html") list += ", \"/" + name + '"';
    }
    replace(text, "@VERSION@", digest(all + text));
    replace(text, "\"@FILES@\"", list + "]");
    return text;
}

void write_row(std::ostream& out, const std::string& name, const std::string& bytes) {
    const auto packed = compressed(bytes);
    const bool smaller = packed.size() < bytes.size();
    const auto& sent = smaller ? packed : bytes;
    out << "    {\"/" << name << "\", \"" << type_of(name) << "\", \"\\\"" << digest(bytes)
        << "\\\"\", std::string_view(\n";
    constexpr std::size_t line = 32;
    for (std::size_t at = 0; at < sent.size(); at += line)
        out << "        \"" << hexadecimal(std::string_view(sent).substr(at, line), "\\x") << "\"\n";
    if (sent.empty()) out << "        \"\"\n";
    out << "        , " << sent.size() << "), " << bytes.size() << ", " << (smaller ? "true" : "false")
        << "},\n";
}

}  // namespace

int main(int argc, char** argv) try {
    Files files, to_fill_in;
    for (int i = 2; i < argc; ++i) {
        const fs::path path = argv[i];
        const bool fill = path.extension() == ".in";
        const auto name = fill ? path.stem().string() : path.filename().string();
        if (files.contains(name) || to_fill_in.contains(name))
            throw std::runtime_error(path.string() + ": there is another of this name");
        (fill ? to_fill_in : files)[name] = read(path);
    }
    auto all = files;
    for (const auto& [name, text] : to_fill_in) all[name] = filled_in(text, files);
    std::ofstream out(argv[1]);
    out << "#include \"client/web/files.hpp\"\n\nnamespace vorleser::web {\n\n"
           "std::span<const File> files() {\n    static constexpr File rows[] = {\n";
    for (const auto& [name, bytes] : all) write_row(out, name, bytes);
    out << "    };\n    return rows;\n}\n\n}  // namespace vorleser::web\n";
    return out.flush() ? 0 : 1;
} catch (const std::exception& error) {
    std::cerr << "make_page: " << error.what() << "\n";
    return 1;
}
