// The page's beginning: texts, pairing, what is seen, the connection.

import {openAdd, startAdding, takeShared} from './add.js';
import {startDaemon} from './daemon.js';
import {buildDock} from './dock.js';
import {fill, h} from './dom.js';
import {startHere} from './here.js';
import {startKeys} from './keys.js';
import {buildNotice} from './notice.js';
import {letIn, whoAmI} from './pairing.js';
import {keepConnected} from './rpc.js';
import {showSettings} from './settings.js';
import {buildSide} from './side.js';
import {startSpoken} from './spoken.js';
import {change, state, watch} from './state.js';
import {buildText} from './text.js';
import {loadTexts, t} from './texts.js';

const app = document.getElementById('app');

// The focus goes along: what had it may be hidden now.
function keepFocus() {
  const {activeElement} = document;
  if (activeElement === document.body || activeElement.closest('dialog') || activeElement.getClientRects().length) return;
  const next = state.view === 'text' ? '.article' : '.rows [aria-current], .add-open';
  document.querySelector(next)?.focus({preventScroll: true});
}

// On a narrow screen one of list and text is seen; the browser's own «back» leads from the text to the list.
function startViews() {
  let fromHistory = false;
  watch(['view'], () => {
    document.body.dataset.view = state.view;
    keepFocus();
    if (state.view === 'text' && !fromHistory && history.state !== 'text') history.pushState('text', '');
    if (state.view === 'list' && !fromHistory && history.state === 'text') history.back();
    fromHistory = false;
  });
  addEventListener('popstate', ({state: entry}) => {
    const view = entry === 'text' ? 'text' : 'list';
    fromHistory = view !== state.view;
    change({view});
  });
}

function show() {
  const skip = h('a', {class: 'skip', href: '#now'}, t('To the player'));
  const dock = buildDock();
  dock.id = 'now';
  dock.tabIndex = -1;
  // Notices stand just above it, however many lines it has.
  new ResizeObserver(() => app.style.setProperty('--dock', `${dock.offsetHeight}px`)).observe(dock);
  fill(app, skip, h('main', {}, buildSide({openAdd, openSettings: showSettings}), buildText()), dock, buildNotice());
}

// Whoever was let in before sees the page also without a network: what was kept offline is there.
async function known() {
  try {
    return await whoAmI();
  } catch {
    return {name: '', secure: isSecureContext, version: ''};
  }
}

async function start() {
  await loadTexts();
  const me = location.hash.includes('pair=') ? null : await known();
  if (me) change({me});
  else await letIn((form) => fill(app, form));
  show();
  startViews();
  startHere();
  startSpoken();
  startKeys();
  startAdding();
  startDaemon();
  keepConnected();
  const end = watch(['connection'], () => {
    if (state.connection !== 'open') return;
    queueMicrotask(() => end());
    takeShared();
  });
  import('./offline.js').then(
    (offline) => offline.start?.(),
    () => {},
  );
  watch(['connection'], async () => {
    if (state.connection !== 'unpaired') return;
    await letIn((form) => fill(app, form));
    location.reload();
  });
}

start();
