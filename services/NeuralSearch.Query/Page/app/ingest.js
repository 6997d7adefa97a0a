import { ApiError, problemOf, ServerGone } from './api.js';
import { keyHeaders } from './key.js';

/**
 * Sends a file of JSON lines, `{ lines }`, or files of a source, `{ files, source }`, and reports the lines of the
 * answer as they come. XMLHttpRequest and not fetch, because only it tells how much of the body has been sent.
 * Handlers: `sent(share)`, `progressed({ accepted, embedded, stored })`, `lineFailed({ file, line, id, error })`.
 * Returns `{ done, cancel }`; `done` resolves to the summary, or to undefined when cancelled.
 */
export function ingest(upload, collection, handlers) {
  const address = addressOf(upload, collection);
  const request = new XMLHttpRequest();
  const done = new Promise((resolve, reject) => {
    let position = 0;
    let summary;
    const readLines = (isLast) => {
      const text = request.responseText;
      const end = isLast ? text.length : text.lastIndexOf('\n') + 1;
      for (const line of text.slice(position, end).split('\n')) {
        if (line.trim() === '') continue;
        const message = JSON.parse(line);
        if (message.summary) summary = message.summary;
        else if (message.error !== undefined) handlers.lineFailed(message);
        else handlers.progressed(message);
      }
      position = end;
    };
    const read = (isLast) => {
      try {
        readLines(isLast);
      } catch (error) {
        reject(error); // A line that is no JSON: something between the server and the page changed the answer.
        request.abort();
      }
    };
    const isAnswer = () => request.status === 200;

    request.upload.addEventListener('progress', ({ loaded, total }) => handlers.sent(total > 0 ? loaded / total : 1));
    request.upload.addEventListener('load', () => handlers.sent(1));
    request.addEventListener('progress', () => isAnswer() && read(false));
    request.addEventListener('load', () => {
      if (!isAnswer()) return reject(new ApiError(problemOf(request.status, request.responseText)));
      read(true);
      return summary ? resolve(summary) : reject(new ServerGone('The answer ended before its summary.'));
    });
    request.addEventListener('error', async () => reject(await reasonOf(address)));
    request.addEventListener('abort', () => resolve(undefined));
  });

  request.open('POST', address);
  for (const [name, value] of Object.entries(keyHeaders())) request.setRequestHeader(name, value);
  if (upload.lines) {
    request.setRequestHeader('content-type', 'application/x-ndjson');
    if (/\.gz$/i.test(upload.lines.name)) request.setRequestHeader('content-encoding', 'gzip');
    request.send(upload.lines);
  } else {
    const form = new FormData();
    for (const { file, path } of upload.files) form.append('file', file, path);
    request.send(form);
  }
  return { done, cancel: () => request.abort() };
}

function addressOf({ source }, collection) {
  const query = new URLSearchParams({ collection });
  if (source) query.set('source', source);
  return `v1/documents?${query}`;
}

/**
 * Why an upload ended without an answer. A server that refuses a large one answers and closes before all of it was
 * sent, and the browser then shows a broken connection instead of the answer: the same request without documents gets
 * to hear it.
 */
async function reasonOf(address) {
  try {
    const response = await fetch(address, {
      method: 'POST', headers: { 'content-type': 'application/x-ndjson', ...keyHeaders() }, body: '',
    });
    if (!response.ok) return new ApiError(problemOf(response.status, await response.text()));
  } catch {
    // Nobody answers this one either.
  }
  return new ServerGone('The connection broke.');
}
