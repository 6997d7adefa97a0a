// Points with payloads of every shape, and filters with the ids that each must find.
// The answers are those without an index; an index must not change them.
import {
  field, group, hasId, hasVector, isEmpty, isNull, match, nested, point, timestamp,
} from './messages.mjs';

export const uuid = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';
const uid = '0191d5c0-7a3e-7c4b-9d1f-1b2c3d4e5f60';

const berlin = { lon: 13.404954, lat: 52.520008 };
const paris = { lon: 2.352222, lat: 48.856613 };
const rome = { lon: 12.496366, lat: 41.902782 };

export const dataset = [
  point(1, { v: [1, 0], w: [1, 1] }, {
    city: 'Berlin', n: 1n, f: 1.0, b: true, date: '2024-01-01T00:00:00Z', tags: ['a', 'b'], place: berlin, uid,
    text: 'The quick brown fox', items: [{ color: 'red', size: 1n }, { color: 'blue', size: 5n }], odd: null,
  }),
  point(2, { v: [0.9, 0.1], w: [1, 2] }, {
    city: 'Paris', n: 5n, f: 2.5, b: false, date: '2024-06-15T12:00:00+02:00', tags: ['b', 'c'], place: paris,
    text: 'quick silver', items: [{ color: 'red', size: 5n }], odd: [], deep: { 'a b': { c: 'z' } },
  }),
  point(3, { v: [0.8, 0.2] }, {
    city: ['Berlin', 'Rome'], n: [3n, 7n], f: -1.5, b: [true, false], date: '2025-01-01', tags: [],
    place: [rome, paris],
    text: 'brown bread', items: [], odd: [null],
  }),
  point(4, { v: [0.7, 0.3] }, {
    city: 'berlin', n: '5', f: 5n, b: 'true', date: 'not a date', tags: 'a', text: '', items: 'none', odd: 'x',
  }),
  point(5, { v: [0.6, 0.4] }),
  point(uuid, { v: [0.5, 0.5] }, { city: null, n: null, f: 100.25, date: '2023-12-31 23:59:59.999999', tags: null }),
];

const all = [1, 2, 3, 4, 5, uuid];
const must = (...conditions) => ({ must: conditions });
const ring = (...corners) => ({ points: corners.map(([lon, lat]) => ({ lon, lat })) });

/** [what it is, the filter, the ids in the order of a scroll] */
export const cases = [
  ['an empty filter matches all', {}, all],
  ['match keyword', must(match('city', 'keyword', 'Berlin')), [1, 3]],
  ['match keyword is case-sensitive', must(match('city', 'keyword', 'berlin')), [4]],
  ['match keyword in a list of tags', must(match('tags', 'keyword', 'a')), [1, 4]],
  ['match keyword of a uuid', must(match('uid', 'keyword', uid)), [1]],
  ['match integer', must(match('n', 'integer', 5n)), [2]],
  ['match integer in a list', must(match('n', 'integer', 3n)), [3]],
  ['match integer is not met by a double', must(match('f', 'integer', 1n)), []],
  ['match boolean', must(match('b', 'boolean', true)), [1, 3]],
  ['match any keyword', must(match('city', 'keywords', { strings: ['Paris', 'Rome'] })), [2, 3]],
  ['match any of no keywords', must(match('city', 'keywords', { strings: [] })), []],
  ['match any integer', must(match('n', 'integers', { integers: [1n, 7n] })), [1, 3]],
  ['match except keywords', must(match('city', 'exceptKeywords', { strings: ['Berlin'] })), [2, 3, 4]],
  ['match except integers', must(match('n', 'exceptIntegers', { integers: [5n] })), [1, 3, 4]],
  ['match text is a substring', must(match('text', 'text', 'row')), [1, 3]],
  ['match text is case-sensitive', must(match('text', 'text', 'the')), []],
  ['match any word of a text', must(match('text', 'textAny', 'silver bread')), [2, 3]],
  ['match phrase', must(match('text', 'phrase', 'quick brown')), [1]],
  ['range of integers', must(field('n', { range: { gte: 3, lt: 6 } })), [2, 3]],
  ['range of doubles and integers', must(field('f', { range: { gt: 1 } })), [2, 4, uuid]],
  ['range with four bounds', must(field('f', { range: { gt: -2, gte: -1.5, lt: 3, lte: 2.5 } })), [1, 2, 3]],
  ['range of instants', must(field('date', {
    datetimeRange: { gte: timestamp('2024-01-01T00:00:00Z'), lt: timestamp('2025-01-01T00:00:00Z') },
  })), [1, 2]],
  ['range of instants before', must(field('date', {
    datetimeRange: { lt: timestamp('2024-01-01T00:00:00Z') },
  })), [uuid]],
  ['range of instants honours offsets', must(field('date', {
    datetimeRange: { gte: timestamp('2024-06-15T10:00:00Z'), lte: timestamp('2024-06-15T10:00:00Z') },
  })), [2]],
  ['geo radius', must(field('place', { geoRadius: { center: berlin, radius: 878000 } })), [1, 2, 3]],
  ['geo radius is strict', must(field('place', { geoRadius: { center: berlin, radius: 877000 } })), [1]],
  ['geo bounding box', must(field('place', {
    geoBoundingBox: { topLeft: { lon: 10, lat: 55 }, bottomRight: { lon: 14, lat: 40 } },
  })), [1, 3]],
  ['geo polygon', must(field('place', {
    geoPolygon: { exterior: ring([10, 40], [15, 40], [15, 44], [10, 44], [10, 40]), interiors: [] },
  })), [3]],
  ['geo polygon with a hole', must(field('place', {
    geoPolygon: {
      exterior: ring([0, 40], [15, 40], [15, 55], [0, 55], [0, 40]),
      interiors: [ring([0.5, 45], [5, 45], [5, 50], [0.5, 50], [0.5, 45])],
    },
  })), [1, 3]],
  ['values count', must(field('tags', { valuesCount: { gte: 2n } })), [1, 2]],
  ['values count of null and of an empty list is 0', must(field('tags', { valuesCount: { lt: 1n } })), [3, uuid]],
  ['is empty', must(isEmpty('tags')), [3, 5, uuid]],
  ['is null', must(isNull('tags')), [uuid]],
  ['is null is exact null', must(isNull('odd')), [1]],
  ['is null as a predicate sees list elements', must(field('odd', { isNull: true })), [1, 3]],
  ['is null false', must(field('tags', { isNull: false })), [1, 2, 3, 4, 5]],
  ['is empty false', must(field('tags', { isEmpty: false })), [1, 2, 4]],
  ['has id', must(hasId(2, uuid, 999)), [2, uuid]],
  ['has no id', must(hasId()), []],
  ['has vector', must(hasVector('w')), [1, 2]],
  ['nested: one element meets all conditions', must(nested('items', must(
    match('color', 'keyword', 'red'), match('size', 'integer', 5n)))), [2]],
  ['without nested any elements meet them', must(
    match('items[].color', 'keyword', 'red'), match('items[].size', 'integer', 5n)), [1, 2]],
  ['nested with must not', must(nested('items[]', {
    must: [match('color', 'keyword', 'red')], mustNot: [match('size', 'integer', 1n)],
  })), [2]],
  ['a path without brackets does not reach into lists', must(match('items.color', 'keyword', 'blue')), []],
  ['a path with an index', must(match('items[1].color', 'keyword', 'blue')), [1]],
  ['a quoted path', must(match('deep."a b".c', 'keyword', 'z')), [2]],
  ['must not', { mustNot: [match('city', 'keyword', 'Berlin')] }, [2, 4, 5, uuid]],
  ['should is any', { should: [match('city', 'keyword', 'Paris'), match('n', 'integer', 7n)] }, [2, 3]],
  ['must, should and must not together', {
    must: [match('b', 'boolean', true)],
    should: [match('city', 'keyword', 'Berlin'), match('city', 'keyword', 'Paris')],
    mustNot: [match('n', 'integer', 1n)],
  }, [3]],
  ['min should', {
    minShould: {
      minCount: 2n,
      conditions: [match('city', 'keyword', 'Berlin'), match('n', 'integer', 5n), match('b', 'boolean', true)],
    },
  }, [1, 3]],
  ['filters in filters', {
    should: [
      group(must(match('city', 'keyword', 'Paris'))),
      group({ mustNot: [field('f', { range: { lt: 1000 } })] }),
    ],
  }, [2, 5]],
  ['a condition on a field that no point has', must(match('nothing', 'keyword', 'x')), []],
];
