import { h } from '../dom.js';

/**
 * The line in which a person writes. Enter sends, Shift+Enter begins a new line.
 * @param {{ label: string, send: (text: string) => void, hint?: string }} options
 */
export function composer({ label, send, hint }) {
  const submit = event => {
    event.preventDefault();
    const field = event.target.querySelector('textarea');
    const text = field.value.trim();
    if (text === '') return;
    field.value = '';
    toEnd(event.target.parentElement);
    send(text);
  };
  const keydown = event => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    event.target.form.requestSubmit();
  };
  return h(
    'form',
    { class: 'composer', 'data-key': 'composer', on: { submit } },
    h('textarea', { rows: 2, 'aria-label': label, placeholder: label, spellcheck: 'false', on: { keydown } }),
    h('button', { type: 'submit', class: 'button filled primary' }, 'Send'),
    hint && h('p', { class: 'hint' }, hint),
  );
}

/**
 * Who writes wants to see the answer: the list above the line goes to its end, and stays there.
 * @param {HTMLElement | null} pane
 */
function toEnd(pane) {
  const list = pane?.querySelector(':scope > ol.messages');
  if (list) list.scrollTop = list.scrollHeight;
}

/**
 * A slash command taken apart, or null when the text is none.
 * @param {string} text
 */
export function slashCommand(text) {
  const match = /^(\/[\w-]+)(?:\s+([\s\S]*))?$/.exec(text);
  return match ? { command: match[1], text: match[2] ?? '' } : null;
}
