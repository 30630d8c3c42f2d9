// Letting a device in: by the code in the address (#pair=…, which never leaves the browser in a log or referrer), or
// typed by hand.

import {h} from './dom.js';
import {post} from './rpc.js';
import {change} from './state.js';
import {t} from './texts.js';

// What this device is likely called by its listener.
function usualName() {
  const agent = navigator.userAgent;
  const kind = /iPhone|Android.*Mobile/.test(agent) ? t('Phone') : /iPad|Android/.test(agent) ? t('Tablet') : '';
  const browser = /Firefox/.test(agent)
    ? 'Firefox'
    : /Edg\//.test(agent)
      ? 'Edge'
      : /Chrom/.test(agent)
        ? 'Chromium'
        : /Safari/.test(agent)
          ? 'Safari'
          : 'Browser';
  return kind || browser;
}

// {name, secure, version}; null: this device is not let in. Throws without a network.
export async function whoAmI() {
  const answer = await fetch('/me');
  return answer.ok ? answer.json() : null;
}

// The code of the address, taken out of it at once.
function codeOfAddress() {
  const code = new URLSearchParams(location.hash.slice(1)).get('pair');
  if (code) history.replaceState(null, '', location.pathname + location.search);
  return code;
}

async function pair(code, name) {
  await post('/pair', {code, name});
  const me = await whoAmI();
  if (!me) throw new Error(t('The browser keeps no cookies for this page; allow them, then pair again.'));
  change({me, connection: 'opening'});
}

function form(done) {
  const code = h('input', {
    id: 'code',
    autocomplete: 'one-time-code',
    autocapitalize: 'characters',
    spellcheck: 'false',
    required: true,
    class: 'code',
  });
  const name = h('input', {id: 'name', autocomplete: 'off', required: true, maxlength: '60', value: usualName()});
  const why = h('p', {class: 'caveat', role: 'alert'});
  const send = async (event) => {
    event.preventDefault();
    why.textContent = '';
    try {
      await pair(code.value.trim(), name.value.trim());
      done();
    } catch (error) {
      why.textContent = error.message;
      code.select();
    }
  };
  return h(
    'main',
    {class: 'pairing'},
    h(
      'form',
      {onsubmit: send},
      h('h1', {}, 'Vorleser'),
      h(
        'p',
        {},
        t(
          'This device is new here. On the machine with Vorleser, “vorleser web” shows a code: scan it, or type it in.',
        ),
      ),
      h('label', {for: 'code'}, t('Code')),
      code,
      h('label', {for: 'name'}, t('Name of this device')),
      name,
      h('button', {type: 'submit', class: 'filled'}, t('Pair')),
      why,
    ),
  );
}

// Resolves once this device is let in.
export async function letIn(show) {
  const code = codeOfAddress();
  if (code) {
    try {
      return await pair(code, usualName());
    } catch (error) {
      /* used or too old: the form takes another */
    }
  }
  return new Promise((resolve) => show(form(resolve)));
}
