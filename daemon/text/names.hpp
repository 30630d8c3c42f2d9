// Names of other languages as German newsreaders say them: read by the rules of their spelling, with German
// sounds («Erdoğan», «Kaczyński», «Xi Jinping»). Private to the room.
#pragma once

#include <string>
#include <string_view>

namespace vorleser {

// eSpeak NG's German phonemes of a name in lower case (UTF-8) that is spelt as in `language`, one of
// name_language(). An apostrophe before a vowel stresses it where the language's rule would stress another
// («p'etersburg»). Empty: no vowel, or a letter that none of the rules has.
std::string name_sound(std::string_view language, std::string_view name);

// Whether there are rules for names of that language (es, pl, tr …).
bool is_name_language(std::string_view language);

// The language that the spelling of a name in lower case proves («ğ», «-owicz», «-opoulos»). Empty: none. For
// words that are in no dictionary.
std::string_view language_of_name(std::string_view name);

// The name without marks and apostrophes, as papers without such letters write it («kaczynski»); ä, ö and ü
// stay.
std::string without_marks(std::string_view name);

}  // namespace vorleser
