#include "daemon/playlist/article_replica.hpp"

#include <algorithm>
#include <tuple>

#include <boost/json.hpp>

#include "daemon/article/characters.hpp"
#include "daemon/playlist/tags.hpp"

namespace vorleser {

namespace {

namespace json = boost::json;

constexpr std::string_view tag_prefix = "tag:";

// What somebody said. What is not what it should be is left at its default.
class Said {
 public:
    explicit Said(std::string_view text) {
        boost::system::error_code wrong;
        auto value = json::parse({text.data(), text.size()}, wrong);
        if (!wrong && value.is_object()) object_ = std::move(value.get_object());
    }

    std::int64_t number(std::string_view name, Range range, std::int64_t otherwise = 0) const {
        const auto* value = object_.if_contains({name.data(), name.size()});
        const auto* number = value ? value->if_int64() : nullptr;
        return number && range.holds(*number) ? *number : otherwise;
    }
    std::string text(std::string_view name) const {
        const auto* value = object_.if_contains({name.data(), name.size()});
        const auto* text = value ? value->if_string() : nullptr;
        return text ? std::string(*text) : std::string();
    }
    const json::array* array(std::string_view name) const {
        const auto* value = object_.if_contains({name.data(), name.size()});
        return value ? value->if_array() : nullptr;
    }

 private:
    json::object object_;
};

constexpr Range flag_range{0, 1}, cause_range{0, static_cast<int>(Cause::heard_to_the_end)};
constexpr Range code_point_range{0, UINT32_MAX}, millionths_range{0, 999'999};

struct Listing {
    bool in = false;
    std::string rank;
    std::vector<Dot> places;  // known when it was taken out
};

SharedPlace place_of(std::string_view value) {
    const Said said(value);
    return {.place = {static_cast<std::uint32_t>(said.number("at", code_point_range)),
                      static_cast<double>(said.number("millionths", millionths_range)) / 1e6},
            .position_ms = said.number("ms", span_range),
            .cause = static_cast<Cause>(said.number("cause", cause_range)),
            .text = said.text("text")};
}

std::string value_of(const SharedPlace& place) {
    return json::serialize(
        json::object{{"at", place.place.code_point},
                     {"millionths", static_cast<std::int64_t>(place.place.fraction * 1e6 + 0.5)},
                     {"ms", place.position_ms},
                     {"cause", static_cast<int>(place.cause)},
                     {"text", place.text}});
}

Listing listing_of(std::string_view value) {
    const Said said(value);
    Listing listing{said.number("in", flag_range) == 1, said.text("rank"), {}};
    if (const auto* places = said.array("places"))
        for (const auto& each : *places) {
            const auto* pair = each.if_array();
            const auto* device = pair && pair->size() == 2 ? pair->at(1).if_string() : nullptr;
            const auto uid = device ? uid_from({device->data(), device->size()}) : std::nullopt;
            if (uid && pair->at(0).is_int64()) listing.places.push_back({pair->at(0).get_int64(), *uid});
        }
    return listing;
}

std::string value_of(const Listing& listing) {
    json::object value{{"in", listing.in ? 1 : 0}, {"rank", listing.rank}};
    if (!listing.places.empty()) {
        json::array places;
        for (const Dot& dot : listing.places) places.push_back(json::array{dot.number, to_text(dot.device)});
        value["places"] = std::move(places);
    }
    return json::serialize(value);
}

// What counts of what stands beside each other: the greatest by `of_value`, then what came of more.
template <class Weigh>
const Replica::Beside::value_type* greatest(const Replica::Beside& beside, Weigh of_value) {
    const auto found = std::ranges::max_element(beside, {}, [&](const auto& each) {
        return std::tuple(of_value(std::string_view(each.second)), each.first);
    });
    return found == beside.end() ? nullptr : &*found;
}

const Replica::Beside::value_type* newest(const Replica::Beside& beside) {
    return beside.empty() ? nullptr : &*beside.rbegin();
}

struct WhenAndWhether {
    std::int64_t at = 0;
    bool is = false;
    auto operator<=>(const WhenAndWhether&) const = default;
};

WhenAndWhether when(std::string_view value) {
    const Said said(value);
    return {said.number("at", time_range), said.number("is", flag_range) == 1};
}

std::string value_of(const WhenAndWhether& when) {
    return json::serialize(json::object{{"is", when.is ? 1 : 0}, {"at", when.at}});
}

// Of several, it is so if one of them says so; the time is of the one that counts.
WhenAndWhether when(const Replica::Beside& beside) {
    const auto* counts = greatest(beside, [](std::string_view value) { return when(value).is; });
    return counts ? when(counts->second) : WhenAndWhether();
}

int strength(Cause cause) {
    switch (cause) {
        case Cause::none:
            return 0;
        case Cause::listened:
            return 1;
        case Cause::heard_to_the_end:
            return 2;
        case Cause::jumped:
            return 3;
    }
    return 0;
}

std::string text_of(const Replica& replica) {
    const auto* counts = newest(replica["text"]);
    return counts ? Said(counts->second).text("is") : std::string();
}

// It is in the list where one says so, or one who took it out did not know a place that it has now.
struct InList {
    bool in = false, listened_elsewhere = false;
    std::string rank;
};

InList in_list(const Replica& replica) {
    const auto& beside = replica["list"];
    const auto* counts = greatest(beside, [](std::string_view value) { return listing_of(value).in; });
    if (!counts) return {};
    const Listing listing = listing_of(counts->second);
    InList is{listing.in, false, listing.rank};
    if (is.in) return is;
    is.listened_elsewhere = std::ranges::any_of(replica["place"], [&](const auto& place) {
        return std::ranges::none_of(beside, [&](const auto& out) {
            return std::ranges::count(listing_of(out.second).places, place.first) > 0;
        });
    });
    is.in = is.listened_elsewhere;
    return is;
}

}  // namespace

std::vector<PlaceBeside> places(const Replica& replica) {
    std::vector<PlaceBeside> all;
    for (const auto& [dot, value] : replica["place"]) all.push_back({dot, place_of(value)});
    const auto text = text_of(replica);
    std::ranges::sort(all, std::greater(), [&](const PlaceBeside& each) {
        const auto& [place, ms, cause, of] = each.place;
        return std::tuple(of == text, strength(cause), place.code_point, place.fraction, each.dot);
    });
    return all;
}

bool listened_to_elsewhere(const Replica& replica) {
    return in_list(replica).listened_elsewhere;
}

SharedArticle shared_article(const Replica& replica) {
    SharedArticle article;
    if (const auto* counts = newest(replica["article"])) {
        const Said said(counts->second);
        article.source = said.text("source"), article.url = said.text("url");
        article.language = said.text("language"), article.added_at = said.number("added_at", time_range);
    }
    if (const auto* counts = newest(replica["title"])) {
        const Said said(counts->second);
        article.title = said.text("title"), article.kicker = said.text("kicker");
    }
    article.text = text_of(replica);
    if (const auto is = in_list(replica); is.in) article.rank = is.rank;
    if (const auto all = places(replica); !all.empty()) article.place = all.front().place;
    const auto heard = when(replica["heard"]);
    article.heard = heard.is, article.heard_at = heard.at;
    if (const auto kept = when(replica["kept"]); kept.is) article.kept_at = kept.at;
    if (const auto read = when(replica["read"]); read.is) article.read_at = read.at;
    for (const auto& [name, beside] : replica.all()) {
        if (!name.starts_with(tag_prefix)) continue;
        const auto* counts = greatest(beside, [](std::string_view value) { return !value.empty(); });
        if (counts && !counts->second.empty()) article.tags += counts->second + '\n';
    }
    return article;
}

void say(Replica& replica, const Uid& device, const SharedArticle& now) {
    const SharedArticle counts = shared_article(replica);
    const bool first = replica.all().empty();
    const auto what = [](const SharedArticle& a) {
        return json::serialize(json::object{
            {"source", a.source}, {"url", a.url}, {"language", a.language}, {"added_at", a.added_at}});
    };
    const auto title = [](const SharedArticle& a) {
        return json::serialize(json::object{{"title", a.title}, {"kicker", a.kicker}});
    };
    if (first || what(now) != what(counts)) replica.say(device, "article", what(now));
    if (first || title(now) != title(counts)) replica.say(device, "title", title(now));
    if (first || now.text != counts.text)
        replica.say(device, "text", json::serialize(json::object{{"is", now.text}}));
    if (now.place != counts.place) replica.say(device, "place", value_of(now.place));
    const InList is = in_list(replica);  // a place that was just said may have brought it back
    if (first || now.rank != (is.in ? std::optional(is.rank) : std::nullopt)) {
        Listing listing{now.rank.has_value(), now.rank ? *now.rank : is.rank, {}};
        if (!listing.in)
            for (const auto& [dot, _] : replica["place"]) listing.places.push_back(dot);
        replica.say(device, "list", value_of(listing));
    }
    const auto say_when = [&](std::string_view name, const WhenAndWhether& is, const WhenAndWhether& was) {
        if (is != was) replica.say(device, name, value_of(is));
    };
    say_when("heard", {now.heard_at, now.heard}, {counts.heard_at, counts.heard});
    say_when("kept", {now.kept_at, now.kept_at != 0}, {counts.kept_at, counts.kept_at != 0});
    say_when("read", {now.read_at, now.read_at != 0}, {counts.read_at, counts.read_at != 0});
    for (const auto tag : tags_of(now.tags))
        if (find_tag(counts.tags, tag).empty())
            replica.say(device, std::string(tag_prefix) + lower_case(tag), std::string(tag));
    for (const auto tag : tags_of(counts.tags))
        if (find_tag(now.tags, tag).empty())
            replica.say(device, std::string(tag_prefix) + lower_case(tag), "");
}

}  // namespace vorleser
