import { isNothing, meaningOf } from './names.ts';
import type { Part } from './part.ts';

const most = { rows: 100, cells: 30 } as const;

/** How the cells of a row stand apart: by bars, commas, semicolons, tabs, or two blanks and more. */
const gaps = [/\s*\|\s*/g, /\s*[,;]\s*/g, /\t/g, /[ \t]{2,}/g];

/** The cells of a column that is called a secret, below the names of the columns. */
export function* inTables(text: string): Iterable<Part> {
  const lines = text.split('\n');
  let from = 0;
  let reached = -1;
  for (const [index, line] of lines.entries()) {
    const table = index > reached && /pass|pwd|key|secret|token/i.test(line) ? tableOf(line) : null;
    if (table) {
      let at = from + line.length + 1;
      for (const row of lines.slice(index + 1, index + 1 + most.rows)) {
        const cells = cellsOf(row, table.gap);
        if (cells.length !== table.cells) break;
        const cell = cells[table.column];
        if (cell && /\w/.test(cell.text) && !isNothing(cell.text))
          yield { from: at + cell.from, to: at + cell.from + cell.text.length };
        at += row.length + 1;
        reached = Math.max(reached, index) + 1;
      }
      reached = Math.max(reached, index);
    }
    from += line.length + 1;
  }
}

interface Cell {
  readonly text: string;
  readonly from: number;
}

function tableOf(line: string): { readonly gap: RegExp; readonly cells: number; readonly column: number } | null {
  for (const gap of gaps) {
    const cells = cellsOf(line, gap);
    const names = cells.filter(({ text }) => text !== '');
    if (
      names.length < 2 ||
      cells.length > most.cells ||
      !names.every(({ text }) => /^["']?[A-Za-z][\w-]{0,30}["']?$/.test(text))
    )
      continue;
    const column = cells.findIndex(({ text }) => meaningOf(text) === 'secret');
    if (column >= 0) return { gap, cells: cells.length, column };
  }
  return null;
}

function cellsOf(line: string, gap: RegExp): readonly Cell[] {
  const cells: Cell[] = [];
  let from = 0;
  if (line.length > 2_000) return cells;
  for (const { 0: found, index } of line.matchAll(gap)) {
    cells.push({ text: line.slice(from, index), from });
    from = index + found.length;
  }
  return [...cells, { text: line.slice(from), from }];
}
