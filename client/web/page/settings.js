// The sheets of what can be set: where it plays, the speed, the sleep timer, and all the rest.

import {command, playOn, readOutputs} from './daemon.js';
import {attribute, fill, h, icon, text} from './dom.js';
import {outputName} from './here.js';
import {keepSettings} from './keeping.js';
import {attempt, say} from './notice.js';
import {call, post} from './rpc.js';
import {openSheet} from './sheet.js';
import {change, sleepLeft, state} from './state.js';
import {lasting, t, times} from './texts.js';

// One of several, in words: a button that says whether it is the one.
function option(name, chosen, onclick, {sign = null, hint = ''} = {}) {
  return h(
    'button',
    {type: 'button', class: 'choice', 'aria-pressed': String(Boolean(chosen)), onclick},
    sign && icon(sign),
    h('span', {class: 'row-text'}, name, hint && h('span', {class: 'row-meta'}, hint)),
    icon('check'),
  );
}

function group(name, ...children) {
  return h('section', {class: 'group', 'aria-label': name}, h('h3', {}, name), ...children);
}

// --- Where it plays ---

export function showOutputs() {
  readOutputs().catch(() => {});
  openSheet(
    t('Where it plays'),
    (close, live) => {
      const body = h('div', {class: 'choices'});
      const go = (name) => () => {
        close();
        playOn(name);
      };
      live(['outputs', 'here', 'name'], () => {
        const active = state.outputs.find((o) => o.active),
          others = state.outputs.filter((o) => !o.here);
        const mine = state.outputs.find((o) => o.here);
        fill(
          body,
          mine && option(t('Here, in this browser'), mine === active, go(mine.name), {sign: 'here', hint: mine.name}),
          others.map((o) =>
            option(outputName(o), o === active, go(o.name), {
              sign: o.kind === 'loudspeaker' ? 'speaker' : 'device',
              hint: o.kind === 'loudspeaker' ? t('of the machine') : o.present ? '' : t('out of reach'),
            }),
          ),
        );
      });
      return body;
    },
    'near',
  );
}

// --- Speed ---

const speeds = [75, 90, 100, 110, 125, 150, 175, 200];

export function showSpeed() {
  openSheet(
    t('Speed'),
    (close, live) => {
      const value = h('output', {class: 'large-value'});
      const slower = h(
        'button',
        {type: 'button', class: 'round', 'aria-label': t('Slower'), onclick: () => command('speed', {by: -5})},
        icon('minus'),
      );
      const faster = h(
        'button',
        {type: 'button', class: 'round', 'aria-label': t('Faster'), onclick: () => command('speed', {by: 5})},
        icon('plus'),
      );
      const usual = speeds.map((percent) =>
        h('button', {type: 'button', class: 'pill', onclick: () => command('speed', {percent})}, times(percent)),
      );
      live(['status'], () => {
        const now = state.status?.speed ?? 100;
        text(value, times(now));
        usual.forEach((pill, i) => attribute(pill, 'aria-pressed', String(speeds[i] === now)));
      });
      return [h('div', {class: 'stepper'}, slower, value, faster), h('div', {class: 'pills'}, usual)];
    },
    'near',
  );
}

// --- Sleep timer ---

export function sleepText() {
  const left = sleepLeft();
  if (left !== null) return t('in {}', lasting(left));
  return state.status?.sleep?.at_end ? t('at the article’s end') : '';
}

export function showSleep() {
  openSheet(
    t('Sleep timer'),
    (close, live) => {
      const body = h('div', {class: 'choices'});
      const set = (parameters) => () => {
        close();
        command('sleep', parameters);
      };
      live(['status'], () => {
        const sleep = state.status?.sleep ?? null;
        fill(
          body,
          option(t('Off'), !sleep, set({off: true})),
          option(t('At the article’s end'), sleep?.at_end, set({at_end: true})),
          [10, 20, 30, 45, 60].map((minutes) =>
            option(lasting(minutes * 60000), false, set({after_ms: minutes * 60000})),
          ),
          sleep?.ms !== undefined && h('p', {class: 'hint'}, t('Ends {}; the sound fades.', sleepText())),
        );
      });
      return body;
    },
    'near',
  );
}

// --- The rest ---

function slider(name, min, max, value, oninput, spoken) {
  const input = h('input', {type: 'range', min, max, value, 'aria-label': name, class: 'range'});
  const show = () => {
    input.style.setProperty('--part', `${(100 * (input.value - min)) / (max - min)}%`);
    attribute(input, 'aria-valuetext', spoken(Number(input.value)));
  };
  input.addEventListener('input', () => {
    show();
    oninput(Number(input.value));
  });
  show();
  return {input, show};
}

function volumeGroup(live) {
  let timer = 0;
  const {input, show} = slider(
    t('Volume'),
    0,
    100,
    state.status?.volume ?? 100,
    (percent) => {
      clearTimeout(timer);
      timer = setTimeout(() => command('volume', {percent}), 120);
    },
    (percent) => t('{} %', percent),
  );
  live(['status'], () => {
    if (document.activeElement === input || !state.status) return;
    input.value = state.status.volume;
    show();
  });
  return group(t('Volume'), input);
}

function pills(name, live, choices, now, set) {
  const all = choices.map(([value, label]) =>
    h('button', {type: 'button', class: 'pill', onclick: () => set(value)}, label),
  );
  live(['status'], () =>
    all.forEach((pill, i) => attribute(pill, 'aria-pressed', String(choices[i][0] === now(state.status)))),
  );
  return group(name, h('div', {class: 'pills'}, all));
}

function voiceGroup(live) {
  const body = h('div', {class: 'choices'});
  let known = null;
  const render = () => {
    if (!known) return;
    const language = state.status?.entry?.language ?? '';
    const own = known.voices.filter((v) => !language || v.language.split('-')[0] === language.split('-')[0]);
    fill(
      body,
      (own.length ? own : known.voices).map((voice) =>
        h(
          'div',
          {class: 'pair'},
          option(
            voice.name,
            voice.name === (state.status?.voice ?? known.current),
            () => command('voice', {name: voice.name}),
            {hint: t(voice.description)},
          ),
          !state.here.active &&
            h(
              'button',
              {
                type: 'button',
                class: 'text-button',
                'aria-label': t('Hear a sample of {}', voice.name),
                onclick: () => command('sample', {name: voice.name}),
              },
              t('Sample'),
            ),
        ),
      ),
    );
  };
  attempt(async () => {
    known = await call('voices');
    render();
  });
  live(['status'], render);
  return group(t('Voice'), body);
}

function deviceGroup(live) {
  const select = h('select', {
    'aria-label': t('Sound device of the machine'),
    onchange: () => command('device', {name: select.value}),
  });
  attempt(async () => {
    const {devices, chosen} = await call('devices');
    select.append(
      h('option', {value: 'default'}, t('the usual one')),
      ...devices.map((d) => h('option', {value: d.name}, d.description || d.name)),
    );
    select.value = chosen ?? 'default';
    if (!select.value) select.value = 'default';
  });
  return group(t('Loudspeaker of the machine'), select);
}

function thisDevice(close) {
  const leave = async () => {
    await post('/leave', {});
    close();
    change({connection: 'unpaired'});
    say(t('This device is forgotten'));
  };
  return group(
    t('This device'),
    h('p', {class: 'hint'}, state.name || state.me?.name || ''),
    h('button', {type: 'button', class: 'text-button', onclick: () => attempt(leave)}, t('Forget this device')),
  );
}

export function showSettings() {
  openSheet(t('Settings'), (close, live) => [
    volumeGroup(live),
    pills(
      t('Repeat'),
      live,
      [
        ['off', t('Off')],
        ['one', t('This article')],
        ['all', t('The whole list')],
      ],
      (s) => s?.repeat,
      (mode) => command('repeat', {mode}),
    ),
    pills(
      t('Order'),
      live,
      [
        [false, t('As in the list')],
        [true, t('Shuffled')],
      ],
      (s) => s?.shuffle,
      (on) => command('shuffle', {on}),
    ),
    pills(
      t('What was heard to its end'),
      live,
      [
        ['stays', t('Stays in the list')],
        ['leaves', t('Leaves it')],
        ['kept', t('Is kept')],
      ],
      (s) => s?.finished,
      (then) => command('finished', {then}),
    ),
    voiceGroup(live),
    deviceGroup(live),
    keepSettings(live, group),
    keysGroup(),
    thisDevice(close),
    h('p', {class: 'hint'}, `Vorleser ${state.me?.version ?? ''}`),
  ]);
}

function keysGroup() {
  const keys = [
    [t('Space'), t('Play, pause')],
    ['←  →', t('Sentence back, on')],
    [t('Shift ←  →'), t('Paragraph back, on')],
    ['P  N', t('Previous, next article')],
    ['−  +', t('Slower, faster')],
    ['F', t('Back to the voice')],
    ['A', t('Add')],
    ['B', t('Move what is heard to what is kept')],
    ['M', t('Remember this place')],
    ['/', t('Search')],
    ['U', t('Undo')],
  ];
  return group(
    t('Keys'),
    h(
      'dl',
      {class: 'keys'},
      keys.map(([key, what]) => [h('dt', {}, key), h('dd', {}, what)]),
    ),
  );
}
