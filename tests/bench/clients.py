"""Clients by the hundred in a process of their own: some only listen, some ask as fast as they are answered.

    clients.py SOCKET vorleser|mpd LISTENERS ASKERS SECONDS

Prints how many answers and events there were.
"""
import json, selectors, socket, sys, time

path, kind, listeners, askers, seconds = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:])


def request(method, **params):
    return json.dumps({'jsonrpc': '2.0', 'id': 1, 'method': method, 'params': params}).encode() + b'\n'


def work(n):
    """What an asker asks, for ever; nothing of it may be heard."""
    added = 0
    while True:
        added += 1
        yield request('status')
        yield request('list', limit=20)
        yield request('add', text=f'Titel {n} {added}\n\nEin kurzer Satz von vielen, Nummer {added} von {n}.', **{'as': 'text'})
        yield request('status')
        yield request('move', number=2, to=3)
        yield request('history', limit=20)
        yield request('remove', number=3)


def status():
    while True:
        yield b'status\n'


def connect():
    s = socket.socket(socket.AF_UNIX)
    s.connect(path)
    if kind == 'mpd':
        s.recv(1000)
    return s


selector = selectors.DefaultSelector()
answers = events = 0
for n in range(listeners):
    s = connect()
    s.sendall(request('subscribe') if kind == 'vorleser' else b'idle\n')
    selector.register(s, selectors.EVENT_READ, None)
for n in range(askers):
    s = connect()
    asks = work(n) if kind == 'vorleser' else status()
    s.sendall(next(asks))
    selector.register(s, selectors.EVENT_READ, [asks, b''])
end = time.monotonic() + seconds
print('ready', flush=True)
while time.monotonic() < end:
    for key, _ in selector.select(0.1):
        data = key.fileobj.recv(1 << 18)
        if not data:
            sys.exit('the connection was closed')
        if key.data is None:
            events += data.count(b'\n')
            continue
        key.data[1] += data
        done = key.data[1].endswith(b'\n') if kind == 'vorleser' else key.data[1].endswith(b'OK\n')
        if done:
            answers += 1
            key.data[1] = b''
            key.fileobj.sendall(next(key.data[0]))
print(answers, events)
