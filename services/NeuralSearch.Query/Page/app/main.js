import * as address from './address.js';
import { ApiError, ServerGone } from './api.js';
import { CollectionSelector } from './collections.js';
import { Connection } from './connection.js';
import { byId } from './dom.js';
import { acceptDrops } from './drop.js';
import { FilterPanel } from './filter-panel.js';
import { filterFrom } from './filters.js';
import { milliseconds, plural } from './format.js';
import { chosenFiles } from './files.js';
import { ingestDialog } from './ingest-dialog.js';
import { listenToKeys } from './keyboard.js';
import { Notice } from './notice.js';
import { IngestionProgress } from './progress.js';
import { ResultList } from './results.js';
import { Search } from './search.js';
import { showTimings } from './timings.js';
import { Uploads } from './uploads.js';

const SETTLE_MS = 1500;

const box = byId('query');
const summary = byId('summary');
const timings = byId('timings');
const filterToggle = byId('filter-toggle');

const question = address.read();
let shown = [];
let settleTimer = 0;

const list = new ResultList(byId('results'), byId('more'));
const notice = new Notice(byId('notice'), (query) => {
  box.value = query;
  ask();
  box.focus();
});
const filterPanel = new FilterPanel({
  panel: byId('filters'),
  active: byId('active-filters'),
  nextFocus: box,
  changed: changeConditions,
});
const collections = new CollectionSelector(byId('collection'), changeCollection);
const connection = new Connection(byId('connection'), async () => {
  await start();
  if (!search.retry() && list.isEmpty) ask({ isNew: false });
});
const search = new Search({ started, answered, failed });
const progress = new IngestionProgress(byId('ingestions'), {
  changed(running) {
    uploads.observe(running);
    collectionsChanged();
  },
  finished: collectionsChanged,
  failed: lost,
});
const uploads = new Uploads(byId('uploads'), {
  started(collection) {
    progress.ownUploads.add(collection);
    progress.poll();
  },
  async ended(collection) {
    progress.ownUploads.delete(collection);
    await collectionsChanged();
  },
  show(collection) {
    collections.choose(collection);
    changeCollection(collection);
    box.focus();
  },
});
const chooseCollection = ingestDialog({
  knownCollections: () => collections.names,
  confirmed: (chosen, collection, source) => uploads.add(chosen, collection, source),
});

/** Takes the question from the box and the filters, writes it to the address bar, and searches. */
function ask({ typing = false, isNew = true } = {}) {
  question.query = box.value.trim();
  if (question.query) question.collection = collections.chosen;
  if (isNew) address.write(question);
  else address.amend(question);
  filterPanel.setConditions(question.conditions);
  document.title = question.query ? `${question.query} – NeuralSearch` : 'NeuralSearch';
  clearTimeout(settleTimer);
  if (!question.query || !collections.chosen) return showIdle();
  settleTimer = setTimeout(address.settle, SETTLE_MS);
  search.start({
    query: question.query,
    collection: collections.chosen,
    filter: filterFrom(question.conditions),
  }, { typing });
}

function showIdle() {
  search.cancel();
  shown = [];
  list.clear();
  filterPanel.clear();
  filterToggle.hidden = true;
  timings.hidden = true;
  summary.textContent = '';
  if (collections.names.length > 0 && collections.chosen) notice.welcome(collections.chosen);
  else if (connection.isLost) notice.clear();
  else notice.emptyStore(progress.isRunning);
}

function started({ append }) {
  list.loading({ append });
}

function answered(answer, { append }) {
  if (!append) notice.clear();
  shown = append ? [...shown, ...answer.results] : answer.results;
  list.show(answer.results, { append, hasMore: !search.exhausted });
  filterPanel.setResults(shown);
  filterToggle.hidden = filterPanel.isEmpty;
  showTimings(timings, answer);
  const ms = Math.max(1, Math.round(answer.timings.totalMs));
  summary.textContent = `${plural(list.size, 'result')} in ${milliseconds(ms)}`;
  if (!list.isEmpty) return;
  notice.nothingFound(question.query, {
    isFiltered: question.conditions.length > 0,
    isLoading: progress.isRunning,
    removeFilters() {
      changeConditions([]);
      box.focus();
    },
  });
}

function failed(error, { append }) {
  list.keep();
  if (error instanceof ApiError && !append) {
    list.clear();
    timings.hidden = true;
    summary.textContent = '';
  }
  report(error);
}

/** Says what went wrong: in the banner if the server is gone, in place of the results if it refused. */
function report(error) {
  if (lost(error)) return;
  if (!(error instanceof ApiError)) throw error;
  notice.problem(error.problem);
}

/** True if the error means that the server is gone; the connection then looks after it. */
function lost(error) {
  if (!(error instanceof ServerGone)) return false;
  connection.lost(error.message);
  return true;
}

function changeConditions(conditions) {
  address.settle();
  question.conditions = conditions;
  ask();
  address.settle();
}

function changeCollection(collection) {
  address.settle();
  question.collection = collection;
  question.conditions = [];
  filterPanel.clear();
  ask();
  address.settle();
}

/** Documents arrived: sizes change, and what found nothing may find something now. */
async function collectionsChanged() {
  try {
    await collections.refresh();
  } catch (error) {
    report(error);
    return;
  }
  if (list.isEmpty && !search.busy) ask({ isNew: false });
}

async function start() {
  if (question.collection) collections.choose(question.collection);
  try {
    await collections.refresh();
  } catch (error) {
    report(error);
  }
  progress.poll();
}

function restore({ query, collection, conditions }) {
  box.value = query;
  question.conditions = conditions;
  question.collection = collection;
  if (collection && collection !== collections.chosen) {
    filterPanel.clear();
    collections.choose(collection);
  }
  ask({ isNew: false });
}

box.addEventListener('input', () => ask({ typing: true }));
box.addEventListener('change', address.settle);
byId('search').addEventListener('submit', (event) => {
  event.preventDefault();
  ask();
  address.settle();
});
byId('more').addEventListener('click', async () => {
  const before = list.size;
  await search.more();
  list.focus(before);
});
byId('add').addEventListener('click', () => byId('files').click());
byId('files').addEventListener('change', ({ target }) => {
  if (target.files.length > 0) chooseCollection(chosenFiles(target.files));
  target.value = '';
});
filterToggle.addEventListener('click', () => {
  const isOpen = byId('filters').classList.toggle('is-open');
  filterToggle.setAttribute('aria-expanded', String(isOpen));
});
listenToKeys(box, byId('results'), {
  more: () => search.more(),
  clear() {
    address.settle();
    box.value = '';
    ask();
  },
});
acceptDrops(byId('drop'), chooseCollection);
address.onBack(restore);

box.value = question.query;
await start();
ask({ isNew: false });
