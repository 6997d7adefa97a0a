import { UploadPanel } from './upload-panel.js';

/**
 * The uploads of this page, one small panel each, beside which searching goes on.
 * Handlers: `started(collection)`, `ended(collection, summary)`, `show(collection)` when the user wants to search it.
 */
export class Uploads {
  #container;
  #handlers;
  #queue = Promise.resolve();
  #current = null;

  constructor(container, handlers) {
    this.#container = container;
    this.#handlers = handlers;
    addEventListener('beforeunload', (event) => {
      if (container.querySelector('.upload-running')) event.preventDefault();
    });
  }

  /** Files go one after another: the server keeps its pace, and the order of versions is the order of files. */
  add(files, collection) {
    for (const file of files) {
      const panel = new UploadPanel(file, collection, this.#handlers);
      this.#container.append(panel.element);
      this.#queue = this.#queue.then(async () => {
        this.#current = panel;
        await panel.run();
        this.#current = null;
      });
    }
  }

  /** Takes what the server says is running: a browser reads the answer to an upload only when all of it was sent. */
  observe(running) {
    this.#current?.observe(running);
  }
}
