import { expect, test } from 'vitest';
import { followAudit } from '../support/follow-audit.ts';
import { eventually, openStory } from '../support/story.ts';

/** What a machine that is busy adds to the five seconds. */
const withinMs = 5_500;

/** A story that hears how its processes end. */
async function storyOfEnds() {
  const ends: string[] = [];
  const story = await openStory({ say: sentence => ends.push(sentence) });
  const heard: string[] = [];
  const unfollow = followAudit(story, async ({ event, step, capture }) => {
    heard.push(`${capture} ${step} ${event}`);
  });

  /** Asks a process to stop, and tells how it ended and after how long. */
  async function stop(name: 'bot' | 'worker') {
    const [before, sinceMs] = [ends.length, Date.now()];
    if (name === 'bot') story.sandbox.restartBot();
    else story.sandbox.restartWorker();
    const said = await eventually(`the ${name} to end`, () =>
      ends.slice(before).find(sentence => sentence.startsWith(`The ${name} ended`)),
    );
    return { said, tookMs: Date.now() - sinceMs };
  }

  return {
    story,
    stop,
    heard,
    /** Waits until a worker has Azure's slow answer to come. */
    underWay: (vm: string) =>
      eventually('the call under way', () =>
        heard.find(said => said.startsWith(vm) && said.endsWith('deallocate-vm asking')),
      ),
    async close() {
      await unfollow();
      await story.close();
    },
  };
}

const inOrder = (name: string) => `The ${name} ended (exit code 0); starting it again.`;

test('who is stopped in the middle of a slow call saves what it has done, ends within five seconds, and another goes on', async () => {
  const { story, stop, heard, underWay, close } = await storyOfEnds();
  const ask = async (vm: string) => {
    const thread = await story.ask(`${vm} regions=westeurope mode=in-place`);
    await thread.hears(new RegExp(`Type ${vm}`));
    await story.fault({ match: { method: 'POST', path: `${vm}/deallocate` }, delayMs: 3_000 });
    await thread.say(vm);
    await underWay(vm);
    return thread;
  };
  try {
    const first = await ask('web-01');
    const worker = await stop('worker');
    expect(worker.said).toBe(inOrder('worker'));
    expect(worker.tookMs).toBeLessThan(withinMs);
    await eventually('what Azure answered on record', () => heard.some(said => said.endsWith('deallocate-vm asked')));
    await first.hears(/web-01 is captured/);
    expect(heard.filter(said => said.endsWith('deallocate-vm asking'))).toHaveLength(1);
    expect(await story.calls(/POST/, /web-01\/deallocate/)).toHaveLength(1);

    const second = await ask('legacy-01');
    await story.withoutRedis(async () => {
      for (const end of await Promise.all([stop('worker'), stop('bot')])) {
        expect(end.said).toContain('exit code 0');
        expect(end.tookMs).toBeLessThan(withinMs);
      }
    });
    await second.hears(/legacy-01 is captured/);
    expect((await story.calls(/POST/, /legacy-01\/deallocate/)).filter(({ status }) => status < 300)).toHaveLength(1);
  } finally {
    await close();
  }
});
