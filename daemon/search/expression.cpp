#include "daemon/search/expression.hpp"

#include <string_view>
#include <vector>

namespace vorleser::search {

namespace {

class Writer {
 public:
    // The next term: one of what is added until the next.
    void begin() {
        if (!made_.text.empty()) made_.text += " AND ";
        made_.text += '(';
        first_ = true;
        ++number_;
    }
    void end() { made_.text += ')'; }

    // One of these phrases, in one of these columns.
    void add(std::string_view columns, std::span<const std::string> phrases) {
        if (phrases.empty()) return;
        if (!first_) made_.text += " OR ";
        first_ = false;
        made_.text += '{';
        made_.text += columns;
        made_.text += "} : (";
        bool further = false;
        for (const std::string& phrase : phrases) {
            if (further) made_.text += " OR ";
            further = true;
            made_.text += '"';
            for (const char c : phrase)
                if (c != '"') made_.text += c;
            made_.text += '"';
            made_.phrases += static_cast<char>(number_);
        }
        made_.text += ')';
    }

    Expression take() { return std::move(made_); }

 private:
    Expression made_;
    bool first_ = true;
    int number_ = -1;
};

}  // namespace

Expression expression(std::span<const QueryTerm> words, std::span<const QueryTerm> title, Nearness nearness) {
    Writer writer;
    for (const QueryTerm& term : words) {
        writer.begin();
        writer.add("title words", std::span(&term.words, 1));
        if (nearness >= Nearness::stem) writer.add("title title_stems words stems", term.stems);
        if (nearness >= Nearness::part) writer.add("title_stems parts", term.parts);
        writer.end();
    }
    for (const QueryTerm& term : title) {
        writer.begin();
        writer.add("title", std::span(&term.words, 1));
        writer.add("title title_stems", term.stems);
        writer.add("title_stems", term.parts);
        writer.end();
    }
    return writer.take();
}

}  // namespace vorleser::search
