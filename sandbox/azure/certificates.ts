import { randomBytes, X509Certificate } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generate } from 'selfsigned';

export type Certificates = { readonly key: string; readonly cert: string; readonly caFile: string };

const keptDays = 365;
const renewedDays = 30;

/**
 * The server's certificate for this machine's own addresses, kept in the folder from one start to the next. It signs itself,
 * so that its file is the authority to trust: strict clients want key identifiers in a chain, which our library cannot make.
 */
export async function makeCertificates(folder: string): Promise<Certificates> {
  await mkdir(folder, { recursive: true });
  const { key, cert } = (await readKept(folder)) ?? (await make(folder));
  const caFile = join(folder, 'ca.pem');
  const draft = draftOf(caFile);
  await writeFile(draft, cert);
  await rename(draft, caFile);
  return { key, cert, caFile };
}

type Pair = { readonly key: string; readonly cert: string };

async function make(folder: string): Promise<Pair> {
  // A name of its own, so that nobody who trusts several takes one for another.
  const name = `capture-image sandbox ${randomBytes(4).toString('hex')}`;
  const made = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: daysFromNow(-1),
    notAfterDate: daysFromNow(keptDays),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
          { type: 7, ip: '::1' },
        ],
      },
    ],
  });
  // Two simulators may start at once: the first one's certificate holds for both.
  const draft = draftOf(join(folder, 'server.json'));
  await writeFile(draft, JSON.stringify({ key: made.private, cert: made.cert }), { mode: 0o600 });
  try {
    await link(draft, join(folder, 'server.json'));
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) throw cause;
  } finally {
    await rm(draft);
  }
  const kept = await readKept(folder);
  if (!kept) throw new Error(`The certificate in ${folder} cannot be kept; remove the folder and start again.`);
  return kept;
}

async function readKept(folder: string): Promise<Pair | null> {
  const file = join(folder, 'server.json');
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return null;
    throw cause;
  });
  if (text === null) return null;
  const { key, cert }: Pair = JSON.parse(text);
  if (new X509Certificate(cert).validToDate > daysFromNow(renewedDays)) return { key, cert };
  await rm(file, { force: true });
  return null;
}

function draftOf(file: string): string {
  return `${file}.${process.pid}.${Math.random().toString(36).slice(2)}`;
}

function daysFromNow(days: number): Date {
  return new Date(Date.now() + days * 24 * 3_600_000);
}
