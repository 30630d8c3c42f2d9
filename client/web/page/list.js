// The list: what is to be heard, in its order, and the history of what was.

import * as daemon from './daemon.js';
import {attribute, fill, h, icon, iconButton, setIcon, text} from './dom.js';
import {draggable, swipeable} from './gestures.js';
import {say} from './notice.js';
import {openSheet} from './sheet.js';
import {change, current, entryOf, playing, state, watch} from './state.js';
import {clock, lasting, sentence, t, tn, when} from './texts.js';

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
  return {id, title, meta, sign, open, grip, more, element: h('li', {class: 'row', 'data-id': id}, open, more, grip)};
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
  return [entry.source, length, stateText(entry), kept].filter(Boolean).join(' · ');
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
  const choice = (sign, name, act) => (close) =>
    h(
      'button',
      {
        type: 'button',
        class: 'choice',
        onclick: () => {
          close();
          act();
        },
      },
      icon(sign),
      name,
    );
  const choices = [
    choice('text', t('Show the text'), () => change({reading: id, view: 'text'})),
    id !== current()?.id && choice('next-up', t('Read next'), () => daemon.readNext(id)),
    at > 1 && choice('up', t('Move up'), () => daemon.move(id, at - 1)),
    at < state.list.length && choice('down', t('Move down'), () => daemon.move(id, at + 1)),
    state.offline &&
      choice('offline', state.offline.has(id) ? t('Do not keep offline') : t('Keep for offline'), () =>
        import('./offline.js').then((m) => m.toggle(id)),
      ),
    choice('file', t('Save as a sound file'), () => import('./saving.js').then((m) => m.saveAsFile(entry))),
    choice('remove', t('Remove'), () => removeFocused(id)),
  ];
  openSheet(entry.title, (close) => [
    entry.damaged && h('p', {class: 'caveat'}, sentence(entry.damaged_data, entry.damaged)),
    h(
      'div',
      {class: 'choices'},
      choices.filter(Boolean).map((make) => make(close)),
    ),
  ]);
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
  arrange(state.list.map((e) => rows.get(e.id).element));
}

// Moves only what stands elsewhere: whatever is moved loses its focus.
function arrange(elements) {
  let at = list.firstChild;
  for (const element of elements) {
    if (element === at) at = at.nextSibling;
    else if (at?.nextSibling === element) {
      const gone = at;
      at = element.nextSibling;
      list.append(gone);
    } else list.insertBefore(element, at);
  }
  while (at) {
    const gone = at;
    at = at.nextSibling;
    gone.remove();
  }
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

export function buildList({openAdd, openSettings}) {
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
  const past = iconButton('history', t('History'), showHistory, {'aria-haspopup': 'dialog'});
  const head = h(
    'header',
    {class: 'bar'},
    h('div', {class: 'brand'}, h('h1', {class: 'name'}, 'Vorleser'), sum),
    past,
    iconButton('settings', t('Settings'), openSettings, {'aria-haspopup': 'dialog'}),
    iconButton('plus', t('Add'), openAdd, {class: 'icon-button add-open', 'aria-haspopup': 'dialog'}),
  );
  watch(['list', 'status', 'here', 'offline'], () => {
    renderList();
    text(sum, summary());
    fill(body, state.list.length ? list : state.revision === null ? null : none);
  });
  showCurrent(body);
  return h('section', {class: 'side', 'aria-label': t('List')}, head, body);
}

// --- What was heard ---

function pastRow(entry) {
  const about = [entry.source, clock(entry.duration_ms), entry.last_heard_at && when(entry.last_heard_at)]
    .filter(Boolean)
    .join(' · ');
  return h(
    'li',
    {class: 'past'},
    h(
      'div',
      {class: 'row-text'},
      h('span', {class: 'row-title'}, entry.title),
      h('span', {class: 'row-meta'}, about),
    ),
    entry.number
      ? h('span', {class: 'row-meta'}, t('in the list'))
      : h(
          'button',
          {
            type: 'button',
            class: 'text-button',
            'aria-label': t('Put “{}” back into the list', entry.title),
            onclick: () => daemon.restore(entry),
          },
          t('Put back'),
        ),
  );
}

async function showHistory() {
  if (!(await daemon.readHistory())) change({history: state.history ?? []});
  openSheet(t('History'), (close, live) => {
    const body = h('ul', {class: 'pasts', role: 'list'}),
      none = h('p', {class: 'hint'}, t('What you have heard will stand here.'));
    const clear = h(
      'button',
      {type: 'button', class: 'text-button', onclick: daemon.clearHeard},
      t('Remove what was heard from the list'),
    );
    const frame = h('div', {});
    live(['history'], () => {
      body.replaceChildren(...(state.history ?? []).map(pastRow));
      fill(frame, state.history?.length ? [body, clear] : none);
    });
    return frame;
  });
}
