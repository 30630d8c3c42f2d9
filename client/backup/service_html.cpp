// Bookmarks as browsers write them (Netscape's format), and Pocket's older ril_export.html. Both are read tag
// by tag, so that no icon in them costs anything.
#include <algorithm>
#include <utility>

#include "client/backup/service_rows.hpp"
#include "client/foreign_text.hpp"
#include "client/url.hpp"

namespace vorleser::backup {
namespace {

constexpr std::size_t deepest = 100;  // folders within each other; what lies deeper lies in the last of them

// The tags of HTML, one after the other.
class Tags {
 public:
    explicit Tags(std::string_view html) : html_(html) {}

    bool next() {
        for (;;) {
            at_ = html_.find('<', at_);
            if (at_ == html_.npos) return false;
            if (html_.substr(at_, 4) == "<!--") {
                at_ = html_.find("-->", at_);
                if (at_ == html_.npos) return false;
                continue;
            }
            const auto end = end_of_tag(html_, at_ + 1);
            if (end == html_.npos) return false;
            tag_ = html_.substr(at_ + 1, end - at_ - 1);
            name_ = lower_ascii(tag_.substr(0, std::min<std::size_t>(tag_.find_first_of(" \t\r\n>"), 10)));
            at_ = end + 1;
            return true;
        }
    }
    const std::string& name() const { return name_; }
    std::string attribute(std::string_view wanted) const {
        return text_of_html(to_utf8(attribute_of(tag_, wanted), ""), 4000);
    }
    bool has(std::string_view wanted) const { return !attribute_of(tag_, wanted).empty(); }
    // What stands behind the tag, up to the next that ends an element.
    std::string text() const {
        const auto rest = html_.substr(at_, 20'000);
        return text_of_html(to_utf8(rest.substr(0, rest.find("</")), ""));
    }

 private:
    std::string_view html_, tag_;
    std::string name_;
    std::size_t at_ = 0;
};

Saved link(const Tags& tags, std::string_view time) {
    Saved saved;
    saved.address = tags.attribute("href");
    saved.title = tags.text();
    if (saved.title == saved.address) saved.title.clear();
    saved.saved_at = time_of(tags.attribute(time));
    saved.tags = parted(tags.attribute("tags"), ',');
    return saved;
}

void read_bookmarks(std::string_view html, const ExportTaker& taker) {
    std::vector<std::string> folders;  // those that are a browser's own have no name
    std::string folder;
    std::size_t depth = 0;
    for (Tags tags(html); tags.next();) {
        if (tags.name() == "h3") {
            const bool own = tags.has("personal_toolbar_folder") || tags.has("unfiled_bookmarks_folder");
            folder = own ? "" : tags.text();
        } else if (tags.name() == "dl") {
            if (++depth <= deepest) folders.push_back(std::exchange(folder, {}));
        } else if (tags.name() == "/dl" && depth > 0) {
            if (depth-- <= deepest) folders.pop_back();
        } else if (tags.name() == "a") {
            auto saved = link(tags, "add_date");
            saved.read = tags.attribute("toread") == "0";
            for (const auto& each : folders)
                if (!each.empty() && std::ranges::find(saved.tags, each) == saved.tags.end())
                    saved.tags.push_back(each);
            taker.take(std::move(saved));
        }
    }
}

void read_ril_export(std::string_view html, const ExportTaker& taker) {
    bool read = false;
    for (Tags tags(html); tags.next();) {
        if (tags.name() == "h1") read = tags.text() == "Read Archive";
        if (tags.name() != "a") continue;
        auto saved = link(tags, "time_added");
        saved.read = read;
        taker.take(std::move(saved));
    }
}

}  // namespace

void read_html_export(std::string_view bytes, const ExportTaker& taker) {
    const auto head = lower_ascii(bytes.substr(0, 4096));
    if (head.find("netscape-bookmark-file") != head.npos) {
        taker.begin(Service::browser);
        read_bookmarks(bytes, taker);
    } else if (head.find("<title>pocket export</title>") != head.npos) {
        taker.begin(Service::pocket);
        read_ril_export(bytes, taker);
    } else {
        throw BadExport(BadExport::Why::unknown);
    }
}

}  // namespace vorleser::backup
