// The command line: what `vorleser ARGUMENTS…` asks for, and doing it.
//
// Commands without arguments or an answer of their own shape are made from the rows of protocol.json; the
// others have a row in adding.cpp, keeping.cpp, listing.cpp or listening.cpp (see command.hpp).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include "client/clipboard.hpp"
#include "client/connection.hpp"
#include "client/fetch.hpp"
#include "client/values.hpp"

namespace vorleser {

// What `export` is to make; what needs it is a program of its own (client/export/).
struct ExportWanted {
    enum class Into { files, folder, podcast } into = Into::files;
    std::string path;     // where to; empty: here
    std::string format;   // "mp3", …; empty: by the path's ending, else mp3
    std::string address;  // of a podcast's folder on the web
    std::int64_t id = 0;  // of the one article, be it in the list or not; 0: as the names say
    bool all = false, unheard = false, one_file = false, follow = false;
};

// What `web` is to do; what needs it is a program of its own (client/web/).
struct WebWanted {
    enum class What { serve, devices, remove, feed } what = What::serve;
    std::string name;         // of the device or the feed to remove, or of the feed to make
    bool home = false;        // for the local network, not this machine alone
    bool no_browser = false;  // do not open one here
    int port = 8642;
    std::vector<std::string> hosts;  // further names that the page is called by
    std::string certificate, key;    // files; empty: made
};

// What is to be done with feeds; what needs it is a program of its own (client/feeds/).
struct FeedsWanted {
    enum class What { list, pause, resume, subscribe, unsubscribe, fetch } what = What::list;
    std::string name;  // an address or a file to subscribe to; else what names a feed, empty: all
    bool due = false, opml = false;
    std::optional<bool> keep;  // these as they were, where they are not given
    std::optional<std::int64_t> newest;
    std::optional<std::vector<std::string>> with, without;
};

// What `marks` is to do.
struct MarksWanted {
    bool markdown = false;
    std::optional<std::int64_t> play;  // from that one on
};

// What `backup` and `import` are to do; what needs it is a program of its own (client/backup/).
struct ArchiveWanted {
    std::string file;
    bool replace = false;  // backup: whatever stands there
    bool dry_run = false;  // import
    // The same, of what another service wrote: into the playlist instead of the Merkliste; whether what it
    // has no text of is fetched; only what is unread; only what has one of these tags or lies in such a
    // folder.
    bool queue = false, fetch = true, unread = false;
    std::vector<std::string> only;
};

struct Invocation {
    std::vector<std::string> arguments;  // as they were given
    DaemonAddress daemon;
    bool json = false;
    bool plain = false;
    std::string command;
    boost::json::object params;      // the request's; for `add` without text and source, `remove` empty
    std::vector<std::string> files;  // add; edit: the file to take the text from
    std::optional<Clipboard> from;   // add: instead of files
    std::vector<std::string> names;  // remove, export, keep …: numbers, ranges of them, titles
    ExportWanted exported;           // export
    WebWanted web;                   // web
    FeedsWanted feeds;               // subscribe, unsubscribe, subscriptions, fetch
    MarksWanted marks;               // marks
    ArchiveWanted archive;           // backup, import
    std::string title;               // what names an article that is named by its title
    bool until_stopped = false;      // watch
    bool heard = false;              // list --heard
    bool move = false;               // keep --move
    std::vector<std::string> tags;   // tag: to add, or with `remove` to take away
    bool remove = false;
    std::optional<std::string> sample;  // voices: whose sample to hear; empty: everybody's
};

// The command line was not a command: help or the version was wanted (ok, for stdout) or it makes no sense
// (usage, for stderr).
struct NoCommand {
    bool ok = false;
    std::string text;  // help: whole lines; else a message
};

// Arguments without the program's name. Throws NoCommand.
Invocation parse_command_line(const std::vector<std::string>& arguments);

// The request of `add` for one text, its bytes as they are. `source` is a file's path, or empty.
boost::json::object add_params(const Invocation& add, std::string_view source, std::string_view bytes);

// The same for a page. What `add` says of it comes before what the site says.
boost::json::object add_params(boost::json::object add, const Fetched& page);

// Does everything, prints to stdout and stderr; returns the exit code. `done`: by whom the command is done,
// else this program.
int run(const std::vector<std::string>& arguments, int (*done)(Invocation) = nullptr);

}  // namespace vorleser
