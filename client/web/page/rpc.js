// The daemon's JSON-RPC lines through the WebSocket of /socket: calls, events, and a connection that comes back by itself.

import {change, state} from './state.js';
import {sentence, t} from './texts.js';

// What the daemon (or the server) did not do, in the listener's language. `kind` is the daemon's; 'away': no connection.
export class Refused extends Error {
  constructor(error) {
    super(sentence(error?.data, error?.message ?? ''));
    this.kind = error?.data?.kind ?? '';
  }
}
export const away = () =>
  new Refused({message: t('Not connected just now; try again in a moment'), data: {kind: 'away'}});

const handlers = new Map(); // event → function
const atOpening = []; // functions, called with each new connection
const waiting = new Map(); // id of a request → {resolve, reject}
let socket = null,
  lastId = 0,
  tries = 0,
  timer = 0;
let standIn = null; // answers in the daemon's place while there is no connection (away.js)

export function onEvent(name, handler) {
  handlers.set(name, handler);
}
export function onOpen(handler) {
  atOpening.push(handler);
}
const connected = () => socket?.readyState === WebSocket.OPEN;
export const isOpen = () => connected() || standIn !== null;

// From now on `other` answers, {call, post, leave}, until there is a connection: then leave() is awaited before anything is
// asked, and what that resolves to is called behind it.
export async function substitute(other) {
  standIn = other;
  for (const handler of atOpening) await handler();
}
export const tell = (event, params) => handlers.get(event)?.(params);

// The daemon's answer; Refused if it is an error, or when the connection goes before it.
export function call(method, params = {}) {
  if (!connected()) return standIn ? standIn.call(method, params) : Promise.reject(away());
  const id = ++lastId;
  return new Promise((resolve, reject) => {
    waiting.set(id, {resolve, reject});
    socket.send(JSON.stringify({jsonrpc: '2.0', id, method, params}));
  });
}

function receive(line) {
  for (const message of [JSON.parse(line)].flat()) {
    if (message.method) {
      tell(message.method, message.params);
      continue;
    }
    const request = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.error) request?.reject(new Refused(message.error));
    else request?.resolve(message.result);
  }
}

// 0.3 s, doubled up to 15 s, each a little off: a hundred pages do not come back in the same moment.
function later() {
  clearTimeout(timer);
  timer = setTimeout(connect, Math.min(15000, 300 * 2 ** tries++) * (0.75 + Math.random() / 2));
}

async function closed(mine, code) {
  if (mine !== socket) return;
  socket = null;
  for (const {reject} of waiting.values()) reject(away());
  waiting.clear();
  if (code === 4401 || (await refused())) return change({connection: 'unpaired'});
  change({connection: standIn ? 'kept' : 'lost'});
  later();
}

// A handshake that was refused says no more than that to a script: /me says whether this device is let in.
async function refused() {
  try {
    return (await fetch('/me')).status === 401;
  } catch {
    return false;
  }
}

export function connect() {
  clearTimeout(timer);
  if (socket && socket.readyState <= WebSocket.OPEN) return;
  const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
  const mine = (socket = new WebSocket(`${scheme}//${location.host}/socket`));
  mine.onmessage = ({data}) => receive(data);
  mine.onclose = ({code}) => closed(mine, code);
  mine.onopen = async () => {
    tries = 0;
    try {
      const before = standIn;
      standIn = null;
      const after = await before?.leave();
      for (const handler of atOpening) await handler();
      await after?.();
      if (mine === socket) change({connection: 'open'});
    } catch (error) {
      if (error.kind !== 'away') console.error(error);
      mine.close();
    }
  };
}

// A phone that wakes may hold a connection that nobody is at the other end of: whoever looks gets an answer within 4 s,
// or a new one.
async function probe() {
  if (state.connection === 'unpaired') return;
  if (!connected()) {
    tries = 0;
    return connect();
  }
  const mine = socket;
  const answer = await Promise.race([
    call('outputs').then(
      () => true,
      (e) => e.kind !== 'away',
    ),
    new Promise((resolve) => setTimeout(resolve, 4000, false)),
  ]);
  if (answer || mine !== socket) return;
  mine.close();
  closed(mine, 1006);
}

export function keepConnected() {
  connect();
  addEventListener('online', probe);
  addEventListener('pageshow', (event) => event.persisted && probe());
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && probe());
}

// POST with JSON to the server itself; its errors are made as the daemon's.
export async function post(address, body) {
  let answer;
  try {
    answer = await fetch(address, {
      method: 'POST',
      headers: {'Content-Type': 'application/json'},
      body: JSON.stringify(body),
    });
  } catch {
    if (standIn) return standIn.post(address, body);
    throw away();
  }
  const result = answer.status === 204 ? null : await answer.json().catch(() => null);
  if (!answer.ok)
    throw Object.assign(
      new Refused(result?.error ?? result ?? {message: t('The server refused: {}', answer.status)}),
      {status: answer.status},
    );
  return result;
}
