"""Sound files to take along, beside what one would put together oneself."""
import os, shutil, statistics, subprocess

from daemon import articles, long_text, real_article
from figures import ms
from processes import now
from speech import espeak_options


def timed(command, env, **more):
    """Seconds until it has ended, and the most memory that it held, bytes."""
    begin = now()
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, **more)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f'{command} ended with {process.returncode}')
    return now() - begin, usage.ru_maxrss * 1024


def export(bench):
    peers = bench.has('espeak-ng', 'lame')
    for what, texts, rounds in (('an ordinary article', [real_article()], 7), ('100 articles', articles(100), 1)):
        mine, theirs = [], []
        with bench.vorleser(f'export-{len(texts)}') as ours:
            env = ours.env | {'XDG_CACHE_HOME': str(ours.directory / 'cache')}
            for text in texts:
                ours.call('add', text=text, **{'as': 'text'})
            ours.measured()
            espeak = espeak_options(bench, ours.call('status')['voice'])
            shown = []
            for number in range(1, len(texts) + 1):
                answer = ours.call('show', number=number)
                shown.append('\n\n'.join(block['text'] for block in answer['blocks']))
            target = bench.directory / 'made'
            for _ in range(rounds):
                for each in (ours.directory / 'cache', target):
                    shutil.rmtree(each, ignore_errors=True)
                target.mkdir()
                mine.append(timed([bench.build / 'client/vorleser', 'export', '--all', '-o', f'{target}/'], env)[0])
                if peers:
                    begin = now()
                    for n, text in enumerate(shown):
                        subprocess.run(['bash', '-c', 'espeak-ng "$@" --stdout | lame --quiet -m m -b 56 - "$OUT"', 'x',
                                        *espeak], check=True, input=text.encode(),
                                       env=os.environ | {'OUT': str(target / f'peer-{n}.mp3')})
                    theirs.append(now() - begin)
        figure = lambda all: ms(statistics.median(all)) if all else '–'
        bench.row(f'`export` of {what} as MP3', figure(mine), '`espeak-ng \\| lame`' if theirs else '–', figure(theirs),
                  f'{statistics.median(mine) / statistics.median(theirs):.2f}' if theirs else '–', '≤ 1.3 ×')
    reference = bench.reference(real_article())
    with bench.vorleser('export-beside') as ours:
        env = ours.env | {'XDG_CACHE_HOME': str(ours.directory / 'cache')}
        ours.call('add', text=real_article())
        for text in articles(60):
            ours.call('add', text=text, **{'as': 'text'})
        ours.measured()
        with bench.beside_sound(ours, reference) as beside:
            timed([bench.build / 'client/vorleser', 'export', '2-61', '-o', f'{bench.directory}/beside/'], env)
        bench.row('`export` of 60 articles while another is heard', str(beside), goal='0 gaps')
    with bench.vorleser('export-long') as ours:
        env = ours.env | {'XDG_CACHE_HOME': str(ours.directory / 'cache')}
        ours.call('add', text=long_text(100_000), **{'as': 'text'})
        seconds, most = timed([bench.build / 'client/vorleser', 'export', '1', '-o', bench.directory / 'long.mp3'], env)
        bench.row('`export` of 100,000 words: memory of the exporter', f'{most / 1e6:.0f} MB, {seconds:.0f} s', goal='≤ 60 MB')
