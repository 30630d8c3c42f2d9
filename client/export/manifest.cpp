#include "client/export/manifest.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include <boost/json.hpp>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "client/failure.hpp"
#include "client/messages.hpp"
#include "client/text.hpp"

namespace vorleser::exporting {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr auto file_name = ".vorleser.json";

}  // namespace

Manifest::Manifest(fs::path folder) : folder_(std::move(folder)) {
    if (folder_.empty()) throw Failure(Exit::usage, messages::no_folder());
    make_directories(folder_);
    lock_ = open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (lock_ < 0)
        throw Failure(Exit::failed, messages::cannot_write(plain(folder_.string()), std::strerror(errno)));
    while (flock(lock_, LOCK_EX) != 0 && errno == EINTR) {
    }
    sweep(folder_);
    std::ifstream file(folder_ / file_name, std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(file), {});
    boost::system::error_code broken;
    const auto value = json::parse(text, broken);
    const auto* all = value.is_object() ? value.get_object().if_contains("files") : nullptr;
    if (!all || !all->is_object()) return;  // none, or damaged: nothing there is ours any more
    for (const auto& [name, of] : all->get_object()) try {
            files_[name] = {
                json::value_to<std::string>(of.at("uid")), json::value_to<std::string>(of.at("key")),
                of.at("size").to_number<std::uint64_t>(), of.at("unused_since").to_number<std::int64_t>()};
        } catch (const std::exception&) {  // that one is nobody's
        }
}

Manifest::~Manifest() {
    close(lock_);
}

bool Manifest::is_ours(const std::string& name) const {
    const auto found = files_.find(name);
    std::error_code error;
    if (found == files_.end() || !fs::is_regular_file(fs::symlink_status(folder_ / name, error)))
        return false;
    return found->second.size == 0 || fs::file_size(folder_ / name, error) == found->second.size;
}

bool Manifest::has(const std::string& name, const std::string& key) const {
    const auto found = files_.find(name);
    return found != files_.end() && found->second.key == key && found->second.size > 0 && is_ours(name);
}

bool Manifest::is_free(const std::string& name) const {
    std::error_code error;
    return is_ours(name) || !fs::exists(fs::symlink_status(folder_ / name, error));
}

void Manifest::expect(const Files& files) {
    for (const auto& [name, made] : files) {
        files_[name] = made;
        files_[name].size = 0;  // while it is being made
    }
    save();
}

void Manifest::claim(std::initializer_list<std::string> names) const {
    for (const auto& name : names)
        if (!is_free(name)) throw Failure(Exit::failed, messages::not_ours(plain((folder_ / name).string())));
}

Made Manifest::put(Draft& draft, const std::string& name, Made as) {
    claim({name});
    as.size = fs::file_size(draft.path());
    if (!draft.is_at(folder_ / name)) {
        expect({{name, as}});
        draft.commit(folder_ / name);
    }
    return as;
}

Made Manifest::put(const std::string& name, Made as, const Writes& content) {
    Draft draft(folder_ / name);
    content([&](std::string_view text) { draft.write(text); });
    return put(draft, name, std::move(as));
}

void Manifest::keep(Files files) {
    files_ = std::move(files);
    save();
}

void Manifest::save() {
    json::object all;
    for (const auto& [name, made] : files_)
        all[name] = {
            {"uid", made.uid}, {"key", made.key}, {"size", made.size}, {"unused_since", made.unused_since}};
    const auto text = json::serialize(json::object{{"files", std::move(all)}}) + "\n";
    write_file(folder_ / file_name, text);
}

}  // namespace vorleser::exporting
