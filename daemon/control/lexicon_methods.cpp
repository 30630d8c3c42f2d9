// Methods on how words and voices sound.
#include <boost/asio/use_awaitable.hpp>

#include "daemon/base/file.hpp"
#include "daemon/control/handlers.hpp"
#include "daemon/control/own_lexicon.hpp"
#include "daemon/control/values.hpp"
#include "daemon/player/player.hpp"
#include "daemon/text/own_words.hpp"

namespace vorleser {
namespace {

namespace json = boost::json;
using boost::asio::awaitable;

struct Pronounce {
    std::string text;
    std::optional<bool> silent;
};
BOOST_DESCRIBE_STRUCT(Pronounce, (), (text, silent))

struct Sample {
    std::string name;
};
BOOST_DESCRIBE_STRUCT(Sample, (), (name))

struct Lexicon {
    std::optional<std::string> word, sound;
    std::optional<bool> remove;
};
BOOST_DESCRIBE_STRUCT(Lexicon, (), (word, sound, remove))

awaitable<Answer> pronounce(Rooms& rooms, Pronounce params) {
    if (params.text.size() > 1000)
        co_return Error(ErrorKind::invalid_argument,
                        "\"text\" must be a word or a sentence, up to 1000 bytes");
    const auto said = co_await rooms.player.pronounce(params.text, params.silent.value_or(false));
    if (!said) co_return said.error();
    co_return json::value{
        {"text", params.text},
        {"ipa", said->phonemes.international},
        {"phonemes", said->phonemes.own},
        {"unheard", said->unheard ? json::value(std::string_view(*said->unheard)) : json::value(nullptr)},
        {"unheard_data", said->unheard ? json::value(sentence_value(*said->unheard)) : json::value(nullptr)}};
}

awaitable<Answer> sample(Rooms& rooms, Sample params) {
    const auto heard = co_await rooms.player.play_sample(std::move(params.name));
    if (!heard) co_return heard.error();
    co_return json::value(status_value(rooms));
}

Answer lexicon(Rooms& rooms, const Lexicon& params) {
    const bool remove = params.remove.value_or(false);
    if ((params.sound || remove) && (!params.word || (params.sound && remove)))
        return Error(ErrorKind::invalid_argument, "give \"word\" with either \"sound\" or \"remove\"");
    // What cannot be read is not written over.
    const auto read = read_own_file(rooms.own_lexicon);
    if (!read) return read.error();
    std::string file = read->value_or("");
    if (params.sound || remove) {
        auto changed =
            remove ? without_word(file, *params.word) : with_word(file, *params.word, *params.sound);
        if (!changed) return changed.error();
        if (const auto written = write_own_lexicon(rooms.own_lexicon, *changed); !written)
            return written.error();
        file = std::move(*changed);
        rooms.player.data_changed();
    }
    const auto words = own_words(file);
    if (!words) return words.error();
    json::array values;
    for (const OwnWord& each : *words) values.push_back({{"word", each.word}, {"sound", each.sound}});
    return json::value{{"file", rooms.own_lexicon}, {"words", std::move(values)}};
}

constexpr auto aloud = Method::Kind::aloud;
constexpr Method rows[] = {
    rpc::method<Pronounce, pronounce>("pronounce", "say a word or a sentence, and show how it is pronounced",
                                      aloud),
    rpc::method<Lexicon, lexicon>("lexicon", "show or correct how words are pronounced"),
    rpc::method<Sample, sample>("sample", "hear a voice's sample", aloud),
};

}  // namespace

std::span<const Method> lexicon_methods() {
    return rows;
}

}  // namespace vorleser
