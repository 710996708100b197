import { h } from '../dom.js';

/**
 * A word on a coloured ground; the word says all, the colour only repeats it.
 * @param {string} text
 * @param {string} [tone]
 */
export function pill(text, tone = 'quiet') {
  return h('span', { class: `pill ${tone}` }, text);
}

/**
 * Rows under heads; each row has a key, so that it stays the same row while its cells change.
 * @param {string[]} heads
 * @param {{ key: string, cells: import('../dom.js').Child[] }[]} rows
 */
export function table(heads, rows) {
  return h(
    'div',
    { class: 'scroll' },
    h(
      'table',
      {},
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          heads.map(head => h('th', { scope: 'col' }, head)),
        ),
      ),
      h(
        'tbody',
        {},
        rows.map(({ key, cells }) =>
          h(
            'tr',
            { 'data-key': key },
            cells.map(cell => h('td', {}, cell)),
          ),
        ),
      ),
    ),
  );
}
