import { byId } from './dom.js';

const STORED = 'neuralsearch.key';

let asked = null;

/** The header of the key that this tab was given; nothing where the server asks for none. */
export function keyHeaders() {
  const key = sessionStorage.getItem(STORED);
  return key ? { 'api-key': key } : {};
}

/**
 * Asks for the key of the server; `reason` is what it said. Resolves to true when there is one to try, and to false when
 * the user closed the dialog. Who asks while the dialog is open waits for the same answer.
 */
export function askForKey(reason) {
  asked ??= ask(reason).finally(() => (asked = null));
  return asked;
}

function ask(reason) {
  const dialog = byId('key-dialog');
  const key = byId('key');
  byId('key-reason').textContent = reason;
  key.value = '';
  dialog.returnValue = '';
  byId('key-cancel').onclick = () => dialog.close();
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      const isGiven = dialog.returnValue === 'use' && key.value !== '';
      if (isGiven) sessionStorage.setItem(STORED, key.value);
      key.value = '';
      resolve(isGiven);
    }, { once: true });
  });
}
