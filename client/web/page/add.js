// Adding: an address, pasted text, files by a press or dropped anywhere; and what other pages send (`/add?url=`).

import {refresh} from './daemon.js';
import {h, icon} from './dom.js';
import {attempt, say} from './notice.js';
import {Refused, call, post} from './rpc.js';
import {openSheet} from './sheet.js';
import {sentence, t, tn} from './texts.js';

const largest = 48 * 1024 * 1024; // what the daemon takes of one page
const isAddress = (text) => /^(https?:\/\/|www\.)\S+$/i.test(text);

function told({entry, duplicate, only_the_beginning: beginning, warnings_data: warnings = []}) {
  const fresh = entry.listed === false ? t('Kept: “{}”', entry.title) : t('Added: “{}”', entry.title);
  const name = duplicate ? t('In the list already: “{}”', entry.title) : fresh;
  const more = warnings.map((w) => sentence(w));
  if (beginning && !more.length) more.push(t('The page gives only its beginning away.'));
  return [name, ...more].join('. ');
}

async function added(results) {
  await refresh().catch(() => {});
  const fresh = results.filter((r) => !r.duplicate).map((r) => r.entry.id),
    kept = results[0].entry.listed === false;
  const back = fresh.length
    ? {
        name: t('Undo'),
        act: () =>
          attempt(async () => {
            await call(kept ? 'unkeep' : 'remove', {ids: fresh});
            await refresh();
          }),
      }
    : null;
  say(
    results.length === 1
      ? told(results[0])
      : tn(results.length, '{} article was added', '{} articles were added', results.length),
    back,
  );
}

// `to`: the daemon's, where it goes; nothing: the playlist.
const fetchAddress = (address, to) =>
  post('/add', {address: /^www\./i.test(address) ? `https://${address}` : address, ...to});

// One address a line, or else one text.
export async function addText(text, to = {}) {
  const lines = text.split(/\s+/).filter(Boolean);
  if (!lines.length) return;
  if (!lines.every(isAddress)) return added([await call('add', {text, as: 'auto', ...to})]);
  const results = [];
  for (const address of lines) results.push(await fetchAddress(address, to));
  return added(results);
}

async function base64(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

export async function addFiles(files) {
  const results = [];
  for (const file of files) {
    if (file.size > largest)
      throw new Refused({message: t('{} is larger than {} MiB: too much for one article', file.name, largest >> 20)});
    results.push(await call('add', {bytes: await base64(file), source: file.name}));
  }
  if (results.length) await added(results);
}

// --- The sheet ---

function bookmark() {
  const code = `location.href=${JSON.stringify(`${location.origin}/add?url=`)}+encodeURIComponent(location.href)`;
  return h(
    'p',
    {class: 'hint'},
    t('From any other page: drag this to the bookmarks, and press it there.'),
    ' ',
    h(
      'a',
      {
        class: 'pill',
        href: `javascript:${code}`,
        onclick: (event) => {
          event.preventDefault();
          say(t('Drag it to the bookmarks; pressed there, it adds the page.'));
        },
      },
      t('Read to me'),
    ),
  );
}

function addField() {
  return h('textarea', {
    rows: 5,
    'aria-label': t('Address or text'),
    placeholder: t('https://… or the text itself'),
    autofocus: true,
    spellcheck: 'false',
  });
}

function fileField() {
  return h('input', {
    type: 'file',
    multiple: true,
    class: 'unseen',
    'aria-label': t('Files'),
    tabindex: '-1',
    accept: '.html,.htm,.txt,.md,.markdown,.epub,.docx,.odt,.gz,text/*',
  });
}

// The sheet closes once all is added; else what was written stays there.
function addForm(close) {
  const field = addField(),
    input = fileField();
  const send = h('button', {type: 'submit', class: 'filled'}, t('Add to the list'));
  const add = async (work) => {
    send.disabled = true;
    const done = await attempt(async () => {
      await work();
      return true;
    });
    send.disabled = false;
    if (done) close();
  };
  const submit = (event) => {
    event.preventDefault();
    add(() => addText(field.value.trim()));
  };
  const later = h(
    'button',
    {type: 'button', class: 'text-button', onclick: () => add(() => addText(field.value.trim(), {to: 'kept'}))},
    icon('keep'),
    t('Keep'),
  );
  const choose = h(
    'button',
    {type: 'button', class: 'text-button', onclick: () => input.click()},
    icon('file'),
    t('Choose files'),
  );
  const form = h('form', {class: 'add', onsubmit: submit}, field, h('div', {class: 'add-row'}, choose, input, later, send));
  field.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey || isAddress(field.value.trim()))) submit(event);
  });
  input.addEventListener('change', () => add(() => addFiles(input.files)));
  return form;
}

export function openAdd() {
  openSheet(t('Add'), (close) => [
    addForm(close),
    h('p', {class: 'hint'}, t('Files may be dropped anywhere on the page, too.')),
    bookmark(),
  ]);
}

// --- Dropped and pasted anywhere ---

function dropped(event) {
  event.preventDefault();
  document.body.classList.remove('dropping');
  const {files} = event.dataTransfer,
    text = event.dataTransfer.getData('text/uri-list') || event.dataTransfer.getData('text/plain');
  attempt(() => (files.length ? addFiles(files) : addText(text.trim())));
}

function pasted(event) {
  if (event.target.closest?.('input, textarea, [contenteditable]')) return;
  const {files} = event.clipboardData,
    text = event.clipboardData.getData('text/plain').trim();
  if (files.length || text) attempt(() => (files.length ? addFiles(files) : addText(text)));
}

export function startAdding() {
  const outside = (event) =>
    [...event.dataTransfer.types].some((type) => type === 'Files' || type === 'text/uri-list') &&
    !event.target.closest?.('textarea');
  addEventListener('dragover', (event) => {
    if (outside(event)) {
      event.preventDefault();
      document.body.classList.add('dropping');
    }
  });
  addEventListener('dragleave', (event) => event.relatedTarget || document.body.classList.remove('dropping'));
  addEventListener('drop', (event) => outside(event) && dropped(event));
  addEventListener('paste', pasted);
}

// What the phone's share sheet or the bookmark opened the page with. The page was opened without the cookie; it posts
// itself, with it, after a press: any page could have led here. Once: the address is cleaned first.
export function takeShared() {
  if (location.pathname !== '/add') return;
  const query = new URLSearchParams(location.search);
  history.replaceState(null, '', '/');
  const texts = [query.get('url'), query.get('text')].map((text) => text?.trim() ?? '');
  const address = texts.find(isAddress) ?? texts[1].split(/\s+/).find(isAddress);
  const text = [query.get('title'), texts[1]].filter(Boolean).join('\n\n');
  if (address || text)
    openSheet(t('Add to the list?'), (close) => {
      const add = () => {
        close();
        attempt(() => addText(address ?? text));
      };
      return [
        h('p', {class: 'shared'}, address ?? text),
        h(
          'div',
          {class: 'add-row'},
          h('button', {type: 'button', class: 'text-button', onclick: close}, t('Cancel')),
          h('button', {type: 'button', class: 'filled', autofocus: true, onclick: add}, t('Add to the list')),
        ),
      ];
    });
}
