import { byId, h } from './dom.js';
import { ENDINGS, isAccepted, isLines } from './files.js';
import { bytes, plural } from './format.js';

const SHOWN_FILES = 20;
const DEFAULT_SOURCE = 'uploads';

/**
 * Asks into which collection, and as which source, files go. `confirmed(chosen, collection, source)` is called when the
 * user goes ahead.
 */
export function ingestDialog({ knownCollections, confirmed }) {
  const dialog = byId('ingest-dialog');
  const collection = byId('ingest-collection');
  const source = byId('ingest-source');
  const start = byId('ingest-start');
  let accepted = [];

  byId('ingest-cancel').addEventListener('click', () => dialog.close());
  dialog.addEventListener('close', () => {
    if (dialog.returnValue === 'start') confirmed(accepted, collection.value.trim(), source.value.trim());
  });

  return (chosen) => {
    accepted = chosen.filter(isAccepted);
    const refused = chosen.filter((one) => !isAccepted(one));
    byId('ingest-files').replaceChildren(...[
      ...listed(accepted, ({ file, path }) => h('li', {}, h('strong', {}, path), ` ${bytes(file.size)}`)),
      ...listed(refused, ({ path, problem }) =>
        h('li', { class: 'refused' }, h('strong', {}, path), ' is left out', problem && `: ${problem}`)),
      refused.some(({ problem }) => !problem) && h('li', { class: 'refused' }, `Known kinds are ${ENDINGS.join(' ')}`),
      chosen.length === 0 && h('li', { class: 'refused' }, 'There is no file in it.'),
    ].filter(Boolean));
    byId('known-collections').replaceChildren(...knownCollections().map((name) => h('option', { value: name })));
    collection.value ||= 'documents';
    // Documents of JSON lines have ids of their own; a file is known by its source and its path.
    const files = accepted.filter((one) => !isLines(one));
    byId('ingest-source-part').hidden = source.disabled = files.length === 0;
    source.value = DEFAULT_SOURCE;
    start.disabled = accepted.length === 0;
    dialog.returnValue = '';
    dialog.showModal();
    collection.select();
  };
}

function listed(chosen, row) {
  const rows = chosen.slice(0, SHOWN_FILES).map(row);
  const rest = chosen.length - rows.length;
  return rest > 0 ? [...rows, h('li', {}, `and ${plural(rest, 'file')} more`)] : rows;
}
