import { h, render } from '../dom.js';

const suggestions = [
  ['/capture-image web-01 definition=web', 'Linux, into the definition that is there'],
  ['/capture-image win-01 gallery=golden definition=win', 'Windows, a new definition'],
  ['/capture-image shop-01', 'production: Olga or Otto has to approve'],
  ['/capture-image vault-01', 'critical: both of them have to'],
  ['/capture-image mute-01 mode=in-place', 'its agent does not answer: a person has to help, by hand'],
  ['/capture-image template nightly-web', 'what a template of the settings asks for'],
  ['/capture-image', 'the form'],
];

/**
 * Draws what a newcomer may type first; a click puts it into the composer.
 * @param {HTMLElement} area
 * @param {(text: string) => void} propose
 */
export function drawSuggestions(area, propose) {
  render(
    area,
    h(
      'details',
      { open: true },
      h('summary', {}, 'Try this'),
      h(
        'ul',
        { class: 'suggestions' },
        suggestions.map(([command, why]) =>
          h(
            'li',
            {},
            h('button', { type: 'button', on: { click: () => propose(command) } }, h('code', {}, command)),
            ' ',
            h('span', { class: 'quiet-text' }, why),
          ),
        ),
      ),
      h('p', { class: 'hint' }, 'Send it, open the thread under the answer, and type Y there.'),
    ),
  );
}
