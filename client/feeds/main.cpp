// `vorleser subscribe` and its like: an executable of its own, so that no other command loads what parses
// feeds.
#include <clocale>

#include "client/commands.hpp"
#include "client/failure.hpp"
#include "client/feeds/commands.hpp"
#include "client/reach.hpp"
#include "locale/streams.hpp"
#include "locale/translate.hpp"
#include "own/files.hpp"

namespace {

int run(vorleser::Invocation invocation) try {
    return vorleser::feeds::run(invocation, vorleser::is_public);
} catch (const vorleser::own::Unusable& unusable) {
    throw vorleser::Failure(vorleser::Exit::failed, unusable.what());
}

}  // namespace

int main(int argc, char** argv) {
    vorleser::open_standard_streams();
    vorleser::own::keep_private();
    vorleser::use_locale(LC_ALL);
    return vorleser::run({argv + (argc > 0), argv + argc}, run);
}
