const integers = new Intl.NumberFormat('en');
const decimals = new Intl.NumberFormat('en', { maximumFractionDigits: 2 });

export const whole = (number) => integers.format(number);

/** "1 result", "2,000 results". */
export const plural = (number, noun) => `${whole(number)} ${noun}${number === 1 ? '' : 's'}`;

/** "0.4 ms", "8 ms": one decimal only where it says something. */
export const milliseconds = (ms) => `${ms < 9.95 ? Number(ms.toFixed(1)) : whole(Math.round(ms))} ms`;

export function bytes(count) {
  if (count < 1000) return plural(count, 'byte');
  const units = ['kB', 'MB', 'GB'];
  const power = Math.min(Math.floor(Math.log10(count) / 3), units.length);
  return `${decimals.format(Number((count / 1000 ** power).toPrecision(3)))} ${units[power - 1]}`;
}

/** Any JSON value as one readable line. Numbers are not grouped: 1987 may be a year and 100042 an id. */
export function valueText(value) {
  if (Array.isArray(value)) return value.map(valueText).join(', ');
  if (value === null || value === undefined) return '–';
  if (typeof value === 'object')
    return Object.entries(value).map(([key, inner]) => `${fieldLabel(key)}: ${valueText(inner)}`).join(' · ');
  return String(value);
}

/** "release_date" → "release date". */
export const fieldLabel = (key) => key.replaceAll('_', ' ');
