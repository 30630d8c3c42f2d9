// SQLite's file access with faults: the real VFS, wrapped, so that a test can let the Nth write or sync fail
// and then cut the power.
#pragma once

#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <new>
#include <stdexcept>
#include <string>

#include <sqlite3.h>

namespace vorleser {

// The default VFS of this process while it lives. For one test at a time.
class FaultyVfs {
 public:
    FaultyVfs() : vfs_(*real()) {
        vfs_.zName = "faulty";
        vfs_.szOsFile = static_cast<int>(sizeof(File)) + real()->szOsFile;
        vfs_.pNext = nullptr;
        vfs_.xOpen = open;
        vfs_.xDelete = erase;
        one() = this;
        if (sqlite3_vfs_register(&vfs_, 1) != SQLITE_OK) throw std::runtime_error("no VFS");
    }
    ~FaultyVfs() {
        sqlite3_vfs_unregister(&vfs_);
        one() = nullptr;
    }
    FaultyVfs(const FaultyVfs&) = delete;
    FaultyVfs& operator=(const FaultyVfs&) = delete;

    // Lets the nth write, sync, truncation or deletion from now on fail, as a full disk does.
    void fail_at(int n) {
        left_ = n;
        failed_ = false;
    }
    // Lets everything fail from now on: the process has died.
    void die() { dead_ = true; }
    bool failed() const { return failed_; }
    // Nothing fails any more.
    void heal() {
        left_ = 0;
        dead_ = false;
    }

    // After the connection is gone: every file is what it was when it was last synced.
    void cut_power() {
        for (const auto& [path, content] : synced_) {
            std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
        }
        for (const auto& [path, ever] : opened_) {
            if (!synced_.contains(path)) std::filesystem::remove(path);
        }
        heal();
    }

 private:
    struct File {
        sqlite3_file base;
        std::string* path;
        sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
    };

    static sqlite3_vfs* real() {
        static sqlite3_vfs* const found = sqlite3_vfs_find("unix");
        return found;
    }
    static FaultyVfs*& one() {
        static FaultyVfs* faults = nullptr;
        return faults;
    }
    static File& file(sqlite3_file* file) { return *reinterpret_cast<File*>(file); }
    static sqlite3_file* inner(sqlite3_file* outer) { return file(outer).real(); }

    bool fails() {
        const bool now = dead_ || (left_ > 0 && --left_ == 0);
        failed_ |= now;
        return now;
    }

    void remember(const std::string& path) {
        std::ifstream in(path, std::ios::binary);
        synced_[path] = std::string(std::istreambuf_iterator<char>(in), {});
    }

    static int open(sqlite3_vfs*, const char* name, sqlite3_file* outer, int flags, int* out) {
        auto* made = new (outer) File{};
        const bool existed = name && std::filesystem::exists(name);
        const int code = real()->xOpen(real(), name, made->real(), flags, out);
        if (code != SQLITE_OK) return code;
        static const sqlite3_io_methods methods = {
            1,  // no shared memory, no memory mapping
            [](sqlite3_file* f) {
                delete file(f).path;
                return inner(f)->pMethods->xClose(inner(f));
            },
            [](sqlite3_file* f, void* data, int size, sqlite3_int64 at) {
                return inner(f)->pMethods->xRead(inner(f), data, size, at);
            },
            [](sqlite3_file* f, const void* data, int size, sqlite3_int64 at) {
                if (one()->fails()) {  // half of it reaches the disk
                    if (!one()->dead_) inner(f)->pMethods->xWrite(inner(f), data, size / 2, at);
                    return SQLITE_FULL;
                }
                return inner(f)->pMethods->xWrite(inner(f), data, size, at);
            },
            [](sqlite3_file* f, sqlite3_int64 size) {
                if (one()->fails()) return SQLITE_IOERR_TRUNCATE;
                return inner(f)->pMethods->xTruncate(inner(f), size);
            },
            [](sqlite3_file* f, int) {
                if (one()->fails()) return SQLITE_IOERR_FSYNC;
                if (file(f).path) one()->remember(*file(f).path);  // the real disk may take its time
                return SQLITE_OK;
            },
            [](sqlite3_file* f, sqlite3_int64* size) {
                return inner(f)->pMethods->xFileSize(inner(f), size);
            },
            [](sqlite3_file* f, int lock) { return inner(f)->pMethods->xLock(inner(f), lock); },
            [](sqlite3_file* f, int lock) { return inner(f)->pMethods->xUnlock(inner(f), lock); },
            [](sqlite3_file* f, int* out) { return inner(f)->pMethods->xCheckReservedLock(inner(f), out); },
            [](sqlite3_file* f, int op, void* arg) {
                return inner(f)->pMethods->xFileControl(inner(f), op, arg);
            },
            [](sqlite3_file* f) { return inner(f)->pMethods->xSectorSize(inner(f)); },
            [](sqlite3_file* f) { return inner(f)->pMethods->xDeviceCharacteristics(inner(f)); },
            nullptr,
            nullptr,
            nullptr,
            nullptr,
            nullptr,
            nullptr};
        made->base.pMethods = &methods;
        made->path = name ? new std::string(name) : nullptr;
        if (name) {
            one()->opened_[name] = true;
            // What was there before the test began counts as written.
            if (existed && !one()->synced_.contains(name)) one()->remember(name);
        }
        return SQLITE_OK;
    }

    static int erase(sqlite3_vfs*, const char* name, int sync) {
        if (one()->fails()) return SQLITE_IOERR_DELETE;
        one()->synced_.erase(name);
        return real()->xDelete(real(), name, sync);
    }

    sqlite3_vfs vfs_;
    int left_ = 0;  // operations until one fails; 0: none does
    bool dead_ = false, failed_ = false;
    std::map<std::string, std::string> synced_;
    std::map<std::string, bool> opened_;
};

}  // namespace vorleser
