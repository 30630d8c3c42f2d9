"""Rows of the table, and what the benchmarks share."""
import contextlib, math, shutil, statistics, time, wave

from daemon import Vorleser, real_article
from peers import Mpd
from processes import now, until
from sound import RATE, Recorder, Sink, gaps


def quantile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, math.ceil(share * len(ordered)) - 1)]


def ms(seconds):
    value = seconds * 1000
    return f'{value:.3f} ms' if value < 1 else f'{value:.1f} ms' if value < 100 else f'{value:.0f} ms'


def spread(values):
    return f'{ms(statistics.median(values))} (max {ms(max(values))})'


def ratio(ours, theirs):
    return f'{ours / theirs:.2f}' if theirs else '–'


class Beside:
    """What was heard beside work."""
    gaps, seconds = 0, 0.0

    def __str__(self):
        return f'{self.gaps} gaps in {self.seconds:.1f} s'


class Bench:
    def __init__(self, options, directory):
        self.options, self.directory = options, directory
        self.build = options.build.resolve()
        self.rows = []
        self.references = {}
        self.missing = [tool for tool in ('mpd', 'mpc', 'speech-dispatcher', 'spd-say', 'espeak-ng')
                        if not shutil.which(tool)]
        self.sink = Sink(directory / 'sound')
        self.recorder = Recorder(self.sink)

    def has(self, *tools):
        return not any(tool in self.missing for tool in tools)

    def row(self, what, ours, peer='–', theirs='–', relation='–', goal='–'):
        self.rows.append((what, ours, peer, theirs, relation, goal))
        print('| ' + ' | '.join(self.rows[-1]) + ' |', flush=True)

    def vorleser(self, name, *options):
        return Vorleser(self.build, self.sink, self.directory / name, options)

    def reference(self, text):
        """The samples of an article as bytes, written to a file without a sound device."""
        directory = self.directory / f'reference-{len(self.references)}'
        if text in self.references:
            return self.references[text]
        directory.mkdir()
        (directory / 'fast.toml').write_text('[audio]\npace_percent = 0\n')
        file = directory / 'heard.wav'
        with self.vorleser(directory.name, '--config', directory / 'fast.toml', '--device', f'file:{file}') as ours:
            ours.call('add', text=text)
            ours.call('play')
            until(lambda: ours.call('status')['state'] == 'stopped', 120, 0.02, 'the end of the article')
        with wave.open(str(file)) as written:
            self.references[text] = written.readframes(written.getnframes())
        return self.references[text]

    @contextlib.contextmanager
    def beside_mpd(self, name):
        """Vorleser with the real article, measured, and MPD, if it is installed, with a file to play."""
        with self.vorleser(name) as ours, self.peer(Mpd, ['mpd'], self.directory / f'mpd-{name}') as mpd:
            ours.call('add', text=real_article())
            ours.measured()
            if mpd:
                mpd.update()
                mpd.call('add sine.wav')
            yield ours, mpd

    @contextlib.contextmanager
    def beside_sound(self, ours, reference):
        """The first article is heard meanwhile; afterwards the value says, as text, how many gaps there were."""
        beside = Beside()
        ours.call('play', number=1)
        ours.call('seek', to_ms=0)
        self.recorder.wait_for_sound(now())
        time.sleep(0.5)
        begin = now()
        yield beside
        heard, _ = self.recorder.heard(begin)
        beside.gaps, compared = gaps(heard, reference)
        beside.seconds = compared / RATE
        ours.call('pause')
        self.recorder.wait_for_silence()

    def peer(self, kind, tools, *args):
        """A running peer, or nothing where it is not installed."""
        return kind(self.sink, *args) if self.has(*tools) else contextlib.nullcontext()
