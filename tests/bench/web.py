"""The page's server: browsers by the hundred, and sound for twenty, while the loudspeaker plays."""
import base64, http.client, json, os, pathlib, re, secrets, selectors, socket, statistics, struct, subprocess, threading, time

from daemon import articles, real_article
from figures import ms, quantile
from processes import Started, now


class Browser:
    """A WebSocket (https://www.rfc-editor.org/rfc/rfc6455), as far as a well-behaved server needs it."""

    def __init__(self, server):
        self.socket = socket.create_connection(('127.0.0.1', server.port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        key = base64.b64encode(secrets.token_bytes(16)).decode()
        self.socket.sendall((f'GET /socket HTTP/1.1\r\nHost: {server.host}\r\nOrigin: http://{server.host}\r\n'
                             f'Cookie: {server.cookie}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n'
                             f'Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n').encode())
        self.file = self.socket.makefile('rb')
        status = self.file.readline()
        if b' 101 ' not in status:
            raise RuntimeError(status)
        while self.file.readline() != b'\r\n':
            pass

    def send(self, method, **params):
        text = json.dumps({'jsonrpc': '2.0', 'id': 1, 'method': method, 'params': params}).encode()
        length = bytes([0x80 | len(text)]) if len(text) < 126 else b'\xfe' + struct.pack('>H', len(text))
        self.socket.sendall(b'\x81' + length + b'\0\0\0\0' + text)  # masked with nothing

    def message(self):
        text = b''
        while True:
            first, length = self.file.read(2)
            if length >= 126:
                length = int.from_bytes(self.file.read(2 if length == 126 else 8), 'big')
            text += self.file.read(length)
            if first & 0x80:
                return json.loads(text)

    def call(self, method, **params):
        self.send(method, **params)
        while True:
            message = self.message()
            if 'id' in message:
                if 'error' in message:
                    raise RuntimeError(message['error'])
                return message['result']


class Server(Started):
    def __init__(self, bench, ours):
        with socket.socket() as free:
            free.bind(('127.0.0.1', 0))
            self.port = free.getsockname()[1]
        self.host = f'127.0.0.1:{self.port}'
        env = ours.env | {'XDG_CACHE_HOME': str(ours.directory / 'cache')}
        super().__init__([bench.build / 'client/vorleser', 'web', '--port', self.port, '--no-browser'], env,
                         ours.directory / 'web.log', stdout=subprocess.PIPE)
        found = None
        while not found:
            line = self.process.stdout.readline().decode()
            if not line:
                raise RuntimeError('vorleser web ended')
            found = re.search(r'#pair=(\w+)', line)
        threading.Thread(target=self.process.stdout.read, daemon=True).start()
        with self.ask('POST', '/pair', {'code': found[1], 'name': 'bench'}) as answer:
            self.cookie = answer.headers['Set-Cookie'].split(';')[0]

    cookie = ''

    def ask(self, method, path, body=None):
        connection = http.client.HTTPConnection('127.0.0.1', self.port)
        connection.request(method, path, json.dumps(body) if body else None,
                           {'Origin': f'http://{self.host}', 'Cookie': self.cookie, 'Content-Type': 'application/json'})
        answer = connection.getresponse()
        if answer.status not in (200, 204):
            raise RuntimeError(f'{method} {path}: {answer.status} {answer.read()[:200]}')
        return answer

    def highest(self):
        status = pathlib.Path(f'/proc/{self.pid}/status').read_text()
        return int(re.search(r'^VmHWM:\s+(\d+)', status, re.M)[1]) * 1.024 / 1000


def drain(browsers, done):
    """Reads what others' browsers are told, and looks at nothing of it."""
    selector = selectors.DefaultSelector()
    for each in browsers:
        selector.register(each.socket, selectors.EVENT_READ)
    while not done.is_set():
        for key, _ in selector.select(0.1):
            key.fileobj.recv(1 << 16)


def web(bench):
    reference = bench.reference(real_article())
    with bench.vorleser('web') as ours:
        ours.call('add', text=real_article())
        ids = [ours.call('add', text=text, **{'as': 'text'})['entry']['id'] for text in articles(20)]
        ours.measured()
        with Server(bench, ours) as server:
            time.sleep(2)
            wakeups, cpu = server.wakeups(), server.cpu()
            time.sleep(20)
            pss, rss = server.memory()
            bench.row('`vorleser web` without a browser for 20 s',
                      f'{server.wakeups() - wakeups} wake-ups, {ms(server.cpu() - cpu)} CPU, PSS {pss:.1f} MB (RSS {rss:.1f})',
                      goal='none, ≤ 15 MB')
            with bench.beside_sound(ours, reference) as beside:
                browsers, done, times = [Browser(server) for _ in range(100)], threading.Event(), []
                for each in browsers[1:]:
                    each.send('subscribe')
                others = threading.Thread(target=drain, args=(browsers[1:], done))
                others.start()
                end = now() + 10
                while now() < end:
                    begin = now()
                    browsers[0].call('status')
                    times.append(now() - begin)
                    time.sleep(0.003)
                done.set()
                others.join()
                pss, rss = server.memory()
                for each in browsers:
                    each.socket.close()
            bench.row('`status` of one of 100 browsers while an article is heard',
                      f'{ms(statistics.median(times))}, p99 {ms(quantile(times, .99))}; {beside}; PSS {pss:.1f} MB (RSS {rss:.1f})',
                      goal='p99 ≤ 20 ms, 0 gaps')
            with bench.beside_sound(ours, reference) as beside:
                sizes, begin = [], now()

                def listen(entry):
                    with server.ask('POST', '/sounds', {'id': entry, 'one': True}) as answer:
                        sound = json.load(answer)
                    with server.ask('GET', sound['sound']) as answer:
                        sizes.append((sound['samples'] / sound['rate'], len(answer.read())))
                listeners = [threading.Thread(target=listen, args=(entry,)) for entry in ids]
                for each in listeners:
                    each.start()
                for each in listeners:
                    each.join()
                seconds = now() - begin
            if len(sizes) < len(ids):
                raise RuntimeError('a listener got no sound')
            bench.row('sounds for 20 browsers at once, while an article is heard',
                      f'{sum(length for length, _ in sizes) / seconds:.0f} × real time; {beside}; highest RSS {server.highest():.1f} MB',
                      goal='0 gaps')
