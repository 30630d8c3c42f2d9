// The sound of the list from an article on, as one long file, and which sample is which word. Both addresses hold for
// ever: whoever answers a fetch (the server, or the cache of what was kept offline) answers with the same.

import {post} from './rpc.js';
import {t} from './texts.js';

const words = new Map(); // address → promise of {words: [[sample, begin, end]], sentences: [[sample, until, begin, end]]}

export const fetchSnapshot = (id, one = false) => post('/sounds', {id, one});

export function fetchWords(address) {
  if (!words.has(address)) {
    const wanted = fetch(address).then((answer) =>
      answer.ok ? answer.json() : Promise.reject(new Error(t('The server refused: {}', answer.status))),
    );
    wanted.catch(() => words.delete(address));
    words.set(address, wanted);
    if (words.size > 12) words.delete(words.keys().next().value); // the oldest: a day of listening is no leak
  }
  return words.get(address);
}

// The last of `rows`, ordered by their first number, that begins at or before `sample`; -1: none.
export function lastAt(rows, sample) {
  let low = 0,
    high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle][0] <= sample) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

// Which entry of a snapshot sounds at `seconds` of its file: {entry, index, sample (in the article), seconds}.
export function segmentAt(snapshot, seconds) {
  const sample = Math.round(seconds * snapshot.rate) + 8; // a border asked for may come back a breath too early
  let index = snapshot.entries.findIndex((entry) => sample < entry.at + entry.samples);
  if (index < 0) index = snapshot.entries.length - 1;
  const entry = snapshot.entries[index];
  return {entry, index, sample: Math.max(0, sample - entry.at)};
}

// When the word at a place in the text is heard, in ms of the article, else the next one that is spoken: a press on «(»
// goes to what is behind it. Null: nothing is.
export function timeOf(words, codePoint, rate) {
  const row = words.find(([, , end]) => end > codePoint) ?? words.at(-1);
  return row ? Math.ceil((row[0] * 1000) / rate) : null;
}

// The same of an entry that does not sound in this browser.
export async function timeIn(id, codePoint) {
  const {entries, rate} = await fetchSnapshot(id, true);
  return timeOf((await fetchWords(entries[0].words)).words, codePoint, rate);
}
