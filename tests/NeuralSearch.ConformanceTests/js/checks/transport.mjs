import assert from 'node:assert/strict';
import { QdrantClient } from '@qdrant/js-client-grpc';
import { Distance, enable, id, plainIds, plainVectors, point, unnamed } from '../lib/messages.mjs';

const size = 384;
const total = 5000;

// A plain generator of pseudo-random float32 numbers: the same for each run, and gzip cannot shrink them to nothing.
function* numbers(seed) {
  for (let state = seed >>> 0; ;) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield Math.fround(state / 2 ** 31 - 1);
  }
}

export default async function ({ check, url, collections, points }) {
  const collectionName = 'transport';
  await collections.create({ collectionName, vectorsConfig: unnamed(size, Distance.Dot) });
  const source = numbers(20240801);
  const batch = Array.from({ length: total }, (_, i) =>
    point(i, Array.from({ length: size }, () => source.next().value), { n: BigInt(i) }));

  await check('a batch of 7.7 MB in one compressed message is stored', async () => {
    await points.upsert({ collectionName, wait: true, points: batch });
    assert.equal((await points.count({ collectionName })).result.count, BigInt(total));
  });

  await check('an answer of 7.7 MB comes back bit by bit', async () => {
    const { result } = await points.scroll({ collectionName, limit: total, withVectors: enable(true) });
    assert.deepEqual(plainIds(result), batch.map((_, i) => i));
    const sent = batch.map(p => p.vectors.vectorsOptions.value.vector.value.data);
    result.forEach((p, i) => assert.deepEqual(plainVectors(p.vectors), sent[i]));
  });

  await check('the same batch goes without compression', async () => {
    const plain = new QdrantClient({ url, checkCompatibility: false, compression: false }).api('points');
    await plain.upsert({ collectionName, wait: true, points: batch });
    assert.equal((await plain.count({ collectionName })).result.count, BigInt(total));
  });

  await check('a client that accepts gzip is answered in gzip', async () => {
    let encoding;
    await points.scroll(
      { collectionName, limit: 100, withVectors: enable(true) },
      { onHeader: headers => { encoding = headers.get('grpc-encoding'); } });
    assert.equal(encoding, 'gzip');
  });

  await check('many calls at once on one connection are each answered', async () => {
    const answers = await Promise.all(Array.from({ length: 200 }, (_, i) =>
      points.get({ collectionName, ids: [id(i)] })));
    assert.deepEqual(answers.flatMap(a => plainIds(a.result)), Array.from({ length: 200 }, (_, i) => i));
  });

  await check('calls that are given up leave the node well', async () => {
    const impatient = new QdrantClient({ url, checkCompatibility: false, timeout: 1 }).api('points');
    await assert.rejects(impatient.scroll({ collectionName, limit: total, withVectors: enable(true) }));
    assert.equal((await points.count({ collectionName })).result.count, BigInt(total));
  });
}
