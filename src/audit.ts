import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { readRedisConfig } from './config.ts';
import { type AuditHead, beforeFirst, breakAt, readLine, toLine } from './jobs/audit.ts';
import { auditLog } from './jobs/audit-log.ts';
import { workerRedis } from './jobs/redis.ts';
import { checkRedis } from './jobs/redis-check.ts';

const usage = `Usage: npm run audit -- verify [--file F]
       npm run audit -- export [--file F] [--follow]
  verify            reads the whole audit in Redis and says whether any entry was changed, dropped or moved
  verify --file F   the same for an exported file, and that Redis still has what is in it
  export            prints every entry as a line of JSON
  export --file F   adds to F what is not in it yet
  --follow          goes on with what is written from now on`;

const followEveryMs = 1000;

class Broken extends Error {}

/** The end of an exported file, once every line of it has been checked. */
function endOf(file: string): AuditHead {
  if (!existsSync(file)) return beforeFirst;
  let last = beforeFirst;
  for (const [index, line] of readFileSync(file, 'utf8').split('\n').entries()) {
    if (line === '') continue;
    const link = readLine(line);
    const problem = link ? breakAt(last, link) : 'It is no line of an export.';
    if (!link || problem) throw new Broken(`${file}, line ${index + 1}: ${problem}`);
    last = { seq: link.seq, hash: link.hash };
  }
  return last;
}

type Audit = ReturnType<typeof auditLog>;

async function verify(audit: Audit, file: string | undefined): Promise<void> {
  if (file !== undefined && !existsSync(file)) throw new Broken(`${file} is not there.`);
  const seen = file === undefined ? beforeFirst : endOf(file);
  const verdict = await audit.verify(seen);
  if (verdict.is === 'broken') throw new Broken(verdict.reason);
  const also = file === undefined ? '' : ` ${file} holds the first ${seen.seq} of them.`;
  process.stdout.write(`The audit is whole: ${verdict.entries} entries, the last ${verdict.head.hash}.${also}\n`);
}

async function copy(audit: Audit, { file, follow }: { file?: string; follow: boolean }): Promise<void> {
  let last = file === undefined ? beforeFirst : endOf(file);
  const from = last.seq;
  let id: string | undefined;
  do {
    for await (const link of audit.read(id)) {
      id = link.id;
      if (link.seq === from && link.hash !== last.hash)
        throw new Broken(`Entry ${link.seq} is not the one that was exported.`);
      if (link.seq <= from) continue;
      const problem = breakAt(last, link);
      if (problem) throw new Broken(problem);
      const line = `${toLine(link)}\n`;
      if (file === undefined) process.stdout.write(line);
      else appendFileSync(file, line);
      last = { seq: link.seq, hash: link.hash };
    }
    if (follow) await sleep(followEveryMs);
  } while (follow);
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { file: { type: 'string' }, follow: { type: 'boolean', default: false } },
  });
  const [verb] = positionals;
  if ((verb !== 'verify' && verb !== 'export') || positionals.length > 1) throw new Error(usage);
  const { redis: address, redisPrefix: prefix } = readRedisConfig(process.env);
  const redis = workerRedis(address);
  try {
    await checkRedis(redis, { timeoutMs: 5_000 });
    const audit = auditLog({ redis, prefix });
    if (verb === 'verify') await verify(audit, values.file);
    else await copy(audit, { follow: values.follow, ...(values.file === undefined ? {} : { file: values.file }) });
  } finally {
    redis.disconnect();
  }
}

main().catch(error => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = error instanceof Broken ? 2 : 1;
});
