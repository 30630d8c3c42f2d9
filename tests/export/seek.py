#!/usr/bin/env python3
"""Where a browser lands that is asked to seek: seek.html, in a headless Chromium or Firefox (which needs a sound server).

    seek.py [--firefox] DIRECTORY SOUND ORIGINAL.wav SECONDS…

SOUND and ORIGINAL.wav lie in DIRECTORY. Prints {"landed": [[least, landed, most], …], "duration"}, seconds, as JSON: where what is heard may begin within 80 ms,
and does; and how long the browser says that the sound lasts.
"""
import http.server, json, os, pathlib, subprocess, sys, tempfile, threading

firefox = sys.argv[1] == '--firefox'
directory, sound, original, *seconds = sys.argv[1 + firefox:]
page = (pathlib.Path(__file__).parent / 'seek.html').read_bytes()
done, result = threading.Event(), []


class Site(http.server.SimpleHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def do_GET(self):
        if self.path.startswith('/seek.html'):
            self.answer(200, page, 'text/html')
        elif (pathlib.Path(directory) / self.path.lstrip('/')).is_file():
            self.whole_or_range()
        else:
            self.answer(404, b'', 'text/plain')

    def whole_or_range(self):  # a browser seeks by ranges
        file = pathlib.Path(directory) / self.path.lstrip('/')
        size = file.stat().st_size
        kind = {'.mp3': 'audio/mpeg', '.opus': 'audio/ogg'}.get(pathlib.Path(self.path).suffix, 'audio/wav')
        wanted = self.headers.get('Range', '').removeprefix('bytes=').split('-')
        if not wanted[0]:
            return self.answer(200, file.read_bytes(), kind)
        first, last = int(wanted[0]), min(int(wanted[1]), size - 1) if wanted[1] else size - 1
        with file.open('rb') as content:
            content.seek(first)
            self.answer(206, content.read(last + 1 - first), kind, f'bytes {first}-{last}/{size}')

    def do_POST(self):
        result.append(self.rfile.read(int(self.headers['Content-Length'])))
        self.answer(200, b'', 'text/plain')
        done.set()

    def answer(self, status, content, kind, part=None):
        self.send_response(status)
        self.send_header('Content-Type', kind)
        self.send_header('Content-Length', str(len(content)))
        self.send_header('Accept-Ranges', 'bytes')
        if part:
            self.send_header('Content-Range', part)
        self.end_headers()
        try:
            self.wfile.write(content)
        except ConnectionError:
            pass

    def handle(self):  # a browser that ends says no goodbye
        try:
            super().handle()
        except ConnectionError:
            pass

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Site)
threading.Thread(target=server.serve_forever, daemon=True).start()
with tempfile.TemporaryDirectory() as profile:
    address = (f'http://127.0.0.1:{server.server_port}/seek.html?sound={sound}&original={original}&at=' +
               ','.join(seconds))
    if firefox:
        settings = {'media.autoplay.default': 0, 'media.autoplay.blocking_policy': 0, 'media.volume_scale': '0.0',
                    'browser.shell.checkDefaultBrowser': False, 'datareporting.policy.dataSubmissionEnabled': False,
                    'app.normandy.enabled': False, 'network.captive-portal-service.enabled': False}
        (pathlib.Path(profile) / 'user.js').write_text(
            ''.join(f'user_pref({json.dumps(name)}, {json.dumps(value)});\n' for name, value in settings.items()))
        command = ['firefox-esr', '--headless', '--no-remote', '--profile', profile, address]
    else:
        command = ['chromium', '--headless', '--no-sandbox', '--disable-gpu', '--mute-audio', '--no-first-run',
                   '--autoplay-policy=no-user-gesture-required', f'--user-data-dir={profile}', '--remote-debugging-port=0',
                   address]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ | {'HOME': profile})
    there = done.wait(120)
    running.terminate()
    running.wait()
if not there:
    sys.exit('the browser says nothing')
answer = json.loads(result[0])
if isinstance(answer, str):
    sys.exit(answer)
print(json.dumps(answer))
