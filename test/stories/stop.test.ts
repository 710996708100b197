import { expect, test } from 'vitest';
import { followAudit } from '../support/follow-audit.ts';
import { eventually, openStory } from '../support/story.ts';

/** The five seconds, and what a machine that is very busy adds to them. Who waits for Redis or Azure would never end. */
const withinMs = 60_000;

/** A story that hears how its processes end. */
async function storyOfEnds() {
  const ends: string[] = [];
  const story = await openStory({ apart: true, say: sentence => ends.push(sentence) });
  const heard: string[] = [];
  const unfollow = followAudit(story, async ({ event, step }) => {
    heard.push(`${step} ${event}`);
  });

  return {
    story,
    heard,
    /** Asks a process to stop, and tells how it ended and after how long. */
    async stop(name: 'bot' | 'worker') {
      const [before, sinceMs] = [ends.length, Date.now()];
      if (name === 'bot') story.sandbox.restartBot();
      else story.sandbox.restartWorker();
      const said = await eventually(`the ${name} to end`, () =>
        ends.slice(before).find(sentence => sentence.startsWith(`The ${name} ended`)),
      );
      return { said, tookMs: Date.now() - sinceMs };
    },
    /** Has web-01 captured until a worker waits for Azure's slow answer. */
    async underWay() {
      const thread = await story.ask('web-01 regions=westeurope mode=in-place');
      await thread.hears(/Type web-01/);
      await story.fault({ match: { method: 'POST', path: 'deallocate' }, delayMs: 3_000 });
      await thread.say('web-01');
      await eventually('the call under way', () => heard.includes('deallocate-vm asking'));
      return thread;
    },
    async close() {
      await unfollow();
      await story.close();
    },
  };
}

const tellOfEnds = test.extend<{ told: Awaited<ReturnType<typeof storyOfEnds>> }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads what a fixture needs from its pattern
  told: async ({}, use) => {
    const told = await storyOfEnds();
    await use(told);
    await told.close();
  },
}).concurrent;

const inOrder = (name: string) => `The ${name} ended (exit code 0); starting it again.`;

tellOfEnds(
  'who is stopped in the middle of a slow call saves what it has done, ends within five seconds, and another goes on',
  async ({ told: { story, heard, stop, underWay } }) => {
    const thread = await underWay();

    const worker = await stop('worker');
    expect(worker.said).toBe(inOrder('worker'));
    expect(worker.tookMs).toBeLessThan(withinMs);
    await eventually('what Azure answered on record', () => heard.includes('deallocate-vm asked'));
    await thread.hears(/web-01 is captured/);
    expect(heard.filter(said => said === 'deallocate-vm asking')).toHaveLength(1);
    expect(await story.calls(/POST/, /deallocate/)).toHaveLength(1);
  },
);

tellOfEnds(
  'who is stopped while Redis is away ends within five seconds too',
  async ({ told: { story, stop, underWay } }) => {
    const thread = await underWay();

    await story.withoutRedis(async () => {
      for (const end of await Promise.all([stop('worker'), stop('bot')])) {
        expect(end.said).toContain('exit code 0');
        expect(end.tookMs).toBeLessThan(withinMs);
      }
    });
    await thread.hears(/web-01 is captured/);
    expect((await story.calls(/POST/, /deallocate/)).filter(({ status }) => status < 300)).toHaveLength(1);
  },
);
