// A draft as TagLib sees it. Its own files tell nobody what could not be written: a full disk left cut sound.
#pragma once

#include <taglib/tiostream.h>

#include "client/draft.hpp"

namespace vorleser::exporting {

// `draft` must last as long. What the disk refuses comes out of TagLib as the draft's Failure.
class TagStream : public TagLib::IOStream {
 public:
    explicit TagStream(Draft& draft) : draft_(draft), path_(draft.path()) {}

    TagLib::FileName name() const override { return path_.c_str(); }
    TagLib::ByteVector readBlock(unsigned long size) override;
    void writeBlock(const TagLib::ByteVector& data) override;
    void insert(const TagLib::ByteVector& data, unsigned long start, unsigned long replace) override;
    void removeBlock(unsigned long start, unsigned long size) override;
    bool readOnly() const override { return false; }
    bool isOpen() const override { return true; }
    void seek(long offset, Position from) override;
    long tell() const override { return at_; }
    long length() override { return static_cast<long>(draft_.length()); }
    void truncate(long size) override { draft_.truncate(static_cast<std::uint64_t>(size)); }

 private:
    Draft& draft_;
    const std::filesystem::path path_;
    long at_ = 0;
};

}  // namespace vorleser::exporting
