// This browser as an output: it offers itself, obeys `output`, and reports what was heard. `lease` fences it: a number
// that is another with each hand-over and each jump. Whoever has an old one is told so and falls silent; nothing it
// says counts.

import * as lockScreen from './lockscreen.js';
import * as media from './media.js';
import {say} from './notice.js';
import {call, isOpen} from './rpc.js';
import {change, changeHere, current, state} from './state.js';
import {lastAt} from './sounds.js';
import {t} from './texts.js';

const {audio} = media;
const kept = 'vorleser.lease';
const visibleRhythm = 5000,
  hiddenRhythm = 10000; // ms between reports; while seen, each sentence is one, too

let lease = Number(sessionStorage.getItem(kept)) || null; // a page that is loaded anew goes on
let wanted = false; // it is to sound; the element may still be waiting for the network
let turn = 0; // one more with each order: what an older one waits for is dropped
let reported = {at: 0, id: null, sentence: -1};
let unsent = null; // state of a report that nobody could be told of
let sleepAt = 0; // when the sleep timer strikes, by this machine's clock; 0: never
let refused = null; // the lease that a report was refused with
let retries = 0;
let sounding = -1; // index in the sound of the entry that was heard last

function hold(next) {
  lease = next;
  if (next === null) sessionStorage.removeItem(kept);
  else sessionStorage.setItem(kept, String(next));
}

export const alone = () => state.here.active && !isOpen();

// --- The daemon's orders ---

// With each connection. A daemon that knows no outputs is a loudspeaker only.
export async function offer() {
  let answer;
  try {
    answer = await call('offer', {name: state.me?.name ?? 'Browser', ...(lease !== null ? {lease} : {})});
  } catch (error) {
    if (error.kind === 'away') throw error;
    return;
  }
  change({name: answer.name});
  if (answer.lease === null) {
    // Somebody took over while nobody could tell us.
    if (state.here.active) yieldTo(state.status?.output);
    hold(null);
  } else {
    hold(answer.lease);
    changeHere({active: true});
    // What was heard without a connection, before any order that rests on less.
    if (media.hasSound()) await report(unsent ?? (wanted ? 'playing' : undefined));
  }
}

export async function onOutput(order) {
  if (!order.active) return yieldTo(order.output);
  const mine = ++turn,
    jumped = order.lease !== lease || !media.hasSound();
  hold(order.lease);
  changeHere({active: true, trouble: false});
  media.setSpeed(order.speed);
  if (!order.entry) {
    changeHere({id: null});
    return silence();
  }
  if (jumped) {
    change({
      position: {id: order.entry.id, ms: order.position_ms},
      spoken: {id: order.entry.id, word: order.word, sentence: null},
    });
    // What is asked for is seen at once; the sound may take a breath to come.
    wanted = order.play;
    changeHere({id: order.entry.id, playing: order.play, waiting: order.play});
    try {
      await media.goTo(order.entry.id, order.entry.text_revision, order.position_ms, () => mine === turn);
    } catch (error) {
      if (mine !== turn) return undefined;
      say(error.message);
      silence();
      const told = {lease, id: order.entry.id, position_ms: order.position_ms, state: 'paused'};
      return call('heard', told).catch(() => {});
    }
  }
  if (mine !== turn) return undefined;
  reported = {at: 0, id: order.entry.id, sentence: -1};
  if (order.play) return start();
  silence();
  return lockScreen.update();
}

export function outputName(output) {
  if (!output) return '';
  return output.kind === 'loudspeaker' ? t('Loudspeaker') : output.name;
}

// Another one plays: fade, and say where it went.
function yieldTo(output) {
  turn++;
  const heard = wanted;
  wanted = false;
  hold(null);
  changeHere({active: false, playing: false, blocked: false, trouble: false, waiting: false});
  fadeOut(heard);
  if (output) say(t('Now plays on: {}', outputName(output)));
  lockScreen.release();
}

function fadeOut(audible) {
  const mine = turn,
    steps = audible && !document.hidden ? 10 : 0;
  const full = audio.volume;
  let left = steps;
  const down = () => {
    if (mine !== turn) return; // taken over again meanwhile
    if (left-- > 0) {
      audio.volume = (full * left) / steps;
      setTimeout(down, 40);
      return;
    }
    audio.pause();
    media.forget();
  };
  down();
}

// --- Sounding and falling silent ---

async function start() {
  const mine = turn;
  wanted = true;
  changeHere({playing: true, blocked: false});
  setVolume();
  try {
    await audio.play();
    if (mine === turn) report('playing');
  } catch (error) {
    if (mine !== turn || error.name === 'AbortError' || !wanted) return; // another order, or a file that is swapped
    if (error.name === 'NotAllowedError') {
      silence();
      changeHere({blocked: true});
      report('blocked');
    } // else the element's own error event, which tries again
  }
  lockScreen.update();
}

function silence() {
  wanted = false;
  audio.pause();
  changeHere({playing: false, waiting: false});
}

// Some browsers let sound begin only in the very turn of a press: this tells the element that there was one.
export function unlock() {
  if (!audio.src && !state.here.active) audio.load();
}

// A press here: heard at once, then told.
export function resumeHere() {
  if (media.hasSound()) start();
  if (isOpen() || !media.hasSound()) call('resume').catch((error) => say(error.message));
}

export function pauseHere() {
  silence();
  lockScreen.update();
  if (isOpen()) report().finally(() => call('pause').catch((error) => say(error.message)));
  else unsent = 'paused';
}

export function step(by) {
  if (media.step(by)) noticePlace();
}
export const sentencesHere = (by) => {
  media.stepSentences(by);
  noticePlace();
};
export const seekHere = (ms) => {
  media.seekWithin(ms);
  noticePlace();
};

function setVolume() {
  let volume = (state.status?.volume ?? 100) / 100;
  const left = sleepAt - Date.now();
  if (sleepAt && left < 10000) volume *= Math.max(0, left) / 10000;
  audio.volume = volume;
}

export function followStatus(before, status) {
  sleepAt = status.sleep?.ms !== undefined && status.state === 'playing' ? Date.now() + status.sleep.ms : 0;
  if (!state.here.active) return;
  media.setSpeed(status.speed);
  setVolume();
  const other = (key) => JSON.stringify(before?.[key]) !== JSON.stringify(status[key]);
  if (
    other('voice') ||
    other('repeat') ||
    other('shuffle') ||
    Boolean(before?.sleep?.at_end) !== Boolean(status.sleep?.at_end)
  )
    media.renewSoon();
}
export const listChanged = () => {
  if (state.here.active) media.renewSoon();
};

// --- What was heard ---

// Tells the daemon the place. A stale lease ends this output; without a connection it is told with the next one.
async function report(how) {
  const at = media.where();
  if (!at || lease === null) return;
  reported = {...reported, at: Date.now(), id: at.id};
  if (!isOpen()) {
    unsent = how ?? unsent;
    return;
  }
  try {
    await call('heard', {lease, id: at.id, position_ms: at.ms, ...(how ? {state: how} : {})});
    unsent = null;
  } catch (error) {
    if (error.kind === 'away') unsent = how ?? unsent;
    // Once is no end: a jump may be on its way to us while we told the place before it.
    else if (error.kind === 'conflict' && refused === lease) yieldTo(null);
    else if (error.kind === 'conflict') refused = lease;
  }
}

function noticePlace() {
  const at = media.where();
  if (!at || media.isLoading()) return;
  if (at.id !== state.here.id) changeHere({id: at.id});
  if (at.index !== sounding) lockScreen.update(); // the same one again, too: its time begins anew
  sounding = at.index;
  change({position: {id: at.id, ms: at.ms}});
  const now = Date.now(),
    rhythm = document.hidden ? hiddenRhythm : visibleRhythm;
  const sentences = media.currentRows()?.sentences;
  const index = sentences ? lastAt(sentences, media.here().sample) : -1;
  const passed = at.id !== reported.id || (!document.hidden && index !== reported.sentence && index >= 0);
  reported.sentence = index;
  if (passed || now - reported.at > rhythm) report();
}

function onTime() {
  if (!state.here.active || audio.seeking) return;
  if (!media.passBorder()) return ended();
  if (sleepAt) {
    setVolume();
    if (Date.now() > sleepAt && alone()) return pauseHere();
  }
  return noticePlace();
}

function ended() {
  audio.pause();
  wanted = false;
  changeHere({playing: false});
  report('ended');
}

// The device paused it: headphones pulled out, a call, another app.
function onPause() {
  if (!wanted || audio.ended || media.isLoading() || !media.hasSound()) return;
  wanted = false;
  changeHere({playing: false});
  report('paused');
  lockScreen.update();
}

// And the device may let it go on.
function onPlay() {
  if (wanted || !state.here.active || audio.paused) return;
  wanted = true;
  changeHere({playing: true, blocked: false});
  if (isOpen()) call('resume').catch(() => {});
}

function onError() {
  if (!state.here.active || !media.hasSound()) return;
  changeHere({trouble: true});
  const mine = turn;
  setTimeout(
    async () => {
      if (mine !== turn || !state.here.trouble) return;
      await media.reload();
      if (mine === turn && wanted) start();
    },
    Math.min(15000, 500 * 2 ** retries++),
  );
}

export function startHere() {
  document.body.append(audio);
  audio.addEventListener('timeupdate', onTime);
  audio.addEventListener('seeked', () => {
    onTime();
    lockScreen.update();
  });
  // Where script was too late for the border, a waiting snapshot goes on all the same.
  audio.addEventListener('ended', () => {
    if (state.here.active && (!media.passBorder() || audio.ended)) ended();
  });
  audio.addEventListener('pause', onPause);
  audio.addEventListener('play', onPlay);
  audio.addEventListener('error', onError);
  audio.addEventListener('waiting', () => state.here.playing && changeHere({waiting: true}));
  audio.addEventListener('playing', () => {
    retries = 0;
    if (state.here.trouble || state.here.waiting) changeHere({trouble: false, waiting: false});
    lockScreen.update();
  });
  const tell = () => {
    if (state.here.active && current()) report();
  };
  document.addEventListener('visibilitychange', () => document.hidden && tell());
  addEventListener('pagehide', tell);
  lockScreen.start({resumeHere, pauseHere});
}
