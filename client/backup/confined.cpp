#include "client/backup/confined.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <memory>
#include <new>
#include <system_error>

#include <boost/json.hpp>
#include <fcntl.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef VORLESER_SANITIZED
#include <sanitizer/common_interface_defs.h>
#endif

#include "own/confine.hpp"

namespace vorleser::backup {
namespace {

namespace json = boost::json;

constexpr std::size_t longest_line = std::size_t{192}
                                     << 20;  // a text, each letter of which is written as six
[[maybe_unused]] constexpr rlim_t memory_besides = rlim_t{1} << 30, cpu_seconds = 600;

[[noreturn]] void refused(const char* what) {
    throw std::system_error(errno, std::generic_category(), what);
}

// -- what goes through the pipe: a line each

json::object record_of(const Saved& saved) {
    json::array tags(saved.tags.begin(), saved.tags.end()), quotes;
    for (const auto& each : saved.quotes)
        quotes.push_back({{"text", each.text}, {"note", each.note}, {"made_at", each.made_at}});
    return {{"address", saved.address}, {"title", saved.title},         {"source", saved.source},
            {"authors", saved.authors}, {"date", saved.date},           {"saved_at", saved.saved_at},
            {"read", saved.read},       {"favourite", saved.favourite}, {"read_at", saved.read_at},
            {"tags", std::move(tags)},  {"quotes", std::move(quotes)},  {"has_text", saved.has_text},
            {"html", saved.html}};
}

// Throws where something is missing or of another type, as all functions of the library do.
Saved saved_of(const json::object& record) {
    Saved saved;
    const auto text = [](const json::object& from, const char* name) {
        return json::value_to<std::string>(from.at(name));
    };
    for (const auto& [name, to] : {std::pair{"address", &saved.address},
                                   {"title", &saved.title},
                                   {"source", &saved.source},
                                   {"authors", &saved.authors},
                                   {"date", &saved.date},
                                   {"html", &saved.html}})
        *to = text(record, name);
    saved.saved_at = record.at("saved_at").as_int64();
    saved.read = record.at("read").as_bool();
    saved.favourite = record.at("favourite").as_bool();
    saved.read_at = record.at("read_at").as_int64();
    saved.has_text = record.at("has_text").as_bool();
    saved.tags = json::value_to<std::vector<std::string>>(record.at("tags"));
    const auto& quotes = record.at("quotes").as_array();
    for (const auto& each : quotes) {
        const auto& quote = each.as_object();
        saved.quotes.push_back({text(quote, "text"), text(quote, "note"), quote.at("made_at").as_int64()});
    }
    return saved;
}

// How the child says that there is no more, and why: a line of one letter.
constexpr std::string_view whole = "e";
constexpr std::string_view reasons[] = {"u", "d", "l"};  // by BadExport::Why
BadExport::Why why_of(std::string_view line) {
    for (std::size_t i = 0; i < std::size(reasons); ++i)
        if (line == reasons[i]) return static_cast<BadExport::Why>(i);
    return BadExport::Why::damaged;
}

// -- the child

void write_all(int to, std::string_view text) {
    while (!text.empty()) {
        const auto written = write(to, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) _exit(1);  // nobody reads any more
        text.remove_prefix(static_cast<std::size_t>(written));
    }
}

// Computing, and writing what came of it.
void allow_nothing_else() {
    const std::unique_ptr<void, decltype(&seccomp_release)> filter(seccomp_init(SCMP_ACT_ERRNO(EPERM)),
                                                                   &seccomp_release);
    if (!filter) throw std::bad_alloc();
    const auto check = [](int error) {
        if (error < 0) throw std::system_error(-error, std::generic_category(), "seccomp");
    };
    for (const int call : {SCMP_SYS(write),         SCMP_SYS(writev),          SCMP_SYS(close),
                           SCMP_SYS(exit),          SCMP_SYS(exit_group),      SCMP_SYS(munmap),
                           SCMP_SYS(mremap),        SCMP_SYS(madvise),         SCMP_SYS(brk),
                           SCMP_SYS(futex),         SCMP_SYS(getpid),          SCMP_SYS(gettid),
                           SCMP_SYS(rt_sigaction),  SCMP_SYS(rt_sigprocmask),  SCMP_SYS(rt_sigreturn),
                           SCMP_SYS(sigaltstack),   SCMP_SYS(restart_syscall), SCMP_SYS(getrandom),
                           SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday),    SCMP_SYS(sched_yield),
                           SCMP_SYS(fstat),         SCMP_SYS(newfstatat)})
        check(seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, call, 0));
    for (const int call : {SCMP_SYS(mmap), SCMP_SYS(mprotect)})
        check(seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, call, 1,
                               scmp_arg_cmp{2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0}));
    check(seccomp_load(filter.get()));
}

void confine(rlim_t file_bytes) {
    const auto limit = [](auto resource, rlim_t most) {
        const rlimit both{most, most};
        if (setrlimit(resource, &both) != 0) refused("setrlimit");
    };
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_CPU, cpu_seconds);
    limit(RLIMIT_NOFILE, 0);
#ifdef VORLESER_SANITIZED  // they map terabytes of shadow
    static_cast<void>(file_bytes);
    __sanitizer_set_report_path("stderr");
#else
    limit(RLIMIT_AS, file_bytes + memory_besides);
#endif
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) refused("no_new_privs");
    own::confine_files({});
    allow_nothing_else();
}

void tell(int to, std::string_view bytes, bool texts) {
    const auto line = [&](const std::string& text) { write_all(to, text + "\n"); };
    const auto end = [&](BadExport::Why why) { line(std::string(reasons[static_cast<int>(why)])); };
    const ExportTaker taker{
        .texts = texts,
        .begin = [&](Service service) { line(std::to_string(static_cast<int>(service))); },
        .take = [&](const Saved& saved) { line(json::serialize(record_of(saved))); }};
    try {
        read_export(bytes, taker);
        line(std::string(whole));
    } catch (const BadExport& bad) {
        end(bad.why);
    } catch (const std::bad_alloc&) {
        end(BadExport::Why::too_large);
    }
}

[[noreturn]] void be_the_child(int file, int to, bool texts) {
    constexpr int only = 3;  // descriptor
    int code = 1;
    try {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        std::signal(SIGPIPE, SIG_DFL);
        for (const int signal : {SIGINT, SIGTERM, SIGHUP}) std::signal(signal, SIG_DFL);
        struct stat info {};
        if (fstat(file, &info) != 0) refused("fstat");
        const auto size = static_cast<std::size_t>(info.st_size);
        void* at = size > 0 ? mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file, 0) : nullptr;
        if (at == MAP_FAILED) refused("mmap");
        if (to != only && dup2(to, only) < 0) refused("dup2");
        if (close_range(only + 1, ~0U, 0) != 0) refused("close_range");
        confine(info.st_size > 0 ? static_cast<rlim_t>(info.st_size) : 0);
        tell(only, {static_cast<const char*>(at), size}, texts);
        code = 0;
    } catch (const std::exception&) {
    }
    _exit(code);
}

}  // namespace

ConfinedExport::ConfinedExport(const own::Descriptor& file, bool texts) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) refused("pipe2");
    pipe_ = own::Descriptor(ends[0]);
    own::Descriptor to(ends[1]);
    child_.id = fork();
    if (child_.id < 0) refused("fork");
    if (child_.id == 0) be_the_child(file.get(), to.get(), texts);
    to = own::Descriptor();  // so that the child's death is the pipe's end
    const auto first = line();
    if (first.size() == 1 && first[0] >= '0' && first[0] <= '0' + static_cast<int>(Service::browser))
        service_ = static_cast<Service>(first[0] - '0');
    else
        throw BadExport(why_of(first));
}

ConfinedExport::Child::~Child() {
    if (id < 0) return;
    kill(id, SIGKILL);
    while (waitpid(id, nullptr, 0) < 0 && errno == EINTR) {
    }
}

// Without its end; empty: the child has died.
std::string ConfinedExport::line() {
    std::size_t searched = 0;
    for (;;) {
        if (const auto end = buffer_.find('\n', at_ + searched); end != buffer_.npos) {
            auto line = buffer_.substr(at_, end - at_);
            at_ = end + 1;
            return line;
        }
        buffer_.erase(0, at_);
        at_ = 0;
        searched = buffer_.size();
        if (searched > longest_line) throw BadExport(BadExport::Why::too_large);
        constexpr std::size_t at_once = std::size_t{1} << 16;
        buffer_.resize(searched + at_once);
        ssize_t got = 0;
        do got = read(pipe_.get(), buffer_.data() + searched, at_once);
        while (got < 0 && errno == EINTR);
        buffer_.resize(searched + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
        if (got <= 0) return {};
    }
}

std::optional<Saved> ConfinedExport::next() {
    const auto text = line();
    if (text == whole) return {};
    if (!text.starts_with('{')) throw BadExport(why_of(text));
    try {
        return saved_of(json::parse(text).as_object());
    } catch (const std::exception&) {
        throw BadExport(BadExport::Why::damaged);
    }
}

}  // namespace vorleser::backup
