// Numbers as German words.
//
// ICU's rule-based number format knows every form; its joints (U+00AD) become hyphens, without which eSpeak
// NG garbles long number words: «zwei-tausend-fünf-hundert».
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace vorleser {

class NumberWords {
 public:
    NumberWords();
    ~NumberWords();
    NumberWords(NumberWords&&) noexcept;

    // Each throws std::runtime_error if ICU has no German spellout rules, which are read when first needed.
    // `digits` are ASCII digits only; beyond 36 of them they are said one by one.
    std::u16string cardinal(std::u16string_view digits) const;  // «eins», «hundert-eins», «eine Million»
    std::u16string year(std::u16string_view digits) const;      // «neunzehn-hundert-neunzig»
    // `ending` is what follows the stem: e, en, er, es or em.
    std::u16string ordinal(std::u16string_view digits, std::u16string_view ending) const;
    // The n-th part, capitalized: «Viertel», «Hundertstel»; empty for 0 and 1.
    std::u16string part(std::u16string_view digits) const;
    std::u16string one_by_one(std::u16string_view digits) const;  // «null drei null»

 private:
    struct Data;
    std::unique_ptr<Data> data_;
};

}  // namespace vorleser
