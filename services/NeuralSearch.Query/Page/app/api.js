import { askForKey, keyHeaders } from './key.js';

/** The server answered and said no; `problem` is its RFC 9457 problem details. */
export class ApiError extends Error {
  constructor(problem) {
    super(problem.detail ?? problem.title);
    this.problem = problem;
  }
}

/** Nobody answered, or only one who cannot: a gateway without its server, a server that is not ready. */
export class ServerGone extends Error {}

const UNAUTHORIZED = 401;
const GATEWAY_ERRORS = new Set([502, 504]);

// Addresses are relative, so that the page also works behind a proxy that serves it under a path.
async function request(path, options = {}) {
  let response;
  let body;
  try {
    response = await fetch(path, { cache: 'no-store', ...options, headers: { ...options.headers, ...keyHeaders() } });
    if (response.ok) return await response.json();
    body = await response.text();
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new ServerGone('The server does not answer.');
  }
  const isOwn = response.headers.get('content-type')?.startsWith('application/problem+json');
  if (response.status === 503) throw new ServerGone('The server is not ready.');
  if (!isOwn && GATEWAY_ERRORS.has(response.status)) throw new ServerGone('The server does not answer.');
  const problem = problemOf(response.status, body);
  if (response.status === UNAUTHORIZED && await askForKey(problem.detail)) return request(path, options);
  throw new ApiError(problem);
}

/** The problem details in a body; a body that is none still gives a title that names the status. */
export function problemOf(status, body) {
  try {
    const problem = JSON.parse(body);
    if (typeof problem?.title === 'string') return { status, ...problem };
  } catch {
    // Not JSON: a proxy's page, for instance. The status is all that can be told.
  }
  return { status, title: `The server answered ${status}`, detail: body.slice(0, 300) };
}

export function search(body, signal) {
  return request('v1/search', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal,
  });
}

export const collections = async () => (await request('v1/collections')).collections;

export const ingestions = async () => (await request('v1/ingestions')).ingestions;

/** True as soon as the server can answer searches. */
export async function isReady() {
  try {
    return (await fetch('readyz', { cache: 'no-store' })).ok;
  } catch {
    return false;
  }
}
