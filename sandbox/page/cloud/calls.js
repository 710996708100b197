import { h, render } from '../dom.js';

const most = 150;

/**
 * Keeps the newest calls to Azure and draws them, newest on top; the same one again and again takes one line.
 * @param {HTMLElement} area
 */
export function createCalls(area) {
  /** @type {{ key: number, times: number, entry: any }[]} */
  let lines = [];
  let lastSeq = 0;
  let total = 0;

  return {
    lastSeq: () => lastSeq,
    /** @param {any} entry */
    add(entry) {
      if (entry.seq <= lastSeq) return;
      lastSeq = entry.seq;
      total += 1;
      const [newest, ...older] = lines;
      if (newest && isSame(newest.entry, entry)) lines = [{ ...newest, times: newest.times + 1, entry }, ...older];
      else lines = [{ key: entry.seq, times: 1, entry }, ...lines].slice(0, most);
    },
    draw() {
      render(
        area,
        h('h3', {}, 'Calls', h('span', { class: 'count' }, total)),
        lines.length === 0 && h('p', { class: 'hint' }, 'Every request to Azure shows up here.'),
        h('ol', { class: 'calls', tabindex: 0, 'aria-label': 'Calls, newest first' }, lines.map(row)),
      );
    },
  };
}

/** @param {{ key: number, times: number, entry: any }} line */
function row({ key, times, entry }) {
  const writes = !['GET', 'HEAD'].includes(entry.method);
  const absent = entry.status === 404 && !writes; // the answer to "is it there already?"
  const failed = !absent && (entry.status === 0 || entry.status >= 400);
  const classes = [absent && 'absent', failed && 'failed', writes && 'write'].filter(Boolean).join(' ');
  return h(
    'li',
    {
      'data-key': key,
      class: classes,
      title: `${entry.at}  ${entry.method} ${entry.path}${entry.query}`,
    },
    h('span', { class: 'method' }, entry.method),
    h('span', { class: 'path' }, h('bdi', {}, shortPath(entry.path))),
    times > 1 && h('span', { class: 'times' }, `×${times}`),
    entry.fault && h('span', { class: 'fault' }, 'fault'),
    h('span', { class: 'status' }, entry.status || 'dropped'),
    h('span', { class: 'ms' }, `${Math.round(entry.ms)} ms`),
  );
}

/**
 * What of a path tells one call from another.
 * @param {string} path
 */
function shortPath(path) {
  return path
    .replace(/^\/+/, '/')
    .replace(/\/subscriptions\/[0-9a-f-]{36}(?=\/)/gi, '')
    .replace(/\/resourceGroups\//i, '/')
    .replace(/\/providers\/Microsoft\.\w+(?=\/)/gi, '')
    .replace(/^\/[0-9a-f-]{36}\//i, '/')
    .replace(/([0-9a-f]{8})-[0-9a-f-]{27}/gi, '$1…');
}

/**
 * @param {any} one
 * @param {any} other
 */
const isSame = (one, other) =>
  one.method === other.method && one.status === other.status && shortPath(one.path) === shortPath(other.path);
