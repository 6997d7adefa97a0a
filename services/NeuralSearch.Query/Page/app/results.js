import { card } from './card.js';
import { h } from './dom.js';

const SLOW_MS = 180;
const SKELETONS = 4;

/**
 * The list of results. Old results stay while a new answer is on its way; only when it takes noticeably long are they
 * dimmed, or, when there are none, placeholders shown: a fast answer never flickers.
 */
export class ResultList {
  #list;
  #more;
  #slow = 0;
  #documents = new Set();

  constructor(list, more) {
    this.#list = list;
    this.#more = more;
  }

  get isEmpty() {
    return this.#documents.size === 0;
  }

  get size() {
    return this.#documents.size;
  }

  loading({ append }) {
    this.#list.setAttribute('aria-busy', 'true');
    clearTimeout(this.#slow);
    this.#slow = setTimeout(() => {
      this.#list.classList.add('is-slow');
      if (this.isEmpty) this.#list.replaceChildren(...Array.from({ length: SKELETONS }, skeleton));
    }, SLOW_MS);
    if (append) this.#more.setAttribute('aria-disabled', 'true');
  }

  /** Shows a page of results; a document that is already listed is not listed again. */
  show(results, { append, hasMore }) {
    this.#settle();
    if (!append) this.#clearList();
    const added = results.filter(({ document }) => !this.#documents.has(document));
    for (const { document } of added) this.#documents.add(document);
    const longest = Math.max(1, ...added.map(({ score }) => score));
    this.#list.append(...added.map((result) => card(result, Math.min(Math.max(result.score / longest, 0), 1))));
    this.#more.hidden = !hasMore;
    this.#more.removeAttribute('aria-disabled');
  }

  /** Puts the focus on a result, by its place from 0; nothing happens if there is none. */
  focus(place) {
    this.#list.children[place]?.querySelector('.open')?.focus({ preventScroll: true });
  }

  /** The answer did not come: what is shown stays, placeholders go. */
  keep() {
    this.#settle();
    if (this.isEmpty) this.#list.replaceChildren();
    this.#more.removeAttribute('aria-disabled');
  }

  clear() {
    this.#settle();
    this.#clearList();
    this.#more.hidden = true;
  }

  #clearList() {
    this.#documents.clear();
    this.#list.replaceChildren();
  }

  #settle() {
    clearTimeout(this.#slow);
    this.#list.classList.remove('is-slow');
    this.#list.setAttribute('aria-busy', 'false');
  }
}

function skeleton() {
  return h('li', { class: 'result skeleton', 'aria-hidden': 'true' },
    h('div', { class: 'card' },
      h('div', { class: 'score' }),
      h('div', { class: 'card-body' }, h('i'), h('i'), h('i'), h('i'))));
}
