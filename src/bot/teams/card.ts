import type {
  ActionArray,
  IAdaptiveCard,
  IExecuteAction,
  IMention,
  ITeamsCardProperties,
  IToggleVisibilityAction,
} from '@microsoft/teams.cards';
import type { Button, Note, NotePart, Span } from '../chat.ts';
import { barLine, checklistLine } from '../notes/checklist-lines.ts';
import { cleanNote } from '../notes/clean-note.ts';
import { calledBy, callTexts, mention } from './card-mentions.ts';
import type { CardPart } from './card-part.ts';
import { linesOf, literal, shorten, type TextRun } from './text.ts';
import { spokenInTeams } from './words.ts';

/** An Adaptive Card, of the newest version that Teams draws. Its width is written as Microsoft's documentation has it, and not its types. */
export interface Card extends Omit<IAdaptiveCard, 'msteams'> {
  readonly version: '1.5';
  readonly body: CardPart[];
  readonly msteams: Omit<ITeamsCardProperties, 'width'> & { readonly width: 'Full' };
}

/** Teams refuses a message of 100 KB in UTF-16; and text alone may be 28 KB. */
const limits = { cardLetters: 38_000, textLetters: 13_500, heading: 200, label: 80, value: 2000, actions: 6 } as const;

/** The verbs of what a card sends: a press of a button, a word typed on the card, a filled-in form, a look at one's own card. */
export const verbs = { press: 'press', type: 'type', form: 'form', refresh: 'refresh' } as const;

/** Draws a note as an Adaptive Card within every limit: what is too long is left out from the end; buttons always stay. */
export function toCard(said: Note): Card {
  const note = spokenInTeams(cleanNote(said));
  const view = note.personal?.view ?? null;
  const people = note.parts.flatMap(part => calledBy(part).people);
  const calls = callTexts(people);
  const body = fitted(note.parts.flatMap(part => toElements(part, { view, calls })));
  const entities = [...calls].flatMap(([id, text]) => {
    const person = people.find(one => one.id === id);
    return person ? [mention(person, text)] : [];
  });
  return card(body.length > 0 ? body : cardText([shorten(note.text, 1500)]), entities);
}

/** A card of these elements; the entities are what makes calls of people's names, who then get a notification. */
export function card(body: readonly CardPart[], entities: readonly IMention[] = []): Card {
  return {
    type: 'AdaptiveCard',
    version: '1.5',
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    body: [...body],
    msteams: { width: 'Full', ...(entities.length > 0 ? { entities: [...entities] } : {}) },
  };
}

/** A card by which its message is known again: its first element has the mark as its id. */
export const withMessageKey = (drawn: Card, mark: string): Card => ({
  ...drawn,
  body: drawn.body.map((element, index) => (index === 0 ? { ...element, id: mark } : element)),
});

/** A card that Teams asks for again, for each of these people by themselves: null is everybody, in a conversation of at most 60. `mark` is what it was sent under. */
export function refreshing(
  drawn: Card,
  { view, mark = {} }: { view: string; mark?: { readonly key?: string; readonly attempt?: string } | undefined },
  userIds: readonly string[] | null,
): Card {
  const action = {
    type: 'Action.Execute',
    title: 'Refresh',
    verb: verbs.refresh,
    data: { verb: verbs.refresh, view, ...mark },
  } as const;
  return { ...drawn, refresh: { action, ...(userIds ? { userIds: [...userIds] } : {}) } };
}

/** Where a person types their answer on a card. */
const typedField = 'typed';

/** Lines of text, in which nothing is markup. */
export const cardText = (spans: readonly Span[], look: Pick<TextRun, 'isSubtle' | 'size'> = {}): CardPart[] =>
  linesOf(spans, look).map((inlines, index) => ({
    type: 'RichTextBlock',
    inlines,
    ...(index > 0 ? { spacing: 'Small' } : {}),
  }));

export const cardHeading = (words: string): CardPart => ({
  type: 'RichTextBlock',
  inlines: [
    { type: 'TextRun', text: literal(shorten(oneLine(words), limits.heading)), weight: 'Bolder', size: 'Large' },
  ],
});

/** A button that sends a verb and data; older clients send the same data as a message. */
export function executing(
  { title, tone = 'plain' }: { title: string; tone?: Button['tone'] },
  verb: keyof typeof verbs,
  data: object,
): IExecuteAction {
  const sent = { ...data, verb: verbs[verb] };
  const named = { title: shorten(oneLine(title), limits.label) };
  return {
    type: 'Action.Execute',
    ...named,
    ...(tone === 'plain' ? {} : { style: tone === 'primary' ? 'positive' : 'destructive' }),
    verb: verbs[verb],
    data: sent,
    fallback: { type: 'Action.Submit', ...named, data: sent },
  };
}

/** What is the same all over a card: which view it is of, and the texts that call people. */
interface Drawing {
  readonly view: string | null;
  readonly calls: ReadonlyMap<string, string>;
}

function toElements(part: NotePart, { view, calls }: Drawing): CardPart[] {
  switch (part.is) {
    case 'heading':
      return [cardHeading(part.text)];
    case 'text':
      return paragraph(part.spans, calls);
    case 'small':
      return cardText(part.spans, { isSubtle: true, size: 'Small' });
    case 'facts':
      return part.rows.flatMap(({ name, spans }) => tight(cardText([{ bold: name }, '  ', ...spans])));
    case 'checklist':
      return part.items.flatMap(item => tight(cardText(checklistLine(item))));
    case 'bars':
      return part.bars.flatMap(bar => tight(cardText(barLine(bar))));
    case 'command':
      return [
        {
          type: 'Container',
          style: 'emphasis',
          items: cardText(part.text.split('\n').map(line => ({ code: `${line}\n` }))),
        },
      ];
    case 'fold':
      return folded(part.title, part.text);
    case 'buttons':
      return buttons(part.buttons, view);
    case 'divider':
      return [{ type: 'Container', separator: true, items: [] }];
  }
}

/** A button of the card's own, behind which a text stands until it is pressed. */
function folded(title: string, words: string): CardPart[] {
  const toggle: IToggleVisibilityAction = {
    type: 'Action.ToggleVisibility',
    title: shorten(oneLine(title), limits.label),
    targetElements: ['fold'],
  };
  return [
    { type: 'ActionSet', actions: [toggle] },
    { type: 'Container', id: 'fold', isVisible: false, style: 'emphasis', items: cardText([words]) },
  ];
}

/** A paragraph that begins with names calls those people: their names stand on a line of its own. */
function paragraph(spans: readonly Span[], calls: Drawing['calls']): CardPart[] {
  const { people, rest } = calledBy({ is: 'text', spans });
  if (people.length === 0) return cardText(rest);
  return [
    { type: 'TextBlock', text: people.map(({ id }) => calls.get(id)).join(' '), wrap: true },
    ...tight(cardText(rest)),
  ];
}

function buttons(all: readonly Button[], view: string | null): CardPart[] {
  const yes = all.find(({ action }) => action === 'confirm' || action === 'guest-done');
  const no = all.find(({ action }) => action === 'cancel');
  const shown: ActionArray = all
    .filter(({ typed }) => typed === undefined)
    .slice(0, limits.actions)
    .map(one => button(one, view));
  return [
    ...(yes ? [typing({ yes, no, view })] : []),
    ...(shown.length > 0 ? [{ type: 'ActionSet', actions: shown } as const] : []),
  ];
}

/** Where a question stands, the answer can be typed as well: it means what the buttons mean. */
function typing({ yes, no, view }: { yes: Button; no: Button | undefined; view: string | null }): CardPart {
  return {
    type: 'Input.Text',
    id: typedField,
    label: `Type ${yes.typed ?? 'Y'} to go ahead`,
    placeholder: yes.typed ?? 'Y',
    maxLength: 64,
    inlineAction: executing({ title: 'Answer' }, 'type', {
      yes: { ...sentBy(yes, view), ...(yes.typed ? { named: true } : {}) },
      ...(no ? { no: sentBy(no, view) } : {}),
    }),
  };
}

/** What is to be confirmed opens the question first. */
function button(pressed: Button, view: string | null): ActionArray[number] {
  const { label, tone, confirm } = pressed;
  if (!confirm) return executing({ title: label, tone }, 'press', sentBy(pressed, view));
  const asked = [cardHeading(confirm.title), ...cardText([confirm.text])];
  const actions = [executing({ title: confirm.yes, tone }, 'press', sentBy(pressed, view))];
  return {
    type: 'Action.ShowCard',
    title: shorten(oneLine(label), limits.label),
    card: { type: 'AdaptiveCard', version: '1.5', body: [...asked, { type: 'ActionSet', actions }] },
  };
}

const sentBy = ({ action, value }: Button, view: string | null) => ({
  action,
  value: shorten(value, limits.value),
  ...(view ? { view } : {}),
});
const oneLine = (words: string): string => words.replace(/\s+/g, ' ').trim() || '-';
const tight = (elements: readonly CardPart[]): CardPart[] =>
  elements.map((element, index) => (index === 0 ? { ...element, spacing: 'Small' } : element));

/** Leaves out from the end what is over the limits of a message, and says that something is left out. */
function fitted(elements: readonly CardPart[]): CardPart[] {
  const isKept = ({ type }: CardPart) => type === 'ActionSet' || type === 'Input.Text';
  const sizeOf = (part: CardPart) => ({ card: JSON.stringify(part).length, text: textLength(part) });
  const kept = elements.filter(isKept).map(sizeOf);
  const left = {
    card: limits.cardLetters - kept.reduce((sum, size) => sum + size.card, 0),
    text: limits.textLetters - kept.reduce((sum, size) => sum + size.text, 0),
  };
  let isFull = false;
  const shown: CardPart[] = [];
  for (const element of elements) {
    const size = sizeOf(element);
    if (isKept(element)) shown.push(element);
    else if (!isFull && size.card <= left.card && size.text <= left.text) {
      shown.push(element);
      left.card -= size.card;
      left.text -= size.text;
    } else if (!isFull) {
      isFull = true;
      shown.push(...cardText(['…']));
    }
  }
  return shown;
}

/** How many letters a person reads in a part of a card. */
function textLength(part: unknown): number {
  if (typeof part !== 'object' || part === null) return 0;
  return Object.entries(part).reduce(
    (sum, [key, value]) =>
      sum + (typeof value === 'string' ? (['text', 'title'].includes(key) ? value.length : 0) : textLength(value)),
    0,
  );
}
