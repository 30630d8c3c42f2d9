#include "tests/readers/made_files.hpp"

#include <algorithm>
#include <cstdlib>
#include <deque>
#include <fstream>
#include <iterator>
#include <map>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <unistd.h>

#include "daemon/article/characters.hpp"

namespace vorleser::test {

namespace fs = std::filesystem;

namespace {

const fs::path here = VORLESER_SOURCE_DIR "/tests/readers";

fs::path texts() {
    const char* others = std::getenv("VORLESER_TEXTS");
    return others ? fs::path(others) : here / "texts";
}

std::string content(const fs::path& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::map<std::string, int> runs_of(const std::string& text, std::size_t run) {
    std::map<std::string, int> runs;
    std::deque<std::string> last;
    std::string line = text;
    std::ranges::replace(line, '\n', ' ');
    for_each_piece(line, [&](std::string_view piece) {
        const std::string_view word = bare_word(piece);
        if (word.empty()) return;
        last.push_back(lower_case(word));
        if (last.size() > run) last.pop_front();
        if (last.size() < run) return;
        std::string all;
        for (const std::string& each : last) all += each + " ";
        ++runs[all];
    });
    return runs;
}

}  // namespace

std::vector<KnownText> known_texts() {
    std::vector<fs::path> files;
    for (const auto& each : fs::directory_iterator(texts()))
        if (each.path().extension() == ".txt") files.push_back(each.path());
    std::ranges::sort(files);
    std::vector<KnownText> all;
    for (const fs::path& file : files) {
        KnownText text{file.stem(), {}, {}};
        std::ifstream lines(file);
        for (std::string line; std::getline(lines, line);) {
            if (line.empty()) continue;
            if (line.starts_with("# ")) line.erase(0, 2);
            if (text.title.empty()) {
                text.title = line;
            } else {
                text.paragraphs.push_back(line);
            }
        }
        all.push_back(std::move(text));
    }
    return all;
}

fs::path made_files() {
    std::string made_of = texts().string() + content(here / "make_files.py");
    for (const KnownText& text : known_texts()) {
        made_of += text.title;
        for (const std::string& paragraph : text.paragraphs) made_of += paragraph;
    }
    const std::string key = std::to_string(std::hash<std::string>()(made_of));
    const fs::path all = fs::path(VORLESER_BINARY_DIR) / "made" / "readers", folder = all / key;
    fs::create_directories(all);
    // Tests are processes of their own: one makes them, the others wait.
    const int lock = open((all / "lock").c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    flock(lock, LOCK_EX);
    if (!fs::exists(folder / "whole")) {
        fs::remove_all(folder);
        const std::string command = "python3 '" + (here / "make_files.py").string() + "' '" +
                                    texts().string() + "' '" + folder.string() + "'";
        if (std::system(command.c_str()) == 0) std::ofstream(folder / "whole") << "yes\n";
    }
    close(lock);
    EXPECT_TRUE(fs::exists(folder / "whole")) << "LibreOffice or Chromium failed";
    return fs::exists(folder / "whole") ? folder : fs::path();
}

double word_f1(const std::string& wanted, const std::string& got, std::size_t run) {
    const auto a = runs_of(wanted, run), b = runs_of(got, run);
    double common = 0, in_wanted = 0, in_got = 0;
    for (const auto& [words, count] : a) {
        in_wanted += count;
        if (const auto found = b.find(words); found != b.end()) common += std::min(count, found->second);
    }
    for (const auto& [words, count] : b) in_got += count;
    return in_wanted + in_got > 0 ? 2 * common / (in_wanted + in_got) : 0;
}

}  // namespace vorleser::test
