import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeCertificates } from '../../../sandbox/azure/certificates.ts';

it('gives all who start at once, and all who start later, the one certificate of the folder', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'certificates-'));
  const atOnce = await Promise.all(Array.from({ length: 5 }, () => makeCertificates(folder)));
  const later = await makeCertificates(folder);
  const trusted = await readFile(later.caFile, 'utf8');
  await rm(folder, { recursive: true });

  expect(new Set([...atOnce, later].map(({ cert, key }) => cert + key)).size).toBe(1);
  expect(trusted).toBe(later.cert);
  expect(new X509Certificate(trusted).checkIP('127.0.0.1')).toBe('127.0.0.1');
  expect(new X509Certificate(trusted).checkHost('localhost')).toBe('localhost');
});
