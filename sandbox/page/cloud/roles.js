import { h, render } from '../dom.js';
import { table } from './table.js';

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

/** @param {string} scope */
function shortScope(scope) {
  const parts = scope.split('/');
  if (parts.length <= 3) return 'subscription';
  if (parts.length <= 5) return parts.at(-1) ?? scope;
  return `${parts[4]} / ${parts.at(-1)}`;
}
