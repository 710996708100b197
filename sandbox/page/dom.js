/**
 * A node, a text, a list of them, or nothing.
 * @typedef {Node | string | number | null | undefined | false | Child[]} Child
 * @typedef {Record<string, string | number | boolean | null | undefined> & { on?: Handlers }} Properties
 * @typedef {Record<string, (event: any) => void>} Handlers
 */

const handlersOf = Symbol('handlers');

/**
 * Makes an element. Text becomes text nodes and never markup; `on` holds its event handlers, `data-key` its identity
 * among its siblings.
 * @param {string} tag
 * @param {Properties} [properties]
 * @param {...Child} children
 */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === 'on') listen(element, /** @type {Handlers} */ (/** @type {unknown} */ (value)));
    else if (value !== null && value !== undefined && value !== false)
      element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...nodesOf(children));
  return element;
}

/**
 * Makes a container hold these children, changing only what differs: focus, scroll and half-typed text stay.
 * @param {Element} container
 * @param {...Child} children
 */
export function render(container, ...children) {
  morphChildren(container, nodesOf(children));
}

/**
 * @param {Child} child
 * @returns {Node[]}
 */
function nodesOf(child) {
  if (child === null || child === undefined || child === false) return [];
  if (Array.isArray(child)) return child.flatMap(nodesOf);
  return [child instanceof Node ? child : document.createTextNode(String(child))];
}

/**
 * @param {Element} element
 * @param {Handlers} handlers
 */
function listen(element, handlers) {
  const known = element[handlersOf] ?? {};
  for (const type of Object.keys(handlers))
    if (!(type in known)) element.addEventListener(type, event => element[handlersOf][type]?.(event));
  element[handlersOf] = { ...Object.fromEntries(Object.keys(known).map(type => [type, null])), ...handlers };
}

/**
 * What a person changes by hand stays as they left it.
 * @param {Element} element
 * @param {string} name
 */
const isTheirs = (element, name) =>
  ['checked', 'open', 'selected'].includes(name) || (name === 'value' && element.matches('input, textarea'));

/**
 * @param {Node} from
 * @param {Node} to
 */
function morph(from, to) {
  if (!(from instanceof Element) || !(to instanceof Element)) {
    if (from.nodeValue !== to.nodeValue) from.nodeValue = to.nodeValue;
    return;
  }
  if (from.hasAttribute('data-island')) return; // looks after itself
  for (const { name } of [...from.attributes])
    if (!to.hasAttribute(name) && !isTheirs(from, name)) from.removeAttribute(name);
  for (const { name, value } of to.attributes)
    if (from.getAttribute(name) !== value && !isTheirs(from, name)) from.setAttribute(name, value);
  if (from[handlersOf] || to[handlersOf]) listen(from, to[handlersOf] ?? {});
  morphChildren(from, [...to.childNodes]);
}

/**
 * @param {Element} from
 * @param {Node[]} wanted
 */
function morphChildren(from, wanted) {
  const keyed = new Map([...from.children].map(child => [keyOf(child), child]));
  let at = from.firstChild;
  for (const next of wanted) {
    const key = keyOf(next);
    const match = key ? keyed.get(key) : at && !keyOf(at) ? at : null;
    if (!match || !sameKind(match, next)) {
      from.insertBefore(next, at);
      continue;
    }
    if (match === at) at = at.nextSibling;
    else from.insertBefore(match, at);
    morph(match, next);
  }
  while (at) {
    const rest = at.nextSibling;
    at.remove();
    at = rest;
  }
}

/** @param {Node} node */
const keyOf = node => (node instanceof Element ? (node.getAttribute('data-key') ?? '') : '');

/**
 * @param {Node} one
 * @param {Node} other
 */
const sameKind = (one, other) =>
  one.nodeName === other.nodeName &&
  (!(one instanceof HTMLInputElement) || one.type === /** @type {HTMLInputElement} */ (other).type);
