#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>

#include <CLI/CLI.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>
#include <fmt/format.h>

#include "daemon/article/explain.hpp"
#include "daemon/article/read.hpp"
#include "daemon/filters/filters.hpp"
#include "daemon/filters/said.hpp"
#include "daemon/worker/document.hpp"
#include "locale/command_line.hpp"
#include "locale/streams.hpp"
#include "locale/translate.hpp"

namespace vorleser {
namespace {

namespace fs = std::filesystem;

std::string text_of(const Reading& reading) {
    std::string text;
    for (const auto& placed : placed_blocks(reading.article)) text += placed.block.text + "\n";
    return text;
}

// One line a file, also of one that cannot be read: «error» says why.
std::string json_of(const std::string& path, const Result<Reading>& reading) {
    boost::json::object value;
    if (reading) {
        value = boost::json::parse(to_json(reading->article)).as_object();
        value["only_the_beginning"] = reading->only_the_beginning;
        value["dropped"] = boost::json::value_from(reading->dropped);
    } else {
        value["error"] = reading.error().message;
    }
    value["path"] = path;
    return boost::json::serialize(value) + "\n";
}

// What scorers read: one line a file. `text` goes without the title.
std::string line_of(const std::string& path, const Result<Reading>& reading, double ms) {
    boost::json::object line{{"path", path}, {"ms", ms}};
    if (reading) {
        Article body = reading->article;
        body.title.clear();
        std::string text;
        for (const auto& placed : placed_blocks(body)) text += placed.block.text + "\n";
        line["text"] = text;
        line["title"] = reading->article.title;
    } else {
        line["text"] = "";
        line["err"] = reading.error().message;
    }
    return boost::json::serialize(line) + "\n";
}

// What became of each block of a page, how likely it was of the article, and what spoke for and against it.
std::string explanation_of(const std::vector<ExplainedBlock>& blocks) {
    std::string text;
    for (const auto& [said, became, rule, judgement] : blocks) {
        text += fmt::format("{:.3f} {}{}: {}\n     ", judgement.article, became.empty() ? "left out" : became,
                            rule.empty() || !became.empty() ? "" : " (" + rule + ")", said);
        for (const Reason& reason : judgement.reasons)
            text += fmt::format(" [{} = {:.3g}: {:+.2f}]", reason.feature, reason.value, reason.moved);
        text += "\n";
    }
    return text;
}

Result<std::string> bytes_of(const std::string& path) {
    const bool standard_input = path == "-";
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> opened(
        standard_input ? nullptr : std::fopen(path.c_str(), "rb"),
        [](std::FILE* file) { return file ? std::fclose(file) : 0; });
    std::FILE* file = standard_input ? stdin : opened.get();
    std::string bytes;
    char piece[65536];
    for (std::size_t n; file && (n = std::fread(piece, 1, sizeof piece, file)) > 0;) bytes.append(piece, n);
    if (!file || std::ferror(file))
        return Error(ErrorKind::unreadable, "cannot read it: {}", std::string(std::strerror(errno)));
    return bytes;
}

// By the program that reads documents, as the daemon lets it.
Result<Reading> read_by_program(const std::string& bytes, const ReadOptions& options, const Error& missing) {
    boost::asio::io_context loop;
    const std::string job = reading_job(options, bytes);
    Result<StoredReading> read = missing;
    boost::asio::co_spawn(
        loop, read_document(loop.get_executor(), reading_program(), job, std::chrono::seconds(20), missing),
        [&](const std::exception_ptr& failed, Result<StoredReading> got) {
            if (failed) std::rethrow_exception(failed);
            read = std::move(got);
        });
    loop.run();
    if (!read) return read.error();
    auto article = article_of(read->article);
    if (!article) return article.error();
    Reading reading{std::move(*article), read->only_the_beginning, {}};
    std::istringstream lines(read->dropped);
    for (std::string line; std::getline(lines, line);) reading.dropped.push_back(line);
    return reading;
}

Result<Reading> read_anything(const std::string& bytes, const ReadOptions& options) {
    auto reading = read_article(bytes, options);
    if (!reading && document_of(bytes, options)) return read_by_program(bytes, options, reading.error());
    return reading;
}

void complain(const std::string& message) {
    print_err(fmt::format("vorleserd: {}\n", message));
}

}  // namespace

int extract_main(const std::vector<std::string>& arguments) {
    CLI::App app(tr("Prints the cleaned text of articles."), "vorleserd --extract");
    use_language(app, 0);
    std::vector<std::string> files;
    std::string as = "auto", list, directory;
    bool as_json = false, as_lines = false, explains = false;
    app.add_option(tr("FILE"), files, tr("files to read; - or none: standard input"))->type_name("");
    app.add_option("--as", as,
                   tr("what it is: auto, html, page (text copied out of a browser), markdown or text (keep "
                      "every word)"))
        ->check(one_of({"auto", "html", "page", "markdown", "text"}))
        ->type_name(tr("KIND"));
    auto* json_option =
        app.add_flag("--json", as_json,
                     tr("everything that was found, and what was left out: one JSON object a line and file"));
    auto* directory_option =
        app.add_option("--to", directory, tr("write the text of each file into this directory, as NAME.txt"))
            ->type_name(tr("PATH"));
    auto* lines_option =
        app.add_flag("--lines", as_lines,
                     tr("one JSON object a line and file: path, text, title, ms of the processor"))
            ->excludes(directory_option)
            ->excludes(json_option);
    app.add_flag("--explain", explains,
                 tr("for a page's source or copied text: what became of each block or line, how likely it "
                    "belongs to "
                    "the article (0 to 1), and what speaks most for and against it"))
        ->excludes(json_option)
        ->excludes(lines_option);
    app.add_option("--list", list, tr("read the files named in this file, one a line"))
        ->type_name(tr("FILE"));
    try {
        app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
    } catch (const CLI::Success&) {
        return print_out(app.help()), 0;
    } catch (const CLI::ParseError& error) {
        complain(tr("{}\nTry: {}", problem_of(app, error), std::string("vorleserd --extract --help")));
        return 2;
    }
    if (!list.empty()) {
        std::ifstream names(list);
        for (std::string name; std::getline(names, name);)
            if (!name.empty()) files.push_back(name);
        if (!names.eof()) return complain(tr("cannot read {}: {}", list, std::strerror(errno))), 1;
    }
    if (files.empty()) files.push_back("-");

    ReadOptions options{.as = as == "html"       ? As::html
                              : as == "page"     ? As::page
                              : as == "markdown" ? As::markdown
                              : as == "text"     ? As::text
                                                 : As::automatic};
    int status = 0;
    for (const std::string& file : files) {
        const auto bytes = bytes_of(file);
        options.source = file == "-" ? "" : fs::path(file).filename().native();  // as `add` and MPRIS have it
        const std::clock_t begin = std::clock();  // of the processor: others' work does not count
        const auto reading = bytes ? read_anything(*bytes, options) : bytes.error();
        const double ms = 1000.0 * static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
        std::string text;
        if (explains) {
            const auto explained =
                bytes ? explain_page(*bytes, options) : Result<std::vector<ExplainedBlock>>(bytes.error());
            if (explained) text = explanation_of(*explained);
        } else if (as_lines) {
            text = line_of(file, reading, ms);
        } else if (as_json) {
            text = json_of(file, reading);
        } else if (reading) {
            if (files.size() > 1 && directory.empty()) text = "==> " + file + " <==\n";
            text += text_of(*reading);
        }
        if (!reading) {
            complain(fmt::format("{}: {}", file, said(reading.error().message)));
            status = 1;
        }
        if (directory.empty()) {
            print_out(text);
            continue;
        }
        std::ofstream out(fs::path(directory) / fs::path(file).stem().concat(".txt"));
        out << text;
        out.close();
        if (!out) return complain(tr("cannot write into {}", directory)), 1;
    }
    return status;
}

}  // namespace vorleser
