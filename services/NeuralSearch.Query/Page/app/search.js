import * as api from './api.js';

const PAGE_SIZE = 10;
const TYPING_PAUSE_MS = 120;

/**
 * One search at a time: a newer one aborts the older, so an answer that arrives late is never shown.
 * Handlers: `started({ append })`, `answered(answer, { append })`, `failed(error, { append })`.
 */
export class Search {
  #handlers;
  #controller = null;
  #timer = 0;
  #body = null;
  #offset = 0;
  #isUnanswered = false;

  busy = false;
  exhausted = true;

  constructor(handlers) {
    this.#handlers = handlers;
  }

  /** Asks for the first page; while typing only after a short pause. */
  start(body, { typing = false } = {}) {
    this.cancel();
    this.#body = body;
    this.#offset = 0;
    if (typing) this.#timer = setTimeout(() => this.#ask(), TYPING_PAUSE_MS);
    else this.#ask();
  }

  /** Asks for the next page; resolves when it is there. */
  async more() {
    if (!this.busy && !this.exhausted) await this.#ask();
  }

  /** Asks again what got no answer, as after a lost connection; false if there is nothing to ask again. */
  retry() {
    if (this.#isUnanswered) this.#ask();
    return this.#isUnanswered;
  }

  cancel() {
    clearTimeout(this.#timer);
    this.#controller?.abort();
    this.#isUnanswered = false;
    this.busy = false;
    this.exhausted = true;
  }

  async #ask() {
    this.#controller?.abort();
    const controller = (this.#controller = new AbortController());
    const append = this.#offset > 0;
    this.busy = true;
    this.#isUnanswered = true;
    this.#handlers.started({ append });
    try {
      const answer = await api.search({ ...this.#body, top: PAGE_SIZE, offset: this.#offset }, controller.signal);
      if (controller.signal.aborted) return;
      this.busy = false;
      this.#isUnanswered = false;
      this.exhausted = answer.results.length < PAGE_SIZE;
      this.#offset += PAGE_SIZE;
      this.#handlers.answered(answer, { append });
    } catch (error) {
      if (controller.signal.aborted) return;
      this.busy = false;
      this.#handlers.failed(error, { append });
    }
  }
}
