import assert from 'node:assert/strict';
import { ConnectErrorCode, FieldType } from '@qdrant/js-client-grpc';
import { assertFails } from '../lib/expect.mjs';
import {
  Distance, enable, field, filterSelector, id, idSelector, match, named, nearest, point, unnamed, value,
} from '../lib/messages.mjs';

const { InvalidArgument, NotFound } = ConnectErrorCode;

export default async function ({ check, collections, points }) {
  const collectionName = 'errors';
  await collections.create({ collectionName, vectorsConfig: unnamed(4, Distance.Dot) });
  await collections.create({ collectionName: 'errors-named', vectorsConfig: named({ a: [2, Distance.Dot] }) });
  await points.upsert({ collectionName, wait: true, points: [point(1, [1, 2, 3, 4])] });
  const upsert = (...all) => points.upsert({ collectionName, wait: true, points: all });
  const scroll = filter => points.scroll({ collectionName, filter });
  const query = request => points.query({ collectionName, query: nearest([1, 2, 3, 4]), ...request });
  const refuses = (name, call, text) => check(name, () => assertFails(call(), InvalidArgument, text));

  const missing = { collectionName: 'errors-missing' };
  const everyRead = {
    get: () => collections.get(missing),
    upsert: () => points.upsert({ ...missing, wait: true, points: [point(1, [1])] }),
    'delete points': () => points.delete({ ...missing, wait: true, points: idSelector(1) }),
    'get points': () => points.get({ ...missing, ids: [id(1)] }),
    query: () => points.query({ ...missing, query: nearest([1]) }),
    scroll: () => points.scroll(missing),
    count: () => points.count(missing),
    'create field index': () => points.createFieldIndex({
      ...missing, fieldName: 'a', fieldType: FieldType.FieldTypeKeyword,
    }),
  };
  for (const [name, call] of Object.entries(everyRead)) {
    await check(`${name} of a missing collection is NOT_FOUND`, () => assertFails(
      call(), NotFound, /^Not found: Collection `errors-missing` doesn't exist!$/));
  }

  await check('the neighbours of a missing point are NOT_FOUND', () => assertFails(
    query({ query: nearest(99) }), NotFound, /^Not found: No point with id 99 found$/));

  await refuses('a vector of another dimension',
    () => upsert(point(2, [1, 2, 3])), /^Wrong input: Vector dimension error: expected dim: 4, got 3$/);
  await refuses('a vector of another dimension without wait',
    () => points.upsert({ collectionName, points: [point(2, [1, 2, 3])] }), /expected dim: 4, got 3/);
  await refuses('a query of another dimension',
    () => query({ query: nearest([1]) }), /^Wrong input: Vector dimension error: expected dim: 4, got 1$/);
  await refuses('an empty dense vector', () => upsert(point(2, [])), /./);
  await refuses('an unknown vector name on upsert',
    () => upsert(point(2, { nope: [1] })), /^Wrong input: Not existing vector name error: nope$/);
  await refuses('an unknown vector name without wait is refused, not lost',
    () => points.upsert({ collectionName, points: [point(2, { nope: [1] })] }), /Not existing vector name error: nope/);
  await refuses('a number that is none in a vector', () => upsert(point(2, [1, NaN, 3, 4])), /./);
  await refuses('an infinite number in a vector', () => upsert(point(2, [1, Infinity, 3, 4])), /./);
  await refuses('a number that is none in a payload',
    () => upsert(point(2, [1, 2, 3, 4], { x: NaN })), /cannot convert to json number/);
  await refuses('a point without vectors',
    () => upsert({ id: id(2), payload: {} }), /^Expected some vectors$/);
  await refuses('a point without id',
    () => upsert({ ...point(2, [1, 2, 3, 4]), id: undefined }), /^Empty ID is not allowed$/);
  await refuses('an id of no kind', () => upsert({ ...point(2, [1, 2, 3, 4]), id: {} }), /^No ID options provided$/);
  await refuses('an id that is no uuid',
    () => upsert(point('not-a-uuid', [1, 2, 3, 4])), /^Unable to parse UUID: not-a-uuid$/);
  await refuses('an upsert of nothing', () => upsert(), /^Bad request: Empty update request$/);
  await refuses('a delete without selector',
    () => points.delete({ collectionName, wait: true }), /^PointSelector is missing$/);
  await refuses('a delete with an empty selector',
    () => points.delete({ collectionName, wait: true, points: {} }), /PointsSelector/);

  await check('one bad point refuses the whole upsert', async () => {
    await assertFails(upsert(point(5, [1, 2, 3, 4]), point(6, [1])), InvalidArgument, /Vector dimension error/);
    const { result } = await points.get({ collectionName, ids: [id(5), id(6)] });
    assert.deepEqual(result, []);
  });

  await refuses('limit 0 of a query', () => query({ limit: 0n }), /limit: value 0 invalid, must be 1 or larger/);
  await refuses('limit 0 of a scroll',
    () => points.scroll({ collectionName, limit: 0 }), /limit: value 0 invalid, must be 1 or larger/);
  await refuses('an empty payload selector',
    () => query({ withPayload: {} }), /^No PayloadSelector$/);
  await refuses('a query without variant', () => query({ query: {} }), /^Query variant is missing$/);
  await refuses('a query vector without variant',
    () => query({ query: { variant: { case: 'nearest', value: {} } } }), /^VectorInput variant is missing$/);
  await refuses('a threshold without query', () => query({ query: undefined, scoreThreshold: 1 }), /./);
  await refuses('a shard key that the collection does not have',
    () => query({ shardKeySelector: { shardKeys: [{ key: { case: 'keyword', value: 'k' } }] } }),
    /^Bad request: Shard key "k" not found$/);

  await refuses('a broken path in a filter',
    () => scroll({ must: [match('a..b', 'keyword', 'x')] }), /^Invalid json path: 'a\.\.b'$/);
  await refuses('a match without value',
    () => scroll({ must: [field('a', { match: {} })] }), /^Malformed Match condition$/);
  await refuses('a field condition without predicate',
    () => scroll({ must: [field('a', {})] }), /At least one field condition must be specified/);
  await refuses('a condition of no kind', () => scroll({ must: [{}] }), /./);
  await check('a delete with a condition of no kind removes nothing', async () => {
    const selector = filterSelector({ must: [{}] });
    await assertFails(points.delete({ collectionName, wait: true, points: selector }), InvalidArgument, /./);
    assert.equal((await points.count({ collectionName })).result.count, 1n);
  });

  await refuses('a field index without type',
    () => points.createFieldIndex({ collectionName, wait: true, fieldName: 'a' }), /cannot convert field_type/);
  await refuses('a field index of type text is not served',
    () => points.createFieldIndex({ collectionName, fieldName: 'a', fieldType: FieldType.FieldTypeText }),
    /not available/);
  await refuses('index parameters of another type',
    () => points.createFieldIndex({
      collectionName,
      fieldName: 'a',
      fieldType: FieldType.FieldTypeKeyword,
      fieldIndexParams: { indexParams: { case: 'integerIndexParams', value: {} } },
    }),
    /do not match/);

  // A collection that should have been refused must not make the next check fail.
  const create = async request => {
    await collections.delete({ collectionName: 'errors-new' });
    return collections.create({ collectionName: 'errors-new', ...request });
  };
  await refuses('a vector size of 0', () => create({ vectorsConfig: unnamed(0, Distance.Dot) }), /./);
  await refuses('a vector size over the limit', () => create({ vectorsConfig: unnamed(65537, Distance.Dot) }), /./);
  await refuses('an unknown distance', () => create({ vectorsConfig: unnamed(4, 0) }), /./);
  const forbidden = ['a/b', 'a\\b', 'a:b', 'a*b', 'a?b', 'a|b', '<a>', '"a"', 'a\u0000b', '.', '..'];
  for (const name of ['', ...forbidden, 'x'.repeat(256)]) {
    await refuses(`a collection named ${JSON.stringify(name).slice(0, 12)}`,
      () => collections.create({ collectionName: name, vectorsConfig: unnamed(4, Distance.Dot) }), /^(?!.*\/tmp\/)./);
  }

  for (const name of ['a/b', 'a:b', '"a"', 'a*b', 'x'.repeat(201)]) {
    await refuses(`a vector named ${JSON.stringify(name).slice(0, 12)}`,
      () => create({ vectorsConfig: named({ [name]: [2, Distance.Dot] }) }), /Invalid dense vector name/);
  }

  // What this version does not have is refused with a text, never answered wrongly.
  const variants = {
    'order by': { case: 'orderBy', value: { key: 'a' } },
    fusion: { case: 'fusion', value: 0 },
    recommend: { case: 'recommend', value: { positive: [{ variant: { case: 'id', value: id(1) } }] } },
    sample: { case: 'sample', value: 0 },
    'inference of a document': {
      case: 'nearest', value: { variant: { case: 'document', value: { text: 'x', model: 'y' } } },
    },
  };
  for (const [name, variant] of Object.entries(variants))
    await refuses(`the query variant ${name}`, () => query({ query: { variant } }), /not available/);
  await refuses('a prefetch', () => query({ prefetch: [{ query: nearest([1, 2, 3, 4]) }] }), /not available/);
  await refuses('scroll in the order of a field',
    () => points.scroll({ collectionName, orderBy: { key: 'a' } }), /not available/);
  await refuses('sparse vectors', () => create({
    vectorsConfig: unnamed(4, Distance.Dot), sparseVectorsConfig: { map: { s: {} } },
  }), /not available/);
  await refuses('multi-vectors', () => create({
    vectorsConfig: { config: { case: 'params', value: { size: 4n, distance: Distance.Dot, multivectorConfig: {} } } },
  }), /not available/);
  const document = { vector: { case: 'document', value: { text: 'x', model: 'y' } } };
  await refuses('vectors that are computed from text', () => upsert({
    id: id(2), payload: { a: value(1n) }, vectors: { vectorsOptions: { case: 'vector', value: document } },
  }), /./);

  await check('after all this the collection holds its one point', async () => {
    const { result } = await points.scroll({ collectionName, withVectors: enable(true) });
    assert.equal(result.length, 1);
    assert.deepEqual((await collections.list({})).collections.filter(c => c.name === 'errors-new'), []);
  });
}
