// Stands in for the daemon while there is no connection and something is kept: the same methods and events over what is
// kept, played by this browser. When the connection is back, the places go to the daemon, which compares them by the
// revision of its list, never by a clock.

import {say} from './notice.js';
import {Refused, away, call, substitute, tell} from './rpc.js';
import {fetchWords, lastAt, timeOf} from './sounds.js';
import {change, state} from './state.js';
import {clock, t} from './texts.js';
import {memory, save} from './memory.js';

// A daemon that is started anew is back sooner: the list does not shrink to what is kept and grow again.
const patience = 4000;
const frame = 576, rate = 22050;

let timer = 0;
let it = null;  // while it stands in, see below

const conflict = (text) => new Refused({message: text, data: {kind: 'conflict'}});

// --- Coming and going ---

// The connection is gone. `records`: what is kept (offline.js).
export function begin(records) {
  clearTimeout(timer);
  if (it || !records.size) return;
  timer = setTimeout(() => standIn(records), state.status && navigator.onLine ? patience : 0);
}

// It is back.
export function end() {
  clearTimeout(timer);
}

function standIn(records) {
  const {status, here} = state, list = memory.list.filter(({uid}) => records.has(uid));
  const before = here.active ? status.entry : null;
  // What plays here goes on, kept or not, as long as its sound has come.
  const current = before ?? list.find(({uid}) => uid === memory.current) ?? list.find((entry) => entry.state !== 'heard') ?? list[0];
  if (!current) return;
  it = {
    records, list, current, all: state.list,
    revision: state.revision ?? memory.revision,
    position: state.position.id === current.id ? state.position.ms : current.position_ms,
    state: here.active && here.playing ? 'playing' : 'paused', reason: null,
    speed: status?.speed ?? memory.speed,
    name: status?.output?.name ?? t('This browser'),
    lease: 0, active: here.active, jumped: false,
  };
  substitute({call: answer, post: sounds, leave}).then(() => change({connection: 'kept'}), (error) => console.warn(error));
}

// --- What it answers ---

const entryAt = (id) => it.list.find((entry) => entry.id === id) ?? it.all.find((entry) => entry.id === id) ?? null;
const after = (by) => it.list[it.list.indexOf(it.current) + by] ?? null;
const unheardAfter = () => it.list.slice(it.list.indexOf(it.current) + 1).find((entry) => entry.state !== 'heard') ?? null;

async function wordAt(entry, ms) {
  const record = it.records.get(entry.uid);
  if (!record) return {word: null, sentence: null};
  const {words, sentences} = await fetchWords(record.sounds.entries[0].words), sample = Math.round(ms * rate / 1000);
  const word = words[Math.max(0, lastAt(words, sample))], sentence = sentences[Math.max(0, lastAt(sentences, sample))];
  return {word: word ? {begin: word[1], end: word[2]} : null, sentence: sentence ? {begin: sentence[2], end: sentence[3]} : null};
}

async function status() {
  const {current, position} = it, spoken = await wordAt(current, position), next = unheardAfter();
  return {
    state: it.state, reason: it.reason, reason_data: null, entry: {...current, position_ms: position},
    next: next && {id: next.id, title: next.title}, position_ms: position, duration_ms: current.duration_ms,
    exact: current.exact, ...spoken, speed: it.speed, volume: state.status?.volume ?? 100, pitch: state.status?.pitch ?? 0,
    voice: state.status?.voice ?? '', device: {chosen: null, in_use: null, description: null}, repeat: 'off', shuffle: false,
    finished: 'stays', sleep: null, size: it.list.length, revision: it.revision, warnings: [], warnings_data: [],
    output: {name: it.name, kind: 'client', present: true},
  };
}

// The browser is told what to do: to play or not, and after a jump where.
async function order(jump) {
  if (jump) Object.assign(it, {lease: Math.min(it.lease, 0) - 1, jumped: true});  // no number of the daemon's
  const told = await status();
  tell('state', told);
  const {entry, position_ms, word, speed} = told;
  tell('output', {active: true, lease: it.lease, play: it.state === 'playing', entry, position_ms, word, speed});
  return told;
}

function go(entry, position, playing = it.state === 'playing') {
  Object.assign(it, {current: entry, position: Math.max(0, Math.min(position, entry.duration_ms)), active: true, reason: null,
                     state: playing ? 'playing' : 'paused'});
  memory.current = entry.uid;
  return remember().then(() => order(true));
}

function play(playing) {
  const jump = !it.active;
  Object.assign(it, {state: playing ? 'playing' : 'paused', active: true, reason: null});
  return order(jump);
}

const step = (by) => {
  const other = after(by);
  if (!other) throw conflict(by > 0 ? t('this is the last article that is kept') : t('this is the first article that is kept'));
  return go(other, other.state === 'heard' ? 0 : other.position_ms);
};

async function bySentences(by) {
  const record = it.records.get(it.current.uid);
  if (!record) throw away();
  const {sentences} = await fetchWords(record.sounds.entries[0].words), at = lastAt(sentences, Math.round(it.position * rate / 1000));
  // As the daemon has it: back means the start of this one, but where it has only just begun.
  const back = by < 0 && at >= 0 && it.position - sentences[at][0] * 1000 / rate > 2000 ? by + 1 : by;
  const row = sentences[Math.max(0, at + back)];
  if (!row) throw conflict(t('there is no further one in this article'));
  return go(it.current, Math.ceil(row[0] * 1000 / rate));
}

const methods = {
  status,
  subscribe: status,
  list: () => ({revision: it.revision, total: it.list.length, entries: it.list}),
  changes: () => ({revision: it.revision, device: '', whole: true, changes: []}),
  history: () => ({entries: it.list.filter((entry) => entry.state !== 'new')}),
  show: ({id}) => it.records.get(entryAt(id ?? it.current.id)?.uid)?.text ?? Promise.reject(away()),
  outputs: () => ({outputs: [{name: it.name, kind: 'client', active: it.active, present: true, here: true}]}),
  output: ({play: wanted}) => play(wanted ?? it.state === 'playing'),
  offer({name, lease}) {
    it.name = name;
    if (it.active && lease) it.lease = lease;
    return {name, lease: it.active && lease ? lease : null};
  },
  play: async ({id, at}) => {
    const entry = id === undefined ? it.current : entryAt(id);
    if (!entry) throw away();
    const record = it.records.get(entry.uid);
    if (at !== undefined && record) {
      const {words} = await fetchWords(record.sounds.entries[0].words);
      return go(entry, timeOf(words, at, rate) ?? 0, true);
    }
    return entry === it.current ? play(true) : go(entry, entry.state === 'heard' ? 0 : entry.position_ms, true);
  },
  resume: () => play(true),
  pause: () => play(false),
  stop: () => play(false),
  toggle: () => play(it.state !== 'playing'),
  next: () => step(1),
  previous: () => it.position < 3000 && after(-1) ? step(-1) : go(it.current, 0),
  seek({to_ms: to, by_ms: by, by_sentences: sentences, percent}) {
    if (to !== undefined) return go(it.current, to);
    if (by !== undefined) return go(it.current, it.position + by);
    if (percent !== undefined) return go(it.current, it.current.duration_ms * percent / 100);
    if (sentences !== undefined) return bySentences(sentences);
    throw away();
  },
  speed({percent, by}) {
    it.speed = Math.max(50, Math.min(400, percent ?? it.speed + (by ?? 0)));
    return order(false);
  },
  heard,
};

async function answer(method, params = {}) {
  if (!methods[method]) throw away();
  return methods[method](params);
}

// Several articles as one sound, one behind the other, so that a locked phone goes on (worker.js puts them together).
async function sounds(address, {id, one}) {
  const from = it.list.findIndex((entry) => entry.id === id);
  if (address !== '/sounds' || from < 0) throw away();
  const chosen = it.list.slice(from, one ? from + 1 : undefined)
    .filter((entry, i) => i === 0 || entry.state !== 'heard').map(({uid}) => it.records.get(uid));
  let at = 0;
  const entries = chosen.map(({sounds: {entries: [entry]}, bytes}) => {
    const begin = at;
    at += Math.round(bytes * 49 / 8960) * frame;  // 49 frames are 8,960 bytes
    return {...entry, at: begin};
  });
  return {sound: `/sound/${chosen.map(({sounds: {sound}}) => sound.slice('/sound/'.length)).join('+')}`, rate, entries, samples: at};
}

// --- What was heard ---

async function heard({lease, id, position_ms: position, state: how}) {
  if (lease !== it.lease) throw conflict(t('another output plays'));
  if (id !== it.current.id) {
    end_of(it.current);
    it.current = entryAt(id) ?? it.current;
  }
  it.position = position;
  if (how === 'ended') {
    end_of(it.current);
    it.position = 0;
  }
  const was = it.state;
  it.state = {playing: 'playing', paused: 'paused', blocked: 'interrupted', ended: 'stopped'}[how] ?? it.state;
  it.reason = how === 'blocked' ? t('the browser wants a press before it plays') : null;
  await remember();
  if (it.state !== was) tell('state', await status());
  return {lease};
}

function end_of(entry) {
  Object.assign(entry, {state: 'heard', position_ms: 0});
  memory.places[entry.uid] = {heard: true, code_point: 0, millionths: 0, position_ms: 0, revision: memory.places[entry.uid]?.revision ?? it.revision};
}

// The place as the daemon keeps it: a word, and how much of it.
async function remember() {
  const {current, position} = it, record = it.records.get(current.uid);
  if (!record) return;
  const {words} = await fetchWords(record.sounds.entries[0].words), sample = Math.round(position * rate / 1000);
  const at = Math.max(0, lastAt(words, sample)), [begin, codePoint] = words[at] ?? [0, 0];
  const length = (words[at + 1]?.[0] ?? begin + rate) - begin;
  const millionths = Math.round(1e6 * Math.min(0.999, Math.max(0, (sample - begin) / length)));
  Object.assign(current, {position_ms: position, state: current.state === 'heard' ? 'heard' : 'started'});
  memory.places[current.uid] = {heard: memory.places[current.uid]?.heard ?? false, code_point: codePoint, millionths,
                                position_ms: Math.round(position), revision: memory.places[current.uid]?.revision ?? it.revision};
  memory.list = it.list;
  save();
}

// --- Back ---

// Called when the connection is there again, before the page asks for anything. Returns what to do behind that.
async function leave() {
  const {state: was, active, jumped, current} = it;
  const mine = active && !jumped;  // the lease still holds: the page itself reports what was heard meanwhile
  it = null;
  change({revision: null});  // the list is to be read anew
  await giveBack(mine ? current.uid : null);
  // Whoever listened on here hears on here, unless it plays elsewhere by now.
  return async () => {
    if (was === 'playing' && !mine && state.status?.state !== 'playing') await call('output', {name: state.name, play: true});
  };
}

// Each place that was heard to without a network; the daemon keeps its own where that was changed meanwhile.
export async function giveBack(but = null) {
  const places = Object.entries(memory.places);
  if (!places.length) return;
  const {entries} = await call('list');
  for (const [uid, {heard: wasHeard, code_point, millionths, position_ms, revision}] of places) {
    const entry = entries.find((other) => other.uid === uid);
    if (entry && uid !== but) {
      try {
        await call('place', {id: entry.id, revision, code_point, millionths, position_ms, heard: wasHeard});
      } catch (error) {
        if (error.kind === 'away') throw error;
        say(error.kind === 'conflict'
          ? t('“{}” was heard elsewhere meanwhile, and stays at {}', entry.title, clock(entry.position_ms)) : error.message);
      }
    }
    delete memory.places[uid];
    save();
  }
}
