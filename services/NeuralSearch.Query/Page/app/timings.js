import { h } from './dom.js';
import { milliseconds, plural } from './format.js';

const STAGES = [['embedMs', 'embed'], ['searchMs', 'search'], ['enrichMs', 'enrich']];

/** Where the time of an answer went: a thin stacked bar, its legend, and a note when shards are missing. */
export function showTimings(container, { timings, coverage }) {
  const known = STAGES.filter(([field]) => timings[field] !== undefined);
  const rest = timings.totalMs - known.reduce((sum, [field]) => sum + timings[field], 0);
  const bar = h('div', { class: 'bar', 'aria-hidden': 'true' },
    known.map(([field, name]) => segment(name, timings[field])), segment('rest', Math.max(0, rest)));
  const legend = h('dl', { class: 'legend' },
    known.map(([field, name]) => entry(name, timings[field])), entry('total', timings.totalMs));
  container.replaceChildren(bar, legend, ...(coverage?.degraded ? [coverageNote(coverage)] : []));
  container.hidden = false;
}

function segment(name, ms) {
  const element = h('span', { class: `stage-${name}` });
  element.style.flexGrow = String(ms);
  return element;
}

const entry = (name, ms) => h('div', { class: `stage-${name}` }, h('dt', {}, name), h('dd', {}, milliseconds(ms)));

function coverageNote({ answered, shards }) {
  return h('p', { class: 'coverage' },
    h('strong', {}, 'This answer is incomplete: '),
    `${answered} of ${plural(shards, 'shard')} answered in time. A better match may be missing.`);
}
