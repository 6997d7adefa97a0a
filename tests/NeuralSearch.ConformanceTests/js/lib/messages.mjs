// Builds the client's messages from plain values, and reads its answers back into plain values.
// Integers of a payload are written as bigint (1n), doubles as number (1.5), as on the wire the two are distinct.

export const Distance = { Cosine: 1, Euclid: 2, Dot: 3, Manhattan: 4 };

export const id = x => ({
  pointIdOptions: typeof x === 'string' ? { case: 'uuid', value: x } : { case: 'num', value: BigInt(x) },
});

export const plainId = ({ pointIdOptions: { case: kind, value } }) => kind === 'num' ? Number(value) : value;

export const plainIds = points => points.map(point => plainId(point.id));

export const idSelector = (...ids) => ({ pointsSelectorOneOf: { case: 'points', value: { ids: ids.map(id) } } });

export const filterSelector = filter => ({ pointsSelectorOneOf: { case: 'filter', value: filter } });

export function value(x) {
  if (x === null) return { kind: { case: 'nullValue', value: 0 } };
  if (Array.isArray(x)) return { kind: { case: 'listValue', value: { values: x.map(value) } } };
  switch (typeof x) {
    case 'bigint': return { kind: { case: 'integerValue', value: x } };
    case 'number': return { kind: { case: 'doubleValue', value: x } };
    case 'string': return { kind: { case: 'stringValue', value: x } };
    case 'boolean': return { kind: { case: 'boolValue', value: x } };
    default: return { kind: { case: 'structValue', value: { fields: payload(x) } } };
  }
}

export const payload = object =>
  Object.fromEntries(Object.entries(object).map(([key, x]) => [key, value(x)]));

export function plainValue({ kind: { case: kind, value: x } }) {
  if (kind === 'nullValue') return null;
  if (kind === 'listValue') return x.values.map(plainValue);
  if (kind === 'structValue') return plainPayload(x.fields);
  return x;
}

export const plainPayload = fields =>
  Object.fromEntries(Object.entries(fields).map(([key, x]) => [key, plainValue(x)]));

export const dense = data => ({ vector: { case: 'dense', value: { data } } });

/** Vectors of a point: a list is the unnamed vector, an object names them. */
export const vectors = data => ({
  vectorsOptions: Array.isArray(data)
    ? { case: 'vector', value: dense(data) }
    : {
      case: 'vectors',
      value: { vectors: Object.fromEntries(Object.entries(data).map(([name, x]) => [name, dense(x)])) },
    },
});

export const point = (key, data, fields = {}) => ({ id: id(key), vectors: vectors(data), payload: payload(fields) });

/** The vectors of an answer: a list, an object of lists, or undefined when none were sent. */
export function plainVectors(output) {
  const { case: kind, value: x } = output?.vectorsOptions ?? {};
  if (kind === 'vector') return x.vector.value.data;
  if (kind !== 'vectors') return undefined;
  return Object.fromEntries(Object.entries(x.vectors).map(([name, v]) => [name, v.vector.value.data]));
}

/** A query for the points nearest to a vector (a list) or to a stored point (its id). */
export const nearest = x => ({
  variant: {
    case: 'nearest',
    value: {
      variant: Array.isArray(x) ? { case: 'dense', value: { data: x } } : { case: 'id', value: id(x) },
    },
  },
});

export const enable = on => ({ selectorOptions: { case: 'enable', value: on } });

/** The configuration of one unnamed vector. */
export const unnamed = (size, distance) => ({
  config: { case: 'params', value: { size: BigInt(size), distance } },
});

/** The configuration of named vectors: {name: [size, distance]}. */
export const named = all => ({
  config: {
    case: 'paramsMap',
    value: {
      map: Object.fromEntries(Object.entries(all)
        .map(([name, [size, distance]]) => [name, { size: BigInt(size), distance }])),
    },
  },
});

const condition = (kind, x) => ({ conditionOneOf: { case: kind, value: x } });

export const field = (key, predicates) => condition('field', { key, ...predicates });
export const match = (key, kind, x) => field(key, { match: { matchValue: { case: kind, value: x } } });
export const isEmpty = key => condition('isEmpty', { key });
export const isNull = key => condition('isNull', { key });
export const hasId = (...ids) => condition('hasId', { hasId: ids.map(id) });
export const hasVector = name => condition('hasVector', { hasVector: name });
export const nested = (key, filter) => condition('nested', { key, filter });
export const group = filter => condition('filter', filter);

/** An instant as the wire's timestamp. */
export function timestamp(text) {
  const milliseconds = Date.parse(text);
  return { seconds: BigInt(Math.floor(milliseconds / 1000)), nanos: (milliseconds % 1000) * 1e6 };
}
