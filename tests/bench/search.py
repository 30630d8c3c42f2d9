"""Finding things in many articles."""
import os, pathlib, random, re, shutil, statistics, time

from daemon import HERE, articles
from figures import ms, quantile
from lists import multiply
from processes import now


def texts(count):
    """Articles with a vocabulary as German has it: of the texts in VORLESER_TEXTS where that is a directory of them,
    else of sentences of the real article and of words by Zipf's law."""
    chance = random.Random(1)
    given = os.environ.get('VORLESER_TEXTS')
    if given:
        files = sorted(path for path in pathlib.Path(given).rglob('*.txt') if 1000 < path.stat().st_size < 60_000)
        chance.shuffle(files)
        return [path.read_text(errors='replace') for path in files[:count]]
    words = [w for w in (HERE.parent / 'text/words.txt').read_text().split('\n') if w.isalpha()]
    chance.shuffle(words)
    weights = [1 / (n + 5) for n in range(len(words))]
    made = []
    for text in articles(count):
        drawn = chance.choices(words, weights, k=150)
        made.append(text + '\n\n' + ' '.join(' '.join(drawn[n:n + 12]) + '.' for n in range(0, 150, 12)))
    return made


def seconds_of(ours):
    """Processor time of daemon and worker, with their children that have ended."""
    ticks = 0
    for pid in ours.family():
        try:
            ticks += sum(map(int, pathlib.Path(f'/proc/{pid}/stat').read_text().rsplit(')', 1)[1].split()[11:15]))
        except OSError:
            pass
    return ticks / os.sysconf('SC_CLK_TCK')


def resident(pid):
    return int(re.search(r'VmRSS:\s+(\d+)', pathlib.Path(f'/proc/{pid}/status').read_text())[1]) * 1024 / 1e6


def fill(bench, name, base, times):
    """A daemon with the base's articles so many times, once all is indexed; what that took."""
    state = bench.directory / name / 'vorleser'
    shutil.copytree(base / 'vorleser', state, ignore=shutil.ignore_patterns('socket', 'lock', 'search.db*'))
    if times > 1:
        multiply(state / 'playlist.db', times)
    ours = bench.vorleser(name)
    begin, answers = now(), []
    while not ours.call('search', query='Kanzler', limit=1)['complete']:
        for _ in range(40):
            asked = now()
            ours.call('status')
            answers.append(now() - asked)
            time.sleep(0.02)
    return ours, now() - begin, seconds_of(ours), answers, (state / 'search.db').stat().st_size


def search(bench):
    queries = [line.split('\t')[0] for line in (HERE.parent / 'search/queries.tsv').read_text().split('\n')
               if line and line[0] != '#']
    with bench.vorleser('search-base') as ours:
        base, count = ours.directory, 0
        for text in texts(200):
            count += not ours.call('add', text=text, **{'as': 'text'})['duplicate']
        ours.measured()
    sizes = []
    for wanted in (1000, 100_000):
        ours, took, cpu, answers, size = fill(bench, f'search-{wanted}', base, wanted // count)
        with ours:
            number = wanted // count * count
            stored = (ours.directory / 'vorleser/playlist.db').stat().st_size
            bench.row(f'{number:,} articles indexed', f'{took:.1f} s, {cpu:.1f} s CPU; {size / 1e6:.1f} MB'
                      f' (list and texts {stored / 1e6:.0f} MB); `status` meanwhile max {ms(max(answers))}')
            idle = resident(ours.pid)
            times = []
            for query in queries:
                begin = now()
                ours.call('search', query=query)
                times.append(now() - begin)
            bench.row(f'200 queries in {number:,} articles', f'{ms(statistics.median(times))}, p95 '
                      f'{ms(quantile(times, 0.95))}, max {ms(max(times))}', goal='p95 ≤ 50 ms')
            slowest = sorted(zip(times, queries))[-3:]
            print('slowest:', ', '.join(f'{query} {ms(took)}' for took, query in slowest))
            time.sleep(1)
            sizes.append(f'{number:,}: {idle:.1f} → {resident(ours.pid):.1f} MB')
    bench.row('RSS of the daemon, indexed → after 200 queries', '; '.join(sizes))
