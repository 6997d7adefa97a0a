import { h } from './dom.js';

/** Text as a fragment of text nodes and `<mark>`s. Offsets are UTF-16 code units, as JavaScript counts. */
export function highlighted(text, highlights) {
  const fragment = document.createDocumentFragment();
  let position = 0;
  for (const { start, end } of ordered(highlights)) {
    const from = Math.max(start, position);
    const to = Math.min(end, text.length);
    if (from >= to) continue;
    fragment.append(text.slice(position, from), h('mark', {}, text.slice(from, to)));
    position = to;
  }
  fragment.append(text.slice(position));
  return fragment;
}

/**
 * The part of a long passage that shows the most highlighted text, cut at words:
 * `{ text, highlights }` with an ellipsis where something was left out.
 */
export function excerpt(passage, highlights, length) {
  if (passage.length <= length) return { text: passage, highlights };
  const start = wordStart(passage, bestStart(passage, highlights, length));
  const end = start + length >= passage.length ? passage.length : wordEnd(passage, start + length);
  const before = start > 0 ? '…\u00a0' : '';
  const after = end < passage.length ? '\u00a0…' : '';
  const shift = start - before.length;
  return {
    text: before + passage.slice(start, end) + after,
    highlights: highlights
      .map((span) => ({ start: Math.max(span.start, start) - shift, end: Math.min(span.end, end) - shift }))
      .filter((span) => span.start < span.end),
  };
}

const ordered = (highlights) => [...highlights].sort((a, b) => a.start - b.start);

function bestStart(passage, highlights, length) {
  const lead = Math.round(length / 6);
  let best = { start: 0, shown: -1 };
  for (const { start: anchor } of [{ start: 0 }, ...ordered(highlights)]) {
    const start = Math.min(Math.max(0, anchor - lead), passage.length - length);
    const shown = highlights.reduce(
      (sum, span) => sum + Math.max(0, Math.min(span.end, start + length) - Math.max(span.start, start)), 0);
    if (shown > best.shown) best = { start, shown };
  }
  return best.start;
}

function wordStart(text, position) {
  if (position === 0) return 0;
  const space = text.indexOf(' ', position - 1);
  return space < 0 || space - position > 40 ? position : space + 1;
}

function wordEnd(text, position) {
  const space = text.lastIndexOf(' ', position);
  return space < position - 40 ? position : space;
}
