// How loans sound whose ending says where they are stressed («Pin-zette», «Elek-tronik»): eSpeak NG stresses
// most of them on the first syllable. Private to the room.
#pragma once

#include <string>
#include <string_view>

namespace vorleser {

// eSpeak NG's phonemes of a loan's letters before its stressed ending, in lower case (UTF-8): open syllables
// have long vowels, closed ones short. Empty: there is no vowel, or a letter that loans do not have.
std::string loan_stem(std::string_view letters);

// The same of a whole loan in -ik, which is stressed on the syllable before: «Logistik», «Grammatik». Empty:
// it is none.
std::string loan_in_ik(std::string_view word);

}  // namespace vorleser
