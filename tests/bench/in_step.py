"""Whether what a client is told is what is heard at that moment."""
import array, json, math, statistics

from figures import ms, quantile
from processes import Lines, now, request
from sound import RATE

# Words that begin with t, k or p and have none of these within: eSpeak NG, as any speaker, closes the mouth for
# some 50 ms before such a sound, so that each word's onset can be found in a recording of fluent speech.
PLOSIVE_WORDS = ('Tal Kohl Pol Kahn Tor Paar Tisch Kamm Ton Pass Kinn Teer Kies Puma Kino Tonne Kasse Perle Tanne '
                 'Kelle').split()


def plosive_text(sentences):
    lines = []
    for n in range(sentences):
        at = n * 3 % len(PLOSIVE_WORDS)
        lines.append(' '.join(PLOSIVE_WORDS[at:] + PLOSIVE_WORDS[:at]) + '.')
    return lines


def onsets(samples, loud=300, step=RATE // 500, silent=8):
    """The places (samples) where sound sets in after at least 16 ms of next to none."""
    found, quiet = [], silent
    for at in range(0, len(samples) - step, step):
        if max(map(abs, samples[at:at + step])) < loud:
            quiet += 1
        else:
            if quiet >= silent:
                found.append(at)
            quiet = 0
    return found


def in_sentences(times, pause=0.4):
    """Cut at pauses between sentences, which are longer than that at any speed measured here."""
    cut = [[]]
    for before, time_ in zip([times[0]] + times, times):
        if time_ - before > pause:
            cut.append([])
        cut[-1].append(time_)
    return cut


def whole(recorder, moment):
    """What was heard since then in one piece, and when its first sample was. The sink plays at a steady pace, so
    the piece that came with the least delay dates all the others."""
    samples, begin = array.array('h'), math.inf
    for arrived, piece in recorder.since(moment):
        begin = min(begin, arrived - len(samples) / RATE)
        samples += piece
    return samples, begin


def watch(bench, sentences=8):
    """How far the word events are from what is heard at that moment."""
    lines = plosive_text(sentences)
    count = sum(len(line.split()) for line in lines)
    with bench.vorleser('watch') as ours:
        ours.call('add', text='\n\n'.join(lines), **{'as': 'text'})
        ours.measured()
        bench.recorder.wait_for_silence()
        listener = Lines(ours.path)
        listener.send(request('subscribe', {'events': ['position', 'state']}))
        listener.line()
        begin, events = now(), []
        ours.call('play')
        while True:
            event = json.loads(listener.line())
            arrived = now()
            params = event['params']
            if event['method'] == 'state':
                if params['state'] == 'stopped':
                    break
            elif params['word'] and (not events or events[-1][1] != params['word']['begin']):
                events.append((arrived, params['word']['begin']))
        listener.close()
        samples, start = whole(bench.recorder, begin)
        heard = [start + at / RATE for at in onsets(samples)]
        # Sentence by sentence: where the device ran dry, there are onsets of no word.
        late = []
        for spoken, told in zip(in_sentences(heard), in_sentences([t for t, _ in events])):
            if len(spoken) == len(told) == len(PLOSIVE_WORDS):
                late += [event - onset for event, onset in zip(told, spoken)]
        if len(late) < count * 2 / 3:
            raise RuntimeError(f'{count} words, {len(heard)} onsets, {len(events)} events')
        text = f'{ms(statistics.median(map(abs, late)))}, p95 {ms(quantile([abs(x) for x in late], .95))}'
        bench.row(f'word event from the word\'s onset as heard, {len(late)} words', text,
                  goal='30 ms')
