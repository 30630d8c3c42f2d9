// The lists' side of the page: the head, which of the lists is seen, and looking for something in all of them.

import {attribute, h, iconButton} from './dom.js';
import {buildHistory} from './history.js';
import {buildKept} from './keptview.js';
import {buildList} from './list.js';
import {buildMarks} from './marks.js';
import {buildSearch, openSearch} from './search.js';
import {change, state, watch} from './state.js';
import {t} from './texts.js';

export function buildSide({openAdd, openSettings}) {
  const list = buildList(openAdd);
  const panes = {
    list: {name: t('List'), ...list},
    kept: {name: t('Kept'), ...buildKept()},
    marks: {name: t('Places'), ...buildMarks()},
    history: {name: t('History'), ...buildHistory()},
    search: buildSearch(),
  };
  const tabs = Object.entries(panes)
    .filter(([, pane]) => pane.name)
    .map(([key, {name}]) => h('button', {type: 'button', class: 'tab', 'data-pane': key, onclick: () => change({pane: key})}, name));
  const search = iconButton('search', t('Search'), openSearch, {
    class: 'icon-button search-open',
    'aria-keyshortcuts': '/',
  });
  watch(['pane'], () => {
    for (const [key, {body}] of Object.entries(panes)) body.hidden = key !== state.pane;
    for (const tab of tabs) attribute(tab, 'aria-current', tab.dataset.pane === state.pane && 'true');
    if (state.pane !== 'search') change({before: state.pane});
    panes[state.pane].look?.();
  });
  const head = h(
    'header',
    {class: 'bar'},
    h('div', {class: 'brand'}, h('h1', {class: 'name'}, 'Vorleser'), list.sum),
    search,
    iconButton('settings', t('Settings'), openSettings, {'aria-haspopup': 'dialog'}),
    iconButton('plus', t('Add'), openAdd, {class: 'icon-button add-open', 'aria-haspopup': 'dialog'}),
  );
  return h(
    'section',
    {class: 'side', 'aria-label': t('Lists')},
    head,
    h('nav', {class: 'tabs', 'aria-label': t('Lists')}, tabs),
    Object.values(panes).map(({body}) => body),
  );
}
