// An article as a sound file of its own, with tags and chapters, for other players.

import {h} from './dom.js';
import {attempt, say} from './notice.js';
import {choice} from './rows.js';
import {Refused} from './rpc.js';
import {openSheet} from './sheet.js';
import {fetchSnapshot} from './sounds.js';
import {t} from './texts.js';

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// Its address, once it is made: that takes a while where the article was never spoken.
async function made({id, title}, format) {
  const {entries} = await fetchSnapshot(id, true);
  const address = entries[0].words.replace('/words/', '/sound/').replace(/json$/, format);
  for (;;) {
    const answer = await fetch(address, {headers: {Range: 'bytes=0-0'}});
    const problem = answer.ok ? null : await answer.json();
    if (!problem) return address;
    if (!answer.headers.has('Retry-After')) throw new Refused(problem);
    say(t('The sound file of “{}” is being made …', title));
    await pause(2000);
  }
}

async function save(entry, format) {
  const address = await made(entry, format);
  h('a', {href: address, download: `${entry.title}.${format}`}).click();
  say(t('“{}” is being saved', entry.title));
}

export function saveAsFile(entry) {
  openSheet(entry.title, (close) => {
    const as = (format, name) => choice('file', name, () => attempt(() => save(entry, format)), close);
    return h(
      'div',
      {class: 'choices'},
      as('mp3', t('MP3: plays everywhere')),
      as('opus', t('Opus: smaller, for players of today')),
    );
  });
}
