import { h } from './dom.js';

const FILM_QUESTIONS = [
  'a heist that goes wrong',
  'lonely robot far from home',
  'two strangers fall in love on a train',
  'a town that hides a secret',
  'animals that outwit their owners',
];

const EXAMPLE_LINE = '{"id": "1", "title": "A title", "text": "What is searched", "url": "https://…", "year": 2024}';

/** What stands in place of results; one at a time. */
export class Notice {
  #container;
  #ask;

  /** `ask(query)` runs an example. */
  constructor(container, ask) {
    this.#container = container;
    this.#ask = ask;
  }

  clear() {
    this.#container.replaceChildren();
  }

  /** Nothing was asked yet. */
  welcome(collection) {
    const isFilms = collection === 'films';
    this.#show('welcome',
      h('h2', {}, isFilms ? 'Describe a film in your own words.' : 'Ask in your own words.'),
      h('p', {}, 'Results are found by meaning: none of your words has to occur in the text.'),
      isFilms && h('ul', { class: 'examples' },
        FILM_QUESTIONS.map((question) => h('li', {}, this.#example(question)))));
  }

  /** The store is empty; `isLoading` while the first documents are on their way. */
  emptyStore(isLoading) {
    if (isLoading) {
      this.#show('welcome',
        h('h2', {}, 'The first documents are being loaded.'),
        h('p', {}, 'You can search as soon as the first of them are in, a few seconds from now.'));
      return;
    }
    this.#show('welcome',
      h('h2', {}, 'Nothing to search yet.'),
      h('p', {}, 'Drop files or folders anywhere on this page, or choose files with “Add documents”. ',
        'A file is one document, and of JSON lines each line is one; its other fields become filters:'),
      h('pre', {}, h('code', {}, EXAMPLE_LINE)));
  }

  /** Nothing matched. */
  nothingFound(query, { isFiltered, isLoading, removeFilters }) {
    this.#show('nothing',
      h('h2', {}, 'Nothing found for “', h('span', {}, query), '”.'),
      h('ul', { class: 'hints' },
        isFiltered && h('li', {},
          h('button', { class: 'button', type: 'button', onclick: removeFilters }, 'Remove the filters'),
          ' – they may leave nothing to choose from.'),
        isLoading && h('li', {}, 'Documents are still being loaded; this search repeats itself as they arrive.'),
        h('li', {}, 'Describe what it is about rather than naming it.'),
        h('li', {}, 'Look into another collection, at the top of the page.')));
  }

  /** The server refused: its problem details as they are. */
  problem({ title, detail, errors = [] }) {
    this.#show('problem',
      h('h2', {}, title),
      detail && h('p', {}, detail),
      errors.length > 0 && h('ul', {}, errors.map(({ field, message }) =>
        h('li', {}, field && h('code', {}, field), field && ' ', message))));
  }

  #example(question) {
    return h('button', { class: 'example', type: 'button', onclick: () => this.#ask(question) }, question);
  }

  #show(kind, ...children) {
    const role = kind === 'problem' ? 'alert' : undefined;
    const section = h('section', { class: `notice notice-${kind}`, role }, ...children);
    // Shown again by a poll: what is there already keeps the focus.
    if (!this.#container.firstElementChild?.isEqualNode(section)) this.#container.replaceChildren(section);
  }
}
