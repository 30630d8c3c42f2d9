// What is kept for when there is no network: which articles, and their sound, text and times of words in the browser's
// cache, from where the service worker (worker.js) answers. Only where the connection is secure: elsewhere browsers have
// neither. What plays and is shown without a network is the business of away.js.

import {begin, end} from './away.js';
import {say} from './notice.js';
import {call, post} from './rpc.js';
import {change, entryOf, state, watch} from './state.js';
import {clear, memory, open, save} from './memory.js';
import {t} from './texts.js';

const possible = isSecureContext && 'serviceWorker' in navigator && 'caches' in globalThis;
const records = new Map();  // uid → what lies under /kept/UID: {entry, text, sounds, bytes}
const sure = new Set();     // uids whose sound is known to be that of the voice there is now
let loading = null;         // {uid, part}: what is on its way, how much of it (0 to 1)
const refused = new Set();    // uids that had no room, or could not be had
let running = false, again = false, asked = false;

// --- Which ---

// The entries to keep, the most wanted first: those chosen, then the newest that were not heard.
function wanted() {
  const chosen = state.list.filter(({uid}) => memory.chosen.includes(uid));
  const newest = state.list.filter(({uid, state: heard}) => heard !== 'heard' && !memory.chosen.includes(uid))
    .sort((a, b) => b.added_at - a.added_at || b.id - a.id).slice(0, memory.newest);
  return [...chosen, ...newest];
}

// For the views: 'kept', 'keeping', 'waiting' (for the network, or for room); an id that is not there is not kept.
function tell() {
  const seen = new Map();
  for (const {id, uid} of wanted()) seen.set(id, records.has(uid) ? 'kept' : loading?.uid === uid ? 'keeping' : 'waiting');
  change({offline: seen, stored: {bytes: used(), part: loading?.part ?? null}});
}

export const used = () => [...records.values()].reduce((sum, {bytes}) => sum + bytes, 0);

export function toggle(id) {
  const {uid, title} = entryOf(id);
  const keep = !state.offline.has(id);
  memory.chosen = memory.chosen.filter((other) => other !== uid);
  if (keep) memory.chosen.push(uid);
  else if (memory.newest) memory.newest = 0;  // or it would be kept again as one of the newest
  refused.clear();
  save();
  tell();
  say(keep ? t('“{}” is being kept for when there is no network', title) : t('“{}” is no longer kept', title));
  return synchronize();
}

// The newest `count` are kept, as far as all that is kept fits into `bytes`.
export function keepNewest(count, bytes = memory.budget) {
  Object.assign(memory, {newest: count, budget: bytes});
  refused.clear();
  save();
  tell();
  return synchronize();
}

export const settings = () => ({newest: memory.newest, budget: memory.budget});

// Nothing of the listener's stays on a device that is not theirs any more.
export async function forget() {
  clear();
  records.clear();
  sure.clear();
  tell();
  if (possible) await caches.delete('kept');
}

// --- Getting it ---

async function read() {
  const cache = await open();
  for (const {url} of await cache.keys()) {
    const {pathname} = new URL(url);
    if (pathname.startsWith('/kept/')) records.set(pathname.slice('/kept/'.length), await (await cache.match(pathname)).json());
  }
}

// Brings the cache to what is wanted. One at a time; asked for meanwhile, it looks once more.
async function synchronize() {
  again = true;
  if (running || state.connection !== 'open') return;
  running = true;
  try {
    while (again && state.connection === 'open') {
      again = false;
      await drop();
      for (const entry of wanted()) {
        if (refused.has(entry.uid) || !memory.chosen.includes(entry.uid) && !memory.newest) continue;
        if (!await refresh(entry)) break;
      }
    }
  } finally {
    running = false;
    loading = null;
    tell();
  }
}

async function drop() {
  const cache = await open(), uids = new Set(wanted().map(({uid}) => uid));
  for (const [uid, {sounds}] of records) {
    if (uids.has(uid)) continue;
    records.delete(uid);
    await cache.delete(`/kept/${uid}`);
    await cache.delete(sounds.sound);
    await cache.delete(sounds.entries[0].words);
  }
}

// Whether to go on with the next one: false when the network has gone.
async function refresh(entry) {
  const {id, uid} = entry, before = records.get(uid);
  if (before && sure.has(uid) && before.entry.text_revision === entry.text_revision) return true;
  loading = before ? null : {uid, part: 0};
  tell();
  try {
    const sounds = await post('/sounds', {id, one: true});
    if (before?.sounds.sound !== sounds.sound) await fetchAll(entry, sounds);
    sure.add(uid);
  } catch (error) {
    if (error.kind === 'away' || error instanceof TypeError) return false;
    refused.add(uid);
    console.warn(error);
    if (error.room) say(t('“{}” is not kept: there is no more room', entry.title));
  }
  loading = null;
  tell();
  return true;
}

async function fetchAll(entry, sounds) {
  const [{words: wordsAddress}] = sounds.entries;
  const text = await call('show', {id: entry.id});
  const [words, sound] = [await fetch(wordsAddress), await fetch(sounds.sound)];
  if (!words.ok || !sound.ok) throw new Error(`${wordsAddress} ${words.status}, ${sounds.sound} ${sound.status}`);
  const size = Number(sound.headers.get('Content-Length'));
  if (used() - (records.get(entry.uid)?.bytes ?? 0) + size > memory.budget) {
    sound.body.cancel();
    throw Object.assign(new Error('no room'), {room: true});
  }
  const body = await collect(sound, size, entry.uid);
  const cache = await open();
  const before = records.get(entry.uid);
  try {
    await cache.put(wordsAddress, words);
    await cache.put(sounds.sound, new Response(body, {headers: {'Content-Type': sound.headers.get('Content-Type')}}));
    const record = {entry, text, sounds, bytes: body.size};
    await cache.put(`/kept/${entry.uid}`, Response.json(record));  // last: what is named here is there
    records.set(entry.uid, record);
  } catch (error) {
    throw error.name === 'QuotaExceededError' ? Object.assign(error, {room: true}) : error;
  }
  if (before) await Promise.all([cache.delete(before.sounds.sound), cache.delete(before.sounds.entries[0].words)]);
  // Firefox asks the listener, who may never answer.
  if (!asked) navigator.storage?.persist?.().catch(() => {});
  asked = true;
}

async function collect(response, size, uid) {
  const chunks = [];
  let length = 0;
  for (const reader = response.body.getReader();;) {
    const {done, value} = await reader.read();
    if (done) break;
    chunks.push(value);
    length += value.length;
    const part = size ? Math.floor(20 * length / size) / 20 : 0;
    if (loading && loading.part !== part) {
      loading = {uid, part};
      tell();
    }
  }
  if (size && length !== size) throw new TypeError('the network has gone');
  return new Blob(chunks, {type: response.headers.get('Content-Type')});
}

// --- With the page ---

// While there is a connection everything that will be needed without one is at hand, also if the page is closed.
function remember() {
  if (state.connection !== 'open' || state.revision === null) return;
  memory.list = state.list.filter(({uid}) => records.has(uid));
  memory.revision = state.revision;
  memory.current = state.status?.entry?.uid ?? null;
  memory.speed = state.status?.speed ?? 100;
  save();
}

export async function start() {
  if (!possible) return;
  navigator.serviceWorker.register('/worker.js', {updateViaCache: 'none'}).catch((error) => console.warn(error));
  await read();
  tell();
  watch(['list', 'connection', 'status'], () => {
    remember();
    if (state.connection === 'unpaired') return void forget();
    if (state.connection === 'open') synchronize();
  });
  watch(['connection'], () => {
    refused.clear();
    if (state.connection === 'lost') begin(records);
    else end();
  });
}
