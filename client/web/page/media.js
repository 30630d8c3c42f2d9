// The media element and what it plays: the list from the current article on, as one continuous file (a snapshot). No
// script has to run where an article ends, so a locked phone goes on. If the list has changed meanwhile, the new
// snapshot waits for the article's end, or takes over at once while nothing sounds.

import {attribute, h} from './dom.js';
import {fetchSnapshot, fetchWords, lastAt, segmentAt, timeOf} from './sounds.js';
import {state} from './state.js';

export const audio = h('audio', {preload: 'auto'});
audio.preservesPitch = true;

let snapshot = null,
  pending = null;
let target = 0; // seconds, where a file that is being loaded is to begin
let loading = false;
let renewal = 0,
  timer = 0;
let rows = null,
  rowsOf = ''; // the words of the article at its place
let atRows = () => {};

// Where it is to end with the article, nothing follows.
const single = () => Boolean(state.status?.sleep?.at_end);
const same = (a, b) => a.id === b.id && a.words === b.words && a.samples === b.samples;

export const hasSound = () => snapshot !== null;
export const here = () => snapshot && segmentAt(snapshot, loading ? target : audio.currentTime);
export const isLoading = () => loading;

// Where it is: {id, ms, of} of the entry that sounds, the sound's how manieth; null without a sound.
export function where() {
  const at = here();
  if (!at) return null;
  const ms = (samples) => Math.round((samples * 1000) / snapshot.rate);
  return {id: at.entry.id, index: at.index, ms: ms(at.sample), of: ms(at.entry.samples)};
}

export const onRows = (handler) => {
  atRows = handler;
};

// The times of the words of the entry that sounds, once they are there: then onRows()'s handler is called.
export function currentRows() {
  const at = here(),
    address = at?.entry.words;
  if (!address) return null;
  if (rowsOf === address) return rows;
  rowsOf = address;
  rows = null;
  const take = (got) => {
    if (rowsOf === address) {
      rows = got;
      atRows();
    }
  };
  const later = () =>
    setTimeout(() => {
      if (rowsOf === address && !rows) rowsOf = '';
    }, 3000);
  fetchWords(address).then(take, later);
  // The next article's, too: the network may be gone when it begins.
  const next = snapshot.entries[at.index + 1];
  if (next) fetchWords(next.words).catch(() => {});
  return null;
}

function load(fresh, seconds) {
  snapshot = fresh;
  pending = null;
  target = seconds;
  loading = true;
  attribute(audio, 'src', fresh.sound);
  audio.load();
  audio.currentTime = seconds; // the place to begin with, before anything is known of the file
}

// Some browsers forget that place.
audio.addEventListener('loadedmetadata', () => {
  if (!loading) return;
  if (Math.abs(audio.currentTime - target) > 0.03) audio.currentTime = target;
  loading = false;
});

export function setSpeed(percent) {
  audio.defaultPlaybackRate = audio.playbackRate = percent / 100;
}

const secondsOf = (snap, entry, ms) => (entry.at + Math.min(entry.samples - 1, (ms * snap.rate) / 1000)) / snap.rate;

// To the place `ms` of an entry. What is loaded is used if it has the entry, for an answer at once; whether it is still
// the right sound (voice, text, order) is asked behind that.
export async function goTo(id, revision, ms, isCurrent) {
  const entry = snapshot?.entries.find((e) => e.id === id && e.text_revision === revision);
  if (entry) {
    const seconds = secondsOf(snapshot, entry, ms);
    if (loading) target = seconds;
    audio.currentTime = seconds;
    return renewSoon();
  }
  // What was loaded is another article: until the new one is there, there is no place to tell of.
  audio.pause();
  forget();
  const fresh = await fetchSnapshot(id, single());
  if (isCurrent()) load(fresh, secondsOf(fresh, fresh.entries[0], ms));
  return undefined;
}

// The next entry of the snapshot, or the one before: false if there is none.
export function step(by) {
  const at = here(),
    entry = at && snapshot.entries[at.index + by];
  if (!entry) return false;
  audio.currentTime = entry.at / snapshot.rate;
  return true;
}
// When the word at a place in the text of the entry `id` is heard; undefined: not known here.
export function timeHere(id, codePoint) {
  const known = here()?.entry.id === id && currentRows();
  return known ? timeOf(known.words, codePoint, snapshot.rate) : undefined;
}

// As the daemon's seek by sentences: backwards, from more than 2 s after its start, to the start of this one.
export function stepSentences(by) {
  const at = here(),
    sentences = currentRows()?.sentences;
  if (!at || !sentences) return;
  const index = lastAt(sentences, at.sample),
    begun = at.sample - (sentences[index]?.[0] ?? 0) > 2 * snapshot.rate;
  const row = sentences[index + by + (by < 0 && begun ? 1 : 0)];
  if (row) seekWithin(Math.ceil((row[0] * 1000) / snapshot.rate));
}

export function seekWithin(ms) {
  const at = here();
  if (at) audio.currentTime = secondsOf(snapshot, at.entry, ms);
}

// Something of the list, the voice or the settings has changed; many such changes are one question.
export function renewSoon() {
  if (!snapshot) return;
  clearTimeout(timer);
  timer = setTimeout(() => renew().catch(() => {}), 400);
}

async function renew() {
  const mine = ++renewal,
    asked = here().entry.id;
  const fresh = await fetchSnapshot(asked, single());
  const at = here();
  if (mine !== renewal || !at || at.entry.id !== asked) return;
  const rest = snapshot.entries.slice(at.index);
  if (rest.length === fresh.entries.length && rest.every((e, i) => same(e, fresh.entries[i]))) {
    pending = null;
  } else if (audio.paused || !same(rest[0], fresh.entries[0])) {
    const was = !audio.paused;
    load(fresh, secondsOf(fresh, fresh.entries[0], (at.sample * 1000) / snapshot.rate));
    if (was) audio.play().catch(() => {});
  } else {
    pending = fresh;
  }
}

// Swaps the waiting snapshot in if the article is as good as over, within the pause at its end. False: nothing is left
// to play in it.
export function passBorder() {
  const at = here();
  if (!pending || !at || at.sample < at.entry.samples - 0.35 * snapshot.rate * audio.playbackRate) return true;
  const fresh = pending,
    index = fresh.entries.findIndex((e) => e.id === at.entry.id) + 1;
  pending = null;
  if (index >= fresh.entries.length) return false;
  load(fresh, fresh.entries[index].at / fresh.rate);
  audio.play().catch(() => {});
  return true;
}

// After trouble with the network: from where it stopped, in what can be had now. Without a network that is what was kept.
export async function reload() {
  const at = here(),
    mine = ++renewal;
  if (!at) return;
  const fresh = await fetchSnapshot(at.entry.id, single()).catch(() => null);
  if (mine !== renewal || !snapshot) return;
  if (fresh) load(fresh, secondsOf(fresh, fresh.entries[0], (at.sample * 1000) / snapshot.rate));
  else load(snapshot, at.seconds ?? (loading ? target : audio.currentTime));
}

export function forget() {
  snapshot = pending = null;
  renewal++;
  clearTimeout(timer);
}
