import { send } from '../api.js';
import { h, render } from '../dom.js';
import { attempt } from '../toast.js';

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

/**
 * Draws who may do what, where.
 * @param {HTMLElement} area
 * @param {any[]} assignments
 */
export function drawRoles(area, assignments) {
  render(
    area,
    h('h3', {}, 'Role assignments', h('span', { class: 'count' }, assignments.length)),
    table(
      ['Who', 'Role', 'Where'],
      assignments.map(one => ({
        key: `${one.principalName} ${one.roleName} ${one.scope}`,
        cells: [
          [h('strong', {}, one.principalName), ' ', h('span', { class: 'quiet-text' }, kinds[one.principalType])],
          one.roleName,
          h('span', { class: 'quiet-text', title: one.scope }, shortScope(one.scope)),
        ],
      })),
    ),
  );
}

const kinds = { ServicePrincipal: 'app', User: 'user', Group: 'group' };

/**
 * A word on a coloured ground; the word says all, the colour only repeats it.
 * @param {string} text
 * @param {string} [tone]
 */
export function pill(text, tone = 'quiet') {
  return h('span', { class: `pill ${tone}` }, text);
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

/**
 * @param {string[]} heads
 * @param {{ key: string, cells: import('../dom.js').Child[] }[]} rows
 */
function table(heads, rows) {
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

/** @param {string} scope */
function shortScope(scope) {
  const parts = scope.split('/');
  if (parts.length <= 3) return 'subscription';
  if (parts.length <= 5) return parts.at(-1) ?? scope;
  return `${parts[4]} / ${parts.at(-1)}`;
}

/** @param {string} word */
const spaced = word => word.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
