// What is kept to be read or heard some day (the «Merkliste»): what the page knows of it, and what is done to it.

import {refresh} from './daemon.js';
import {attempt, say} from './notice.js';
import {call} from './rpc.js';
import {change, state} from './state.js';
import {t} from './texts.js';

const step = 100; // entries at a time

// Reads what is kept as it is now, as much of it as is seen; `more`: and a further page of it.
export async function readKept({tag = state.kept.tag, unread = state.kept.unread, more = false} = {}) {
  const limit = Math.max(step, state.kept.entries?.length ?? 0) + (more ? step : 0);
  const only = {...(tag !== null ? {tag} : {}), ...(unread ? {unread} : {})};
  change({kept: {...state.kept, tag, unread}});
  const [{entries, total}, {tags}] = await Promise.all([call('kept', {limit, ...only}), call('tags')]);
  if (state.kept.tag !== tag || state.kept.unread !== unread) return; // chosen otherwise meanwhile
  change({kept: {tag, unread, entries, tags, all: entries.length >= total}});
}

// Where it is shown, the new revision has it read anyway (keptview.js).
const seen = () => Promise.all([refresh(), state.pane !== 'kept' && state.kept.entries && readKept()]);

export const undo = () =>
  attempt(async () => {
    await call('undo');
    await seen();
    say(t('Undone'));
  });
const back = () => ({name: t('Undo'), act: undo});

const doing = (method, params, told) =>
  attempt(async () => {
    await call(method, params);
    await seen();
    if (told) say(told, back());
    return true;
  });

// `move`: it leaves the other list.
export const keep = ({id, title}, move = false) =>
  doing('keep', {ids: [id], move}, move ? t('Moved to what is kept: “{}”', title) : t('Kept: “{}”', title));
export const unkeep = ({id, title}) => doing('unkeep', {ids: [id]}, t('Not kept any more: “{}”', title));
export const queue = ({id, title}, move = false) =>
  doing('queue', {ids: [id], move}, move ? t('Moved to the playlist: “{}”', title) : t('In the playlist: “{}”', title));
export const setRead = ({id}, read) => doing('read', {ids: [id], read});
export const tag = ({id}, add, remove) => doing('tag', {ids: [id], add, remove});
