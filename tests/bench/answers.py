"""What the daemon costs: an answer, being idle, a start."""
import statistics, time

from daemon import Vorleser, real_article
from figures import quantile, ratio, spread
from peers import Mpd
from processes import now, request


def status(bench):
    with bench.beside_mpd('status') as (ours, mpd):
        line, mine, theirs = request('status'), [], []
        for turn in range(5):
            for _ in range(1000):
                begin = now()
                ours.lines.send(line)
                ours.lines.line()
                mine.append(now() - begin)
            for _ in range(1000 if mpd else 0):
                begin = now()
                mpd.call('status')
                theirs.append(now() - begin)
        both = lambda v: f'{statistics.median(v) * 1e6:.0f} µs, p99 {quantile(v, .99) * 1e6:.0f} µs'
        bench.row('`status`, round trip (5,000)', both(mine), 'MPD' if mpd else '–',
                 both(theirs) if mpd else '–',
                 ratio(statistics.median(mine), statistics.median(theirs)) if mpd else '–', 'MPD')


def idle(bench, seconds=20):
    with bench.beside_mpd('idle') as (ours, mpd):
        for state in ('paused', 'stopped'):
            ours.call('play')
            if mpd:
                mpd.call('play 0')
            bench.recorder.wait_for_sound(now())
            time.sleep(0.5)
            ours.call('pause' if state == 'paused' else 'stop')
            if mpd:
                mpd.call('pause 1' if state == 'paused' else 'stop')
            bench.recorder.wait_for_silence()
            time.sleep(3)
            all_of = [ours] + [mpd] * bool(mpd)
            before = [(p.wakeups(), p.cpu()) for p in all_of]
            time.sleep(seconds)
            after = [(p.wakeups(), p.cpu()) for p in all_of]
            text = [f'{(a[0] - b[0]) / seconds:g} wake-ups/s, {(a[1] - b[1]) * 1000:.0f} ms CPU'
                    for a, b in zip(after, before)]
            bench.row(f'{state} for {seconds} s', text[0], 'MPD' if mpd else '–', (text + ['–'])[1], '–', 'none')


def start(bench):
    directory = bench.directory / 'start'
    with Vorleser(bench.build, bench.sink, directory) as ours:
        ours.call('add', text=real_article())
        ours.measured()
    mine, theirs = [], []
    for turn in range(bench.options.rounds):
        (directory / 'vorleser' / 'socket').unlink(missing_ok=True)
        begin = now()
        with Vorleser(bench.build, bench.sink, directory) as ours:
            ours.call('status')
            mine.append(now() - begin)
        if bench.has('mpd'):
            with Mpd(bench.sink, bench.directory / f'mpd-start-{turn}') as mpd:
                theirs.append(mpd.start_time)
    bench.row('start: exec → first answer', spread(mine), 'MPD' if theirs else '–',
             spread(theirs) if theirs else '–',
             ratio(statistics.median(mine), statistics.median(theirs)) if theirs else '–', '< 100 ms')
