import { conditionsFrom, filterFrom } from './filters.js';

/*
 * The address bar holds the whole question: ?q=…&collection=…&filter=… While somebody types, one history entry is
 * rewritten; once the text has come to rest (`settle`), the next change opens a new entry, so that the back button
 * goes from question to question and not from letter to letter.
 */
let settled = true;

export function read() {
  const parameters = new URLSearchParams(location.search);
  return {
    query: parameters.get('q') ?? '',
    collection: parameters.get('collection') ?? '',
    conditions: conditionsFrom(parameters.get('filter')),
  };
}

export function write({ query, collection, conditions }) {
  const parameters = new URLSearchParams();
  if (query) parameters.set('q', query);
  if (collection) parameters.set('collection', collection);
  if (conditions.length > 0) parameters.set('filter', JSON.stringify(filterFrom(conditions)));
  const address = parameters.size > 0 ? `?${parameters}` : location.pathname;
  if (address === location.search || (address === location.pathname && location.search === '')) return;
  if (settled) history.pushState(null, '', address);
  else history.replaceState(null, '', address);
  settled = false;
}

/** Fills in what the page itself chose (the only collection, say): no step that somebody wants to go back from. */
export function amend(question) {
  const before = settled;
  settled = false;
  write(question);
  settled = before;
}

export function settle() {
  settled = true;
}

export function onBack(handler) {
  addEventListener('popstate', () => {
    settled = true;
    handler(read());
  });
}
