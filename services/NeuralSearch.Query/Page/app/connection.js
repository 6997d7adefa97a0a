import { isReady } from './api.js';
import { h } from './dom.js';

const FIRST_WAIT_SECONDS = 1;
const LONGEST_WAIT_SECONDS = 15;
const STABLE_MS = 30_000;

/**
 * Knows whether the server is there. When it is gone, a banner says so and the page asks again with growing pauses;
 * as soon as the server is ready, `recovered()` is called and everything goes on where it was.
 */
export class Connection {
  #banner;
  #recovered;
  #reason = h('span');
  #next = h('span', { 'aria-hidden': 'true' });
  #timer = 0;
  #wait = FIRST_WAIT_SECONDS;
  #recoveredAt = -Infinity;

  isLost = false;

  constructor(banner, recovered) {
    this.#banner = banner;
    this.#recovered = recovered;
    banner.append(this.#reason, this.#next,
      h('button', { class: 'button', type: 'button', onclick: () => this.#probe() }, 'Try now'));
  }

  /** `reason` is a sentence; it is said once, the countdown is only seen. */
  lost(reason) {
    if (this.isLost) return;
    this.isLost = true;
    // A server that says it is ready and then is not: the pauses go on growing.
    const wasStable = performance.now() - this.#recoveredAt > STABLE_MS;
    this.#wait = wasStable ? FIRST_WAIT_SECONDS : this.#longerWait();
    this.#reason.textContent = `${reason} What you see stays.`;
    this.#banner.hidden = false;
    this.#countDown(this.#wait);
  }

  #countDown(seconds) {
    this.#next.textContent = `Next try in ${seconds} s.`;
    this.#timer = setTimeout(() => (seconds > 1 ? this.#countDown(seconds - 1) : this.#probe()), 1000);
  }

  async #probe() {
    clearTimeout(this.#timer);
    this.#next.textContent = 'Trying …';
    const isBack = await isReady();
    if (!this.isLost) return;
    if (!isBack) {
      this.#wait = this.#longerWait();
      clearTimeout(this.#timer);
      this.#countDown(this.#wait);
      return;
    }
    clearTimeout(this.#timer);
    this.isLost = false;
    this.#recoveredAt = performance.now();
    this.#banner.hidden = true;
    this.#recovered();
  }
  #longerWait() {
    return Math.min(this.#wait * 2, LONGEST_WAIT_SECONDS);
  }
}
