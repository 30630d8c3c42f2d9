// What the daemon tells, taken over into the state; and what a press asks of it.

import * as here from './here.js';
import {attempt, say} from './notice.js';
import {call, onEvent, onOpen} from './rpc.js';
import {change, current, entryOf, state} from './state.js';
import {t, tn} from './texts.js';

function takeStatus(status) {
  const before = state.status;
  const spoken = {id: status.entry?.id ?? null, word: status.word, sentence: status.sentence};
  change({status, statusAt: performance.now()});
  here.followStatus(before, status);
  if (state.here.active) return; // it hears itself
  change({position: {id: spoken.id, ms: status.position_ms}, spoken});
}

// --- The list ---

let reading = null; // one at a time: the answers build upon each other
let again = false;

async function readList() {
  const whole = await call('list');
  change({list: whole.entries, revision: whole.revision});
}

// As PROTOCOL.md says under Changes: those that moved are taken out, then all with a number are put in, in order.
function apply({revision, changes}) {
  const leaving = new Set(),
    other = new Map();
  for (const {what, entry} of changes) {
    const moves = what.some((w) => w === 'added' || w === 'removed' || w === 'restored' || w === 'moved');
    if (moves) leaving.add(entry.id);
    other.set(entry.id, entry);
  }
  const list = state.list.filter((e) => !leaving.has(e.id)).map((e) => other.get(e.id) ?? e);
  for (const {entry} of changes) if (leaving.has(entry.id) && entry.number) list.splice(entry.number - 1, 0, entry);
  change({list, revision});
  if (changes.some(({what}) => what.some((w) => w !== 'place' && w !== 'heard'))) here.listChanged();
}

async function update() {
  if (state.revision === null) return readList();
  const answer = await call('changes', {since: state.revision});
  if (answer.whole) {
    await readList();
    return here.listChanged();
  }
  return apply(answer);
}

// The list as it is now; asked for while one is on its way, it is read once more.
export async function refresh() {
  if (reading) {
    again = true;
    return reading;
  }
  reading = (async () => {
    do {
      again = false;
      await update();
    } while (again);
  })().finally(() => {
    reading = null;
  });
  return reading;
}

export async function readOutputs() {
  try {
    change({outputs: (await call('outputs')).outputs});
  } catch (error) {
    if (error.kind === 'away') throw error;
  }
}

export function startDaemon() {
  onEvent('state', (status) => {
    const moved =
      status.output?.name !== state.status?.output?.name || status.output?.present !== state.status?.output?.present;
    takeStatus(status);
    if (moved) readOutputs().catch(() => {});
  });
  onEvent('position', (at) => {
    // Where it came to rest was saved: known here, it is not taken for what somebody else did.
    if (at.revision !== state.revision && state.status?.state !== 'playing') refresh().catch(() => {});
    if (state.here.active) return;
    change({position: {id: at.id, ms: at.position_ms}, spoken: {id: at.id, word: at.word, sentence: at.sentence}});
  });
  onEvent('playlist', () => refresh().catch(() => {}));
  onEvent('output', here.onOutput);
  onOpen(async () => {
    takeStatus(await call('subscribe'));
    await here.offer();
    await Promise.all([refresh(), readOutputs()]);
  });
}

// --- Commands: each answers with a Status, which the events bring, too ---

export const command = (method, params) =>
  attempt(async () => {
    const status = await call(method, params);
    if (status?.state) takeStatus(status);
    return status ?? true;
  });

// Here, the sound obeys at once, and the daemon is told; elsewhere the daemon is asked.
export function toggle() {
  if (state.here.active && state.status?.entry) return state.here.playing ? here.pauseHere() : here.resumeHere();
  here.unlock();
  return command(state.status?.state === 'playing' ? 'pause' : state.status?.entry ? 'resume' : 'play');
}

export function play(id) {
  here.unlock();
  return command('play', {id});
}

export const next = () => (here.alone() ? here.step(1) : command('next'));
export const previous = () => (here.alone() ? here.step(-1) : command('previous'));
export const bySentences = (n) => (here.alone() ? here.sentencesHere(n) : command('seek', {by_sentences: n}));
export const byParagraphs = (n) => command('seek', {by_paragraphs: n});
export const seekTo = (ms) => (here.alone() ? here.seekHere(ms) : command('seek', {to_ms: Math.round(ms)}));

// From a place in its text on, or where it was left; what is not in the playlist is put there first.
export async function playFrom({id, listed = true, kept = null}, at) {
  here.unlock();
  change({reading: null, following: true, view: 'text'});
  return attempt(async () => {
    if (listed === null) ({listed, kept} = (await call('show', {id})).entry); // nobody knows here
    if (!listed) await (kept ? call('queue', {ids: [id]}) : call('restore', {id}));
    takeStatus(await call('play', {id, ...(at === undefined ? {} : {at})}));
  });
}

export function playOn(name) {
  here.unlock();
  // What was paused stays so elsewhere, but whoever asks for sound here wants to hear it.
  return command('output', {name, play: true});
}

export const undo = () =>
  attempt(async () => {
    const {ids} = await call('undo');
    await refresh();
    say(tn(ids.length, '{} article is back in the list', '{} articles are back in the list', ids.length));
  });

export const remove = (id) =>
  attempt(async () => {
    const title = entryOf(id)?.title ?? '';
    change({list: state.list.filter((entry) => entry.id !== id)});
    try {
      await call('remove', {id});
    } finally {
      await refresh().catch(() => {});
    }
    say(t('Removed: “{}”', title), {name: t('Undo'), act: undo});
  });

// `to` counts from 1. Seen at once; if the daemon refuses, the list is read anew.
export const move = (id, to) =>
  attempt(async () => {
    const list = state.list.filter((entry) => entry.id !== id);
    list.splice(to - 1, 0, entryOf(id));
    change({list});
    try {
      await call('move', {id, to});
    } catch (error) {
      await readList().catch(() => {});
      throw error;
    }
  });

export function readNext(id) {
  const at = state.list.findIndex((e) => e.id === current()?.id),
    from = state.list.findIndex((e) => e.id === id);
  return move(id, from < at ? at + 1 : at + 2);
}

export const clearHeard = () =>
  attempt(async () => {
    const {removed} = await call('clear', {heard: true});
    await refresh();
    if (!removed) return say(t('Nothing in the list was heard to its end yet'));
    say(tn(removed, '{} heard article was removed', '{} heard articles were removed', removed), {
      name: t('Undo'),
      act: undo,
    });
  });

export const readHistory = () =>
  attempt(async () => change({history: (await call('history', {limit: 200})).entries}));

export const restore = (entry) =>
  attempt(async () => {
    await call('restore', {id: entry.id});
    await refresh();
    say(t('Back at the end of the list: “{}”', entry.title));
  });
