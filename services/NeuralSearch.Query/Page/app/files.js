/** The ends of the names of files that the server reads, as NeuralSearch.Ingestion's FileKinds has them. */
export const ENDINGS = [
  '.md', '.markdown', '.txt', '.text', '.html', '.htm', '.xhtml', '.jsonl', '.ndjson', '.jsonl.gz', '.ndjson.gz',
];

const LINES = /\.(jsonl|ndjson)(\.gz)?$/i;

/*
 * A chosen file is `{ file, path }`: the path is its name, with the folders that it was dropped with in front. What
 * could not be read has a `problem` instead of a file.
 */

export const isAccepted = ({ path, problem }) =>
  !problem && ENDINGS.some((ending) => path.toLowerCase().endsWith(ending));

/** True for a file of JSON lines, whose documents have ids of their own. */
export const isLines = ({ path }) => LINES.test(path);

export const chosenFiles = (files) => [...files].map((file) => ({ file, path: file.webkitRelativePath || file.name }));

/**
 * The files of a drop, those in folders included; hidden ones in folders are left out. What was dropped can be read
 * only while the event runs, so that comes first, and the folders are walked through afterwards.
 */
export async function droppedFiles(dataTransfer) {
  const dropped = [...dataTransfer.items].filter(({ kind }) => kind === 'file')
    .map((item) => ({ entry: item.webkitGetAsEntry?.(), file: item.getAsFile() }));
  const found = [];
  for (const { entry, file } of dropped) {
    if (entry?.isDirectory) await walk(entry, `${entry.name}/`, found);
    else if (file) found.push({ file, path: file.name });
  }
  return found;
}

async function walk(folder, path, found) {
  let entries = [];
  try {
    entries = await entriesOf(folder);
  } catch (error) {
    found.push({ path, problem: error.message });
  }
  entries.sort((one, other) => (one.name < other.name ? -1 : 1));
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue;
    if (entry.isDirectory) await walk(entry, `${path}${entry.name}/`, found);
    else found.push(await fileOf(entry, path + entry.name));
  }
}

async function fileOf(entry, path) {
  try {
    return { path, file: await new Promise((done, fail) => entry.file(done, fail)) };
  } catch (error) {
    return { path, problem: error.message };
  }
}

/** A reader gives the entries of a folder in parts, the last of which is empty. */
async function entriesOf(folder) {
  const reader = folder.createReader();
  const entries = [];
  while (true) {
    const part = await new Promise((done, fail) => reader.readEntries(done, fail));
    if (part.length === 0) return entries;
    entries.push(...part);
  }
}
