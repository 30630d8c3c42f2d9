#include "client/web/sound.hpp"

#include <algorithm>
#include <charconv>
#include <map>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "client/failure.hpp"
#include "client/values.hpp"
#include "client/web/devices.hpp"
#include "client/web/messages.hpp"
#include "client/web/mp3.hpp"
#include "client/web/words.hpp"

namespace vorleser::web {
namespace {

namespace json = boost::json;

// Of silence before an article: what its first frames hold reaches back so far.
constexpr std::uint64_t lead = 2 * 576;
constexpr std::size_t most_entries = 500;

std::uint64_t blocks_of(std::uint64_t samples) {
    return (lead + samples + mp3::samples_a_block - 1) / mp3::samples_a_block;
}

std::string list_name(std::string_view hash) {
    return fmt::format("{}.list", hash);
}
std::string words_name(const Narrated& article) {
    return fmt::format("{}.words", article.digest());
}
std::string sound_name(const Narrated& article) {
    return fmt::format("{}.mp3", article.digest());
}

std::string write_list(const std::vector<Sound::Part>& parts) {
    json::array list;
    for (const auto& [article, block, blocks] : parts)
        list.push_back({{"id", article.id},
                        {"uid", article.uid},
                        {"text_revision", article.text_revision},
                        {"key", article.key},
                        {"samples", article.samples}});
    return json::serialize(list);
}

std::vector<Sound::Part> laid_out(std::vector<Narrated> articles) {
    std::vector<Sound::Part> parts;
    std::uint64_t block = 0;
    for (auto& article : articles) {
        const auto blocks = blocks_of(article.samples);
        parts.push_back({std::move(article), block, blocks});
        block += blocks;
    }
    return parts;
}

std::vector<Sound::Part> read_list(std::string_view text) {
    std::vector<Narrated> articles;
    const auto list = json::parse(text);
    for (const auto& each : list.as_array())
        articles.push_back(
            {each.at("id").to_number<std::int64_t>(), json::value_to<std::string>(each.at("uid")),
             each.at("text_revision").to_number<std::int64_t>(), json::value_to<std::string>(each.at("key")),
             each.at("samples").to_number<std::uint64_t>()});
    return laid_out(std::move(articles));
}

Narrated narrated(std::int64_t id, const Speech::Head& head) {
    return {id, head.uid, head.text_revision, head.key, head.exact ? head.samples : 0};
}

// What would be read after an entry, in this order. Where that leads back to it, it is to go on so.
std::vector<Entry> following(Teller& teller, std::int64_t id) {
    auto entries = parse_entries(teller.call("list", {{"after", id}, {"limit", most_entries}}));
    const auto round = entries.size();
    if (round > 0 && entries.back().id == id)
        while (entries.size() < most_entries) entries.push_back(entries[entries.size() - round]);
    return entries;
}

// What is heard when in an article, from the cache or by having all of it told. `samples` may be unknown.
Timing timing_of(Cache& cache, Teller& teller, Narrated article) {
    if (article.samples > 0)
        if (const auto words = cache.read(words_name(article)))
            if (auto timing = parse_words(*words)) return *timing;
    auto timing = teller.timing(article);
    article.samples = timing.samples;
    cache.write(words_name(article), words_json(timing));
    return timing;
}

json::object told(const std::vector<Sound::Part>& parts, std::string_view hash) {
    json::array entries;
    for (const auto& [article, block, blocks] : parts)
        entries.push_back(
            {{"id", article.id},
             {"uid", article.uid},
             {"text_revision", article.text_revision},
             {"at", block * mp3::samples_a_block + lead},
             {"samples", article.samples},
             {"words", fmt::format("/words/{}/{}-{}.json", article.uid, article.id, article.digest())}});
    return {{"sound", fmt::format("/sound/{}.mp3", hash)},
            {"rate", speech_rate},
            {"samples", (parts.back().block + parts.back().blocks) * mp3::samples_a_block},
            {"entries", std::move(entries)}};
}

}  // namespace

Sound::Sound(Cache& cache, DaemonAddress daemon, std::string name, std::vector<Part> parts)
    : cache_(cache), teller_(std::move(daemon)), name_(std::move(name)), parts_(std::move(parts)) {}

std::uint64_t Sound::size() const {
    return (parts_.back().block + parts_.back().blocks) * mp3::bytes_a_block;
}

std::string Sound::read(std::uint64_t offset, std::size_t bytes) {
    std::string got;
    const auto end = std::min(size(), offset + bytes);
    auto part = std::upper_bound(parts_.begin(), parts_.end(), offset / mp3::bytes_a_block,
                                 [](std::uint64_t block, const Part& each) { return block < each.block; });
    for (--part; offset < end; ++part) {
        constexpr auto size = mp3::blocks_a_chunk * mp3::bytes_a_block;
        const auto from = part->block * mp3::bytes_a_block, until = from + part->blocks * mp3::bytes_a_block;
        while (offset < std::min(end, until)) {
            const auto number = (offset - from) / size;
            const auto made = chunk(*part, number);
            got += made.substr(offset - from - number * size, end - offset);
            offset = std::min(end, from + number * size + made.size());
        }
    }
    return got;
}

// The chunk of that number of an article, from the cache or made.
std::string Sound::chunk(const Part& part, std::uint64_t number) {
    const auto first = number * mp3::blocks_a_chunk;
    const auto blocks = std::min(mp3::blocks_a_chunk, part.blocks - first);
    if (opened_ != &part) {
        file_ = cache_.open(sound_name(part.article));
        opened_ = &part;
    }
    const auto offset = first * mp3::bytes_a_block;
    auto bytes = Cache::read_at(file_, offset, blocks * mp3::bytes_a_block);
    if (bytes.size() == blocks * mp3::bytes_a_block && mp3::is_whole(bytes)) return bytes;
    samples_.resize(mp3::samples_before + blocks * mp3::samples_a_block + mp3::samples_behind);
    teller_.read(part.article,
                 static_cast<std::int64_t>(first * mp3::samples_a_block) -
                     static_cast<std::int64_t>(lead + mp3::samples_before),
                 samples_, [&] { return timing_of(cache_, teller_, part.article); });
    bytes = mp3::encode(samples_, blocks);
    cache_.write_at(file_, offset, bytes);
    return bytes;
}

Sounds::Sounds(SoundsConfig config) : config_(std::move(config)), cache_(config_.directory, config_.budget) {}

json::object Sounds::make(const json::object& wanted) {
    const auto id = wanted.at("id").to_number<std::int64_t>();
    const auto* one = wanted.if_contains("one");
    Teller teller(config_.daemon);
    auto first = narrated(id, teller.head(id));
    if (first.samples == 0) first.samples = timing_of(cache_, teller, first).samples;
    if (first.samples == 0) throw Gone(messages::cannot_be_spoken());
    std::vector<Narrated> articles{first};
    std::vector<Entry> more;
    if (!one || !one->as_bool()) more = following(teller, id);
    const auto longest = static_cast<std::uint64_t>(config_.longest) * speech_rate;
    auto samples = first.samples;
    std::map<std::int64_t, Narrated> known{{id, first}};  // no samples: it is skipped, as the daemon does
    for (const auto& entry : more) {
        const auto [next, asked] = known.try_emplace(entry.id);
        if (asked) {
            if (!entry.exact) break;  // where the next one would begin nobody knows yet
            try {
                next->second = narrated(entry.id, teller.head(entry.id));
                if (next->second.samples == 0) break;
            } catch (const Refused&) {  // it cannot be read
            } catch (const Gone&) {     // removed meanwhile
            }
        }
        if (next->second.samples == 0) continue;
        if ((samples += next->second.samples) > longest) break;
        articles.push_back(next->second);
    }
    const auto parts = laid_out(std::move(articles));
    std::string all;
    for (const auto& part : parts) all += part.article.digest();
    const auto hash = sha256(all).substr(0, 32);
    cache_.write(list_name(hash), write_list(parts));
    return told(parts, hash);
}

std::shared_ptr<Sound> Sounds::open(std::string_view name) {
    constexpr std::string_view ending = ".mp3";
    if (!name.ends_with(ending)) return {};
    name.remove_suffix(ending.size());
    if (!is_hash(name)) return {};
    const auto list = cache_.read(list_name(name));
    if (!list) return {};
    try {
        auto parts = read_list(*list);
        if (parts.empty()) return {};
        return std::make_shared<Sound>(cache_, config_.daemon, std::string(name), std::move(parts));
    } catch (const std::exception&) {  // damaged on the disk
        return {};
    }
}

std::optional<ArticleName> parse_article_name(std::string_view text) {
    const auto slash = text.find('/'), hyphen = text.find('-', slash == text.npos ? 0 : slash);
    if (slash == text.npos || hyphen == text.npos) return {};
    ArticleName name{text.substr(0, slash), text.substr(hyphen + 1), 0};
    const auto [end, error] = std::from_chars(text.data() + slash + 1, text.data() + hyphen, name.id);
    if (!is_hash(name.digest) || error != std::errc() || end != text.data() + hyphen) return {};
    return name;
}

std::optional<std::string> Sounds::words(std::string_view name) {
    constexpr std::string_view ending = ".json";
    if (!name.ends_with(ending)) return {};
    const auto article = parse_article_name(name.substr(0, name.size() - ending.size()));
    if (!article) return {};
    if (auto words = cache_.read(fmt::format("{}.words", article->digest))) return words;
    return words_json(current(*article));
}

void Sounds::check(const ArticleName& name) {
    current(name);
}

Timing Sounds::current(const ArticleName& name) {
    Teller teller(config_.daemon);
    auto article = narrated(name.id, teller.head(name.id));
    auto timing = timing_of(cache_, teller, article);
    article.samples = timing.samples;
    if (article.uid != name.uid || article.digest() != name.digest) throw Gone(messages::read_differently());
    return timing;
}

}  // namespace vorleser::web
