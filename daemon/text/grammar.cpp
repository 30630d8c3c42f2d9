#include "daemon/text/grammar.hpp"

#include <algorithm>
#include <stdexcept>

#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include "daemon/text/data.hpp"

namespace vorleser {

namespace {

std::u16string utf16(std::string_view text) {
    const auto s = icu::UnicodeString::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())});
    return {s.getBuffer(), static_cast<std::size_t>(s.length())};
}

std::u16string without_spaces(std::u16string text) {
    std::erase(text, u' ');
    return text;
}

// One file's sections, each asked for once; whatever is left over was misspelt.
class File {
 public:
    File(DataFiles& files, const std::string& name) : name_(name), table_(files.load(name)) {}

    template <class Take>
    void pairs(const char* section, Take take) {
        for (const auto& [key, node] : table(section)) {
            const auto value = node.template value_exact<std::string>();
            if (!value) vorleser::malformed(node, Sentence("a text in quotation marks is expected"));
            take(utf16(key.str()), utf16(*value), node);
        }
    }
    TextMap texts(const char* section) {
        TextMap map;
        pairs(section, [&](std::u16string key, std::u16string value, const toml::node&) {
            map.insert_or_assign(std::move(key), std::move(value));
        });
        return map;
    }
    std::vector<std::string> sections() const {
        std::vector<std::string> names;
        for (const auto& [key, node] : table_) names.emplace_back(key.str());
        return names;
    }
    // `section` may be empty: the list stands at the top.
    TextSet words(const char* section, const char* key) {
        const toml::node* node = (*section ? table(section) : table_).get(key);
        if (!node) throw DataError(Sentence("{}: “{}” is missing", name_, key));
        const toml::array* list = node->as_array();
        if (!list) vorleser::malformed(*node, Sentence("“{}” must be a list of words", key));
        TextSet set;
        for (const toml::node& word : *list) {
            const auto value = word.value_exact<std::string>();
            if (!value) vorleser::malformed(word, Sentence("a word in quotation marks is expected"));
            set.insert(utf16(*value));
        }
        return set;
    }

 private:
    const toml::table& table(const char* section) {
        const toml::node* node = table_.get(section);
        if (!node) throw DataError(Sentence("{}: “{}” is missing", name_, section));
        if (!node->is_table()) vorleser::malformed(*node, Sentence("“{}” must be a section", section));
        return *node->as_table();
    }

    std::string name_;
    const toml::table& table_;
};

// «f Stunde/Stunden»
bool read_unit(std::u16string_view text, Gender& gender, std::u16string& one, std::u16string& many) {
    while (text.starts_with(u' ')) text.remove_prefix(1);
    while (text.ends_with(u' ')) text.remove_suffix(1);
    if (text.size() < 3 || text[1] != u' ') return false;
    if (text[0] != u'm' && text[0] != u'f' && text[0] != u'n') return false;
    gender = static_cast<Gender>(text[0]);
    text.remove_prefix(2);
    const auto slash = text.find(u'/');
    one = text.substr(0, slash);
    many = slash == text.npos ? one : std::u16string(text.substr(slash + 1));
    return true;
}

UnitMap read_units(File& file, const char* section) {
    UnitMap map;
    file.pairs(section, [&](const std::u16string& key, const std::u16string& value, const toml::node& node) {
        UnitWords unit;
        const auto bar = value.find(u'|');
        Gender ignored{};
        if (!read_unit(value.substr(0, bar), unit.gender, unit.one, unit.many) ||
            (bar != value.npos &&
             !read_unit(value.substr(bar + 1), ignored, unit.hundredth_one, unit.hundredth_many)))
            malformed(node, Sentence("expected is a gender and a name, like “f Stunde/Stunden”"));
        map.insert_or_assign(key, std::move(unit));
    });
    return map;
}

// Abbreviations are looked up without spaces.
TextMap abbreviations_of(File& file, const char* section) {
    TextMap map;
    file.pairs(section, [&](std::u16string key, std::u16string value, const toml::node&) {
        map.insert_or_assign(without_spaces(std::move(key)), std::move(value));
    });
    return map;
}

}  // namespace

std::u16string lower(std::u16string_view text) {
    std::u16string result(text);
    for (char16_t& c : result)
        c = c < 0x80 ? static_cast<char16_t>(c >= u'A' && c <= u'Z' ? c + (u'a' - u'A') : c)
                     : static_cast<char16_t>(u_tolower(c));
    return result;
}

Grammar::Grammar(DataFiles& files) {
    File abbreviation(files, "abbreviations.toml");
    for (const std::string& section : abbreviation.sections())
        if (section != "endings") shortened.emplace(section, abbreviations_of(abbreviation, section.c_str()));
    endings = abbreviation.texts("endings");
    const auto section = [&](const char* name) {
        const auto found = shortened.find(std::string_view(name));
        if (found == shortened.end())
            throw DataError(Sentence("{}: “{}” is missing", "abbreviations.toml", name));
        return &found->second;
    };
    always_ = section("always");
    alone_ = section("alone");
    for (const auto& [key, value] : abbreviations())
        if (std::count(key.begin(), key.end(), u'.') > 1) abbreviations_lower.emplace(lower(key), value);

    File unit(files, "units.toml");
    units = read_units(unit, "units");
    currencies = read_units(unit, "currencies");
    units_anywhere = unit.words("anywhere", "words");
    unit.pairs("magnitudes", [&](std::u16string key, const std::u16string& value, const toml::node& node) {
        const auto slash = value.find(u'/');
        if (slash == value.npos)
            malformed(node, Sentence("expected are one and more, like “Million/Millionen”"));
        magnitudes.insert_or_assign(
            std::move(key),
            UnitWords{Gender::feminine, value.substr(0, slash), value.substr(slash + 1), {}, {}});
    });

    File acronyms(files, "acronyms.toml");
    acronym_words = acronyms.words("", "words");
    small_words = acronyms.words("", "small_words");
    spelt = acronyms.words("", "spelt");
    acronyms_said = acronyms.texts("said");

    File signs(files, "symbols.toml");
    symbols = signs.texts("said");
    between_numbers = signs.texts("between_numbers");
    gendered = signs.texts("gendered");
    address_words = signs.words("addresses", "words");
    before_codes = signs.words("codes", "before");
    known_codes = signs.words("codes", "always");
    emergency = signs.words("codes", "emergency");
    emergency_words = signs.words("codes", "emergency_words");
    towns = signs.words("codes", "towns");

    File grammar(files, "grammar.toml");
    for (const auto& [key, gender] :
         {std::pair{"m", Gender::masculine}, {"f", Gender::feminine}, {"n", Gender::neuter}})
        for (const std::u16string& ending : grammar.words("gender", key))
            genders_.insert_or_assign(ending, gender);
    ordinals_en = grammar.words("before_ordinals", "en");
    ordinals_e = grammar.words("before_ordinals", "e");
    ordinals_by_gender = grammar.words("before_ordinals", "by_gender");
    ordinals_der = grammar.words("before_ordinals", "der");
    dative = grammar.words("prepositions", "dative");
    accusative = grammar.words("prepositions", "accusative");
    genitive = grammar.words("prepositions", "genitive");
    accusative_verbs = grammar.words("prepositions", "verbs");
    inches = grammar.words("inches", "things");
    books = grammar.words("bible", "books");
    english = grammar.words("english", "words");
    before_models = grammar.words("spans", "not_behind");
    years_before = grammar.words("years", "before");
    score_words = grammar.words("scores", "words");
    counted = grammar.words("roman", "counted");
    women = grammar.words("roman", "women");
    men = grammar.words("roman", "men");
}

Gender Grammar::gender(std::u16string_view noun) const {
    if (const auto found = genders_.find(noun); found != genders_.end()) return found->second;
    const std::u16string word = lower(noun);
    for (std::size_t from = 0; from < word.size(); ++from) {
        const auto found = genders_.find(std::u16string_view(word).substr(from));
        if (found != genders_.end()) return found->second;
    }
    return Gender::none;
}

std::optional<UnitWords> Grammar::unit(std::u16string_view key) const {
    if (const auto found = units.find(key); found != units.end()) return found->second;
    if (const auto found = currencies.find(key); found != currencies.end()) return found->second;
    if (key.size() < 2) return {};
    if (const auto slash = key.find(u'/'); slash != key.npos) {
        auto first = unit(key.substr(0, slash));
        const auto second = unit(key.substr(slash + 1));
        if (!first || !second) return {};
        first->one += u" pro " + second->one;
        first->many += u" pro " + second->one;
        return first;
    }
    const char16_t power = key.back();
    const bool plain = key[key.size() - 2] == u'm';  // «m2», «km3», but not «H2»
    const bool square = (plain && power == u'2') || power == u'²',
               cube = (plain && power == u'3') || power == u'³';
    if (!square && !cube) return {};
    auto base = unit(key.substr(0, key.size() - 1));
    if (!base || base->one.find(u' ') != base->one.npos) return {};
    for (std::u16string* name : {&base->one, &base->many})
        *name = (square ? u"Quadrat" : u"Kubik") + lower(*name);
    return base;
}

}  // namespace vorleser
