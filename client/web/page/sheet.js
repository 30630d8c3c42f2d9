// A sheet: from the foot of a narrow screen, a card on a wide one. The browser's own <dialog> keeps the focus inside,
// closes by Escape and gives the focus back.

import {h, iconButton} from './dom.js';
import {settle} from './notice.js';
import {watch} from './state.js';
import {t} from './texts.js';

// `make(close, live)` gives what is in it; `live` is watch() that ends with the sheet.
export function openSheet(title, make, extra = '') {
  document.querySelector('dialog[open]')?.close();
  const ends = [];
  const close = () => sheet.close();
  const head = h(
    'header',
    {class: 'sheet-head'},
    h('h2', {id: 'sheet-title'}, title),
    iconButton('close', t('Close'), close),
  );
  const sheet = h('dialog', {class: `sheet ${extra}`, 'aria-labelledby': 'sheet-title'}, head);
  const body = h('div', {class: 'sheet-body'});
  sheet.append(body);
  body.append(...[make(close, (of, render) => ends.push(watch(of, render)))].flat().filter(Boolean));
  sheet.addEventListener('close', () => {
    ends.forEach((end) => end());
    settle();
    sheet.remove();
  });
  sheet.addEventListener('click', (event) => event.target === sheet && close()); // the ground around it
  document.body.append(sheet);
  sheet.showModal();
  return sheet;
}
