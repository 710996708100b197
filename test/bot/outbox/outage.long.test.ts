import { setTimeout as sleep } from 'node:timers/promises';
import express from 'express';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { team } from '../../../sandbox/teams/world.ts';
import { teamsChat } from '../../../src/bot/teams/teams.ts';
import type { Capture, Notice } from '../../../src/jobs/record/record.ts';
import type { Place } from '../../../src/jobs/request/request.ts';
import { keysOf } from '../../../src/jobs/store/keys.ts';
import { aCapture, images, noon, rita } from '../../support/captures.ts';
import { openGate } from '../../support/gate.ts';
import { messagesIn, type Office, openOffice, quiet, until, words } from '../../support/office.ts';
import { channel, openTeams, teamsConfig, tenantId } from '../../support/teams.ts';

/** A thread as people read it: its first message, and the answers in order. */
interface Thread {
  readonly roots: readonly string[];
  readonly answers: readonly string[];
}
interface Platform {
  readonly place: Place;
  thread(id: string): Thread;
  /** Some messages get through whose answers do not; then there is trouble; then nobody answers at all; then it is back, and throttles. */
  unanswered(): void;
  trouble(): void;
  dead(): Promise<void>;
  back(): Promise<void>;
}

const minuteMs = 60_000;
const gates: Awaited<ReturnType<typeof openGate>>[] = [];
let office: Office;
let closeTeams: () => Promise<void>;
let platforms: Record<'slack' | 'teams', Platform>;

async function gateTo(url: string) {
  const gate = await openGate(Number(new URL(url).port));
  gates.push(gate);
  return { gate, url: url.replace(/:\d+/, `:${gate.port}`) };
}

beforeAll(async () => {
  const started = Date.now();
  const { teams, close } = await openTeams({ now: () => started + (Date.now() - started) * 60 });
  closeTeams = close;
  teams.grant('ChannelMessage.Read.Group');
  const toTeams = await gateTo(teams.environment.MICROSOFT_BOT_SERVICE_URL ?? '');
  const config = teamsConfig({ ...teams.environment, MICROSOFT_BOT_SERVICE_URL: toTeams.url });
  let toSlack = toTeams.gate;
  office = await openOffice({
    share: 30,
    speed: 60,
    besides: ground => [teamsChat({ config, app: express(), ...ground, log: quiet })],
    async reach({ apiUrl }) {
      const { gate, url } = await gateTo(apiUrl);
      toSlack = gate;
      return url;
    },
  });
  await office.redis.hset(keysOf(office.prefix).teamOf, channel, team.id);
  const { slack } = office;
  const posted = (id: string) => messagesIn(slack).find(one => !one.thread_ts && one.text?.includes(id))?.ts;
  const written = () => teams.state().messages;
  const manyTimes = { times: 100_000 };
  platforms = {
    slack: {
      place: images,
      thread: id => ({
        roots: messagesIn(slack).flatMap(one => (!one.thread_ts && one.text?.includes(id) ? [words(one)] : [])),
        answers: messagesIn(slack).flatMap(one => (one.thread_ts === posted(id) ? [one.text ?? ''] : [])),
      }),
      unanswered() {
        slack.faults.add({ match: { method: 'chat.postMessage' }, times: 3, drop: 'after' });
        slack.faults.add({ match: { method: 'chat.update' }, times: 2, drop: 'after' });
      },
      trouble: () => void slack.faults.add({ match: {}, status: 503, ...manyTimes }),
      dead: () => toSlack.shut(),
      async back() {
        slack.faults.clear();
        for (const method of ['chat.postMessage', 'chat.update', 'conversations.replies'])
          slack.faults.add({ match: { method }, retryAfterSeconds: 1 });
        await toSlack.open();
      },
    },
    teams: {
      place: { platform: 'teams', workspace: tenantId, channel },
      thread(id) {
        const roots = written().filter(one => !one.thread && one.summary?.includes(id));
        return {
          roots: roots.map(one => JSON.stringify(one)),
          answers: written().flatMap(one => (one.thread && one.thread === roots[0]?.id ? [one.summary ?? ''] : [])),
        };
      },
      unanswered() {
        teams.faults.add({ match: { method: 'send' }, times: 3, drop: 'after' });
        teams.faults.add({ match: { method: 'edit' }, times: 2, drop: 'after' });
      },
      trouble() {
        for (const method of ['send', 'edit', 'read'] as const)
          teams.faults.add({ match: { method }, status: 503, ...manyTimes });
      },
      dead: () => toTeams.gate.shut(),
      async back() {
        teams.faults.clear();
        for (const method of ['send', 'edit'] as const)
          teams.faults.add({ match: { method }, status: 429, code: 'Throttled', retryAfterSeconds: 1 });
        await toTeams.gate.open();
      },
    },
  };
});
afterAll(async () => {
  await office.close();
  for (const gate of gates) await gate.close();
  await closeTeams();
});

/** Time goes by for the desk, and for what waits in the outbox; what is in hand is left alone. */
async function pass(ms: number): Promise<void> {
  office.clock = new Date(office.clock.getTime() + ms);
  await office.redis.eval(
    `local due=redis.call('ZRANGE',KEYS[1],0,-1,'WITHSCORES') for i=1,#due,2 do
       if redis.call('HEXISTS',ARGV[2]..due[i],'lease')==0 then redis.call('ZADD',KEYS[1],due[i+1]-ARGV[1],due[i]) end end`,
    1,
    keysOf(office.prefix).outbox,
    String(ms),
    keysOf(office.prefix).chat(''),
  );
  await sleep(60);
}

async function change(id: string, with_: (now: Capture) => Partial<Capture>): Promise<void> {
  for (;;) {
    const before = await office.store.load(id);
    if (before && (await office.store.decide(before, { ...before, ...with_(before) }, { event: 'confirm' }))) return;
  }
}

const approved = (minute: number): Notice => {
  const at = office.clock.toISOString();
  return { kind: 'approved', by: { ...rita, name: `Person ${minute}` }, have: minute, of: 30, at };
};

async function ask(place: Place): Promise<string> {
  const capture = aCapture({ place, createdAt: office.clock.toISOString(), status: { is: 'running' } });
  await office.store.accept(capture.id, capture);
  return capture.id;
}

const told = (ids: readonly string[]) =>
  until('all told', async () => {
    await pass(minuteMs);
    const due = await Promise.all(ids.map(id => office.redis.zscore(keysOf(office.prefix).outbox, id)));
    return due.every(one => one === null);
  });

test.each([
  ['slack', 'teams'],
  ['teams', 'slack'],
] as const)('after half an hour without %s every thread is right, and %s never notices', async (down, up) => {
  office.clock = noon;
  const near = [await ask(platforms[down].place), await ask(platforms[down].place)];
  const far = [await ask(platforms[up].place)];
  await told([...near, ...far]);

  const minutes = 30;
  platforms[down].unanswered();
  for (let minute = 1; minute <= minutes; minute += 1) {
    if (minute === 4) platforms[down].trouble();
    if (minute === 10) near.push(await ask(platforms[down].place));
    if (minute === 15) await platforms[down].dead();
    for (const id of [...near, ...far])
      await change(id, ({ notices }) => ({
        stumbles: minute,
        stumble: `in minute ${minute}`,
        notices: minute % 3 === 0 ? [...notices, approved(minute)] : notices,
      }));
    await pass(minuteMs);
  }
  const [first = ''] = near;
  await change(first, ({ notices }) => ({
    status: { is: 'cancelled', by: rita, at: office.clock.toISOString() },
    notices: [...notices, { kind: 'cancelled', by: rita, at: office.clock.toISOString() }],
  }));
  await told(far);
  expect(platforms[down].thread(first).answers.length).toBeLessThan(5);
  await platforms[down].back();
  await told(near);

  for (const [platform, ids] of [
    [platforms[down], near],
    [platforms[up], far],
  ] as const)
    for (const id of ids) {
      const thread = platform.thread(id);
      const capture = await office.store.load(id);
      expect(thread.roots).toHaveLength(1);
      expect(thread.roots[0]).toContain(id === first ? 'ancelled' : `in minute ${minutes}`);
      const expected = capture?.notices.map(notice => (notice.kind === 'approved' ? notice.by.name : 'Cancelled'));
      expect(thread.answers.map(text => /Person \d+|Cancelled/.exec(text)?.[0])).toEqual(expected);
    }
});
