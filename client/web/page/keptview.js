// The list of what is kept: newest first, by tag, only what is unread; and what can be done with each.

import * as daemon from './daemon.js';
import {attribute, fill, h, icon, text} from './dom.js';
import * as kept from './kept.js';
import {attempt} from './notice.js';
import {buildRow, choice, rowsIn} from './rows.js';
import {openSheet} from './sheet.js';
import {change, entryOf, state, watch} from './state.js';
import {clock, t} from './texts.js';

const read = (filter) => attempt(() => kept.readKept(filter));

function describe(entry) {
  const tags = entry.tags.map((name) => `#${name}`).join(' ');
  const length = entry.exact ? clock(entry.duration_ms) : t('about {}', clock(entry.duration_ms));
  return {
    title: entry.title,
    language: entry.language,
    meta: [entry.source, length, entry.listed && t('in the playlist'), tags].filter(Boolean).join(' · '),
    sign: entry.read ? 'check' : 'text',
    state: entry.read ? 'heard' : 'unread',
    act: entry.listed ? '' : t('Move “{}” to the playlist', entry.title),
    more: t('More about “{}”', entry.title),
  };
}

const show = ({id}) => change({reading: id, view: 'text'});

// --- Tags ---

function tagEditor(id, live) {
  const field = h('input', {type: 'text', 'aria-label': t('New tag'), placeholder: t('New tag'), maxlength: 64, list: 'tags'});
  const known = h('datalist', {id: 'tags'}),
    own = h('div', {class: 'pills'});
  const add = (event) => {
    event.preventDefault();
    const name = field.value.trim();
    if (!name) return;
    field.value = '';
    kept.tag({id}, [name], []);
  };
  live(['kept', 'list'], () => {
    const {tags = []} = entryOf(id) ?? {};
    fill(
      own,
      tags.map((name) =>
        h(
          'button',
          {
            type: 'button',
            class: 'pill',
            'aria-label': t('Take the tag “{}” away', name),
            onclick: () => kept.tag({id}, [], [name]),
          },
          name,
          icon('close'),
        ),
      ),
    );
    fill(
      known,
      (state.kept.tags ?? []).map(({name}) => h('option', {value: name})),
    );
  });
  return h(
    'form',
    {class: 'tag-form', onsubmit: add},
    own,
    h('div', {class: 'add-row'}, field, known, h('button', {type: 'submit', class: 'text-button'}, t('Add the tag'))),
  );
}

export function showTags({id, title}) {
  read();
  openSheet(t('Tags of “{}”', title), (close, live) => tagEditor(id, live));
}

// --- One of them ---

export function showMore(entry) {
  openSheet(entry.title, (close) =>
    h(
      'div',
      {class: 'choices'},
      choice('text', t('Show the text'), () => show(entry), close),
      entry.listed
        ? choice('play', t('Play'), () => daemon.play(entry.id), close)
        : [
            choice('list', t('Move to the playlist'), () => kept.queue(entry, true), close),
            choice('plus', t('Add to the playlist, and keep'), () => kept.queue(entry), close),
          ],
      choice(
        entry.read ? 'text' : 'check',
        entry.read ? t('Mark as unread') : t('Mark as read'),
        () => kept.setRead(entry, !entry.read),
        close,
      ),
      choice('tag', t('Tags'), () => showTags(entry), close),
      choice('remove', t('Do not keep any more'), () => kept.unkeep(entry), close),
    ),
  );
}

// --- All of them ---

function buildFilters() {
  const filters = h('div', {class: 'filters', role: 'group', 'aria-label': t('What is shown')});
  const pill = (name, onclick) => h('button', {type: 'button', class: 'pill', onclick}, name);
  const unread = pill(t('Unread'), () => read({unread: !state.kept.unread}));
  const pills = new Map(); // tag → button, as long as there is that tag: it keeps the focus
  const tagPill = (name) => pill([`#${name} `, h('small', {})], () => read({tag: state.kept.tag === name ? null : name}));
  watch(['kept'], () => {
    const {tags = []} = state.kept;
    attribute(unread, 'aria-pressed', String(state.kept.unread));
    const shown = tags.map(({name, count}) => {
      if (!pills.has(name)) pills.set(name, tagPill(name));
      const each = pills.get(name);
      attribute(each, 'aria-pressed', String(state.kept.tag === name));
      text(each.lastChild, String(count));
      return each;
    });
    fill(filters, unread, shown);
  });
  return filters;
}

export function buildKept() {
  const list = h('ul', {class: 'rows', role: 'list', 'aria-label': t('Kept')});
  const none = h('p', {class: 'hint'});
  const further = h(
    'button',
    {type: 'button', class: 'text-button', onclick: () => read({more: true})},
    t('Show more'),
  );
  const frame = h('div', {});
  const body = h('div', {class: 'scroller'}, buildFilters(), frame);
  const render = rowsIn(
    list,
    (entry) => entry.id,
    () => buildRow({press: show, act: {sign: 'list', press: (entry) => kept.queue(entry, true)}, more: showMore}),
    describe,
  );
  watch(['kept'], () => {
    const {entries, tag, unread, all} = state.kept;
    render(entries ?? []);
    text(
      none,
      tag !== null || unread
        ? t('Nothing of that kind is kept.')
        : t('Nothing is kept yet: an article in the playlist is moved here by its button or by the key B.'),
    );
    fill(frame, entries && (entries.length ? [list, !all && further] : none));
  });
  // What others change is seen, too.
  watch(['revision', 'connection'], () => {
    if (state.pane === 'kept' && state.connection === 'open') read();
  });
  return {body, look: () => read()};
}
