import { droppedFiles } from './files.js';

/** Files and folders dropped anywhere on the page; while something is dragged over it, `overlay` is shown. */
export function acceptDrops(overlay, dropped) {
  let depth = 0;
  const hasFiles = (event) => event.dataTransfer?.types.includes('Files');
  const show = (isOver) => (overlay.hidden = !isOver);

  addEventListener('dragenter', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    depth++;
    show(true);
  });
  addEventListener('dragover', (event) => hasFiles(event) && event.preventDefault());
  addEventListener('dragleave', () => {
    depth = Math.max(0, depth - 1);
    if (depth === 0) show(false);
  });
  addEventListener('drop', async (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    depth = 0;
    show(false);
    dropped(await droppedFiles(event.dataTransfer));
  });
}
