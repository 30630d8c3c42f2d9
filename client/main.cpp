#include "client/commands.hpp"

int main(int argc, char** argv) {
    return vorleser::run({argv + (argc > 0), argv + argc});
}
