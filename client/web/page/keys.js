// The keyboard: the same keys as in the terminal's player where a browser leaves them free.

import {openAdd} from './add.js';
import * as daemon from './daemon.js';
import {keep} from './kept.js';
import {remember} from './marks.js';
import {openSearch} from './search.js';
import {change, current, state} from './state.js';

const bindings = {
  ' ': daemon.toggle,
  k: () => daemon.byParagraphs(-1),
  j: () => daemon.byParagraphs(1),
  ArrowLeft: () => daemon.bySentences(-1),
  ArrowRight: () => daemon.bySentences(1),
  ',': () => daemon.bySentences(-1),
  '.': () => daemon.bySentences(1),
  'shift ArrowLeft': () => daemon.byParagraphs(-1),
  'shift ArrowRight': () => daemon.byParagraphs(1),
  n: daemon.next,
  p: daemon.previous,
  '-': () => daemon.command('speed', {by: -5}),
  '+': () => daemon.command('speed', {by: 5}),
  f: () => change({following: true, reading: null}),
  l: () => change({view: state.view === 'list' ? 'text' : 'list'}),
  a: openAdd,
  b: () => current() && keep(current(), true),
  m: remember,
  '/': openSearch,
  u: daemon.undo,
};

// Whether whoever pressed a button last used a pointer. The focus stays there, but a space then means the player.
let pointed = false;

// Where a key has its own meaning it keeps it: in fields, sheets, and what a space or an arrow presses or moves.
function taken({target, key}) {
  if (target.closest('dialog, textarea, select, input:not([type=range])')) return true;
  if (key === ' ') return !pointed && Boolean(target.closest('button, a'));
  return key.startsWith('Arrow') && Boolean(target.closest('input, .grip'));
}

export function startKeys() {
  addEventListener(
    'pointerdown',
    () => {
      pointed = true;
    },
    true,
  );
  addEventListener(
    'keydown',
    ({key}) => {
      if (key === 'Tab' || key.startsWith('Arrow')) pointed = false;
    },
    true,
  );
  // Firefox presses a button when the space is let go, whatever became of it going down.
  addEventListener('keyup', (event) => {
    if (event.key === ' ' && pointed && !taken(event) && event.target.closest('button')) event.preventDefault();
  });
  addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || taken(event)) return;
    const act =
      bindings[
        (event.shiftKey && event.key.startsWith('Arrow') ? 'shift ' : '') +
          (event.key.length === 1 ? event.key.toLowerCase() : event.key)
      ];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
