import { ServerGone } from './api.js';
import { h } from './dom.js';
import { plural, whole } from './format.js';
import { ingest } from './ingest.js';

const SHOWN_ERRORS = 20;

/** One request on its way in: what was sent, what the server made of it, which files or lines it did not take. */
export class UploadPanel {
  #upload;
  #collection;
  #handlers;
  #share = 0;
  #failed = 0;
  #counts = { accepted: 0, embedded: 0, stored: 0 };
  #isCancelled = false;
  #transfer;

  #status = h('p', { class: 'upload-status', role: 'status' }, 'Waiting for the file before it.');
  #bar = h('div', { class: 'upload-bar', 'aria-hidden': 'true' },
    ['sent', 'accepted', 'embedded', 'stored'].map((name) => h('i', { class: name })));
  #counters = h('dl', { class: 'upload-counts' });
  #errors = h('ul', { class: 'upload-errors' });
  #errorTitle = h('summary');
  #note = h('p', { class: 'upload-note' });
  #rest = h('p', { class: 'upload-rest', hidden: true });
  #errorBox = h('details', { hidden: true }, this.#errorTitle, this.#errors, this.#rest);
  #button = h('button', { class: 'link', type: 'button', onclick: () => this.#cancelOrClose() }, 'Cancel');
  #actions = h('p', { class: 'upload-actions' });

  constructor(upload, collection, handlers) {
    this.#upload = upload;
    this.#collection = collection;
    this.#handlers = handlers;
    this.element = h('article', { class: 'upload upload-running', 'aria-label': `Upload of ${upload.title}` },
      h('header', {}, h('h3', {}, upload.title), this.#button),
      this.#status, this.#note, this.#bar, this.#counters, this.#errorBox, this.#actions);
  }

  async run() {
    if (this.#isCancelled) return;
    this.#handlers.started(this.#collection);
    this.#transfer = ingest(this.#upload, this.#collection, {
      sent: (share) => this.#update(() => (this.#share = share)),
      progressed: (counts) => this.#update(() => Object.assign(this.#counts, countsOf(counts))),
      lineFailed: (failure) => this.#addError(failure),
    });
    this.#update(() => {});
    let summary;
    try {
      summary = await this.#transfer.done;
      this.#finish(summary);
    } catch (error) {
      this.#fail(error);
    }
    this.element.classList.remove('upload-running');
    this.#button.textContent = 'Close';
    this.#handlers.ended(this.#collection, summary);
  }

  observe(running) {
    const own = running.find(({ collection }) => collection === this.#collection);
    if (own && this.#share < 1) this.#update(() => Object.assign(this.#counts, countsOf(own)));
  }

  #update(change) {
    change();
    const { accepted, embedded, stored } = this.#counts;
    // How many documents the file holds is known when all of it was sent; until then it is what the sent part suggests.
    const expected = Math.max(accepted, 1) / (this.#share > 0 ? this.#share : 1);
    const shares = [this.#share, accepted / expected, embedded / expected, stored / expected];
    shares.forEach((share, at) => this.#bar.children[at].style.setProperty('--share', share.toFixed(3)));
    this.#status.textContent = this.#share < 1
      ? `Sending to ${this.#collection}: ${Math.floor(this.#share * 100)} %`
      : `Loading into ${this.#collection}; what is stored is searchable already.`;
    this.#showCounts({ accepted, embedded, stored });
  }

  #showCounts(counts) {
    this.#counters.replaceChildren(...Object.entries(counts).map(([name, count]) =>
      h('div', { class: name }, h('dt', {}, name), h('dd', {}, whole(count)))));
  }

  /** What an error of a line, or of a file without lines, is counted as. */
  get #noun() {
    return this.#upload.lines ? 'line' : 'document';
  }

  /** An error of a line or file is listed, as long as there are few; any other is about the whole and always shown. */
  #addError({ file, line, id, error }) {
    if (line === undefined && file === undefined) {
      this.#note.append(`${error} `);
      return;
    }
    this.#showFailed(this.#failed + 1);
    if (this.#failed <= SHOWN_ERRORS)
      this.#errors.append(h('li', {}, h('b', {}, placeOf(file, line)), id && ` (${id})`, `: ${error}`));
  }

  #showFailed(count) {
    this.#failed = count;
    this.#errorBox.hidden = count === 0;
    this.#errorTitle.textContent = `${plural(count, this.#noun)} could not be taken`;
    const rest = count - this.#errors.children.length;
    this.#rest.hidden = count <= SHOWN_ERRORS;
    this.#rest.textContent = `and ${plural(rest, this.#noun)} more`;
  }

  #finish(summary) {
    if (!summary) {
      this.#status.textContent = `Cancelled. What was stored stays: ${plural(this.#counts.stored, 'document')}.`;
      return;
    }
    const { stored, unchanged = 0, failed = 0, chunks, seconds } = summary;
    this.#bar.hidden = true;
    this.#showFailed(failed);
    this.#status.textContent =
      `${plural(stored, 'document')} stored in ${this.#collection} in ${seconds.toFixed(1)} s.`;
    this.#showCounts({ stored, unchanged, failed, passages: chunks });
    this.#actions.append(h('button', {
      class: 'button button-strong', type: 'button', onclick: () => this.#handlers.show(this.#collection),
    }, `Search ${this.#collection}`));
  }

  #fail(error) {
    this.element.classList.add('upload-failed');
    const advice = error instanceof ServerGone
      ? ` Stored so far: ${plural(this.#counts.stored, 'document')}. Add it again: what is there is skipped.`
      : '';
    this.#status.setAttribute('role', 'alert');
    this.#status.textContent = `${error.problem?.title ?? 'Not finished'}: ${error.message}${advice}`;
    for (const { field, message } of error.problem?.errors ?? [])
      this.#actions.append(h('span', {}, `${field}: ${message}`));
  }

  #cancelOrClose() {
    if (!this.element.classList.contains('upload-running')) {
      this.element.remove();
      return;
    }
    this.#isCancelled = true;
    if (this.#transfer) this.#transfer.cancel();
    else this.element.remove();
  }
}

const placeOf = (file, line) => {
  if (line === undefined) return file;
  return file === undefined ? `Line ${line}` : `${file}, line ${line}`;
};

const countsOf = ({ accepted, embedded, stored }) => ({ accepted, embedded, stored });
