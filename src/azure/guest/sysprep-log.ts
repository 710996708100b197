import type { SysprepCause } from './sysprep-cause.ts';
import { sysprepCauses } from './sysprep-causes.ts';

/** What the set-up logs of a failed sysprep tell: the cause where it is known, the lines that show it, and the command that mends it. */
export interface SysprepReport {
  readonly cause: SysprepCause | null;
  readonly lines: readonly string[];
  readonly command: string | null;
}

const most = { lines: 3, characters: 400 } as const;

/** Reads setuperr.log or setupact.log, or parts of both, for why sysprep stopped. */
export function readSysprepLog(text: string): SysprepReport {
  const lines = text
    .split('\n')
    .filter(line => !/^[\d .:-]{15,30},\s*(?:Info|Warning|Perf)\b/i.test(line))
    .map(shownLine)
    .filter(line => !isNoise(line));
  for (const cause of sysprepCauses) {
    const telling = unique(lines.filter(line => cause.says.test(line)));
    const [first] = telling;
    if (first === undefined) continue;
    const commands = unique(telling.slice(0, most.lines).map(line => commandOf(cause, line)));
    return { cause, lines: bounded(telling), command: commands.join('\n') || null };
  }
  const errors = unique(lines.filter(line => /^SYSPRP|^[\w.]{1,40}:|error|fail/i.test(line) && !isConsequence(line)));
  return { cause: null, lines: bounded(errors), command: null };
}

function commandOf({ command, says }: SysprepCause, line: string): string {
  return typeof command === 'function' ? command(says.exec(line)?.[1] ?? '') : (command ?? '');
}

/** A line without its time and level, which nobody needs, and without a product key. */
const shownLine = (line: string): string =>
  line
    .replace(
      /^\d{2,4}-\d\d-\d{2,4} \d\d:\d\d:\d\d(?:[.:]\d{1,3})?,?\s*(?:Error|Fatal|Warning|Info)?\s*(?:\[0x[0-9a-f]{1,8}\])?\s*/i,
      '',
    )
    .replace(/\b[A-Z0-9]{5}(?:-[A-Z0-9]{5}){4}\b/g, '[cut]')
    .trim();

/** What sysprep calls an error on machines that it generalizes all the same. */
const isNoise = (line: string): boolean =>
  /MRTGeneralize:\d+ - ERROR|SetupDiGetClassDevs failed with error 0\b|Failed to re-enable Compat-Gentel/i.test(line);

/** Says that something failed, not what. */
const isConsequence = (line: string): boolean =>
  /WinMain:|Run(?:External|Platform|Registry)?(?:Dlls|Actions):|SysprepSession::|ActionPlatform::Execute/i.test(line);

function bounded(lines: readonly string[]): string[] {
  const shown: string[] = [];
  let left: number = most.characters;
  for (const line of lines.slice(0, most.lines)) {
    if (left < 40) break;
    shown.push(line.length > left ? `${line.slice(0, left - 1)}…` : line);
    left -= line.length;
  }
  return shown;
}

const unique = (lines: readonly string[]): string[] => [...new Set(lines)].filter(line => line !== '');
