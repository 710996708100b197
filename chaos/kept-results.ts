import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import type { SeedResult } from './seed.ts';

const resultSchema = z.object({
  plan: z.string(),
  asked: z.number(),
  result: z.object({
    seed: z.number(),
    faults: z.array(z.string()),
    sorts: z.array(z.string()),
    struck: z.array(z.string()),
    captures: z.number(),
    writes: z.number(),
    ends: z.record(z.string(), z.number()),
    starts: z.number(),
    ms: z.number(),
    violations: z.array(z.object({ oracle: z.string(), says: z.string() })),
  }),
});

/** What came of each seed so far, in a file of a line each, so that a campaign of hours can be stopped and gone on with. */
export function keptResults(file: string, { plan, captures }: { plan: string; captures: number }) {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
  const kept: SeedResult[] = [];
  for (const line of lines) {
    const { result, ...of } = resultSchema.parse(JSON.parse(line));
    if (of.plan !== plan || of.asked !== captures)
      throw new Error(
        `${file} is of a campaign with the plan ${of.plan} and ${of.asked} captures a seed: name another file.`,
      );
    kept.push(result);
  }
  return {
    kept,
    keep: (result: SeedResult): void => appendFileSync(file, `${JSON.stringify({ plan, asked: captures, result })}\n`),
  };
}
