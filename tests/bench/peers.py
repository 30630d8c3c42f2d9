"""What one would use instead."""
import array, math, os, pathlib, re, shutil, wave

from processes import Lines, Started, connects, now, until
from sound import RATE


class Mpd(Started):
    def __init__(self, sink, directory, songs=1):
        music = directory / 'music'
        music.mkdir(parents=True)
        self.directory = directory
        sine = array.array('h', (int(8000 * math.cos(i * 0.1253)) or 1 for i in range(RATE * 10)))
        with wave.open(str(music / 'sine.wav'), 'wb') as file:
            file.setnchannels(1), file.setsampwidth(2), file.setframerate(RATE)
            file.writeframes(sine.tobytes() * 12)
        if songs > 1:  # short ones, each a file of its own
            short = directory / 'short.wav'
            with wave.open(str(short), 'wb') as file:
                file.setnchannels(1), file.setsampwidth(2), file.setframerate(RATE)
                file.writeframes(sine[:RATE // 2].tobytes())
            for n in range(songs):
                os.link(short, music / f'Nachricht Nummer {n}.wav')
        self.path = directory / 'mpd.socket'
        (directory / 'mpd.conf').write_text(f'''music_directory "{music}"
db_file "{directory}/db"
log_file "{directory}/mpd.log"
bind_to_address "{self.path}"
max_playlist_length "20000"
max_connections "300"
max_output_buffer_size "65536"
audio_output {{
  type "pulse"
  name "sink"
  server "unix:{sink.directory}/native"
  sink "out"
}}
''')
        self.env = sink.env | {'MPD_HOST': str(self.path)}
        begin = now()
        super().__init__(['mpd', '--no-daemon', directory / 'mpd.conf'], sink.env, directory / 'log')
        until(lambda: connects(self.path), step=0.0002, what='mpd')
        self.lines = Lines(self.path)
        self.lines.line()
        self.call('status')
        self.start_time = now() - begin

    def call(self, command):
        self.lines.send(command.encode() + b'\n')
        answer = []
        while (line := self.lines.line()) != b'OK':
            if line.startswith(b'ACK'):
                raise RuntimeError(f'mpd: {line!r}')
            answer.append(line)
        return answer

    def update(self):
        self.call('update')
        until(lambda: not any(l.startswith(b'updating_db') for l in self.call('status')), 300, 0.05, 'mpd update')


class SpeechDispatcher(Started):
    def __init__(self, sink, directory):
        (directory / 'modules').mkdir(parents=True)
        for each in pathlib.Path('/etc/speech-dispatcher/modules').glob('espeak-ng.conf'):
            shutil.copy(each, directory / 'modules')
        (directory / 'speechd.conf').write_text('AudioOutputMethod "pulse"\nDefaultRate 0\nLogLevel 0\n'
                                                'AddModule "espeak-ng" "sd_espeak-ng" "espeak-ng.conf"\n'
                                                'DefaultModule espeak-ng\nDefaultLanguage "de"\n')
        self.path = directory / 'socket'
        self.env = sink.env | {'SPEECHD_ADDRESS': f'unix_socket:{self.path}', 'XDG_RUNTIME_DIR': str(directory),
                               'HOME': str(directory)}
        super().__init__(['speech-dispatcher', '-s', '-t', '0', '-c', 'unix_socket', '-S', self.path, '-C',
                          directory, '-L', directory, '-P', directory / 'pid'], self.env, directory / 'log')
        until(lambda: connects(self.path), what='speech-dispatcher')
        self.lines = Lines(self.path)
        for command in ('SET self CLIENT_NAME bench:bench:main', 'SET self LANGUAGE de'):
            self.call(command)

    def call(self, command):
        self.lines.send(command.encode() + b'\r\n')
        while not re.match(rb'\d\d\d ', line := self.lines.line()):
            pass
        if line[0:1] not in b'127':
            if line[0:1] != b'2':
                raise RuntimeError(f'speech-dispatcher: {line!r}')
        return line

    def speak(self, text):
        self.call('SPEAK')
        begin = now()
        self.lines.send(text.encode() + b'\r\n.\r\n')
        while not re.match(rb'\d\d\d ', self.lines.line()):
            pass
        return begin
