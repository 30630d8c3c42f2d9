// Which word is heard just now in this browser: from the sound's own time, with each frame while the page is seen.

import * as media from './media.js';
import {lastAt} from './sounds.js';
import {change, state, watch} from './state.js';

let frame = 0;

const span = (row, begin) => (row ? {begin: row[begin], end: row[begin + 1]} : null);
const equal = (a, b) => a?.begin === b?.begin && a?.end === b?.end;

function look() {
  const at = media.here(),
    rows = media.currentRows();
  if (!at || !rows || media.isLoading()) return;
  const word = span(rows.words[lastAt(rows.words, at.sample)], 1);
  const row = rows.sentences[lastAt(rows.sentences, at.sample)],
    sentence = span(row, 2);
  const {spoken} = state;
  if (spoken.id === at.entry.id && equal(spoken.word, word) && equal(spoken.sentence, sentence)) return;
  change({spoken: {id: at.entry.id, word, sentence}});
}

function run() {
  frame = 0;
  look();
  plan();
}

function plan() {
  if (frame || document.hidden || !state.here.active || !state.here.playing) return;
  frame = requestAnimationFrame(run);
}

export function startSpoken() {
  watch(['here'], plan);
  document.addEventListener('visibilitychange', () => {
    look();
    plan();
  });
  // Paused, a jump still shows where it went.
  const lookHere = () => state.here.active && look();
  media.audio.addEventListener('seeked', lookHere);
  media.onRows(lookHere);
}
