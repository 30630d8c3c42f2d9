// What this browser remembers for itself when there is no network, also across a reload.

const nothing = () => ({
  chosen: [],         // uids of the articles that are to be kept
  newest: 0,          // how many of the newest beside them
  budget: 500e6,      // bytes, for all
  list: [],           // of what is kept: Entry, in the list's order, as the daemon told it last,
  revision: 0,        // in this revision of its list
  current: null,      // uid of what was being heard
  speed: 100,
  places: {},         // uid → where it was heard to without a network: {code_point, millionths, position_ms, heard, revision}
});

export const memory = nothing();
try {
  Object.assign(memory, JSON.parse(localStorage.getItem('offline') ?? '{}'));
} catch { /* as new */ }

export function save() {
  try {
    localStorage.setItem('offline', JSON.stringify(memory));
  } catch { /* private windows of some browsers; it holds until the page is closed */ }
}

export function clear() {
  Object.assign(memory, nothing());
  save();
}

export const open = () => caches.open('kept');
