import { ApiError, problemOf, ServerGone } from './api.js';

const ACCEPTED_NAMES = /\.(jsonl|ndjson|json)(\.gz)?$|\.gz$/i;

export const isAccepted = (file) => ACCEPTED_NAMES.test(file.name);

/**
 * Sends a file of JSON lines and reports the lines of the answer as they come. XMLHttpRequest and not fetch, because
 * only it tells how much of the body has been sent.
 * Handlers: `sent(share)`, `progressed({ accepted, embedded, stored })`, `lineFailed({ line, id, error })`.
 * Returns `{ done, cancel }`; `done` resolves to the summary, or to undefined when cancelled.
 */
export function ingest(file, collection, handlers) {
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
    request.addEventListener('error', () => reject(new ServerGone('The connection broke.')));
    request.addEventListener('abort', () => resolve(undefined));
  });

  request.open('POST', `v1/documents?collection=${encodeURIComponent(collection)}`);
  request.setRequestHeader('content-type', 'application/x-ndjson');
  if (/\.gz$/i.test(file.name)) request.setRequestHeader('content-encoding', 'gzip');
  request.send(file);
  return { done, cancel: () => request.abort() };
}
