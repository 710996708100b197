import { send } from '../api.js';
import { h, render } from '../dom.js';
import { attempt, toast } from '../toast.js';

const guests = [
  ['deprovision-leaves-ovf', 'Linux: the deprovision does not finish'],
  ['sysprep-fails', 'Windows: sysprep fails'],
  ['hangs', 'never stops'],
  ['slow', 'is slow'],
  ['restarts-after-stop', 'is started again by somebody'],
  ['check-cut-off', 'answers the readiness check in part'],
  ['deallocated-by-hand', 'is deallocated by somebody'],
  ['ok', 'behaves'],
];

const faults = [
  [
    'Throttle the next call',
    'The next call to Azure is answered 429.',
    { match: { path: '/providers/' }, status: 429, code: 'TooManyRequests', retryAfterSeconds: 2 },
  ],
  [
    'Lose the answer of the next write',
    'The next write reaches Azure, but its answer is lost.',
    { match: { path: '/providers/', method: 'PUT' }, drop: 'after' },
  ],
  [
    'Fail the next image version',
    'The next image version will fail.',
    {
      match: { path: '/versions/', method: 'PUT' },
      operation: 'fail',
      code: 'InternalExecutionError',
      message: 'The replication could not be completed.',
    },
  ],
];

/**
 * Opens the corner in which a person makes trouble: kills processes and orders faults.
 * @param {HTMLElement} area
 */
export function openTrouble(area) {
  let processes = /** @type {any[]} */ ([]);
  let fast = 30;
  let world = /** @type {any} */ (null);

  const kill = name => attempt(() => send(`/processes/${name}/kill`));

  async function order(fault, says) {
    if (await attempt(() => send('/azure/faults', fault))) toast(says);
  }

  function orderGuest(event) {
    event.preventDefault();
    const { vm, guest } = Object.fromEntries(new FormData(event.target));
    const says = guests.find(([value]) => value === guest)?.[1] ?? '';
    order({ vm, guest }, `${vm}: ${says}.`);
  }

  function draw() {
    render(
      area,
      h('h3', {}, 'Make trouble'),
      h('div', { class: 'processes' }, processes.map(processItem)),
      h(
        'details',
        {},
        h('summary', {}, 'Faults'),
        h(
          'div',
          { class: 'row' },
          faults.map(([label, says, fault]) =>
            h('button', { type: 'button', class: 'button', on: { click: () => order(fault, says) } }, label),
          ),
        ),
        h(
          'form',
          { class: 'row', on: { submit: orderGuest } },
          h(
            'label',
            {},
            'The guest of ',
            h(
              'select',
              { name: 'vm' },
              world.virtualMachines.map(({ name }) => h('option', { value: name }, name)),
            ),
          ),
          h(
            'select',
            { name: 'guest', 'aria-label': 'What the guest does' },
            guests.map(([value, label]) => h('option', { value }, label)),
          ),
          h('button', { type: 'submit', class: 'button' }, 'Set'),
        ),
        h('button', { type: 'button', class: 'button', on: { click: clear } }, 'Clear all faults'),
      ),
    );
  }

  async function clear() {
    await attempt(() => send('/azure/faults', {}, 'DELETE'));
    toast('No faults are waiting.');
  }

  const processItem = ({ name, state, restarts }) =>
    h(
      'div',
      { class: 'process', 'data-key': name, 'data-process': name, 'data-state': state },
      h('span', { class: `dot ${state}`, 'aria-hidden': 'true' }),
      h(
        'span',
        {},
        `${name} `,
        h('span', { class: 'quiet-text' }, restarts > 0 ? `${state}, started ${restarts + 1} times` : state),
      ),
      h('button', { type: 'button', class: 'button danger', on: { click: () => kill(name) } }, `Kill the ${name} (-9)`),
    );

  return {
    fastSpeed: () => fast,
    /** @param {{ processes: any[], fastSpeed: number }} seen */
    see(seen) {
      ({ processes, fastSpeed: fast } = seen);
    },
    /** @param {any} seen */
    draw(seen) {
      world = seen;
      draw();
    },
  };
}
