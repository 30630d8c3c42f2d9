// Texts that a person reads. The English text stands where it is used and is the key to the German one, as in the
// terminal's client; locale/de.po holds it, and the build makes de.mo of just what the page and the daemon say.

const catalogue = new Map(); // English → [German, German plural…]
export let language = 'en';

// gettext's binary catalogue: a table of (length, place) of the keys, one of the translations. A key with a plural is
// both English forms, with a zero between; it is found by the first.
function read(buffer) {
  const view = new DataView(buffer),
    bytes = new Uint8Array(buffer),
    decoder = new TextDecoder();
  if (view.getUint32(0, true) !== 0x950412de) return;
  const count = view.getUint32(8, true),
    keys = view.getUint32(12, true),
    texts = view.getUint32(16, true);
  const at = (table, i) => {
    const length = view.getUint32(table + 8 * i, true),
      begin = view.getUint32(table + 8 * i + 4, true);
    return decoder.decode(bytes.subarray(begin, begin + length)).split('\0');
  };
  for (let i = 0; i < count; i++) catalogue.set(at(keys, i)[0], at(texts, i));
  catalogue.delete(''); // its head
}

// The first language of the browser that there is a catalogue for. Without one (no network, an old server) everything is
// English rather than missing.
export async function loadTexts() {
  for (const tag of navigator.languages ?? [navigator.language]) {
    const base = tag.toLowerCase().split('-')[0];
    if (base === 'en' || (await load(base))) break;
  }
  document.documentElement.lang = language;
}

export async function load(base) {
  try {
    const answer = await fetch(`/${base}.mo`);
    if (!answer.ok) return false;
    read(await answer.arrayBuffer());
    language = base;
    return true;
  } catch {
    return false;
  }
}

// Puts `values` where the text has {} (in their order) or {0}, {1} …
export function filled(text, values) {
  let next = 0;
  return text.replace(/\{(\d*)\}/g, (_, index) => String(values[index === '' ? next++ : Number(index)] ?? ''));
}

export function t(english, ...values) {
  return filled(catalogue.get(english)?.[0] ?? english, values);
}

// By a number, which is not a value by itself.
export function tn(n, one, many, ...values) {
  const forms = catalogue.get(one);
  return filled(forms ? (forms[n === 1 ? 0 : 1] ?? forms[0]) : n === 1 ? one : many, values);
}

// What the daemon says, {text, values}, where a value may be such a sentence again.
export function sentence(data, otherwise = '') {
  if (!data?.text) return otherwise;
  return t(data.text, ...(data.values ?? []).map((v) => (typeof v === 'object' && v ? sentence(v) : v)));
}

// 4:31, 1:02:03
export function clock(ms) {
  const s = Math.max(0, Math.floor(ms / 1000)),
    two = (n) => String(n).padStart(2, '0');
  const minutes = Math.floor(s / 60) % 60,
    hours = Math.floor(s / 3600);
  return hours ? `${hours}:${two(minutes)}:${two(s % 60)}` : `${minutes}:${two(s % 60)}`;
}

// A length as one would say it: 45 s, 12 min, 1 h 5 min.
export function lasting(ms) {
  const minutes = Math.round(ms / 60000);
  if (minutes < 1) return t('{} s', Math.round(ms / 1000));
  if (minutes < 60) return t('{} min', minutes);
  return minutes % 60 ? t('{} h {} min', Math.floor(minutes / 60), minutes % 60) : t('{} h', minutes / 60);
}

// 120 → 1.2×
export function times(percent) {
  return `${new Intl.NumberFormat(language, {maximumFractionDigits: 2}).format(percent / 100)}×`;
}

// A date as a page gives it, in words if it is one that can be read.
export function day(date) {
  const at = /^\d{4}-\d\d-\d\d/.test(date) ? new Date(date.length === 10 ? `${date}T12:00` : date) : null;
  return at && !isNaN(at) ? new Intl.DateTimeFormat(language, {dateStyle: 'long'}).format(at) : date;
}

// When something was heard: today by the hour, else by the day.
export function when(seconds) {
  const date = new Date(seconds * 1000),
    today = date.toDateString() === new Date().toDateString();
  return new Intl.DateTimeFormat(language, today ? {timeStyle: 'short'} : {dateStyle: 'medium'}).format(date);
}
