// The three things that can be done with the page, and what came of it.
import {say} from './outcome.js';
import {wishes} from './wishes.js';

const said = document.getElementById('said');
const buttons = Object.keys(wishes).map((wish) => document.getElementById(wish));

function show({text, wrong}) {
  said.textContent = text;
  said.className = wrong ? 'wrong' : '';
}

async function seen(tabId) {
  await chrome.action.setBadgeText({tabId, text: ''});
  await chrome.action.setTitle({tabId, title: 'Vorleser'});
}

// What a menu did in this tab, or is doing, is seen now.
async function showWhatWas(tabId) {
  const badge = await chrome.action.getBadgeText({tabId});
  if (!badge) return;
  if (badge === '…') show({text: say('working')});
  let outcome = badge === '…' && (await chrome.runtime.sendMessage({tab: {id: tabId}}));
  outcome ||= {
    text: (await chrome.action.getTitle({tabId})).split('\n').slice(1).join('\n'),
    wrong: (await chrome.action.getBadgeText({tabId})) === '!',
  };
  await seen(tabId);
  show(outcome);
}

async function ask(wish) {
  const [tab] = await chrome.tabs.query({active: true, currentWindow: true});
  for (const button of buttons) button.disabled = true;
  show({text: say('working')});
  const outcome = await chrome.runtime.sendMessage({wish, tab: {id: tab.id}});
  await seen(tab.id);
  show(outcome);
  for (const button of buttons) button.disabled = false;
  document.getElementById(wish).focus();
}

document.documentElement.lang = say('language');
for (const button of buttons) {
  button.textContent = say(`page_${button.id}`);
  button.addEventListener('click', () => ask(button.id));
}
const [tab] = await chrome.tabs.query({active: true, currentWindow: true});
await showWhatWas(tab.id);
