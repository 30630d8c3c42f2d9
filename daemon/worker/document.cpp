#include "daemon/worker/document.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fcntl.h>
#include <spawn.h>
#include <spdlog/spdlog.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon/worker/packet.hpp"
#include "daemon/worker/refusal.hpp"
#include "own/files.hpp"

namespace vorleser {
namespace {

namespace asio = boost::asio;
namespace fs = std::filesystem;

constexpr std::size_t largest_answer = std::size_t{512} << 20;  // bytes; a program taken over may never end
constexpr std::size_t at_once = 1 << 20;  // bytes copied in one go, a millisecond or less

// The program, for one try. Killed and gone when this ends.
struct Started {
    explicit Started(const asio::any_io_executor& executor) : wire(executor), overdue(executor) {}
    Started(const Started&) = delete;
    Started& operator=(const Started&) = delete;
    ~Started() {
        if (pid <= 0) return;
        kill(pid, SIGKILL);
        waitpid(pid, nullptr, 0);
    }

    pid_t pid = 0;
    asio::posix::stream_descriptor wire;
    asio::steady_timer overdue;
};

// The job where the program can read it, and nobody change it. Empty: errno.
asio::awaitable<own::Descriptor> in_memory(asio::any_io_executor executor, std::string_view job) {
    own::Descriptor memory(memfd_create("document", MFD_CLOEXEC | MFD_ALLOW_SEALING));
    while (memory && !job.empty()) {
        const ssize_t n = write(memory.get(), job.data(), std::min(job.size(), at_once));
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) co_return own::Descriptor();
        job.remove_prefix(static_cast<std::size_t>(n));
        co_await asio::post(executor, asio::use_awaitable);
    }
    if (memory &&
        fcntl(memory.get(), F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) != 0)
        co_return own::Descriptor();
    co_return memory;
}

// errno, or 0.
int start(Started& started, const std::string& program, int memory) {
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0) return errno;
    const own::Descriptor theirs(fcntl(pair[1], F_DUPFD_CLOEXEC, 16));  // out of the way of its number there
    const own::Descriptor source(fcntl(memory, F_DUPFD_CLOEXEC, 16));
    close(pair[1]);
    boost::system::error_code failed;
    started.wire.assign(pair[0], failed);
    if (failed) close(pair[0]);
    if (failed || !theirs || !source) return failed ? failed.value() : EMFILE;
    started.wire.non_blocking(true, failed);
    posix_spawn_file_actions_t actions;
    int error = posix_spawn_file_actions_init(&actions);
    if (error != 0) return error;
    error = posix_spawn_file_actions_adddup2(&actions, source.get(), document_descriptor);
    if (error == 0) error = posix_spawn_file_actions_adddup2(&actions, theirs.get(), answer_descriptor);
    if (error == 0) error = posix_spawn_file_actions_addclosefrom_np(&actions, answer_descriptor + 1);
    std::string name = "vorleser-read";
    char* arguments[] = {name.data(), nullptr};
    if (error == 0) error = posix_spawn(&started.pid, program.c_str(), &actions, nullptr, arguments, environ);
    if (error != 0) started.pid = 0;
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

// What the program answers; nullopt: it is gone, or must go, without an answer.
asio::awaitable<std::optional<Result<StoredReading>>> answer_of(Started& started) {
    ReadingPacket reading;
    std::vector<char> buffer(max_packet);
    for (std::size_t answered = 0, since = 0;;) {
        const ssize_t n = ::recv(started.wire.native_handle(), buffer.data(), buffer.size(), 0);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0 && errno == EAGAIN) {
            since = 0;
            co_await started.wire.async_wait(asio::posix::stream_descriptor::wait_read,
                                             asio::as_tuple(asio::use_awaitable));
            continue;
        }
        PacketHeader header;
        if (n < static_cast<ssize_t>(sizeof header)) co_return std::nullopt;
        std::memcpy(&header, buffer.data(), sizeof header);
        const std::string_view got(buffer.data() + sizeof header,
                                   static_cast<std::size_t>(n) - sizeof header);
        if (header.kind == PacketKind::error) co_return Result<StoredReading>(refusal_from_packet(got));
        const bool honest = header.kind == PacketKind::piece || header.kind == PacketKind::done;
        if (!honest || (answered += got.size()) > largest_answer) co_return std::nullopt;
        reading.take(got);
        if (header.kind == PacketKind::done) co_return reading.finish();
        if ((since += got.size()) < at_once) continue;
        since = 0;
        co_await asio::post(started.wire.get_executor(), asio::use_awaitable);
    }
}

}  // namespace

std::string reading_program(const std::string& executable) {
    std::error_code ignored;
    const auto directory = fs::canonical(executable, ignored).parent_path();
    for (const char* from : {".", "../libexec/vorleser"}) {
        auto path = (directory / from / "vorleser-read").lexically_normal();
        if (fs::is_regular_file(path, ignored)) return path;
    }
    return {};
}

asio::awaitable<Result<StoredReading>> read_document(asio::any_io_executor executor, std::string program,
                                                     std::string_view job, std::chrono::milliseconds patience,
                                                     Error missing) {
    if (program.empty()) co_return missing;
    const own::Descriptor memory = co_await in_memory(executor, job);
    if (!memory)
        co_return Error(ErrorKind::engine, "there is no room for the document: {}",
                        std::string(std::strerror(errno)));
    for (int tries = 0; tries < 2; ++tries) {
        const auto started = std::make_shared<Started>(executor);
        if (const int error = start(*started, program, memory.get()); error == ENOENT || error == EACCES)
            co_return missing;
        else if (error != 0)
            co_return Error(ErrorKind::engine, "the program that reads documents does not start: {}",
                            std::string(std::strerror(error)));
        started->overdue.expires_after(patience);
        started->overdue.async_wait([which = std::weak_ptr(started)](boost::system::error_code cancelled) {
            const auto late = which.lock();
            if (!cancelled && late) kill(late->pid, SIGKILL);
        });
        const auto answer = co_await answer_of(*started);
        started->overdue.cancel();
        if (answer) co_return *answer;
        spdlog::warn("the program that reads documents is gone without an answer");
    }
    co_return Error(ErrorKind::engine, "the program that reads documents failed twice on this one");
}

}  // namespace vorleser
