// Rows of the lists beside the playlist: an article or a place, what a press on it does, and a button or two behind.

import {arrange, attribute, fill, h, icon, iconButton, setIcon, text} from './dom.js';

// `press(item)`; `act`: {sign, press(item)}, `more(item)`: the buttons behind. What is seen comes with update(item, shown),
// shown: {title, language, quote, meta, sign, state, act, more}: nodes or texts; the names of the buttons.
export function buildRow({press, act = null, more = null}) {
  let item = null;
  const title = h('span', {class: 'row-title'}),
    quote = h('span', {class: 'row-quote'}),
    meta = h('span', {class: 'row-meta'});
  const sign = h('span', {class: 'sign', 'aria-hidden': 'true'}, icon('play'));
  const open = h(
    'button',
    {type: 'button', class: 'open', onclick: () => press(item)},
    sign,
    h('span', {class: 'row-text'}, title, quote, meta),
  );
  const acting = act && iconButton(act.sign, '', () => act.press(item));
  const menu = more && iconButton('more', '', () => more(item), {'aria-haspopup': 'dialog'});
  const element = h('li', {class: 'row'}, open, acting, menu);
  const name = (button, words) => {
    if (!button) return;
    button.hidden = !words;
    for (const key of ['aria-label', 'title']) attribute(button, key, words);
  };
  return {
    element,
    update(next, shown) {
      item = next;
      text(title, shown.title);
      fill(quote, shown.quote ?? null);
      quote.hidden = !shown.quote;
      for (const words of [title, quote]) attribute(words, 'lang', shown.language || null);
      text(meta, shown.meta);
      setIcon(sign, shown.sign);
      attribute(element, 'data-state', shown.state ?? null);
      name(acting, shown.act);
      name(menu, shown.more);
    },
  };
}

// Shows items in `list`, one row for each as long as it is there: the focus stays where it is.
export function rowsIn(list, keyOf, build, describe) {
  const rows = new Map();
  return (items) => {
    const keys = items.map(keyOf),
      there = new Set(keys);
    for (const key of rows.keys()) if (!there.has(key)) rows.delete(key);
    items.forEach((item, i) => {
      if (!rows.has(keys[i])) rows.set(keys[i], build(item));
      rows.get(keys[i]).update(item, describe(item));
    });
    arrange(
      list,
      keys.map((key) => rows.get(key).element),
    );
  };
}

// In a sheet: one thing that can be done.
export const choice = (sign, name, act, close) =>
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
