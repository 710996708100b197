import { h, render } from './dom.js';

const choices = [
  ['slack', 'Slack'],
  ['teams', 'Teams'],
  ['both', 'Side by side'],
];

/** Lets a person choose which chat the page shows; answers which it is. */
export function choosePlatforms() {
  const area = /** @type {HTMLElement} */ (document.getElementById('platforms'));
  const parts = { slack: document.querySelector('main > .chat'), teams: document.getElementById('teams') };
  let shown = new URLSearchParams(location.search).get('show') ?? 'slack';

  function draw() {
    for (const [name, part] of Object.entries(parts))
      part?.toggleAttribute('hidden', shown !== 'both' && shown !== name);
    document.querySelector('main')?.setAttribute('data-show', shown);
    const button = ([name, label]) =>
      h('button', { type: 'button', 'aria-pressed': String(name === shown), on: { click: () => show(name) } }, label);
    render(area, choices.map(button));
  }
  function show(name) {
    shown = name;
    draw();
  }

  if (!choices.some(([name]) => name === shown)) shown = 'slack';
  draw();
  return { isTeams: () => shown === 'teams' };
}
