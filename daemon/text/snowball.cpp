#include <new>

#include "daemon/text/stemming.hpp"

// As Snowball generates it. The library's own header leads to a table of all languages, of which the daemon
// would carry a quarter of a megabyte of pointers.
extern "C" {
struct SN_env {
    unsigned char* p;
    int c, l, lb, bra, ket;
    unsigned char** S;
    int* I;
};
SN_env* german_UTF_8_create_env(void);
void german_UTF_8_close_env(SN_env*);
int german_UTF_8_stem(SN_env*);
SN_env* english_UTF_8_create_env(void);
void english_UTF_8_close_env(SN_env*);
int english_UTF_8_stem(SN_env*);
int SN_set_current(SN_env*, int, const unsigned char*);
}

namespace vorleser {

namespace {

std::string stem(SN_env* env, int (*run)(SN_env*), std::string_view word) {
    if (SN_set_current(env, static_cast<int>(word.size()),
                       reinterpret_cast<const unsigned char*>(word.data())) < 0 ||
        run(env) < 0)
        throw std::bad_alloc();
    std::string result(reinterpret_cast<const char*>(env->p), static_cast<std::size_t>(env->l));
    return result.empty() ? std::string(word) : result;
}

}  // namespace

struct Snowball::Data {
    SN_env* german = german_UTF_8_create_env();
    SN_env* english = english_UTF_8_create_env();
    ~Data() {
        if (german) german_UTF_8_close_env(german);
        if (english) english_UTF_8_close_env(english);
    }
};

Snowball::Snowball() : data_(new Data) {
    if (!data_->german || !data_->english) throw std::bad_alloc();
}
Snowball::~Snowball() = default;

std::string Snowball::german(std::string_view word) const {
    constexpr std::size_t least = 4, longest_short = 3;
    if (word.size() > 8 && word.ends_with("innen")) word.remove_suffix(3);
    if (word.size() > least && (word.ends_with("ern") || word.ends_with("eln"))) word.remove_suffix(1);
    std::string result = stem(data_->german, german_UTF_8_stem, word);
    return result.size() <= longest_short && word.ends_with("er") ? std::string(word) : result;
}

std::string Snowball::english(std::string_view word) const {
    return stem(data_->english, english_UTF_8_stem, word);
}

}  // namespace vorleser
