import { send } from '../api.js';
import { h, render } from '../dom.js';
import { attempt } from '../toast.js';

/**
 * Draws the switch between a fast Azure and one that takes as long as the real one.
 * @param {HTMLElement} area
 * @param {number} speed
 * @param {number} fast
 */
export function drawSpeed(area, speed, fast) {
  const choice = (label, value) =>
    h(
      'button',
      {
        type: 'button',
        'aria-pressed': String(value === 1 ? speed <= 1 : speed > 1),
        on: { click: () => attempt(() => send('/azure/speed', { speed: value })) },
      },
      label,
    );
  render(area, choice(`Fast (${fast}×)`, fast), choice('Real time', 1));
}
