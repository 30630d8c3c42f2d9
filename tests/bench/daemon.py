"""vorleserd as it is measured, and what it is given to read."""
import json, pathlib, random, re, time

from processes import Lines, Started, connects, now, request, until
from sound import RATE

HERE = pathlib.Path(__file__).resolve().parent


class Vorleser(Started):
    def __init__(self, build, sink, directory, options=()):
        directory.mkdir(exist_ok=True)
        self.build, self.directory = build, directory
        self.env = sink.env | {'HOME': str(directory), 'XDG_RUNTIME_DIR': str(directory),
                               'XDG_STATE_HOME': str(directory), 'XDG_CONFIG_HOME': str(directory)}
        self.path = directory / 'vorleser' / 'socket'
        super().__init__([build / 'daemon/vorleserd', *options], self.env, directory / 'log')
        until(lambda: connects(self.path), step=0.0002, what='vorleserd; its log: ' + str(directory / 'log'))
        self.lines = Lines(self.path)

    def call(self, method, **params):
        self.lines.send(request(method, params))
        answer = json.loads(self.lines.line())
        if 'error' in answer:
            raise RuntimeError(f'{method}: {answer["error"]}')
        return answer['result']

    def measured(self):
        """Waits until all durations are exact: only then is it idle."""
        until(lambda: all(e['exact'] for e in self.call('list')['entries']), 1200, 0.05, 'exact durations')
        time.sleep(0.3)


def real_article():
    return (HERE.parent / 'articles' / 'spiegel-openai.txt').read_text()


def articles(count, first=0):
    """Articles of about 1.5 KB, all different: also in their words, since copies of an article are recognized."""
    sentences = re.split(r'(?<=[.!?«])\s+', real_article())
    sentences = [s.strip() for s in sentences if 40 < len(s) < 400]
    made = []
    for n in range(first, first + count):
        text, at = f'Nachricht Nummer {n}\n\nMeldung {n * 7919 % 1000003} aus der Reihe.', n
        while len(text.encode()) < 1450:
            words = sentences[at % len(sentences)].split()
            random.Random(n * 1000 + at).shuffle(words)
            text += ' ' + ' '.join(words)
            at += 1 + n % 5
        made.append(text)
    return made


def long_text(words):
    """An article of that many words, every paragraph another."""
    sentences = re.split(r'(?<=[.!?«])\s+', ' '.join(real_article().split()))
    text, count = ['Ein langer Artikel'], 0
    while count < words:
        n = len(text)
        paragraph = f'Absatz {n}. ' + ' '.join(sentences[(n * 7 + i) % len(sentences)] for i in range(4))
        count += len(paragraph.split())
        text.append(paragraph)
    return '\n\n'.join(text)
