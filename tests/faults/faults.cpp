#include "tests/faults/faults.hpp"

#include <cstdlib>
#include <fstream>
#include <new>
#include <stdexcept>

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/mman.h>
#include <unistd.h>

namespace vorleser::test {

namespace fs = std::filesystem;

namespace {

Files read_all(const fs::path& directory) {
    Files files;
    for (const auto& entry : fs::directory_iterator(directory))
        if (const std::string name = entry.path().filename();
            entry.is_regular_file() && name != "lock" && !name.ends_with('~'))
            files[entry.path().filename()] = read_file(entry.path());
    return files;
}

void write_all(const fs::path& directory, const Files& files) {
    for (const auto& entry : fs::directory_iterator(directory))
        if (!files.contains(entry.path().filename())) fs::remove_all(entry.path());
    for (const auto& [name, content] : files)
        std::ofstream(directory / name, std::ios::binary | std::ios::trunc) << content;
}

fs::path state_of(const RunningDaemon& daemon) {
    return daemon.directory() / "state/vorleser";
}

}  // namespace

Faults::Faults() {
    const std::string path = directory_.path() / "page";
    fs::create_directory(path + ".synced");
    const int file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0 || ftruncate(file, sizeof(ControlBlock)) != 0)
        throw std::runtime_error("cannot make " + path);
    void* mapped = mmap(nullptr, sizeof(ControlBlock), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    if (mapped == MAP_FAILED) throw std::runtime_error("cannot map " + path);
    page_ = new (mapped) ControlBlock;
}

Faults::~Faults() {
    munmap(page_, sizeof(ControlBlock));
}

Environment Faults::environment(Environment more) const {
    more["LD_PRELOAD"] = FAULTS_LIBRARY;
    more["VORLESER_FAULTS"] = directory_.path() / "page";
    // The sanitizer wants to come first; it only has to come before the C library.
    const char* options = std::getenv("ASAN_OPTIONS");
    more["ASAN_OPTIONS"] = (options ? std::string(options) + ":" : "") + "verify_asan_link_order=0";
    return more;
}

void Faults::arm(Fault fault, std::int64_t at, int error) {
    page_->fault = Fault::none;
    page_->operations = 0;
    page_->struck = false;
    page_->at = at;
    page_->error = error;
    page_->fault = fault;
}

Files Faults::files(const RunningDaemon& daemon) {
    return read_all(state_of(daemon));
}

Files Faults::synced_files() const {
    return read_all(directory_.path() / "page.synced");
}

void Faults::put(const RunningDaemon& daemon, const Files& files) const {
    write_all(state_of(daemon), files);
    write_all(directory_.path() / "page.synced", files);
}

std::string integrity(const Files& files) {
    TemporaryDirectory directory;
    write_all(directory.path(), files);
    std::string found;
    const auto note = [](void* to, int, char** values, char**) {
        if (std::string(values[0]) != "ok") *static_cast<std::string*>(to) += std::string(values[0]) + "; ";
        return 0;
    };
    sqlite3* database = nullptr;
    int code = sqlite3_open((directory.path() / "playlist.db").c_str(), &database);
    for (const char* check : {"PRAGMA integrity_check", "PRAGMA foreign_key_check"})
        if (code == SQLITE_OK) code = sqlite3_exec(database, check, note, &found, nullptr);
    if (code != SQLITE_OK) found += sqlite3_errmsg(database);
    sqlite3_close(database);
    return found;
}

}  // namespace vorleser::test
