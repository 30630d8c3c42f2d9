#include <clocale>

#include "locale/translate.hpp"

#include "client/commands.hpp"

int main(int argc, char** argv) {
    vorleser::use_locale(LC_ALL);
    return vorleser::run({argv + (argc > 0), argv + argc});
}
