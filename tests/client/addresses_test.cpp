#include "client/addresses.hpp"

#include <gtest/gtest.h>

namespace vorleser {
namespace {

using Addresses = std::vector<std::string>;

TEST(AddressesIn, AFileThatHoldsNothingElse) {
    EXPECT_EQ(addresses_in("https://example.org/hafen"), Addresses{"https://example.org/hafen"});
    EXPECT_EQ(addresses_in("\xEF\xBB\xBF# gemerkt\r\n\r\n  HTTP://example.org/a \r\n"
                           "#https://example.org/nicht\r\nhttps://example.org/b\thttps://köln.example/c"),
              (Addresses{"HTTP://example.org/a", "https://example.org/b", "https://köln.example/c"}));
}

TEST(AddressesIn, WhatBrowsersAndDesktopsWriteOfALink) {
    EXPECT_EQ(addresses_in("[InternetShortcut]\r\nIDList=\r\nURL=https://example.org/a\r\nIconIndex=0\r\n"),
              Addresses{"https://example.org/a"});
    EXPECT_EQ(addresses_in("[Desktop Entry]\nType=Link\nName=Hafen\nURL=https://example.org/a\n"),
              Addresses{"https://example.org/a"});
    EXPECT_EQ(addresses_in(
                  "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST "
                  "1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n<plist version=\"1.0\">\n"
                  "<dict>\n\t<key>URL</key>\n\t<string>https://example.org/?a=1&amp;b=2</string>\n</dict>\n"
                  "</plist>\n"),
              Addresses{"https://example.org/?a=1&b=2"});
}

TEST(AddressesIn, NothingThatIsAnArticle) {
    for (const std::string text : {
             "",
             "# nur eine Bemerkung",
             "Der Hafen\nhttps://example.org/hafen",
             "https://example.org/hafen\n\nDer Stadtrat hat beschlossen.",
             "https://",
             "ftp://example.org/a",
             "file:///tmp/a",
             "www.example.org",
             "[Desktop Entry]\nType=Application\nExec=rm\n",
             "[InternetShortcut]\nURL=file:///etc/passwd\n",
             "<plist><dict><key>URL</key><string>javascript:alert(1)</string></dict></plist>",
         })
        EXPECT_EQ(addresses_in(text), Addresses()) << text;
    EXPECT_EQ(addresses_in("https://example.org/" + std::string(2'000'000, 'a')), Addresses());
}

}  // namespace
}  // namespace vorleser
