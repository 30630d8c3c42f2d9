// Dragging a row by its grip, and swiping one away: pointer events for mouse, pen and finger alike.

import {reducedMotion} from './dom.js';

// Rows of `list` change places by their `.grip`; `moved(row, to)` with the index where it was dropped. What only drags
// once it has been moved a little is a button, too.
export function draggable(list, moved) {
  list.addEventListener('pointerdown', (event) => {
    const grip = event.target.closest('.grip, .more'),
      row = grip?.closest('li');
    if (!row || event.button !== 0) return;
    if (grip.matches('.grip')) {
      event.preventDefault();
      grip.focus();
      drag(list, row, grip, event, moved);
      return;
    }
    const begin = (move) => {
      if (Math.abs(move.clientY - event.clientY) < 8) return;
      stop();
      grip.addEventListener('pointerup', () => swallowClick(list), {once: true});
      drag(list, row, grip, event, moved);
    };
    const ends = {pointermove: begin, pointerup: () => stop(), pointercancel: () => stop()};
    const stop = () => Object.entries(ends).forEach(([name, handler]) => grip.removeEventListener(name, handler));
    grip.setPointerCapture(event.pointerId);
    for (const [name, handler] of Object.entries(ends)) grip.addEventListener(name, handler);
  });
}

function drag(list, row, grip, {pointerId, clientY}, moved) {
  const rows = [...list.children],
    from = rows.indexOf(row),
    height = row.offsetHeight;
  const tops = rows.map((each) => each.offsetTop),
    scroller = list.closest('.scroller'),
    scrolled = scroller.scrollTop;
  let to = from,
    y = clientY,
    frame = 0;
  grip.setPointerCapture(pointerId);
  row.classList.add('dragged');
  list.classList.add('dragging');
  const place = () => {
    const by = y - clientY + scroller.scrollTop - scrolled,
      middle = tops[from] + by + height / 2;
    row.style.transform = `translateY(${by}px)`;
    to = Math.max(
      0,
      tops.findLastIndex((top, i) => middle > top + (i > from ? rows[i].offsetHeight * 0.5 : 0)),
    );
    to = Math.min(to, rows.length - 1);
    rows.forEach((each, i) => {
      if (each === row) return;
      const shift = i > from && i <= to ? -height : i < from && i >= to ? height : 0;
      each.style.transform = shift ? `translateY(${shift}px)` : '';
    });
  };
  // Near an edge the list scrolls on by itself.
  const scroll = () => {
    const box = scroller.getBoundingClientRect(),
      edge = 56;
    const by = y < box.top + edge ? -8 : y > box.bottom - edge ? 8 : 0;
    if (by) {
      scroller.scrollTop += by;
      place();
    }
    frame = requestAnimationFrame(scroll);
  };
  const move = (event) => {
    y = event.clientY;
    place();
  };
  const end = (drop) => {
    cancelAnimationFrame(frame);
    for (const [name, handler] of Object.entries(handlers)) grip.removeEventListener(name, handler);
    removeEventListener('keydown', escape, true);
    list.classList.remove('dragging');
    row.classList.remove('dragged');
    for (const each of rows) each.style.transform = '';
    if (drop && to !== from) moved(row, to);
  };
  const escape = (event) => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      end(false);
    }
  };
  const handlers = {pointermove: move, pointerup: () => end(true), pointercancel: () => end(false)};
  for (const [name, handler] of Object.entries(handlers)) grip.addEventListener(name, handler);
  addEventListener('keydown', escape, true);
  frame = requestAnimationFrame(scroll);
}

// A finger that goes sideways far or fast enough removes; anything else springs back.
export function swipeable(list, removed) {
  let row = null,
    x = 0,
    y = 0,
    began = 0,
    going = false;
  const spring = () => {
    row.classList.remove('swiped');
    row.style.transform = '';
    row = null;
  };
  list.addEventListener('pointerdown', (event) => {
    if (event.pointerType === 'mouse' || event.target.closest('.grip, .more')) return;
    row = event.target.closest('li');
    [x, y, began, going] = [event.clientX, event.clientY, event.timeStamp, false];
  });
  list.addEventListener('pointermove', (event) => {
    if (!row) return;
    const across = event.clientX - x,
      down = event.clientY - y;
    if (!going) {
      if (Math.abs(down) > 12) {
        row = null;
        return;
      }
      if (Math.abs(across) < 14) return;
      going = true;
      row.setPointerCapture(event.pointerId);
      row.classList.add('swiped');
    }
    row.style.transform = `translateX(${across}px)`;
  });
  list.addEventListener('pointerup', (event) => {
    if (!row) return;
    const across = event.clientX - x,
      fast = Math.abs(across) / Math.max(1, event.timeStamp - began) > 0.6;
    const gone = going && (Math.abs(across) > row.offsetWidth * 0.4 || (fast && Math.abs(across) > 60));
    const mine = row;
    if (going) swallowClick(list);
    if (!gone) return spring();
    mine.style.transform = `translateX(${Math.sign(across) * 110}%)`;
    row = null;
    setTimeout(() => removed(mine), reducedMotion() ? 0 : 160);
  });
  list.addEventListener('pointercancel', () => row && spring());
}

// The click that a swipe ends with is none.
function swallowClick(list) {
  const stop = (event) => {
    event.preventDefault();
    event.stopPropagation();
  };
  list.addEventListener('click', stop, {capture: true, once: true});
  setTimeout(() => list.removeEventListener('click', stop, {capture: true}), 60);
}
