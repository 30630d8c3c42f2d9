#include "client/backup/exports.hpp"

#include <algorithm>
#include <ctime>
#include <numeric>
#include <system_error>
#include <unordered_set>
#include <utility>
#include <vector>

#include <boost/json.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unicode/unistr.h>

#include "client/backup/archiving.hpp"
#include "client/backup/confined.hpp"
#include "client/backup/messages.hpp"
#include "client/backup/pages.hpp"
#include "client/command.hpp"
#include "client/failure.hpp"
#include "client/foreign_text.hpp"
#include "client/messages.hpp"
#include "client/terminal.hpp"
#include "client/text.hpp"
#include "client/url.hpp"
#include "locale/streams.hpp"

namespace vorleser::backup {
namespace {

namespace json = boost::json;

// The address by which an article is known; empty: it is none of the web.
std::string known_by(const std::string& address) {
    try {
        if (const auto lower = lower_ascii(address.substr(0, 8));
            !lower.starts_with("http://") && !lower.starts_with("https://"))
            return {};
        constexpr std::size_t longest = 2000;
        auto url = network_url(address);
        for (const auto part : {CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_FRAGMENT})
            url.set(part, nullptr);
        auto known = url.part(CURLUPART_URL);
        return known.size() > longest ? std::string() : known;
    } catch (const std::invalid_argument&) {
        return {};
    }
}

// As the daemon takes them: of one line, 64 characters and 50 of them.
std::vector<std::string> tags_of(const Saved& saved) {
    constexpr std::size_t longest = 64, most = 50;
    std::vector<std::string> tags;
    const auto add = [&](const std::string& given) {
        std::string tag;
        std::size_t characters = 0;
        for (const char c : plain(line_of(valid_utf8(given)))) {
            if (!continues(c) && ++characters > longest) break;
            tag += c;
        }
        tag = trimmed(tag);
        if (!tag.empty() && tags.size() < most) tags.push_back(std::move(tag));
    };
    if (saved.favourite) add(messages::favourite());
    for (const auto& each : saved.tags) add(each);
    return tags;
}

icu::UnicodeString folded(const std::string& text) {
    return icu::UnicodeString::fromUTF8(text).foldCase();
}

bool is_wanted(const ArchiveWanted& wanted, const Saved& saved) {
    if (wanted.unread && saved.read) return false;
    return wanted.only.empty() || std::ranges::any_of(wanted.only, [&](const std::string& only) {
               return std::ranges::any_of(
                   saved.tags, [&](const std::string& tag) { return folded(tag) == folded(only); });
           });
}

// What becomes of each article of the file, in its order: told in the first round, done in the second.
enum class Fate : std::uint8_t { none, here, text, page };

struct Found {
    Service service{};
    std::vector<Fate> fates;
    std::int64_t no_page = 0;

    std::int64_t count(Fate fate) const { return std::ranges::count(fates, fate); }
    std::int64_t all() const { return std::ssize(fates) - count(Fate::none); }
};

struct Failed {
    std::string address, problem;
};

class Import {
 public:
    Import(Connection& connection, const Invocation& invocation, const own::Descriptor& file,
           std::string name)
        : connection_(connection),
          wanted_(invocation.archive),
          json_(invocation.json),
          plain_(invocation.plain),
          file_(file),
          name_(std::move(name)) {}

    void look();
    void say_found() const;
    void take(const IsPublic& is_public);
    void say_came() const;
    bool complete() const { return failed_.empty(); }

 private:
    // Calls `each` for all articles, with their number.
    template <class Each>
    Service read(bool texts, Each each);
    void ask_for(std::vector<std::string>& addresses, std::vector<std::size_t>& numbers);
    // Empty: it is here now. Else why it cannot be read.
    std::string send(const Saved& saved, const std::string& address, json::object record);
    void fetch(Pages& pages);
    void failed(const Saved& saved, const std::string& address, const std::string& why);
    StatusLine line() const { return {name_, !json_, plain_}; }

    Connection& connection_;
    const ArchiveWanted& wanted_;
    const bool json_, plain_;
    const own::Descriptor& file_;
    const std::string name_;
    Found found_;
    std::int64_t listed_ = 0, kept_ = 0, same_ = 0, marks_ = 0, beginnings_ = 0;
    std::vector<Failed> failed_;
};

template <class Each>
Service Import::read(bool texts, Each each) {
    try {
        ConfinedExport reading(file_, texts);
        for (std::size_t number = 0; auto saved = reading.next(); ++number) each(number, std::move(*saved));
        return reading.service();
    } catch (const BadExport& bad) {
        throw Failure(Exit::failed, bad.why == BadExport::Why::damaged ? messages::damaged(name_)
                                    : bad.why == BadExport::Why::too_large
                                        ? messages::too_large(name_)
                                        : vorleser::messages::cannot_import(name_));
    } catch (const std::system_error& error) {
        throw Failure(Exit::failed, messages::cannot_begin(name_, error.code().message()));
    }
}

void Import::ask_for(std::vector<std::string>& addresses, std::vector<std::size_t>& numbers) {
    if (addresses.empty()) return;
    const auto answer =
        connection_.call("import", {{"addresses", json::array(addresses.begin(), addresses.end())}});
    const auto& here = answer.at("here").as_array();
    for (std::size_t i = 0; i < numbers.size(); ++i)
        if (here.at(i).as_bool()) found_.fates[numbers[i]] = Fate::here;
    addresses.clear();
    numbers.clear();
}

void Import::look() {
    constexpr std::size_t at_once = 500;
    std::unordered_set<std::string> seen;
    std::vector<std::string> addresses;
    std::vector<std::size_t> numbers;
    auto status = line();
    found_.service = read(false, [&](std::size_t number, const Saved& saved) {
        auto& fate = found_.fates.emplace_back(Fate::none);
        if (!is_wanted(wanted_, saved)) return;
        auto address = known_by(saved.address);
        if (address.empty()) return static_cast<void>(++found_.no_page);
        if (!seen.insert(address).second) return;  // twice in it
        fate = saved.has_text ? Fate::text : Fate::page;
        addresses.push_back(std::move(address));
        numbers.push_back(number);
        if (addresses.size() == at_once) ask_for(addresses, numbers);
        status.show([&](std::string_view file) { return messages::looking_through(file, number + 1); });
    });
    ask_for(addresses, numbers);
}

void Import::say_found() const {
    if (json_) return;
    std::vector<std::string> parts;
    const auto add = [&](std::int64_t count, std::string (*of)(std::int64_t)) {
        if (count > 0) parts.push_back(of(count));
    };
    add(found_.count(Fate::text), messages::with_text);
    add(found_.count(Fate::page), wanted_.fetch ? messages::to_fetch : messages::not_to_fetch);
    add(found_.count(Fate::here), messages::here);
    print_out(fmt::format("{}{}{}\n", messages::found(found_.service, found_.all()),
                          parts.empty() ? "" : ": ", fmt::join(parts, ", ")));
    if (found_.no_page > 0) print_out(messages::no_page(found_.no_page) + "\n");
    flush_out();
}

std::string Import::send(const Saved& saved, const std::string& address, json::object record) {
    const auto now = static_cast<std::int64_t>(std::time(nullptr));
    const auto time = [&](std::int64_t at) { return at > 0 ? std::min(at, now) : now; };
    const bool listed = wanted_.queue && !saved.read;
    const auto tags = tags_of(saved);
    json::array quotes;
    constexpr std::size_t most_quotes = 1000, longest = 10'000;
    for (const auto& quote : saved.quotes)
        // A passage over several paragraphs becomes a mark of each; its note is the first's.
        for (std::string_view text = quote.text, note = quote.note;
             !text.empty() && quotes.size() < most_quotes;) {
            const auto end = std::min(text.find('\n'), text.size());
            const auto paragraph = line_of(text.substr(0, end), longest);
            text.remove_prefix(std::min(end + 1, text.size()));
            if (paragraph.empty()) continue;
            quotes.push_back({{"text", paragraph},
                              {"note", valid_utf8(note.substr(0, longest - 3))},
                              {"made_at", quote.made_at > 0 ? time(quote.made_at) : 0}});
            note = {};
        }
    record["address"] = address;
    record["authors"] = line_of(saved.authors);
    record["date"] = line_of(saved.date);
    record["added_at"] = time(saved.saved_at);
    record["listed"] = listed;
    record["kept"] = !listed || saved.favourite;
    record["read_at"] = saved.read ? time(saved.read_at ? saved.read_at : saved.saved_at) : 0;
    record["tags"] = json::array(tags.begin(), tags.end());
    record["quotes"] = std::move(quotes);
    try {
        const auto answer = connection_.call("import", {{"saved", std::move(record)}});
        const bool added = answer.at("added").to_number<std::int64_t>() > 0;
        ++(!added ? same_ : listed ? listed_ : kept_);
        marks_ += answer.at("marks").to_number<std::int64_t>();
        beginnings_ += answer.at("only_the_beginning").as_bool();
        return {};
    } catch (const Refused& refused) {
        const auto kind = kind_of(refused);
        if (kind == "unreadable" || kind == "invalid_argument" || kind == "engine") return refused.what();
        throw;  // it can do nothing just now
    }
}

void Import::failed(const Saved& saved, const std::string& address, const std::string& why) {
    failed_.push_back({address, why});
    if (!json_)
        complain(messages::not_had(plain(saved.title.empty() ? shown_address(address) : saved.title), why));
}

void Import::take(const IsPublic& is_public) {
    Pages pages(is_public);
    {
        auto status = line();
        const auto all = static_cast<std::size_t>(found_.count(Fate::text));
        std::size_t done = 0;
        read(true, [&](std::size_t number, Saved saved) {
            const auto fate = number < found_.fates.size() ? found_.fates[number] : Fate::none;
            if (fate != Fate::text && fate != Fate::page) return;
            auto address = known_by(saved.address);
            const auto html = std::exchange(saved.html, {});
            std::string why;
            if (fate == Fate::text) {
                why = send(saved, address,
                           {{"title", line_of(saved.title)},
                            {"source", line_of(saved.source)},
                            {"url", address},
                            {"encoding", "utf-8"},
                            {"html", true},
                            {"bytes", base64(page_of(line_of(saved.title), html))}});
                ++done;
                status.show([&](std::string_view file) { return messages::taking_in(file, done, all); });
                if (why.empty()) return;
            }
            if (wanted_.fetch)
                pages.add(std::move(address), std::move(saved));
            else if (!why.empty())
                failed(saved, address, why);
        });
    }
    fetch(pages);
}

void Import::fetch(Pages& pages) {
    auto status = line();
    for (std::size_t done = 0; auto page = pages.next(); ++done) {
        auto why = page->back.problem;
        if (page->back.answer) {
            const auto& answer = *page->back.answer;
            why = send(page->of, page->address,
                       {{"title", ""},
                        {"source", answer.site},
                        {"url", answer.url},
                        {"encoding", answer.encoding},
                        {"html", answer.html},
                        {"bytes", base64(answer.bytes)}});
        }
        if (!why.empty()) failed(page->of, page->address, why);
        status.show([&](std::string_view) { return messages::fetching(done + 1, pages.size()); });
    }
}

void Import::say_came() const {
    const auto count = [&](Fate fate) { return found_.count(fate); };
    if (json_) {
        json::array failed;
        for (const auto& each : failed_)
            failed.push_back({{"address", each.address}, {"problem", each.problem}});
        return print_out(json::serialize(json::object{{"dry_run", wanted_.dry_run},
                                                      {"service", messages::name(found_.service)},
                                                      {"articles", found_.all()},
                                                      {"with_text", count(Fate::text)},
                                                      {"to_fetch", count(Fate::page)},
                                                      {"here", count(Fate::here)},
                                                      {"no_page", found_.no_page},
                                                      {"listed", listed_},
                                                      {"kept", kept_},
                                                      {"same", same_},
                                                      {"marks", marks_},
                                                      {"only_the_beginning", beginnings_},
                                                      {"failed", std::move(failed)}}) +
                         "\n");
    }
    if (wanted_.dry_run) return;
    std::vector<std::string> parts{messages::came(listed_, kept_)};
    const auto add = [&](std::int64_t number, std::string (*of)(std::int64_t)) {
        if (number > 0) parts.push_back(of(number));
    };
    add(marks_, messages::marks);
    add(same_, messages::same_text);
    add(beginnings_, messages::beginnings);
    print_out(fmt::format("{}\n", fmt::join(parts, " · ")));
    flush_out();
    if (!failed_.empty()) complain(messages::not_all(std::ssize(failed_)));
}

}  // namespace

void import_export(Connection& connection, const Invocation& invocation, const own::Descriptor& file,
                   const std::string& name, const IsPublic& is_public) {
    Import import(connection, invocation, file, name);
    import.look();
    import.say_found();
    if (!invocation.archive.dry_run) import.take(is_public);
    import.say_came();
    if (!import.complete()) throw Incomplete();
}

}  // namespace vorleser::backup
