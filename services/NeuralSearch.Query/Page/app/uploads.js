import { isLines } from './files.js';
import { plural } from './format.js';
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

  /**
   * Each file of JSON lines goes by itself, everything else together, as files of the source. They go one after
   * another: the server keeps its pace, and the order of versions is the order of files.
   */
  add(chosen, collection, source) {
    const isAlone = (one) => isLines(one) && !one.path.includes('/');
    const files = chosen.filter((one) => !isAlone(one));
    const uploads = chosen.filter(isAlone).map(({ file, path }) => ({ title: path, lines: file }));
    if (files.length > 0)
      uploads.push({ title: files.length === 1 ? files[0].path : plural(files.length, 'file'), files, source });
    for (const upload of uploads) {
      const panel = new UploadPanel(upload, collection, this.#handlers);
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
