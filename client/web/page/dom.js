// Elements from scripts. No style attributes anywhere: the page's policy forbids them.

// h('button', {class: 'round', onclick: f, 'aria-label': name}, 'text', other). Children that are null or false are
// left out; a property that is null or false is not set.
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : value);
  }
  put(element, children);
  return element;
}

function put(element, children) {
  for (const child of children.flat(Infinity))
    if (child !== null && child !== undefined && child !== false) element.append(child);
}

// Other children. What stays the same object keeps its focus.
export function fill(element, ...children) {
  const next = children.flat(Infinity).filter((c) => c !== null && c !== undefined && c !== false);
  const same = next.length === element.childNodes.length && next.every((c, i) => c === element.childNodes[i]);
  if (!same) element.replaceChildren(...next);
}

// Brings the children of `list` into this order. Moves only what stands elsewhere: whatever is moved loses its focus.
export function arrange(list, elements) {
  let at = list.firstChild;
  for (const element of elements) {
    if (element === at) at = at.nextSibling;
    else if (at?.nextSibling === element) {
      list.append(at); // behind all: if it is not wanted any more, it goes with the rest
      at = element.nextSibling;
    } else list.insertBefore(element, at);
  }
  while (at) {
    const gone = at;
    at = at.nextSibling;
    gone.remove();
  }
}

// Writes only what is another: neither layout nor screen readers are bothered for nothing.
export function text(element, value) {
  if (element.textContent !== value) element.textContent = value;
}
export function attribute(element, name, value) {
  if (value === null || value === undefined || value === false) {
    if (element.hasAttribute(name)) element.removeAttribute(name);
  } else if (element.getAttribute(name) !== String(value)) {
    element.setAttribute(name, value);
  }
}

// A sign of the sprite in index.html.
export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  use.setAttribute('href', `#i-${name}`);
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  svg.append(use);
  return svg;
}
export function setIcon(button, name) {
  const use = button.querySelector('use');
  if (use) attribute(use, 'href', `#i-${name}`);
}

// A button with a sign only: its name is for screen readers and the hint under the pointer.
export function iconButton(sign, name, onclick, extra = {}) {
  return h(
    'button',
    {type: 'button', class: 'icon-button', 'aria-label': name, title: name, onclick, ...extra},
    icon(sign),
  );
}

export const reducedMotion = () => matchMedia('(prefers-reduced-motion: reduce)').matches;
