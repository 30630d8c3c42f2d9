// Exports as other services write them, with the same three articles: one unread, one read, one favourite.
#pragma once

#include <string>
#include <vector>

#include "tests/support/zip_writer.hpp"

namespace vorleser::test {

inline const std::string bridge_html =
    "<p>Die Brücke über die Elbe wird im kommenden Jahr gesperrt. Das hat der Stadtrat am Dienstag "
    "beschlossen, nachdem ein Gutachten Risse gefunden hatte.</p><p>Wer mit dem Auto in die Altstadt will, "
    "muss einen Umweg von sechs Kilometern fahren. Für Radfahrer bleibt ein Streifen offen.</p><p>Die "
    "Arbeiten sollen achtzehn Monate dauern und 40 Millionen Euro kosten.</p>";
inline const std::string bridge_quote = "Für Radfahrer bleibt ein Streifen offen.";

inline std::string quoted(const std::string& text) {
    std::string json = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') json += '\\';
        json += c;
    }
    return json + "\"";
}

// `second` and `third` are the addresses of what has no text in it.
inline std::string wallabag_json(const std::string& second, const std::string& third) {
    return R"([{"is_archived":0,"is_starred":0,"tags":["Verkehr","Elbe"],"is_public":false,"id":12,)"
           R"("title":"Br\u00fccke &amp; Umweg","url":"https:\/\/example.org\/bruecke","content":)" +
           quoted(bridge_html) +
           R"(,"created_at":"2024-03-05T08:30:00+0100","updated_at":"2024-03-05T08:30:01+0100",)"
           R"("published_at":"2024-03-04T20:00:00+0100","published_by":["Erika Muster"],"annotations":[)"
           R"({"annotation_schema_version":"v1.0","id":3,"text":"F\u00fcrs Rad!","created_at":)"
           R"("2024-03-06T10:00:00+0100","quote":)" +
           quoted(bridge_quote) +
           R"(,"ranges":[]}],"mimetype":"text\/html","language":"de","reading_time":1,)"
           R"("domain_name":"example.org","headers":{}},)"
           R"({"is_archived":1,"is_starred":0,"tags":[],"id":13,"title":"Gelesen","url":)" +
           quoted(second) +
           R"(,"content":"wallabag can't retrieve contents for this article. Please troubleshoot.",)"
           R"("created_at":"2024-02-01T00:00:00+0000","archived_at":"2024-02-02T00:00:00+0000",)"
           R"("published_by":null,"annotations":[],"domain_name":"127.0.0.1"},)"
           R"({"is_archived":false,"is_starred":true,"tags":[{"label":"Gut"}],"id":14,"title":null,"url":)" +
           quoted(third) + R"(,"content":null,"created_at":"2024-01-01T00:00:00+0000"}])";
}

inline std::string pocket_csv(const std::string& second, const std::string& third) {
    return "title,url,time_added,cursor,tags,status\r\nBrücke,https://example.org/bruecke,1709623800,,"
           "Verkehr|Elbe,unread\r\n\"Gelesen, \"\"ganz\"\"\"," +
           second + ",1706745600,,,archive\r\n" + third + "," + third + ",1704067200,,Gut,unread\r\n";
}

inline std::string pocket_zip(const std::string& second, const std::string& third) {
    return zipped({{"part_000000.csv", pocket_csv(second, third), true},
                   {"annotations/part_000000.json",
                    R"([{"url":"https://example.org/bruecke","title":"Brücke","highlights":[{"quote":)" +
                        quoted(bridge_quote) + R"(,"created_at":1709715600}]}])"}});
}

inline std::string ril_export(const std::string& second) {
    return "<!DOCTYPE html>\n<html>\n\t<!--So long and thanks for all the fish-->\n\t<head>\n\t\t<meta "
           "http-equiv=\"Content-Type\" content=\"text/html; charset=UTF-8\" />\n\t\t<title>Pocket "
           "Export</title>\n\t</head>\n\t<body>\n\t\t<h1>Unread</h1>\n\t\t<ul>\n\t\t\t<li><a "
           "href=\"https://example.org/bruecke?a=1&amp;b=2\" time_added=\"1709623800\" "
           "tags=\"Verkehr,Elbe\">Brücke &amp; Umweg</a></li>\n\t\t</ul>\n\t\t<h1>Read "
           "Archive</h1>\n\t\t<ul>\n<li><a href=\"" +
           second + "\" time_added=\"1706745600\" tags=\"\">Gelesen</a></li>\n\t\t</ul>\n\t</body>\n</html>";
}

inline std::string instapaper_csv(const std::string& second, const std::string& third) {
    return "URL,Title,Selection,Folder,Timestamp,Tags\nhttps://example.org/bruecke,Brücke,,Unread,1709623800,"
           "\"[\"\"Verkehr\"\", \"\"Elbe\"\"]\"\n" +
           second + ",Gelesen,,Archive,1706745600,[]\n" + third + ",Gut,,Meine Mappe,1704067200,\n";
}

inline std::string bookmarks_html(const std::string& second, const std::string& third) {
    return "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<!-- This is an automatically generated file.\n     <DT><A "
           "HREF=\"https://example.org/no\"> -->\n<META HTTP-EQUIV=\"Content-Type\" CONTENT=\"text/html; "
           "charset=UTF-8\">\n<TITLE>Bookmarks</TITLE>\n<H1>Bookmarks</H1>\n<DL><p>\n    <DT><H3 "
           "ADD_DATE=\"1\" PERSONAL_TOOLBAR_FOLDER=\"true\">Bookmarks bar</H3>\n    <DL><p>\n        <DT><A "
           "HREF=\"https://example.org/bruecke\" ADD_DATE=\"1709623800\" "
           "ICON=\"data:image/png;base64,iVB>OR\" "
           "TAGS=\"Elbe\">Br&uuml;cke</A>\n        <DT><A HREF=\"javascript:alert(1)\">Ding</A>\n    "
           "</DL><p>\n    <DT><H3>Artikel</H3>\n    <DL><p>\n        <DT><H3>Später</H3>\n        <DL><p>\n"
           "            <DT><A HREF=\"" +
           second +
           "\" ADD_DATE=\"1706745600000000\">Gelesen</A>\n            <DD>Etwas\n        "
           "</DL><p>\n    </DL><p>\n    <DT><A HREF=\"" +
           third + "\">Gut</A>\n    <DT><A HREF=\"place:sort=8\">Firefox</A>\n</DL>\n";
}

inline std::string readeck_zip(const std::string& second) {
    const std::string info =
        R"({"ID":1,"UID":"7fYxA","UserID":1,"Created":"2024-03-05T07:30:00.5Z","State":0,)"
        R"("URL":"https://example.org/bruecke","Title":"Brücke","SiteName":"Elbblatt","Published":)"
        R"("2024-03-04T20:00:00Z","Authors":["Erika Muster","Max Muster"],"Lang":"de","Labels":["Verkehr"],)"
        R"("IsArchived":false,"IsMarked":true,"Annotations":[{"id":"x","text":)" +
        quoted(bridge_quote) + R"(,"note":"Fürs Rad!","created":"2024-03-06T09:00:00Z"}]})";
    return zipped({{"bookmarks/7fYxA/info.json", info, true},
                   {"bookmarks/7fYxA/container/index.html", "<section>" + bridge_html + "</section>", true},
                   {"bookmarks/7fYxA/container/_resources/a.jpg", "\xFF\xD8"},
                   {"bookmarks/8aB/info.json", R"({"URL":)" + quoted(second) +
                                                   R"(,"Title":"Gelesen","IsArchived":true,"Labels":null,)"
                                                   R"("Created":"2024-02-01T00:00:00Z","Annotations":null})"},
                   {"data.json", R"({"Info":{"Version":"1"},"Bookmarks":[{"UID":"7fYxA","UserID":1}]})"}});
}

inline std::string omnivore_zip(const std::string& second) {
    const std::string metadata =
        R"([{"id":"a","slug":"bruecke-1","title":"Brücke","description":"","author":"Erika Muster",)"
        R"("url":"https://example.org/bruecke","state":"Active","readingProgress":7,"thumbnail":null,)"
        R"("labels":["Verkehr"],"savedAt":"2024-03-05T07:30:00.000Z","publishedAt":null},)"
        R"({"id":"b","slug":"../../etc/passwd","title":"Gelesen","author":null,"url":)" +
        quoted(second) + R"(,"state":"Archived","labels":[],"savedAt":"2024-02-01T00:00:00.000Z"}])";
    return zipped(
        {{"metadata_0_to_2.json", metadata, true},
         {"content/bruecke-1.html", "<div id=\"readability-page-1\">" + bridge_html + "</div>", true},
         {"highlights/bruecke-1.md", "> " + bridge_quote +
                                         " \n\n#wichtig #rad\n\nFürs Rad!\n\n> Die Arbeiten sollen achtzehn "
                                         "Monate dauern\n> und teuer \n\n"}});
}

}  // namespace vorleser::test
