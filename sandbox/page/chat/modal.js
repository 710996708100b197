import { send } from '../api.js';
import { h, render } from '../dom.js';
import { attempt, toast } from '../toast.js';
import { blocksOf, plain, textOf } from './blocks.js';
import { fieldValue, inputOf } from './inputs.js';

/** @type {HTMLDialogElement | null} */
let dialog = null;
/** @type {{ id: string, errors: Record<string, string>, sending: boolean }} */
let shown = { id: '', errors: {}, sending: false };

/**
 * Shows the form that lies on top of a person's others, or none.
 * @param {{ id: string, view: any } | null} open
 * @param {{ user: string, names: import('./mrkdwn.js').Names }} context
 */
export function showModal(open, context) {
  if (open?.view.type !== 'modal') {
    dialog?.remove();
    dialog = null;
    shown = { id: '', errors: {}, sending: false };
    return;
  }
  if (shown.id !== open.id) {
    dialog?.remove();
    dialog = null;
    shown = { id: open.id, errors: {}, sending: false };
  }
  const fresh = dialog === null;
  if (dialog === null) {
    dialog = /** @type {HTMLDialogElement} */ (
      h('dialog', { class: 'dialog modal', 'aria-labelledby': 'modal-title' })
    );
    document.body.append(dialog);
  }
  draw(open, context);
  if (fresh) dialog.showModal();
}

/**
 * @param {{ id: string, view: any }} open
 * @param {{ user: string, names: import('./mrkdwn.js').Names }} context
 */
function draw({ id, view }, { user, names }) {
  const redraw = () => draw({ id, view }, { user, names });
  const press = (block, element, value) =>
    attempt(() =>
      send('/slack/press', { user, view: id, block_id: block.block_id, action_id: element.action_id, value }),
    );
  const close = () => attempt(() => send('/slack/view/close', { user, view: id }));
  const submit = async event => {
    event.preventDefault();
    if (shown.sending) return;
    shown = { ...shown, sending: true };
    redraw();
    const answer = await attempt(() => send('/slack/view', { user, view: id, values: valuesIn(event.target, view) }));
    if (shown.id !== id) return;
    shown = { id, errors: answer?.errors ?? {}, sending: false };
    if (answer?.error) toast(`The app did not take the form: ${answer.error}.`);
    if (dialog) redraw();
    dialog?.querySelector('[aria-invalid=true]')?.focus();
  };
  const rows = view.blocks.map(block =>
    block.type === 'input'
      ? inputOf(block, {
          user,
          view: id,
          names,
          error: shown.errors[block.block_id],
          press: value => press(block, block.element, value),
        })
      : blocksOf([block], { names, press: pressed => press(pressed.block, pressed.element, pressed.value) }),
  );
  if (!dialog) return;
  render(
    dialog,
    h(
      'form',
      { class: 'modal-form', novalidate: true, on: { submit } },
      h('h2', { id: 'modal-title' }, textOf(view.title, names)),
      h('div', { class: 'dialog-body' }, rows),
      h(
        'div',
        { class: 'dialog-buttons' },
        h(
          'button',
          { type: 'button', class: 'button', on: { click: close } },
          view.close ? plain(view.close) : 'Close',
        ),
        view.submit &&
          h(
            'button',
            { type: 'submit', class: 'button filled primary', 'aria-busy': shown.sending ? 'true' : null },
            plain(view.submit),
          ),
      ),
    ),
  );
  dialog.oncancel = event => {
    event.preventDefault();
    close();
  };
}

/**
 * What the form holds: block id, then action id, then the value.
 * @param {HTMLFormElement} form
 * @param {any} view
 */
function valuesIn(form, view) {
  const inputs = view.blocks.filter(block => block.type === 'input');
  return Object.fromEntries(
    inputs.map(block => [
      block.block_id,
      { [block.element.action_id]: fieldValue(block.element, fieldIn(form, block)) },
    ]),
  );
}

/**
 * @param {HTMLFormElement} form
 * @param {any} block
 */
const fieldIn = (form, block) =>
  /** @type {HTMLElement} */ (form.querySelector(`[data-block="${CSS.escape(block.block_id)}"]`));
