// What was heard, also what has left the list.

import * as daemon from './daemon.js';
import {fill, h} from './dom.js';
import * as kept from './kept.js';
import {buildRow, choice, rowsIn} from './rows.js';
import {openSheet} from './sheet.js';
import {change, state, watch} from './state.js';
import {clock, t, when} from './texts.js';

function describe(entry) {
  const where = entry.number ? t('in the playlist') : entry.kept ? t('kept') : '';
  return {
    title: entry.title,
    language: entry.language,
    meta: [entry.source, clock(entry.duration_ms), entry.last_heard_at && when(entry.last_heard_at), where]
      .filter(Boolean)
      .join(' · '),
    sign: entry.state === 'heard' ? 'check' : 'play',
    state: 'heard',
    act: entry.number ? '' : t('Put “{}” back into the list', entry.title),
    more: t('More about “{}”', entry.title),
  };
}

const show = ({id}) => change({reading: id, view: 'text'});

function showMore(entry) {
  openSheet(entry.title, (close) =>
    h(
      'div',
      {class: 'choices'},
      choice('text', t('Show the text'), () => show(entry), close),
      !entry.number && choice('list', t('Put back'), () => daemon.restore(entry), close),
      !entry.kept && choice('keep', t('Keep'), () => kept.keep(entry), close),
    ),
  );
}

export function buildHistory() {
  const list = h('ul', {class: 'rows', role: 'list', 'aria-label': t('History')});
  const none = h('p', {class: 'hint'}, t('What you have heard will stand here.'));
  const clear = h(
    'button',
    {type: 'button', class: 'text-button', onclick: daemon.clearHeard},
    t('Remove what was heard from the list'),
  );
  const body = h('div', {class: 'scroller'});
  const render = rowsIn(
    list,
    (entry) => entry.id,
    () => buildRow({press: show, act: {sign: 'list', press: daemon.restore}, more: showMore}),
    describe,
  );
  watch(['history'], () => {
    render(state.history ?? []);
    fill(body, state.history && (state.history.length ? [clear, list] : none));
  });
  watch(['revision'], () => state.pane === 'history' && daemon.readHistory());
  return {body, look: daemon.readHistory};
}
