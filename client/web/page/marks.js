// Remembered places: the sentence that is heard, kept with a note; their list, and one of them.

import {playFrom} from './daemon.js';
import {fill, h} from './dom.js';
import {attempt, say} from './notice.js';
import {call, onEvent} from './rpc.js';
import {buildRow, choice, rowsIn} from './rows.js';
import {openSheet} from './sheet.js';
import {change, current, entryOf, state, watch} from './state.js';
import {t, when} from './texts.js';

const readMarks = async () => change({marks: (await call('marks')).marks});
const read = () => attempt(readMarks);

// The sentence that is heard. Where this browser plays, it knows best which one that is.
export const remember = () =>
  attempt(async () => {
    const entry = current(),
      {spoken} = state;
    if (!entry) return say(t('Nothing is being read that could be remembered.'));
    const at = spoken.id === entry.id ? (spoken.sentence ?? spoken.word) : null;
    const mark = await call('mark', {id: entry.id, ...(at ? {begin: at.begin} : {})});
    return say(t('Remembered: “{}”', mark.sentence), {name: t('Add a note'), act: () => showMark(mark)});
  });

const unmark = ({id}) =>
  attempt(async () => {
    await call('unmark', {ids: [id]});
    say(t('The place is not remembered any more'));
  });

// Its article may be in a list that was not looked at yet: then the daemon is asked which.
export const playMark = (mark) =>
  mark.entry === null
    ? say(t('The article is gone; its sentence is kept here.'))
    : playFrom(entryOf(mark.entry) ?? {id: mark.entry, listed: null}, mark.begin);

export function showMark(mark) {
  openSheet(t('Remembered place'), (close) => {
    const field = h('textarea', {rows: 3, 'aria-label': t('Note'), placeholder: t('Note'), autofocus: true}, mark.note);
    const save = (event) => {
      event.preventDefault();
      attempt(async () => {
        await call('note', {id: mark.id, note: field.value.trim()});
        close();
      });
    };
    const original = /^https?:/.test(mark.url ?? '');
    return [
      h('blockquote', {class: 'quoted'}, mark.sentence),
      h('p', {class: 'hint'}, [mark.title, mark.source, when(mark.made_at)].filter(Boolean).join(' · ')),
      h(
        'form',
        {onsubmit: save},
        field,
        h('div', {class: 'add-row'}, h('button', {type: 'submit', class: 'filled'}, t('Save the note'))),
      ),
      h(
        'div',
        {class: 'choices'},
        mark.entry !== null && choice('play', t('Play from here'), () => playMark(mark), close),
        choice('remove', t('Forget this place'), () => unmark(mark), close),
        original &&
          h(
            'a',
            {class: 'original', href: mark.url, target: '_blank', rel: 'noopener noreferrer'},
            t('Original page'),
          ),
      ),
    ];
  });
}

const describe = (mark) => ({
  title: mark.note || mark.title,
  quote: mark.sentence,
  meta: [mark.note && mark.title, mark.source, when(mark.made_at)].filter(Boolean).join(' · '),
  sign: 'flag',
  more: t('More about “{}”', mark.sentence),
});

export function buildMarks() {
  const list = h('ul', {class: 'rows', role: 'list', 'aria-label': t('Remembered places')});
  const none = h(
    'p',
    {class: 'hint'},
    t('Nothing is remembered yet: while you listen, the button “Remember this place” or the key M keeps the sentence.'),
  );
  const body = h('div', {class: 'scroller'});
  const render = rowsIn(
    list,
    (mark) => mark.id,
    () => buildRow({press: playMark, more: showMark}),
    describe,
  );
  onEvent('marks', () => readMarks().catch(() => {}));
  watch(['connection'], () => state.connection === 'open' && readMarks().catch(() => {}));
  watch(['marks'], () => {
    render(state.marks ?? []);
    fill(body, state.marks && (state.marks.length ? list : none));
  });
  return {body, look: read};
}
