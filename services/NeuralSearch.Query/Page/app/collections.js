import * as api from './api.js';
import { h } from './dom.js';
import { plural } from './format.js';

/** The collection that is searched, chosen among those that exist, with their sizes. */
export class CollectionSelector {
  #select;
  #known = [];
  #chosen = '';

  /** `changed(name)` is called when the user chooses. */
  constructor(select, changed) {
    this.#select = select;
    select.addEventListener('change', () => {
      this.#chosen = select.value;
      changed(select.value);
    });
  }

  get chosen() {
    return this.#chosen;
  }

  get names() {
    return this.#known.map(({ name }) => name);
  }

  choose(name) {
    this.#chosen = name;
    this.#render();
  }

  /** Reads the collections again; without a choice the largest one is taken. */
  async refresh() {
    this.#known = await api.collections();
    if (!this.#chosen) this.#chosen = [...this.#known].sort((a, b) => b.points - a.points)[0]?.name ?? '';
    this.#render();
  }

  #render() {
    const options = this.#known.map(({ name, points }) => option(name, `${name} · ${plural(points, 'passage')}`));
    if (this.#chosen && !this.names.includes(this.#chosen))
      options.push(option(this.#chosen, `${this.#chosen} · not there yet`));
    if (options.length === 0) options.push(option('', 'no collection yet'));
    this.#select.replaceChildren(...options);
    this.#select.value = this.#chosen;
    this.#select.disabled = this.#known.length === 0;
  }
}

const option = (value, text) => h('option', { value }, text);
