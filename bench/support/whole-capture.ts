import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type SandboxOptions, startSandbox } from '../../sandbox/sandbox.ts';
import { sandboxSettings } from '../../sandbox/settings.ts';

const channel = 'C0IMAGES';

/** The sandbox's settings without a pace of their own: the product's defaults. */
export const shippedSettings = sandboxSettings.replace(/^pace:[\s\S]*$/m, '');

/** How long a whole capture takes that is asked for in Slack: from the yes to the word that it is done. */
export async function secondsOfCapture(command: string, name: string, options: SandboxOptions): Promise<number> {
  const folder = join('.sandbox', 'bench', name);
  const sandbox = await startSandbox({ speed: 1, ...options, policy: null, folder });
  try {
    const { slack } = sandbox;
    const lines = () => slack.state().messages[channel] ?? [];
    const said = async (what: RegExp) => {
      for (;;) {
        const line = lines().find(one => what.test(`${one.text} ${JSON.stringify(one.blocks ?? [])}`));
        if (line) return line;
        await sleep(100);
      }
    };
    await slack.command({ user: 'U0RITA', channel, command: '/capture-image', text: command });
    const { thread_ts = '' } = await said(/This is the plan/);
    const word = command.includes('in-place') ? (command.split(' ')[0] ?? '') : 'Y';
    slack.say({ user: 'U0RITA', channel, text: word, thread_ts });
    const startedAt = performance.now();
    await said(/is captured/);
    return (performance.now() - startedAt) / 1000;
  } finally {
    await sandbox.close();
  }
}
