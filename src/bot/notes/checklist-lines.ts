import type { ChecklistItem, NotePart, Span } from '../chat.ts';

type Bar = Extract<NotePart, { is: 'bars' }>['bars'][number];

const signs = { todo: '▫️', doing: '⏳', done: '✅', failed: '❌' } as const;

/** A step of a checklist as one line, the same on every platform. */
export function checklistLine({ state, title, says, irreversible }: ChecklistItem): readonly Span[] {
  return [
    `${signs[state]} `,
    state === 'doing' ? { bold: title } : title,
    irreversible ? ' ⚠' : '',
    says ? `  ${says}` : '',
  ];
}

/** A bar as one line of ten blocks, the same on every platform. */
export function barLine({ label, percent, says }: Bar): readonly Span[] {
  const filled = Math.round(Math.max(0, Math.min(100, percent)) / 10);
  const bar = `${'█'.repeat(filled)}${'░'.repeat(10 - filled)}`;
  return [{ code: bar }, ` ${percent} % ${label}${says ? ` · ${says}` : ''}`];
}
