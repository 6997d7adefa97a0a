import assert from 'node:assert/strict';
import { FieldType, PayloadSchemaType, UpdateStatus } from '@qdrant/js-client-grpc';
import { cases, dataset } from '../lib/filter-cases.mjs';
import { Distance, idSelector, match, named, nearest, plainIds, point } from '../lib/messages.mjs';

const indexes = [
  ['city', FieldType.FieldTypeKeyword, PayloadSchemaType.Keyword],
  ['tags', FieldType.FieldTypeKeyword, PayloadSchemaType.Keyword],
  ['odd', FieldType.FieldTypeKeyword, PayloadSchemaType.Keyword],
  ['items[].color', FieldType.FieldTypeKeyword, PayloadSchemaType.Keyword],
  ['n', FieldType.FieldTypeInteger, PayloadSchemaType.Integer],
  ['items[].size', FieldType.FieldTypeInteger, PayloadSchemaType.Integer],
  ['f', FieldType.FieldTypeFloat, PayloadSchemaType.Float],
  ['b', FieldType.FieldTypeBool, PayloadSchemaType.Bool],
  ['date', FieldType.FieldTypeDatetime, PayloadSchemaType.Datetime],
  ['uid', FieldType.FieldTypeUuid, PayloadSchemaType.Uuid],
];

export default async function ({ check, collections, points }) {
  const collectionName = 'indexes';
  const vectorsConfig = named({ v: [2, Distance.Dot], w: [2, Distance.Dot] });
  await collections.create({ collectionName, vectorsConfig });
  await points.upsert({ collectionName, wait: true, points: dataset.slice(0, 3) });

  const answers = async () => {
    const found = [];
    for (const [name, filter] of cases) {
      const { result } = await points.query({
        collectionName, filter, using: 'v', query: nearest([1, 0]), limit: 100n,
      });
      found.push([name, plainIds(result), result.map(p => p.score)]);
    }
    return found;
  };
  const schema = async () => (await collections.get({ collectionName })).result.payloadSchema;

  for (const [fieldName, fieldType, schemaType] of indexes) {
    await check(`create a field index on ${fieldName}`, async () => {
      const answer = await points.createFieldIndex({ collectionName, wait: true, fieldName, fieldType });
      assert.equal(answer.result.status, UpdateStatus.Completed);
      assert.equal((await schema())[fieldName].dataType, schemaType);
    });
  }

  await check('creating an index again is OK', async () => {
    const [fieldName, fieldType] = indexes[0];
    const answer = await points.createFieldIndex({ collectionName, wait: true, fieldName, fieldType });
    assert.equal(answer.result.status, UpdateStatus.Completed);
    assert.equal(Object.keys(await schema()).length, indexes.length);
  });

  // Points from before the indexes and points written through them.
  await points.upsert({ collectionName, wait: true, points: dataset.slice(3) });
  for (const [name, filter, expected] of cases) {
    await check(`${name}: the same points with indexes`, async () => {
      const { result } = await points.scroll({ collectionName, filter, limit: 100 });
      assert.deepEqual(plainIds(result), expected);
    });
  }

  await check('a collection without indexes gives the same answers and scores', async () => {
    const indexed = await answers();
    await collections.delete({ collectionName });
    await collections.create({ collectionName, vectorsConfig });
    await points.upsert({ collectionName, wait: true, points: dataset });
    assert.deepEqual(await answers(), indexed);
  });

  await check('an index follows changed and deleted points', async () => {
    const [fieldName, fieldType] = indexes[0];
    await points.createFieldIndex({ collectionName, wait: true, fieldName, fieldType });
    await points.upsert({ collectionName, wait: true, points: [point(1, { v: [1, 0] }, { city: 'Oslo' })] });
    await points.delete({ collectionName, wait: true, points: idSelector(3) });
    const find = async city => {
      const filter = { must: [match('city', 'keyword', city)] };
      return plainIds((await points.scroll({ collectionName, filter, limit: 100 })).result);
    };
    assert.deepEqual([await find('Berlin'), await find('Oslo'), await find('Rome')], [[], [1], []]);
  });
}
