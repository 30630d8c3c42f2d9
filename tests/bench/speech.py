"""How fast text becomes speech."""
import json, os, re, statistics, subprocess, threading, time, wave

from daemon import long_text, real_article
from figures import ms, spread
from processes import Lines, now, request
from sound import RATE


def espeak_options(bench, voice):
    """By which espeak-ng speaks as that voice does."""
    profile = (bench.build / f'share/vorleser/voices/{voice}.voice.toml').read_text()
    options = ['-v', re.search(r'^espeak = "(.*)"', profile, re.M)[1]]
    for option, key, default in (('-s', 'rate', '165'), ('-p', 'pitch', '50')):
        found = re.search(rf'^{key} = (\d+)', profile, re.M)
        options += [option, found[1] if found else default]
    return options


def speech(bench):
    paragraphs = [p for p in real_article().split('\n\n') if len(p) > 200]
    text = ''
    n = 0
    while len(text.encode()) < 300_000:
        text += f'Absatz {n}. ' + paragraphs[n % len(paragraphs)].replace('\n', ' ').strip() + '\n\n'
        n += 1
    source = bench.directory / 'long.txt'
    source.write_text(text)
    kb = len(text.encode()) / 1000
    mine, mine_cpu, theirs, theirs_cpu = [], [], [], []
    duration = written = 0
    for turn in range(3):
        with bench.vorleser(f'speech-{turn}') as ours:
            voice = ours.call('status')['voice']
            espeak = espeak_options(bench, voice)
            time.sleep(0.5)
            ours.call('subscribe', events=['playlist'])
            before, begin = ours.cpu(), now()
            ours.lines.send(request('add', {'text': text, 'as': 'text'}, 'add'))
            while json.loads(ours.lines.line()).get('id') != 'add':
                pass
            while True:
                ours.lines.send(request('list', id='list'))
                while (answer := json.loads(ours.lines.line())).get('id') != 'list':
                    pass
                if answer['result']['entries'][0]['exact']:
                    break
                ours.lines.line()  # an event: the list changed
            mine.append(now() - begin)
            mine_cpu.append(ours.cpu() - before)
            duration = answer['result']['entries'][0]['duration_ms'] / 1000
        if bench.has('espeak-ng'):
            target = bench.directory / 'long.wav'
            before, begin = os.times(), now()
            subprocess.run(['espeak-ng', *espeak, '-f', source, '-w', target], check=True)
            theirs.append(now() - begin)
            after = os.times()
            theirs_cpu.append(sum(after[2:4]) - sum(before[2:4]))
            with wave.open(str(target)) as file:
                written = file.getnframes() / RATE
            target.unlink()

    def figure(seconds, cpu, length):
        s = statistics.median(seconds)
        return f'{s:.2f} s ({kb / s:.0f} KB/s, {length / s:.0f} × real time, {statistics.median(cpu):.2f} s CPU)'
    bench.row(f'`add` of {kb:.0f} KB → exact duration, all spoken in forks', figure(mine, mine_cpu, duration),
             '`espeak-ng -w`' if theirs else '–', figure(theirs, theirs_cpu, written) if theirs else '–',
             f'{statistics.median(theirs) / statistics.median(mine):.2f} of its throughput' if theirs else '–',
             '≥ 0.75')


def exact(bench):
    """From `add` to the exact duration of an ordinary article."""
    times = []
    for turn in range(5):
        with bench.vorleser(f'exact-{turn}') as ours:
            ours.call('subscribe', events=['playlist'])
            time.sleep(0.3)
            begin = now()
            ours.lines.send(request('add', {'text': real_article()}, 'add'))
            while True:
                ours.lines.send(request('list', id='list'))
                while (answer := json.loads(ours.lines.line())).get('id') != 'list':
                    pass
                entries = answer['result']['entries']
                if entries and entries[0]['exact']:
                    break
                ours.lines.line()  # an event: the list changed
            times.append(now() - begin)
            seconds = entries[0]['duration_ms'] / 1000
    bench.row(f'`add` of an ordinary article ({seconds:.0f} s of speech) → exact duration', spread(times), goal='< 1 s')


def streams(bench):
    """The sound of an article for one client and for twenty at once, while another article is heard."""
    reference = bench.reference(real_article())
    with bench.vorleser('streams') as ours:
        ours.call('add', text=real_article())
        ours.call('add', text=long_text(2000), **{'as': 'text'})
        ours.measured()
        for clients in (1, 20):
            answers = []

            def listen():
                lines = Lines(ours.path)
                lines.send(request('speech', {'number': 2}))
                while b'"result"' not in (line := lines.line()):
                    if b'"error"' in line:
                        raise RuntimeError(line)
                answers.append(json.loads(line)['result']['samples'])
                lines.close()
            listeners = [threading.Thread(target=listen) for _ in range(clients)]
            with bench.beside_sound(ours, reference) as beside:
                before, begin = ours.cpu(), now()
                for each in listeners:
                    each.start()
                for each in listeners:
                    each.join()
                seconds, cpu = now() - begin, ours.cpu() - before
            if len(answers) < clients:
                raise RuntimeError('a client got no answer')
            bench.row(f'`speech` for {clients} at once, while another article is heard',
                      f'{sum(answers) / RATE / seconds:.0f} × real time, {cpu:.2f} s CPU; {beside}', goal='≥ 300 × for one, 0 gaps')
