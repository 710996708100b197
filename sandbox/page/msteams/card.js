import { send } from '../api.js';

/** Microsoft's own drawing of cards, which its script puts into the page. */
const { AdaptiveCard, HostConfig } = /** @type {any} */ (globalThis).AdaptiveCards;

const shade = color => ({ default: `var(--${color})`, subtle: 'var(--quiet)' });
const colors = {
  default: shade('text'),
  dark: shade('text'),
  light: shade('quiet'),
  accent: shade('link'),
  good: shade('good'),
  warning: shade('warn'),
  attention: shade('bad'),
};

const look = new HostConfig({
  fontFamily: 'inherit',
  fontSizes: { small: 13, default: 14, medium: 15, large: 17, extraLarge: 20 },
  spacing: { small: 3, default: 8, medium: 12, large: 16, extraLarge: 24, padding: 12 },
  separator: { lineThickness: 1, lineColor: 'var(--line)' },
  containerStyles: {
    default: { backgroundColor: 'transparent', foregroundColors: colors },
    emphasis: { backgroundColor: 'var(--hover)', foregroundColors: colors },
  },
  actions: {
    maxActions: 6,
    actionsOrientation: 'horizontal',
    actionAlignment: 'left',
    buttonSpacing: 8,
    showCard: { actionMode: 'inline', inlineTopMargin: 8 },
  },
  supportsInteractivity: true,
});

/**
 * Draws a card into a place of its own.
 * @param {Element} slot
 * @param {any} json
 * @param {{ press: (what: any) => void, search: (dataset: string, text: string) => Promise<any[]> }} acts
 */
export function drawCard(slot, json, { press, search }) {
  const card = new AdaptiveCard();
  card.hostConfig = look;
  const lists = new Map();
  card.parse(plainer(json, lists));
  card.onExecuteAction = action => {
    if (action.url) return void window.open(action.url, '_blank', 'noopener');
    const inputs = Object.fromEntries(card.getAllInputs().map(input => [input.id, String(input.value ?? '')]));
    const known = action.data?.action ? { action: action.data.action } : { verb: action.verb };
    press({ ...known, inputs });
  };
  const drawn = card.render();
  if (drawn) slot.append(drawn);
  for (const [id, dataset] of lists) offerAsTyped(card, id, text => search(dataset, text));
}

/**
 * The same card with mentions as Teams shows them, and a plain field for each type-ahead, whose data sets go into `lists`.
 * @param {any} part
 * @param {Map<string, string>} lists
 */
function plainer(part, lists) {
  if (Array.isArray(part)) return part.map(inner => plainer(inner, lists));
  if (typeof part !== 'object' || part === null) return part;
  if (part.type === 'TextBlock') return { ...part, text: part.text.replace(/<at>(.*?)<\/at>/g, '**@$1**') };
  if (part['choices.data']) {
    const { id, label, placeholder, value } = part;
    lists.set(id, part['choices.data'].dataset);
    return { type: 'Input.Text', id, label, placeholder, ...(value ? { value } : {}) };
  }
  const style = part.type === 'Input.ChoiceSet' && part.style === 'filtered' ? { style: 'compact' } : {};
  return { ...Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, plainer(inner, lists)])), ...style };
}

/**
 * Gives a field a list that follows what is typed.
 * @param {any} card
 * @param {string} id
 * @param {(text: string) => Promise<any[]>} offer
 */
function offerAsTyped(card, id, offer) {
  const field = card.getElementById(id)?.renderedElement?.querySelector('input');
  if (!field) return;
  const list = document.createElement('datalist');
  list.id = `list-${crypto.randomUUID()}`;
  field.setAttribute('list', list.id);
  field.after(list);
  const refresh = async () => {
    const found = await offer(field.value);
    list.replaceChildren(...found.map(({ title, value }) => new Option(title, value)));
  };
  field.addEventListener('input', refresh);
  field.addEventListener('focus', refresh);
}

/**
 * Asks the bot, as the card's client does, what goes with what was typed.
 * @param {{ user: string, message: string }} where
 */
export const searching = where => async (dataset, text) =>
  (await send('/teams/search', { ...where, dataset, text })).results;
