#include "daemon/worker/wire.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <sys/socket.h>
#include <unistd.h>

namespace vorleser {

Wire::Job Wire::receive() {
    Job job;
    for (bool begun = false;;) {
        PacketHeader header;
        const std::string_view payload = receive_packet(header);
        if (header.first) {
            job = {header, {}};
            begun = true;
        }
        if (!begun || header.job != job.header.job) continue;
        job.payload += payload;
        if (header.last) return job;
    }
}

void Wire::send(PacketHeader header, std::string_view payload) {
    std::memcpy(buffer_.data(), &header, sizeof header);
    payload.copy(buffer_.data() + sizeof header, payload.size());
    while (::send(descriptor_, buffer_.data(), sizeof header + payload.size(), MSG_NOSIGNAL) < 0)
        if (errno != EINTR) _exit(end_of_lane);
}

void Wire::send_result(std::uint32_t job, std::string_view result) {
    for (; result.size() > max_payload; result.remove_prefix(max_payload))
        send({job, PacketKind::piece}, result.substr(0, max_payload));
    send({job, PacketKind::done}, result);
}

void Wire::send_piece(std::uint32_t job, std::string_view piece) {
    for (; !piece.empty(); piece.remove_prefix(std::min(piece.size(), max_payload)))
        send({job, PacketKind::piece}, piece.substr(0, max_payload));
}

bool Wire::replaced() const {
    char byte = 0;
    return recv(descriptor_, &byte, 1, MSG_PEEK | MSG_DONTWAIT) >= 0;
}

std::string_view Wire::receive_packet(PacketHeader& header) {
    for (;;) {
        const ssize_t n = recv(descriptor_, buffer_.data(), buffer_.size(), 0);
        if (n < 0 && errno == EINTR) continue;
        if (n < static_cast<ssize_t>(sizeof header)) _exit(end_of_lane);
        std::memcpy(&header, buffer_.data(), sizeof header);
        return {buffer_.data() + sizeof header, static_cast<std::size_t>(n) - sizeof header};
    }
}

}  // namespace vorleser
