import assert from 'node:assert/strict';
import {
  Distance, enable, id, match, plainId, plainIds, plainPayload, plainVectors, point, unnamed,
} from '../lib/messages.mjs';

export default async function ({ check, collections, points }) {
  const collectionName = 'scrolling';
  await collections.create({ collectionName, vectorsConfig: unnamed(1, Distance.Dot) });
  const numbers = [1000000, 3, 0, 77, 5, 12, 2];
  const uuids = [
    'f0000000-0000-4000-8000-000000000001',
    '00000000-0000-4000-8000-000000000002',
    '7fffffff-0000-4000-8000-000000000003',
  ];
  const everyId = [...uuids, ...numbers];
  const inOrder = [...numbers.toSorted((a, b) => a - b), ...uuids.toSorted()];
  const batch = everyId.map((key, i) => point(key, [i], { even: i % 2 === 0 }));
  await points.upsert({ collectionName, wait: true, points: batch });

  const pages = async (limit, filter) => {
    const found = [];
    for (let offset; ;) {
      const { result, nextPageOffset } = await points.scroll({ collectionName, limit, filter, offset });
      found.push(plainIds(result));
      if (!nextPageOffset) return found;
      offset = nextPageOffset;
    }
  };

  await check('numbers come first by value, then uuids by value', async () => {
    const { result, nextPageOffset } = await points.scroll({ collectionName, limit: 100 });
    assert.deepEqual(plainIds(result), inOrder);
    assert.equal(nextPageOffset, undefined);
  });

  for (const limit of [1, 3, 7, 10, 11]) {
    await check(`pages of ${limit} hold every point once`, async () => {
      const found = await pages(limit);
      assert.deepEqual(found.flat(), inOrder);
      assert.ok(found.slice(0, -1).every(page => page.length === limit));
    });
  }

  await check('pages with a filter hold every match once', async () => {
    const expected = inOrder.filter(key => everyId.indexOf(key) % 2 === 0);
    assert.deepEqual((await pages(2, { must: [match('even', 'boolean', true)] })).flat(), expected);
  });

  await check('the offset is inclusive and names the first point of the next page', async () => {
    const first = await points.scroll({ collectionName, limit: 4 });
    const next = plainId(first.nextPageOffset);
    assert.equal(next, inOrder[4]);
    const second = await points.scroll({ collectionName, limit: 4, offset: id(next) });
    assert.equal(plainId(second.result[0].id), next);
  });

  await check('an offset between ids begins at the next one', async () => {
    const { result } = await points.scroll({ collectionName, limit: 2, offset: id(13) });
    assert.deepEqual(plainIds(result), [77, 1000000]);
  });

  await check('payload comes unless it is switched off, vectors only when asked for', async () => {
    const scroll = async request => (await points.scroll({ collectionName, limit: 1, ...request })).result[0];
    const plain = await scroll({});
    assert.deepEqual([plainPayload(plain.payload), plainVectors(plain.vectors)], [{ even: false }, undefined]);
    const other = await scroll({ withPayload: enable(false), withVectors: enable(true) });
    assert.deepEqual([plainPayload(other.payload), plainVectors(other.vectors)], [{}, [5]]);
  });

  await check('the default limit is 10', async () => {
    await points.upsert({ collectionName, wait: true, points: [point(4, [1])] });
    const { result, nextPageOffset } = await points.scroll({ collectionName });
    assert.equal(result.length, 10);
    assert.equal(plainId(nextPageOffset), uuids.toSorted()[2]);
  });

  await check('count agrees with scroll', async () => {
    const { result } = await points.scroll({ collectionName, limit: 100 });
    assert.equal((await points.count({ collectionName })).result.count, BigInt(result.length));
  });
}
