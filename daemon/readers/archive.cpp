#include "daemon/readers/archive.hpp"

#include <algorithm>
#include <array>

#include <zip.h>

#include "daemon/readers/refusals.hpp"

namespace vorleser::documents {

void Archive::Close::operator()(zip* archive) const {
    zip_discard(archive);
}

Result<Archive> Archive::open(std::string_view bytes) {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
    zip_t* opened = source ? zip_open_from_source(source, ZIP_RDONLY, &error) : nullptr;
    zip_error_fini(&error);
    if (!opened) {
        zip_source_free(source);
        return damaged();
    }
    Archive archive(opened);
    if (static_cast<std::size_t>(zip_get_num_entries(opened, 0)) > most_files)
        return Error(ErrorKind::unreadable, "more than {} files are packed in it, so it is not read",
                     most_files);
    return archive;
}

bool Archive::has(const std::string& name) const {
    return zip_name_locate(zip_.get(), name.c_str(), ZIP_FL_ENC_UTF_8) >= 0;
}

Result<std::string> Archive::read(const std::string& name) {
    const zip_int64_t index = zip_name_locate(zip_.get(), name.c_str(), ZIP_FL_ENC_UTF_8);
    zip_stat_t about;
    if (index < 0 || zip_stat_index(zip_.get(), static_cast<zip_uint64_t>(index), 0, &about) != 0)
        return damaged();
    if ((about.valid & ZIP_STAT_ENCRYPTION_METHOD) && about.encryption_method != ZIP_EM_NONE) return locked();
    struct CloseFile {
        void operator()(zip_file_t* file) const { zip_fclose(file); }
    };
    const std::unique_ptr<zip_file_t, CloseFile> file(
        zip_fopen_index(zip_.get(), static_cast<zip_uint64_t>(index), 0));
    if (!file) return damaged();
    // What it says of its size is not believed.
    std::string content;
    std::array<char, 64 * 1024> buffer;
    for (zip_int64_t n = 0; (n = zip_fread(file.get(), buffer.data(), buffer.size())) != 0;) {
        if (n < 0) return damaged();
        if (static_cast<std::size_t>(n) > left_) return larger_within(Archive::most_bytes);
        left_ -= static_cast<std::size_t>(n);
        content.append(buffer.data(), static_cast<std::size_t>(n));
    }
    return content;
}

}  // namespace vorleser::documents
