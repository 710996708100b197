import { h } from '../dom.js';
import { plain, textOf } from './blocks.js';
import { combobox } from './combobox.js';

/**
 * What a field of a form needs beside its block.
 * @typedef {object} FieldContext
 * @property {string} user
 * @property {string} view
 * @property {import('./mrkdwn.js').Names} names
 * @property {string} [error]
 * @property {(value: unknown) => void} press tells the app at once, for a block with dispatch_action
 */

const textTypes = {
  plain_text_input: 'text',
  number_input: 'text',
  email_text_input: 'email',
  url_text_input: 'url',
  datepicker: 'date',
  timepicker: 'time',
};

/**
 * An input block: label, field, hint, and what is wrong with it.
 * @param {any} block
 * @param {FieldContext} context
 */
export function inputOf(block, context) {
  const { block_id: id, element } = block;
  const fieldId = `field-${context.view}-${id}`;
  const many = ['radio_buttons', 'checkboxes', 'multi_static_select'].includes(element.type);
  const label = [plain(block.label), block.optional && h('small', {}, ' (optional)')];
  const described = [context.error && `${fieldId}-error`, block.hint && `${fieldId}-hint`].filter(Boolean).join(' ');
  const field = fieldOf(block, { ...context, id: fieldId, described });
  return h(
    many ? 'fieldset' : 'div',
    { class: 'field', 'data-key': id, 'data-block': id },
    many ? h('legend', {}, label) : h('label', { for: fieldId }, label),
    field,
    block.hint && h('p', { class: 'hint', id: `${fieldId}-hint` }, textOf(block.hint, context.names)),
    context.error && h('p', { class: 'field-error', id: `${fieldId}-error`, role: 'alert' }, context.error),
  );
}

/**
 * The value a field holds: a text, an option's value, a list of them, or null.
 * @param {any} element
 * @param {HTMLElement} field
 */
export function fieldValue(element, field) {
  const checked = () =>
    [...field.querySelectorAll('input:checked')].map(input => /** @type {HTMLInputElement} */ (input).value);
  if (['checkboxes', 'multi_static_select'].includes(element.type)) return checked();
  if (element.type === 'radio_buttons') return checked()[0] ?? null;
  const input = /** @type {HTMLInputElement | null} */ (field.querySelector('[data-value]'));
  return input?.value || null;
}

/**
 * @param {any} block
 * @param {FieldContext & { id: string, described: string }} context
 */
function fieldOf(block, context) {
  const { element } = block;
  const change = event => block.dispatch_action && context.press(event.target.value);
  const shared = {
    id: context.id,
    'aria-invalid': context.error ? 'true' : null,
    'aria-describedby': context.described || null,
  };
  if (element.type === 'external_select') return combobox(block, context, shared);
  if (element.type === 'static_select') return select(element, { ...shared, 'data-value': true, on: { change } });
  if (['radio_buttons', 'checkboxes', 'multi_static_select'].includes(element.type))
    return choices(element, context, change);
  if (element.type === 'plain_text_input' && element.multiline)
    return h(
      'textarea',
      { ...shared, 'data-value': true, rows: 4, placeholder: element.placeholder?.text },
      element.initial_value,
    );
  const type = textTypes[element.type];
  if (!type) return h('p', { class: 'unknown' }, `(a "${element.type}" field, which the sandbox does not show)`);
  return h('input', {
    ...shared,
    type,
    'data-value': true,
    autocomplete: 'off',
    spellcheck: 'false',
    placeholder: element.placeholder?.text,
    value: element.initial_value ?? element.initial_date ?? element.initial_time,
    on: { change },
  });
}

/**
 * @param {any} element
 * @param {import('../dom.js').Properties} properties
 */
function select(element, properties) {
  const start = element.initial_option?.value;
  const option = one => h('option', { value: one.value, selected: one.value === start }, plain(one.text));
  return h(
    'select',
    properties,
    h('option', { value: '', selected: !start }, element.placeholder?.text ?? 'Choose…'),
    element.options?.map(option),
    element.option_groups?.map(group => h('optgroup', { label: plain(group.label) }, group.options.map(option))),
  );
}

/**
 * @param {any} element
 * @param {FieldContext & { id: string }} context
 * @param {(event: any) => void} change
 */
function choices(element, { id, names }, change) {
  const type = element.type === 'radio_buttons' ? 'radio' : 'checkbox';
  const start = new Set([element.initial_option, ...(element.initial_options ?? [])].map(option => option?.value));
  const options = element.options ?? element.option_groups.flatMap(group => group.options);
  return h(
    'div',
    { class: options.length > 6 ? 'choices many' : 'choices' },
    options.map(option =>
      h(
        'label',
        { 'data-key': option.value },
        h('input', { type, name: id, value: option.value, checked: start.has(option.value), on: { change } }),
        h(
          'span',
          {},
          textOf(option.text, names),
          option.description && h('small', {}, textOf(option.description, names)),
        ),
      ),
    ),
  );
}
