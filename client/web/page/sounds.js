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

// Where the listener's word is heard, in ms of the article; null: it has no sound.
export async function placeOf(id, codePoint) {
  const {
    entries: [entry],
    rate,
  } = await fetchSnapshot(id, true);
  const {words: rows} = await fetchWords(entry.words);
  // The word there, else the next one that is spoken: a press on «(» goes to what is behind it.
  const row = rows.find(([, , end]) => end > codePoint) ?? rows.at(-1);
  return row ? Math.ceil((row[0] * 1000) / rate) : null;
}
