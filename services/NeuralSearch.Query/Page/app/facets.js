/*
 * The fields by which the shown results can be narrowed, found in their payloads: numbers become a range, short texts,
 * lists of them and booleans become values with the count of shown results that have them.
 */
const LONGEST_VALUE = 32;
const MOST_VALUES = 10;
const FEW_VALUES = 6;

/** `[{ key, min, max }]` for numbers and `[{ key, values: [{ value, count }] }]` for the rest, in payload order. */
export function facetsOf(results) {
  const fields = new Map();
  for (const { payload } of results) {
    for (const [key, value] of Object.entries(payload ?? {})) {
      if (key.includes('"')) continue; // A path cannot name it.
      if (!fields.has(key)) fields.set(key, []);
      fields.get(key).push(Array.isArray(value) ? [...new Set(value)] : [value]);
    }
  }
  return [...fields].map(([key, perResult]) => facetOf(key, perResult)).filter((facet) => facet !== undefined);
}

function facetOf(key, perResult) {
  const all = perResult.flat().filter((value) => value !== null);
  if (all.length === 0) return undefined;
  if (all.every(Number.isFinite)) return { key, min: Math.min(...all), max: Math.max(...all) };
  return all.every(isChoice) ? valuesOf(key, all) : undefined;
}

const isChoice = (value) =>
  typeof value === 'boolean' || (typeof value === 'string' && value !== '' && value.length <= LONGEST_VALUE);

function valuesOf(key, all) {
  const counts = new Map();
  for (const value of all) counts.set(value, (counts.get(value) ?? 0) + 1);
  const values = [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count);
  const repeated = values.filter(({ count }) => count > 1);
  // Names that occur once each (a cast, an id) are no choice, unless there are only a few of them.
  if (repeated.length === 0 && values.length > FEW_VALUES) return undefined;
  return { key, values: values.length > MOST_VALUES ? repeated.slice(0, MOST_VALUES) : values };
}
