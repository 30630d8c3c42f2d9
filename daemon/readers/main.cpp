// `vorleser-read`: reads one document of another format for the daemon, which starts it
// (worker/document.hpp).
#include <csignal>
#include <cstdio>
#include <exception>
#include <new>
#include <string_view>

#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/readers/read_document.hpp"
#include "daemon/worker/document.hpp"
#include "daemon/worker/refusal.hpp"
#include "daemon/worker/sandbox.hpp"
#include "daemon/worker/wire.hpp"

namespace vorleser::documents {
namespace {

constexpr std::uint32_t only_job = 0;

// The bytes that were handed over; nullptr: none were, or nothing is in them.
const char* mapped(std::size_t& size) {
    struct stat status {};
    if (fstat(document_descriptor, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size <= 0)
        return nullptr;
    size = static_cast<std::size_t>(status.st_size);
    void* at = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, document_descriptor, 0);
    return at == MAP_FAILED ? nullptr : static_cast<const char*>(at);
}

void answer(Wire& wire, std::string_view payload) {
    Error error;
    try {
        const ReadingJob job = reading_job_of(payload);
        const Result<Reading> reading = read_document(job.bytes, job.options);
        if (reading) {
            send_reading(stored(*reading), [&](std::string_view piece) { wire.send_piece(only_job, piece); });
            return wire.send_result(only_job, {});
        }
        error = reading.error();
    } catch (const std::bad_alloc&) {
        error =
            Error(ErrorKind::unreadable, "the document is too large: reading it would take more than {} GB",
                  sandbox_memory_bytes >> 30);
    } catch (const std::exception& e) {
        error = Error(ErrorKind::engine, "the program that reads documents failed: {}", e.what());
    }
    wire.send({only_job, PacketKind::error}, refusal_to_packet(error));
}

}  // namespace
}  // namespace vorleser::documents

int main() {
    using namespace vorleser;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    setpriority(PRIO_PROCESS, 0, 5);  // whoever listens goes first
    std::size_t size = 0;
    const char* bytes = documents::mapped(size);
    if (!bytes) {
        std::fputs("vorleser-read: it is started by vorleserd\n", stderr);
        return 2;
    }
    try {
        documents::prepare();
        enter_sandbox({"/usr/share/poppler"});
        forbid_forking();
    } catch (const std::exception& e) {
        std::fprintf(stderr, "<3>vorleser-read: cannot confine itself: %s\n", e.what());
        return 1;
    }
    Wire wire(answer_descriptor);
    documents::answer(wire, {bytes, size});
    _exit(0);  // a leak sanitizer needs calls that the sandbox forbids
}
