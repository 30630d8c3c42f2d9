#include "daemon/text/stemming.hpp"

#include <marisa.h>

#include "daemon/article/characters.hpp"
#include "daemon/text/data.hpp"
#include "daemon/text/folding.hpp"

namespace vorleser {

struct Stemming::Data {
    Snowball snowball;
    marisa::Trie trie;
    mutable marisa::Agent agent;
    mutable std::string key;
};

Stemming::Stemming(const std::string& file) : data_(new Data) {
    try {
        data_->trie.mmap(file.c_str());
    } catch (const marisa::Exception& error) {
        throw DataError(Sentence("{} cannot be read ({}): is Vorleser installed whole?", file, error.what()));
    }
}
Stemming::~Stemming() = default;
Stemming::Stemming(Stemming&&) noexcept = default;

std::vector<std::string> Stemming::german(std::string_view normalized) const {
    data_->key = folded(normalized);
    const std::size_t size = data_->key.size();
    data_->key += stems_mark;
    data_->agent.set_query(data_->key.data(), data_->key.size());
    std::vector<std::string> stems;
    if (data_->trie.predictive_search(data_->agent)) {
        const std::string_view found(data_->agent.key().ptr(), data_->agent.key().length());
        for_each_piece(found.substr(data_->key.size()),
                       [&](std::string_view stem) { stems.emplace_back(stem); });
    }
    if (stems.empty()) stems.push_back(data_->snowball.german(std::string_view(data_->key).substr(0, size)));
    return stems;
}

std::string Stemming::english(std::string_view normalized) const {
    return data_->snowball.english(folded(normalized));
}

}  // namespace vorleser
