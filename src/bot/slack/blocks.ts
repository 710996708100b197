import type { Block, KnownBlock, Button as SlackButton } from '@slack/types';
import type { Button, Note, NotePart, Span } from '../chat.ts';
import { barLine, checklistLine } from '../notes/checklist-lines.ts';
import { cleanNote } from '../notes/clean-note.ts';
import { chunks, escapeText, packed, shorten, toMrkdwn } from './text.ts';

/** A message as Slack's Web API takes it: `text` for notifications, `blocks` for what is shown. */
export interface SlackMessage {
  readonly text: string;
  readonly blocks: KnownBlock[];
}

const limits = {
  blocks: 50,
  section: 2900,
  sectionsPerPart: 3,
  all: 12_800,
  header: 150,
  label: 75,
  value: 2000,
} as const;

/** Puts a note into Block Kit within every limit: what is too long is shortened, never refused; buttons always stay. */
export function toSlack(said: Note): SlackMessage {
  const note = cleanNote(said);
  const blocks = fitted(note.parts.flatMap(toBlocks));
  const text = shorten(escapeText(shorten(note.text, 1500)), 4000) || ' ';
  return { text, blocks: blocks.length > 0 ? blocks : plainSections(shorten(note.text, 1500)) };
}

function toBlocks(part: NotePart): KnownBlock[] {
  switch (part.is) {
    case 'heading':
      return [{ type: 'header', text: plainTextObject(part.text, limits.header) }];
    case 'text':
      return isWords(part.spans) ? plainSections(part.spans.join('')) : sections(toMrkdwn(part.spans));
    case 'small':
      return contextBlock(part.spans);
    case 'facts':
      return sections(part.rows.flatMap(({ name, spans }) => [...toMrkdwn([{ bold: name }, '  ', ...spans]), '\n']));
    case 'checklist':
      return sections(part.items.flatMap(item => [...toMrkdwn(checklistLine(item)), '\n']));
    case 'bars':
      return sections(part.bars.flatMap(bar => [...toMrkdwn(barLine(bar)), '\n']));
    case 'command':
      return codeBlocks(part.text);
    // Slack itself folds a long section that is not to be expanded.
    case 'fold':
      return plainSections(`${part.title}: ${part.text}`);
    case 'buttons':
      return actions(part.buttons.filter(({ typed }) => typed === undefined));
    case 'divider':
      return [{ type: 'divider' }];
  }
}

/** One paragraph of small print. */
export const contextBlock = (spans: readonly Span[]): KnownBlock[] =>
  packed(toMrkdwn(spans), limits.section)
    .slice(0, 1)
    .map(text => ({ type: 'context', elements: [mrkdwn(text)] }));

const actions = (buttons: readonly Button[]): KnownBlock[] =>
  buttons.length > 0 ? [{ type: 'actions', elements: buttons.slice(0, 25).map(button) }] : [];

function button({ action, value, label, tone, confirm }: Button): SlackButton {
  return {
    type: 'button',
    action_id: action,
    text: plainTextObject(label, limits.label),
    value: shorten(value, limits.value),
    ...(tone === 'plain' ? {} : { style: tone }),
    ...(confirm
      ? {
          confirm: {
            title: plainTextObject(confirm.title, 100),
            text: plainTextObject(confirm.text, 300),
            confirm: plainTextObject(confirm.yes, 30),
            deny: plainTextObject(confirm.no, 30),
            ...(tone === 'plain' ? {} : { style: tone }),
          },
        }
      : {}),
  };
}

/** Text without any formatting goes in as plain text, which Slack shows as it is. */
function plainSections(words: string): KnownBlock[] {
  return packed(chunks(words).map(escapeText), limits.section)
    .slice(0, limits.sectionsPerPart)
    .filter(text => text.trim() !== '')
    .map(text => ({ type: 'section', text: { type: 'plain_text', text, emoji: false } }));
}

function sections(pieces: readonly string[]): KnownBlock[] {
  const texts = packed(pieces, limits.section);
  const shown = texts.slice(0, limits.sectionsPerPart);
  return shown.map((text, index) =>
    section(index === shown.length - 1 && texts.length > shown.length ? `${text}…` : text.trimEnd()),
  );
}

function codeBlocks(text: string): KnownBlock[] {
  const safe = escapeText(text.replace(/`{3,}/g, run => [...run].join(' ')));
  return [section(`\`\`\`\n${cut(safe, limits.section)}\n\`\`\``)];
}

const section = (text: string): KnownBlock => ({ type: 'section', text: mrkdwn(text) });
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text, verbatim: true }) as const;

/** Plain text is escaped like all else, and never empty, since Slack refuses that. */
export const plainTextObject = (text: string, max: number) =>
  ({
    type: 'plain_text',
    text: cut(escapeText(shorten(text.replace(/\s+/g, ' ').trim(), max)), max) || '-',
    emoji: false,
  }) as const;

/** Cuts an escaped text, never inside of an entity. */
function cut(escaped: string, max: number): string {
  return escaped.length <= max
    ? escaped
    : `${escaped
        .slice(0, max - 1)
        .replace(/&[a-z]{0,3}$/, '')
        .replace(/[\ud800-\udbff]$/, '')}…`;
}

const isWords = (spans: readonly Span[]): spans is readonly string[] => spans.every(span => typeof span === 'string');

/** Leaves out from the end what is over the limits of a whole message, and says that something is left out. */
function fitted(blocks: readonly KnownBlock[]): KnownBlock[] {
  const sizes = blocks.map(textSize);
  const isKept = (block: KnownBlock) => block.type === 'actions' || block.type === 'header';
  let left = limits.all - blocks.reduce((sum, block, index) => sum + (isKept(block) ? (sizes[index] ?? 0) : 0), 0);
  let places: number = limits.blocks - 1 - blocks.filter(isKept).length;
  let full = false;
  const shown: KnownBlock[] = [];
  for (const [index, block] of blocks.entries()) {
    const size = sizes[index] ?? 0;
    if (isKept(block)) shown.push(block);
    else if (!full && size <= left && places > 0) {
      shown.push(block);
      left -= size;
      places -= 1;
    } else if (!full) {
      full = true;
      shown.push(section('…'));
    }
  }
  return shown.slice(0, limits.blocks);
}

/** How many characters a block shows, as Slack counts them: every text in it. */
function textSize(block: Block | object): number {
  return Object.entries(block).reduce((sum, [key, value]) => {
    if (typeof value === 'string') return sum + (key === 'text' ? value.length : 0);
    return typeof value === 'object' && value !== null ? sum + textSize(value) : sum;
  }, 0);
}
