import { send } from '../api.js';
import { h, render } from '../dom.js';
import { attempt } from '../toast.js';
import { plain } from './blocks.js';

/**
 * A type-ahead whose options come from the app. Arrow keys move, Enter chooses, Escape closes the list.
 * @param {any} block
 * @param {import('./inputs.js').FieldContext} context
 * @param {Record<string, any>} properties
 */
export function combobox(block, context, properties) {
  const { element } = block;
  const least = element.min_query_length ?? 3;
  const start = element.initial_option;
  const listId = `${properties.id}-list`;
  let options = /** @type {any[]} */ ([]);
  let active = -1;
  let asked = 0;

  const value = /** @type {HTMLInputElement} */ (
    h('input', { type: 'hidden', 'data-value': true, value: start?.value })
  );
  const list = h('ul', { role: 'listbox', id: listId, hidden: true });
  const input = /** @type {HTMLInputElement} */ (
    h('input', {
      ...properties,
      type: 'text',
      role: 'combobox',
      autocomplete: 'off',
      spellcheck: 'false',
      'aria-autocomplete': 'list',
      'aria-controls': listId,
      'aria-expanded': 'false',
      placeholder: element.placeholder?.text ?? 'Type to search…',
      value: start ? plain(start.text) : null,
      on: { input: search, focus: search, keydown, blur: () => show(false) },
    })
  );

  /** @param {boolean} visible */
  function show(visible) {
    list.hidden = !visible;
    input.setAttribute('aria-expanded', String(visible));
    if (active >= 0 && visible) input.setAttribute('aria-activedescendant', `${listId}-${active}`);
    else input.removeAttribute('aria-activedescendant');
  }

  function draw(message = '') {
    const row = (option, index) =>
      h(
        'li',
        {
          role: 'option',
          id: `${listId}-${index}`,
          'aria-selected': String(index === active),
          on: { mousedown: event => choose(option, event) },
        },
        plain(option.text),
      );
    render(list, options.length > 0 ? options.map(row) : h('li', { class: 'hint' }, message));
    show(true);
  }

  async function search(event) {
    if (event.type === 'input') value.value = '';
    const typed = input.value.trim();
    asked += 1;
    const mine = asked;
    options = [];
    active = -1;
    if (typed.length < least) return draw(`Type at least ${least} ${least === 1 ? 'letter' : 'letters'}.`);
    const what = { user: context.user, view: context.view, block_id: block.block_id, action_id: element.action_id };
    const answer = await attempt(() => send('/slack/suggest', { ...what, value: typed }));
    if (mine !== asked || document.activeElement !== input) return;
    options = answer?.options ?? [];
    draw(answer?.error ? `The app did not answer: ${answer.error}.` : 'Nothing matches.');
  }

  function choose(option, event) {
    event.preventDefault();
    value.value = option.value;
    input.value = plain(option.text);
    show(false);
    if (block.dispatch_action) context.press(option.value);
  }

  function keydown(event) {
    if (event.key === 'Escape' && !list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      show(false);
    } else if (event.key === 'Enter' && !list.hidden && options[active]) choose(options[active], event);
    else if (['ArrowDown', 'ArrowUp'].includes(event.key) && options.length > 0) {
      event.preventDefault();
      active = (active + (event.key === 'ArrowDown' ? 1 : -1) + options.length) % options.length;
      draw();
    }
  }

  return h('div', { class: 'combobox', 'data-island': true }, input, value, list);
}
