import { h, render } from '../dom.js';
import { pill } from './table.js';

/**
 * Draws galleries, their definitions and versions, with a bar per region.
 * @param {HTMLElement} area
 * @param {any[]} galleries
 */
export function drawGalleries(area, galleries) {
  render(area, h('h3', {}, 'Galleries', h('span', { class: 'count' }, galleries.length)), galleries.map(galleryItem));
}

/** @param {any} gallery */
function galleryItem(gallery) {
  return h(
    'div',
    { class: 'gallery', 'data-key': gallery.id, 'data-gallery': gallery.name },
    h('h4', { title: gallery.id }, gallery.name),
    gallery.definitions.map(definition =>
      h(
        'div',
        { class: 'definition', 'data-key': definition.name, 'data-definition': definition.name },
        h(
          'p',
          {},
          h('strong', {}, definition.name),
          ' ',
          h(
            'span',
            { class: 'quiet-text' },
            [definition.osType, definition.generation, definition.securityType].filter(Boolean).join(' · '),
          ),
        ),
        h('ul', {}, [...definition.versions].reverse().map(versionItem)),
      ),
    ),
    gallery.definitions.length === 0 && h('p', { class: 'hint' }, 'No definitions yet.'),
  );
}

/** @param {any} version */
function versionItem({ name, provisioningState, regions }) {
  const done = provisioningState === 'Succeeded';
  const tone = done ? 'good' : provisioningState === 'Failed' ? 'bad' : 'busy';
  return h(
    'li',
    { 'data-key': name, 'data-version': name, 'data-state': provisioningState },
    h('span', { class: 'version' }, name),
    pill(provisioningState, tone),
    h('div', { class: 'regions' }, regions.map(regionBar)),
  );
}

/** @param {any} region */
function regionBar({ name, state, progress }) {
  const percent = state === 'Completed' ? 100 : Math.round(progress ?? 0);
  return h(
    'div',
    { class: 'region', 'data-key': name },
    h('span', {}, name),
    h('progress', { max: 100, value: percent, 'aria-label': `Replication to ${name}` }),
    h('span', { class: 'quiet-text' }, state === 'Completed' ? 'done' : state === 'Failed' ? 'failed' : `${percent} %`),
  );
}
