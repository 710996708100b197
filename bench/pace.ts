import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type SandboxOptions, startSandbox } from '../sandbox/sandbox.ts';
import { sandboxSettings } from '../sandbox/settings.ts';
import { printTable } from './support/numbers.ts';

const channel = 'C0IMAGES';
const shipped = sandboxSettings.replace(/^pace:[\s\S]*$/m, '');
/** Looks all the time, at an Azure that lets everything through: what is left is Azure's own time. */
const eager = `${shipped}pace: { azureShare: 100000, vmSeconds: 0.05, versionSeconds: 0.05, gallerySeconds: 0.05, editSeconds: 3 }\n`;

/** One capture of each kind at Azure's own speed, once as shipped and once looking all the time: what waiting for the next look adds. Takes a quarter of an hour. */
const kinds = ['web-01 definition=web', 'web-02 definition=two mode=in-place'];
const rows = await Promise.all(
  kinds.map(async (command, index) => {
    const [real, own] = await Promise.all([
      secondsOf(command, `shipped-${index}`, { settings: shipped }),
      secondsOf(command, `eager-${index}`, { settings: eager, throttled: false }),
    ]);
    const added = real - own;
    return [command, own.toFixed(0), real.toFixed(0), added.toFixed(1), `${((added / own) * 100).toFixed(1)} %`];
  }),
);
printTable(['capture', "Azure's own time, s", 'as shipped, s', 'added, s', 'share'], rows);

/** From the yes to the word that it is done. */
async function secondsOf(command: string, name: string, options: SandboxOptions): Promise<number> {
  const folder = join('.sandbox', 'bench', name);
  const sandbox = await startSandbox({ ...options, speed: 1, policy: null, folder });
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
