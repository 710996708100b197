import { h } from '../dom.js';
import { textOf } from './blocks.js';

/**
 * Asks what a confirm object asks; answers whether the person said yes. Escape is a no.
 * @param {any} confirm
 * @param {import('./mrkdwn.js').Names} names
 * @returns {Promise<boolean>}
 */
export function askConfirm(confirm, names) {
  return new Promise(answer => {
    const close = value => () => dialog.close(value);
    const style = confirm.style === 'danger' ? 'danger' : 'primary';
    const dialog = /** @type {HTMLDialogElement} */ (
      h(
        'dialog',
        { class: 'dialog confirm', 'aria-labelledby': 'confirm-title' },
        h('h2', { id: 'confirm-title' }, textOf(confirm.title, names)),
        h('div', { class: 'dialog-body' }, textOf(confirm.text, names)),
        h(
          'div',
          { class: 'dialog-buttons' },
          h(
            'button',
            { type: 'button', class: 'button', on: { click: close('no') } },
            textOf(confirm.deny, names) ?? 'No',
          ),
          h(
            'button',
            { type: 'button', class: `button filled ${style}`, on: { click: close('yes') } },
            textOf(confirm.confirm, names) ?? 'Yes',
          ),
        ),
      )
    );
    dialog.addEventListener('close', () => {
      dialog.remove();
      answer(dialog.returnValue === 'yes');
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
