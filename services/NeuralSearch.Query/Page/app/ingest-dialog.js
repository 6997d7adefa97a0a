import { byId, h } from './dom.js';
import { bytes } from './format.js';
import { isAccepted } from './ingest.js';

/** Asks into which collection files go. `confirmed(files, collection)` is called when the user goes ahead. */
export function ingestDialog({ knownCollections, confirmed }) {
  const dialog = byId('ingest-dialog');
  const collection = byId('ingest-collection');
  const start = byId('ingest-start');
  let accepted = [];

  byId('ingest-cancel').addEventListener('click', () => dialog.close());
  dialog.addEventListener('close', () => {
    if (dialog.returnValue === 'start') confirmed(accepted, collection.value.trim());
  });

  return (files) => {
    accepted = files.filter(isAccepted);
    byId('ingest-files').replaceChildren(...files.map((file) => isAccepted(file)
      ? h('li', {}, h('strong', {}, file.name), ` ${bytes(file.size)}`)
      : h('li', { class: 'refused' }, h('strong', {}, file.name),
        ' is left out: it is not .jsonl, .ndjson, .json or one of them as .gz')));
    byId('known-collections').replaceChildren(...knownCollections().map((name) => h('option', { value: name })));
    collection.value ||= 'documents';
    start.disabled = accepted.length === 0;
    dialog.returnValue = '';
    dialog.showModal();
    collection.select();
  };
}
