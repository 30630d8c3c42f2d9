// What came of a press, in one quiet line at the foot of the page. It is the page's only live region: places, words and
// articles that change while a voice reads are never told there.

import {fill, h, iconButton, text} from './dom.js';
import {t} from './texts.js';

let line, words, action, dismiss, timer;

export function buildNotice() {
  words = h('span', {role: 'status', class: 'notice-text'});
  action = h('span', {class: 'notice-action'});
  dismiss = iconButton('close', t('Dismiss'), hide, {hidden: true});
  // Never display: none, else a screen reader does not see the region change.
  line = h('div', {class: 'notice idle'}, words, action, dismiss);
  // Whoever is about to press keeps it.
  for (const event of ['pointerenter', 'focusin']) line.addEventListener(event, () => clearTimeout(timer));
  for (const event of ['pointerleave', 'focusout']) line.addEventListener(event, () => stay());
  return line;
}

function hide() {
  clearTimeout(timer);
  line.classList.add('idle');
  dismiss.hidden = true;
  fill(action);
  text(words, '');
}

function stay() {
  clearTimeout(timer);
  timer = setTimeout(hide, 9000);
}

// An open sheet makes all outside of it dead, this line, too: it goes where it can be seen and heard.
export function settle() {
  const home = document.querySelector('dialog[open]') ?? document.getElementById('app');
  if (line && line.parentNode !== home) home.append(line);
}

// `offer`: {name, act}: a button behind the sentence, such as Undo.
export function say(sentence, offer = null) {
  settle();
  line.classList.remove('idle');
  dismiss.hidden = false;
  text(words, sentence);
  fill(
    action,
    offer &&
      h(
        'button',
        {
          type: 'button',
          class: 'text-button',
          onclick: () => {
            hide();
            offer.act();
          },
        },
        offer.name,
      ),
  );
  stay();
}

// Runs what a press asked for, and says why it did not work.
export async function attempt(work) {
  try {
    return await work();
  } catch (error) {
    say(error.message);
    if (!('kind' in error)) console.error(error); // a bug, not an answer
    return undefined;
  }
}
