"""What a listener hears of a command, and when."""
import contextlib, statistics, subprocess, time

from daemon import real_article
from figures import ratio, spread
from peers import SpeechDispatcher
from processes import now, until
from sound import RATE, continues, find, same_until


def play(bench):
    rounds, recorder = bench.options.rounds, bench.recorder
    times = {}
    sentence = 'Microsoft investiert weitere Milliarden in OpenAI.'

    def command(words, env):
        begin = now()
        process = subprocess.Popen([str(w) for w in words], env=env, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return begin, process

    def sounded(name, begin):
        times.setdefault(name, []).append(recorder.wait_for_sound(begin) - begin)

    def silenced(name, act):
        """Acts amid speech; how long until nothing is heard any more."""
        time.sleep(0.25)
        for _ in range(100):  # not in a pause of the speaker, whose silence is no answer
            if all(any(s) for _, s in recorder.since(now() - 0.05)):
                break
            time.sleep(0.02)
        begin = now()
        act()
        recorder.wait_for_silence()
        last = recorder.last_sound(begin - 0.02)
        if last and last > begin:
            times.setdefault(name, []).append(last - begin)

    with contextlib.ExitStack() as stack:
        ours, mpd = stack.enter_context(bench.beside_mpd('play'))
        speechd = stack.enter_context(bench.peer(SpeechDispatcher, ['speech-dispatcher'],
                                                bench.directory / 'speechd'))
        client = [bench.build / 'client/vorleser', '--no-start']

        def ours_stopped():
            ours.call('stop')
            recorder.wait_for_silence()
            begin = now()
            ours.call('play')
            sounded('ours, stopped', begin)
            silenced('ours, pause', lambda: ours.call('pause'))

        def ours_paused():
            begin = now()
            ours.call('play')
            sounded('ours, paused', begin)
            silenced('ours, pause', lambda: ours.call('pause'))

        def ours_command():
            ours.call('stop')
            recorder.wait_for_silence()
            begin, process = command(client + ['play'], ours.env | {'VORLESER_SOCKET': str(ours.path)})
            sounded('ours, command', begin)
            process.wait()
            silenced('ours, pause', lambda: ours.call('pause'))

        def mpd_stopped():
            mpd.call('stop')
            recorder.wait_for_silence()
            begin = now()
            mpd.call('play 0')
            sounded('mpd, stopped', begin)
            silenced('mpd, pause', lambda: mpd.call('pause 1'))

        def mpd_paused():
            begin = now()
            mpd.call('pause 0')
            sounded('mpd, paused', begin)
            silenced('mpd, pause', lambda: mpd.call('pause 1'))

        def mpd_command():
            mpd.call('stop')
            recorder.wait_for_silence()
            begin, process = command(['mpc', 'play'], mpd.env)
            sounded('mpd, command', begin)
            process.wait()
            mpd.call('stop')

        def speechd_socket():
            sounded('speechd, socket', speechd.speak(sentence))
            speechd.call('CANCEL self')

        def speechd_command():
            begin, process = command(['spd-say', '-l', 'de', sentence], speechd.env)
            sounded('speechd, command', begin)
            process.wait()
            subprocess.run(['spd-say', '-C'], env=speechd.env)

        def espeak_command():
            begin, process = command(['espeak-ng', '-v', 'de', sentence], bench.sink.env)
            sounded('espeak, command', begin)
            process.terminate()
            process.wait()

        each = [ours_stopped, ours_paused, ours_command]
        each += [mpd_stopped, mpd_paused] * bool(mpd) + [mpd_command] * bool(mpd and bench.has('mpc'))
        each += [speechd_socket] * bool(speechd) + [speechd_command] * bool(speechd and bench.has('spd-say'))
        each += [espeak_command] * bench.has('espeak-ng')
        for turn in range(rounds + 1):
            for act in each:
                recorder.wait_for_silence()
                act()
            if turn == 0:
                times.clear()  # everyone is warm now

    def compare(what, mine, peers, goal):
        for label, name in peers:
            if name in times:
                bench.row(what, spread(times[mine]), label, spread(times[name]),
                         ratio(statistics.median(times[mine]), statistics.median(times[name])), goal)
        if not any(name in times for _, name in peers):
            bench.row(what, spread(times[mine]), goal=goal)

    compare('`play` on the socket, from stopped → first sound', 'ours, stopped',
            [('MPD, WAV file', 'mpd, stopped'), ('speech-dispatcher, `SPEAK`', 'speechd, socket')],
            'ahead of speech-dispatcher, near MPD')
    compare('`play` on the socket, from paused → first sound', 'ours, paused', [('MPD', 'mpd, paused')],
            'near MPD')
    compare('`vorleser play` → first sound', 'ours, command',
            [('`mpc play`', 'mpd, command'), ('`spd-say`, warm', 'speechd, command'),
             ('`espeak-ng`', 'espeak, command')], 'ahead of spd-say')
    compare('`pause` on the socket → silence', 'ours, pause', [('MPD', 'mpd, pause')], '30 ms')


def steer(bench):
    """Jumps and changes amid speech: when the sound is the new one. Sample for sample, beside the same article
    written to a file: no guess what is speech and what is not."""
    rounds, recorder = bench.options.rounds, bench.recorder
    reference = bench.reference(real_article())
    total = len(reference) // 2
    with bench.vorleser('steer') as ours:
        ours.call('add', text=real_article())
        ours.measured()
        ours.call('play')
        recorder.wait_for_sound(now())

        def jumped(target_ms):
            """Seconds until the sample sought is heard. The first 25 ms may be ramp; what follows is searched."""
            target = target_ms * RATE // 1000
            late = 550
            wanted = reference[2 * (target + late):2 * (target + late + 500)]
            begin = now()
            ours.call('seek', to_ms=target_ms)
            found = []

            def there():
                heard, when = recorder.heard(begin)
                at = find(wanted, heard)
                if at >= 0:
                    found.append(when(at) - late / RATE)
                return at >= 0
            until(there, 5, 0.01, 'the place sought')
            return found[0] - begin

        def sounding(sample):
            piece = reference[2 * sample:2 * (sample + 1600)]
            return piece.count(0) < len(piece) // 4

        jumps, places = [], []
        for turn in range(rounds):
            target = total // 10 + turn * (total * 7 // 10) // rounds
            while not sounding(target + 550):
                target += 400
            time.sleep(0.4)
            jumps.append(jumped(target * 1000 // RATE))
        bench.row('jump to a time amid speech → its sound', spread(jumps), goal='< 50 ms')

        def changed(method, **params):
            """Seconds until the sound is no longer what it would have been."""
            time.sleep(0.5)
            for _ in range(100):  # silence looks like silence at any speed
                if all(any(s) for _, s in recorder.since(now() - 0.1)):
                    break
                time.sleep(0.02)
            begin = now()
            ours.call(method, **params)
            time.sleep(0.5)
            heard, when = recorder.heard(begin - 0.4)
            start = continues(heard, reference)
            if not start:
                return None
            at = start[0] + same_until(heard, start[0], reference, start[1])
            return max(when(at) - begin, 0)

        for method, other, usual, goal in (('speed', {'percent': 150}, {'percent': 100}, '< 100 ms'),
                                           ('pitch', {'pitch': 10}, {'pitch': 0}, '< 100 ms'),
                                           ('voice', {'name': 'jonas'}, {'name': 'anna'}, '< 100 ms'),
                                           ('volume', {'percent': 50}, {'percent': 100}, '< 100 ms')):
            times = []
            for turn in range(max(rounds // 2, 3)):
                ours.call('seek', to_ms=5000 + turn * 9000)
                took = changed(method, **other)
                if took is not None:
                    times.append(took)
                ours.call(method, **usual)
            bench.row(f'`{method}` amid speech → heard', spread(times), goal=goal)
