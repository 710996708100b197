import { send } from '../api.js';
import { h, render } from '../dom.js';
import { attempt } from '../toast.js';
import { pill, table } from './table.js';

/**
 * Draws the virtual machines with what moves on them.
 * @param {HTMLElement} area
 * @param {any} world
 */
export function drawMachines(area, { virtualMachines }) {
  render(
    area,
    h('h3', {}, 'Virtual machines', h('span', { class: 'count' }, virtualMachines.length)),
    table(
      ['Name', 'Power', 'OS state', 'Agent', 'Kind'],
      virtualMachines.map(machine => ({
        key: machine.id,
        cells: [
          h('strong', { title: machine.id }, machine.name),
          pill(machine.powerState, tones[machine.powerState]),
          osState(machine),
          pill(machine.agent, machine.agent === 'Ready' ? 'quiet' : 'warn'),
          h(
            'span',
            { class: 'quiet-text' },
            `${machine.osType} · ${machine.generation} · ${spaced(machine.securityType)}`,
          ),
        ],
      })),
    ),
    byHand(virtualMachines),
  );
}

const deeds = [
  ['deprovision', 'run the command inside'],
  ['power-off', 'stop'],
  ['deallocate', 'deallocate'],
  ['start', 'start'],
];

/**
 * What somebody does to a machine over SSH, RDP or in the portal, behind the bot's back or at its request.
 * @param {any[]} machines
 */
function byHand(machines) {
  const submit = event => {
    event.preventDefault();
    attempt(() => send('/azure/person', Object.fromEntries(new FormData(event.target))));
  };
  const option = ([value, label = value]) => h('option', { value }, label);
  return h(
    'form',
    { class: 'row by-hand', on: { submit } },
    h(
      'label',
      {},
      'By hand on ',
      h(
        'select',
        { name: 'vm' },
        machines.map(({ name }) => option([name])),
      ),
    ),
    h('select', { name: 'does', 'aria-label': 'What somebody does' }, deeds.map(option)),
    h('button', { type: 'submit', class: 'button' }, 'Do it'),
  );
}

/** @param {any} machine */
function osState({ osState: state, guest, behaviour }) {
  return [
    pill(state, state === 'Generalized' ? 'done' : 'quiet'),
    guest !== (state === 'Generalized' ? 'deprovisioned' : 'provisioned') && [
      ' ',
      pill(guest, guest === 'ruined' ? 'bad' : 'warn'),
    ],
    behaviour !== 'ok' && [' ', pill(`will: ${behaviour}`, 'warn')],
  ];
}

const tones = {
  running: 'good',
  starting: 'busy',
  stopping: 'busy',
  stopped: 'warn',
  deallocating: 'busy',
  deallocated: 'off',
};

/** @param {string} word */
const spaced = word => word.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
