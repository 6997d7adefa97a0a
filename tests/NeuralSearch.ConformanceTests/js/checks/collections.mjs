import assert from 'node:assert/strict';
import { CollectionStatus, ConnectErrorCode, QdrantClient } from '@qdrant/js-client-grpc';
import { assertFails } from '../lib/expect.mjs';
import { Distance, named, unnamed, value } from '../lib/messages.mjs';

export default async function ({ check, url, collections, service }) {
  const collectionName = 'collections-unnamed';
  const exists = async name => (await collections.collectionExists({ collectionName: name })).result.exists;
  const list = async () => (await collections.list({})).collections.map(c => c.name);

  await check('the compatibility check of the client gives no warning', async () => {
    const warnings = [];
    const warn = console.warn;
    console.warn = text => warnings.push(text);
    try {
      const client = new QdrantClient({ url, checkCompatibility: true });
      for (let i = 0; i < 3; i++) await client.api('service').healthCheck({});
    } finally {
      console.warn = warn;
    }
    assert.deepEqual(warnings, []);
  });

  await check('the version is one minor version from the client at most', async () => {
    const reply = await service.healthCheck({});
    assert.match(reply.version, /^1\.(17|18|19)\.\d+/);
    assert.notEqual(reply.title, '');
  });

  await check('a collection does not exist before it is created', async () => {
    assert.equal(await exists(collectionName), false);
    assert.equal((await list()).includes(collectionName), false);
  });

  await check('create with one unnamed vector answers true', async () => {
    const answer = await collections.create({ collectionName, vectorsConfig: unnamed(4, Distance.Cosine) });
    assert.equal(answer.result, true);
    assert.equal(await exists(collectionName), true);
    assert.ok((await list()).includes(collectionName));
  });

  await check('get tells the size, the distance and an empty green collection', async () => {
    const { result } = await collections.get({ collectionName });
    const config = result.config.params.vectorsConfig.config;
    assert.equal(config.case, 'params');
    assert.equal(config.value.size, 4n);
    assert.equal(config.value.distance, Distance.Cosine);
    assert.equal(result.status, CollectionStatus.Green);
    assert.equal(result.optimizerStatus.ok, true);
    assert.equal(result.pointsCount, 0n);
  });

  await check('create with named vectors is told by get', async () => {
    const vectorsConfig = named({ image: [3, Distance.Dot], text: [2, Distance.Euclid] });
    await collections.create({ collectionName: 'collections-named', vectorsConfig });
    const { config } = (await collections.get({ collectionName: 'collections-named' })).result;
    assert.equal(config.params.vectorsConfig.config.case, 'paramsMap');
    const { map } = config.params.vectorsConfig.config.value;
    assert.deepEqual(Object.keys(map).sort(), ['image', 'text']);
    assert.deepEqual([map.image.size, map.image.distance], [3n, Distance.Dot]);
    assert.deepEqual([map.text.size, map.text.distance], [2n, Distance.Euclid]);
  });

  await check('metadata of a collection is told by get', async () => {
    await collections.create({
      collectionName: 'collections-metadata',
      vectorsConfig: unnamed(2, Distance.Dot),
      metadata: { model: value('all-MiniLM-L6-v2') },
    });
    const { config } = (await collections.get({ collectionName: 'collections-metadata' })).result;
    assert.deepEqual(config.metadata.model.kind, { case: 'stringValue', value: 'all-MiniLM-L6-v2' });
  });

  await check('every distance is kept', async () => {
    for (const [name, distance] of Object.entries(Distance)) {
      const collection = `collections-${name}`;
      await collections.create({ collectionName: collection, vectorsConfig: unnamed(2, distance) });
      const { config } = (await collections.get({ collectionName: collection })).result;
      assert.equal(config.params.vectorsConfig.config.value.distance, distance, name);
    }
  });

  await check('create of an existing collection is ALREADY_EXISTS', () => assertFails(
    collections.create({ collectionName, vectorsConfig: unnamed(4, Distance.Cosine) }),
    ConnectErrorCode.AlreadyExists,
    /^Wrong input: Collection `collections-unnamed` already exists!$/));

  await check('names of any script are allowed', async () => {
    const name = 'Фильмы 電影 émile';
    await collections.create({ collectionName: name, vectorsConfig: unnamed(2, Distance.Dot) });
    assert.ok((await list()).includes(name));
    assert.equal((await collections.delete({ collectionName: name })).result, true);
  });

  await check('delete answers true and the collection is gone', async () => {
    assert.equal((await collections.delete({ collectionName })).result, true);
    assert.equal(await exists(collectionName), false);
    assert.equal((await list()).includes(collectionName), false);
    await assertFails(collections.get({ collectionName }), ConnectErrorCode.NotFound, /doesn't exist!$/);
  });

  await check('delete of a missing collection is OK with result false', async () => {
    assert.equal((await collections.delete({ collectionName: 'collections-never' })).result, false);
  });
}
