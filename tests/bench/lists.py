"""Many articles, and long ones."""
import contextlib, pathlib, shutil, sqlite3, statistics, subprocess, sys, threading, time

from daemon import Vorleser, articles, long_text, real_article
from figures import ms, quantile, ratio, spread
from peers import Mpd
from processes import Lines, now, request


def many(bench):
    count = bench.options.entries
    half = count // 2
    sqlite = bench.build / 'tests/bench/bench_sqlite'
    if not sqlite.exists():
        print(f'bench_sqlite is not built (ninja -C {bench.options.build} bench_sqlite): no peer for `add`',
              file=sys.stderr)
    # In halves, ours and theirs in turns: a disk is not the same from one second to the next.
    seconds = {}
    for way in ('each', 'once'):
        mine, theirs = [], []
        name = f'add-{way}'
        for part in range(2):
            texts = articles(half, part * half)
            with bench.vorleser(name) as ours:
                time.sleep(0.5)
                requests = [request('add', {'text': t, 'as': 'text'}, n) for n, t in enumerate(texts)]
                batches = [b'[' + b','.join(r.strip() for r in requests[n:n + 1000]) + b']\n'
                           for n in range(0, len(requests), 1000)]
                begin = now()
                if way == 'each':
                    for line in requests:
                        ours.lines.send(line)
                        answer = ours.lines.line()
                else:
                    for batch in batches:
                        sender = threading.Thread(target=ours.lines.send, args=(batch,))
                        sender.start()
                        answer = ours.lines.line()
                        sender.join()
                mine.append(now() - begin)
                if b'"error"' in answer:
                    raise RuntimeError(f'add: {answer[:300]!r}')
                if ours.call('status')['size'] != (part + 1) * half:
                    raise RuntimeError('not all articles were added')
            if sqlite.exists():
                store = ours.directory / 'vorleser' / 'playlist.db'
                done = subprocess.run([sqlite, store, bench.directory / f'bare-{way}.db', str(part * half), way],
                                      check=True, capture_output=True, text=True)
                theirs.append(float(done.stdout))
        seconds[way] = mine, theirs
    for way, label in (('each', 'one by one'), ('once', 'a thousand in a request')):
        mine, theirs = seconds[way]
        bench.row(f'`add` of {count:,} articles, {label}', f'{sum(mine):.2f} s',
                 'bare SQLite, ' + ('a commit each' if way == 'each' else 'one commit') if theirs else '–',
                 f'{sum(theirs):.2f} s' if theirs else '–', ratio(sum(mine), sum(theirs)) if theirs else '–',
                 '≤ 2')

    with bench.vorleser('add-each') as ours, \
            bench.peer(Mpd, ['mpd'], bench.directory / 'mpd-many', count) as mpd:
        if mpd:
            mpd.update()
            mpd.call('add /')
            mpd.call('status')
        # Measuring goes on behind it for minutes.
        mine, theirs, line = [], [], request('list')
        for _ in range(20):
            begin = now()
            ours.lines.send(line)
            size = len(ours.lines.line())
            mine.append(now() - begin)
            if mpd:
                begin = now()
                mpd.lines.send(b'playlistinfo\n')
                got = b''
                while not got.endswith(b'\nOK\n'):
                    got = got[-8:] + mpd.lines.socket.recv(1 << 20)
                theirs.append(now() - begin)
        bench.row(f'`list` of {count:,} ({size / 1e6:.1f} MB of JSON)', spread(mine),
                 'MPD `playlistinfo`' if mpd else '–', spread(theirs) if mpd else '–',
                 ratio(statistics.median(mine), statistics.median(theirs)) if mpd else '–', 'MPD')

        def footprint(process, play, pause):
            play()
            bench.recorder.wait_for_sound(now())
            time.sleep(2)
            pause()
            bench.recorder.wait_for_silence()
            time.sleep(2)
            return process.memory()

        text = lambda m: f'{m[0]:.1f} MB (RSS {m[1]:.1f})'
        with bench.vorleser('few') as few, bench.peer(Mpd, ['mpd'], bench.directory / 'mpd-few', 10) as mpd_few:
            for article in articles(10):
                few.call('add', text=article, **{'as': 'text'})
            few.measured()
            pairs = [(10, few, mpd_few), (count, ours, mpd)]
            for n, daemon, peer in pairs:
                mem = footprint(daemon, lambda: daemon.call('play'), lambda: daemon.call('pause'))
                theirs = None
                if peer:
                    if n == 10:
                        peer.update()
                        peer.call('add /')
                    theirs = footprint(peer, lambda: peer.call('play'), lambda: peer.call('pause 1'))
                bench.row(f'PSS with {n:,} queued, after playing', text(mem), 'MPD' if peer else '–',
                         text(theirs) if theirs else '–', ratio(mem[0], theirs[0]) if theirs else '–', '25 MB')


def crowd(bench, seconds=12):
    """A hundred who listen to events and ten who ask without pause, while an article is read."""
    reference = bench.reference(real_article())
    script = pathlib.Path(__file__).resolve().parent / 'clients.py'

    def p99(daemon, kind, ask):
        """Round trips of `status` of one more client meanwhile, and what the crowd got."""
        with subprocess.Popen([sys.executable, script, daemon.path, kind, '100', '10', str(seconds)],
                              stdout=subprocess.PIPE, text=True) as crowd:
            crowd.stdout.readline()
            times = []
            while crowd.poll() is None:
                begin = now()
                ask()
                times.append(now() - begin)
                time.sleep(0.003)
            answers = crowd.stdout.read().split()
        return times, [int(n) for n in answers]

    both = lambda v: f'{ms(statistics.median(v))}, p99 {ms(quantile(v, .99))}, max {ms(max(v))}'
    with bench.beside_mpd('crowd') as (ours, mpd):
        for text in articles(20):
            ours.call('add', text=text, **{'as': 'text'})
        ours.measured()
        with bench.beside_sound(ours, reference) as beside:
            mine, (answers, events) = p99(ours, 'vorleser', lambda: ours.call('status'))
        theirs = None
        if mpd:
            mpd.call('play 0')
            theirs, (their_answers, _) = p99(mpd, 'mpd', lambda: mpd.call('status'))
            mpd.call('stop')
        bench.row('`status` beside 100 subscribers and 10 clients that add, move and remove without pause', both(mine),
                  'MPD, 10 clients that ask `status`' if mpd else '–', both(theirs) if mpd else '–',
                  ratio(quantile(mine, .99), quantile(theirs, .99)) + ' (p99)' if mpd else '–', '–')
        bench.row(f'gaps in the {beside.seconds:.0f} s heard meanwhile',
                  f'{beside.gaps} ({answers / seconds:,.0f} answers and {events / seconds:,.0f} events a second)', goal='0')


def multiply(path, times):
    """Every entry of the stored playlist `times` times, with its article, its text and its lengths."""
    with contextlib.closing(sqlite3.connect(path)) as store:
        store.execute('PRAGMA synchronous = OFF')
        last, top = store.execute('SELECT max(id), max(rank) FROM entry').fetchone()
        texts = store.execute('SELECT max(text) FROM part').fetchone()[0]
        own = {'id': f'id + k * {last}', 'entry': f'entry + k * {last}', 'rank': f'rank + k * {top}',
               'text': f'text + k * {texts}',
               'title': "title || ' ' || k", 'digest': "digest || '-' || k", 'sum': '0'}
        for table in ('entry', 'article', 'part', 'lengths'):
            columns = [row[1] for row in store.execute(f'PRAGMA table_info({table})')]
            store.execute(f'WITH RECURSIVE copies (k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM copies'
                          f' WHERE k < {times - 1}) INSERT INTO {table} ({", ".join(columns)})'
                          f' SELECT {", ".join(own.get(c, c) for c in columns)} FROM copies, {table}')
        store.commit()


def large(bench):
    """100,000 articles. They are copies in the database of a hundred that were added and measured."""
    figures = {}
    longest = []
    with bench.vorleser('large-base') as ours:
        base = ours.directory
        for text in articles(100):
            ours.call('add', text=text, **{'as': 'text'})
        ours.measured()
    for count in (100, 10_000, 100_000):
        name = f'large-{count}'
        shutil.copytree(base / 'vorleser', bench.directory / name / 'vorleser',
                        ignore=shutil.ignore_patterns('socket', 'lock'))
        if count > 100:
            multiply(bench.directory / name / 'vorleser' / 'playlist.db', count // 100)

        def timed(method, **params):
            begin = now()
            answer = ours.call(method, **params)
            figures.setdefault(label, []).append(now() - begin)
            return answer
        begin = now()
        with bench.vorleser(name) as ours:
            if ours.call('status')['size'] != count:
                raise RuntimeError('the list is not as long as it should be')
            figures.setdefault('start: exec → first answer', []).append(now() - begin)
            label = '`list` of 50 in the middle'
            timed('list', offset=count // 2, limit=50)
            label = '`play` of the one in the middle → answer'
            timed('play', number=count // 2)
            bench.recorder.wait_for_sound(now())
            label = '`seek` in it'
            timed('seek', percent=50)
            label = '`move` of the last to the front'
            timed('move', number=count, to=1)
            label = '`next`, shuffled'
            ours.call('shuffle', on=True)
            timed('next')
            label = '`status`'
            timed('status')
            time.sleep(1)
            figures.setdefault('PSS while playing', []).append(ours.memory()[0])
            label = '`list` of all'
            timed('list')
            figures.setdefault('PSS after that', []).append(ours.memory()[0])
            # Another client's longest wait while the list is cleared.
            other, waits, done = Lines(ours.path), [], threading.Event()

            def ask():
                while not done.is_set():
                    begin = now()
                    other.send(request('status'))
                    other.line()
                    waits.append(now() - begin)
            asking = threading.Thread(target=ask)
            asking.start()
            label = '`clear`'
            timed('clear')
            time.sleep(0.2)
            done.set()
            asking.join()
            longest.append(max(waits))
            label = '`undo`'
            timed('undo')
            label = '`clear` again'
            timed('clear')
            ours.call('add', text='Danach\n\nEin Satz.', **{'as': 'text'})
            label = '`clear` of 1, the others having left before'
            timed('clear')
    figures['another client\'s longest wait meanwhile'] = longest
    for label, values in figures.items():
        text = ' / '.join(f'{v:.1f} MB' if 'PSS' in label else ms(v) for v in values)
        bench.row(f'{label}, with 100 / 10,000 / 100,000 queued', text)


def long(bench, words=1_000_000):
    """One article of a million words."""
    figures = {}
    for count in (1_000, 100_000, words):
        text = long_text(count)
        with bench.vorleser(f'words-{count}') as ours:
            peak = [0.0]
            done = threading.Event()

            def watch():
                while not done.wait(0.1):
                    peak[0] = max(peak[0], ours.memory()[0])
            watching = threading.Thread(target=watch)
            watching.start()

            def timed(label, method, **params):
                begin = now()
                answer = ours.call(method, **params)
                figures.setdefault(label, []).append(now() - begin)
                return answer
            timed('`add`', 'add', text=text, **{'as': 'text'})
            begin = now()
            ours.call('play')
            figures.setdefault('`play` → first sound', []).append(bench.recorder.wait_for_sound(begin, 60) - begin)
            timed('`seek` to the middle → answer', 'seek', percent=50)
            begin = now()
            ours.call('pause')
            bench.recorder.wait_for_silence()
            begin = now()
            ours.call('play')
            bench.recorder.wait_for_sound(begin)
            timed('`seek` to words in the middle', 'seek', to_text=f'Absatz {text.count("Absatz") // 2}.')
            timed('`status`', 'status')
            timed('`list`', 'list')
            done.set()
            watching.join()
            figures.setdefault('PSS while playing', []).append(ours.memory()[0])
            figures.setdefault('highest PSS so far', []).append(peak[0])
    for label, values in figures.items():
        text = ' / '.join(f'{v:.1f} MB' if 'PSS' in label else ms(v) for v in values)
        bench.row(f'{label}, article of 1,000 / 100,000 / 1,000,000 words', text)
