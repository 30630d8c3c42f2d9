// A program that crashes, for crashes_test.
#include <cstdlib>

int main() {
    std::abort();
}
