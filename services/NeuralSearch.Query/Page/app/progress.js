import * as api from './api.js';
import { h } from './dom.js';
import { plural, whole } from './format.js';

const RUNNING_POLL_MS = 1000;
const IDLE_POLL_MS = 10_000;

/**
 * The strip of what is being loaded, whoever started it: the sample, the command line, another browser.
 * Handlers: `changed(running)` after a poll with something running, `finished(ingestion)`, and `failed(error)` when
 * polling fails; a poll that the server refused is repeated at the usual time.
 */
export class IngestionProgress {
  #container;
  #handlers;
  #timer = 0;
  #running = new Map();
  #failures = new Map();

  /** Collections whose upload from this page shows its own progress. */
  ownUploads = new Set();

  constructor(container, handlers) {
    this.#container = container;
    this.#handlers = handlers;
    document.addEventListener('visibilitychange', () => document.hidden || this.poll());
  }

  get isRunning() {
    return this.#running.size > 0;
  }

  /** Asks now, and from then on every second while something runs, else every ten. */
  async poll() {
    clearTimeout(this.#timer);
    if (document.hidden) return;
    try {
      this.#take(await api.ingestions());
    } catch (error) {
      this.#handlers.failed(error);
      if (error instanceof api.ServerGone) return; // The connection calls again when the server is back.
    }
    clearTimeout(this.#timer);
    const isBusy = this.isRunning || this.ownUploads.size > 0;
    this.#timer = setTimeout(() => this.poll(), isBusy ? RUNNING_POLL_MS : IDLE_POLL_MS);
  }

  #take(ingestions) {
    const before = this.#running;
    this.#running = new Map(ingestions.filter(({ state }) => state === 'running').map((one) => [one.id, one]));
    for (const ingestion of ingestions.filter(({ id }) => before.has(id) && !this.#running.has(id))) {
      if (ingestion.state === 'failed') this.#failures.set(ingestion.id, ingestion);
      this.#handlers.finished(ingestion);
    }
    this.#render();
    if (this.isRunning) this.#handlers.changed([...this.#running.values()]);
  }

  #render() {
    const rows = [...this.#running.values()].filter(({ collection }) => !this.ownUploads.has(collection)).map(running);
    rows.push(...[...this.#failures.values()].map((ingestion) => this.#failure(ingestion)));
    this.#container.replaceChildren(...rows);
    this.#container.hidden = rows.length === 0;
  }

  #failure({ id, collection, error }) {
    const dismiss = () => {
      this.#failures.delete(id);
      this.#render();
    };
    return h('div', { class: 'ingestion ingestion-failed', role: 'alert' },
      h('p', {}, `Loading into ${collection} stopped: ${error ?? 'no reason was given.'}`),
      h('button', { class: 'link', type: 'button', onclick: dismiss }, 'Dismiss'));
  }
}

function running({ collection, stored, unchanged = 0, failed = 0, total }) {
  const done = stored + unchanged;
  const bar = h('span', { class: 'progress' });
  if (total) {
    bar.style.setProperty('--share', Math.min(1, (done + failed) / total).toFixed(3));
    bar.setAttribute('role', 'progressbar');
    bar.setAttribute('aria-label', `Loading into ${collection}`);
    bar.setAttribute('aria-valuemax', total);
    bar.setAttribute('aria-valuenow', Math.min(total, done + failed));
  }
  const count = total
    ? `${whole(done)} of ${plural(total, 'document')}, ${Math.floor((100 * (done + failed)) / total)} %`
    : plural(done, 'document');
  return h('div', { class: 'ingestion' },
    h('p', {}, h('strong', {}, collection), ` is being loaded: ${count}`,
      failed > 0 && ` (${whole(failed)} could not be read)`,
      h('span', { class: 'ingestion-note' }, done > 0 ? 'searchable already' : 'searchable in a moment')),
    bar);
}
