#!/usr/bin/env python3
"""A second listener, which shares nothing with the daemon's code but the page PROTOCOL.md.

    listen.py SOCKET NUMBER FILE.wav [PARAMETER=VALUE ...]

Asks for the sound of the playlist's NUMBERth entry and writes it into FILE.wav; prints what was told of it,
as one JSON object.
"""
import base64
import json
import socket
import struct
import sys


def main(path, number, file, parameters):
    wire = socket.socket(socket.AF_UNIX)
    wire.connect(path)
    params = {'number': int(number)}
    for parameter in parameters:
        name, value = parameter.split('=', 1)
        params[name] = int(value) if value.isdigit() else value
    request = {'jsonrpc': '2.0', 'id': 7, 'method': 'speech', 'params': params}
    wire.sendall(json.dumps(request).encode() + b'\n')

    told = {'begin': None, 'utterances': []}
    sound, pause = bytearray(), 0
    for line in wire.makefile('rb'):
        message = json.loads(line)
        if message.get('method') != 'part':
            if message.get('id') == 7:
                told['answer'] = message
                break
            continue
        part = message['params']
        assert part['id'] == 7, part
        if 'rate' in part:
            told['begin'] = part
        elif 'utterance' in part:
            sound += bytes(2 * pause)  # behind the utterance before
            utterance = part['utterance']
            told['utterances'].append(utterance)
            pause = 0
            if 'unspeakable' not in utterance:
                utterance['place'] = len(sound) // 2
                # A first sample within the pause: nothing of the utterance comes.
                pause = utterance['pause'] - max(0, utterance['first'] - utterance['samples'])
        else:
            sound += base64.b64decode(part['samples'], validate=True)
    sound += bytes(2 * pause)
    told['samples'] = len(sound) // 2

    rate = told['begin']['rate'] if told['begin'] else 1
    with open(file, 'wb') as wav:
        wav.write(struct.pack('<4sI4s4sIHHIIHH4sI', b'RIFF', 36 + len(sound), b'WAVE', b'fmt ', 16, 1, 1,
                              rate, 2 * rate, 2, 16, b'data', len(sound)))
        wav.write(sound)
    print(json.dumps(told))


if __name__ == '__main__':
    main(*sys.argv[1:4], sys.argv[4:])
