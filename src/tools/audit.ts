import { appendFileSync, existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { readRedisConfig } from '../config.ts';
import { breakAt, toLine } from '../jobs/store/audit.ts';
import { auditLog } from '../jobs/store/audit-log.ts';
import { auditSeal } from '../jobs/store/audit-seal.ts';
import { workerRedis } from '../jobs/store/redis.ts';
import { checkRedis } from '../jobs/store/redis-check.ts';
import { scrub } from '../scrub.ts';
import { Broken, changedRecord, endOf, noteArchived, readFiles } from './audit-file.ts';

const usage = `Usage: npm run audit -- verify [--file F]
       npm run audit -- export [--file F] [--follow]
  verify            reads the whole audit in Redis and says whether any entry was changed, dropped or moved
  verify --file F   the same for an exported file or the archive (or several, the oldest first), and that Redis goes on from it
  export            prints every entry as a line of JSON
  export --file F   adds to F what is not in it yet
  --follow          goes on with what is written from now on`;

const followEveryMs = 1000;
/** Of a file that is made: it names people, machines and reasons. */
const ownerOnly = 0o600;

type Audit = ReturnType<typeof auditLog> & { readonly seal: ReturnType<typeof auditSeal> };

async function verify(audit: Audit, files: readonly string[]): Promise<void> {
  const missing = files.find(file => !existsSync(file));
  if (missing) throw new Broken(`${missing} is not there.`);
  const exported = await readFiles(files);
  await audit.seal();
  const verdict = await audit.verify(exported.end);
  if (verdict.is === 'broken') throw new Broken(verdict.reason);
  if (exported.records.size > 0) for await (const link of audit.read()) noteArchived(exported.told, link);
  const changed = changedRecord(exported);
  if (changed) throw new Broken(`The record of ${changed} in the archive is not the one that was archived.`);
  const { entries, archived, head } = verdict;
  const gone =
    archived > 0
      ? ` The first ${archived} are archived${files.length > 0 ? '' : ': give the archive with --file to check them too'}.`
      : '';
  const also = files.length > 0 ? ` ${files.join(', ')} holds the first ${exported.end.seq} of them.` : '';
  process.stdout.write(`The audit is whole: ${entries} entries, the last ${head.hash}.${gone}${also}\n`);
}

async function copy(audit: Audit, { file, follow }: { file?: string; follow: boolean }): Promise<void> {
  const anchor = await audit.anchor();
  let last = file === undefined ? anchor : await endOf(file);
  if (last.seq < anchor.seq)
    throw new Broken(
      `Entries ${last.seq + 1} to ${anchor.seq} are in the archive alone: begin ${file} with a copy of it.`,
    );
  const from = last.seq;
  let id: string | undefined;
  do {
    await audit.seal();
    for await (const link of audit.read(id)) {
      id = link.id;
      if (link.seq === from && link.hash !== last.hash)
        throw new Broken(`Entry ${link.seq} is not the one that was exported.`);
      if (link.seq <= from) continue;
      const problem = breakAt(last, link);
      if (problem) throw new Broken(problem);
      const line = `${toLine(link)}\n`;
      if (file === undefined) process.stdout.write(line);
      else appendFileSync(file, line, { mode: ownerOnly });
      last = { seq: link.seq, hash: link.hash };
    }
    if (follow) await sleep(followEveryMs);
  } while (follow);
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { file: { type: 'string', multiple: true, default: [] }, follow: { type: 'boolean', default: false } },
  });
  const [verb] = positionals;
  const [file, another] = values.file;
  if ((verb !== 'verify' && verb !== 'export') || positionals.length > 1) throw new Error(usage);
  if (verb === 'export' && another) throw new Error(`An export goes to one file.\n${usage}`);
  const { redis: address, redisPrefix: prefix } = readRedisConfig(process.env);
  const redis = workerRedis(address);
  try {
    await checkRedis(redis, { timeoutMs: 5_000 });
    const audit = { ...auditLog({ redis, prefix }), seal: auditSeal({ redis, prefix }) };
    if (verb === 'verify') await verify(audit, values.file);
    else await copy(audit, { follow: values.follow, ...(file === undefined ? {} : { file }) });
  } finally {
    redis.disconnect();
  }
}

main().catch(error => {
  process.stderr.write(`${scrub(error instanceof Error ? error.message : String(error))}\n`);
  process.exitCode = error instanceof Broken ? 2 : 1;
});
