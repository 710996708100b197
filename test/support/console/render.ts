import type { Button, FormChoices, FormErrors, FormValues, Note, NotePart, Span } from '../../../src/bot/chat.ts';
import { splitList } from '../../../src/bot/command/tokenizer.ts';
import { barLine, checklistLine } from '../../../src/bot/notes/checklist-lines.ts';
import { cleanNote } from '../../../src/bot/notes/clean-note.ts';
import { fieldsOf, filledIn, otherName } from '../../../src/bot/notes/form-fields.ts';
import { formWords } from '../../../src/bot/notes/form-words.ts';

/** A note as lines of text: whom it calls, and what can be pressed, go beside them. */
export function toLines(said: Note) {
  const note = cleanNote(said);
  const buttons = note.parts.flatMap(part => (part.is === 'buttons' ? part.buttons : []));
  const spans = note.parts.flatMap(part => ('spans' in part ? part.spans : []));
  return {
    text: note.parts.flatMap(linesOf).join('\n') || note.text,
    buttons: buttons.filter(({ typed }) => typed === undefined).map(({ action, value }) => ({ action, value })),
    calls: spans.flatMap(span => (typeof span === 'object' && 'mention' in span ? [span.mention.id] : [])),
  };
}

function linesOf(part: NotePart): readonly string[] {
  switch (part.is) {
    case 'heading':
      return [part.text.toUpperCase()];
    case 'text':
    case 'small':
      return [part.spans.map(written).join('')];
    case 'facts':
      return part.rows.map(({ name, spans }) => `${name}: ${spans.map(written).join('')}`);
    case 'checklist':
      return part.items.map(item => checklistLine(item).map(written).join(''));
    case 'bars':
      return part.bars.map(bar => barLine(bar).map(written).join(''));
    case 'command':
      return [part.text];
    case 'fold':
      return [`${part.title}: ${part.text}`];
    case 'buttons':
      return [part.buttons.map(buttonLine).join('  ')];
    case 'divider':
      return ['---'];
  }
}

const buttonLine = ({ label, typed }: Button): string => (typed ? `[type ${typed}: ${label}]` : `[${label}]`);

function written(span: Span): string {
  if (typeof span === 'string') return span;
  if ('bold' in span) return span.bold;
  if ('code' in span) return `\`${span.code}\``;
  if ('person' in span) return span.person.name;
  if ('mention' in span) return `@${span.mention.name}`;
  return 'time' in span ? span.time : `${span.link} <${span.url}>`;
}

const first = 'form';

/** The form as lines to fill in and send back. */
export function formText(choices: FormChoices, values?: FormValues, errors: FormErrors = {}): string {
  const fields = fieldsOf(choices, values).flatMap(({ name, label, value, names }) => [
    ...(errors[name] ? [`! ${errors[name]}`] : []),
    `${name}: ${value}    # ${[label, ...names].join(', ')}`,
  ]);
  return [choices.base ? `${first} ${choices.base.id}` : first, `# ${formWords.title}`, ...fields].join('\n');
}

/** What somebody filled in, and over which capture; null where it is no form. */
export function readForm(text: string): { readonly values: FormValues; readonly base?: string } | null {
  const [head = '', ...lines] = text.split('\n');
  const base = /^form(?: (\S+))?$/.exec(head);
  if (!base) return null;
  const filled = new Map(
    lines.map(line => /^(\w[\w-]*): ?(.*?)(?:\s+#.*)?$/.exec(line)).map(found => [found?.[1], found?.[2] ?? '']),
  );
  const word = (name: string) => filled.get(name) ?? '';
  const list = (name: string) => (name.endsWith(otherName('')) ? [] : splitList(word(name)));
  return { values: filledIn({ word, list }), ...(base[1] ? { base: base[1] } : {}) };
}
