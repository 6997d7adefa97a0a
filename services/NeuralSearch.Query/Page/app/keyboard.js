/**
 * Everything by keyboard: `/` to the box, arrows or j and k through the results, d for details, Escape back and clear.
 * Enter needs nothing here: the focus of a result is on its link, or on a button when it has no address.
 * `actions`: `clear()`, `more()` (resolves when the next page is there).
 */
export function listenToKeys(box, results, actions) {
  const titles = () => [...results.querySelectorAll('.open')];
  const current = () => titles().indexOf(results.contains(document.activeElement)
    ? document.activeElement.closest('.result')?.querySelector('.open') : null);

  async function move(step) {
    const from = current();
    if (step > 0 && from === titles().length - 1) await actions.more();
    const target = titles()[Math.max(0, from + step)];
    if (from === 0 && step < 0) box.focus();
    else focus(target);
  }

  function focus(title) {
    title?.focus({ preventScroll: true });
    title?.closest('.result').scrollIntoView({ block: 'nearest' });
  }

  function escape(event) {
    if (event.target.closest?.('dialog')) return;
    event.preventDefault();
    if (document.activeElement === box) actions.clear();
    box.focus();
    box.select();
  }

  addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === 'Escape') return escape(event);
    const inBox = event.target === box;
    const isTyping = event.target.closest?.('input, select, textarea, dialog') && !inBox;
    if (isTyping) return;
    const action = inBox ? boxKeys[event.key] : pageKeys[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });

  const boxKeys = { ArrowDown: () => move(1) };
  const pageKeys = {
    '/': () => {
      box.focus();
      box.select();
    },
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    j: () => move(1),
    k: () => move(-1),
    d: () => document.activeElement?.closest('.result')?.querySelector('.details-toggle').click(),
  };
}
