// Walks every RPC that the client knows: what is not served says so in words, and nothing ends the process.
import assert from 'node:assert/strict';
import { ConnectErrorCode } from '@qdrant/js-client-grpc';
import { Distance, idSelector, point, unnamed } from '../lib/messages.mjs';

const served = new Set([
  'qdrant.Qdrant/HealthCheck',
  ...['Create', 'Delete', 'List', 'Get', 'CollectionExists'].map(name => `qdrant.Collections/${name}`),
  ...['Upsert', 'Delete', 'Get', 'Query', 'Scroll', 'Count', 'CreateFieldIndex'].map(name => `qdrant.Points/${name}`),
  ...['Create', 'Delete', 'List', 'ListFull', 'DeleteFull'].map(name => `qdrant.Snapshots/${name}`),
]);

// Whether a message has a field that can take the value.
const has = (message, name, value) => message.fields.some(field =>
  field.localName === name && (field.fieldKind === 'message') === (typeof value === 'object'));

export default async function ({ check, client, collections, points }) {
  const { services } = await import('../lib/descriptors.mjs');
  const collectionName = 'surface';
  await collections.create({ collectionName, vectorsConfig: unnamed(2, Distance.Dot) });
  await points.upsert({ collectionName, wait: true, points: [point(1, [1, 2])] });

  const names = {
    'qdrant.Collections': 'collections',
    'qdrant.Points': 'points',
    'qdrant.Snapshots': 'snapshots',
    'qdrant.Qdrant': 'service',
  };
  const reached = new Set();
  for (const service of services) {
    for (const method of service.methods) {
      const path = `${service.typeName}/${method.name}`;
      const call = request => client.api(names[service.typeName])[method.localName](request);
      reached.add(path);
      if (served.has(path)) {
        await check(`${path} with an empty message answers or refuses, and is no bug`, async () => {
          try {
            await call({});
          } catch (error) {
            assert.equal(ConnectErrorCode[error.code], 'InvalidArgument', error.rawMessage);
            assert.notEqual(error.rawMessage, '');
          }
        });
        continue;
      }

      const requests = {
        'an empty message': {},
        'a collection': { collectionName },
        'a collection and a selector': {
          collectionName, wait: true, points: idSelector(1), pointsSelector: idSelector(1),
        },
      };
      for (const [what, request] of Object.entries(requests)) {
        const known = Object.fromEntries(Object.entries(request).filter(([name, x]) => has(method.input, name, x)));
        await check(`${path} with ${what} is refused in words`, async () => {
          const refusal = await call(known).then(
            () => assert.fail('answered OK although it is not in the list of what is served'), error => error);
          const code = ConnectErrorCode[refusal.code];
          assert.ok(['Unimplemented', 'InvalidArgument'].includes(code), `${code}: ${refusal.message}`);
          assert.notEqual(refusal.rawMessage, '', 'the refusal has no text');
        });
      }
    }
  }

  await check('the list of what is served names RPCs that exist', () =>
    assert.deepEqual([...served].filter(path => !reached.has(path)), []));

  await check('the collection and its point are as before', async () => {
    const { result } = await points.scroll({ collectionName });
    assert.equal(result.length, 1);
  });
}
