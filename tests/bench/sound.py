"""The sound server, and what a listener would hear of it and when."""
import array, bisect, os, subprocess, threading, time

from processes import Started, connects, now, until

RATE = 22050


class Sink(Started):
    def __init__(self, directory):
        self.directory = directory
        directory.mkdir()
        directory.chmod(0o700)
        server = f'unix:{directory}/native'
        (directory / 'asound.conf').write_text(f'pcm.!default {{ type pulse server "{server}" }}\n'
                                               f'ctl.!default {{ type pulse server "{server}" }}\n')
        (directory / 'client.conf').write_text('autospawn = no\n')
        env = {k: v for k, v in os.environ.items() if not k.startswith(('PULSE_', 'ALSA_', 'XDG_', 'DBUS_'))}
        self.env = env | {'HOME': str(directory), 'XDG_RUNTIME_DIR': str(directory), 'PULSE_SERVER': server,
                          'PULSE_COOKIE': f'{directory}/cookie', 'PULSE_CLIENTCONFIG': f'{directory}/client.conf',
                          'ALSA_CONFIG_PATH': f'/usr/share/alsa/alsa.conf:{directory}/asound.conf'}
        own = {k: v for k, v in self.env.items() if k not in ('PULSE_SERVER', 'PULSE_CLIENTCONFIG')}
        super().__init__(
            ['pulseaudio', '-n', '--daemonize=no', '--exit-idle-time=-1', '--use-pid-file=no', '-L',
             f'module-null-sink sink_name=out rate={RATE} channels=1 channel_map=mono format=s16le', '-L',
             f'module-native-protocol-unix auth-anonymous=1 socket={directory}/native'], own, directory / 'log')
        until(lambda: connects(directory / 'native'), what='PulseAudio')


class Recorder(Started):
    """What is heard at the sink, each sample with the time at which it was."""

    def __init__(self, sink):
        super().__init__(['parec', '-d', 'out.monitor', '--raw', '--latency-msec=5', f'--rate={RATE}',
                          '--channels=1', '--channel-map=mono', '--format=s16le'], sink.env,
                         sink.directory / 'recorder.log', stdout=subprocess.PIPE)
        self.lock = threading.Lock()
        self.pieces = []  # (time of the piece's first sample, its samples), the last minute
        threading.Thread(target=self.read, daemon=True).start()
        time.sleep(2)
        until(lambda: self.pieces, what='the recording')

    def read(self):
        rest = b''
        while data := os.read(self.process.stdout.fileno(), 1 << 16):
            arrived = now()
            data = rest + data
            even = len(data) & ~1
            samples, rest = array.array('h', data[:even]), data[even:]
            with self.lock:
                # A sink renders a block and then plays it: its first sample is heard now.
                self.pieces.append((arrived, samples))
                while self.pieces[0][0] < arrived - 60:
                    self.pieces.pop(0)

    def since(self, moment):
        with self.lock:
            pieces = list(self.pieces)
        return [(t, s) for t, s in pieces if t + len(s) / RATE >= moment]

    def first_sound(self, moment):
        """The time of the first sample after `moment` that is not zero, or None so far."""
        for begin, samples in self.since(moment):
            if any(samples):
                for i, sample in enumerate(samples):
                    if sample and begin + i / RATE >= moment:
                        return begin + i / RATE
        return None

    def wait_for_sound(self, moment, seconds=10):
        until(lambda: self.first_sound(moment), seconds, 0.002, 'sound')
        return self.first_sound(moment)

    def last_sound(self, moment):
        """The time after the last sample that is not zero from `moment` on, or None."""
        last = None
        for begin, samples in self.since(moment):
            if any(samples):
                last = begin + (max(i for i, s in enumerate(samples) if s) + 1) / RATE
        return last

    def wait_for_silence(self, length=0.35, seconds=20):
        def silent():
            pieces = self.since(now() - length)
            return pieces and not any(any(s) for _, s in pieces)
        until(silent, seconds, 0.01, 'silence')

    def heard(self, moment):
        """All that was heard since then as bytes, and a function from a sample of it to its time."""
        pieces = self.since(moment)
        starts, count = [], 0
        for _, samples in pieces:
            starts.append(count)
            count += len(samples)

        def when(sample):
            piece = bisect.bisect_right(starts, sample) - 1
            return pieces[piece][0] + (sample - starts[piece]) / RATE
        return b''.join(samples.tobytes() for _, samples in pieces), when


def find(needle, hay, begin=0):
    """The first sample of 16 bit where `needle` is in `hay`, or -1."""
    at = hay.find(needle, 2 * begin)
    while at > 0 and at % 2 == 1:
        at = hay.find(needle, at + 1)
    return at // 2 if at >= 0 else -1


def same_until(a, i, b, j):
    """How many samples of `a` from the i-th on are those of `b` from the j-th on."""
    length = min(len(a) // 2 - i, len(b) // 2 - j)
    x, y = a[2 * i:2 * (i + length)], b[2 * j:2 * (j + length)]
    low, high = 0, length  # equal up to low
    while low < high:
        middle = (low + high + 1) // 2
        if x[:2 * middle] == y[:2 * middle]:
            low = middle
        else:
            high = middle - 1
    return low


def continues(heard, reference, probe=600):
    """Where in `reference` the sound at the beginning of `heard` is: (sample of heard, sample of reference)."""
    for at in range(0, len(heard) // 2 - probe, probe // 2):
        piece = heard[2 * at:2 * (at + probe)]
        if piece.count(0) > len(piece) // 2:  # mostly silence, which is in many places
            continue
        found = find(piece, reference)
        if found >= 0:
            return at, found
    return None


def gaps(heard, reference):
    """How often what was heard is not the reference going on; (gaps, samples compared)."""
    found = continues(heard, reference)
    if not found:
        raise RuntimeError('what was heard is nowhere in the reference')
    at, there = found
    count = compared = 0
    while True:
        length = same_until(heard, at, reference, there)
        compared += length
        at, there = at + length, there + length
        if at >= len(heard) // 2 - 1200 or there >= len(reference) // 2 - 1200:
            return count, compared
        count += 1
        more = continues(heard[2 * at:], reference)
        if not more:
            return count, compared
        at, there = at + more[0], more[1]
