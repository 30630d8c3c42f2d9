#include "daemon/text/compounds.hpp"

#include <algorithm>
#include <stdexcept>

#include <marisa.h>

#include "daemon/text/data.hpp"
#include "daemon/text/lookup.hpp"
#include "daemon/text/trie_marks.hpp"

namespace vorleser {

namespace {

// Bytes. Shorter parts are found in words that are no compounds («Ver-ein»).
constexpr std::size_t least_first = 3, least_last = 4;
constexpr std::size_t sure_first = 6;    // any word this long may be the first part
constexpr std::size_t least_linked = 5;  // … and with linking letters behind it («Patient-en-verfügung»)

using Set = SetOf<char>;

Set set_of(const toml::table& data, const char* name) {
    Set set;
    if (const auto* list = data[name].as_array())
        for (const auto& each : *list) {
            const auto word = each.value<std::string>();
            if (!word) malformed(each, Sentence("a word in quotation marks is expected"));
            set.insert(*word);
        }
    return set;
}

}  // namespace

struct Compounds::Data {
    marisa::Trie trie;
    Set never_first, never_last, links, endings, parts;

    // Kept, since making them anew costs more than the look-up.
    mutable marisa::Agent agent;
    mutable std::string key;

    bool known(std::string_view word, char mark) const {
        key.assign(word);
        key += mark;
        agent.set_query(key.data(), key.size());
        return trie.lookup(agent);
    }

    bool may_begin(std::string_view part) const {
        if (never_first.count(part)) return false;
        if (parts.count(part) || known(part, may_begin_mark)) return true;
        if (part.size() >= sure_first && known(part, may_end_mark)) return true;
        return std::any_of(links.begin(), links.end(), [&](const std::string& link) {
            if (!part.ends_with(link) || part.size() < link.size() + least_linked) return false;
            const auto stem = part.substr(0, part.size() - link.size());
            return !stem.ends_with('s') && (known(stem, may_end_mark) || parts.count(stem));
        });
    }

    bool may_end(std::string_view part) const {
        if (part.size() < least_last || never_last.count(part)) return false;
        for (const auto& ending : endings) {
            if (!part.ends_with(ending) || part.size() < ending.size() + least_last) continue;
            const auto stem = part.substr(0, part.size() - ending.size());
            if (known(stem, may_end_mark) || parts.count(stem)) return true;
        }
        // «Verfügung» of «verfügen», «Lenkung» of «lenken»
        std::string verb(part.ends_with("ungen") ? part.substr(0, part.size() - 2) : part);
        if (!verb.ends_with("ung") || verb.size() < least_last + 3) return false;
        verb.resize(verb.size() - 3);
        return known(verb + "en", may_end_mark) || known(verb + "n", may_end_mark);
    }
};

Compounds::Compounds(DataFiles& files) : data_(new Data) {
    const auto data = files.load("compounds.toml");
    data_->never_first = set_of(data, "never_first");
    data_->never_last = set_of(data, "never_last");
    data_->links = set_of(data, "links");
    data_->endings = set_of(data, "endings");
    data_->endings.insert("");
    data_->parts = set_of(data, "parts");
    const std::string file = files.installed() + "/compounds.trie";
    try {
        data_->trie.mmap(file.c_str());
    } catch (const marisa::Exception& error) {
        throw DataError(Sentence("{} cannot be read ({}): is Vorleser installed whole?", file, error.what()));
    }
}

Compounds::~Compounds() = default;
Compounds::Compounds(Compounds&&) noexcept = default;

void Compounds::add_part(const std::string& word) {
    data_->parts.insert(word);
}

std::vector<std::string_view> Compounds::parts(std::string_view word) const {
    const std::size_t size = word.size();
    // From every place on: the fewest parts to the word's end, 0 where there is no way, and the end of the
    // first.
    std::vector<std::size_t> fewest(size + 1, 0), end(size + 1, 0);
    const auto is_letter_start = [&](std::size_t at) {
        return at == size || (static_cast<unsigned char>(word[at]) & 0xC0) != 0x80;
    };
    for (std::size_t i = size; i-- > 0;) {
        if (!is_letter_start(i)) continue;
        if (data_->may_end(word.substr(i))) fewest[i] = 1, end[i] = size;
        for (std::size_t j = size; j-- > i + least_first;) {  // longest first
            if (fewest[j] == 0 || !is_letter_start(j)) continue;
            if (fewest[i] != 0 && fewest[j] + 1 >= fewest[i]) continue;
            if (data_->may_begin(word.substr(i, j - i))) fewest[i] = fewest[j] + 1, end[i] = j;
        }
    }
    std::vector<std::string_view> result;
    // The whole word being one is no reason not to look into it: dictionaries hold compounds, too.
    std::size_t best = 0;
    for (std::size_t j = size; j-- > least_first;) {
        if (fewest[j] == 0 || !is_letter_start(j)) continue;
        if (best != 0 && fewest[j] >= fewest[best]) continue;
        if (data_->may_begin(word.substr(0, j))) best = j;
    }
    if (best == 0) return {};
    result.push_back(word.substr(0, best));
    for (std::size_t at = best; at < size; at = end[at]) result.push_back(word.substr(at, end[at] - at));
    return result;
}

}  // namespace vorleser
