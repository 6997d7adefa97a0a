import { h, webAddress } from './dom.js';
import { fieldLabel, valueText } from './format.js';
import { excerpt, highlighted } from './highlight.js';

const EXCERPT_LENGTH = 340;
const MOST_FACTS = 3;
const MOST_NAMES = 3;

/** One result. `share` is the length of its score bar, 0 to 1. */
export function card(result, share) {
  const address = webAddress(result.url);
  const passage = h('p', { class: 'passage' }, excerptOf(result));
  const details = h('div', { class: 'details', hidden: true });
  const toggle = h('button', { class: 'link details-toggle', type: 'button', 'aria-expanded': 'false' }, 'Details');
  toggle.addEventListener('click', () => {
    const isOpen = details.toggleAttribute('hidden') === false;
    toggle.setAttribute('aria-expanded', String(isOpen));
    toggle.textContent = isOpen ? 'Less' : 'Details';
    passage.replaceChildren(isOpen ? highlighted(result.passage, result.highlights) : excerptOf(result));
    details.replaceChildren(fields(result, address));
  });

  const article = h('article', { class: 'card' },
    score(result.score, share),
    h('div', { class: 'card-body' },
      h('h2', { class: 'title' }, title(result, address, toggle), ' ', facts(result.payload)),
      passage,
      h('p', { class: 'foot' },
        result.why && h('span', { class: 'why' }, valueText(result.why)),
        address && h('span', { class: 'site' }, address.host),
        toggle),
      details));
  return h('li', { class: 'result', 'data-document': result.document }, article);
}

function score(value, share) {
  const bar = h('span', { class: 'score-bar' });
  bar.style.setProperty('--share', share.toFixed(3));
  return h('div', { class: 'score' },
    h('span', { class: 'visually-hidden' }, 'score '), h('span', { class: 'score-value' }, value.toFixed(3)), bar);
}

/** The element that has the focus of its result: Enter opens the address or, without one, the details. */
function title(result, address, toggle) {
  const text = result.title || result.document || 'Untitled';
  return address
    ? h('a', { class: 'open', href: address.href, target: '_blank', rel: 'noopener noreferrer' }, text)
    : h('button', { class: 'open', type: 'button', onclick: () => toggle.click() }, text);
}

/** The year and a few short fields of the payload, whatever the documents are about. */
function facts(payload = {}) {
  const texts = [];
  if (Number.isFinite(payload.year)) texts.push(String(payload.year));
  for (const [key, value] of Object.entries(payload)) {
    if (texts.length === MOST_FACTS) break;
    if (Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string'))
      texts.push(value.slice(0, MOST_NAMES).join(', ') + (value.length > MOST_NAMES ? ' …' : ''));
    else if (key !== 'year' && (Number.isFinite(value) || (typeof value === 'string' && value && value.length <= 24)))
      texts.push(`${fieldLabel(key)} ${value}`);
  }
  return texts.length > 0 && h('span', { class: 'facts' }, texts.map((text) => h('span', {}, text)));
}

function excerptOf({ passage, highlights }) {
  const shown = excerpt(passage, highlights, EXCERPT_LENGTH);
  return highlighted(shown.text, shown.highlights);
}

function fields({ document, payload }, address) {
  const row = (name, value) => h('div', {}, h('dt', {}, name), h('dd', {}, value));
  return h('dl', { class: 'fields' },
    Object.entries(payload ?? {}).map(([key, value]) => row(fieldLabel(key), valueText(value))),
    address && row('url', h('a', { href: address.href, target: '_blank', rel: 'noopener noreferrer' }, address.href)),
    row('document', document));
}
