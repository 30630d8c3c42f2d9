"""What a listener hears, and what it costs in memory, while a client does its worst."""
import contextlib, json, pathlib, re, socket, time

from daemon import long_text
from processes import now, request
from sound import RATE


def longest_silence(samples):
    """Seconds of the longest run of zeros."""
    return max((len(run) for run in re.findall(rb'\x00+', samples)), default=0) / 2 / RATE


def client(daemon):
    s = socket.socket(socket.AF_UNIX)
    s.connect(str(daemon.path))
    s.settimeout(20)
    return s


def write(daemon, data, until):
    """Writes and reads whatever comes until the connection is closed or that moment."""
    with client(daemon) as s:
        s.setblocking(False)
        view = memoryview(data)
        while now() < until:
            with contextlib.suppress(BlockingIOError):
                if view:
                    view = view[s.send(view):]
            try:
                if not s.recv(1 << 20):
                    return
            except BlockingIOError:
                time.sleep(0.002)
            except OSError:
                return


def crowd_of_long_lines(daemon, until):
    """As many connections as there may be, each with a line that does not end."""
    piece = b'x' * (1 << 20)
    with contextlib.ExitStack() as stack:
        clients = []
        with contextlib.suppress(OSError):
            for _ in range(250):
                clients.append(stack.enter_context(client(daemon)))
                clients[-1].setblocking(False)
        while now() < until and clients:
            for s in list(clients):
                try:
                    s.send(piece)
                except BlockingIOError:
                    pass
                except OSError:
                    clients.remove(s)


def deaf(daemon, until):
    """Asks for much and reads nothing."""
    with contextlib.ExitStack() as stack:
        clients = [stack.enter_context(client(daemon)) for _ in range(50)]
        for s in clients:
            s.setblocking(False)
        ask = request('show', {'number': 1}) * 50
        while now() < until:
            for s in clients:
                with contextlib.suppress(OSError):
                    s.send(ask)
            time.sleep(0.01)


def lines(*requests):
    return b''.join(requests)


def cases(article):
    """What is done, by name: a function of the daemon and the moment at which it shall have ended."""
    show = request('show', {'number': 1})
    million = '\n\n'.join(f'Absatz {n} hat diesen Satz.' for n in range(1_000_000))
    add = lambda **params: request('add', params | {'as': 'text'})
    given = {
        '1,000 `show` in one write': show * 1000,
        'a batch of 1,000 `show`': b'[' + b','.join([show.strip()] * 1000) + b']\n',
        'a megabyte of `[0,0,…]`': b'[' + b','.join([b'0'] * 500_000) + b']\n',
        'a title, a source and an address of 10 MB each': add(
            text='Ein Satz, der lang genug ist, um einer zu sein.', title='T ' * 5_000_000, source='Q ' * 5_000_000,
            url='https://a.example/' + 'u' * 10_000_000),
        'a text of a million paragraphs': add(text=million),
        '`show` of it': request('show', {'number': 2}),
        'a jump to its last sentence': lines(request('play', {'number': 2}), request('seek', {'percent': 100})),
    }
    yield 'no hostile client', lambda daemon, until: time.sleep(until - now())
    for name, data in given.items():
        yield name, lambda daemon, until, data=data: write(daemon, data, until)
    yield '250 connections, each with a line without an end', crowd_of_long_lines
    yield '50 clients that ask and do not read', deaf


def hostile(bench, seconds=12):
    """The longest silence, the article's own pauses among them, and the daemon's highest memory."""
    article = long_text(20_000)
    for name, attack in cases(article):
        with bench.vorleser('hostile') as ours:
            if ours.call('status')['size'] == 0:
                ours.call('add', text=article, **{'as': 'text'})
            ours.call('repeat', mode='one')
            ours.call('play', number=1)
            bench.recorder.wait_for_sound(now())
            time.sleep(3)
            begin = now()
            pathlib.Path(f'/proc/{ours.pid}/clear_refs').write_text('5')
            attack(ours, now() + seconds)
            heard, _ = bench.recorder.heard(begin)
            status = pathlib.Path(f'/proc/{ours.pid}/status').read_text()
            highest = int(re.search(r'^VmHWM:\s+(\d+)', status, re.M)[1]) * 1.024 / 1000
            bench.row(f'{name}: longest silence, highest memory of the daemon',
                      f'{longest_silence(heard):.2f} s, {highest:.0f} MB', goal='as without, ≤ 200 MB')
