#include "client/web/announce.hpp"

#include <cstdlib>
#include <memory>
#include <new>

#include <fcntl.h>
#include <fmt/format.h>
#include <qrencode.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client/places.hpp"
#include "client/web/devices.hpp"

namespace vorleser::web {

std::string qr_code(std::string_view text, bool colour) {
    const std::unique_ptr<QRcode, void (*)(QRcode*)> code(
        QRcode_encodeData(static_cast<int>(text.size()), reinterpret_cast<const unsigned char*>(text.data()),
                          0, QR_ECLEVEL_M),
        QRcode_free);
    if (!code) throw std::bad_alloc();
    constexpr int quiet = 4;
    const int width = code->width;
    const auto dark = [&](int row, int column) {
        return row >= 0 && row < width && column >= 0 && column < width &&
               (code->data[row * width + column] & 1) != 0;
    };
    std::string picture;
    for (int row = -quiet; row < width + quiet; row += 2) {
        if (colour) picture += "\x1b[30;107m";  // black on bright white
        for (int column = -quiet; column < width + quiet; ++column) {
            // What is drawn is the foreground: dark by colours, and light without.
            const bool upper = dark(row, column) == colour;
            const bool lower = row + 1 < width + quiet ? dark(row + 1, column) == colour : false;
            picture += upper && lower ? "█" : upper ? "▀" : lower ? "▄" : " ";
        }
        if (colour) picture += "\x1b[0m";
        picture += '\n';
    }
    return picture;
}

std::string spelled(std::string_view code) {
    return fmt::format("{}-{}", code.substr(0, code.size() / 2), code.substr(code.size() / 2));
}

bool has_desktop() {
    return !environment("DISPLAY").empty() || !environment("WAYLAND_DISPLAY").empty();
}

void open_browser(const std::filesystem::path& directory, const std::string& address, std::string_view code) {
    const auto file = directory / "open.html";
    write_durably(file, fmt::format("<!doctype html><meta charset=\"utf-8\"><title>Vorleser</title>"
                                    "<meta name=\"referrer\" content=\"no-referrer\">"
                                    "<meta http-equiv=\"refresh\" content=\"0; url={0}/#pair={1}\">"
                                    "<a href=\"{0}/#pair={1}\">Vorleser</a>\n",
                                    address, code));
    const auto child = fork();
    if (child == 0) {
        setsid();
        if (fork() != 0) _exit(0);  // a browser may be what is started, and stays
        const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
        for (const int each : {0, 1, 2}) dup2(null, each);
        umask(own::listeners_umask());
        execlp("xdg-open", "xdg-open", file.c_str(), nullptr);
        _exit(1);
    }
    if (child > 0) waitpid(child, nullptr, 0);
}

}  // namespace vorleser::web
