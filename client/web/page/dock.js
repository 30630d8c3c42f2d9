// What plays now: its title and place, the buttons, and where it plays. At the foot of the page on every screen.

import * as daemon from './daemon.js';
import {attribute, h, icon, iconButton, setIcon, text} from './dom.js';
import {outputName, resumeHere} from './here.js';
import {remember} from './marks.js';
import {showOutputs, showSleep, showSpeed, sleepText} from './settings.js';
import {change, current, place, playing, state, watch} from './state.js';
import {clock, sentence, t, times} from './texts.js';
import {placeText} from './text.js';

// --- The bar of the place ---

function buildPlace() {
  const bar = h('input', {
    type: 'range',
    class: 'range place',
    min: 0,
    max: 1,
    step: 1,
    value: 0,
    'aria-label': t('Place in the article'),
  });
  const past = h('span', {class: 'time', 'aria-hidden': 'true'}),
    left = h('span', {class: 'time left', 'aria-hidden': 'true'});
  let held = false; // by a finger or a key: then the voice does not move it
  const show = (ms, of) => {
    const part = `${of ? Math.min(100, (100 * ms) / of).toFixed(1) : 0}%`;
    for (const element of [bar, bar.closest('.dock-row')]) element?.style.setProperty('--part', part);
    text(past, clock(ms));
    text(left, of ? `−${clock(of - ms)}` : '');
  };
  bar.addEventListener('input', () => {
    held = true;
    const {of} = place();
    show(bar.value * 1000, of);
    attribute(bar, 'aria-valuetext', placeText(bar.value * 1000, of));
  });
  bar.addEventListener('change', () => {
    held = false;
    daemon.seekTo(bar.value * 1000);
  });
  watch(['position', 'status', 'here', 'list'], () => {
    if (held) return;
    const {ms, of} = place();
    attribute(bar, 'max', Math.max(1, Math.round(of / 1000)));
    attribute(bar, 'disabled', !current());
    bar.value = Math.floor(ms / 1000);
    show(ms, of);
    // Told to whoever goes there, not with each second to whoever stays there.
    if (document.activeElement !== bar) attribute(bar, 'aria-valuetext', placeText(ms, of));
  });
  return h('div', {class: 'progress'}, past, bar, left);
}

// --- The buttons ---

function buildButtons() {
  const play = h(
    'button',
    {type: 'button', class: 'play', 'aria-keyshortcuts': 'Space', onclick: daemon.toggle},
    icon('play'),
  );
  watch(['status', 'here', 'list'], () => {
    const now = playing(),
      name = now ? t('Pause') : t('Play');
    setIcon(play, now ? 'pause' : 'play');
    attribute(play, 'aria-label', name);
    attribute(play, 'title', name);
    attribute(play, 'disabled', !current() && !state.list.length);
    attribute(play, 'aria-busy', now && state.here.active && state.here.waiting);
  });
  const previous = iconButton('previous', t('Previous article'), daemon.previous, {
    class: 'icon-button far',
    'aria-keyshortcuts': 'P',
  });
  const next = iconButton('next', t('Next article'), daemon.next, {
    class: 'icon-button far',
    'aria-keyshortcuts': 'N',
  });
  const back = iconButton('back', t('Sentence back'), () => daemon.bySentences(-1), {
    'aria-keyshortcuts': 'ArrowLeft',
  });
  const on = iconButton('on', t('Sentence on'), () => daemon.bySentences(1), {'aria-keyshortcuts': 'ArrowRight'});
  watch(['status'], () => [previous, next, back, on].forEach((b) => attribute(b, 'disabled', !current())));
  return h('div', {class: 'buttons', role: 'group', 'aria-label': t('Playing')}, previous, back, play, on, next);
}

// --- Speed, sleep timer, output ---

function chip(sign, onclick, extra = '') {
  const label = h('span', {class: 'chip-text'});
  return {
    label,
    button: h(
      'button',
      {type: 'button', class: `chip ${extra}`, 'aria-haspopup': 'dialog', onclick},
      icon(sign),
      label,
    ),
  };
}

function buildChips() {
  const speed = chip('speed', showSpeed),
    sleep = chip('moon', showSleep),
    output = chip('speaker', showOutputs, 'output');
  watch(['status', 'here', 'name', 'outputs', 'position'], () => {
    const {status} = state;
    text(speed.label, times(status?.speed ?? 100));
    attribute(speed.button, 'aria-label', t('Speed: {}', times(status?.speed ?? 100)));
    const until = sleepText();
    text(sleep.label, until);
    attribute(sleep.button, 'aria-label', until ? t('Sleep timer: {}', until) : t('Sleep timer'));
    attribute(sleep.button, 'title', t('Sleep timer'));
    const name = state.here.active ? t('here') : outputName(status?.output) || t('Loudspeaker');
    text(output.label, name);
    attribute(output.button, 'aria-label', t('Plays on: {}', name));
    setIcon(output.button, state.here.active ? 'here' : status?.output?.kind === 'client' ? 'device' : 'speaker');
    attribute(output.button, 'data-here', state.here.active);
  });
  const mark = iconButton('flag', t('Remember this place'), remember, {'aria-keyshortcuts': 'M', class: 'chip'});
  watch(['status', 'here'], () => attribute(mark, 'disabled', !current()));
  return h('div', {class: 'chips'}, mark, speed.button, sleep.button, output.button);
}

// --- What keeps it from sounding, in a line above ---

let read = ''; // a warning that was put away; another one is shown again

function hindrance() {
  const {connection, here, status} = state;
  if (here.blocked)
    return {
      text: t('The browser waits for a press before it lets sound out.'),
      act: resumeHere,
      name: t('Go on listening'),
    };
  if (connection === 'kept') return {text: t('No connection to Vorleser: what was kept here can be heard.')};
  if (connection === 'lost')
    return {
      text:
        here.active && here.playing
          ? t('No connection; what is loaded plays on.')
          : t('No connection to Vorleser; trying again …'),
    };
  if (here.active && here.trouble) return {text: t('The sound does not come through; trying again …')};
  if (status?.reason && status.state !== 'playing') {
    const gone = status.output?.present === false && state.name;
    if (gone)
      return {
        text: t('“{}” is out of reach.', status.output.name),
        act: () => daemon.playOn(state.name),
        name: t('Go on here'),
      };
    return {text: sentence(status.reason_data, status.reason)};
  }
  const warning = status?.warnings?.length
    ? status.warnings_data.map((w, i) => sentence(w, status.warnings[i])).join(' ')
    : '';
  return warning && warning !== read
    ? {
        text: warning,
        act: () => {
          read = warning;
        },
        name: t('Understood'),
        plain: true,
      }
    : null;
}

function buildHindrance() {
  const words = h('p', {}),
    press = h('button', {type: 'button', class: 'filled'});
  const line = h('div', {class: 'hindrance', hidden: true}, words, press);
  let shown = null,
    timer = 0;
  const show = () => {
    shown = hindrance();
    line.hidden = !shown;
    text(words, shown?.text ?? '');
    press.hidden = !shown?.act;
    text(press, shown?.name ?? '');
    press.className = shown?.plain ? 'text-button' : 'filled';
  };
  press.addEventListener('click', () => {
    shown?.act();
    show();
  });
  // A connection that is back within two seconds was never gone.
  watch(['connection', 'here', 'status', 'name'], () => {
    clearTimeout(timer);
    if (state.connection === 'lost' && !state.here.blocked) timer = setTimeout(show, 2000);
    else show();
  });
  return line;
}

// --- Together ---

function buildNow() {
  const title = h('span', {class: 'now-title'}),
    source = h('span', {class: 'now-source'});
  const button = h(
    'button',
    {type: 'button', class: 'now', onclick: () => change({view: 'text', reading: null, following: true})},
    title,
    source,
  );
  watch(['status', 'here', 'list'], () => {
    const entry = current();
    text(title, entry?.title ?? t('Nothing chosen'));
    text(source, entry ? entry.source || entry.kicker : '');
    attribute(button, 'disabled', !entry);
    attribute(button, 'lang', entry?.language || null);
    document.title = entry && playing() ? `${entry.title} · Vorleser` : 'Vorleser';
  });
  return button;
}

export function buildDock() {
  const list = h(
    'button',
    {
      type: 'button',
      class: 'chip to-list',
      'aria-label': t('List'),
      title: t('List'),
      onclick: () => change({view: 'list'}),
    },
    icon('list'),
    h('span', {class: 'chip-text'}, t('List')),
  );
  const chips = buildChips();
  chips.prepend(list);
  return h(
    'section',
    {class: 'dock', 'aria-label': t('What plays now')},
    buildHindrance(),
    h('div', {class: 'dock-row'}, buildNow(), buildPlace(), buildButtons(), chips),
  );
}
