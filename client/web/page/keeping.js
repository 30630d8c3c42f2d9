// What of the settings is about listening without a network: how many articles, and in how much room.

import {h, text} from './dom.js';
import {keepNewest, settings} from './offline.js';
import {state} from './state.js';
import {t} from './texts.js';

const counts = [0, 3, 5, 10, 20, 50];
const budgets = [100e6, 250e6, 500e6, 1e9, 2e9];
const size = (bytes) => bytes >= 1e9 ? t('{} GB', bytes / 1e9) : t('{} MB', Math.ceil(bytes / 1e6));

function choice(label, values, name, chosen, onchange) {
  const select = h('select', {onchange: () => onchange(Number(select.value))},
                   values.map((value) => h('option', {value, selected: value === chosen}, name(value))));
  return h('label', {class: 'setting'}, h('span', {}, label), select);
}

// Null where nothing can be kept: the connection is not secure, or the browser cannot.
export function keepSettings(live, group) {
  if (!state.offline) return null;
  const room = h('p', {class: 'hint'});
  live(['offline', 'stored'], () => {
    const kept = [...state.offline.values()].filter((how) => how === 'kept').length;
    text(room, state.offline.size ? t('{} of {} articles are kept, {}', kept, state.offline.size, size(state.stored?.bytes ?? 0)) : t('Nothing is kept yet'));
  });
  const {newest, budget} = settings();
  return group(t('Without a network'),
               choice(t('Keep the newest articles'), counts, (n) => n ? String(n) : t('None'), newest, (n) => keepNewest(n)),
               choice(t('In at most'), budgets, size, budget, (bytes) => keepNewest(settings().newest, bytes)), room);
}
