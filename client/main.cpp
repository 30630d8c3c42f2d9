#include <clocale>

#include "client/commands.hpp"
#include "locale/streams.hpp"
#include "locale/translate.hpp"

int main(int argc, char** argv) {
    vorleser::open_standard_streams();
    vorleser::use_locale(LC_ALL);
    return vorleser::run({argv + (argc > 0), argv + argc});
}
