import { type Finding, findRule } from '../../azure/guest/readiness.ts';
import { countFindings, mustFix, type Readiness, unsaidOf } from '../../jobs/record/readiness.ts';
import type { Capture } from '../../jobs/record/record.ts';
import type { Note, NotePart, Span } from '../chat.ts';
import { code, heading, note, small, text, vmName } from './elements.ts';
import { problemInWords } from './words/en/reasons/reasons.ts';

const shown = { must: 12, should: 10 } as const;

/** What the readiness check found: each with why it is one, where that is written, and what mends it. */
export function readinessNote(capture: Capture, readiness: Readiness): Note {
  const must = mustFix(readiness);
  const should = readiness.findings.filter(({ level }) => level === 'should');
  const all = countFindings(readiness);
  const unsaid = unsaidOf(readiness);
  const counts = `${all.must} must be fixed, ${all.should} should be, ${all.fine} fine`;
  return note(
    `Readiness of ${vmName(capture)}: ${counts}`,
    heading(must.length > 0 ? 'Certification would refuse this image' : 'Readiness check'),
    text({ bold: counts }),
    ...incomplete(readiness),
    ...group('Must be fixed', must.slice(0, shown.must), all.must),
    ...group('Should be fixed', should.slice(0, shown.should), all.should),
    ...(unsaid > 0 ? [small(`${unsaid} more did not fit, the least grave of what was found.`)] : []),
    ...wayOn(capture, must),
  );
}

function incomplete({ complete, unmade }: Readiness): NotePart[] {
  if (unmade !== undefined)
    return [
      text(
        { bold: 'The check could not be made: ' },
        problemInWords(unmade),
        ' So I cannot tell what certification would refuse.',
      ),
    ];
  if (complete) return [];
  return [text({ bold: 'Mind: ' }, 'the guest did not answer in full, so there may be more than I can tell of here.')];
}

function group(title: string, named: readonly Finding[], count: number): NotePart[] {
  if (count === 0) return [];
  const rest = count - named.length;
  return [
    text({ bold: title }),
    ...named.map(finding => text(...lineOf(finding))),
    ...(rest > 0 ? [small(`and ${rest} more.`)] : []),
  ];
}

function lineOf({ code: name, detail }: Finding): readonly Span[] {
  const rule = findRule(name);
  if (!rule) return ['• ', code(name), ': ', code(detail)];
  const { title, why, mend, source } = rule;
  return [
    '• ',
    { bold: title },
    ': ',
    code(detail),
    `. ${why} `,
    { bold: 'To mend it: ' },
    code(mend),
    ' (',
    { link: source.name, url: source.url },
    ')',
  ];
}

function wayOn({ plan }: Capture, must: readonly Finding[]): NotePart[] {
  if (must.length === 0 || plan?.checks === 'strict') return [];
  return [text('I go on all the same, since checks=warn. With checks=strict I would stop here.')];
}
