// Hands over what the listener asks for, by the popup or by a menu. Nothing is said to the network: the page goes to a
// program of this machine (client/browser/), which the browser starts. The popup may be closed by then, so what came of
// it stands at the button until it is seen: as a badge and as what the button says when it is pointed at. The browser
// keeps both; this script is ended whenever there is nothing to do.
import {capturePage, captureSelection} from './capture.js';
import {outcomeOf, say} from './outcome.js';
import {wishes} from './wishes.js';

const asked = (params) =>
  new Promise((resolve) => {
    const port = chrome.runtime.connectNative('vorleser');
    port.onMessage.addListener((answer) => {
      resolve(answer);
      port.disconnect();
    });
    port.onDisconnect.addListener(() => {
      const why = port.error?.message ?? chrome.runtime.lastError?.message ?? '';
      resolve({error: {message: say('noHost', why)}});
    });
    port.postMessage({method: 'add', params});
  });

async function captured(tab, frame, what) {
  const target = {tabId: tab.id, ...(frame ? {frameIds: [frame]} : {})};
  const [{result}] = await chrome.scripting.executeScript({target, func: what});
  return result;
}

async function pageOf(tab) {
  try {
    return await captured(tab, 0, capturePage);
  } catch {
    return null; // the browser's own pages, its shop of extensions, PDF
  }
}

// What is selected in a field or in a foreign frame the browser tells, if in one line.
async function selectionOf(tab, {selectionText, frameId}) {
  const selection = await captured(tab, frameId, captureSelection).catch(() => null);
  return selection?.text.trim() ? selection : {text: selectionText ?? '', as: 'text', title: tab.title, url: tab.url};
}

async function done(wish, page) {
  if (!page) return {wrong: true, text: say('notReadable')};
  if (page.tooLarge) return {wrong: true, text: say('tooLarge', page.tooLarge)};
  return outcomeOf(await asked({...page, ...wishes[wish]}));
}

const running = new Map(); // by tab: what comes of it

// Shown while it is being done, too: a large page takes a moment.
function shown(tab, work) {
  const outcome = show(tab.id, work);
  running.set(tab.id, outcome);
  return outcome.finally(() => running.get(tab.id) === outcome && running.delete(tab.id));
}

async function show(tabId, work) {
  // A tab that was closed meanwhile shows nothing.
  const mark = (text, color, title) =>
    Promise.all([
      chrome.action.setBadgeBackgroundColor({tabId, color}),
      chrome.action.setTitle({tabId, title}).then(() => chrome.action.setBadgeText({tabId, text})),
    ]).catch(() => {});
  await mark('…', '#1d5878', 'Vorleser');
  const outcome = await work().catch((error) => ({wrong: true, text: String(error.message ?? error)}));
  await mark(outcome.wrong ? '!' : '✓', outcome.wrong ? '#a3271c' : '#1d5878', `Vorleser\n${outcome.text}`);
  return outcome;
}

// Without a wish: what comes of the one that is being done, null if none is.
chrome.runtime.onMessage.addListener(({wish, tab}, _sender, answer) => {
  const outcome = wish ? shown(tab, async () => done(wish, await pageOf(tab))) : (running.get(tab.id) ?? Promise.resolve(null));
  outcome.then(answer);
  return true; // it is answered later
});

function makeMenus() {
  chrome.contextMenus.removeAll(() => {
    for (const context of ['page', 'selection', 'link'])
      for (const wish of Object.keys(wishes))
        chrome.contextMenus.create({id: `${context} ${wish}`, contexts: [context], title: say(`${context}_${wish}`)});
  });
}
chrome.runtime.onInstalled.addListener(makeMenus);
chrome.runtime.onStartup.addListener(makeMenus);

chrome.contextMenus.onClicked.addListener((info, tab) => {
  const [context, wish] = info.menuItemId.split(' ');
  shown(tab, async () => {
    if (context === 'link') return done(wish, {url: info.linkUrl});
    return done(wish, await (context === 'selection' ? selectionOf(tab, info) : pageOf(tab)));
  });
});
