// The playlist: what is to be heard, in its order.

import * as daemon from './daemon.js';
import {arrange, attribute, fill, h, icon, iconButton, setIcon, text} from './dom.js';
import {draggable, swipeable} from './gestures.js';
import * as shelf from './kept.js';
import {showTags} from './keptview.js';
import {say} from './notice.js';
import {choice} from './rows.js';
import {openSheet} from './sheet.js';
import {change, current, entryOf, playing, state, watch} from './state.js';
import {clock, lasting, sentence, t, tn} from './texts.js';

const rows = new Map(); // id → row, kept as long as the entry: focus and a finger stay where they are
let list;

// --- One row ---

function buildRow(id) {
  const title = h('span', {class: 'row-title'}),
    meta = h('span', {class: 'row-meta'});
  const sign = h('span', {class: 'sign', 'aria-hidden': 'true'}, icon('play'));
  const open = h(
    'button',
    {type: 'button', class: 'open', onclick: () => press(id)},
    sign,
    h('span', {class: 'row-text'}, title, meta),
  );
  const grip = h('button', {type: 'button', class: 'grip', onkeydown: (event) => moveByKey(event, id)}, icon('grip'));
  const more = h(
    'button',
    {type: 'button', class: 'icon-button more', 'aria-haspopup': 'dialog', onclick: () => showMore(id)},
    icon('more'),
  );
  const away = iconButton('keep', '', () => shelf.keep(entryOf(id), true));
  const element = h('li', {class: 'row', 'data-id': id}, open, away, more, grip);
  return {id, title, meta, sign, open, away, grip, more, element};
}

function stateText(entry) {
  if (entry.state === 'heard') return t('heard');
  if (entry.state === 'started') return t('{} left', clock(entry.duration_ms - entry.position_ms));
  return '';
}

function metaText(entry) {
  const length = entry.exact ? clock(entry.duration_ms) : t('about {}', clock(entry.duration_ms));
  const kept =
    {kept: t('kept offline'), keeping: t('is being kept'), waiting: t('waits to be kept')}[
      state.offline?.get(entry.id)
    ] ?? '';
  const both = entry.kept ? t('kept') : '';
  return [entry.source, length, stateText(entry), both, kept].filter(Boolean).join(' · ');
}

function updateRow(row, entry, index) {
  const here = current()?.id === entry.id;
  text(row.title, entry.title);
  attribute(row.title, 'lang', entry.language || null);
  text(row.meta, metaText(entry));
  attribute(row.element, 'data-state', here ? 'current' : entry.state);
  attribute(row.open, 'aria-current', here && 'true');
  attribute(row.grip, 'aria-label', t('Move “{}”', entry.title));
  attribute(row.grip, 'title', t('Drag, or move with the arrow keys'));
  attribute(row.grip, 'aria-description', t('Place {} of {}', index + 1, state.list.length));
  for (const name of ['aria-label', 'title']) attribute(row.away, name, t('Move “{}” to what is kept', entry.title));
  attribute(row.more, 'aria-label', t('More about “{}”', entry.title));
  setIcon(row.sign, here && playing() ? 'wave' : entry.state === 'heard' && !here ? 'check' : 'play');
  const heard = entry.state === 'started' && entry.duration_ms ? entry.position_ms / entry.duration_ms : 0;
  row.sign.style.setProperty('--heard', `${Math.round(heard * 360)}deg`);
}

function press(id) {
  if (id === current()?.id && (playing() || state.here.active)) {
    // Beside its text there is nowhere to go: there the press is the player's.
    const beside = matchMedia('(min-width: 60rem)').matches && state.reading === null;
    change({view: 'text', reading: null});
    if (beside || !playing()) daemon.toggle();
    return;
  }
  change({reading: null, following: true});
  daemon.play(id);
}

async function moveByKey(event, id) {
  const by = {ArrowUp: -1, ArrowDown: 1}[event.key];
  if (!by) return;
  event.preventDefault();
  event.stopPropagation();
  const to = state.list.findIndex((e) => e.id === id) + 1 + by;
  if (to < 1 || to > state.list.length) return;
  await daemon.move(id, to);
  rows.get(id)?.grip.focus();
  say(t('Now at place {} of {}', to, state.list.length));
}

function showMore(id) {
  const entry = entryOf(id),
    at = state.list.indexOf(entry) + 1;
  if (!entry) return;
  openSheet(entry.title, (close) => {
    const can = (sign, name, act) => choice(sign, name, act, close);
    return [
      entry.damaged && h('p', {class: 'caveat'}, sentence(entry.damaged_data, entry.damaged)),
      h(
        'div',
        {class: 'choices'},
        can('text', t('Show the text'), () => change({reading: id, view: 'text'})),
        id !== current()?.id && can('next-up', t('Read next'), () => daemon.readNext(id)),
        at > 1 && can('up', t('Move up'), () => daemon.move(id, at - 1)),
        at < state.list.length && can('down', t('Move down'), () => daemon.move(id, at + 1)),
        entry.kept
          ? can('keep', t('Do not keep any more'), () => shelf.unkeep(entry))
          : can('keep', t('Keep as well'), () => shelf.keep(entry)),
        can('tag', t('Tags'), () => showTags(entry)),
        state.offline &&
          can('offline', state.offline.has(id) ? t('Do not keep offline') : t('Keep for offline'), () =>
            import('./offline.js').then((m) => m.toggle(id)),
          ),
        can('file', t('Save as a sound file'), () => import('./saving.js').then((m) => m.saveAsFile(entry))),
        can('remove', t('Remove'), () => removeFocused(id)),
      ),
    ];
  });
}

// The focus goes to the neighbour, not to the page's beginning.
function removeFocused(id) {
  const at = state.list.findIndex((e) => e.id === id),
    neighbour = state.list[at + 1] ?? state.list[at - 1];
  daemon.remove(id);
  queueMicrotask(() => (rows.get(neighbour?.id)?.open ?? document.querySelector('.add-open'))?.focus());
}

// --- All of them ---

function renderList() {
  if (list.classList.contains('dragging')) return;
  const known = new Set(state.list.map((e) => e.id));
  for (const id of rows.keys()) if (!known.has(id)) rows.delete(id);
  state.list.forEach((entry, index) => {
    if (!rows.has(entry.id)) rows.set(entry.id, buildRow(entry.id));
    updateRow(rows.get(entry.id), entry, index);
  });
  arrange(
    list,
    state.list.map((e) => rows.get(e.id).element),
  );
}

function summary() {
  const unheard = state.list.filter((e) => e.state !== 'heard');
  const left = unheard.reduce((sum, e) => sum + e.duration_ms - (e.state === 'started' ? e.position_ms : 0), 0);
  const speed = (state.status?.speed ?? 100) / 100;
  if (!state.list.length) return '';
  return unheard.length
    ? tn(unheard.length, '{} article, {}', '{} articles, {}', unheard.length, lasting(left / speed))
    : t('all heard');
}

function nothing(openAdd) {
  return h(
    'div',
    {class: 'empty'},
    icon('wave'),
    h('p', {}, t('Nothing to read aloud yet.')),
    h('button', {type: 'button', class: 'filled', onclick: openAdd}, t('Add an article')),
  );
}

// What is heard is seen when the page opens, and when the list is come back to; else the listener's place in it stays.
function showCurrent(body) {
  let seen = false;
  const show = () => {
    const row = list.querySelector('[data-state=current]');
    if (seen || !row?.offsetHeight) return;
    seen = true;
    body.scrollTop = row.offsetTop - (body.clientHeight - row.offsetHeight) / 2;
  };
  watch(['list', 'status'], () => requestAnimationFrame(show));
  watch(['view'], () => {
    seen = false;
    requestAnimationFrame(show);
  });
}

// The list and what is said of it at the page's head.
export function buildList(openAdd) {
  list = h('ul', {class: 'rows', role: 'list', 'aria-label': t('Playlist')});
  draggable(list, (row, to, from) => {
    if (to === from)
      change({list: [...state.list]}); // what has changed meanwhile is seen now
    else daemon.move(Number(row.dataset.id), to + 1);
  });
  swipeable(list, (row) => daemon.remove(Number(row.dataset.id)));
  const sum = h('span', {class: 'sum'}),
    none = nothing(openAdd);
  const body = h('div', {class: 'scroller'});
  watch(['list', 'status', 'here', 'offline'], () => {
    renderList();
    text(sum, summary());
    fill(body, state.list.length ? list : state.revision === null ? null : none);
  });
  showCurrent(body);
  return {body, sum};
}
