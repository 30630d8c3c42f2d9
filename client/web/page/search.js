// Looking for something in all lists: articles with the sentence where it stands; a press reads on from there.

import {playFrom} from './daemon.js';
import {h, text} from './dom.js';
import {playMark} from './marks.js';
import {attempt} from './notice.js';
import {call} from './rpc.js';
import {buildRow, rowsIn} from './rows.js';
import {change, state, watch} from './state.js';
import {t, tn} from './texts.js';

const most = 50; // hits
const breath = 200; // ms without a key before it is asked

let field,
  timer = 0,
  asked = 0;

// The sentence with what was found marked; places are of the article, the sentence begins at `begin`.
function marked({sentence, begin, matches = []}) {
  const letters = [...sentence],
    parts = [];
  let at = 0;
  for (const [from, to] of matches) {
    const [first, end] = [Math.max(at, from - begin), Math.min(letters.length, to - begin)];
    if (first >= end) continue;
    parts.push(letters.slice(at, first).join(''), h('mark', {}, letters.slice(first, end).join('')));
    at = end;
  }
  parts.push(letters.slice(at).join(''));
  return parts;
}

const where = (hit) => ({list: t('in the playlist'), kept: t('kept'), history: t('in the history'), mark: t('remembered')})[hit.where] ?? '';

const describe = (hit) => ({
  title: hit.mark?.note || (hit.mark ?? hit.entry).title,
  language: hit.entry?.language,
  quote: marked(hit),
  meta: [hit.mark?.note && hit.mark.title, (hit.mark ?? hit.entry).source, where(hit), !hit.exact && t('similar')]
    .filter(Boolean)
    .join(' · '),
  sign: hit.mark ? 'flag' : 'play',
});

async function look() {
  const query = field.value.trim(),
    mine = ++asked;
  if (!query) return change({found: null});
  const {hits, complete} = await call('search', {query, limit: most});
  if (mine === asked) change({found: {query, hits, complete}});
  return undefined;
}

function buildField() {
  field = h('input', {
    type: 'search',
    class: 'search-field',
    'aria-label': t('Search in all articles'),
    placeholder: t('Search in all articles'),
    spellcheck: 'false',
    enterkeyhint: 'search',
    oninput: () => {
      clearTimeout(timer);
      timer = setTimeout(() => attempt(look), breath);
    },
  });
  field.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') {
      clearTimeout(timer);
      attempt(look);
    }
    if (event.key !== 'Escape') return;
    event.preventDefault();
    change({pane: state.before ?? 'list'});
    document.querySelector('.search-open')?.focus();
  });
  return field;
}

export function buildSearch() {
  const list = h('ul', {class: 'rows', role: 'list', 'aria-label': t('What was found')});
  const how = h('p', {class: 'hint', role: 'status'}),
    body = h('div', {class: 'scroller'}, h('div', {class: 'search'}, buildField()), how, list);
  const render = rowsIn(
    list,
    (hit) => (hit.mark ? `mark ${hit.mark.id}` : `${hit.entry.id} ${hit.begin}`),
    () => buildRow({press: (hit) => (hit.entry ? playFrom(hit.entry, hit.mark?.begin ?? hit.begin) : playMark(hit.mark))}),
    describe,
  );
  watch(['found'], () => {
    const {found} = state;
    render(found?.hits ?? []);
    const count = found?.hits.length ?? 0;
    const told = !found
      ? t('Also: title:word, tag:name, source:name, before:2026-01-31, after:2026-01-01')
      : count
        ? tn(count, '{} place', '{} places', count)
        : t('Nothing was found.');
    text(how, found && !found.complete ? `${told} ${t('Not all articles are in the index yet.')}` : told);
  });
  return {
    body,
    look: () => {
      field.focus();
      field.select();
    },
  };
}

// From anywhere: the field is seen and has the focus.
export const openSearch = () => {
  if (state.pane === 'search') {
    field.focus();
    field.select(); // what is typed next is another question
  }
  change({view: 'list', pane: 'search'});
};
