// Dragging a row by its grip, and swiping one away: pointer events for mouse, pen and finger alike.

import {reducedMotion} from './dom.js';

// Rows of `list` change places by their `.grip`; `moved(row, to, from)` with the indices, also where it was dropped
// at its old place. What drags only once it has been moved a little is a button, too.
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

// Where a row of the list is while it is dragged by `by` pixels, and the others beside it.
class Dragged {
  constructor(list, row) {
    this.row = row;
    this.rows = [...list.children];
    this.tops = this.rows.map((each) => each.offsetTop);
    this.from = this.to = this.rows.indexOf(row);
  }

  place(by) {
    const {from, row, rows, tops} = this,
      height = row.offsetHeight,
      middle = tops[from] + by + height / 2;
    row.style.transform = `translateY(${by}px)`;
    const to = tops.findLastIndex((top, i) => middle > top + (i > from ? rows[i].offsetHeight / 2 : 0));
    this.to = Math.max(0, to);
    rows.forEach((each, i) => {
      if (each === row) return;
      const shift = i > from && i <= this.to ? -height : i < from && i >= this.to ? height : 0;
      each.style.transform = shift ? `translateY(${shift}px)` : '';
    });
  }

  end() {
    for (const each of this.rows) each.style.transform = '';
  }
}

function drag(list, row, grip, {pointerId, clientY}, moved) {
  const dragged = new Dragged(list, row);
  const scroller = list.closest('.scroller'),
    scrolled = scroller.scrollTop;
  let y = clientY,
    frame = 0;
  const place = () => dragged.place(y - clientY + scroller.scrollTop - scrolled);
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
  const end = (drop) => {
    cancelAnimationFrame(frame);
    for (const [name, handler] of Object.entries(handlers)) grip.removeEventListener(name, handler);
    removeEventListener('keydown', escape, true);
    list.classList.remove('dragging');
    row.classList.remove('dragged');
    dragged.end();
    moved(row, drop ? dragged.to : dragged.from, dragged.from);
  };
  const escape = (event) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    end(false);
  };
  const move = (event) => {
    y = event.clientY;
    place();
  };
  const handlers = {pointermove: move, pointerup: () => end(true), pointercancel: () => end(false)};
  grip.setPointerCapture(pointerId);
  row.classList.add('dragged');
  list.classList.add('dragging');
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
