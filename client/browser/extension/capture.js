// Run in a page, which is why it stands alone: the page as the browser shows it, what scripting made of it and what is
// behind a login included. Nothing that was typed into it: that is in no attribute. A page in shadow trees, which no
// source has, is put together as it is seen.
export function capturePage() {
  const limit = 32 << 20; // of characters; what is no article need not go through three processes
  const cut = (text, as) => (text.length > limit ? {tooLarge: limit >> 20} : {text: text.toWellFormed(), as});
  if (!/html/.test(document.contentType)) return {...cut(document.documentElement.textContent, 'auto'), url: location.href};

  // Elements of an inert document: nothing in it is run or loaded.
  const inert = document.implementation.createHTMLDocument('');
  const shadow = (element) =>
    element.openOrClosedShadowRoot ?? globalThis.chrome?.dom?.openOrClosedShadowRoot?.(element) ?? element.shadowRoot;
  function assembled(node) {
    const copy = inert.importNode(node, false);
    const root = node.nodeType === Node.ELEMENT_NODE && node instanceof HTMLElement ? shadow(node) : null;
    const slotted = node.localName === 'slot' ? (node.assignedNodes?.() ?? []) : [];
    for (const child of root ? root.childNodes : slotted.length ? slotted : node.childNodes) copy.append(assembled(child));
    return copy;
  }
  let root = document.documentElement;
  try {
    if ([...document.querySelectorAll('*')].some((each) => each instanceof HTMLElement && shadow(each))) root = assembled(root);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error; // nested deeper than any page: without its shadow trees
  }
  return {...cut(root.outerHTML, 'html'), url: location.href};
}

// The same of what is selected, every word of it: it was chosen.
export function captureSelection() {
  return {text: getSelection().toString().toWellFormed(), as: 'text', title: document.title, url: location.href};
}
