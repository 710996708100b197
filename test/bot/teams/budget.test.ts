import express from 'express';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TeamsSimulator } from '../../../sandbox/teams/simulator.ts';
import { teamsLimits } from '../../../src/bot/teams/rate-limits.ts';
import { teamsChat } from '../../../src/bot/teams/teams.ts';
import { aCapture, aWaitingCapture, noon } from '../../support/captures.ts';
import { type Office, openOffice, quiet, until } from '../../support/office.ts';
import { channel, openTeams, teamsConfig, tenantId } from '../../support/teams.ts';
import { endPauses, holdEdits, resting } from '../../support/told.ts';

/** Teams counts by a clock that runs so many times faster; half of what it allows is left for what is on its way. */
const speed = 20;
let office: Office;
let teams: TeamsSimulator;
let closeTeams: () => Promise<void>;
beforeAll(async () => {
  const startMs = Date.now();
  const opened = await openTeams({ now: () => startMs + (Date.now() - startMs) * speed });
  ({ teams, close: closeTeams } = opened);
  const config = teamsConfig(teams.environment);
  office = await openOffice({
    share: speed / 2,
    besides: ground => [teamsChat({ config, app: express(), ...ground, log: quiet })],
  });
});
afterAll(async () => {
  await office.close();
  await closeTeams();
});

test('thirty captures in one channel keep to what Teams allows there, and a question goes before their edits', async () => {
  const place = { platform: 'teams', workspace: tenantId, channel } as const;
  const captures = Array.from({ length: 30 }, () => aCapture({ place, createdAt: noon.toISOString() }));
  const written = () => teams.state().messages;
  const waiting = () => office.redis.zcard(`{${office.prefix}}:outbox`);
  const told = () => until('all told', async () => (await waiting()) === 0);
  await Promise.all(captures.map(capture => office.store.accept(capture.id, capture)));
  await told();
  await holdEdits(office, teamsLimits('edit', channel));
  for (const { id } of captures) {
    const before = await office.store.load(id);
    if (before) await office.store.decide(before, { ...before, stumbles: 1, stumble: 'try 1' }, { event: 'confirm' });
  }
  const asking = await office.store.load(captures[29]?.id ?? '');
  if (!asking) throw new Error('There is no such capture.');
  const { notices, plan, status } = aWaitingCapture();
  await office.store.decide(asking, { ...asking, notices, plan, status }, { event: 'confirm' });
  await until('the question', () => written().length === 31);
  expect(await waiting()).toBeGreaterThanOrEqual(29);
  await until('each edit to wait', async () => (await resting(office)) >= 29);
  await endPauses(office);
  await told();
  expect(written().filter(({ thread }) => thread === null)).toHaveLength(30);
  expect(written().filter(({ edits }) => edits > 0)).toHaveLength(30);
  expect(teams.log().filter(({ status }) => status === 429)).toEqual([]);
});
