// The one place where Asio's function bodies are compiled; everything else sees declarations only.
#include <boost/asio/impl/src.hpp>
