// `vorleser web`: an executable of its own, so that no other command loads TLS.
#include <clocale>

#include "client/commands.hpp"
#include "client/web/serve.hpp"
#include "locale/streams.hpp"
#include "locale/translate.hpp"
#include "own/files.hpp"

int main(int argc, char** argv) {
    vorleser::open_standard_streams();
    vorleser::own::keep_private();
    vorleser::use_locale(LC_ALL);
    return vorleser::run({argv + (argc > 0), argv + argc}, vorleser::web::run);
}
