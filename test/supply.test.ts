import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { runScript } from './support/scripts.ts';

const dockerfile = readFileSync('Dockerfile', 'utf8');

test('the image stands on one that is named by its digest, of the very Node that is pinned, and can be told another', () => {
  const { dependencies } = z
    .object({ dependencies: z.record(z.string(), z.string()) })
    .parse(JSON.parse(readFileSync('package.json', 'utf8')));
  const [, version] = /^ARG NODE_IMAGE=node:([\d.]+)-slim@sha256:[0-9a-f]{64}$/m.exec(dockerfile) ?? [];
  expect(version).toBe(dependencies.node);
  expect(dockerfile.match(/^FROM .*$/gm)).toEqual([`FROM \${NODE_IMAGE}`]);
});

test('the image brings the packages that src runs, and no others: types are for whoever writes it', () => {
  const { dependencies } = z
    .object({ dependencies: z.record(z.string(), z.string()) })
    .parse(JSON.parse(readFileSync('package.json', 'utf8')));
  const imported = globSync('src/**/*.ts').flatMap(file =>
    [
      ...readFileSync(file, 'utf8')
        .replace(/^import type [^;]*;/gm, '')
        .matchAll(/from '(?!node:)(@[\w-]+\/[\w.-]+|[a-z][\w.-]*)/g),
    ].map(([, name]) => name),
  );
  // Node is run, not imported.
  expect(Object.keys(dependencies).sort()).toEqual([...new Set([...imported, 'node'])].sort());
});

test('no container has the secrets of bot and worker unless somebody says so', async () => {
  const [, role = ''] = /^CMD \["(.*)"\]$/m.exec(dockerfile) ?? [];
  const { code, says } = await runScript(['src/main.ts', role], {});
  expect(code).toBe(1);
  expect(says).toContain('is not a role: say bot or worker');
});

test('whatever runs in production is locked with its hash, on every platform', () => {
  const { packages } = z
    .object({
      packages: z.record(z.string(), z.looseObject({ dev: z.boolean().optional(), integrity: z.string().optional() })),
    })
    .parse(JSON.parse(readFileSync('package-lock.json', 'utf8')));
  const without = Object.entries(packages).filter(([place, { dev, integrity }]) => place !== '' && !dev && !integrity);
  expect(without).toEqual([]);
});
