// The end of a lane, or of what is alike, at which jobs are done.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "daemon/worker/packet.hpp"

namespace vorleser {

inline constexpr int end_of_lane = 100;  // exit code of whoever did jobs: the daemon closed its end

// Any failure to talk means that the daemon is gone: the process ends.
class Wire {
 public:
    explicit Wire(int descriptor) : descriptor_(descriptor) {}

    struct Job {
        PacketHeader header;
        std::string payload;
    };

    // Waits for a whole job. What remains of a job whose child died is skipped.
    Job receive();

    // One packet: `payload` has at most max_payload bytes.
    void send(PacketHeader header, std::string_view payload);
    // A result of any length: pieces, then `done`.
    void send_result(std::uint32_t job, std::string_view result);
    // What belongs before a result.
    void send_piece(std::uint32_t job, std::string_view piece);

    // The daemon wants something newer, or is gone.
    bool replaced() const;

 private:
    std::string_view receive_packet(PacketHeader& header);

    int descriptor_;
    std::vector<char> buffer_ = std::vector<char>(max_packet);
};

}  // namespace vorleser
