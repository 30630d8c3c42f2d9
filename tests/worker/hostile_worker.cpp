// Stands in for `vorleserd --worker`, as if a child had been taken over by the text it read: enters the same
// sandbox, waits for a job on the playback lane and misbehaves as its last argument says.
#include <cstring>
#include <string>

#include <sys/socket.h>
#include <unistd.h>

#include "daemon/worker/packet.hpp"
#include "daemon/worker/sandbox.hpp"

int main(int argc, char** argv) {
    using namespace vorleser;
    constexpr int lane = first_lane_descriptor;
    const std::string mode = argv[argc - 1];
    enter_sandbox({});
    const PacketHeader ready{0, PacketKind::ready, true, true};
    if (send(start_descriptor, &ready, sizeof ready, MSG_NOSIGNAL) < 0) return 1;
    close(start_descriptor);
    forbid_forking();
    std::string packet(max_packet, '\0');
    if (recv(lane, packet.data(), packet.size(), 0) < static_cast<ssize_t>(sizeof(PacketHeader))) return 1;
    PacketHeader header;
    std::memcpy(&header, packet.data(), sizeof header);
    volatile bool forever = true;
    while (forever && mode == "spin") {
    }
    header.kind = mode == "flood" ? PacketKind::samples : PacketKind::done;
    std::memcpy(packet.data(), &header, sizeof header);
    if (mode == "nonsense") packet.resize(sizeof header + 3);
    while (send(lane, packet.data(), packet.size(), MSG_NOSIGNAL) > 0) {
    }
    return 0;
}
