#!/usr/bin/env python3
"""A daemon in whose list are ARTICLES articles of WORDS words each, spoken in no time: what the exporter holds meanwhile.

    huge.py SOCKET WORDS ARTICLES [MEGABYTES]      MEGABYTES: of text besides, in which nothing is said
"""
import base64, json, os, socket, sys

path, words, articles = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
sentence = 'Der Zug fährt an diesem Morgen wieder über den breiten Fluss.'
places, place = [], 0  # of a sentence's words
for word in sentence.split():
    places.append((place, place + len(word)))
    place += len(word) + 1
blocks, sentences, place = [], [], 0
for number in range(words // len(places) // 8):
    kind, count = ('title', 1) if number == 0 else ('heading', 1) if number % 12 == 0 else ('paragraph', 8)
    sentences += [place + i * (len(sentence) + 1) for i in range(count)]
    text = ' '.join([sentence] * count)
    blocks.append({'kind': kind, 'text': text, 'begin': place, 'end': place + len(text)})
    place += len(text) + 2
for number in range(int(sys.argv[4]) * 100 if len(sys.argv) > 4 else 0):
    text = '* ' * 5000
    blocks.append({'kind': 'paragraph', 'text': text, 'begin': place, 'end': place + len(text)})
    place += len(text) + 2
SAMPLES, PAUSE = 60, 40
sound = base64.b64encode(bytes(2 * SAMPLES)).decode()


def entry(number):
    return {'id': number, 'uid': f'0192f5a0-0000-7000-8000-{number:012d}', 'number': number, 'title': f'Der Zug {number}',
            'kicker': '', 'source': '', 'url': '', 'language': 'de', 'added_at': 1700000000, 'text_revision': 1, 'state': 'new',
            'position_ms': 0, 'duration_ms': 1000, 'exact': True, 'last_heard_at': None, 'damaged': None, 'damaged_data': None}


def line(message):
    return json.dumps({'jsonrpc': '2.0', **message}, ensure_ascii=False).encode() + b'\n'


def speech(connection, request, lines, asked):
    id, number = request['id'], request['params']['id']
    part = lambda of: line({'method': 'part', 'params': {**of, 'id': id}})
    connection.sendall(part({'entry': number, 'uid': entry(number)['uid'], 'text_revision': 1, 'voice': 'anna', 'key': 'k', 'rate': 22050,
                             'samples': len(sentences) * (SAMPLES + PAUSE), 'exact': True}))
    if number not in asked:  # only what it would be is asked for: `cancel` comes
        asked.add(number)
        cancel = json.loads(next(lines))
        assert cancel['method'] == 'cancel'
        error = {'code': -32007, 'message': 'cancelled', 'data': {'kind': 'cancelled', 'text': 'cancelled', 'values': []}}
        return connection.sendall(line({'id': id, 'error': error}) + line({'id': cancel['id'], 'result': True}))
    out = bytearray()
    for begin in sentences:
        out += part({'utterance': {'begin': begin, 'end': begin + len(sentence), 'at': 0, 'first': 0, 'samples': SAMPLES, 'pause': PAUSE,
                                   'words': [{'sample': 4 * i, 'begin': begin + a, 'end': begin + b}
                                             for i, (a, b) in enumerate(places)]}})
        out += part({'samples': sound})
        if len(out) > 1 << 16:
            connection.sendall(out)
            out.clear()
    connection.sendall(out + line({'id': id, 'result': {'samples': len(sentences) * (SAMPLES + PAUSE), 'unspeakable': 0}}))


listening = socket.socket(socket.AF_UNIX)
listening.bind(path + '.new')
listening.listen()
os.rename(path + '.new', path)  # whoever sees it is answered
while True:
    connection, _ = listening.accept()
    lines, asked = connection.makefile('rb'), set()
    for each in lines:
        request = json.loads(each)
        if request['method'] == 'speech':
            speech(connection, request, lines, asked)
        elif request['method'] == 'list':
            connection.sendall(line({'id': request['id'], 'result': {'entries': [entry(n + 1) for n in range(articles)]}}))
        else:
            assert request['method'] == 'show', request
            shown = {'entry': entry(request['params']['id']), 'authors': '', 'date': '', 'blocks': blocks}
            connection.sendall(line({'id': request['id'], 'result': shown}))
