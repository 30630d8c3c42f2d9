"""Processes that are measured, and sockets to talk to them."""
import contextlib, ctypes, json, os, pathlib, re, signal, socket, subprocess, sys, time

now = time.monotonic


def until(holds, seconds=20, step=0.001, what='a condition'):
    end = now() + seconds
    while not holds():
        if now() > end:
            raise RuntimeError(f'waited {seconds} s in vain for {what}')
        time.sleep(step)


def die_with_parent():
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


class Started:
    """A process that ends with the `with` block."""

    def __init__(self, command, env, log, stdout=None):
        self.log = log
        with open(log, 'ab') as errors:
            self.process = subprocess.Popen([str(c) for c in command], env=env, stdin=subprocess.DEVNULL,
                                            stdout=stdout or errors, stderr=errors, preexec_fn=die_with_parent)
        self.pid = self.process.pid

    def __enter__(self):
        return self

    def __exit__(self, *failed):
        if failed[0]:
            print(f'{self.log} ({self.process.poll()}):', self.log.read_text(errors='replace')[-2000:],
                  file=sys.stderr)
        self.end()

    def end(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def family(self):
        """This process and all it forked."""
        found = [self.pid]
        for pid in found:
            with contextlib.suppress(OSError):
                for task in os.listdir(f'/proc/{pid}/task'):
                    found += map(int, pathlib.Path(f'/proc/{pid}/task/{task}/children').read_text().split())
        return found

    def memory(self):
        """PSS and RSS of the family in MB (10^6 bytes)."""
        pss = rss = 0
        for pid in self.family():
            with contextlib.suppress(OSError):
                text = pathlib.Path(f'/proc/{pid}/smaps_rollup').read_text()
                pss += int(re.search(r'^Pss: +(\d+)', text, re.M)[1])
                rss += int(re.search(r'^Rss: +(\d+)', text, re.M)[1])
        return pss * 1.024 / 1000, rss * 1.024 / 1000

    def wakeups(self):
        total = 0
        for pid in self.family():
            for status in pathlib.Path(f'/proc/{pid}/task').glob('*/status'):
                total += sum(map(int, re.findall(r'ctxt_switches:\s+(\d+)', status.read_text())))
        return total

    def cpu(self):
        """Seconds of CPU of the family, with what it has waited for."""
        total = 0.0
        for pid in self.family():
            with contextlib.suppress(OSError):
                fields = pathlib.Path(f'/proc/{pid}/stat').read_text().rsplit(')', 1)[1].split()
                total += sum(map(int, fields[11:15])) / os.sysconf('SC_CLK_TCK')
        return total


def connects(path):
    try:
        with socket.socket(socket.AF_UNIX) as s:
            s.connect(str(path))
        return True
    except OSError:
        return False


class Lines:
    """A Unix socket read line by line."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(str(path))
        self.buffer = bytearray()

    def send(self, data):
        self.socket.sendall(data)

    def line(self):
        searched = 0
        while (end := self.buffer.find(b'\n', searched)) < 0:
            searched = len(self.buffer)
            piece = self.socket.recv(1 << 20)
            if not piece:
                raise RuntimeError('the connection was closed')
            self.buffer += piece
        found = bytes(self.buffer[:end])
        del self.buffer[:end + 1]
        return found

    def close(self):
        self.socket.close()


def request(method, params=None, id=1):
    return json.dumps({'jsonrpc': '2.0', 'id': id, 'method': method, 'params': params or {}},
                      ensure_ascii=False).encode() + b'\n'
