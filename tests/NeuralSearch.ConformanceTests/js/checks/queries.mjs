import assert from 'node:assert/strict';
import { ConnectErrorCode } from '@qdrant/js-client-grpc';
import { assertClose, assertFails } from '../lib/expect.mjs';
import {
  Distance, enable, match, named, nearest, plainIds, plainPayload, plainVectors, point, unnamed,
} from '../lib/messages.mjs';

// Five points in the plane; the scores against (1, 0) are written out by hand for each distance.
const plane = [[1, [2, 0]], [2, [1, 1]], [3, [0, 3]], [4, [-1, 0]], [5, [4, 3]]];
const scores = {
  Cosine: [[1, 1], [5, 0.8], [2, Math.SQRT1_2], [3, 0], [4, -1]],
  Dot: [[5, 4], [1, 2], [2, 1], [3, 0], [4, -1]],
  Euclid: [[1, 1], [2, 1], [4, 2], [3, Math.sqrt(10)], [5, Math.sqrt(18)]],
  Manhattan: [[1, 1], [2, 1], [4, 2], [3, 4], [5, 6]],
};

export default async function ({ check, collections, points }) {
  for (const [name, distance] of Object.entries(Distance)) {
    const collectionName = `queries-${name}`;
    await collections.create({ collectionName, vectorsConfig: unnamed(2, distance) });
    const all = plane.map(([id, vector]) => point(id, vector, { parity: BigInt(id % 2) }));
    await points.upsert({ collectionName, wait: true, points: all });
    const query = request => points.query({ collectionName, query: nearest([1, 0]), ...request });
    const expected = scores[name];

    for (const exact of [false, true]) {
      await check(`${name}: order and scores, exact ${exact}`, async () => {
        const { result } = await query({ params: { exact, hnswEf: 64n } });
        assert.deepEqual(plainIds(result), expected.map(([id]) => id));
        assertClose(result.map(p => p.score), expected.map(([, score]) => score), 'score');
      });
    }

    await check(`${name}: the threshold keeps what is strictly better`, async () => {
      const threshold = expected[2][1];
      const isDistance = name === 'Euclid' || name === 'Manhattan';
      const better = expected.filter(([, score]) => isDistance ? score < threshold : score > threshold);
      const { result } = await query({ scoreThreshold: threshold, params: { exact: true } });
      assert.deepEqual(plainIds(result), better.map(([id]) => id));
    });

    await check(`${name}: limit and offset cut a page`, async () => {
      const { result } = await query({ limit: 2n, offset: 1n });
      assert.deepEqual(plainIds(result), expected.slice(1, 3).map(([id]) => id));
      assert.deepEqual((await query({ offset: 5n })).result, []);
    });

    await check(`${name}: a filter keeps the order`, async () => {
      const { result } = await query({ filter: { must: [match('parity', 'integer', 1n)] } });
      assert.deepEqual(plainIds(result), expected.map(([id]) => id).filter(id => id % 2 === 1));
    });

    await check(`${name}: the neighbours of a point do not hold the point`, async () => {
      const byId = await query({ query: nearest(1) });
      const byVector = await query({ query: nearest([2, 0]) });
      assert.deepEqual(plainIds(byId.result), plainIds(byVector.result).filter(id => id !== 1));
    });
  }

  const collectionName = 'queries-Dot';

  await check('payload and vectors come only when asked for', async () => {
    const ask = async request =>
      (await points.query({ collectionName, query: nearest([1, 0]), limit: 1n, ...request })).result[0];
    const bare = await ask({});
    assert.deepEqual([plainPayload(bare.payload), plainVectors(bare.vectors)], [{}, undefined]);
    const full = await ask({ withPayload: enable(true), withVectors: enable(true) });
    assert.deepEqual([plainPayload(full.payload), plainVectors(full.vectors)], [{ parity: 1n }, [4, 3]]);
  });

  await check('the default limit is 10', async () => {
    const many = 'queries-many';
    await collections.create({ collectionName: many, vectorsConfig: unnamed(1, Distance.Dot) });
    const batch = Array.from({ length: 25 }, (_, i) => point(i, [i]));
    await points.upsert({ collectionName: many, wait: true, points: batch });
    const { result } = await points.query({ collectionName: many, query: nearest([1]) });
    assert.deepEqual(plainIds(result), [24, 23, 22, 21, 20, 19, 18, 17, 16, 15]);
  });

  await check('equal scores come in the order of their ids', async () => {
    const ties = 'queries-ties';
    await collections.create({ collectionName: ties, vectorsConfig: unnamed(1, Distance.Dot) });
    const ids = [7, 3, 9, 1, 8];
    await points.upsert({ collectionName: ties, wait: true, points: ids.map(id => point(id, [1])) });
    const { result } = await points.query({ collectionName: ties, query: nearest([1]), limit: 3n });
    assert.deepEqual(plainIds(result), [1, 3, 7]);
  });

  await check('without a query points come in the order of their ids', async () => {
    const { result } = await points.query({ collectionName, limit: 3n });
    assert.deepEqual(result.map(p => [plainIds([p])[0], p.score, p.version]), [[1, 1, 0n], [2, 1, 0n], [3, 1, 0n]]);
  });

  await check('named vectors are queried by name, each with its own points', async () => {
    const names = 'queries-named';
    await collections.create({
      collectionName: names, vectorsConfig: named({ a: [2, Distance.Dot], b: [3, Distance.Euclid] }),
    });
    await points.upsert({
      collectionName: names,
      wait: true,
      points: [point(1, { a: [1, 0], b: [1, 1, 1] }), point(2, { a: [2, 0] }), point(3, { b: [0, 0, 0] })],
    });
    const query = async (using, q) =>
      plainIds((await points.query({ collectionName: names, using, query: nearest(q) })).result);
    assert.deepEqual(await query('a', [1, 0]), [2, 1]);
    assert.deepEqual(await query('b', [0, 0, 0.1]), [3, 1]);
    assert.deepEqual(await query('b', 1), [3]);
    await assertFails(
      points.query({ collectionName: names, using: 'c', query: nearest([1]) }),
      ConnectErrorCode.InvalidArgument, /^Wrong input: Not existing vector name error: c$/);
    await assertFails(
      points.query({ collectionName: names, query: nearest([1, 0]) }),
      ConnectErrorCode.InvalidArgument, /Not existing vector name error/);
  });
}
