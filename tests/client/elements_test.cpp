// Elements of an array, taken out of a text that comes in pieces.
#include "client/elements.hpp"

#include <algorithm>
#include <random>
#include <string>
#include <utility>

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace vorleser {
namespace {

namespace json = boost::json;

TEST(Elements, AreTheArraysOwnWhereverTheTextIsCut) {
    const auto seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    const std::string_view texts[] = {
        R"({"id":1,"result":{"authors":"\"blocks\":[1,2","blocks":[{"text":"a,b]\\\" [x","blocks":[5]},[1,[2]],"s,]\\",3],"entry":{"blocks":[7]}}})",
        R"({"result":{"blocks":[],"other":["blocks",[1]]},"blocks":[1,2]})",
        R"({"params":{"blocks":[1]},"result":{"entry":{"title":"blocks"},"blocks":[ {"a": 1} , null ]}})",
        R"({"result":[{"blocks":[1]}]})",
        R"({"result":{"blocks":"result"},"error":null})",
    };
    for (const auto text : texts)
        for (int i = 0; i < 200; ++i) {
            json::array got;
            const Elements::Each each = [&](const json::value& value) { got.push_back(value); };
            Elements elements("blocks", each);
            std::string rest;
            for (auto left = text; !left.empty();) {
                const auto size = std::min<std::size_t>(left.size(), 1 + random() % 20);
                rest += elements.rest(left.substr(0, size));
                left.remove_prefix(size);
            }
            auto expected = json::parse(text);
            json::array all;
            if (auto* result = expected.at("result").if_object(); result)
                if (auto* blocks = result->if_contains("blocks"); blocks && blocks->is_array())
                    all = std::exchange(blocks->as_array(), {});
            ASSERT_EQ(got, all) << text;
            ASSERT_EQ(json::parse(rest), expected) << text;
        }
}

TEST(Elements, ThatAreNoJsonAreRefused) {
    const Elements::Each each = [](const json::value&) {};
    EXPECT_ANY_THROW(Elements("blocks", each).rest(R"({"result":{"blocks":[tru,1]}})"));
    EXPECT_ANY_THROW(json::parse(Elements("blocks", each).rest(R"({"result":{"blocks":[1]})")));
}

}  // namespace
}  // namespace vorleser
