import { randomBytes, X509Certificate } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generate } from 'selfsigned';

export type Certificates = { readonly key: string; readonly cert: string; readonly caFile: string };

/** A server certificate for this machine's own addresses, signed by a CA that is kept in the folder. */
export async function makeCertificates(folder: string): Promise<Certificates> {
  await mkdir(folder, { recursive: true });
  const authority = (await readAuthority(folder)) ?? (await makeAuthority(folder));
  const leaf = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: hoursFromNow(-24),
    notAfterDate: hoursFromNow(24 * 90),
    ca: authority,
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
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
  return { key: leaf.private, cert: `${leaf.cert}\n${authority.cert}`, caFile: join(folder, 'ca.pem') };
}

async function makeAuthority(folder: string): Promise<{ key: string; cert: string }> {
  // A name of its own, so that nobody takes a former authority of the same name for this one.
  const name = `capture-image sandbox CA ${randomBytes(4).toString('hex')}`;
  const made = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: hoursFromNow(-24),
    notAfterDate: hoursFromNow(24 * 365 * 2),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, digitalSignature: true, critical: true },
    ],
  });
  // Two simulators may start at once: the first one's authority holds for both.
  const draft = draftOf(join(folder, 'ca.json'));
  await writeFile(draft, JSON.stringify({ key: made.private, cert: made.cert }), { mode: 0o600 });
  try {
    await link(draft, join(folder, 'ca.json'));
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) throw cause;
  } finally {
    await rm(draft);
  }
  const kept = await readAuthority(folder);
  if (!kept)
    throw new Error(`The certificate authority in ${folder} cannot be read; remove the folder and start again.`);
  return kept;
}

async function readAuthority(folder: string): Promise<{ key: string; cert: string } | null> {
  const text = await readFile(join(folder, 'ca.json'), 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return null;
    throw cause;
  });
  if (text === null) return null;
  const { key, cert }: { key: string; cert: string } = JSON.parse(text);
  if (new X509Certificate(cert).validToDate < hoursFromNow(24 * 90)) {
    await rm(join(folder, 'ca.json'), { force: true });
    return null;
  }
  await writeWhole(join(folder, 'ca.pem'), cert);
  return { key, cert };
}

async function writeWhole(file: string, text: string): Promise<void> {
  const draft = draftOf(file);
  await writeFile(draft, text);
  await rename(draft, file);
}

function draftOf(file: string): string {
  return `${file}.${process.pid}.${Math.random().toString(36).slice(2)}`;
}

function hoursFromNow(hours: number): Date {
  return new Date(Date.now() + hours * 3_600_000);
}
