// Marks spans of the text without touching its elements: the CSS Custom Highlight API; where there is none, boxes
// behind the words.

const able = typeof Highlight === 'function' && typeof CSS !== 'undefined' && Boolean(CSS.highlights);
const boxes = new Map(); // name → elements

// `ranges`: of the word or the sentence; none takes the mark away. `host`: the positioned element that holds the text.
export function mark(name, ranges, host) {
  if (able) {
    if (ranges.length) CSS.highlights.set(name, new Highlight(...ranges));
    else CSS.highlights.delete(name);
    return;
  }
  for (const box of boxes.get(name) ?? []) box.remove();
  const origin = host.getBoundingClientRect(),
    drawn = [];
  for (const range of ranges) {
    for (const {left, top, width, height} of range.getClientRects()) {
      const box = document.createElement('span');
      box.className = `mark mark-${name}`;
      Object.assign(box.style, {
        left: `${left - origin.left}px`,
        top: `${top - origin.top}px`,
        width: `${width}px`,
        height: `${height}px`,
      });
      host.prepend(box);
      drawn.push(box);
    }
  }
  boxes.set(name, drawn);
}
