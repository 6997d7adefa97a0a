import { h } from './dom.js';
import { facetsOf } from './facets.js';
import { conditionText, rangeOf, sameCondition, setRange, toggleValue, without } from './filters.js';
import { fieldLabel } from './format.js';

const TYPING_PAUSE_MS = 350;

/**
 * The controls that narrow a search, and the chips of what is active. A field keeps its element from answer to
 * answer, so that a number that is being typed, or the focus, is not lost when the results change.
 */
export class FilterPanel {
  #panel;
  #active;
  #changed;
  #nextFocus;
  #conditions = [];
  #fields = new Map();

  /** `changed(conditions)` is called when the user changes the filter; `nextFocus` gets the focus of the last chip. */
  constructor({ panel, active, nextFocus, changed }) {
    this.#panel = panel;
    this.#active = active;
    this.#nextFocus = nextFocus;
    this.#changed = changed;
  }

  get isEmpty() {
    return this.#fields.size === 0;
  }

  /** Shows which conditions are active, as chips and in the controls. */
  setConditions(conditions) {
    this.#conditions = conditions;
    const hadFocus = this.#active.contains(document.activeElement);
    this.#active.hidden = conditions.length === 0;
    this.#active.replaceChildren(...conditions.map((condition) => this.#chip(condition)));
    if (hadFocus) (this.#active.querySelector('button') ?? this.#nextFocus).focus();
    for (const [key, field] of this.#fields) field.reflect(conditions, key);
  }

  /** Offers the fields of the results that are shown now; without results the last controls stay. */
  setResults(results) {
    if (results.length === 0) return;
    const facets = facetsOf(results);
    const old = this.#fields;
    this.#fields = new Map();
    for (const facet of facets) {
      const Kind = facet.values ? ValueField : RangeField;
      const kept = old.get(facet.key);
      const field = kept instanceof Kind ? kept : new Kind(facet.key, (change) => this.#apply(change));
      field.offer(facet);
      field.reflect(this.#conditions, facet.key);
      this.#fields.set(facet.key, field);
    }
    for (const [key, field] of old) if (this.#fields.get(key) !== field) field.element.remove();
    for (const field of this.#fields.values()) if (!field.element.isConnected) this.#panel.append(field.element);
    this.#panel.hidden = this.isEmpty;
  }

  clear() {
    this.#fields.clear();
    this.#panel.replaceChildren();
    this.#panel.hidden = true;
  }

  #apply(change) {
    const conditions = change(this.#conditions);
    if (JSON.stringify(conditions) !== JSON.stringify(this.#conditions)) this.#changed(conditions);
  }

  #chip(condition) {
    const text = `${fieldLabel(condition.key)}: ${conditionText(condition)}`;
    return h('li', {},
      h('button', {
        class: 'chip chip-active',
        type: 'button',
        'aria-label': `Remove filter ${text}`,
        onclick: () => this.#changed(without(this.#conditions, condition)),
      }, text, h('span', { class: 'chip-remove', 'aria-hidden': 'true' }, '×')));
  }
}

class RangeField {
  #from;
  #to;
  #span = h('span', { class: 'facet-span' });
  #timer = 0;

  constructor(key, change) {
    const label = fieldLabel(key);
    const input = (end) => h('input', {
      type: 'number', step: 'any', inputmode: 'decimal', 'aria-label': `${label} ${end}`,
      oninput: () => this.#later(key, change), onchange: () => this.#apply(key, change),
    });
    this.#from = input('from');
    this.#to = input('to');
    this.element = h('fieldset', { class: 'facet' },
      h('legend', {}, h('span', { class: 'facet-name' }, label), this.#span),
      h('div', { class: 'range' }, this.#from, h('span', {}, 'to'), this.#to));
  }

  offer({ min, max }) {
    this.#from.placeholder = min;
    this.#to.placeholder = max;
    this.#span.textContent = min === max ? String(min) : `${min} – ${max} shown`;
  }

  reflect(conditions, key) {
    const { gte, lte } = rangeOf(conditions, key) ?? {};
    this.#set(this.#from, gte);
    this.#set(this.#to, lte);
  }

  // What is being typed is never overwritten: "19" on the way to "1990" is not yet what is searched for.
  #set(input, value) {
    if (document.activeElement !== input) input.value = value ?? '';
  }

  #later(key, change) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#apply(key, change), TYPING_PAUSE_MS);
  }

  #apply(key, change) {
    clearTimeout(this.#timer);
    if (!this.element.isConnected) return; // Another collection was chosen meanwhile.
    const number = (input) => (Number.isFinite(input.valueAsNumber) ? input.valueAsNumber : undefined);
    const range = { gte: number(this.#from), lte: number(this.#to) };
    change((conditions) => setRange(conditions, key, range));
  }
}

class ValueField {
  #list = h('ul', { class: 'choices' });
  #change;
  #key;

  constructor(key, change) {
    this.#key = key;
    this.#change = change;
    this.element = h('fieldset', { class: 'facet' },
      h('legend', {}, h('span', { class: 'facet-name' }, fieldLabel(key))),
      this.#list);
  }

  offer({ values }) {
    const focused = this.#list.contains(document.activeElement) ? document.activeElement.dataset.value : undefined;
    this.#list.replaceChildren(...values.map(({ value, count }) => h('li', {}, this.#choice(value, count))));
    this.#buttons().find((button) => button.dataset.value === focused)?.focus();
  }

  reflect(conditions, key) {
    for (const button of this.#buttons()) {
      const condition = { key, match: { value: JSON.parse(button.dataset.value) } };
      button.setAttribute('aria-pressed', String(conditions.some((other) => sameCondition(other, condition))));
    }
  }

  #buttons() {
    return [...this.#list.querySelectorAll('button')];
  }

  #choice(value, count) {
    return h('button', {
      class: 'chip', type: 'button', 'data-value': JSON.stringify(value), 'aria-pressed': 'false',
      onclick: () => this.#change((conditions) => toggleValue(conditions, this.#key, value)),
    }, String(value), h('span', { class: 'count' }, String(count)));
  }
}
