#!/usr/bin/env python3
"""An e-reader that reads along, as EPUB 3.3 describes it: https://www.w3.org/TR/epub-33/#sec-media-overlays

    read_along.py BOOK.epub [DIRECTORY]

Prints, as JSON, for each chapter that can be heard its sound and its clips: the text, when it begins, when it ends (s).
Puts the sounds into DIRECTORY. Ends with what is wrong where a book is not what readers rely on.
"""
import json, pathlib, posixpath, re, sys, zipfile
from xml.etree import ElementTree

OPF, SMIL, HTML = '{http://www.idpf.org/2007/opf}', '{http://www.w3.org/ns/SMIL}', '{http://www.w3.org/1999/xhtml}'
OPS = '{http://www.idpf.org/2007/ops}'


def expect(holds, what):
    if not holds:
        sys.exit(f'{sys.argv[1]}: {what}')


def seconds(clock):
    """A SMIL clock value: «1:02:03.5», «2:03», «3.5s», «90min», «3500ms», «7»."""
    parts = re.fullmatch(r'(?:(\d+):)?(\d+):(\d+(?:\.\d+)?)', clock)
    if parts:
        hours, minutes, rest = parts.groups()
        return int(hours or 0) * 3600 + int(minutes) * 60 + float(rest)
    count, unit = re.fullmatch(r'(\d+(?:\.\d+)?)(h|min|s|ms)?', clock).groups()
    return float(count) * {'h': 3600, 'min': 60, 's': 1, 'ms': 0.001, None: 1}[unit]


book = zipfile.ZipFile(sys.argv[1])
first = book.infolist()[0]
expect(first.filename == 'mimetype' and first.compress_type == zipfile.ZIP_STORED, 'what it is does not come first')
expect(book.read(first) == b'application/epub+zip', 'another mimetype')
container = ElementTree.fromstring(book.read('META-INF/container.xml'))
opf = container.find('.//{*}rootfile').get('full-path')
package = ElementTree.fromstring(book.read(opf))
expect(package.get('version') == '3.0', 'no EPUB 3')
items = {item.get('id'): item for item in package.iter(OPF + 'item')}
by_path = {posixpath.join(posixpath.dirname(opf), item.get('href')): item for item in items.values()}
meta = [(m.get('property'), m.get('refines'), (m.text or '').strip()) for m in package.iter(OPF + 'meta')]
durations = {of: seconds(value) for name, of, value in meta if name == 'media:duration'}
active = [value for name, _, value in meta if name == 'media:active-class']
expect(len(active) == 1, 'no class for what is being heard')
styles = b''.join(book.read(path) for path, item in by_path.items() if item.get('media-type') == 'text/css').decode()
expect('.' + active[0] in styles, 'what is being heard looks as all else')


def resolved(path, reference):
    file, _, fragment = reference.partition('#')
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), file)), fragment


chapters, total = [], 0.0
for itemref in package.iter(OPF + 'itemref'):
    chapter = items[itemref.get('idref')]
    if not chapter.get('media-overlay'):
        continue
    overlay = items[chapter.get('media-overlay')]
    expect(overlay.get('media-type') == 'application/smil+xml', 'an overlay of another type')
    page, path = (posixpath.join(posixpath.dirname(opf), each.get('href')) for each in (chapter, overlay))
    elements, order = {}, []  # of the page: what has an id, in the order of the text
    for element in ElementTree.fromstring(book.read(page)).iter():
        if element.get('id'):
            expect(element.get('id') not in elements, f'{element.get("id")} twice in {page}')
            elements[element.get('id')] = element
            order.append(element.get('id'))
    smil = ElementTree.fromstring(book.read(path))
    expect(smil.tag == SMIL + 'smil' and smil.get('version') == '3.0', 'no SMIL 3')
    for seq in smil.iter(SMIL + 'seq'):
        of, fragment = resolved(path, seq.get(OPS + 'textref'))
        expect(of == page and fragment in elements, f'{of}#{fragment} is not there')
    clips, heard, sound = [], [], None
    for par in smil.iter(SMIL + 'par'):
        text, audio = par.findall(SMIL + 'text'), par.findall(SMIL + 'audio')
        expect(len(text) == 1 and len(audio) == 1, 'a text and its sound')
        of, fragment = resolved(path, text[0].get('src'))
        expect(of == page and fragment in elements, f'{of}#{fragment} is not there')
        heard.append(fragment)
        file, _ = resolved(path, audio[0].get('src'))
        expect(by_path[file].get('media-type') == 'audio/mpeg', f'{file} is no sound that all readers play')
        expect(sound in (None, file), 'several sounds')
        sound = file
        begin, end = (seconds(audio[0].get(name)) for name in ('clipBegin', 'clipEnd'))
        expect(begin < end, f'nothing is heard of {fragment}')
        expect(begin == (clips[-1]['end'] if clips else 0.0), f'a gap before {fragment}')
        clips.append({'text': ''.join(elements[fragment].itertext()), 'begin': begin, 'end': end})
    expect(heard == [each for each in order if each in set(heard)], 'another order than the text')
    expect(len(set(heard)) == len(heard), 'heard twice')
    spans = [e.get('id') for e in elements.values() if e.tag == HTML + 'span']
    expect(set(spans) == set(heard), 'a sentence that is not heard')
    lasts = sum(clip['end'] - clip['begin'] for clip in clips)
    expect(abs(durations['#' + overlay.get('id')] - lasts) < 0.002, f'{path} lasts {lasts} s')
    total += lasts
    if len(sys.argv) > 2:
        (pathlib.Path(sys.argv[2]) / posixpath.basename(sound)).write_bytes(book.read(sound))
    chapters.append({'sound': posixpath.basename(sound), 'clips': clips})
expect(abs(durations[None] - total) < 0.01, f'the book lasts {total} s')
print(json.dumps(chapters))
