import assert from 'node:assert/strict';
import { UpdateMode, UpdateStatus } from '@qdrant/js-client-grpc';
import { assertClose } from '../lib/expect.mjs';
import {
  Distance, enable, filterSelector, id, idSelector, match, named, plainIds, plainPayload, plainVectors, point,
  unnamed,
} from '../lib/messages.mjs';

const uuid = '550e8400-e29b-41d4-a716-446655440000';
const everyKind = {
  missing: null,
  small: 1n,
  smallAsDouble: 1.0,
  most: 9223372036854775807n,
  least: -9223372036854775808n,
  half: 0.5,
  tiny: 5e-324,
  huge: 1.7976931348623157e308,
  text: 'naïve “text” 電影 🎬 \u0000',
  empty: '',
  yes: true,
  no: false,
  list: [1n, 1.5, 'a', null, [true, []], {}],
  nested: { a: { b: { c: [{ d: 1n }] } }, 'key with.dot': 'x', '': 'empty key' },
};

export default async function ({ check, collections, points }) {
  const collectionName = 'writes';
  await collections.create({ collectionName, vectorsConfig: unnamed(3, Distance.Dot) });
  const get = async (...ids) => (await points.get({
    collectionName, ids: ids.map(id), withPayload: enable(true), withVectors: enable(true),
  })).result;
  const count = async filter => Number((await points.count({ collectionName, filter })).result.count);

  await check('upsert with wait is completed and has an operation id', async () => {
    const answer = await points.upsert({ collectionName, wait: true, points: [point(1, [1, 2, 3], everyKind)] });
    assert.equal(answer.result.status, UpdateStatus.Completed);
    assert.notEqual(answer.result.operationId, undefined);
    assert.ok(answer.time >= 0);
  });

  await check('every kind of payload value comes back as it was sent', async () => {
    const [stored] = await get(1);
    assert.deepEqual(plainPayload(stored.payload), everyKind);
    assert.equal(stored.payload.small.kind.case, 'integerValue');
    assert.equal(stored.payload.smallAsDouble.kind.case, 'doubleValue');
  });

  await check('vectors come back bit by bit', async () => {
    const numbers = [Math.fround(0.1), Math.fround(-1e-38), Math.fround(3.4e38)];
    await points.upsert({ collectionName, wait: true, points: [point(2, numbers)] });
    const [stored] = await get(2);
    assert.deepEqual(plainVectors(stored.vectors), numbers);
    assert.deepEqual(plainPayload(stored.payload), {});
  });

  await check('a uuid is taken in every spelling and answered lower-case with hyphens', async () => {
    const spellings = [uuid, uuid.toUpperCase(), uuid.replaceAll('-', ''), `urn:uuid:${uuid}`, `{${uuid}}`];
    for (const spelling of spellings) {
      await points.upsert({ collectionName, wait: true, points: [point(spelling, [1, 1, 1], { spelling })] });
      const found = await get(uuid);
      assert.deepEqual(plainIds(found), [uuid], spelling);
      assert.deepEqual(plainPayload(found[0].payload), { spelling });
    }
    assert.equal(await count(), 3);
  });

  await check('the largest id number is an id', async () => {
    const largest = { pointIdOptions: { case: 'num', value: 18446744073709551615n } };
    await points.upsert({ collectionName, wait: true, points: [{ ...point(1, [1, 1, 1]), id: largest }] });
    const { result } = await points.get({ collectionName, ids: [largest] });
    assert.equal(result[0].id.pointIdOptions.value, 18446744073709551615n);
    const selector = { pointsSelectorOneOf: { case: 'points', value: { ids: [largest] } } };
    await points.delete({ collectionName, wait: true, points: selector });
  });

  await check('upsert without wait is acknowledged and there after the next write with wait', async () => {
    const answer = await points.upsert({ collectionName, points: [point(10, [1, 0, 0], { later: true })] });
    assert.equal(answer.result.status, UpdateStatus.Acknowledged);
    await points.upsert({ collectionName, wait: true, points: [point(11, [1, 0, 0])] });
    assert.deepEqual(plainIds(await get(10, 11)), [10, 11]);
  });

  await check('upsert replaces the whole point', async () => {
    await points.upsert({ collectionName, wait: true, points: [point(1, [7, 8, 9], { only: 'this' })] });
    const [stored] = await get(1);
    assert.deepEqual(plainPayload(stored.payload), { only: 'this' });
    assert.deepEqual(plainVectors(stored.vectors), [7, 8, 9]);
  });

  await check('the last of equal ids in one upsert stays', async () => {
    const twice = [point(12, [1, 0, 0], { n: 1n }), point(12, [0, 1, 0], { n: 2n })];
    await points.upsert({ collectionName, wait: true, points: twice });
    const [stored] = await get(12);
    assert.deepEqual(plainPayload(stored.payload), { n: 2n });
    assert.deepEqual(plainVectors(stored.vectors), [0, 1, 0]);
  });

  await check('operation ids grow', async () => {
    const operationIds = [];
    for (let i = 0; i < 3; i++) {
      const answer = await points.upsert({ collectionName, wait: true, points: [point(13, [i, 0, 0])] });
      operationIds.push(answer.result.operationId);
    }
    assert.ok(operationIds[0] < operationIds[1] && operationIds[1] < operationIds[2], `${operationIds}`);
  });

  await check('the deprecated flat form of a vector is taken', async () => {
    const flat = { vectorsOptions: { case: 'vector', value: { data: [4, 5, 6] } } };
    await points.upsert({ collectionName, wait: true, points: [{ id: id(14), vectors: flat, payload: {} }] });
    assert.deepEqual(plainVectors((await get(14))[0].vectors), [4, 5, 6]);
  });

  await check('update modes insert only and update only', async () => {
    const write = (mode, key, n) => points.upsert({
      collectionName, wait: true, updateMode: mode, points: [point(key, [n, 0, 0], { n: BigInt(n) })],
    });
    await write(UpdateMode.InsertOnly, 12, 5);
    await write(UpdateMode.UpdateOnly, 999, 5);
    await write(UpdateMode.UpdateOnly, 13, 6);
    assert.deepEqual(plainPayload((await get(12))[0].payload), { n: 2n });
    assert.deepEqual(await get(999), []);
    assert.deepEqual(plainPayload((await get(13))[0].payload), { n: 6n });
  });

  await check('delete by ids removes them, unknown ids are OK', async () => {
    const answer = await points.delete({ collectionName, wait: true, points: idSelector(1, uuid, 424242) });
    assert.equal(answer.result.status, UpdateStatus.Completed);
    assert.deepEqual(await get(1, uuid), []);
  });

  await check('delete by filter removes exactly the matching points', async () => {
    await points.upsert({
      collectionName,
      wait: true,
      points: [20, 21, 22, 23].map(n => point(n, [n, 0, 0], { parity: n % 2 === 0 ? 'even' : 'odd' })),
    });
    const before = await count();
    const filter = { must: [match('parity', 'keyword', 'even')] };
    await points.delete({ collectionName, wait: true, points: filterSelector(filter) });
    assert.equal(await count(), before - 2);
    assert.equal(await count(filter), 0);
    assert.deepEqual(plainIds(await get(20, 21, 22, 23)), [21, 23]);
  });

  await check('a deleted id can be written again', async () => {
    await points.upsert({ collectionName, wait: true, points: [point(20, [2, 0, 0], { again: true })] });
    assert.deepEqual(plainPayload((await get(20))[0].payload), { again: true });
  });

  await check('named vectors: a point may leave one out, and get selects by name', async () => {
    const names = 'writes-named';
    await collections.create({
      collectionName: names, vectorsConfig: named({ a: [2, Distance.Dot], b: [3, Distance.Cosine] }),
    });
    await points.upsert({
      collectionName: names, wait: true, points: [point(1, { a: [1, 2], b: [0, 3, 4] }), point(2, { a: [5, 6] })],
    });
    const read = async withVectors => {
      const { result } = await points.get({ collectionName: names, ids: [id(1), id(2)], withVectors });
      return result.map(p => plainVectors(p.vectors));
    };
    const [first, second] = await read(enable(true));
    assert.deepEqual(first.a, [1, 2]);
    assertClose(first.b, [0, 0.6, 0.8], 'the normalised vector');
    assert.deepEqual(second, { a: [5, 6] });
    const [onlyA] = await read({ selectorOptions: { case: 'include', value: { names: ['a'] } } });
    assert.deepEqual(onlyA, { a: [1, 2] });
    assert.deepEqual(await read(enable(false)), [undefined, undefined]);
  });

  await check('cosine normalises on upsert', async () => {
    const cosine = 'writes-cosine';
    await collections.create({ collectionName: cosine, vectorsConfig: unnamed(2, Distance.Cosine) });
    await points.upsert({ collectionName: cosine, wait: true, points: [point(1, [3, 4]), point(2, [0, 0])] });
    const { result } = await points.get({ collectionName: cosine, ids: [id(1), id(2)], withVectors: enable(true) });
    assertClose(plainVectors(result[0].vectors), [0.6, 0.8], 'the unit vector');
    assert.deepEqual(plainVectors(result[1].vectors), [0, 0]);
  });

  await check('get answers in the order of the ids and leaves unknown ones out', async () => {
    const { result } = await points.get({ collectionName, ids: [id(23), id(777), id(11), id(12)] });
    assert.deepEqual(plainIds(result), [23, 11, 12]);
    assert.deepEqual(result.map(p => [plainPayload(p.payload), plainVectors(p.vectors)]),
      [[{}, undefined], [{}, undefined], [{}, undefined]]);
  });

  await check('payload can be included and excluded by path', async () => {
    const fields = { a: { b: 1n, c: 2n }, d: [{ e: 1n, f: 2n }], g: 'x' };
    await points.upsert({ collectionName, wait: true, points: [point(30, [1, 1, 1], fields)] });
    const select = async selectorOptions => plainPayload(
      (await points.get({ collectionName, ids: [id(30)], withPayload: { selectorOptions } })).result[0].payload);
    assert.deepEqual(
      await select({ case: 'include', value: { fields: ['a.b', 'd[].f'] } }), { a: { b: 1n }, d: [{ f: 2n }] });
    assert.deepEqual(
      await select({ case: 'exclude', value: { fields: ['a.b', 'd'] } }), { a: { c: 2n }, g: 'x' });
  });
}
