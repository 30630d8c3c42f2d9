// What the page knows, in one place. Everything that is seen is made from it; nobody else keeps a copy.

export const state = {
  connection: 'opening', // 'opening', 'open', 'lost' (tries again by itself), 'kept' (as well; what was kept
  // offline answers meanwhile, away.js), 'unpaired'
  me: null, // {name, secure, version} of /me
  status: null, // the daemon's Status, as it was told last,
  statusAt: 0, // and when, by performance.now()
  list: [], // Entry in the list's order
  revision: null, // of that list
  outputs: [], // where it could play
  name: '', // of this browser among them
  // This browser as an output, written by here.js alone. `id`: of the entry whose sound is at its place; `waiting`: for
  // the network, before it sounds.
  here: {active: false, id: null, playing: false, blocked: false, trouble: false, waiting: false},
  position: {id: null, ms: 0}, // of what is heard, wherever
  spoken: {id: null, word: null, sentence: null}, // spans in the text, code points
  article: null, // the text that is shown: {entry, authors, date, blocks}
  reading: null, // id of an entry whose text was asked for though another plays
  following: true, // the text follows the voice
  view: 'list', // on a narrow screen: 'list' or 'text'
  pane: 'list', // which of the lists is seen: 'list', 'kept', 'marks', 'history', 'search'
  before: 'list', // and which was, before something was searched
  history: null, // entries, once they were looked at
  kept: {entries: null, tags: [], tag: null, unread: false, all: true}, // of what is kept: those seen, by these choices
  marks: null, // remembered places, once they were read
  found: null, // {query, hits, complete} of the last search
  offline: null, // Map id → 'kept'|'keeping'|'waiting'; null: nothing can be kept here
  stored: null, // {bytes, part}: of all that is kept offline; how much of what is on its way (0 to 1, or null)
};

const watchers = [];
const changed = new Set();
let planned = false;

function tell() {
  planned = false;
  const keys = new Set(changed);
  changed.clear();
  for (const {of, render} of [...watchers]) if (of.some((key) => keys.has(key))) render();
}

// Takes over `part`; whoever watches one of its keys renders once, after all that is changed in this turn.
export function change(part) {
  for (const [key, value] of Object.entries(part)) {
    if (state[key] === value) continue;
    state[key] = value;
    changed.add(key);
  }
  if (changed.size && !planned) {
    planned = true;
    queueMicrotask(tell); // not a frame: a hidden page has none
  }
}

export function changeHere(part) {
  change({here: {...state.here, ...part}});
}

// Renders now, and whenever one of the keys `of` has changed, until the function that it gives is called.
export function watch(of, render) {
  const watcher = {of, render};
  watchers.push(watcher);
  render();
  return () => watchers.splice(watchers.indexOf(watcher), 1);
}

// --- What follows from it ---

// Of the playlist first: there it is always the newest.
export const entryOf = (id) =>
  [state.list, state.kept.entries, state.history].reduce((found, list) => found ?? list?.find((e) => e.id === id), null) ??
  null;

// The entry being heard. While this browser plays it knows first: a locked phone passes borders without a connection.
export function current() {
  const {here, status} = state;
  if (here.active && here.id !== null && here.id !== status?.entry?.id)
    return entryOf(here.id) ?? status?.entry ?? null;
  return status?.entry ?? null;
}

export function playing() {
  return state.here.active ? state.here.playing : state.status?.state === 'playing';
}

// ms until the sleep timer strikes; null: it does not, or at the article's end.
export function sleepLeft() {
  const ms = state.status?.sleep?.ms;
  if (ms === undefined) return null;
  return Math.max(0, state.status.state === 'playing' ? ms - (performance.now() - state.statusAt) : ms);
}

export function place() {
  const entry = current();
  if (!entry) return {ms: 0, of: 0};
  const ms = state.position.id === entry.id ? state.position.ms : entry.position_ms;
  const of = state.status?.entry?.id === entry.id ? state.status.duration_ms : entry.duration_ms;
  return {ms: Math.min(ms, of), of};
}
