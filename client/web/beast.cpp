// The one place where Beast's and Asio's TLS function bodies are compiled; everything else sees declarations
// only.
#include <boost/asio/ssl/impl/src.hpp>
#include <boost/beast/src.hpp>
