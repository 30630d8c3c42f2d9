// The page without a network: its own files, and what is kept for offline (offline.js puts it there).
//
// The page's files come from the network while there is one, so that nobody sticks to an old page; this script is another
// with each version (tools/make_page puts in a digest of all files), and brings a whole, consistent set into a cache of its
// own before it takes over. Sound is sliced here as the server would: a media element asks for ranges.
const version = '@VERSION@';
// A system asks for the large pictures once, when the page is installed.
const files = '@FILES@'.filter((name) => !/icon-(512|maskable)/.test(name));
const page = `page-${version}`;
const kept = 'kept';
// How long a network that answers nothing (a phone that has left the house) may hold up the page.
const patience = 3000;

self.addEventListener('install', event => {
  event.waitUntil((async () => {
    const cache = await caches.open(page);
    await cache.addAll(files.map(name => new Request(name, {cache: 'no-cache'})));
    await self.skipWaiting();
  })());
});

self.addEventListener('activate', event => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name !== page && name !== kept) await caches.delete(name);
    }
    await self.clients.claim();
  })());
});

self.addEventListener('fetch', event => {
  const {request} = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.method !== 'GET') return;
  if (url.pathname.startsWith('/sound/')) event.respondWith(sound(request, url));
  else if (url.pathname.startsWith('/words/')) event.respondWith(words(request));
  else if (url.pathname === '/' || url.pathname === '/add') event.respondWith(file(request, '/'));
  else if (files.includes(url.pathname)) event.respondWith(file(request, url.pathname));
});

// --- the page

let silent = 0;  // until when the network is taken as gone without asking it (ms)

async function file(request, name) {
  if (Date.now() > silent) {
    try {
      return await fetch(request, {signal: AbortSignal.timeout(patience)});
    } catch {
      silent = Date.now() + patience;
    }
  }
  const cache = await caches.open(page);
  return await cache.match(name) ?? Response.error();
}

// --- what is kept

async function words(request) {
  const cache = await caches.open(kept);
  return await cache.match(request) ?? fetch(request);  // an address that means the same for ever
}

// The sound asked for last: a media element asks for range after range of it.
let last = {name: null, blob: null, etag: null};

async function sound(request, url) {
  const name = url.pathname.slice('/sound/'.length);
  if (last.name !== name) {
    const cache = await caches.open(kept);
    // Several articles one behind the other (offline.js names them so): each file is whole frames at a constant rate, so
    // that their bytes can simply follow each other.
    const files = await Promise.all(name.split('+').map((file) => cache.match(`/sound/${file}`)));
    if (!files.every(Boolean)) return fetch(request);
    const type = files[0].headers.get('Content-Type');
    last = {name, blob: new Blob(await Promise.all(files.map((file) => file.blob())), {type}), etag: `"${name}"`};
  }
  return slice(request.headers, last.blob, last.etag);
}

// As RFC 9110 has it, for one range: several may be answered with all of it.
function slice(asked, blob, etag) {
  const size = blob.size, headers = {'Content-Type': blob.type, 'Accept-Ranges': 'bytes', 'Cache-Control': 'no-store', ETag: etag};
  const whole = () => new Response(blob, {headers: {...headers, 'Content-Length': size}});
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(asked.get('Range') ?? '') ?? ['', '', ''];
  if (from === '' && to === '' || (asked.get('If-Range') ?? etag) !== etag) return whole();
  if (from !== '' && to !== '' && Number(to) < Number(from)) return whole();
  const first = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === '' || to === '' ? size : Math.min(Number(to) + 1, size);
  if (first >= size) return new Response(null, {status: 416, headers: {...headers, 'Content-Range': `bytes */${size}`}});
  return new Response(blob.slice(first, end, blob.type), {
    status: 206, headers: {...headers, 'Content-Length': end - first, 'Content-Range': `bytes ${first}-${end - 1}/${size}`},
  });
}
