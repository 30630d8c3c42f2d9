// What the lock screen, the headphones' buttons and the keyboard's media keys see and do (Media Session). Only while this
// browser plays: a remote control must not claim the machine's own media keys.

import * as media from './media.js';
import {call, isOpen} from './rpc.js';
import {current, state} from './state.js';

const session = navigator.mediaSession ?? null;
let pressed = null;
let shown = '';

const artwork = [{src: '/icon-512.png', sizes: '512x512', type: 'image/png'}];
const ask = (method, params) => {
  if (isOpen()) call(method, params).catch(() => {});
};

const handlers = {
  play: () => pressed.resumeHere(),
  pause: () => pressed.pauseHere(),
  stop: () => pressed.pauseHere(),
  nexttrack: () => (isOpen() ? ask('next') : media.step(1)),
  previoustrack: () => (isOpen() ? ask('previous') : media.step(-1)),
  seekbackward: ({seekOffset}) => seek((media.where()?.ms ?? 0) - (seekOffset ?? 15) * 1000),
  seekforward: ({seekOffset}) => seek((media.where()?.ms ?? 0) + (seekOffset ?? 15) * 1000),
  seekto: ({seekTime}) => seek(seekTime * 1000),
};

function seek(ms) {
  if (isOpen()) ask('seek', {to_ms: Math.max(0, Math.round(ms))});
  else media.seekWithin(Math.max(0, ms));
}

function handle(on) {
  for (const [action, handler] of Object.entries(handlers)) {
    try {
      session.setActionHandler(action, on ? handler : null);
    } catch {
      /* a browser that does not know this one */
    }
  }
}

export function start(actions) {
  pressed = actions;
}

// Title and place as they are now. Times are the article's, though the file is the whole list's.
export function update() {
  if (!session || !state.here.active) return;
  const entry = current(),
    at = media.where();
  if (!entry || !at) return;
  const now = `${entry.id} ${entry.title}`;
  if (now !== shown) {
    if (!shown) handle(true);
    shown = now;
    session.metadata = new MediaMetadata({
      title: entry.title,
      artist: entry.source || entry.kicker,
      album: 'Vorleser',
      artwork,
    });
  }
  session.playbackState = state.here.playing ? 'playing' : 'paused';
  session.setPositionState?.({
    duration: Math.max(at.of, at.ms, 1) / 1000,
    position: at.ms / 1000,
    playbackRate: media.audio.playbackRate,
  });
}

export function release() {
  if (!session || !shown) return;
  shown = '';
  handle(false);
  session.metadata = null;
  session.playbackState = 'none';
}
