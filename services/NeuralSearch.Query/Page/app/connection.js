import { isReady } from './api.js';
import { h } from './dom.js';

const FIRST_WAIT_SECONDS = 1;
const LONGEST_WAIT_SECONDS = 15;

/**
 * Knows whether the server is there. When it is gone, a banner says so and the page asks again with growing pauses;
 * as soon as the server is ready, `recovered()` is called and everything goes on where it was.
 */
export class Connection {
  #banner;
  #recovered;
  #text = h('span');
  #timer = 0;
  #wait = FIRST_WAIT_SECONDS;

  isLost = false;

  constructor(banner, recovered) {
    this.#banner = banner;
    this.#recovered = recovered;
    banner.append(this.#text,
      h('button', { class: 'button', type: 'button', onclick: () => this.#probe() }, 'Try now'));
  }

  lost() {
    if (this.isLost) return;
    this.isLost = true;
    this.#wait = FIRST_WAIT_SECONDS;
    this.#banner.hidden = false;
    this.#countDown(this.#wait);
  }

  #countDown(seconds) {
    this.#text.textContent = `The server does not answer. Next try in ${seconds} s; what you see stays. `;
    this.#timer = setTimeout(() => (seconds > 1 ? this.#countDown(seconds - 1) : this.#probe()), 1000);
  }

  async #probe() {
    clearTimeout(this.#timer);
    this.#text.textContent = 'The server does not answer. Trying … ';
    const isBack = await isReady();
    if (!this.isLost) return;
    if (!isBack) {
      this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT_SECONDS);
      clearTimeout(this.#timer);
      this.#countDown(this.#wait);
      return;
    }
    clearTimeout(this.#timer);
    this.isLost = false;
    this.#banner.hidden = true;
    this.#recovered();
  }
}
