// The article's text, in step with the voice: the heard sentence and word are marked and kept in view until the listener
// scrolls away; a press on any word goes there.

import {playFrom, seekTo} from './daemon.js';
import {attribute, fill, h, icon, iconButton, reducedMotion} from './dom.js';
import {mark} from './highlight.js';
import {timeHere} from './media.js';
import {showMark} from './marks.js';
import {attempt} from './notice.js';
import {call, isOpen} from './rpc.js';
import {timeIn} from './sounds.js';
import {change, current, entryOf, state, watch} from './state.js';
import {clock, day, lasting, sentence, t} from './texts.js';

let pane,
  article,
  back,
  begin,
  blocks = []; // {begin, end, node, far}: `far` where a code point is not always one unit
let shown = '',
  sought = '',
  gliding = 0;

const tags = {title: 'h1', heading: 'h2', teaser: 'p', paragraph: 'p', quotation: 'blockquote', list_item: 'p'};

// --- Reading it ---

const wantedEntry = () => (state.reading !== null ? entryOf(state.reading) : null) ?? current();

// Asks for the text that is to be seen, if it is another or was changed.
function seek() {
  const entry = wantedEntry(),
    key = entry ? `${entry.id}/${entry.text_revision}` : '';
  if (!entry) {
    sought = '';
    return change({article: null});
  }
  if (key === sought || !isOpen()) return undefined;
  sought = key;
  return call('show', {id: entry.id}).then(
    (got) => {
      if (sought === key) change({article: {...got, key}});
    },
    () => {
      if (sought === key) sought = '';
    },
  );
}

function meta(entry, authors, date) {
  const parts = [entry.source, authors, day(date ?? ''), entry.duration_ms ? lasting(entry.duration_ms) : ''].filter(
    Boolean,
  );
  return h(
    'p',
    {class: 'byline'},
    parts.join(' · '),
    entry.url &&
      /^https?:/.test(entry.url) &&
      h('a', {href: entry.url, target: '_blank', rel: 'noopener noreferrer', class: 'original'}, t('Original page')),
  );
}

function blockElement({kind, text, begin, end}) {
  const node = document.createTextNode(text);
  const far = /[\ud800-\udbff]/.test(text);
  blocks.push({begin, end, node, far});
  return h(tags[kind] ?? 'p', {class: `block ${kind}`, 'data-begin': begin}, node);
}

// `key` of what is seen: the same text is not built anew for a new place or title in the list.
function render() {
  const got = state.article;
  if (got && got.key === shown) return;
  shown = got?.key ?? '';
  blocks = [];
  sought = shown || sought;
  delete article.dataset.word;
  if (!got) return fill(article, emptiness());
  attribute(article, 'lang', got.entry.language || null);
  const built = got.blocks.map(blockElement),
    head = got.blocks[0]?.kind === 'title' ? built.shift() : null;
  article.replaceChildren(
    h(
      'header',
      {class: 'head'},
      got.entry.kicker && h('p', {class: 'kicker'}, got.entry.kicker),
      head,
      meta(got.entry, got.authors, got.date),
      begin,
    ),
    ...built,
    ...(got.warnings_data ?? []).map((w) =>
      h('p', {class: 'caveat', lang: document.documentElement.lang}, sentence(w)),
    ),
  );
  pane.scrollTop = 0;
  change({following: true});
  return follow(true);
}

function emptiness() {
  return h(
    'div',
    {class: 'empty'},
    icon('wave'),
    h('p', {}, state.connection === 'opening' ? '' : t('What is read aloud stands here, word by word.')),
  );
}

// --- Places in it ---

const unitsOf = (block, codePoints) =>
  block.far ? [...block.node.data].slice(0, codePoints).join('').length : codePoints;
const codePointsOf = (block, units) => (block.far ? [...block.node.data.slice(0, units)].length : units);

// A sentence lies in one block, as a rule; a span over several gives a range in each.
function rangesOf(span) {
  if (!span) return [];
  const found = [];
  for (const block of blocks) {
    if (block.end <= span.begin || block.begin >= span.end) continue;
    const range = document.createRange();
    range.setStart(block.node, unitsOf(block, Math.max(0, span.begin - block.begin)));
    range.setEnd(block.node, unitsOf(block, Math.min(block.end, span.end) - block.begin));
    found.push(range);
  }
  return found;
}

function showSpoken() {
  const {spoken} = state,
    mine = state.article && spoken.id === state.article.entry.id;
  const word = mine ? spoken.word : null;
  mark('sentence', mine ? rangesOf(spoken.sentence) : [], article);
  mark('word', rangesOf(word), article);
  attribute(article, 'data-word', word && `${word.begin}-${word.end}`);
  follow(false);
}

// Remembered places: their sentences, and at each one's paragraph what leads to its note.
function showMarks() {
  for (const flag of article.querySelectorAll('.flag')) flag.remove();
  const mine = (state.marks ?? []).filter((each) => each.entry === state.article?.entry.id);
  mark('marked', mine.flatMap(rangesOf), article);
  for (const each of mine) {
    const block = blocks.find(({end}) => each.begin < end);
    const name = t('Remembered place: {}', each.note || each.sentence);
    block?.node.parentNode.append(iconButton('flag', name, () => showMark(each), {class: 'flag', 'aria-haspopup': 'dialog'}));
  }
}

// --- Following ---

// Brings the heard line to the upper third when it leaves the calm middle of the pane.
function follow(anyway) {
  const {spoken} = state;
  const elsewhere = state.reading !== null && current() && current().id !== state.reading;
  const away = !state.following && spoken.id === state.article?.entry.id && (spoken.word ?? spoken.sentence);
  back.hidden = !away && !elsewhere;
  if (!state.following || document.hidden || spoken.id !== state.article?.entry.id) return;
  const [range] = rangesOf(spoken.word ?? spoken.sentence);
  if (!range) return;
  const box = range.getBoundingClientRect(),
    frame = pane.getBoundingClientRect();
  if (!frame.height) return;
  const at = (box.top - frame.top) / frame.height;
  // Up to the first screenful the head stays: the title is part of what is heard.
  if (!anyway && at > 0.12 && at < 0.66) return;
  const top = Math.max(0, pane.scrollTop + box.top - frame.top - frame.height * 0.3);
  if (Math.abs(top - pane.scrollTop) < 4) return;
  gliding = performance.now() + 900;
  pane.scrollTo({top, behavior: anyway || reducedMotion() || Math.abs(at) > 3 ? 'auto' : 'smooth'});
}

function letGo() {
  if (
    !state.following ||
    state.spoken.id !== state.article?.entry.id ||
    (!state.spoken.sentence && !state.spoken.word)
  )
    return;
  change({following: false});
}

function comeBack() {
  change({following: true, reading: null});
  follow(true);
  article.focus({preventScroll: true});
}

// --- A press on a word ---

function caretAt(x, y) {
  const at = document.caretPositionFromPoint?.(x, y);
  if (at) return {node: at.offsetNode, offset: at.offset};
  const range = document.caretRangeFromPoint?.(x, y);
  return range && {node: range.startContainer, offset: range.startOffset};
}

async function press(event) {
  if (event.target.closest('a, button') || !getSelection().isCollapsed) return; // a link, or text that was marked
  const at = caretAt(event.clientX, event.clientY);
  const block = at && blocks.find(({node}) => node === at.node);
  if (!block) return;
  const letters = block.node.data.slice(0, at.offset).search(/[\p{L}\p{N}\p{M}'’-]*$/u);
  const place = block.begin + codePointsOf(block, letters);
  await goTo(state.article.entry, place);
}

async function goTo(entry, codePoint) {
  if (entry.id !== current()?.id) return playFrom(entry, codePoint);
  change({following: true});
  return attempt(async () => {
    const ms = (state.here.active ? timeHere(entry.id, codePoint) : undefined) ?? (await timeIn(entry.id, codePoint));
    if (ms !== null) await seekTo(ms);
  });
}

export function buildText() {
  article = h('article', {class: 'article', tabindex: '-1', onclick: press});
  back = h(
    'button',
    {type: 'button', class: 'back', hidden: true, onclick: comeBack},
    icon('target'),
    t('Back to the voice'),
  );
  begin = h(
    'button',
    {type: 'button', class: 'text-button begin', onclick: () => playFrom(state.article.entry)},
    icon('play'),
    t('Read aloud'),
  );
  watch(['status', 'here', 'article'], () => {
    begin.hidden = !state.article || current()?.id === state.article.entry.id;
  });
  pane = h('div', {class: 'pane', tabindex: '0', role: 'region', 'aria-label': t('Text')}, article);
  // Only what the listener does lets go; our own gliding raises `scroll`, too.
  for (const event of ['wheel', 'touchmove']) pane.addEventListener(event, letGo, {passive: true});
  pane.addEventListener('keydown', ({key}) => ['PageUp', 'PageDown', 'Home', 'End'].includes(key) && letGo());
  pane.addEventListener('scroll', () => performance.now() > gliding && pane.matches(':active') && letGo(), {
    passive: true,
  });
  watch(['status', 'list', 'here', 'reading', 'connection'], seek);
  watch(['article', 'connection'], render);
  watch(['spoken', 'article', 'following', 'reading'], showSpoken);
  watch(['marks', 'article'], showMarks);
  document.addEventListener('visibilitychange', () => document.hidden || follow(true));
  new ResizeObserver(() => {
    if (article.dataset.word) showSpoken();
    if (state.marks?.length) showMarks();
  }).observe(article);
  return h('div', {class: 'text'}, pane, back);
}

// What the place is called for whoever cannot see the bar.
export const placeText = (ms, of) => t('{} of {}', clock(ms), clock(of));
