import assert from 'node:assert/strict';
import { ConnectErrorCode } from '@qdrant/js-client-grpc';

/** Numbers that equal one another as far as float32 carries. */
export function assertClose(actual, expected, what = '') {
  assert.equal(actual.length, expected.length, `${what}: ${actual.length} numbers instead of ${expected.length}`);
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(actual[i] - expected[i]);
    assert.ok(
      difference <= 1e-5 * Math.max(1, Math.abs(expected[i])),
      `${what}[${i}]: expected ${expected[i]}, got ${actual[i]}`);
  }
}

/** The call fails with a gRPC code and a text that matches. */
export async function assertFails(call, code, text) {
  let answer;
  try {
    answer = await call;
  } catch (error) {
    assert.equal(
      ConnectErrorCode[error.code], ConnectErrorCode[code], `the answer was ${error.code} "${error.rawMessage}"`);
    assert.match(error.rawMessage, text);
    return;
  }
  assert.fail(`expected ${ConnectErrorCode[code]}, the call succeeded with ${describe(answer)}`);
}

const describe = message => JSON.stringify(message, (_, x) => typeof x === 'bigint' ? `${x}n` : x).slice(0, 200);
