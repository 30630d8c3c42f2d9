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

// The same of what is selected, every word of it: it was chosen. Its paragraphs, headings, lists and quotations as
// Markdown, since a text has none; where words would be missing, as in a field or a shadow tree, it is the text.
export function captureSelection() {
  const selection = getSelection();
  const blocks = []; // {of: element, mark, text}
  function markOf(block) {
    const heading = /^h([1-6])$/.exec(block.closest('h1, h2, h3, h4, h5, h6')?.localName ?? '');
    return heading ? `${'#'.repeat(heading[1])} ` : block.closest('li') ? '- ' : block.closest('blockquote') ? '> ' : '';
  }
  function blockOf(element) {
    while (element.parentElement && /^(inline|contents|ruby)/.test(getComputedStyle(element).display)) element = element.parentElement;
    return element;
  }
  function take(range) {
    const walker = document.createTreeWalker(range.commonAncestorContainer, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    for (let node = walker.currentNode, lines = 0; node; node = walker.nextNode()) {
      if (!range.intersectsNode(node)) continue;
      if (node.localName === 'br' && ++lines > 1) blocks.push(null); // an empty line
      if (node.nodeType !== Node.TEXT_NODE || !node.parentElement?.checkVisibility({visibilityProperty: true})) continue;
      const text = node.data.slice(node === range.startContainer ? range.startOffset : 0, node === range.endContainer ? range.endOffset : undefined);
      const of = blockOf(node.parentElement);
      if (blocks.at(-1)?.of !== of) blocks.push({of, mark: markOf(of), text: ''});
      blocks.at(-1).text += (lines && text.trim() ? ' ' : '') + text;
      if (text.trim()) lines = 0;
    }
  }
  const as = (text, kind) => ({text: text.toWellFormed(), as: kind, title: document.title, url: location.href});
  for (let i = 0; i < selection.rangeCount; i++) take(selection.getRangeAt(i));
  const marked = blocks.filter((each) => each?.text.trim());
  const words = (text) => text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  const text = selection.toString();
  if (marked.reduce((sum, each) => sum + words(each.text), 0) < words(text)) return as(text, 'text');
  const escaped = (each) => each.text.replace(/\s+/g, ' ').trim().replace(/[!-/:-@[-`{-~]/g, '\\$&');
  return as(marked.map((each) => each.mark + escaped(each)).join('\n\n'), 'markdown');
}
