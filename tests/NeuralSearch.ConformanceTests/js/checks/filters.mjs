import assert from 'node:assert/strict';
import { cases, dataset } from '../lib/filter-cases.mjs';
import { Distance, filterSelector, named, nearest, plainIds } from '../lib/messages.mjs';

export default async function ({ check, collections, points }) {
  const collectionName = 'filters';
  const vectorsConfig = named({ v: [2, Distance.Dot], w: [2, Distance.Dot] });
  await collections.create({ collectionName, vectorsConfig });
  await points.upsert({ collectionName, wait: true, points: dataset });

  for (const [name, filter, expected] of cases) {
    await check(`${name}: scroll`, async () => {
      const { result } = await points.scroll({ collectionName, filter, limit: 100 });
      assert.deepEqual(plainIds(result), expected);
    });
    await check(`${name}: count`, async () => {
      assert.equal((await points.count({ collectionName, filter, exact: true })).result.count, BigInt(expected.length));
    });
    await check(`${name}: query, by the graph or exactly`, async () => {
      for (const exact of [false, true]) {
        const { result } = await points.query({
          collectionName, filter, using: 'v', query: nearest([1, 0]), limit: 100n, params: { exact },
        });

        // The vectors were chosen so that the order by id is the order by score.
        assert.deepEqual(plainIds(result), expected, `exact: ${exact}`);
      }
    });
  }

  await check('delete by a filter removes what a scroll with it found', async () => {
    const [, filter, expected] = cases.find(([name]) => name === 'must, should and must not together');
    await points.delete({ collectionName, wait: true, points: filterSelector(filter) });
    const { result } = await points.scroll({ collectionName, limit: 100 });
    assert.deepEqual(plainIds(result), plainIds(dataset).filter(id => !expected.includes(id)));
  });
}
