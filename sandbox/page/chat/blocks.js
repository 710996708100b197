import { h } from '../dom.js';
import { emoji } from './emoji.js';
import { mrkdwn, unescaped } from './mrkdwn.js';
import { richText } from './rich-text.js';

/**
 * A block or an element as an app sent it.
 * @typedef {Record<string, any> & { type: string }} Block
 * What the blocks of a message need to be shown and used.
 * @typedef {object} Context
 * @property {import('./mrkdwn.js').Names} names
 * @property {(press: { block: Block, element: Block, value?: string }) => void} press
 * @property {(element: Block) => boolean} [isBusy]
 */

/**
 * Shows Block Kit as nodes. What the sandbox cannot show is named, not left out.
 * @param {readonly Block[]} blocks
 * @param {Context} context
 */
export function blocksOf(blocks, context) {
  return blocks.map((block, index) =>
    h(
      'div',
      { class: `block block-${block.type}`, 'data-key': block.block_id ?? `at-${index}` },
      blockOf(block, context),
    ),
  );
}

/**
 * A text object: mrkdwn with its markup, plain text as it is, with its line breaks.
 * @param {Block | undefined} text
 * @param {import('./mrkdwn.js').Names} names
 * @returns {import('../dom.js').Child}
 */
export function textOf(text, names) {
  if (!text) return null;
  if (text.type === 'mrkdwn') return mrkdwn(text.text, names, text);
  return plain(text)
    .split('\n')
    .flatMap((line, index) => (index === 0 ? [line] : [h('br'), line]));
}

/**
 * A plain_text object as Slack shows it: escapes undone, names of emoji made characters, nothing else changed.
 * @param {{ text: string, emoji?: boolean }} text
 */
export function plain({ text, emoji: wanted = true }) {
  const shown = wanted ? text.replace(/:([a-z0-9_+-]+):/g, (all, name) => emoji(name) ?? all) : text;
  return unescaped(shown);
}

/**
 * @param {Block} block
 * @param {Context} context
 * @returns {import('../dom.js').Child}
 */
function blockOf(block, context) {
  const { names } = context;
  switch (block.type) {
    case 'header':
      return h('h3', {}, plain(block.text));
    case 'divider':
      return h('hr');
    case 'section':
      return [
        h(
          'div',
          { class: 'section-text' },
          block.text && h('div', {}, textOf(block.text, names)),
          fieldsOf(block, names),
        ),
        block.accessory && elementOf(block, block.accessory, context),
      ];
    case 'context':
      return block.elements.map(item => h('span', {}, item.type === 'image' ? item.alt_text : textOf(item, names)));
    case 'actions':
      return block.elements.map(element => elementOf(block, element, context));
    case 'rich_text':
      return richText(block.elements, names);
    case 'markdown':
      return mrkdwn(block.text.replaceAll('**', '*'), names);
    case 'image':
      return h('p', {}, `Image: ${block.alt_text}`);
    default:
      return h('p', { class: 'unknown' }, `(a "${block.type}" block, which the sandbox does not show)`);
  }
}

/**
 * @param {Block} section
 * @param {import('./mrkdwn.js').Names} names
 */
function fieldsOf(section, names) {
  if (!section.fields?.length) return null;
  return h(
    'div',
    { class: 'fields' },
    section.fields.map(field => h('div', {}, textOf(field, names))),
  );
}

/**
 * @param {Block} block
 * @param {Block} element
 * @param {Context} context
 */
function elementOf(block, element, { press, isBusy }) {
  if (element.type === 'button') {
    const click = () => press({ block, element });
    const properties = {
      type: 'button',
      class: `button ${element.style ?? ''}`,
      'aria-label': element.accessibility_label,
      'aria-busy': isBusy?.(element) ? 'true' : null,
    };
    const label = plain(element.text);
    return element.url
      ? h(
          'a',
          { class: 'button', href: safeUrl(element.url), target: '_blank', rel: 'noreferrer noopener', on: { click } },
          label,
        )
      : h('button', { ...properties, on: { click } }, label);
  }
  if (element.type === 'static_select' || element.type === 'overflow') {
    const options = element.options ?? element.option_groups.flatMap(group => group.options);
    const change = event => press({ block, element, value: event.target.value });
    const placeholder = element.placeholder?.text ?? 'Choose…';
    return h(
      'select',
      { 'aria-label': placeholder, on: { change } },
      h('option', { value: '', disabled: true, selected: true }, placeholder),
      options.map(option => h('option', { value: option.value }, plain(option.text))),
    );
  }
  return h('span', { class: 'unknown' }, `(a "${element.type}" element, which the sandbox does not show)`);
}

/** @param {string} url */
const safeUrl = url => (/^https?:\/\//i.test(url) ? url : null);
