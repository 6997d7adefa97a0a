/*
 * What narrows a search: conditions {key, match: {value}} and {key, range: {gte?, lte?}} on payload fields, all of
 * which must hold. On the wire this is Qdrant's filter JSON, in which a key is a path.
 */

export const sameCondition = (a, b) =>
  a.key === b.key && (a.match ? b.match !== undefined && a.match.value === b.match.value : b.range !== undefined);

/** Qdrant's filter, or undefined when there is nothing to filter by. */
export function filterFrom(conditions) {
  if (conditions.length === 0) return undefined;
  return { must: conditions.map((condition) => ({ ...condition, key: pathOf(condition.key) })) };
}

/** The conditions of a filter in the address bar; what the page cannot show as a chip is not taken. */
export function conditionsFrom(json) {
  if (!json) return [];
  try {
    const { must } = JSON.parse(json);
    return must.filter(isCondition).map((condition) => ({ ...condition, key: keyOf(condition.key) }));
  } catch {
    return []; // Edited by hand or cut off: the chips show that no filter is active.
  }
}

/** Adds the value of a field, or takes it away if it is there. */
export function toggleValue(conditions, key, value) {
  const condition = { key, match: { value } };
  return conditions.some((other) => sameCondition(other, condition))
    ? without(conditions, condition)
    : [...conditions, condition];
}

/** Sets the range of a field; with neither end the range is removed. */
export function setRange(conditions, key, range) {
  const rest = without(conditions, { key, range: {} });
  return range.gte === undefined && range.lte === undefined ? rest : [...rest, { key, range }];
}

export const without = (conditions, condition) => conditions.filter((other) => !sameCondition(other, condition));

export const rangeOf = (conditions, key) =>
  conditions.find((condition) => condition.key === key && condition.range)?.range;

export function conditionText({ match, range }) {
  if (match) return String(match.value);
  if (range.gte === undefined) return `up to ${range.lte}`;
  if (range.lte === undefined) return `from ${range.gte}`;
  return range.gte === range.lte ? String(range.gte) : `${range.gte} – ${range.lte}`;
}

/** A key with other than plain characters is quoted in a path. */
const pathOf = (key) => (/^[A-Za-z0-9_-]+$/.test(key) ? key : `"${key}"`);
const keyOf = (path) => (path.startsWith('"') && path.endsWith('"') ? path.slice(1, -1) : path);

function isCondition(condition) {
  if (typeof condition?.key !== 'string') return false;
  if (condition.match) return ['string', 'number', 'boolean'].includes(typeof condition.match.value);
  const { gte, lte } = condition.range ?? {};
  const isEnd = (end) => end === undefined || Number.isFinite(end);
  return (gte !== undefined || lte !== undefined) && isEnd(gte) && isEnd(lte);
}
